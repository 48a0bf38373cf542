"""The strategy as it was last imported."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from pydantic import TypeAdapter
from sqlalchemy import Connection, insert, select, update

from scout.domain import Applicant, Project, Recipient, Strategy
from scout.store import tables

_KINDS: dict[str, tuple[TypeAdapter[Any], str]] = {
    "applicants": (TypeAdapter(Applicant), "key"),
    "projects": (TypeAdapter(Project), "key"),
    "recipients": (TypeAdapter(Recipient), "email"),
}


@dataclass(frozen=True, slots=True)
class StrategyChange:
    """One entry that an import added, changed or removed; ``fields`` are those that changed."""

    kind: str
    key: str
    change: str
    fields: tuple[str, ...] = ()


def load(connection: Connection) -> Strategy:
    """Return what is active, in the order of the file."""
    table = tables.strategy_entries
    rows = connection.execute(
        select(table.c.kind, table.c.content).where(table.c.active).order_by(table.c.position)
    ).all()
    parts = {
        kind: tuple(adapter.validate_python(row.content) for row in rows if row.kind == kind)
        for kind, (adapter, _) in _KINDS.items()
    }
    return Strategy(**parts)


def left(connection: Connection) -> list[Recipient]:
    """Return who was a recipient and is none any more, by address; each in her last spelling."""
    table = tables.strategy_entries
    adapter, _ = _KINDS["recipients"]
    query = select(table.c.key, table.c.content, table.c.active)
    rows = connection.execute(query.where(table.c.kind == "recipients")).all()
    present = {row.key.casefold() for row in rows if row.active}
    gone = {row.key.casefold(): row.content for row in rows if row.key.casefold() not in present}
    return [adapter.validate_python(content) for _, content in sorted(gone.items())]


def save(connection: Connection, strategy: Strategy) -> list[StrategyChange]:
    """Make ``strategy`` the active one and return what is different from before.

    An entry that left the file is deactivated, not deleted: what hangs on it stays. Saving the same
    strategy again changes nothing.
    """
    changes: list[StrategyChange] = []
    for kind, (adapter, key) in _KINDS.items():
        wanted = {
            getattr(entry, key): adapter.dump_python(entry, mode="json")
            for entry in getattr(strategy, kind)
        }
        changes.extend(_save_kind(connection, kind, adapter, wanted))
    return changes


def _save_kind(
    connection: Connection,
    kind: str,
    adapter: TypeAdapter[Any],
    wanted: dict[str, dict[str, Any]],
) -> Iterator[StrategyChange]:
    table = tables.strategy_entries
    rows = connection.execute(select(table).where(table.c.kind == kind)).all()
    stored = {row.key: row for row in rows}
    for position, (key, content) in enumerate(wanted.items()):
        values = {"position": position, "content": content, "active": True, "left_on": None}
        before = stored.get(key)
        if before is None:
            connection.execute(insert(table).values(kind=kind, key=key, **values))
            yield StrategyChange(kind, key, "added")
            continue
        if (before.position, before.content, before.active) != (position, content, True):
            here = (table.c.kind == kind) & (table.c.key == key)
            connection.execute(update(table).where(here).values(**values))
        if not before.active:
            yield StrategyChange(kind, key, "added")
        elif fields := _differing(_complete(adapter, before.content), content):
            yield StrategyChange(kind, key, "changed", fields)
    for key in [key for key, row in stored.items() if row.active and key not in wanted]:
        here = (table.c.kind == kind) & (table.c.key == key)
        connection.execute(update(table).where(here).values(active=False))
        yield StrategyChange(kind, key, "removed")


def _complete(adapter: TypeAdapter[Any], content: dict[str, Any]) -> dict[str, Any]:
    """Return what was stored with all fields of today: one that is new since then is no change."""
    complete: dict[str, Any] = adapter.dump_python(adapter.validate_python(content), mode="json")
    return complete


def _differing(old: dict[str, Any], new: dict[str, Any]) -> tuple[str, ...]:
    names: Sequence[str] = sorted(old.keys() | new.keys())
    return tuple(name for name in names if old.get(name) != new.get(name))
