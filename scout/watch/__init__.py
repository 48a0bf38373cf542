"""How the sources do: for people who look, and for those who must be told."""
