"""The figures behind the pictures of a report: the pictures and their tables show the same."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

_WIDTHS = (0.01, 0.02, 0.05)
_MOST_BINS = 40


@dataclass(frozen=True, slots=True)
class Bin:
    """How many calls and news score from ``low`` to below ``high``, and what was judged of them."""

    low: float
    high: float
    count: int
    relevant: int
    irrelevant: int


def histogram(scores: Sequence[tuple[float, bool | None]], threshold: float) -> list[Bin]:
    """Return all bins from 0 to the highest score, or to twice the threshold, equally wide."""
    top = min(max([2 * threshold, *(score for score, _ in scores)]), 1.0)
    width = next((each for each in _WIDTHS if top / each <= _MOST_BINS), _WIDTHS[-1])
    bins = max(math.ceil(round(top / width, 6)), 1)
    places: list[list[bool | None]] = [[] for _ in range(bins)]
    for score, judged in scores:
        # Rounded first: 0.06 / 0.02 is a little less than 3.
        place = int(round(max(score, 0.0) / width, 9))
        places[min(place, bins - 1)].append(judged)
    return [
        Bin(
            low=round(place * width, 2),
            high=round((place + 1) * width, 2),
            count=len(found),
            relevant=found.count(True),
            irrelevant=found.count(False),
        )
        for place, found in enumerate(places)
    ]
