"""Crawls that were begun, and how they ended."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from pydantic import TypeAdapter
from sqlalchemy import Connection, case, func, insert, select, update

from scout.domain import Finding
from scout.store import tables

RUNNING = "RUNNING"
ABORTED = "ABORTED"
OK = "OK"
DOUBTFUL = "DOUBTFUL"
FAILED = "FAILED"
READ = (OK, DOUBTFUL)

_FINDINGS = TypeAdapter(tuple[Finding, ...])


@dataclass(frozen=True, slots=True, kw_only=True)
class Run:
    """One crawl of one source. ``outcome`` is a verdict, RUNNING or ABORTED."""

    id: int
    source: str
    started_at: datetime
    finished_at: datetime | None
    outcome: str
    items: int | None
    fill: Mapping[str, float]
    findings: tuple[Finding, ...]

    @property
    def was_read(self) -> bool:
        """Whether the source was read, perhaps with doubts."""
        return self.outcome in READ


def begin(connection: Connection, source: str, now: datetime) -> int:
    """Note that a crawl has begun and return its id."""
    row = {"source": source, "started_at": now, "outcome": RUNNING}
    query = insert(tables.runs).values(row).returning(tables.runs.c.id)
    run_id: int = connection.execute(query).scalar_one()
    return run_id


def finish(
    connection: Connection,
    run_id: int,
    *,
    now: datetime,
    outcome: str,
    items: int,
    fill: Mapping[str, float],
    findings: Sequence[Finding],
) -> None:
    """Note how a crawl ended."""
    connection.execute(
        update(tables.runs)
        .where(tables.runs.c.id == run_id)
        .values(
            finished_at=now,
            outcome=outcome,
            items=items,
            fill=dict(fill),
            findings=_FINDINGS.dump_python(tuple(findings), mode="json"),
        )
    )


def abandon(connection: Connection, source: str) -> None:
    """Mark crawls of ``source`` that never ended as aborted. Only for who holds its lock."""
    table = tables.runs
    unfinished = (table.c.source == source) & (table.c.outcome == RUNNING)
    connection.execute(update(table).where(unfinished).values(outcome=ABORTED))


def newest(
    connection: Connection, source: str, outcomes: Sequence[str] | None = None
) -> Run | None:
    """Return the newest crawl of ``source``, or the newest that ended in one of ``outcomes``."""
    table = tables.runs
    query = select(table).where(table.c.source == source)
    if outcomes is not None:
        query = query.where(table.c.outcome.in_(outcomes))
    row = connection.execute(query.order_by(table.c.id.desc()).limit(1)).one_or_none()
    return _run(row) if row else None


def recent(connection: Connection, limit: int) -> list[Run]:
    """Return the newest crawls of all sources, newest first."""
    query = select(tables.runs).order_by(tables.runs.c.id.desc()).limit(limit)
    return [_run(row) for row in connection.execute(query)]


def histories(connection: Connection, length: int) -> dict[str, list[Run]]:
    """Return the newest crawls of every source, newest first, by source: one question for all.

    Of each source these are the newest ``length`` crawls, and as many of those that read it, of
    those that failed and of those that were aborted. Only the two newest of each outcome come with
    their findings: a long history of crawls with hundreds of them would be read for nothing.
    """
    table = tables.runs
    order = table.c.id.desc()
    group = case((table.c.outcome.in_(READ), "READ"), else_=table.c.outcome)
    numbered = select(
        table.c.id,
        func.row_number().over(partition_by=table.c.source, order_by=order).label("nth"),
        func.row_number()
        .over(partition_by=(table.c.source, group), order_by=order)
        .label("nth_of_group"),
        func.row_number()
        .over(partition_by=(table.c.source, table.c.outcome), order_by=order)
        .label("nth_alike"),
    ).subquery()
    wanted = (numbered.c.nth <= length) | (numbered.c.nth_of_group <= length)
    columns = (each for each in table.c if each is not table.c.findings)
    query = (
        select(*columns, case((numbered.c.nth_alike <= 2, table.c.findings)).label("findings"))
        .join(numbered, numbered.c.id == table.c.id)
        .where(wanted)
        .order_by(order)
    )
    found: dict[str, list[Run]] = {}
    for row in connection.execute(query):
        found.setdefault(row.source, []).append(_run(row))
    return found


def _run(row: Any) -> Run:
    return Run(
        id=row.id,
        source=row.source,
        started_at=row.started_at,
        finished_at=row.finished_at,
        outcome=row.outcome,
        items=row.items,
        fill=row.fill or {},
        findings=_FINDINGS.validate_python(row.findings or ()),
    )
