"""How much there is: rates, sums, loans."""
