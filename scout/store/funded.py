"""What was funded: the projects of a catalogue, also those that left it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from pydantic import TypeAdapter
from sqlalchemy import Connection, bindparam, insert, select, update

from scout.funded import FundedProject
from scout.store import tables
from scout.store.batches import in_batches

_CONTENT = TypeAdapter(FundedProject)


@dataclass(frozen=True, slots=True)
class FundedState:
    """What intake must know of a stored project to decide."""

    id: int
    content_hash: str
    listed: bool


@dataclass(frozen=True, slots=True)
class FundedEntry:
    """A stored project; ``gone_on`` is the day on which it was no longer in its catalogue."""

    project: FundedProject
    first_seen_on: date
    last_seen_at: datetime
    gone_on: date | None


def states(connection: Connection, source: str) -> dict[str, FundedState]:
    """Return the state of every project of ``source`` that was ever taken in, by key."""
    table = tables.funded_projects
    query = select(table.c.key, table.c.id, table.c.content_hash, table.c.gone_on)
    return {
        row.key: FundedState(row.id, row.content_hash, row.gone_on is None)
        for row in connection.execute(query.where(table.c.source == source))
    }


def add(
    connection: Connection,
    projects: Iterable[tuple[FundedProject, str]],
    now: datetime,
    today: date,
) -> None:
    """Store new projects, each with its content's hash, found on ``today``."""
    for batch in in_batches(projects):
        rows = [
            {
                "source": project.source,
                "key": project.key,
                "content": _CONTENT.dump_json(project).decode(),
                "content_hash": digest,
                "first_seen_on": today,
                "last_seen_at": now,
            }
            for project, digest in batch
        ]
        connection.execute(insert(tables.funded_projects), rows)


def replace(connection: Connection, projects: Iterable[tuple[FundedProject, str]]) -> None:
    """Store the new content of projects that are known."""
    table = tables.funded_projects
    known = (table.c.source == bindparam("of_source")) & (table.c.key == bindparam("of_key"))
    query = update(table).where(known)
    for batch in in_batches(projects):
        rows = [
            {
                "of_source": project.source,
                "of_key": project.key,
                "content": _CONTENT.dump_json(project).decode(),
                "content_hash": digest,
            }
            for project, digest in batch
        ]
        connection.execute(query, rows)


def mark_seen(connection: Connection, ids: Sequence[int], now: datetime) -> None:
    """Note that these projects are in their catalogue, also if they had left it."""
    table = tables.funded_projects
    for batch in in_batches(ids):
        query = update(table).where(table.c.id.in_(batch))
        connection.execute(query.values(last_seen_at=now, gone_on=None))


def mark_gone(connection: Connection, ids: Sequence[int], today: date) -> None:
    """Note that these projects are no longer in their catalogue."""
    table = tables.funded_projects
    for batch in in_batches(ids):
        connection.execute(update(table).where(table.c.id.in_(batch)).values(gone_on=today))


def entries(connection: Connection) -> list[FundedEntry]:
    """Return all projects that were ever taken in, by source and key."""
    rows = connection.execute(select(tables.funded_projects))
    found = [
        FundedEntry(
            _CONTENT.validate_json(row.content), row.first_seen_on, row.last_seen_at, row.gone_on
        )
        for row in rows
    ]
    return sorted(found, key=lambda entry: (entry.project.source, entry.project.key))
