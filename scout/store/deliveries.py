"""Messages to recipients, and what each of them has been told of."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass, field
from datetime import date, datetime
from typing import Any

from sqlalchemy import ColumnElement, Connection, delete, func, insert, select, update

from scout.messages import Delivery, DeliveryState, Message, MessageKind
from scout.store import tables
from scout.store.batches import in_batches


@dataclass(frozen=True, slots=True)
class Told:
    """What a recipient knows of a call.

    ``shown`` is false for calls of a first issue that were only counted. ``through_change`` is the
    id of the newest change that was told with it; ``project`` the one it was told for.
    """

    call_id: int
    shown: bool
    through_change: int
    project: str


@dataclass(frozen=True, slots=True)
class Outgoing:
    """A frozen message and how far it has come. ``number`` is how people name it."""

    number: int
    message: Message
    delivery: Delivery = field(default_factory=Delivery)


def told(connection: Connection, email: str) -> dict[int, Told]:
    """Return what ``email`` has been told, by call id; upper and lower case are one address."""
    table = tables.delivered
    rows = connection.execute(select(table).where(table.c.recipient_email == email.casefold()))
    return {
        row.call_id: Told(row.call_id, row.shown, row.through_change, row.project) for row in rows
    }


def first_issue_projects(connection: Connection, email: str) -> set[str]:
    """Return the projects for which ``email`` has had a first issue."""
    table = tables.first_issues
    return set(
        connection.scalars(
            select(table.c.project).where(table.c.recipient_email == email.casefold())
        )
    )


def told_news(connection: Connection, email: str) -> set[int]:
    """Return the ids of the news that ``email`` has been told of."""
    table = tables.told_news
    query = select(table.c.news_id).where(table.c.recipient_email == email.casefold())
    return set(connection.scalars(query))


def last_issue_on(connection: Connection, email: str) -> date | None:
    """Return the day of the newest digest for ``email``, ``None`` if there was none.

    One that failed was no issue.
    """
    table = tables.messages
    query = select(table.c.issue_on).where(_is_reader(email), table.c.state != DeliveryState.FAILED)
    return connection.scalar(query.order_by(table.c.issue_on.desc()).limit(1))


def queue(
    connection: Connection,
    message: Message,
    issue_on: date,
    known: Sequence[Told],
    projects: Sequence[str],
    news: Sequence[int] = (),
) -> Outgoing:
    """Freeze ``message`` and remember what it tells; belongs into one transaction.

    ``projects`` are those for which this is the recipient's first issue, ``news`` the ids of the
    news in it. Keeps what was known before: a message that fails has told nothing.
    """
    email = message.recipient_email
    call_ids = [item.call_id for item in known]
    had = _noted(connection, email, call_ids)
    remember(connection, email, issue_on, known, projects, news)
    before = {
        "told": list(_noted(connection, email, call_ids).values()),
        "had": list(had.values()),
        "projects": list(projects),
        "news": list(news),
    }
    values = {"issue_on": issue_on, "state": DeliveryState.QUEUED, "before": before}
    table = tables.messages
    frozen = insert(table).values(asdict(message) | values).returning(table.c.id)
    return Outgoing(connection.execute(frozen).scalar_one(), message)


def remember(
    connection: Connection,
    email: str,
    today: date,
    known: Sequence[Told],
    projects: Sequence[str],
    news: Sequence[int] = (),
) -> None:
    """Note what ``email`` knows now, in place of what was noted of the same calls."""
    rows = [asdict(item) | {"on": today.isoformat()} for item in known]
    _replace(connection, email, [item.call_id for item in known], rows)
    reader = {"recipient_email": email.casefold(), "on": today}
    if projects:
        first = [reader | {"project": project} for project in projects]
        connection.execute(insert(tables.first_issues), first)
    if news:
        connection.execute(insert(tables.told_news), [reader | {"news_id": each} for each in news])


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


def newest_messages(connection: Connection, limit: int) -> list[Outgoing]:
    """Return the newest messages in whatever state, newest first."""
    query = select(tables.messages).order_by(tables.messages.c.id.desc()).limit(limit)
    return [_outgoing(row) for row in connection.execute(query)]


def counts(connection: Connection, since: datetime) -> dict[DeliveryState, int]:
    """Return how many of the messages written after ``since`` stand in each state."""
    table = tables.messages
    query = select(table.c.state, func.count().label("number")).where(table.c.created_at > since)
    rows = connection.execute(query.group_by(table.c.state))
    return {DeliveryState(row.state): row.number for row in rows}


def find(connection: Connection, number: int) -> Outgoing | None:
    """Return the message of that number, ``None`` if there is none."""
    query = select(tables.messages).where(tables.messages.c.id == number)
    row = connection.execute(query).one_or_none()
    return _outgoing(row) if row else None


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


def is_told_since(connection: Connection, outgoing: Outgoing) -> bool:
    """Tell whether anything a failed message told has been told otherwise since."""
    kept, email = _before(connection, outgoing), outgoing.message.recipient_email
    now = _noted(connection, email, [row["call_id"] for row in kept["told"]])
    first = first_issue_projects(connection, email)
    news = told_news(connection, email)
    return (
        list(now.values()) != kept["had"]
        or not first.isdisjoint(kept["projects"])
        or not news.isdisjoint(kept["news"])
    )


def _take_back(connection: Connection, outgoing: Outgoing) -> None:
    kept, email = _before(connection, outgoing), outgoing.message.recipient_email
    now = _noted(connection, email, [row["call_id"] for row in kept["told"]])
    mine = {row["call_id"] for row in kept["told"] if now.get(row["call_id"]) == row}
    _replace(connection, email, mine, [row for row in kept["had"] if row["call_id"] in mine])
    for table, column, values in (
        (tables.first_issues, tables.first_issues.c.project, kept["projects"]),
        (tables.told_news, tables.told_news.c.news_id, kept["news"]),
    ):
        reader = table.c.recipient_email == email.casefold()
        connection.execute(delete(table).where(reader, column.in_(values)))


def _tell_again(connection: Connection, outgoing: Outgoing) -> None:
    kept, email = _before(connection, outgoing), outgoing.message.recipient_email
    table = tables.messages
    query = select(table.c.issue_on).where(table.c.id == outgoing.number)
    issue_on = connection.execute(query).scalar_one()
    _replace(connection, email, [row["call_id"] for row in kept["told"]], kept["told"])
    remember(connection, email, issue_on, (), kept["projects"], kept["news"])


def _before(connection: Connection, outgoing: Outgoing) -> Mapping[str, Any]:
    """Return what was known before a message; nothing for one frozen before that was kept."""
    table = tables.messages
    kept = connection.scalar(select(table.c.before).where(table.c.id == outgoing.number))
    return kept or {"told": [], "had": [], "projects": [], "news": []}


def _noted(connection: Connection, email: str, call_ids: Sequence[int]) -> dict[int, Any]:
    """Return what is noted of calls, in the form that JSON keeps, by call id and in its order."""
    table = tables.delivered
    reader = table.c.recipient_email == email.casefold()
    rows = [
        row
        for batch in in_batches(call_ids)
        for row in connection.execute(select(table).where(reader, table.c.call_id.in_(batch)))
    ]
    return {
        row.call_id: {
            "call_id": row.call_id,
            "shown": row.shown,
            "through_change": row.through_change,
            "project": row.project,
            "on": row.on.isoformat(),
        }
        for row in sorted(rows, key=lambda row: row.call_id)
    }


def _replace(
    connection: Connection,
    email: str,
    call_ids: Collection[int],
    rows: Iterable[Mapping[str, Any]],
) -> None:
    """Note ``rows``, in the form that JSON keeps, in place of what was noted of ``call_ids``."""
    table, reader = tables.delivered, email.casefold()
    for batch in in_batches(call_ids):
        here = (table.c.recipient_email == reader) & table.c.call_id.in_(batch)
        connection.execute(delete(table).where(here))
    values = [
        {**row, "recipient_email": reader, "on": date.fromisoformat(row["on"])} for row in rows
    ]
    if values:
        connection.execute(insert(table), values)


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
    )
    delivery = Delivery(
        state=DeliveryState(row.state),
        attempts=row.attempts,
        next_try_at=row.next_try_at,
        finished_at=row.finished_at,
        error=row.error,
    )
    return Outgoing(row.id, message, delivery)
