"""What was tuned: a history that is only ever added to, and the values that follow from it.

A scope is a project's key, or "" for all projects. Names and their ranges are the business of
``scout.match.tuning``; here they are texts with numbers.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, Connection, func, insert, select

from scout.store import tables

OVERALL = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Tuning:
    """One name that got another value; ``None`` is no value of its own, so that the default holds.

    All rows of one ``change_id`` were kept together. ``project`` is "" for all projects;
    ``undoes`` is the change that this one takes back, ``None`` for a change of its own.
    """

    change_id: int
    project: str
    name: str
    old: float | None
    new: float | None
    at: datetime
    undoes: int | None = None


def values(connection: Connection, project: str) -> dict[str, float]:
    """Return what holds for ``project``: the values for all projects, and its own before them."""
    return own_values(connection, OVERALL) | own_values(connection, project)


def own_values(connection: Connection, project: str) -> dict[str, float]:
    """Return the values of this scope alone; a name that has none is left out."""
    newest = {row.name: row.new for row in _rows(connection, tables.tunings.c.project == project)}
    return {name: value for name, value in newest.items() if value is not None}


def keep(
    connection: Connection,
    project: str,
    changes: Mapping[str, float | None],
    at: datetime,
    undoes: int | None = None,
) -> int | None:
    """Record ``changes`` of this scope as one change and return its id.

    ``None`` as a value takes the scope's own value away. Records only what is not so already;
    returns ``None``, and records nothing, where that is all of it.
    """
    now = own_values(connection, project)
    differing = [name for name, new in sorted(changes.items()) if new != now.get(name)]
    if not differing:
        return None
    newest = connection.scalar(select(func.max(tables.tunings.c.change_id)))
    change_id = (newest or 0) + 1
    shared = {"change_id": change_id, "project": project, "at": at, "undoes": undoes}
    rows = [
        {**shared, "name": name, "old": now.get(name), "new": changes[name]} for name in differing
    ]
    connection.execute(insert(tables.tunings), rows)
    return change_id


def undo(connection: Connection, project: str, at: datetime) -> list[Tuning]:
    """Take back the newest change of this scope that still stands, and return what that changed.

    It is recorded as a change that ``undoes`` the other. What was undone stays so: undoing again
    walks further back. Empty where nothing stands.
    """
    rows = _rows(connection, tables.tunings.c.project == project)
    undone = {row.undoes for row in rows}
    standing = [row.change_id for row in rows if row.undoes is None and row.change_id not in undone]
    if not standing:
        return []
    # Whatever came after it is undone already: what it replaced is what was there before.
    last = max(standing)
    before = {row.name: row.old for row in rows if row.change_id == last}
    change_id = keep(connection, project, before, at, undoes=last)
    return [row for row in history(connection, project) if row.change_id == change_id]


def history(connection: Connection, project: str | None = None) -> list[Tuning]:
    """Return what was changed in this scope, or in all, newest first; one change by name."""
    table = tables.tunings
    rows = _rows(connection) if project is None else _rows(connection, table.c.project == project)
    # Those of one change were added by name, and stay in that order.
    return sorted(rows, key=lambda row: -row.change_id)


def _rows(connection: Connection, *where: ColumnElement[bool]) -> list[Tuning]:
    """Return rows in the order in which they were added."""
    table = tables.tunings
    query = select(*(column for column in table.c if column is not table.c.id)).where(*where)
    return [Tuning(**row._mapping) for row in connection.execute(query.order_by(table.c.id))]
