"""Under which name links know a recipient, and who gets no digests any more."""

from __future__ import annotations

import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from sqlalchemy import Connection, delete, insert, select

from scout.store import tables


class StopReason(StrEnum):
    """Why an address gets no digests: its reader does not want them, it was refused, or erased."""

    UNSUBSCRIBED = "UNSUBSCRIBED"
    REFUSED = "REFUSED"
    FORGOTTEN = "FORGOTTEN"


@dataclass(frozen=True, slots=True)
class Stop:
    """That an address gets no digests any more, and since when (aware UTC)."""

    reason: StopReason
    stopped_at: datetime


def known_ref(connection: Connection, email: str) -> str | None:
    """Return the name under which links know ``email``; ``None`` if they do not know her yet."""
    table = tables.readers
    found: str | None = connection.scalar(
        select(table.c.ref).where(table.c.recipient_email == email.casefold())
    )
    return found


def ref_of(connection: Connection, email: str) -> str:
    """Return the name under which links know ``email``; made by chance the first time."""
    known = known_ref(connection, email)
    if known is not None:
        return known
    ref = secrets.token_urlsafe(9)
    row = {"recipient_email": email.casefold(), "ref": ref}
    connection.execute(insert(tables.readers).values(row))
    return ref


def email_of(connection: Connection, ref: str) -> str | None:
    """Return whom links know as ``ref``, casefolded; ``None`` for nobody (any more)."""
    table = tables.readers
    return connection.scalar(select(table.c.recipient_email).where(table.c.ref == ref))


def renew_ref(connection: Connection, email: str) -> None:
    """Make all links that ``email`` was ever given lead nowhere, private calendars included."""
    table = tables.readers
    connection.execute(delete(table).where(table.c.recipient_email == email.casefold()))


def stops(connection: Connection) -> Mapping[str, Stop]:
    """Return who gets no digests, by the keyed hash of the address (``scout.secret``)."""
    rows = connection.execute(select(tables.stops))
    return {row.address_hash: Stop(StopReason(row.reason), row.stopped_at) for row in rows}


def stop(connection: Connection, address_hash: str, reason: StopReason, now: datetime) -> None:
    """Note that an address gets no digests from ``now`` on; what was noted before is replaced."""
    resume(connection, address_hash)
    values = {"address_hash": address_hash, "reason": reason, "stopped_at": now}
    connection.execute(insert(tables.stops).values(values))


def resume(connection: Connection, address_hash: str) -> bool:
    """Let an address get digests again; False if nothing kept it from them."""
    here = tables.stops.c.address_hash == address_hash
    return connection.execute(delete(tables.stops).where(here)).rowcount > 0
