"""A county's or town's own bodies, and the sittings by which an application must be decided. Pure.

Standard library only. Days are calendar days in Germany.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from enum import StrEnum

_DAY = timedelta(days=1)
_SOON = timedelta(weeks=8)
# Bodies sit every few weeks: with more time than this left, one that nobody has written down yet
# may be expected. Councils begin a year in February and end it in December.
_UNTIL_THE_NEXT = timedelta(weeks=8)
# How long it takes to get the days from whoever sets them.
_TO_ASK = timedelta(weeks=2)


@dataclass(frozen=True, slots=True)
class Unsure:
    """A day of a calendar that names a body, and may or may not be a sitting: ``title`` says what.

    ``title`` is somebody else's words: data, bounded by whoever read them.
    """

    day: date
    title: str


@dataclass(frozen=True, slots=True)
class Body:
    """A committee or the council itself, with the days on which it sits, in any order.

    ``sittings`` are all of them up to the last that stands there; what comes after it is not known.
    Papers must lie before it ``papers_days`` days ahead of a sitting (Vorlagenschluss). On an
    ``unsure`` day it is not counted on, nor ruled out.
    """

    name: str
    sittings: tuple[date, ...] = ()
    papers_days: int = 14
    unsure: tuple[Unsure, ...] = ()


class Reach(StrEnum):
    """Whether the bodies can decide before a deadline.

    URGENT_ONLY is certain: whatever sittings may still be set, none is early enough. SHORT is as
    certain for all who need the whole time of writing; whoever writes faster still reaches a
    sitting. NOT_KNOWN is all that only a sitting could answer that nobody has written down yet.
    """

    IN_TIME = "IN_TIME"
    SHORT = "SHORT"
    URGENT_ONLY = "URGENT_ONLY"
    NOT_KNOWN = "NOT_KNOWN"


@dataclass(frozen=True, slots=True, kw_only=True)
class InternalDeadline:
    """By when an applicant's paper must lie, so that its last body decides before a deadline.

    IN_TIME and SHORT: ``body`` decides on ``sitting_on``; the paper must lie before
    ``papers_body``, the first of the chain, by ``papers_on``, and whoever begins to write after
    ``write_from`` has less time than writing takes. NOT_KNOWN has them of the last sittings that
    are written down, where the lists end early and a paper can still lie in time for those: a help,
    not the deadline. All of them are empty otherwise. ``known_until`` is the day up to which the
    sittings of every body are written down, ``None`` where a body has none. ``deadline_on`` is the
    deadline that all this is for, ``None`` where it need not be named; ``stage`` is that of the
    procedure, 1 or 2, ``None`` where there are none or nobody knows them apart.
    """

    reach: Reach
    body: str = ""
    sitting_on: date | None = None
    papers_body: str = ""
    papers_on: date | None = None
    write_from: date | None = None
    known_until: date | None = None
    deadline_on: date | None = None
    stage: int | None = None


def internal_deadline(
    bodies: Sequence[Body],
    writing_weeks: int,
    deadline_on: date,
    today: date,
    *,
    is_begun: bool = False,
) -> InternalDeadline:
    """Return by when the paper must lie, so that the last of ``bodies`` decides in time.

    ``bodies`` is the chain in which they decide, each on a later day than the one before; the last
    decides on a day before ``deadline_on``, because the application must still be handed in. Only
    the first needs the paper ``papers_days`` ahead: the others get what it recommends. Of the
    sittings that are written down the latest count, so that most time is left for writing. Where
    the paper ``is_begun`` nobody knows how much of it is still to be written: it is in time up to
    the day by which it must lie.

    A list that ends more than eight weeks before the day ahead of which its body has to sit is not
    whole: a later sitting is to be expected, so its last is no deadline.

    Leaves ``deadline_on`` and ``stage`` of the result to those who know of several. Does not ask
    whether the deadline is over: then it is URGENT_ONLY, too. Does not know of holidays or of
    sittings that are called at short notice.
    """
    known_until = _known_until(bodies)
    if known_until is None:
        return InternalDeadline(reach=Reach.NOT_KNOWN)
    writing = timedelta(weeks=writing_weeks)
    ready_on = (
        today + timedelta(days=bodies[0].papers_days) + (timedelta() if is_begun else writing)
    )
    chain = _latest_chain(bodies, deadline_on)
    way = _way(bodies, chain, writing, today)
    if chain and chain[0] >= ready_on and _are_whole(bodies, [*chain[1:], deadline_on]):
        return replace(way, reach=Reach.IN_TIME, known_until=known_until)
    if _earliest_decision(bodies, ready_on) >= deadline_on:
        # Nobody writes a paper from nothing on the day by which it must lie.
        if way.papers_on is None or way.papers_on == today:
            return InternalDeadline(reach=Reach.URGENT_ONLY, known_until=known_until)
        return replace(way, reach=Reach.SHORT, known_until=known_until)
    if known_until >= deadline_on:
        # Where nobody knows the sittings before the first written one, or whether one of them is
        # one, no day says so.
        return InternalDeadline(reach=Reach.NOT_KNOWN)
    return replace(way, known_until=known_until)


def next_sitting(body: Body, today: date) -> date | None:
    """Return the next sitting of ``body`` that is written down, today's too."""
    return min((day for day in body.sittings if day >= today), default=None)


def runs_out(body: Body, writing_weeks: int, today: date) -> bool:
    """Tell whether new sittings of ``body`` should be written down by now: the last one is near.

    That is a fortnight before a paper for it must be begun, but at least eight weeks ahead. A body
    without sittings has none that could run out.
    """
    ahead = timedelta(weeks=writing_weeks, days=body.papers_days) + _TO_ASK
    return bool(body.sittings) and max(body.sittings) < today + max(ahead, _SOON)


def _known_until(bodies: Sequence[Body]) -> date | None:
    if not bodies or not all(body.sittings for body in bodies):
        return None
    return min(max(body.sittings) for body in bodies)


def _way(
    bodies: Sequence[Body], chain: Sequence[date], writing: timedelta, today: date
) -> InternalDeadline:
    """Return the days of ``chain``, still without a verdict; none if it is too late for papers."""
    papers_on = chain[0] - timedelta(days=bodies[0].papers_days) if chain else None
    if papers_on is None or papers_on < today:
        return InternalDeadline(reach=Reach.NOT_KNOWN)
    return InternalDeadline(
        reach=Reach.NOT_KNOWN,
        body=bodies[-1].name,
        sitting_on=chain[-1],
        papers_body=bodies[0].name,
        papers_on=papers_on,
        write_from=papers_on - writing,
    )


def _are_whole(bodies: Sequence[Body], before: Sequence[date]) -> bool:
    """Tell whether of no body a later sitting is to be expected ahead of its day in ``before``."""
    return all(
        day - max(body.sittings) <= _UNTIL_THE_NEXT
        for body, day in zip(bodies, before, strict=True)
    )


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
    next one holds that is written down, or may be one.
    """
    day = ready_on
    for body in bodies:
        day = _may_sit(body, day) + _DAY
    return day - _DAY


def _may_sit(body: Body, day: date) -> date:
    """Return the first day from ``day`` on, on which nothing says that ``body`` does not sit."""
    written = next_sitting(body, day) if min(body.sittings) <= day else None
    if written is None:
        return day
    return min([written, *(each.day for each in body.unsure if each.day >= day)])
