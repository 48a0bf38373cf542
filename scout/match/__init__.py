"""The only door to ``matching``: our words in, our words out."""
