"""Which calls are the same, by which reasons, and what people decided of that."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import ColumnElement, Connection, delete, func, insert, select
from sqlalchemy.dialects import postgresql, sqlite

from scout.clock import day_of
from scout.grouping.candidate import Name
from scout.grouping.groups import Decision, Grouping
from scout.grouping.joins import Join, Rule
from scout.store import tables
from scout.store.batches import in_batches


@dataclass(frozen=True, slots=True)
class Member:
    """A call of a group; ``read_on`` is the German day on which its source was last read for it."""

    call_id: int
    name: Name
    read_on: date


@dataclass(frozen=True, slots=True)
class Reason:
    """By what a call is one with ``other``, or why not: ``because`` is "" where it is.

    ``words`` are addresses, titles and facts that decided; ``strength`` in [0, 1] says how much.
    """

    other: Name
    rule: Rule
    words: tuple[str, ...]
    because: str = ""
    strength: float = 1.0


@dataclass(frozen=True, slots=True)
class Decided:
    """A decision of a person, and when it was made (aware UTC)."""

    decision: Decision
    at: datetime


# Of a call with a page of its own the day counts on which that was read: that the source still
# lists it says nothing of its deadline.
_OWN_PAGE = (tables.page_reads.c.source == tables.calls.c.source) & (
    tables.page_reads.c.key == tables.calls.c.key
)
_READ_AT = func.coalesce(
    tables.page_reads.c.read_at, tables.calls.c.last_seen_at, type_=tables.UtcDateTime
).label("read_at")

# The calls that are one with a call, the leading one first, itself included; of others nothing.
Groups = Mapping[int, tuple[Member, ...]]


def replace_all(connection: Connection, grouping: Grouping, ids: Mapping[Name, int]) -> None:
    """Store ``grouping`` in place of what there was; ``ids`` are those of all its calls."""
    table = tables.call_groups
    connection.execute(delete(table))
    reasons = dict(_reasons(grouping))
    places = {
        name: (group.key, place)
        for group in grouping.groups
        for place, name in enumerate(group.members)
    }
    for batch in in_batches(sorted({*places, *reasons})):
        rows = [
            {
                "call_id": ids[name],
                "group_key": places.get(name, (":".join(name), 0))[0],
                "place": places.get(name, ("", 0))[1],
                "reasons": reasons.get(name, []),
            }
            for name in batch
        ]
        connection.execute(insert(table), rows)


def load(connection: Connection) -> Groups:
    """Return the groups of more than one call, by the ids of all their calls."""
    table, calls, reads = tables.call_groups, tables.calls, tables.page_reads
    query = select(table, calls.c.source, calls.c.key, _READ_AT).join_from(table, calls)
    query = query.join(reads, _OWN_PAGE, isouter=True).order_by(table.c.place, table.c.call_id)
    found: dict[str, list[Member]] = {}
    for row in connection.execute(query):
        member = Member(row.call_id, (row.source, row.key), day_of(row.read_at))
        found.setdefault(row.group_key, []).append(member)
    return {
        member.call_id: tuple(members)
        for members in found.values()
        if len(members) > 1
        for member in members
    }


def read_on(connection: Connection, call_id: int) -> date:
    """Return the German day on which a call's source was last read for it."""
    query = select(_READ_AT).join_from(tables.calls, tables.page_reads, _OWN_PAGE, isouter=True)
    return day_of(connection.execute(query.where(tables.calls.c.id == call_id)).scalar_one())


def reasons(connection: Connection, call_id: int) -> list[Reason]:
    """Return by what a call is one with others and with which it is not, as far as was weighed."""
    query = select(tables.call_groups.c.reasons).where(tables.call_groups.c.call_id == call_id)
    return list(map(_reason, connection.execute(query).scalar_one_or_none() or []))


def all_reasons(connection: Connection) -> list[tuple[Name, Reason]]:
    """Return each join and each refused one once, with the call that comes first by name."""
    table, known = tables.call_groups, tables.calls
    query = select(known.c.source, known.c.key, table.c.reasons).join_from(table, known)
    both = [
        ((row.source, row.key), _reason(each))
        for row in connection.execute(query)
        for each in row.reasons
    ]
    once = (pair for pair in both if pair[0] < pair[1].other)
    # Not by the database: each sorts letters by rules of its own.
    return sorted(once, key=lambda pair: (pair[0], pair[1].other, pair[1].rule))


def decide(connection: Connection, decision: Decision, at: datetime) -> None:
    """Keep ``decision`` in place of what was decided before of the same two calls."""
    table = tables.group_decisions
    dialect = {"postgresql": postgresql, "sqlite": sqlite}[connection.dialect.name]
    names = zip(table.primary_key, (*decision.first, *decision.second), strict=True)
    values = {column.name: value for column, value in names}
    query = dialect.insert(table).values(values | {"same": decision.same, "decided_at": at})
    newer = {"same": query.excluded.same, "decided_at": query.excluded.decided_at}
    connection.execute(
        query.on_conflict_do_update(index_elements=list(table.primary_key), set_=newer)
    )


def undo(connection: Connection, first: Name, second: Name) -> bool:
    """Forget what was decided of two calls; False if nothing was."""
    query = delete(tables.group_decisions).where(_of_pair(first, second))
    return connection.execute(query).rowcount > 0


def decisions(connection: Connection) -> list[Decided]:
    """Return all that was decided, by the names of the calls."""
    found = [
        Decided(
            Decision((row.source, row.key), (row.other_source, row.other_key), row.same),
            row.decided_at,
        )
        for row in connection.execute(select(tables.group_decisions))
    ]
    # Not by the database: each sorts letters by rules of its own.
    return sorted(found, key=lambda each: (each.decision.first, each.decision.second))


def _of_pair(first: Name, second: Name) -> ColumnElement[bool]:
    table = tables.group_decisions.c
    (source, key), (other_source, other_key) = sorted((first, second))
    ours = (table.source == source) & (table.key == key)
    return ours & (table.other_source == other_source) & (table.other_key == other_key)


def _reasons(grouping: Grouping) -> Iterable[tuple[Name, list[dict[str, Any]]]]:
    found: dict[Name, list[dict[str, Any]]] = {}
    for group in grouping.groups:
        for join in group.joins:
            for name, values in _both(join, ""):
                found.setdefault(name, []).append(values)
    for refusal in (*grouping.refusals, *grouping.doubts):
        for name, values in _both(refusal.join, refusal.because):
            found.setdefault(name, []).append(values)
    return found.items()


def _reason(stored: Mapping[str, Any]) -> Reason:
    return Reason(
        (stored["source"], stored["key"]),
        Rule[stored["rule"]],
        tuple(stored["words"]),
        stored["because"],
        # Groups of an older version have none until they are made anew.
        stored.get("strength", 1.0),
    )


def _both(join: Join, because: str) -> Iterator[tuple[Name, dict[str, Any]]]:
    """Yield a join as each of its two calls sees it."""
    said = {
        "rule": join.rule.name,
        "words": list(join.words),
        "because": because,
        "strength": round(join.strength, 3),
    }
    for name, (source, key) in ((join.first, join.second), (join.second, join.first)):
        yield name, {"source": source, "key": key, **said}
