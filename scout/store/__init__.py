"""What is kept: one module per aggregate; rows never leave this package."""
