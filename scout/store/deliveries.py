"""Messages to recipients, and what each of them has been told of."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import Connection, delete, insert, select, update

from scout.domain import Message
from scout.store import tables

QUEUED = "QUEUED"
SENT = "SENT"


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


def last_issue_on(connection: Connection, email: str) -> date | None:
    """Return the day of the newest message for ``email``, ``None`` if there was none."""
    table = tables.messages
    query = select(table.c.issue_on).where(table.c.recipient_email == email.casefold())
    return connection.scalar(query.order_by(table.c.issue_on.desc()).limit(1))


def queue(
    connection: Connection,
    message: Message,
    issue_on: date,
    known: Sequence[Told],
    projects: Sequence[str],
) -> None:
    """Freeze ``message`` and remember what it tells; belongs into one transaction.

    ``projects`` are those for which this is the recipient's first issue.
    """
    email = message.recipient_email
    values = {
        "message_id": message.message_id,
        "recipient_email": email,
        "recipient_name": message.recipient_name,
        "subject": message.subject,
        "text": message.text,
        "html": message.html,
        "created_at": message.created_at,
        "issue_on": issue_on,
        "state": QUEUED,
    }
    connection.execute(insert(tables.messages).values(values))
    remember(connection, email, issue_on, known, projects)


def remember(
    connection: Connection,
    email: str,
    today: date,
    known: Sequence[Told],
    projects: Sequence[str],
) -> None:
    """Note what ``email`` knows now, in place of what was noted of the same calls."""
    table = tables.delivered
    rows = [
        {"recipient_email": email.casefold(), "call_id": item.call_id, "on": today}
        | {"shown": item.shown, "through_change": item.through_change, "project": item.project}
        for item in known
    ]
    for row in rows:
        here = (table.c.recipient_email == email.casefold()) & (table.c.call_id == row["call_id"])
        connection.execute(delete(table).where(here))
    if rows:
        connection.execute(insert(table), rows)
    if projects:
        first = [
            {"recipient_email": email.casefold(), "project": project, "on": today}
            for project in projects
        ]
        connection.execute(insert(tables.first_issues), first)


def queued(connection: Connection) -> list[Message]:
    """Return the messages that are not sent yet, oldest first."""
    table = tables.messages
    rows = connection.execute(select(table).where(table.c.state == QUEUED).order_by(table.c.id))
    return [
        Message(
            recipient_name=row.recipient_name,
            recipient_email=row.recipient_email,
            message_id=row.message_id,
            subject=row.subject,
            text=row.text,
            html=row.html,
            created_at=row.created_at,
        )
        for row in rows
    ]


def mark_sent(connection: Connection, message_id: str) -> None:
    """Note that a message has been handed over."""
    table = tables.messages
    connection.execute(update(table).where(table.c.message_id == message_id).values(state=SENT))
