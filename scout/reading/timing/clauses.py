"""Part a sentence around one of its days: what leads to the day, and what its clause still says.

Clauses that only describe ("für Vorhaben, die im 2. Halbjahr beginnen, …") lead to nothing. Does
not judge what the words mean; that is for ``applying`` and ``prolonged``.
"""

from __future__ import annotations

import re
from typing import Final

from scout.reading.timing.dates import Named

_LONGEST_BEFORE: Final = 400
_LONGEST_AFTER: Final = 200
_DESCRIBES: Final = re.compile(
    r",\s(?:(?:für|mit|bei|in|von) )?(?:die|der|das|dem|den|denen|deren|dessen)\b[^,;]{0,160},"
)
_CLAUSE_END: Final = re.compile(r";|, (?=[A-ZÄÖÜ]|der |die |das )| und (?:der|die|das) ")


def without_asides(text: str) -> str:
    """Return ``text`` without clauses that only describe: ", das im Portal verfügbar ist,"."""
    return _DESCRIBES.sub(" ", text)


def words_before(text: str, day: Named, since: int) -> str:
    """Return what stands before a day from ``since`` on; what only describes is blanked out."""
    blanked = _DESCRIBES.sub(lambda aside: " " * len(aside[0]), text[: day.start + 160])
    if blanked[day.start].isspace():
        blanked = text
    start = max(since, day.start - _LONGEST_BEFORE, text.rfind(";", since, day.start) + 1)
    return blanked[start : day.start]


def words_behind(text: str, start: int, until: int) -> str:
    """Return the words from the end of a day on, up to the end of its clause."""
    stretch = without_asides(text[start : min(until, start + _LONGEST_AFTER)])
    end = _CLAUSE_END.search(stretch)
    return stretch[: end.start()] if end else stretch


def part_around(text: str, day: Named) -> str:
    """Return the clause that only describes, or else the part, in which a day stands."""
    for aside in _DESCRIBES.finditer(text):
        if aside.start() < day.start < aside.end():
            return text[max(0, aside.start() - 60) : aside.end()]
    end = text.find(";", day.end)
    return text[text.rfind(";", 0, day.start) + 1 : end if end >= 0 else len(text)]
