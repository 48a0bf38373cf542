"""Which calls fit which projects, as of the newest match run."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import asdict, dataclass
from datetime import date
from typing import Any

from pydantic import TypeAdapter
from sqlalchemy import Connection, delete, insert, select

from scout.fit import Match, Reason
from scout.store import tables

_REASONS = TypeAdapter(tuple[Reason, ...])


@dataclass(frozen=True, slots=True)
class MatchEntry:
    """A match as it is stored. ``shut_out``: none of the project's applicants may apply."""

    match: Match
    call_id: int
    shut_out: bool = False


@dataclass(frozen=True, slots=True)
class PastMatch:
    """That a call fitted a project until one could apply no more, which was seen on day ``on``."""

    project: str
    call_id: int
    on: date


def keep_past(connection: Connection, still_open: Collection[int], today: date) -> None:
    """Keep which matches of calls end because these are no longer among ``still_open``.

    To be asked before the matches are replaced. Not of calls that shut the project out.
    """
    table, past = tables.matches, tables.past_matches
    query = select(table.c.project, table.c.call_id).where(~table.c.shut_out)
    for row in connection.execute(query).all():
        if row.call_id not in still_open:
            here = (past.c.project == row.project) & (past.c.call_id == row.call_id)
            connection.execute(delete(past).where(here))
            ended = PastMatch(row.project, row.call_id, today)
            connection.execute(insert(past).values(asdict(ended)))


def past(connection: Connection) -> list[PastMatch]:
    """Return the matches that ended with their calls, in the order of project and call."""
    table = tables.past_matches
    rows = connection.execute(select(table))
    found = (PastMatch(row.project, row.call_id, row.on) for row in rows)
    return sorted(found, key=lambda each: (each.project, each.call_id))


def replace_all(
    connection: Connection, found: Sequence[MatchEntry], projects: Sequence[str]
) -> None:
    """Store ``found`` in place of all matches there were; ``projects`` were ranked."""
    connection.execute(delete(tables.matches))
    connection.execute(delete(tables.ranked_projects))
    if projects:
        names = [{"project": project} for project in projects]
        connection.execute(insert(tables.ranked_projects), names)
    rows = [
        {
            "project": entry.match.project,
            "call_id": entry.call_id,
            "score": entry.match.score,
            "reasons": _REASONS.dump_python(entry.match.reasons, mode="json"),
            "shut_out": entry.shut_out,
        }
        for entry in found
    ]
    if rows:
        connection.execute(insert(tables.matches), rows)


def ranked(connection: Connection) -> frozenset[str]:
    """Return the projects that the newest match run has ranked."""
    return frozenset(connection.scalars(select(tables.ranked_projects.c.project)))


def load(connection: Connection, project: str | None = None) -> list[MatchEntry]:
    """Return the matches of ``project``, or of all, best first within each project."""
    matches, calls = tables.matches, tables.calls
    query = select(matches, calls.c.source, calls.c.key).join_from(matches, calls)
    if project is not None:
        query = query.where(matches.c.project == project)
    found = [_entry(row) for row in connection.execute(query)]
    # Not by the database: each sorts letters by rules of its own.
    return sorted(found, key=_place)


def _place(entry: MatchEntry) -> tuple[str, float, str, str]:
    match = entry.match
    return match.project, -match.score, match.source, match.key


def _entry(row: Any) -> MatchEntry:
    match = Match(
        project=row.project,
        source=row.source,
        key=row.key,
        score=row.score,
        reasons=_REASONS.validate_python(row.reasons),
    )
    return MatchEntry(match, row.call_id, row.shut_out)
