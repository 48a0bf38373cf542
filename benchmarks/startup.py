"""How long people wait for the first word: ``scout --help`` beside a Python that does nothing.

python benchmarks/startup.py
"""

from __future__ import annotations

import sys

from measure import best_of

RUNS = 7


def main() -> None:
    """Print the table."""
    bare = best_of(RUNS, [sys.executable, "-c", "pass"])
    ours = best_of(RUNS, [sys.executable, "-m", "scout", "--help"])
    print(f"{'start':30} {'seconds':>8}   aim")
    print(f"{'scout --help':30} {ours.seconds:8.2f}   < 0.4 s")
    print(f"{'python -c pass':30} {bare.seconds:8.2f}")
    print(f"{'ratio':30} {ours.seconds / bare.seconds:8.1f}")


if __name__ == "__main__":
    main()
