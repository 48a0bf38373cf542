"""Under which name links know a recipient, and who gets no digests any more."""

from __future__ import annotations

import secrets
from collections.abc import Mapping, Set
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from sqlalchemy import Connection, delete, insert, or_, select, update

from scout.secret import AddressHash
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


def stops(connection: Connection) -> Mapping[AddressHash, Stop]:
    """Return who gets no digests, by the keyed hash of the address (``scout.secret``).

    Whoever looks for an address must have the secret that hashed it: see ``makers``.
    """
    return {
        AddressHash(row.address_hash, row.fingerprint): Stop(StopReason(row.reason), row.stopped_at)
        for row in connection.execute(select(tables.stops))
    }


def stop(connection: Connection, address: AddressHash, reason: StopReason, now: datetime) -> None:
    """Note that an address gets no digests from ``now`` on; what was noted before is replaced."""
    resume(connection, address)
    query = insert(tables.stops).values(
        address_hash=address.text,
        fingerprint=address.fingerprint,
        reason=reason,
        stopped_at=now,
    )
    connection.execute(query)


def resume(connection: Connection, address: AddressHash) -> bool:
    """Let an address get digests again; False if nothing kept it from them."""
    here = tables.stops.c.address_hash == address.text
    return connection.execute(delete(tables.stops).where(here)).rowcount > 0


def makers(connection: Connection) -> Set[str | None]:
    """Return the fingerprints of the secrets that stops were made by, ``None`` for one not noted.

    Empty where nobody is stopped.
    """
    return set(connection.scalars(select(tables.stops.c.fingerprint).distinct()))


def claim(connection: Connection, fingerprint: str, *, only_unnoted: bool) -> int:
    """Say that a secret made all stops, or those whose maker was not noted; return how many.

    Those that it was known to have made do not count. Changes no hash: what another one made stays
    as it is, and is found by that one only.
    """
    maker = tables.stops.c.fingerprint
    unnoted = maker.is_(None)
    strange = unnoted if only_unnoted else or_(unnoted, maker != fingerprint)
    return connection.execute(
        update(tables.stops).where(strange).values(fingerprint=fingerprint)
    ).rowcount
