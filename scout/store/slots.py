"""Moments at which the clock had something to do: one row each, claimed by whoever inserts it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, Connection, delete, select, update
from sqlalchemy.dialects import postgresql, sqlite

from scout.store import tables

FIRST_START = "FIRST_START"
RUNNING = "RUNNING"
DONE = "DONE"
FAILED = "FAILED"
ABORTED = "ABORTED"
RETRY = "RETRY"
MISSED = "MISSED"
UNFINISHED = (RUNNING, ABORTED, RETRY)
_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True, kw_only=True)
class Slot:
    """One moment of one job.

    ``outcome``: RUNNING; DONE; FAILED, by something unexpected; RETRY, the same, to be tried again
    after a pause; ABORTED, to be taken up again; MISSED, because a later one made up for it;
    FIRST_START, before the clock ran at all.
    """

    job: str
    due_at: datetime
    outcome: str
    attempts: int = 1
    started_at: datetime | None = None
    finished_at: datetime | None = None
    summary: str | None = None


def newest(connection: Connection, job: str, until: datetime | None = None) -> Slot | None:
    """Return the last slot of ``job`` that was written down, ``None`` if there is none.

    With ``until`` none that comes due later, or was passed over by a clock that was ahead of it.
    """
    table = tables.slots
    query = select(table).where(table.c.job == job)
    if until is not None:
        query = query.where(table.c.due_at <= until, ~_is_passed_over_ahead(until))
    row = connection.execute(query.order_by(table.c.due_at.desc()).limit(1)).one_or_none()
    return Slot(**row._mapping) if row else None


def take_back_missed(connection: Connection, job: str, now: datetime) -> None:
    """Erase the slots of ``job`` that a clock which was ahead of ``now`` passed over."""
    table = tables.slots
    connection.execute(delete(table).where(table.c.job == job, _is_passed_over_ahead(now)))


def claim(connection: Connection, slot: Slot) -> bool:
    """Insert ``slot``; False if somebody has it already, and then nothing is changed."""
    dialect = {"postgresql": postgresql, "sqlite": sqlite}[connection.dialect.name]
    query = dialect.insert(tables.slots).values(asdict(slot)).on_conflict_do_nothing()
    return connection.scalar(query.returning(tables.slots.c.job)) is not None


def save(connection: Connection, slot: Slot) -> None:
    """Write the new state of a slot that is claimed."""
    table = tables.slots
    here = (table.c.job == slot.job) & (table.c.due_at == slot.due_at)
    values = {
        name: getattr(slot, name)
        for name in ("outcome", "attempts", "started_at", "finished_at", "summary")
    }
    connection.execute(update(table).where(here).values(values))


def _is_passed_over_ahead(now: datetime) -> ColumnElement[bool]:
    """Find what was noted as missed more than a day after ``now``: the clock was wrong then."""
    table = tables.slots
    return (table.c.outcome == MISSED) & (table.c.finished_at > now + _DAY)


def recent(connection: Connection, limit: int) -> Sequence[Slot]:
    """Return the newest slots of all jobs, newest first."""
    table = tables.slots
    query = select(table).order_by(table.c.due_at.desc(), table.c.job).limit(limit)
    return [Slot(**row._mapping) for row in connection.execute(query)]
