"""Read on which day a period for applying begins.

    a field for deadlines, or a sentence that ends a period for applying -> its first day

A period is one by its last day: only where that ends applying (``applying``), its first day opens
it. A field that names nothing but a first day opens on it and states no end. Openings that whole
sentences tell ("Anträge können ab dem … gestellt werden") are read in ``validity``.

| rule | example |
|---|---|
| opening | Fristen: 01.12.2026 - 31.12.2026 |
| opening | Fristen: ab 01.12.2026 |
| opening | Die Bewerbungsfrist läuft vom 1. Oktober bis zum 31. Dezember 2026. |
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import pairwise
from typing import Final

from scout.reading.sections import DEADLINES
from scout.reading.sentences import Sentence
from scout.reading.timing.applying import (
    ends_of_applying,
    names_only_days,
    opens_span,
    speaks_of_applying,
)
from scout.reading.timing.dates import Named, days_in

_FROM: Final = re.compile(r"(?:^|\W)(?:ab|seit|frühestens|from)(?: (?:dem|der|am|ab))?\s?$", re.I)
# "Antragstellung ab 01.12.2026", "Start: 01.12.2026": all that stands before the day.
_APPLYING: Final = re.compile(
    r"\W*(?:(?:die|online|eine) ?)?(?:antrags?|bewerbungs?|einreichungs?|skizzen)-?"
    r"(?:stellung|einreichung|zeitraum|phase|frist)?(?:en)?(?: (?:ist|sind))?(?: möglich)?:?\s"
    r"(?:erst )?(?:wieder )?(?:ab|seit|frühestens)(?: (?:dem|der|am|ab))?\s?|"
    r"(?:antrags?|bewerbungs?|einreichungs?)?-?(?:start|beginn|öffnung)"
    r"(?: der (?:antragstellung|einreichung|bewerbung(?:sphase|sfrist)?|antragsphase))?:?\s"
    r"(?:am )?",
    re.I,
)
# "ab 01.01.2027 laufend"
_ROLLING: Final = re.compile(r"\b(?:fort)?laufend\b", re.I)


def is_field(sentence: Sentence) -> bool:
    """Tell whether a sentence stands in a field for deadlines, or under a heading that is one."""
    last = sentence.heading.rpartition(" / ")[2]
    return DEADLINES in (last, sentence.section)


def first_days(sentence: Sentence) -> Iterator[Named]:
    """Yield the days of a sentence on which a period for applying begins."""
    own_field = is_field(sentence)
    if not _may_open(sentence, own_field=own_field):
        return
    text, days = sentence.plain, days_in(sentence.plain)
    ends = ends_of_applying(sentence, own_field=own_field) if len(days) > 1 else ()
    yield from (day for day, last in pairwise(days) if last in ends and opens_span(text, day, last))
    if own_field and len(days) == 1 and _only_opens(text, days[0]):
        yield days[0]


def _may_open(sentence: Sentence, *, own_field: bool) -> bool:
    if own_field and not sentence.lead:
        return True
    above = sentence.heading.rpartition(" / ")[2]
    return any(map(speaks_of_applying, (sentence.plain, sentence.lead, above)))


def _only_opens(text: str, day: Named) -> bool:
    """Tell whether a text says nothing but from which day on one may apply."""
    before = text[: day.start]
    if _FROM.search(before) and names_only_days(_ROLLING.sub(" ", text)):
        return True
    return bool(_APPLYING.fullmatch(before)) and not text[day.end :].strip(" .")
