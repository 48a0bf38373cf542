"""What is new for whom, and how it reads."""
