"""Read an ``.ics`` calendar of sittings: on which days which body sits.

Only the day of a sitting counts, as it is in Germany; hour, place and agenda are not read. Whether
an event is a sitting of a body its words say (``sitting_titles``); where they leave it open, the
day is told as one that is not sure.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from itertools import islice
from pathlib import Path
from typing import Any

from dateutil.rrule import rrulestr
from icalendar import Calendar, Component
from icalendar.prop import vRecur

from scout.clock import GERMANY
from scout.council import Unsure
from scout.errors import UsageError
from scout.sitting_titles import Said, Titles
from scout.toml_file import shown

MAX_BYTES = 5_000_000
MAX_SITTINGS = 1_000
FIRST_DAY = date(2000, 1, 1)
LAST_DAY = date(2099, 12, 31)

_MAX_RULE_DAYS = 500
_MOST_SHOWN = 5
_RULE_END = datetime.combine(LAST_DAY, time.max)
_FREQUENCIES = ("DAILY", "WEEKLY", "MONTHLY", "YEARLY")
# Hours and minutes in a rule change no day, and can make one that nobody can finish counting.
_RULE_PARTS = frozenset(
    "FREQ INTERVAL COUNT UNTIL WKST BYDAY BYMONTH BYMONTHDAY BYYEARDAY BYWEEKNO BYSETPOS".split()
)
_LONGEST_TITLE = 120
# What icalendar and dateutil raise on values that are none.
_UNREADABLE = (ValueError, TypeError, LookupError, AttributeError, ArithmeticError, RecursionError)


@dataclass(frozen=True, slots=True)
class Sittings:
    """What a calendar says of one body, in order: when it sits, and which days are not sure."""

    days: tuple[date, ...] = ()
    unsure: tuple[Unsure, ...] = ()


def read_sittings(path: Path, titles: Mapping[str, str], place: str = "") -> dict[str, Sittings]:
    """Return when each body sits, as the calendar in ``path`` has it.

    ``titles`` maps a body to the words that stand in the title of its events, whole and next to
    each other, ``place`` names its town or county; case does not matter. An event is a sitting if
    nothing else stands there but words of a sitting. Events that are cancelled, by status, title or
    remark, are left out, and so is what an event with the same uid and a higher SEQUENCE replaces.
    Others that name a body must be readable; those that may or may not be sittings are ``unsure``.
    A body without any event has no days.

    Raises:
        UsageError: if the file cannot be read, is no calendar, has an event of a body that cannot
            be read (the message names file, event, expected and found), or no sitting of any body.
    """
    events = [_Entry(path, number, event) for number, event in enumerate(_events(path), start=1)]
    current = _current(events)
    sittings = {name: _sittings(path, current, words, place) for name, words in titles.items()}
    if not any(each.days for each in sittings.values()):
        raise UsageError(f"{path}: {_nothing_found(titles.values(), events)}")
    return sittings


def _current(events: Sequence[_Entry]) -> list[_Entry]:
    """Return the events without those that the calendar has again, newer or as cancelled."""
    newest: dict[tuple[str, str], int] = {}
    for each in events:
        newest[each.identity] = max(each.sequence, newest.get(each.identity, each.sequence))
    cancelled = {(*each.identity, each.begins) for each in events if each.is_cancelled}
    return [
        each
        for each in events
        if not each.uid
        or each.is_cancelled
        or (
            each.sequence == newest[each.identity]
            and (*each.identity, each.begins) not in cancelled
        )
    ]


def _sittings(path: Path, events: Sequence[_Entry], words: str, place: str) -> Sittings:
    titles = Titles(words, place)
    said = [(each, each.says(titles)) for each in events]
    replaced = _replaced(events, {each.uid for each, what in said if what is not Said.OTHER})
    days: set[date] = set()
    unsure: dict[date, str] = {}
    for each, what in said:
        if what not in (Said.SITTING, Said.NOT_SURE):
            continue
        own = each.days() - (set() if each.is_change else replaced[each.uid])
        if what is Said.SITTING:
            days |= own
        else:
            unsure |= dict.fromkeys(own, each.summary)
    if (count := max(len(days), len(unsure))) > MAX_SITTINGS:
        found = f"found {count} for {shown(words)}"
        raise UsageError(f"{path}: expected at most {MAX_SITTINGS} sittings of a body, {found}")
    return Sittings(
        tuple(sorted(days)),
        tuple(Unsure(day, _line(unsure[day])) for day in sorted(unsure.keys() - days)),
    )


def _replaced(events: Iterable[_Entry], uids: set[str]) -> Mapping[str, set[date]]:
    """Return by series the days in whose place another event of the calendar stands."""
    replaced: dict[str, set[date]] = defaultdict(set)
    for each in events:
        if each.is_change and each.uid in uids:
            replaced[each.uid].add(each.changed_day())
    return replaced


def _nothing_found(titles: Iterable[str], events: Sequence[_Entry]) -> str:
    wanted = ", ".join(map(shown, titles))
    summaries = list(dict.fromkeys(each.summary for each in events))
    found = ", ".join(map(shown, summaries[:_MOST_SHOWN])) or "no events"
    more = f" and {len(summaries) - _MOST_SHOWN} more" if len(summaries) > _MOST_SHOWN else ""
    wanted = f"expected sittings with {wanted} and nothing else in the title, not called off"
    return f"{wanted}, found {found}{more}"


def _line(title: str) -> str:
    """Return a title as one line that steers nothing and is not endless."""
    line = "".join(char if char.isprintable() else " " for char in title)
    line = " ".join(line.split())
    return line if len(line) <= _LONGEST_TITLE else f"{line[: _LONGEST_TITLE - 1]}…"


class _Entry:
    """One event of a calendar, and how to name it when it cannot be read."""

    def __init__(self, path: Path, number: int, event: Component) -> None:
        self._path = path
        self._number = number
        self._event = event
        self.summary = str(_first(event.get("SUMMARY", "")))
        self.uid = str(_first(event.get("UID", "")))
        # One day of a series is changed by an event of its own with the uid of the series.
        self.is_change = "RECURRENCE-ID" in event

    @property
    def identity(self) -> tuple[str, str]:
        """The uid, and the day of the series that a change is for, as it is written."""
        return self.uid, self._written("RECURRENCE-ID")

    @property
    def begins(self) -> str:
        """When the event begins, as it is written."""
        return self._written("DTSTART")

    @property
    def is_cancelled(self) -> bool:
        """Whether the event's status says so; its words may say it, too."""
        return self._status == "CANCELLED"

    @property
    def _status(self) -> str:
        return str(_first(self._event.get("STATUS", ""))).strip().upper()

    @property
    def sequence(self) -> int:
        """How often the event was changed by whoever made it; 0 where nothing readable says it."""
        written = _first(self._event.get("SEQUENCE", 0))
        return written if isinstance(written, int) else 0

    def says(self, titles: Titles) -> Said:
        """Return what the event says of a body, by its words and its status."""
        said = titles.judge(self.summary, str(_first(self._event.get("DESCRIPTION", ""))))
        if said is Said.OTHER:
            return said
        if self.is_cancelled:
            return Said.OFF
        return Said.NOT_SURE if self._status == "TENTATIVE" and said is Said.SITTING else said

    def days(self) -> set[date]:
        """Return the days of the event, with those of its rule."""
        start = self._local("DTSTART", self._value("DTSTART"))
        self._within(start.date())
        days = {start.date()} | self._listed("RDATE")
        if "RRULE" in self._event:
            days |= self._of_rule(start)
        return {self._within(day) for day in days - self._listed("EXDATE")}

    def changed_day(self) -> date:
        """Return the day of the series in whose place this event stands."""
        value = self._value("RECURRENCE-ID")
        if "RANGE" in getattr(value, "params", ()):
            raise self._complaint("expected the change of one day, found RECURRENCE-ID with RANGE")
        return self._local("RECURRENCE-ID", value).date()

    def _written(self, name: str) -> str:
        return str(_first(self._event[name]).to_ical()) if name in self._event else ""

    def _listed(self, name: str) -> set[date]:
        self._refuse_broken(name)
        values = self._event.get(name, [])
        lists = values if isinstance(values, list) else [values]
        return {self._local(name, moment).date() for each in lists for moment in each.dts}

    def _of_rule(self, start: datetime) -> set[date]:
        rule = self._value("RRULE")
        written = f"RRULE {shown(rule.to_ical().decode('utf-8', 'replace'))}"
        if why := _not_for_days(rule):
            raise self._complaint(f"{why}, found {written}")
        until = self._local("RRULE", _first(rule.get("UNTIL", LAST_DAY)), time.max)
        try:
            days = _expanded(rule, start, until)
        except _UNREADABLE as error:
            raise self._complaint(f"{written} cannot be read: {error}") from None
        if len(days) > _MAX_RULE_DAYS:
            expected = f"expected a rule of at most {_MAX_RULE_DAYS} days"
            raise self._complaint(f"{expected}, found {written}")
        return days

    def _local(self, name: str, value: Any, hour: time = time.min) -> datetime:
        """Return a moment as clocks in Germany show it, without zone; ``hour`` for a mere day.

        A moment without a zone, or of one that nobody knows, is taken as it is written.
        """
        moment = getattr(value, "dt", value)
        if isinstance(moment, tuple):  # a period: where it begins
            moment = moment[0]
        if isinstance(moment, datetime):
            # far from our time no zone can be told, and no sitting is
            if moment.tzinfo is not None and FIRST_DAY <= moment.date() <= LAST_DAY:
                moment = moment.astimezone(GERMANY)
            return moment.replace(tzinfo=None)
        if isinstance(moment, date):
            return datetime.combine(moment, hour)
        raise self._complaint(f"expected a day or a moment as {name}, found {shown(str(moment))}")

    def _value(self, name: str) -> Any:
        self._refuse_broken(name)
        value = self._event.get(name)
        if value is None:
            raise self._complaint(f"{name} is missing")
        if isinstance(value, list):
            raise self._complaint(f"expected one {name}, found {len(value)}")
        return value

    def _refuse_broken(self, name: str) -> None:
        for broken, why in self._event.errors:
            if broken == name:
                raise self._complaint(f"{name} cannot be read: {shown(why)}")

    def _within(self, day: date) -> date:
        if not FIRST_DAY <= day <= LAST_DAY:
            raise self._complaint(f"expected a day from {FIRST_DAY} to {LAST_DAY}, found {day}")
        return day

    def _complaint(self, why: str) -> UsageError:
        return UsageError(f"{self._path}, event {self._number}, {shown(self.summary)}: {why}")


def _not_for_days(rule: vRecur) -> str:
    """Say why days cannot be counted by ``rule``, or nothing."""
    if unknown := sorted(rule.keys() - _RULE_PARTS):
        return f"expected a rule without {unknown[0]}"
    if str(_first(rule.get("FREQ", ""))) not in _FREQUENCIES:
        return f"expected one of {', '.join(_FREQUENCIES)}"
    if _first(rule.get("INTERVAL", 1)) == 0:
        return "expected an INTERVAL of at least 1"
    if not rule.keys() & {"COUNT", "UNTIL"}:
        # Without an end all sittings of all time would count as set.
        return "expected a rule with an end (UNTIL or COUNT)"
    return ""


def _expanded(rule: vRecur, start: datetime, until: datetime) -> set[date]:
    """Return the days of ``rule``; stops where there are more than a rule may have.

    The end is given to dateutil as a day, never as a count: a rule that fits no day at all would
    make it count up to the year 9999.
    """
    endless: Any = vRecur({name: rule[name] for name in rule.keys() - {"COUNT", "UNTIL"}})
    counted = rrulestr(endless.to_ical().decode(), dtstart=start)
    most = min(_first(rule.get("COUNT", _MAX_RULE_DAYS + 1)), _MAX_RULE_DAYS + 1)
    return {moment.date() for moment in islice(counted.replace(until=min(until, _RULE_END)), most)}


def _events(path: Path) -> list[Component]:
    text = _text(path)
    try:
        calendars = Calendar.from_ical(text, multiple=True)
    except _UNREADABLE as error:
        raise UsageError(f"{path}: no calendar that can be read: {shown(str(error))}") from None
    is_whole = text.rstrip().upper().endswith("END:VCALENDAR")
    if not is_whole or any(each.name != "VCALENDAR" for each in calendars):
        raise UsageError(f"{path}: expected a whole calendar, BEGIN:VCALENDAR to END:VCALENDAR")
    return [event for each in calendars for event in each.walk("VEVENT")]


def _text(path: Path) -> str:
    try:
        if not path.is_file():
            raise UsageError(f"{path}: expected a calendar file (.ics), found none")
        size = path.stat().st_size
        if size > MAX_BYTES:
            raise UsageError(f"{path}: expected at most {MAX_BYTES} bytes, found {size}")
        return path.read_text(encoding="utf-8-sig")
    except UnicodeDecodeError as error:
        raise UsageError(f"{path}: expected UTF-8, found {error.reason}") from None
    except (OSError, ValueError) as error:
        raise UsageError(f"{path}: cannot be read: {error}") from None


def _first(value: Any) -> Any:
    """Return the value, or the first where icalendar has a list of them."""
    return (value[0] if value else "") if isinstance(value, list) else value
