"""Say what a page means for a call: which of its parts are sections, which are plain fields.

The lead becomes the Kurztext and what stands under "Antragsfrist" the Fristen, because the readers
of facts look there; every other section keeps the heading the page gives it. Contact persons are
not kept. What nobody can place is listed, and kept all the same. A page that is a guideline makes
one section, in which its headings are lines: what it says holds for as long as it does.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field

from scout.domain import Section
from scout.reading import sections as known
from scout.reading.meanings import FIELDS, Meaning, is_known, is_no_content, meaning_of, number_of
from scout.reading.page_words import Page
from scout.reading.persons import has_date, without_persons

LONGEST_FIELD = 300
_MOST_UNPLACED = 20
_MOST_STATED = 60
_LONGEST_NAME = 120
_APPLYING = re.compile(
    r"frist|stichtag|schluss|abgabe|einreich|bewerb|antrag|aufruf|runde", re.IGNORECASE
)
_NOTICE = re.compile(r"(?:(?:bitte |wichtige[r]? |aktuelle[r]? )?hinweise?|bitte beachten|achtung)")


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """What a call gets of a page.

    ``stated`` maps labels of short fields to their values, raw; ``funder`` is ``None`` where the
    page names none. ``unplaced`` are headings and labels that nobody can place, 20 at most; what
    stands under them is kept.
    """

    sections: tuple[Section, ...]
    stated: Mapping[str, str]
    funder: str | None
    meanings: frozenset[Meaning]
    unplaced: tuple[str, ...]


@dataclass(slots=True)
class _Sorted:
    """The parts of a page, sorted; those of a guideline keep their headings."""

    is_guideline: bool = False
    texts: dict[str, list[str]] = field(default_factory=dict)
    stated: dict[str, str] = field(default_factory=dict)
    meanings: set[Meaning] = field(default_factory=set)
    unplaced: dict[str, None] = field(default_factory=dict)


def sections_of_call(page: Page, *, is_guideline: bool = False) -> Reading:
    """Return the sections and fields of the call that ``page`` describes, or itself is."""
    found = _Sorted(is_guideline)
    if page.lead:
        found.texts[known.SHORT_TEXT] = [page.lead]
    for section in page.sections:
        _place(found, section.heading, section.text)
    standing = [page.lead, *(section.text for section in page.sections)]
    for label, value in page.labels.items():
        if not any(label in text and value.split("\n", 1)[0] in text for text in standing):
            _place(found, label, value, is_label=True)
    _add_stated_time(found, page)
    sections = tuple(
        Section(name, text)
        for name, texts in found.texts.items()
        if (text := without_persons("\n".join(texts)))
    )
    return Reading(
        sections=_as_guideline(sections) if is_guideline else sections,
        stated=dict(list(found.stated.items())[:_MOST_STATED]),
        funder=_funder(found.stated),
        meanings=frozenset(found.meanings),
        unplaced=tuple(found.unplaced)[:_MOST_UNPLACED],
    )


def _place(found: _Sorted, heading: str, text: str, *, is_label: bool = False) -> None:
    """Sort one part of a page: contact and frame are left out, short fields stated."""
    meaning = meaning_of(heading)
    if meaning is not None:
        found.meanings.add(meaning)
    if meaning is Meaning.CONTACT or is_no_content(heading):
        return
    if not is_known(heading) and len(number_of(heading)) < 2:
        found.unplaced.setdefault(heading[:_LONGEST_NAME])
    is_short = len(text) <= LONGEST_FIELD
    if is_label and meaning is None and has_date(text) and _APPLYING.search(heading):
        # Nobody knows whose day it is: who reads the text with its label may.
        found.texts.setdefault(known.SHORT_TEXT, []).append(f"{heading}: {text}")
    if is_short and (meaning in FIELDS or (is_label and meaning is None)):
        found.stated.setdefault(heading, text)
        if is_label or not found.is_guideline:
            return
    name = heading if found.is_guideline else _name(heading, meaning)
    texts = found.texts.setdefault(name, [])
    if text not in texts:
        texts.append(text)


def _name(heading: str, meaning: Meaning | None) -> str:
    """Return the name of a section: what says it all in short is where readers of facts look."""
    if meaning is Meaning.DEADLINE:
        return known.DEADLINES
    is_short = meaning is Meaning.SUMMARY or _NOTICE.fullmatch(heading.strip(" :!").lower())
    return known.SHORT_TEXT if is_short else heading


def _as_guideline(sections: Iterable[Section]) -> tuple[Section, ...]:
    """Join the parts of a guideline; what stands before its first heading has none."""
    lines = (
        each.text if each.heading == known.SHORT_TEXT else f"{each.heading}\n{each.text}"
        for each in sections
    )
    text = "\n".join(lines)
    return (Section(known.GUIDELINE, text),) if text else ()


def _add_stated_time(found: _Sorted, page: Page) -> None:
    """Take the days of ``time`` elements as Fristen where nothing else says until when."""
    if Meaning.DEADLINE in found.meanings:
        return
    for time in page.times:
        if meaning_of(time.label) is Meaning.DEADLINE:
            found.meanings.add(Meaning.DEADLINE)
            found.texts.setdefault(known.DEADLINES, []).append(time.value)


def _funder(stated: Mapping[str, str]) -> str | None:
    names: Iterable[str] = (
        value for label, value in stated.items() if meaning_of(label) is Meaning.FUNDER
    )
    return next(("; ".join(_lines(name)) for name in names), None) or None


def _lines(text: str) -> Iterator[str]:
    yield from (line.removeprefix("• ").strip() for line in text.split("\n") if line.strip())
