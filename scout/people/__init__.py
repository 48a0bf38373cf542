"""The people of the program: who gets digests, who does not, and what is erased of whom."""
