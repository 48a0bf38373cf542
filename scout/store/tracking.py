"""What recipients do with calls; it outlives the calls' own rows."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Connection, Row, delete, insert, select

from scout.fit import Tracking, TrackingState
from scout.store import tables


def load(connection: Connection, email: str) -> dict[tuple[str, str], Tracking]:
    """Return what ``email`` tracks, by source and key of the call."""
    table = tables.tracking
    rows = connection.execute(select(table).where(table.c.recipient_email == email.casefold()))
    return {(row.source, row.key): _tracking(row) for row in rows}


def entries(connection: Connection, email: str | None = None) -> list[tuple[str, Tracking]]:
    """Return what is tracked, by whom (casefolded): of all recipients or one, newest first."""
    table = tables.tracking
    query = select(table)
    if email is not None:
        query = query.where(table.c.recipient_email == email.casefold())
    found = [(row.recipient_email, _tracking(row)) for row in connection.execute(query)]
    # Not by the database: each sorts letters by rules of its own.
    found.sort(key=lambda each: (each[0], each[1].source, each[1].key))
    return sorted(found, key=lambda each: each[1].set_at, reverse=True)


def save(connection: Connection, email: str, tracking: Tracking) -> None:
    """Store ``tracking`` in place of what ``email`` did with the same call; NEW erases it."""
    table, reader = tables.tracking, email.casefold()
    here = (table.c.recipient_email == reader) & (table.c.source == tracking.source)
    connection.execute(delete(table).where(here, table.c.key == tracking.key))
    if tracking.state is not TrackingState.NEW:
        values = {
            "recipient_email": reader,
            "source": tracking.source,
            "key": tracking.key,
            "state": tracking.state,
            "set_at": tracking.set_at,
        }
        connection.execute(insert(table).values(values))


def _tracking(row: Row[Any]) -> Tracking:
    return Tracking(
        source=row.source, key=row.key, state=TrackingState(row.state), set_at=row.set_at
    )
