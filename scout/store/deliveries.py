"""Messages to recipients, frozen, and how far each has come."""

from __future__ import annotations

from dataclasses import asdict, dataclass, field
from datetime import date, datetime
from typing import Any

from sqlalchemy import ColumnElement, Connection, func, insert, select, update

from scout.messages import Attachment, Delivery, DeliveryState, Message, MessageKind
from scout.store import tables, told
from scout.store.told import Knowledge

# What databases can look for; people may type more digits.
_HIGHEST_NUMBER = 2**31 - 1


@dataclass(frozen=True, slots=True)
class Outgoing:
    """A frozen message and how far it has come. ``number`` is how people name it."""

    number: int
    message: Message
    delivery: Delivery = field(default_factory=Delivery)


def last_issue_on(connection: Connection, email: str) -> date | None:
    """Return the day of the newest digest for ``email``, ``None`` if there was none.

    One that failed was no issue.
    """
    table = tables.messages
    query = select(table.c.issue_on).where(_is_reader(email), table.c.state != DeliveryState.FAILED)
    return connection.scalar(query.order_by(table.c.issue_on.desc()).limit(1))


def last_issues(connection: Connection, until: date) -> dict[str, date]:
    """Return the day of the newest digest for each address, casefolded; as ``last_issue_on``.

    None of a day after ``until``: one that was written while the clock was wrong would keep its
    reader from hearing anything until that day.
    """
    table = tables.messages
    newest = func.max(table.c.issue_on).label("newest")
    is_issue = (table.c.kind == MessageKind.DIGEST) & (table.c.state != DeliveryState.FAILED)
    query = select(table.c.recipient_email, newest).where(is_issue, table.c.issue_on <= until)
    found: dict[str, date] = {}
    for row in connection.execute(query.group_by(table.c.recipient_email)):
        reader = row.recipient_email.casefold()
        found[reader] = max(row.newest, found.get(reader, row.newest))
    return found


def queue(connection: Connection, message: Message, issue_on: date, tells: Knowledge) -> Outgoing:
    """Freeze ``message`` and remember what it tells; belongs into one transaction.

    Keeps what was known before: a message that fails has told nothing.
    """
    before = told.tell(connection, message.recipient_email, issue_on, tells)
    values = {"issue_on": issue_on, "state": DeliveryState.QUEUED, "before": before}
    table = tables.messages
    frozen = insert(table).values(asdict(message) | values).returning(table.c.id)
    return Outgoing(connection.execute(frozen).scalar_one(), message)


def on_their_way(connection: Connection, email: str | None = None) -> list[Outgoing]:
    """Return what has not come to an end: all messages, or the digests for ``email``.

    Oldest first.
    """
    table = tables.messages
    states = [state for state in DeliveryState if state.is_open]
    query = select(table).where(table.c.state.in_(states))
    if email is not None:
        query = query.where(_is_reader(email))
    return [_outgoing(row) for row in connection.execute(query.order_by(table.c.id))]


def undecided(connection: Connection) -> list[Outgoing]:
    """Return what may have arrived and nobody has decided on, however old; newest first."""
    table = tables.messages
    query = select(table).where(table.c.state == DeliveryState.UNSURE)
    return [_outgoing(row) for row in connection.execute(query.order_by(table.c.id.desc()))]


def newest_messages(connection: Connection, limit: int) -> list[Outgoing]:
    """Return the newest messages in whatever state, newest first."""
    query = select(tables.messages).order_by(tables.messages.c.id.desc()).limit(limit)
    return [_outgoing(row) for row in connection.execute(query)]


def counts(connection: Connection, since: datetime) -> dict[DeliveryState, int]:
    """Return how many of the messages written after ``since`` stand in each state.

    What is UNSURE counts however old it is: it waits for a person.
    """
    table = tables.messages
    is_counted = (table.c.created_at > since) | (table.c.state == DeliveryState.UNSURE)
    query = select(table.c.state, func.count().label("number")).where(is_counted)
    rows = connection.execute(query.group_by(table.c.state))
    return {DeliveryState(row.state): row.number for row in rows}


def find(connection: Connection, number: int) -> Outgoing | None:
    """Return the message of that number, ``None`` if there is none."""
    if not 0 < number <= _HIGHEST_NUMBER:
        return None
    query = select(tables.messages).where(tables.messages.c.id == number)
    row = connection.execute(query).one_or_none()
    return _outgoing(row) if row else None


def issue(connection: Connection, name: str) -> Message | None:
    """Return the digest whose Message-ID is ``name`` at any host; ``None`` if it is gone."""
    table = tables.messages
    here = table.c.message_id.startswith(f"<{name}@", autoescape=True)
    is_digest = table.c.kind == MessageKind.DIGEST
    row = connection.execute(select(table).where(here, is_digest).limit(1)).one_or_none()
    return _outgoing(row).message if row else None


def move(connection: Connection, outgoing: Outgoing, delivery: Delivery) -> None:
    """Write down where a message stands now.

    One that fails has told nothing: what it told counts as not told, unless a later message has
    told it again. One that failed and goes out once more has told it after all.

    Raises:
        RuntimeError: if it does not stand where ``outgoing`` says: somebody else has moved it.
    """
    table = tables.messages
    here = (table.c.id == outgoing.number) & (table.c.state == outgoing.delivery.state)
    here &= table.c.attempts == outgoing.delivery.attempts
    moved = connection.execute(update(table).where(here).values(asdict(delivery)))
    if moved.rowcount != 1:
        raise RuntimeError(f"message {outgoing.number} is no longer {outgoing.delivery.state}")
    failed = DeliveryState.FAILED
    if delivery.state is failed and outgoing.delivery.state is not failed:
        _take_back(connection, outgoing)
    elif outgoing.delivery.state is failed and delivery.state is not failed:
        _tell_again(connection, outgoing)


def explain(connection: Connection, number: int, error: str) -> None:
    """Say more of why a message failed; moves nothing, and touches none that is elsewhere now."""
    table = tables.messages
    here = (table.c.id == number) & (table.c.state == DeliveryState.FAILED)
    connection.execute(update(table).where(here).values(error=error))


def is_told_since(connection: Connection, outgoing: Outgoing) -> bool:
    """Tell whether anything a failed message told has been told otherwise since."""
    email = outgoing.message.recipient_email
    return told.is_told_since(connection, email, _before(connection, outgoing))


def _take_back(connection: Connection, outgoing: Outgoing) -> None:
    email = outgoing.message.recipient_email
    told.take_back(connection, email, _before(connection, outgoing))


def _tell_again(connection: Connection, outgoing: Outgoing) -> None:
    table = tables.messages
    query = select(table.c.issue_on).where(table.c.id == outgoing.number)
    issue_on = connection.execute(query).scalar_one()
    email = outgoing.message.recipient_email
    told.tell_again(connection, email, issue_on, _before(connection, outgoing))


def _before(connection: Connection, outgoing: Outgoing) -> told.Kept:
    """Return what was known before a message; nothing for one frozen before that was kept."""
    table = tables.messages
    kept = connection.scalar(select(table.c.before).where(table.c.id == outgoing.number))
    return kept or told.NOTHING


def _is_reader(email: str) -> ColumnElement[bool]:
    """Find digests for ``email``: their address is kept as it was written on the envelope.

    An operator may be a recipient, too: an alarm must neither hide a digest nor hold it up.
    """
    is_digest = tables.messages.c.kind == MessageKind.DIGEST
    return is_digest & (func.lower(tables.messages.c.recipient_email) == email.casefold())


def _outgoing(row: Any) -> Outgoing:
    message = Message(
        recipient_name=row.recipient_name,
        recipient_email=row.recipient_email,
        message_id=row.message_id,
        subject=row.subject,
        text=row.text,
        html=row.html,
        created_at=row.created_at,
        kind=MessageKind(row.kind),
        attachments=tuple(Attachment(**each) for each in row.attachments or ()),
        unsubscribe_url=row.unsubscribe_url or "",
    )
    delivery = Delivery(
        state=DeliveryState(row.state),
        attempts=row.attempts,
        next_try_at=row.next_try_at,
        finished_at=row.finished_at,
        error=row.error,
    )
    return Outgoing(row.id, message, delivery)
