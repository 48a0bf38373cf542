"""Tell which days a text calls those that counted before, and count no more.

    a day of a sentence -> "bisher", "statt", "alte Frist" before it, or "entfällt" behind it -> old

An old day is one only beside the new one, or where the text says that it is gone. What a sentence
says of an old day holds for the whole call: a feed's period, or a field, may still name it.

- old: verlängert bis 15.02.2027 (bisher 15.12.2026)
- old: Die bisherige Frist 30. November 2026 entfällt.
- not old: Stichtage sind wie bisher der 15.12.2026 und der 15.02.2027.
- not old: Die bisherige Frist 15.12.2026 bleibt bestehen.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from functools import lru_cache
from typing import Final

from scout.reading.sections import DEADLINES, STATUS_NOTE
from scout.reading.sentences import Sentence
from scout.reading.timing import roles
from scout.reading.timing.dates import Named, days_in, looks_dated
from scout.reading.timing.prolonged import moves_a_deadline

_I: Final = re.IGNORECASE
_WORD: Final = (
    r"(?:ursprünglich\w{0,2}|bisher(?:ige[rnsm]?)?|bislang|zuvor|vorher(?:ige[rnsm]?)?|vormals|"
    r"frühere[rnsm]?|alte[rnsm]?|statt|anstatt|anstelle)"
)
_TERM: Final = r"\w{0,16}(?:frist|schluss|termin|stichtag|ende)s?"
_BEFORE: Final = re.compile(
    rf"(?<!wie )(?<!als )\b{_WORD}(?: (?:am|bis|zum|vom|der|die|das|den|dem|des|war|galt|endete|"
    rf"vorgesehene\w?|geltende\w?|genannte\w?|{_WORD}|{_TERM})){{0,4}}[ :(–-]{{0,3}}$",
    _I,
)
_TERM_BEFORE: Final = re.compile(
    rf"\b{_TERM}(?: (?:am|bis|zum|vom|der|des|den|dem)){{0,2}}[ :(–-]{{0,3}}$", _I
)
_GONE: Final = re.compile(
    r"[\s),]{0,3}(?:(?:ist|wurde|wird|damit|somit|daher|hiermit|nun) ){0,3}"
    r"(?:entfällt|entfallen|gilt nicht mehr|(?:ist )?nicht mehr gültig|hinfällig|aufgehoben|"
    r"ersetzt|überholt|gegenstandslos)\b",
    _I,
)
_STAYS: Final = re.compile(
    r"[\s),]{0,3}(?:\w+ ){0,2}(?:bleib|besteht|bestehen|gilt (?:weiter|unverändert|fort)|"
    r"unverändert|weiterhin)",
    _I,
)
# What is moved for these alone leaves the day of the others where it was.
_PART: Final = re.compile(
    r"\bfür\b|modul|baustein|\blos\b|runde|\bteil|schwerpunkt|stufe|phase|skizze|stichtag", _I
)
_HINTS: Final = re.compile(
    rf"\b{_WORD}\b|entfäll|entfallen|nicht mehr|hinfällig|aufgehoben|ersetzt|überholt", _I
)
_APPLYING: Final = re.compile(
    r"antr[aä]g|skizze|bewerb|einreich|interessen?s?bekundung|aufruf|ausschreibung|\bfrist\b", _I
)


def is_replaced(text: str, day: Named) -> bool:
    """Tell whether ``text`` calls a day the one that counted before another one."""
    if not _may_replace(text) or _STAYS.match(text, day.end):
        return False
    before = text[max(0, day.start - 90) : day.start]
    if _is_gone(text, day, before):
        return True
    return _BEFORE.search(before) is not None and any(
        each.on is not None and each.on != day.on and not _is_named_as_old(text, each)
        for each in days_in(text)
    )


@lru_cache(maxsize=64)  # asked for every day of a sentence
def _may_replace(text: str) -> bool:
    return _HINTS.search(text) is not None


def replaced_days(sentences: Iterable[Sentence]) -> frozenset[date]:
    """Return the days that any sentence on applying calls old; none that it only passes by."""
    return frozenset(day for sentence in sentences for day in _replaced(sentence))


def last_moved_to(said: Iterable[tuple[Sentence, Sequence[Named]]]) -> date | None:
    """Return the last day to which the deadline of the whole call was moved, as sentences say it.

    ``said`` are sentences with the days in them that end applying. What is moved for some alone
    ("für Modul B") moves nothing for the others.
    """
    days = (
        day.on
        for sentence, ends in said
        if moves_a_deadline(sentence.plain) and not _PART.search(sentence.plain)
        for day in ends
        if day.on is not None
    )
    return max(days, default=None)


def _replaced(sentence: Sentence) -> Iterator[date]:
    text = sentence.plain
    if not looks_dated(text) or not _may_replace(text):
        return
    if not _is_of_applying(sentence):
        return
    yield from (day.on for day in days_in(text) if day.on and is_replaced(text, day))


def _is_of_applying(sentence: Sentence) -> bool:
    """Tell whether a sentence names a deadline and nothing that has one of its own."""
    heading = sentence.heading.rpartition(" / ")[2]
    said = f"{heading} {sentence.lead} {sentence.plain}"
    if roles.OTHER_NOUN.search(said) or roles.OTHER_HEADING.search(heading):
        return False
    in_field = sentence.section in (DEADLINES, STATUS_NOTE)
    return in_field or _APPLYING.search(said) is not None


def _is_gone(text: str, day: Named, before: str) -> bool:
    named = _TERM_BEFORE.search(before) or _BEFORE.search(before)
    return named is not None and _GONE.match(text, day.end) is not None


def _is_named_as_old(text: str, day: Named) -> bool:
    return _BEFORE.search(text[max(0, day.start - 90) : day.start]) is not None
