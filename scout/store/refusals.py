"""How often in a row each address was refused for good: nobody is there."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, delete, insert, select, update

from scout.store import tables


@dataclass(frozen=True, slots=True)
class RefusedAddress:
    """An address that was refused ``count`` times in a row, last at ``refused_at`` (aware UTC).

    ``error`` is what the server said then. The address is casefolded.
    """

    email: str
    count: int
    refused_at: datetime
    error: str | None


def note(connection: Connection, email: str, now: datetime, error: str | None) -> int:
    """Count one more refusal of ``email``, and return how many in a row that makes."""
    table, reader = tables.refusals, email.casefold()
    here = table.c.recipient_email == reader
    values = {"refused_at": now, "error": error}
    counted = update(table).where(here).values(count=table.c["count"] + 1, **values)
    if connection.execute(counted).rowcount == 0:
        connection.execute(insert(table).values(recipient_email=reader, count=1, **values))
    count: int = connection.execute(select(table.c["count"]).where(here)).scalar_one()
    return count


def clear(connection: Connection, email: str) -> None:
    """Forget the refusals of ``email``: a mail has arrived there, or a person has corrected it."""
    table = tables.refusals
    connection.execute(delete(table).where(table.c.recipient_email == email.casefold()))


def all_of(connection: Connection, fewest: int = 1) -> list[RefusedAddress]:
    """Return the addresses that were refused at least ``fewest`` times in a row, by address."""
    table = tables.refusals
    query = select(table).where(table.c["count"] >= fewest).order_by(table.c.recipient_email)
    return [
        RefusedAddress(row.recipient_email, row._mapping["count"], row.refused_at, row.error)
        for row in connection.execute(query)
    ]
