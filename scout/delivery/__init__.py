"""How a frozen message leaves the house."""
