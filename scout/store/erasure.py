"""Erase what concerns a person: all of it when she asks, and what is old.

Her tables are found, not listed: each that has ``recipient_email`` is hers, so that a new one is
never left out. What people said of calls stays, without their name. Every function belongs into
one transaction with what its caller decides; none of them touches a file.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import (
    Column,
    ColumnElement,
    Connection,
    Row,
    and_,
    delete,
    func,
    null,
    or_,
    select,
    update,
)

from scout.clock import day_of
from scout.messages import DeliveryState
from scout.store import tables
from scout.store.batches import in_batches

OF_READERS = tuple(table for table in tables.metadata.sorted_tables if "recipient_email" in table.c)
# Where somebody is named who judged.
_JUDGED = (tables.judgements, tables.overruled_judgements)
# How the rows are named that are not a reader's own: judgements lose a name, projects an address.
AUTHORSHIP = "judgements"
COORDINATORS = "coordinators"
ENTRIES = "strategy_entries"


def rows_of(connection: Connection, email: str) -> Iterator[tuple[str, dict[str, Any]]]:
    """Yield every row that concerns ``email`` with the name of its table, as it stands there."""
    for table in OF_READERS:
        query = select(table).where(_is(table.c.recipient_email, email))
        yield from ((table.name, dict(row._mapping)) for row in connection.execute(query))
    for table in _JUDGED:
        judged = select(table).where(_is(table.c.judged_by, email))
        yield from ((AUTHORSHIP, dict(row._mapping)) for row in connection.execute(judged))
    for row in _entries(connection, "recipients"):
        if row.key.casefold() == email.casefold():
            yield ENTRIES, dict(row._mapping)
    for row in _entries(connection, "projects"):
        if _names(row.content, email):
            yield COORDINATORS, {"project": row.key, "active": row.active}


def counted(connection: Connection, email: str) -> dict[str, int]:
    """Return how many rows concern ``email``, by the names of ``rows_of``; none are left out."""
    counts: dict[str, int] = {}
    for name, _ in rows_of(connection, email):
        counts[name] = counts.get(name, 0) + 1
    return counts


def forget(connection: Connection, email: str) -> dict[str, int]:
    """Erase all that concerns ``email`` and return how much that was, as ``counted`` does.

    Judgements stay without their author, and what servers said of others without her address. An
    alarm whose mail went to ``email`` stays, and is no longer told: if it still stands, whoever is
    the operator now is told of it. Does not keep anybody from writing to the address again: that is
    a stop (``scout.store.readers``).
    """
    counts = counted(connection, email)
    numbers = connection.scalars(
        select(tables.messages.c.id).where(_is(tables.messages.c.recipient_email, email))
    ).all()
    erase_messages(connection, numbers)
    for table in OF_READERS:
        connection.execute(delete(table).where(_is(table.c.recipient_email, email)))
    for table in _JUDGED:
        mine = update(table).where(_is(table.c.judged_by, email))
        connection.execute(mine.values(judged_by=None))
    entries = tables.strategy_entries
    own = (entries.c.kind == "recipients") & _is(entries.c.key, email)
    connection.execute(delete(entries).where(own))
    for row in _entries(connection, "projects"):
        if _names(row.content, email):
            here = (entries.c.kind == row.kind) & (entries.c.key == row.key)
            without = update(entries).where(here).values(content=_without(row.content, email))
            connection.execute(without)
    _erase_from_answers(connection, email)
    return counts


def _erase_from_answers(connection: Connection, email: str) -> None:
    """Take ``email`` out of what servers said of others, as of who forwards to her.

    By now they are kept without addresses; older ones are not.
    """
    for table in OF_READERS:
        if "error" not in table.c:
            continue
        keys = tuple(table.primary_key.columns)
        names = func.lower(table.c.error).contains(email.casefold(), autoescape=True)
        for row in connection.execute(select(*keys, table.c.error).where(names)).all():
            without = re.sub(re.escape(email), "[address]", row.error, flags=re.IGNORECASE)
            here = and_(*(key == row._mapping[key] for key in keys))
            connection.execute(update(table).where(here).values(error=without))


def named_in_other_mails(connection: Connection, email: str) -> int:
    """Return how many mails to others name ``email``, as whom to answer for instance."""
    table, address = tables.messages, email.casefold()
    texts = (func.lower(table.c.text), func.lower(table.c.html))
    names = or_(*(each.contains(address, autoescape=True) for each in texts))
    query = select(func.count()).select_from(table)
    return connection.scalar(query.where(names, ~_is(table.c.recipient_email, email))) or 0


@dataclass(frozen=True, slots=True)
class StoredMessage:
    """What erasing needs to know of a message; says nothing of what stands in it.

    ``ended_on`` is the German day on which it came to an end, ``None`` while it has not. An alarm
    ``is_needed`` while its source has not recovered: it says that it was told. ``is_blank``: its
    content was erased before.
    """

    number: int
    email: str
    message_id: str
    state: DeliveryState
    written_at: datetime
    ended_on: date | None
    issue_on: date
    is_digest: bool
    is_needed: bool
    is_blank: bool


def messages(connection: Connection) -> list[StoredMessage]:
    """Return all messages, oldest first."""
    table, alarms = tables.messages, tables.alarms
    standing = select(alarms.c.raised_message).where(
        alarms.c.recovered_at.is_(None), alarms.c.raised_message.is_not(None)
    )
    needed = set(connection.scalars(standing))
    names = ("id", "recipient_email", "message_id", "state", "created_at", "finished_at")
    query = select(
        *(table.c[name] for name in (*names, "issue_on", "kind")),
        (func.length(table.c.text) == 0).label("is_blank"),
    )
    return [
        StoredMessage(
            number=row.id,
            email=row.recipient_email.casefold(),
            message_id=row.message_id,
            state=DeliveryState(row.state),
            written_at=row.created_at,
            ended_on=day_of(row.finished_at) if row.finished_at else None,
            issue_on=row.issue_on,
            is_digest=row.kind == "DIGEST",
            is_needed=row.id in needed,
            is_blank=bool(row.is_blank),
        )
        for row in connection.execute(query.order_by(table.c.id))
    ]


def erase_messages(connection: Connection, numbers: Collection[int]) -> None:
    """Delete messages whole; alarms that point to one stay, and point nowhere."""
    alarms = tables.alarms
    for batch in in_batches(numbers):
        for column in (alarms.c.raised_message, alarms.c.recovered_message):
            connection.execute(update(alarms).where(column.in_(batch)).values({column: None}))
        connection.execute(delete(tables.messages).where(tables.messages.c.id.in_(batch)))


def blank_messages(connection: Connection, numbers: Collection[int]) -> None:
    """Erase what stands in messages; that there was an issue, for whom and when, stays."""
    nothing: Mapping[str, Any] = {
        **dict.fromkeys(("recipient_name", "subject", "text", "html", "unsubscribe_url"), ""),
        **dict.fromkeys(("error", "before", "attachments"), null()),
    }
    table = tables.messages
    for batch in in_batches(numbers):
        connection.execute(update(table).where(table.c.id.in_(batch)).values(nothing))


def erase_authors(connection: Connection, before: datetime) -> int:
    """Erase who judged before that moment, and return of how many judgements; they stay."""
    count = 0
    for table in _JUDGED:
        old = table.c.judged_by.is_not(None) & (table.c.judged_at < before)
        count += connection.execute(update(table).where(old).values(judged_by=None)).rowcount
    return count


def departures(connection: Connection, today: date) -> dict[str, date]:
    """Note which recipients have left the strategy by ``today``, and return since when each has.

    By casefolded address; one that only came back in another spelling has not left.
    """
    table = tables.strategy_entries
    gone = (table.c.kind == "recipients") & ~table.c.active
    unnoted = update(table).where(gone, table.c.left_on.is_(None))
    connection.execute(unnoted.values(left_on=today))
    rows = _entries(connection, "recipients")
    present = {row.key.casefold() for row in rows if row.active}
    left: dict[str, date] = {}
    for row in rows:
        email = row.key.casefold()
        if email not in present:
            left[email] = max(row.left_on, left.get(email, row.left_on))
    return left


def _entries(connection: Connection, kind: str) -> list[Row[Any]]:
    table = tables.strategy_entries
    query = select(table).where(table.c.kind == kind)
    return sorted(connection.execute(query), key=lambda row: row.position)


def _is(column: Column[Any], email: str) -> ColumnElement[bool]:
    """Find an address however it was written; ours are ASCII, which all databases lower alike."""
    return func.lower(column) == email.casefold()


def _names(content: Mapping[str, Any], email: str) -> bool:
    return any(each.casefold() == email.casefold() for each in content.get("coordinators", ()))


def _without(content: Mapping[str, Any], email: str) -> dict[str, Any]:
    kept = [each for each in content["coordinators"] if each.casefold() != email.casefold()]
    return {**content, "coordinators": kept}
