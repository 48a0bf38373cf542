"""From places in a document to the words and the passage that show them to a reader."""

from __future__ import annotations

import math
from bisect import bisect_left, bisect_right
from collections import defaultdict
from collections.abc import Mapping, Sequence
from typing import NamedTuple

from matching.counts import text_of
from matching.passages import passages
from matching.signals.signal import Evidence
from matching.texts import Document
from matching.words import SOFT_HYPHEN


class Place(NamedTuple):
    """Where the wish ``name`` stands in ``text_of(document)``."""

    name: str
    start: int
    end: int


def across_title(document: Document, start: int, end: int) -> bool:
    """Tell whether a stretch begins in the title and ends in the text: nobody wrote that."""
    return start <= len(document.title) < end


def evidence(
    value: float, document: Document, places: Sequence[Place], weights: Mapping[str, float]
) -> Evidence:
    """Return the evidence of at least one place, quoting where the most weight stands together.

    ``weights`` are above 0, one for each name in ``places``.
    """
    text = text_of(document)
    stretches = _stretches(text, places)
    start, end = max(
        stretches,
        key=lambda stretch: (
            document.worth_as_quote(*stretch) * math.fsum(weights[n] for n in stretches[stretch]),
            -stretch[0],
        ),
    )
    shown = stretches[start, end]
    spellings: dict[str, str] = {}
    for place in sorted(places, key=lambda place: not start <= place.start < place.end <= end):
        spelled = text[place.start : place.end].replace(SOFT_HYPHEN, "")
        spellings.setdefault(place.name, spelled)
    names = sorted(spellings, key=lambda name: (name not in shown, -weights[name], name))
    words = tuple(dict.fromkeys(spellings[name] for name in names))
    return Evidence(value, words, tuple(names), text[start:end])


def _stretches(text: str, places: Sequence[Place]) -> dict[tuple[int, int], set[str]]:
    """Return the passages that hold places, with the names in each.

    What stands across a line's end is in two passages, which are then shown as one.
    """
    cuts = list(passages(text))
    starts = [start for start, _ in cuts]
    found: defaultdict[tuple[int, int], set[str]] = defaultdict(set)
    for name, start, end in places:
        first = cuts[bisect_right(starts, start) - 1]
        last = cuts[bisect_left(starts, end) - 1]
        found[first[0], last[1]].add(name)
    return found
