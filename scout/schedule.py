"""When which job is due. Pure: settings and moments in, moments out; runs nothing.

| job | days |
|---|---|
| early:SOURCE, night | every day |
| digest-daily | working days |
| digest-weekly | the settings' weekday, or the next working day after it |
| digest-monthly | the first such weekday of the month, or the next working day after it |

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
    rest = _rest_days(settings.holidays)
    weekday = _WEEKDAYS.index(settings.digest_day)
    early = sorted((at, source) for source, at in settings.early.items())
    return (
        *(ScheduledJob(f"{EARLY}{name}", time.fromisoformat(at), _always) for at, name in early),
        ScheduledJob(NIGHT, time.fromisoformat(settings.night), _always),
        ScheduledJob(f"{DIGEST}{Frequency.DAILY}", digest_at, lambda day: not rest(day)),
        ScheduledJob(
            f"{DIGEST}{Frequency.WEEKLY}", digest_at, lambda day: is_weekly(day, weekday, rest)
        ),
        ScheduledJob(
            f"{DIGEST}{Frequency.MONTHLY}", digest_at, lambda day: is_monthly(day, weekday, rest)
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
    """Return the last moment up to ``now`` at which ``job`` was due; there is one in two months."""
    return max(moments(job, now - timedelta(days=62), now))


def next_due(job: ScheduledJob, now: datetime) -> datetime:
    """Return the next moment after ``now`` at which ``job`` is due."""
    return next(moments(job, now, now + timedelta(days=62)))


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


def is_weekly(day: date, weekday: int, is_rest: Callable[[date], bool]) -> bool:
    """Tell whether the weekly job of ``weekday`` (Monday is 0) falls on ``day``."""
    planned = day - timedelta(days=(day.weekday() - weekday) % 7)
    return _next_working(planned, is_rest) == day


def is_monthly(day: date, weekday: int, is_rest: Callable[[date], bool]) -> bool:
    """Tell whether the monthly job, on the first ``weekday`` of the month, falls on ``day``."""
    planned = day - timedelta(days=(day.weekday() - weekday) % 7)
    return planned.day <= 7 and _next_working(planned, is_rest) == day


def _always(day: date) -> bool:
    del day
    return True


def _next_working(day: date, is_rest: Callable[[date], bool]) -> date:
    while is_rest(day):
        day += _DAY
    return day


@cache
def _rest_days(land: str) -> Callable[[date], bool]:
    """Return whether nobody works in ``land`` on a day: Saturday, Sunday, public holiday."""
    calendar = holidays.country_holidays("DE", subdiv=land)
    return lambda day: day.weekday() >= _SATURDAY or day in calendar
