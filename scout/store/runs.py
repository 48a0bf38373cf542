"""Crawls that were begun, and how they ended."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
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
_MOST_READ = 20

_ENDED = tables.runs.c.outcome.in_((*READ, FAILED))
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


def void(connection: Connection, source: str) -> None:
    """Let no crawl of ``source`` count. Only in a transaction that is rolled back."""
    query = update(tables.runs).where(tables.runs.c.source == source)
    connection.execute(query.values(outcome=ABORTED))


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


def newest_read(connection: Connection, source: str) -> list[Run]:
    """Return the newest crawls that read ``source``, newest first: enough for a few days."""
    table = tables.runs
    query = select(table).where((table.c.source == source) & table.c.outcome.in_(READ))
    rows = connection.execute(query.order_by(table.c.id.desc()).limit(_MOST_READ))
    return [_run(row) for row in rows]


def found_last(connection: Connection, code: str) -> dict[str, set[str]]:
    """Return at which addresses the newest crawl of each source that came to an end found ``code``.

    Sources in whose newest crawl it was not found are not among them.
    """
    table = tables.runs
    newest = select(func.max(table.c.id)).where(_ENDED).group_by(table.c.source)
    found = {}
    for row in connection.execute(select(table).where(table.c.id.in_(newest))):
        urls = {each.url for each in _run(row).findings if each.code == code and each.url}
        found.update({row.source: urls} if urls else {})
    return found


def found_since(
    connection: Connection, source: str, code: str, urls: Collection[str]
) -> datetime | None:
    """Return since when every crawl of ``source`` that came to an end found ``code`` at a page.

    ``urls`` are the page's addresses; ``None`` if the newest such crawl did not find it.
    """
    table = tables.runs
    of_source = select(table).where((table.c.source == source) & _ENDED)
    since = None
    for row in connection.execute(of_source.order_by(table.c.id.desc())):
        run = _run(row)
        if not any(each.code == code and each.url in urls for each in run.findings):
            break
        since = run.started_at
    return since


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


def doubtful_since(connection: Connection) -> dict[str, datetime]:
    """Return when each source was read with doubts first after its last good crawl.

    Sources whose newest crawl that read them was a good one are not among them.
    """
    table = tables.runs
    good = (
        select(table.c.source, func.max(table.c.id).label("id"))
        .where(table.c.outcome == OK)
        .group_by(table.c.source)
        .subquery()
    )
    query = (
        select(table.c.source, func.min(table.c.started_at).label("at"))
        .outerjoin(good, good.c.source == table.c.source)
        .where((table.c.outcome == DOUBTFUL) & (table.c.id > func.coalesce(good.c.id, 0)))
        .group_by(table.c.source)
    )
    return {row.source: row.at for row in connection.execute(query)}


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
