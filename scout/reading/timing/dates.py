"""Find the calendar days and the yearly days that a text names, each with its span.

A day is found by its form alone; what it means (deadline, validity, payment) others decide. A
number that only looks like a day is none: sections ("Nummer 3.1.2", "EN 13.5."), days without a
year that no word introduces, days that no calendar has, years of two digits.

| form | example |
|---|---|
| in figures | 31.03.2027 · 31. 3. 2027 · 30.6. · 2027-03-31 · 2027-03-31T12:00:00+02:00 |
| with the month's name | 31. März 2027 · 31. März · 1.Okt. 2027 · 31 March 2027 · March 31, 2027 |
| a list that shares month or year | 1. und 15. März 2027 · 15.01., 15.04. und 15.07.2027 |
| a span without blanks, or one that shares its year | 01.02.2027-31.03.2027 · 1.12. – 31.1.2027 |
| a day of several months | zum 20. der Monate Februar, April und Juni |
| the last day of a month | Ende Oktober · Ende Februar 2028 |
| with an hour | 31.03.2027, 12:00 Uhr · 31. März 2027 um 14 Uhr · 31 March 2027 at 5 pm |

A moment in UTC ("…T21:59:00Z") is told as a German clock shows it, one with another offset as it is
written. Midnight in such a form is no hour: programs write a day without one like that.
"""

from __future__ import annotations

import re
from calendar import monthrange
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time
from functools import lru_cache, partial
from typing import Final

from scout.clock import GERMANY

# A year in which a day without one is looked up: a leap year, so that 29 February exists.
_LEAP: Final = 2024
# One in which "Ende Februar" is looked up: no leap year, so that the day exists every year.
_COMMON: Final = 2023

_NAMES: Final = {
    name: number
    for number, names in enumerate(
        (
            "januar jänner jan january",
            "februar feber feb febr february",
            "märz mär mrz march mar",
            "april apr",
            "mai may",
            "juni jun june",
            "juli jul july",
            "august aug",
            "september sep sept",
            "oktober okt october oct",
            "november nov",
            "dezember dez december dec",
        ),
        start=1,
    )
    for name in names.split()
}
_MONTH: Final = (
    "(?:" + "|".join(sorted(_NAMES, key=len, reverse=True)) + r")(?![A-Za-zÄÖÜäöüß-])\.?"
)
_GAP: Final = r"[ \u00a0]{0,3}"
_YEAR: Final = r"(?:19|20)[0-9][0-9](?![0-9])"
_AND: Final = rf"{_GAP}(?:,|/|und|oder|bzw\.|beziehungsweise|sowie|&|and){_GAP}"

# A hyphen or slash before a day stands between two days, or the number is none.
_FIGURES: Final = re.compile(
    rf"(?<![\w.,])(?<!(?<![. ][0-9]{{4}})(?<![0-9]\.)(?<! )[-/])(?<![0-9] )"
    rf"(?P<d>[0-9]{{1,2}})\.{_GAP}(?P<m>[0-9]{{1,2}})"
    rf"(?:\.{_GAP}(?P<y>{_YEAR})|\.(?![ \u00a0]?[0-9])|(?=[ ](?:jede|eines|des|für)))"
)
_NAMED: Final = re.compile(
    rf"(?<![\w.])(?:(?P<d1>[0-9]{{1,2}})\.?{_AND}(?:zum |am |den |dem |der )?)?"
    rf"(?P<d>[0-9]{{1,2}})(?:\.|st|nd|rd|th)?(?: of)?{_GAP}(?P<m>{_MONTH})"
    rf"(?:,?{_GAP}(?P<y>{_YEAR}))?",
    re.IGNORECASE,
)
_ENGLISH: Final = re.compile(
    rf"\b(?P<m>{_MONTH}){_GAP}(?P<d>[0-9]{{1,2}})(?:st|nd|rd|th)?,?{_GAP}(?P<y>{_YEAR})",
    re.IGNORECASE,
)
_ISO: Final = re.compile(
    r"(?<![\w-])(?P<y>(?:19|20)[0-9][0-9])-(?P<m>[0-9][0-9])-(?P<d>[0-9][0-9])"
    r"(?:T(?P<h>[0-9][0-9]):(?P<min>[0-9][0-9])(?::[0-9][0-9](?:\.[0-9]{1,9})?)?"
    r"(?P<zone>Z|[+-][0-9][0-9]:?[0-9][0-9])?)?(?![\w-])"
)
_OF_MONTHS: Final = re.compile(
    rf"(?<![\w.])(?P<d>[0-9]{{1,2}})\.{_GAP}der{_GAP}Monate{_GAP}"
    rf"(?P<ms>{_MONTH}(?:{_AND}{_MONTH}){{0,11}})",
    re.IGNORECASE,
)
_END_OF: Final = re.compile(
    rf"\bEnde{_GAP}(?:des{_GAP}Monats{_GAP})?(?P<m>{_MONTH})(?:{_GAP}(?P<y>{_YEAR}))?",
    re.IGNORECASE,
)
_ANY_MONTH: Final = re.compile(_MONTH, re.IGNORECASE)
# Cheap: a text in which this is not found names no day.
_LOOKS: Final = re.compile(
    r"[0-9](?:"
    r"(?:\.|st|nd|rd|th)?[ \u00a0]{0,3}(?:of )?[JFMASONDjfmasond][A-Za-zÄä]{2}|"
    r"\.[ \u00a0]{0,3}(?:[0-9]|der[ \u00a0])|"
    r"(?:st|nd|rd|th)?,? (?:19|20)[0-9][0-9]|-[0-9][0-9]-[0-9])"
)

_LOOKS_NAMED: Final = re.compile(
    r"[0-9](?:\.|st|nd|rd|th)?[ \u00a0]{0,3}(?:of )?[JFMASONDjfmasond][A-Za-zÄä]{2}"
)
_LOOKS_ENGLISH: Final = re.compile(r"[0-9](?:st|nd|rd|th)?,? (?:19|20)[0-9][0-9]")

# What stands before a day in figures without a year; before any other number it is a section.
_INTRODUCES: Final = re.compile(
    r"(?:\b(?:bis|zum|am|der|den|dem|ab|vom|seit|vor|nach|jeweils|spätestens|auf|ist|längstens|"
    r"einschließlich)|[:(•–-])\s{0,3}$",
    re.IGNORECASE,
)
# What joins it to another day, if there is one.
_CONTINUES: Final = re.compile(
    rf"(?:[0-9]\.|[0-9]{{4}}|{_MONTH}){_GAP}(?:\([^()]{{0,60}}\){_GAP})?(?:{_AND}|–){_GAP}$",
    re.IGNORECASE,
)
# What stands behind one with which a text begins; "4.1. Gegenstand" is a heading.
_OF_A_YEAR: Final = re.compile(
    r"\s{0,3}(?:des\b|eines\b|jede|für\b|"
    rf"(?:[–—-]|bis(?: zum)?){_GAP}[0-9]{{1,2}}\.{_GAP}[0-9]{{1,2}}\.{_GAP}{_YEAR})",
    re.IGNORECASE,
)
_NUMBER_OF: Final = re.compile(
    r"\b(?:Nr|Nrn|Nummern?|Ziff|Ziffern?|Abschnitte?n?|Abs|Punkte?|Kapitel|Buchst|Anlage|Tabelle|"
    r"Teil|Artikel|Art|Position|EN|DIN|ISO|Version|Satz|Modul|Zeile)\b\.?"
    r"[^\w]{0,4}(?:[0-9.]{1,12}(?:\s?(?:,|und|bis|oder|/|–|-|bzw\.)\s?)?){0,4}$",
    re.IGNORECASE,
)
_HOUR: Final = re.compile(
    r"[ ,;(\u00a0–-]{0,3}(?:(?:um|bis|spätestens|at|by|until)\s{1,2}){0,2}"
    r"(?:(?P<h>[0-9]{1,2})(?:[:.](?P<min>[0-9][0-9]))?(?::[0-9][0-9])?\s{0,2}"
    r"(?:Uhr|h\b|(?P<half>[ap])\.?m\b)|"
    r"(?P<eh>[0-9]{1,2}):(?P<emin>[0-9][0-9])(?::[0-9][0-9])?\b)",
    re.IGNORECASE,
)
_ONLY_LISTS: Final = re.compile(
    rf"(?:{_GAP}\([^()]{{0,80}}\))?(?:{_AND}|{_GAP}(?:[–—-]|bis){_GAP})?(?:und |zum |am |"
    rf"den |dem |der |bis ){{0,3}}"
)
_SPANS: Final = re.compile(r"[–—-]|\bbis\b")


@dataclass(frozen=True, slots=True)
class Named:
    """A day as a text names it, from character ``start`` to ``end``.

    ``year`` is ``None`` for a day of every year (or of a year that the text does not name);
    ``time`` is "HH:MM", "" where no hour is stated. ``end`` stands behind the hour.
    """

    start: int
    end: int
    month: int
    day: int
    year: int | None = None
    time: str = ""

    @property
    def on(self) -> date | None:
        """The calendar day; ``None`` where the year is not named."""
        return date(self.year, self.month, self.day) if self.year is not None else None

    @property
    def yearly(self) -> str:
        """Month and day as "MM-DD"."""
        return f"{self.month:02}-{self.day:02}"


@lru_cache(maxsize=1_024)  # deadline, validity and opening ask for the same few sentences
def days_in(text: str) -> tuple[Named, ...]:
    """Return all days that ``text`` names, in order; overlapping readings only once."""
    if not looks_dated(text):
        return ()
    found: list[Named] = []
    end = 0
    for day in sorted(_candidates(text), key=lambda each: (each.start, -each.end)):
        if day.start >= end or (found and day.start == found[-1].start and day.end == end):
            found.append(_with_hour(text, day))
            end = max(end, day.end)
    return tuple(_with_shared_year(text, found))


def looks_dated(text: str) -> bool:
    """Tell whether ``text`` may name a day at all; quick, and too often true."""
    return _LOOKS.search(text) is not None or "Ende " in text


def _candidates(text: str) -> Iterator[Named]:
    yield from _in_figures(text)
    if _LOOKS_NAMED.search(text):
        yield from _all(_NAMED, text)
    if _LOOKS_ENGLISH.search(text):
        yield from _all(_ENGLISH, text)
    if "Monate" in text:
        for match in _OF_MONTHS.finditer(text):
            for month in _ANY_MONTH.findall(match["ms"]):
                yield from _named(match, _month(month))
    if "Ende " in text:
        for match in _END_OF.finditer(text):
            year, month = int(match["y"]) if match["y"] else None, _month(match["m"])
            yield Named(*match.span(), month, monthrange(year or _COMMON, month)[1], year)
    for match in _ISO.finditer(text) if "-" in text else ():
        yield from map(partial(_with_moment, match), _named(match, int(match["m"])))


def _in_figures(text: str) -> Iterator[Named]:
    end = -1
    for match in _FIGURES.finditer(text):
        follows = match.start() - end < 70 and end >= 0
        glued = text[max(0, match.start() - 1) : match.start()] in ("-", "/")
        if glued and not (match["y"] or follows):
            continue  # "Nummern 3.1.-3.2."
        if match["y"] or _is_introduced(text, *match.span(), follows=follows):
            end = match.end()
            yield from _named(match, int(match["m"]))


def _all(pattern: re.Pattern[str], text: str) -> Iterator[Named]:
    for match in pattern.finditer(text):
        yield from _named(match, _month(match["m"]))


def _named(match: re.Match[str], month: int) -> Iterator[Named]:
    """Yield the day of a match, and before it the one that shares its month."""
    groups = match.groupdict()
    year = int(groups["y"]) if groups.get("y") else None
    for name in ("d1", "d"):
        if not groups.get(name):
            continue
        day = int(groups[name])
        if _exists(day, month, year):
            start = match.start() if name == "d1" or not groups.get("d1") else match.start("d")
            end = match.end("d1") if name == "d1" else match.end()
            yield Named(start, end, month, day, year)


def _with_moment(match: re.Match[str], day: Named) -> Named:
    """Add the hour of a day that a program wrote: "2027-03-31T12:00:00+02:00"."""
    clock = _clock(int(match["h"] or 0), int(match["min"] or 0))
    if clock is None or day.on is None:
        return day
    moment = datetime.combine(day.on, clock)
    if match["zone"] and match["zone"].strip("+-0:Z") == "":
        there = moment.replace(tzinfo=UTC).astimezone(GERMANY)
        # A later day only where a German midnight was written in UTC: others may be meant as
        # written, and too late a day would lose a call.
        if there.date() == day.on or (there.hour, there.minute) == (0, 0):
            moment = there
    hour = f"{moment:%H:%M}".replace("00:00", "")
    return replace(day, month=moment.month, day=moment.day, year=moment.year, time=hour)


def _exists(day: int, month: int, year: int | None) -> bool:
    return 1 <= month <= 12 and 1 <= day <= monthrange(year or _LEAP, month)[1]


def _month(name: str) -> int:
    return _NAMES[name.rstrip(".").casefold()]


def _is_introduced(text: str, start: int, end: int, *, follows: bool) -> bool:
    """Tell whether a day without a year is led to; ``follows`` tells of another shortly before."""
    before = text[max(0, start - 70) : start]
    if not before.strip():
        return bool(_OF_A_YEAR.match(text, end))
    if _NUMBER_OF.search(before):
        return False
    if _INTRODUCES.search(before):
        return True
    joined = _CONTINUES.search(before)
    return joined is not None and (follows or not before[joined.start()].isdigit())


def _with_hour(text: str, day: Named) -> Named:
    hour = _HOUR.match(text, day.end) if not day.time else None
    if not hour:
        return day
    hours = int(hour["h"] or hour["eh"])
    if hour["half"]:
        hours = hours % 12 + 12 * (hour["half"] in "pP") if 1 <= hours <= 12 else 99
    clock = _clock(hours, int(hour["min"] or hour["emin"] or 0))
    return replace(day, end=hour.end(), time=f"{clock:%H:%M}") if clock is not None else day


def _clock(hours: int, minutes: int) -> time | None:
    """Return a time of day, ``None`` where no clock shows it."""
    if (hours, minutes) == (24, 0):
        # The end of the day has no name of its own among the hours that programs know.
        return time(23, 59)
    return time(hours, minutes) if hours < 24 and minutes < 60 else None


def _with_shared_year(text: str, days: list[Named]) -> Iterator[Named]:
    """Give the days of a list the year that only its last one names."""
    shared: list[Named] = []
    following: Named | None = None
    for day in reversed(days):
        if day.year is None and following is not None and following.year is not None:
            between = text[day.end : max(day.end, following.start)]
            year = following.year
            if (day.month, day.day) > (following.month, following.day) and _SPANS.search(between):
                year -= 1  # "1.12. – 31.1.2027" begins in the year before
            fits = _ONLY_LISTS.fullmatch(between) and _exists(day.day, day.month, year)
            day = replace(day, year=year) if fits else day  # noqa: PLW2901 - the same day
        shared.append(day)
        following = day
    yield from reversed(shared)
