"""On how many days in a row each address was refused for good: nobody is there."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, delete, insert, select, update

from scout.clock import day_of
from scout.store import tables


@dataclass(frozen=True, slots=True)
class RefusedAddress:
    """An address that was refused on ``count`` days in a row, last at ``refused_at`` (aware UTC).

    ``error`` is what the server said then. The address is casefolded.
    """

    email: str
    count: int
    refused_at: datetime
    error: str | None


def note(connection: Connection, email: str, now: datetime, error: str | None) -> int:
    """Note a refusal of ``email``, and return how many in a row that makes.

    Of one German day only one counts, however often somebody tries by hand.
    """
    table, reader = tables.refusals, email.casefold()
    here = table.c.recipient_email == reader
    values = {"refused_at": now, "error": error}
    known = connection.execute(select(table).where(here)).one_or_none()
    if known is None:
        connection.execute(insert(table).values(recipient_email=reader, count=1, **values))
        return 1
    count: int = known._mapping["count"] + (day_of(known.refused_at) != day_of(now))
    connection.execute(update(table).where(here).values(count=count, **values))
    return count


def clear(connection: Connection, email: str) -> None:
    """Forget the refusals of ``email``: a mail has arrived there, or a person has corrected it."""
    table = tables.refusals
    connection.execute(delete(table).where(table.c.recipient_email == email.casefold()))


def all_of(connection: Connection, fewest: int = 1) -> list[RefusedAddress]:
    """Return the addresses that were refused on at least ``fewest`` days in a row, by address."""
    table = tables.refusals
    query = select(table).where(table.c["count"] >= fewest).order_by(table.c.recipient_email)
    return [
        RefusedAddress(row.recipient_email, row._mapping["count"], row.refused_at, row.error)
        for row in connection.execute(query)
    ]
