"""A county's or town's own bodies, and the sittings by which an application must be decided. Pure.

Standard library only. Days are calendar days in Germany.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Body:
    """A committee or the council itself, with the days on which it sits, in any order.

    ``sittings`` are all of them up to the last that stands there; what comes after it is not known.
    Papers must lie before it ``papers_days`` days ahead of a sitting (Vorlagenschluss).
    """

    name: str
    sittings: tuple[date, ...] = ()
    papers_days: int = 14


class Reach(StrEnum):
    """Whether the bodies can decide before a deadline.

    URGENT_ONLY is certain: whatever sittings may still be set, none is early enough. NOT_KNOWN is
    all that only a sitting could answer that nobody has written down yet.
    """

    IN_TIME = "IN_TIME"
    URGENT_ONLY = "URGENT_ONLY"
    NOT_KNOWN = "NOT_KNOWN"


@dataclass(frozen=True, slots=True, kw_only=True)
class InternalDeadline:
    """By when an applicant's paper must lie, so that its last body decides before a deadline.

    IN_TIME: ``body`` decides on ``sitting_on``; the paper must lie before ``papers_body``, the
    first of the chain, by ``papers_on``, and whoever begins to write after ``write_from`` is late.
    All of them are empty otherwise. ``known_until`` is the day up to which the sittings of every
    body are written down, ``None`` where a body has none.
    """

    reach: Reach
    body: str = ""
    sitting_on: date | None = None
    papers_body: str = ""
    papers_on: date | None = None
    write_from: date | None = None
    known_until: date | None = None


def internal_deadline(
    bodies: Sequence[Body], writing_weeks: int, deadline_on: date, today: date
) -> InternalDeadline:
    """Return by when the paper must lie, so that the last of ``bodies`` decides in time.

    ``bodies`` is the chain in which they decide, each on a later day than the one before; the last
    decides on a day before ``deadline_on``, because the application must still be handed in. Only
    the first needs the paper ``papers_days`` ahead: the others get what it recommends. Of the
    sittings that are written down the latest count, so that most time is left for writing.

    Does not ask whether ``deadline_on`` is over: then it is URGENT_ONLY, too. Does not know of
    holidays or of sittings that are called at short notice.
    """
    known_until = _known_until(bodies)
    if known_until is None:
        return InternalDeadline(reach=Reach.NOT_KNOWN)
    writing = timedelta(weeks=writing_weeks)
    first, last = bodies[0], bodies[-1]
    ready_on = today + writing + timedelta(days=first.papers_days)
    chain = _latest_chain(bodies, deadline_on)
    if not chain or chain[0] < ready_on:
        may_be = _earliest_decision(bodies, ready_on) < deadline_on
        if not may_be:
            return InternalDeadline(reach=Reach.URGENT_ONLY, known_until=known_until)
        # Where it is the sittings before the first written one that nobody knows, no day says so.
        until = known_until if known_until < deadline_on else None
        return InternalDeadline(reach=Reach.NOT_KNOWN, known_until=until)
    papers_on = chain[0] - timedelta(days=first.papers_days)
    return InternalDeadline(
        reach=Reach.IN_TIME,
        body=last.name,
        sitting_on=chain[-1],
        papers_body=first.name,
        papers_on=papers_on,
        write_from=papers_on - writing,
        known_until=known_until,
    )


def next_sitting(body: Body, today: date) -> date | None:
    """Return the next sitting of ``body`` that is written down, today's too."""
    return min((day for day in body.sittings if day >= today), default=None)


def _known_until(bodies: Sequence[Body]) -> date | None:
    if not bodies or not all(body.sittings for body in bodies):
        return None
    return min(max(body.sittings) for body in bodies)


def _latest_chain(bodies: Sequence[Body], deadline_on: date) -> list[date]:
    """Return the latest day of each body, first to last; empty where one has none that fits.

    An earlier day of a later body never leaves an earlier body more time: so the latest are the
    only ones to look at.
    """
    chain: list[date] = []
    before = deadline_on
    for body in reversed(bodies):
        day = max((day for day in body.sittings if day < before), default=None)
        if day is None:
            return []
        chain.append(day)
        before = day
    return chain[::-1]


def _earliest_decision(bodies: Sequence[Body], ready_on: date) -> date:
    """Return the first day on which the last body could decide on a paper in time for ``ready_on``.

    A body might sit on any day before its first and after its last written sitting; in between the
    next written one holds.
    """
    day = ready_on
    for body in bodies:
        is_written = min(body.sittings) <= day
        day = ((next_sitting(body, day) if is_written else None) or day) + _DAY
    return day - _DAY
