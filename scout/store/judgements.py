"""What people said of calls, project by project; it outlives the calls' own rows.

Who said it stands beside it where it came from a reader's own link. Ranking never reads that, and
it is erased before the judgement is: see ``scout.people``.
"""

from __future__ import annotations

from dataclasses import asdict
from datetime import datetime

from sqlalchemy import Connection, delete, select
from sqlalchemy.dialects import postgresql, sqlite

from scout.fit import Judgement
from scout.store import tables


def save(connection: Connection, judgement: Judgement, *, by: str | None = None) -> None:
    """Store ``judgement`` in place of what was said before of the same call for its project.

    ``by`` is the address of whoever judged, ``None`` if nobody was named; it replaces the author of
    what was said before too. Does not look whether project and call are known.
    """
    table = tables.judgements
    dialect = {"postgresql": postgresql, "sqlite": sqlite}[connection.dialect.name]
    author = None if by is None else by.casefold()
    query = dialect.insert(table).values(asdict(judgement) | {"judged_by": author})
    newer = {name: query.excluded[name] for name in ("relevant", "judged_at", "judged_by")}
    connection.execute(
        query.on_conflict_do_update(index_elements=list(table.primary_key), set_=newer)
    )


def forget(connection: Connection, project: str, source: str, key: str) -> bool:
    """Delete what was said of a call for ``project``; False if nothing was."""
    table = tables.judgements
    here = (table.c.project == project) & (table.c.source == source) & (table.c.key == key)
    return connection.execute(delete(table).where(here)).rowcount > 0


def load(connection: Connection, project: str | None = None) -> list[Judgement]:
    """Return what was said for ``project``, or for all, oldest first within each project."""
    table = tables.judgements
    query = select(*(column for column in table.c if column.name != "judged_by"))
    if project is not None:
        query = query.where(table.c.project == project)
    found = [Judgement(**row._mapping) for row in connection.execute(query)]
    # Not by the database: each sorts letters by rules of its own.
    return sorted(found, key=_place)


def authors(connection: Connection) -> dict[tuple[str, str, str], str]:
    """Return who judged, by project, source and key; only where it is (still) known."""
    table = tables.judgements
    query = select(table).where(table.c.judged_by.is_not(None))
    return {(row.project, row.source, row.key): row.judged_by for row in connection.execute(query)}


def _place(judgement: Judgement) -> tuple[str, datetime, str, str]:
    return judgement.project, judgement.judged_at, judgement.source, judgement.key
