"""What people said of calls, project by project; it outlives the calls' own rows.

The newest of each call and project counts; what others had said of it before is kept beside, for
when that is taken back. Who said it is known where it came from a reader's own link. Ranking never
reads that, and it is erased before the judgement is: see ``scout.people``.
"""

from __future__ import annotations

from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Connection, Row, Table, delete, insert, select
from sqlalchemy.dialects import postgresql, sqlite

from scout.fit import Judgement
from scout.store import tables

_Call = tuple[str, str, str]  # project, source and key


@dataclass(frozen=True, slots=True)
class Opinions:
    """What is said of a call for a project: relevant or not, ``None`` where nobody judged.

    ``counts`` is what was said last, by whomever; ``own`` what one reader said, also where somebody
    judged since; ``others`` what counts without her.
    """

    counts: bool | None
    own: bool | None
    others: bool | None


def save(connection: Connection, judgement: Judgement, *, by: str | None = None) -> None:
    """Store ``judgement`` as what counts of its call for its project from now on.

    ``by`` is the address of whoever judged: what she said before is replaced, what others said is
    kept, and counts again if she takes hers back. ``None`` is the house, which names nobody: it
    replaces whatever anybody said. Does not look whether project and call are known.
    """
    author = None if by is None else by.casefold()
    here = (judgement.project, judgement.source, judgement.key)
    if author is None:
        _delete(connection, tables.overruled_judgements, here)
    else:
        _delete(connection, tables.overruled_judgements, here, author)
        _overrule(connection, here, author)
    _put(connection, asdict(judgement) | {"judged_by": author})


def forget(connection: Connection, project: str, source: str, key: str) -> bool:
    """Delete whatever anybody said of a call for ``project``; False if nothing was."""
    here = (project, source, key)
    _delete(connection, tables.overruled_judgements, here)
    return _delete(connection, tables.judgements, here)


def take_back(connection: Connection, project: str, source: str, key: str, *, by: str) -> None:
    """Delete what ``by`` said of a call for ``project``; what others said counts as before it."""
    here, author = (project, source, key), by.casefold()
    _delete(connection, tables.overruled_judgements, here, author)
    if not _delete(connection, tables.judgements, here, author):
        return
    for row in _overruled(connection, here)[-1:]:
        table = tables.overruled_judgements
        connection.execute(delete(table).where(table.c.id == row.id))
        _put(connection, {each.name: row._mapping[each.name] for each in tables.judgements.c})


def opinions(connection: Connection, project: str, source: str, key: str, reader: str) -> Opinions:
    """Return what is said of a call for ``project``, as it is for the ``reader`` of that address.

    What she said counts as hers only as long as it is known that she did.
    """
    here, author = (project, source, key), reader.casefold()
    found = connection.execute(select(tables.judgements).where(_is(tables.judgements, here)))
    said = [*_overruled(connection, here), *found]
    own = [row.relevant for row in said if row.judged_by == author]
    others = [row.relevant for row in said if row.judged_by != author]
    return Opinions(*(_last(each) for each in ([row.relevant for row in said], own, others)))


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


def _is(table: Table, here: _Call) -> ColumnElement[bool]:
    project, source, key = here
    return (table.c.project == project) & (table.c.source == source) & (table.c.key == key)


def _delete(connection: Connection, table: Table, here: _Call, by: str | None = None) -> bool:
    """Delete what was said of a call, by everybody or only by one; False if nothing was."""
    said = _is(table, here) if by is None else _is(table, here) & (table.c.judged_by == by)
    return connection.execute(delete(table).where(said)).rowcount > 0


def _overrule(connection: Connection, here: _Call, author: str) -> None:
    """Keep what counts until now beside what ``author`` says, unless it is her own."""
    table = tables.judgements
    row = connection.execute(select(table).where(_is(table, here))).one_or_none()
    if row is not None and row.judged_by != author:
        connection.execute(insert(tables.overruled_judgements).values(dict(row._mapping)))


def _overruled(connection: Connection, here: _Call) -> list[Row[Any]]:
    table = tables.overruled_judgements
    query = select(table).where(_is(table, here)).order_by(table.c.id)
    return list(connection.execute(query))


def _put(connection: Connection, values: dict[str, Any]) -> None:
    table = tables.judgements
    dialect = {"postgresql": postgresql, "sqlite": sqlite}[connection.dialect.name]
    query = dialect.insert(table).values(values)
    newer = {name: query.excluded[name] for name in ("relevant", "judged_at", "judged_by")}
    connection.execute(
        query.on_conflict_do_update(index_elements=list(table.primary_key), set_=newer)
    )


def _last(said: list[bool]) -> bool | None:
    return said[-1] if said else None
