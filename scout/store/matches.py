"""Which calls fit which projects, as of the newest match run."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
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
