"""Calls, their history, and the facts read in them."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from pydantic import TypeAdapter
from sqlalchemy import Connection, and_, delete, insert, or_, select, update

from scout.domain import CallStatus, FieldChange, FundingCall
from scout.facts import Facts
from scout.reading.facts import status_of
from scout.store import tables
from scout.store.batches import in_batches

LISTING = "listing"
LISTED = "listed"
GONE = "gone"

_CALL = TypeAdapter(FundingCall)
_FACTS = TypeAdapter(Facts)
_BARE_OPENING = re.compile(r'"opens_on":"([0-9-]{10})"')

_STILL_OPEN = frozenset((CallStatus.OPEN, CallStatus.FORECASTED, CallStatus.UNKNOWN))


@dataclass(frozen=True, slots=True)
class CallState:
    """What intake must know of a stored call to decide."""

    id: int
    content_hash: str
    listed: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class CallEntry:
    """A stored call without its texts. ``facts`` is ``None`` until they were read."""

    id: int
    source: str
    key: str
    url: str
    title: str | None
    language: str
    first_seen_on: date
    gone_on: date | None
    facts: Facts | None

    def status_on(self, today: date, *, takes_part: bool = False) -> CallStatus:
        """Return where the call stands on ``today``, a calendar day in Germany.

        Once its first stage is over it is closed, but not for whoever ``takes_part``.
        """
        listed = self.gone_on is None
        return status_of(self.facts, listed=listed, today=today, takes_part=takes_part)

    def is_open_on(self, today: date, *, takes_part: bool = False) -> bool:
        """Tell whether one may still apply, as far as anybody knows; so may who ``takes_part``."""
        return self.status_on(today, takes_part=takes_part) in _STILL_OPEN


@dataclass(frozen=True, slots=True, kw_only=True)
class HistoryEntry:
    """One change of one source field; ``field`` "listing" tells of coming and going."""

    id: int
    call_id: int
    source: str
    key: str
    on: date
    field: str
    old: str | None
    new: str | None


def states(connection: Connection, source: str) -> dict[str, CallState]:
    """Return the state of every call of ``source`` that was ever taken in, by key."""
    table = tables.calls
    rows = connection.execute(
        select(table.c.key, table.c.id, table.c.content_hash, table.c.gone_on).where(
            table.c.source == source
        )
    )
    return {row.key: CallState(row.id, row.content_hash, row.gone_on is None) for row in rows}


def content(connection: Connection, call_id: int) -> FundingCall:
    """Return the newest content of a call."""
    query = select(tables.calls.c.content).where(tables.calls.c.id == call_id)
    return _CALL.validate_json(connection.execute(query).scalar_one())


def contents(connection: Connection, call_ids: Sequence[int]) -> Iterator[tuple[int, FundingCall]]:
    """Yield id and content of the given calls, some at a time."""
    table = tables.calls
    for batch in in_batches(call_ids):
        for row in connection.execute(
            select(table.c.id, table.c.content).where(table.c.id.in_(batch))
        ):
            yield row.id, _CALL.validate_json(row.content)


def add(
    connection: Connection,
    found: Iterable[tuple[FundingCall, str]],
    run_id: int,
    now: datetime,
    today: date,
) -> None:
    """Store new calls with their content's hash; their history begins with being listed."""
    for batch in in_batches(found):
        rows = [
            _values(call, digest, now)
            | {"first_seen_on": today, "source": call.source, "key": call.key}
            for call, digest in batch
        ]
        ids = connection.scalars(
            insert(tables.calls).returning(tables.calls.c.id, sort_by_parameter_order=True), rows
        ).all()
        listed = FieldChange(LISTING, None, LISTED)
        record(connection, run_id, today, [(new_id, listed) for new_id in ids])


def replace(
    connection: Connection,
    call_id: int,
    call: FundingCall,
    digest: str,
    now: datetime,
) -> None:
    """Store the new content of a call that is known."""
    query = update(tables.calls).where(tables.calls.c.id == call_id)
    connection.execute(query.values(**_values(call, digest, now)))


def record(
    connection: Connection, run_id: int, today: date, changes: Sequence[tuple[int, FieldChange]]
) -> None:
    """Add changes (call id, change) to the history, found by run ``run_id`` on ``today``."""
    rows = [
        {"call_id": call_id, "run_id": run_id, "on": today}
        | {"field": change.field, "old": change.old, "new": change.new}
        for call_id, change in changes
    ]
    if rows:
        connection.execute(insert(tables.changes), rows)


def mark_seen(connection: Connection, call_ids: Iterable[int], now: datetime) -> None:
    """Note that the source listed these calls, whatever was known of them: they are not gone."""
    _mark(connection, call_ids, last_seen_at=now, gone_on=None)


def mark_gone(connection: Connection, call_ids: Iterable[int], today: date) -> None:
    """Note that the source no longer lists these calls. They stay, with all their history."""
    _mark(connection, call_ids, gone_on=today)


def _mark(connection: Connection, call_ids: Iterable[int], **values: Any) -> None:
    table = tables.calls
    for batch in in_batches(call_ids):
        connection.execute(update(table).where(table.c.id.in_(batch)).values(**values))


def entries(connection: Connection, source: str | None = None) -> list[CallEntry]:
    """Return all calls, or those of ``source``, by source and key; without their texts.

    Facts are those of the present text; ``None`` until it was read.
    """
    calls, facts = tables.calls, tables.facts
    columns = [column for column in calls.c if column.name not in ("content", "content_hash")]
    # Facts of an older text would contradict the change that stands beside them.
    present = and_(facts.c.call_id == calls.c.id, facts.c.content_hash == calls.c.content_hash)
    query = select(*columns, facts.c.content.label("facts"))
    query = query.join_from(calls, facts, present, isouter=True)
    if source is not None:
        query = query.where(calls.c.source == source)
    found = [_entry(row) for row in connection.execute(query)]
    # Not by the database: each sorts letters by rules of its own.
    return sorted(found, key=lambda entry: (entry.source, entry.key))


def history(connection: Connection, call_ids: Iterable[int] | None = None) -> list[HistoryEntry]:
    """Return the changes of the given calls, or of all, oldest first."""
    calls, changes = tables.calls, tables.changes
    query = select(changes, calls.c.source, calls.c.key).join_from(changes, calls)
    if call_ids is None:
        queries = [query]
    else:
        queries = [query.where(changes.c.call_id.in_(batch)) for batch in in_batches(call_ids)]
    found = [_history_entry(row) for query in queries for row in connection.execute(query)]
    return sorted(found, key=lambda entry: entry.id)


def history_of(connection: Connection, field: str) -> list[HistoryEntry]:
    """Return the changes of one field of all calls, oldest first."""
    calls, changes = tables.calls, tables.changes
    query = select(changes, calls.c.source, calls.c.key).join_from(changes, calls)
    rows = connection.execute(query.where(changes.c.field == field).order_by(changes.c.id))
    return list(map(_history_entry, rows))


def unread(connection: Connection, rules: int) -> list[tuple[int, bool]]:
    """Return ids of calls whose present text was not read by ``rules``, and if it ever was read."""
    calls, facts = tables.calls, tables.facts
    stale = or_(
        facts.c.call_id.is_(None),
        facts.c.rules != rules,
        facts.c.content_hash != calls.c.content_hash,
    )
    query = select(calls.c.id, facts.c.call_id).join_from(calls, facts, isouter=True).where(stale)
    return [
        (row.id, row.call_id is not None) for row in connection.execute(query.order_by(calls.c.id))
    ]


def save_facts(connection: Connection, rules: int, read: Mapping[int, Facts]) -> None:
    """Store what ``rules`` read in the present text of these calls, in place of what was there."""
    calls, facts = tables.calls, tables.facts
    for batch in in_batches(read):
        query = select(calls.c.id, calls.c.content_hash).where(calls.c.id.in_(batch))
        hashes = {row.id: row.content_hash for row in connection.execute(query)}
        connection.execute(delete(facts).where(facts.c.call_id.in_(batch)))
        rows = [
            {
                "call_id": call_id,
                "content_hash": hashes[call_id],
                "rules": rules,
                "content": _FACTS.dump_json(read[call_id]).decode(),
            }
            for call_id in batch
        ]
        connection.execute(insert(facts), rows)


def find(connection: Connection, name: str) -> list[CallEntry]:
    """Return the calls that ``name`` may mean: "source:key", the key alone, or the address."""
    source, _, key = name.partition(":")
    calls = tables.calls
    wanted = or_(
        and_(calls.c.source == source, calls.c.key == key), calls.c.key == name, calls.c.url == name
    )
    ids = set(connection.scalars(select(calls.c.id).where(wanted)))
    return [entry for entry in entries(connection) if entry.id in ids] if ids else []


def _values(call: FundingCall, digest: str, now: datetime) -> dict[str, Any]:
    return {
        "url": call.url,
        "title": call.title,
        "language": call.language,
        "content": _CALL.dump_json(call).decode(),
        "content_hash": digest,
        "last_seen_at": now,
    }


def _entry(row: Any) -> CallEntry:
    return CallEntry(
        id=row.id,
        source=row.source,
        key=row.key,
        url=row.url,
        title=row.title,
        language=row.language,
        first_seen_on=row.first_seen_on,
        gone_on=row.gone_on,
        facts=_facts(row.facts) if row.facts else None,
    )


def _facts(content: str) -> Facts:
    """Return stored facts, also those of rules 1 and 2, which knew the opening as a bare day."""
    return _FACTS.validate_json(_BARE_OPENING.sub(r'"opens_on":{"on":"\1"}', content))


def _history_entry(row: Any) -> HistoryEntry:
    return HistoryEntry(
        id=row.id,
        call_id=row.call_id,
        source=row.source,
        key=row.key,
        on=row.on,
        field=row.field,
        old=row.old,
        new=row.new,
    )
