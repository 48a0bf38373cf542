"""Until when one may apply, and how long a guideline holds."""
