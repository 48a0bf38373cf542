"""Who may apply, and from where."""
