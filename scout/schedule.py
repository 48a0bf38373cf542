"""When which job is due. Pure: settings and moments in, moments out; runs nothing.

| job | days |
|---|---|
| early:SOURCE, night | every day |
| digest-daily | working days |
| digest-weekly | the settings' weekday, or the next working day after it |
| digest-monthly | the first such weekday of the month, or the next working day after it |

Working days are those from Monday to Friday that are no public holiday and lie in no break. All
planned days of a break move to the first working day after it: one issue makes up for them.

Times are of Europe/Berlin and never between 02:00 and 03:00, so that each exists once on every day.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from functools import cache

import holidays

from scout.clock import GERMANY, day_of
from scout.domain import Frequency, Source
from scout.settings import ScheduleSettings

NIGHT = "night"
EARLY = "early:"
DIGEST = "digest-"

_WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday")
_SATURDAY = 5
_DAY = timedelta(days=1)
# As far as one looks at once; who finds nothing there looks further.
_WINDOW = timedelta(days=62)


@dataclass(frozen=True, slots=True)
class ScheduledJob:
    """A job of the clock: what it is called, at which time, and on which days."""

    name: str
    at: time
    falls_on: Callable[[date], bool]

    @property
    def source(self) -> str | None:
        """The source that this job collects before the night, ``None`` for other jobs."""
        return self.name.removeprefix(EARLY) if self.name.startswith(EARLY) else None

    @property
    def frequency(self) -> Frequency | None:
        """Whose digests this job writes, ``None`` for other jobs."""
        is_digest = self.name.startswith(DIGEST)
        return Frequency(self.name.removeprefix(DIGEST)) if is_digest else None


def scheduled_jobs(settings: ScheduleSettings) -> tuple[ScheduledJob, ...]:
    """Return all jobs that ``settings`` ask for, in the order in which they are made up for."""
    digest_at = time.fromisoformat(settings.digest_at)
    early = sorted((at, source) for source, at in settings.early.items())
    return (
        *(ScheduledJob(f"{EARLY}{name}", time.fromisoformat(at), _always) for at, name in early),
        ScheduledJob(NIGHT, time.fromisoformat(settings.night), _always),
        *(
            ScheduledJob(f"{DIGEST}{frequency}", digest_at, digest_days(frequency, settings))
            for frequency in Frequency
        ),
    )


def moments(job: ScheduledJob, after: datetime, until: datetime) -> Iterator[datetime]:
    """Yield when ``job`` is due in ``after`` < moment <= ``until``, in UTC, oldest first."""
    day = day_of(after)
    while day <= day_of(until):
        moment = datetime.combine(day, job.at, GERMANY).astimezone(UTC)
        if after < moment <= until and job.falls_on(day):
            yield moment
        day += _DAY


def newest(job: ScheduledJob, now: datetime) -> datetime:
    """Return the last moment up to ``now`` at which ``job`` was due, however long ago."""
    until = now
    while True:
        after = until - _WINDOW
        if found := list(moments(job, after, until)):
            return found[-1]
        until = after


def next_due(job: ScheduledJob, now: datetime) -> datetime:
    """Return the next moment after ``now`` at which ``job`` is due, however far ahead."""
    after = now
    while True:
        until = after + _WINDOW
        if (found := next(moments(job, after, until), None)) is not None:
            return found
        after = until


def next_issue_on(frequency: Frequency, settings: ScheduleSettings, today: date) -> date:
    """Return the first day after ``today`` on which digests of ``frequency`` go out.

    Days are German ones. Whether the clock runs then, and whom it writes to, is not asked.
    """
    goes_out = digest_days(frequency, settings)
    day = today + _DAY
    while not goes_out(day):
        day += _DAY
    return day


def night_end(settings: ScheduleSettings, due_at: datetime) -> datetime | None:
    """Return from when on no source is begun in the night that was due at ``due_at``.

    ``None`` where a night has no end.
    """
    if not settings.night_ends:
        return None
    end = ScheduledJob("night ends", time.fromisoformat(settings.night_ends), _always)
    return next_due(end, due_at)


def read_again_on(source: Source, read_well_on: date | None) -> date | None:
    """Return the day from which on the night reads ``source`` again.

    ``read_well_on`` is when it last was, without a doubt. ``None`` where any night reads it.
    """
    if read_well_on is None or source.every_days == 1:
        return None
    return read_well_on + source.every_days * _DAY


def digest_days(frequency: Frequency, settings: ScheduleSettings) -> Callable[[date], bool]:
    """Return what tells whether digests of ``frequency`` go out on a German day."""
    is_rest = _rest_days(settings.holidays, settings.breaks)
    weekday = _WEEKDAYS.index(settings.digest_day)
    planned: dict[Frequency, Callable[[date], bool]] = {
        Frequency.DAILY: _always,
        Frequency.WEEKLY: lambda day: day.weekday() == weekday,
        Frequency.MONTHLY: lambda day: day.weekday() == weekday and day.day <= 7,
    }
    return lambda day: _falls_on(day, planned[frequency], is_rest)


def _always(day: date) -> bool:
    del day
    return True


def _falls_on(
    day: date, is_planned: Callable[[date], bool], is_rest: Callable[[date], bool]
) -> bool:
    """Tell whether ``day`` is a working day that is planned, or the first one after such a day."""
    if is_rest(day):
        return False
    before = day - _DAY
    while not is_planned(day) and is_rest(before):
        day, before = before, before - _DAY
    return is_planned(day)


@cache
def _rest_days(land: str, breaks: tuple[str, ...]) -> Callable[[date], bool]:
    """Return whether nobody reads mails in ``land`` on a day.

    On Saturdays and Sundays, on public holidays, and in ``breaks`` ("FIRST/LAST", both included).
    """
    calendar = holidays.country_holidays("DE", subdiv=land)
    away = [tuple(map(date.fromisoformat, each.split("/"))) for each in breaks]
    return lambda day: (
        day.weekday() >= _SATURDAY
        or day in calendar
        or any(first <= day <= last for first, last in away)
    )
