"""Which days of a call lie ahead of a recipient, of which source and which stage. Pure.

Where sources contradict each other on a deadline, all days count that any of them states. Days of a
later stage are only for whoever takes part in it: nobody else may come in on them.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import lru_cache

from scout.digest.situation import Situation
from scout.facts import Facts
from scout.store.calls import CallEntry
from scout.wording import next_of_year

_FIRST, _LATER = 1, 2


@dataclass(frozen=True, slots=True)
class StatedDay:
    """A day up to which one may apply, as the call ``key`` of ``source`` states it on ``url``.

    ``place`` is its place among all days that this call states, in order, passed ones too: it tells
    them apart though they move. ``stage`` is that of a procedure in stages, 1 or 2, ``None`` where
    there are none or nobody knows them apart. ``is_disputed`` where another source states another
    day instead.
    """

    on: date
    source: str
    key: str
    url: str
    place: int = 0
    is_disputed: bool = False
    stage: int | None = None

    @property
    def is_later(self) -> bool:
        """Whether it only holds for who was selected in the first stage."""
        return self.stage == _LATER


def next_deadline(facts: Facts | None, today: date, *, takes_part: bool = False) -> date | None:
    """Return the next day up to which one may apply, ``today`` included; ``None`` for no such day.

    A deadline that comes back every year counts with its next time, one of a later stage for
    whoever ``takes_part``. Knows of one source only: ``days_ahead`` of all.
    """
    deadline = facts.deadline if facts else None
    if deadline is None:
        return None
    deadline = deadline if takes_part else deadline.first_stage
    yearly = (next_of_year(day, today) for day in deadline.days)
    ahead = [*(day for day in deadline.dates if day >= today), *yearly]
    return min(ahead, default=None)


def days_ahead(
    call: CallEntry, situation: Situation, *, takes_part: bool = False
) -> tuple[StatedDay, ...]:
    """Return the days up to which one may apply, the nearest first, ``today`` included.

    Those that the call's own source states; where sources contradict each other, those of all that
    have it open, a day that several state once. A deadline that comes back every year counts with
    its next time. Days of a later stage follow one of the first, unless she ``takes_part``: nobody
    else may come in on them.
    """
    others = (
        _disputing(call, situation, takes_part=takes_part)
        if call.id in situation.once.shared
        else ()
    )
    found = _stated(call, situation.today)
    if others:
        days: dict[date, StatedDay] = {}
        stated = (day for each in (call, *others) for day in _stated(each, situation.today))
        for day in sorted(stated, key=lambda day: day.is_later):
            days.setdefault(day.on, replace(day, is_disputed=True))
        found = tuple(days[on] for on in sorted(days))
    return found if takes_part else _for_newcomers(found)


def _for_newcomers(days: Sequence[StatedDay]) -> tuple[StatedDay, ...]:
    """Leave out what comes before the next day by which one may still come in; all without one."""
    first = next((day.on for day in days if not day.is_later), None)
    return tuple(day for day in days if first is not None and day.on >= first)


def _stated(call: CallEntry, today: date) -> tuple[StatedDay, ...]:
    deadline = call.facts.deadline if call.facts else None
    if deadline is None:
        return ()
    later = (*deadline.later_dates, *deadline.later_days)
    stated = (*deadline.dates, *deadline.days)
    return _days_of((call.source, call.key, call.url), stated, later, today)


# Each reader's digest asks it of the same calls.
@lru_cache(maxsize=8_192)
def _days_of(
    call: tuple[str, str, str],
    stated: tuple[date | str, ...],
    later: tuple[date | str, ...],
    today: date,
) -> tuple[StatedDay, ...]:
    """Return the days that lie ahead, each with its place among all that are stated."""
    dates = sorted(day for day in stated if isinstance(day, date))
    yearly = sorted(day for day in stated if isinstance(day, str))
    every = [(day, _stage(day, later)) for day in dates]
    every += [(next_of_year(day, today), _stage(day, later)) for day in yearly]
    placed = [StatedDay(on, *call, place, stage=stage) for place, (on, stage) in enumerate(every)]
    # Of a day that is stated twice the first place counts.
    ahead = {day.on: day for day in reversed(placed) if day.on >= today}
    return tuple(ahead[on] for on in sorted(ahead))


def _stage(day: date | str, later: tuple[date | str, ...]) -> int | None:
    if not later:
        return None
    return _LATER if day in later else _FIRST


def _disputing(call: CallEntry, situation: Situation, *, takes_part: bool) -> list[CallEntry]:
    """Return the call as the other sources have it that still state a day, if they contradict."""
    disagreements = situation.once.shared[call.id].disagreements
    if all(each.field != "deadline" for each in disagreements):
        return []
    today = situation.today
    members = (situation.calls[each] for each in situation.once.of(call.id) if each != call.id)
    return [
        each
        for each in members
        if each.is_open_on(today, takes_part=takes_part)
        and next_deadline(each.facts, today, takes_part=takes_part)
    ]
