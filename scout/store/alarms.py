"""Alarms to the operator: which source is in trouble since when, and which messages say so."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, insert, select, update

from scout.messages import DeliveryState
from scout.store import tables


@dataclass(frozen=True, slots=True)
class Alarm:
    """An alarm that stands: its source has not recovered.

    ``is_told`` says that a message tells of it that has arrived, is on its way, or may have
    arrived; not where there was nobody to tell, or the message has failed.
    """

    id: int
    source: str
    raised_at: datetime
    is_told: bool


def standing(connection: Connection) -> dict[str, Alarm]:
    """Return the alarms whose source has not recovered, by source."""
    table, messages = tables.alarms, tables.messages
    query = (
        select(table.c.id, table.c.source, table.c.raised_at, messages.c.state)
        .select_from(table.outerjoin(messages, messages.c.id == table.c.raised_message))
        .where(table.c.recovered_at.is_(None))
        .order_by(table.c.id)
    )
    return {
        row.source: Alarm(
            id=row.id,
            source=row.source,
            raised_at=row.raised_at,
            is_told=row.state not in (None, DeliveryState.FAILED),
        )
        for row in connection.execute(query)
    }


def begin(connection: Connection, source: str, now: datetime, message: int | None) -> None:
    """Note that ``source`` is in trouble; ``message`` is the number of the mail that tells it."""
    row = {"source": source, "raised_at": now, "raised_message": message}
    connection.execute(insert(tables.alarms).values(row))


def tell(connection: Connection, alarm: Alarm, message: int | None) -> None:
    """Note which message tells of an alarm that was not told."""
    table = tables.alarms
    told = update(table).where(table.c.id == alarm.id).values(raised_message=message)
    connection.execute(told)


def end(connection: Connection, alarm: Alarm, now: datetime, message: int | None) -> None:
    """Note that the source of ``alarm`` has recovered; ``message`` as in ``begin``."""
    table = tables.alarms
    values = {"recovered_at": now, "recovered_message": message}
    connection.execute(update(table).where(table.c.id == alarm.id).values(values))
