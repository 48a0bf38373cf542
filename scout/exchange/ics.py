"""Write deadlines as an iCalendar text (RFC 5545), to mail or to be subscribed to. Pure.

Titles are scraped: what steers a reader instead of being text is taken out, the rest is bounded and
escaped by icalendar.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from uuid import NAMESPACE_URL, uuid5

from icalendar import Calendar, Event, Timezone

from scout import wording
from scout.council import InternalDeadline, Reach
from scout.digest.days import StatedDay
from scout.digest.deadlines import DeadlineItem
from scout.domain import Applicant
from scout.exchange import wording as german

PRODID = "-//foerderscout//Fristen//DE"

# A day by which papers must lie stays until it is over, also where little time is left to write.
_WITH_PAPERS = (Reach.IN_TIME, Reach.SHORT)
_LONGEST_SUMMARY = 250
_LONGEST_TEXT = 2_000
_LONGEST_URL = 2_000
# Controls, halves of characters, and marks that end lines or turn the direction of writing.
_STEERING = re.compile(
    r"[\x00-\x1f\x7f-\x9f\ud800-\udfff\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069\ufeff\ufffe\uffff]+"
)
# What an empty calendar holds: RFC 5545 wants one component at least, and an event that is none
# would be shown. A zone is what other calendars hold, too, while they have nothing to show.
_ZONE = """\
BEGIN:VTIMEZONE
TZID:Europe/Berlin
BEGIN:DAYLIGHT
DTSTART:19810329T020000
RRULE:FREQ=YEARLY;BYDAY=-1SU;BYMONTH=3
TZNAME:CEST
TZOFFSETFROM:+0100
TZOFFSETTO:+0200
END:DAYLIGHT
BEGIN:STANDARD
DTSTART:19961027T030000
RRULE:FREQ=YEARLY;BYDAY=-1SU;BYMONTH=10
TZNAME:CET
TZOFFSETFROM:+0200
TZOFFSETTO:+0100
END:STANDARD
END:VTIMEZONE
"""
_WEB = re.compile(r"https?://[^\s\x00-\x20\x7f-\x9f\ud800-\udfff\\\"<>]+", re.IGNORECASE)


@dataclass(frozen=True, slots=True, kw_only=True)
class CalendarEntry:
    """One day of a calendar. ``identity`` makes its UID: the same in every issue and feed.

    ``description`` may have several lines. A ``url`` that is not of the web is left out.
    """

    identity: tuple[str, ...]
    day: date
    summary: str
    description: str = ""
    url: str = ""


def entries_of(items: Sequence[DeadlineItem]) -> list[CalendarEntry]:
    """Return each call's deadlines, and the day of papers of each applicant that has one ahead.

    The identity is the call by its source's own key, with the applicant's: a deadline that moved is
    the same entry on another day. Of several deadlines of a call each has its place in it, but for
    the first, which is what it would be alone.
    """
    return [entry for item in items for entry in _entries(item)]


def calendar_of(deadlines: Sequence[CalendarEntry], name: str, now: datetime) -> str:
    """Write ``deadlines`` as one calendar called ``name``, each a whole day without an alarm.

    ``now``, an aware moment, is stamped on every event: calendars that have one already take the
    text with the newer stamp. Of two entries with the same identity the first is written. Without
    any it is a calendar that is subscribed to and has nothing to show yet: to be mailed it is none.
    """
    calendar = Calendar()
    calendar.add("prodid", PRODID)
    calendar.add("version", "2.0")
    calendar.add("calscale", "GREGORIAN")
    if deadlines:  # RFC 5546 wants an event of what is published
        calendar.add("method", "PUBLISH")
    calendar.add("x-wr-calname", _line(name, _LONGEST_SUMMARY))
    for uid, entry in _once(deadlines).items():
        calendar.add_component(_event(uid, entry, now))
    if not deadlines:
        calendar.add_component(Timezone.from_ical(_ZONE))
    written: bytes = calendar.to_ical()
    return written.decode("utf-8")


def uid_of(identity: Sequence[str]) -> str:
    """Return the UID of an event: nothing of its identity can be read in it."""
    return str(uuid5(NAMESPACE_URL, json.dumps(["foerderscout", *identity])))


def _once(deadlines: Iterable[CalendarEntry]) -> dict[str, CalendarEntry]:
    entries: dict[str, CalendarEntry] = {}
    for entry in deadlines:
        entries.setdefault(uid_of(entry.identity), entry)
    return entries


def _event(uid: str, entry: CalendarEntry, now: datetime) -> Event:
    event = Event()
    event.add("uid", uid)
    event.add("dtstamp", now)
    event.add("dtstart", entry.day)
    if entry.day < date.max:  # "31.12.9999" stands in calls; an event without an end is a day long
        event.add("dtend", entry.day + timedelta(days=1))
    event.add("summary", _line(entry.summary, _LONGEST_SUMMARY))
    if text := _text(entry.description):
        event.add("description", text)
    if len(entry.url) <= _LONGEST_URL and _WEB.fullmatch(entry.url):
        event.add("url", entry.url)
    # A deadline makes nobody busy.
    event.add("transp", "TRANSPARENT")
    return event


def _entries(item: DeadlineItem) -> Iterable[CalendarEntry]:
    call = item.call
    title = call.title or f"{wording.UNTITLED} {call.key}"
    deadline = call.facts.deadline if call.facts else None
    two_stage = deadline is not None and deadline.two_stage
    for day in item.days:
        # A day whose stage is known has it in its name.
        staged = german.stages(two_stage=two_stage and day.stage is None)
        disputed = (german.DISPUTED,) if day.is_disputed else ()
        yield CalendarEntry(
            identity=("deadline", day.source, day.key, *_place(day)),
            day=day.on,
            summary=german.deadline(title, day.stage),
            description="\n".join((german.of_project(item.project.title), *staged, *disputed)),
            url=day.url,
        )
    for applicant, internal in item.internal:
        if internal.reach in _WITH_PAPERS and internal.papers_on:
            yield _papers(item, title, applicant, internal, internal.papers_on)


def _papers(
    item: DeadlineItem,
    title: str,
    applicant: Applicant,
    internal: InternalDeadline,
    papers_on: date,
) -> CalendarEntry:
    call = item.call
    day = next((day for day in item.days if day.on == internal.deadline_on), item.days[0])
    # Of sources that contradict each other one day holds at a time: it moves.
    place = () if day.is_disputed else _place(day)
    return CalendarEntry(
        identity=("papers", call.source, call.key, applicant.key, *place),
        day=papers_on,
        summary=german.papers(internal.papers_body, applicant.name, title),
        description="\n".join(
            (*german.decision(internal, day.on), german.of_project(item.project.title))
        ),
        url=call.url,
    )


def _place(day: StatedDay) -> tuple[str, ...]:
    return (str(day.place + 1),) if day.place else ()


def _line(text: str, longest: int) -> str:
    line = " ".join(_STEERING.sub(" ", text).split())
    return line if len(line) <= longest else f"{line[: longest - 1]}…"


def _text(text: str) -> str:
    lines = (_line(line, _LONGEST_TEXT) for line in text.splitlines()[:100])
    return "\n".join(lines)[:_LONGEST_TEXT].strip()
