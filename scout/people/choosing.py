"""What people decide of a reader: that she gets digests or not, and that her links end.

And of the secret by which who gets none is known, when that is lost.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection

from scout.delivery.refusal import MOST_REFUSALS
from scout.errors import UsageError
from scout.home import Home
from scout.links import ReaderLinks
from scout.secret import address_hash, fingerprint
from scout.store import readers, refusals, strategy
from scout.store.readers import Stop, StopReason


@dataclass(frozen=True, slots=True)
class Resumed:
    """What kept an address from digests until now, and whether the strategy has it.

    ``refusals`` is how many in a row were noted of it.
    """

    was: Stop | None
    refusals: int
    is_recipient: bool


def stop(home: Home, email: str, now: datetime) -> None:
    """Write ``email`` no digests from ``now`` on, as if she had unsubscribed herself.

    Raises:
        UsageError: if the strategy has never had such a recipient, or the secret is not that of the
            stops.
    """
    secret = home.secret()
    with home.store.writing() as connection:
        check_known(connection, email)
        hashed = address_hash(secret, email)
        readers.stop(connection, hashed, StopReason.UNSUBSCRIBED, now)


def resume(home: Home, email: str) -> Resumed:
    """Let ``email`` get digests again, whatever kept it from them; refusals are counted anew.

    Puts nobody into the strategy.

    Raises:
        UsageError: if nothing kept the address from digests, and the strategy never had it, or the
            secret is not that of the stops.
    """
    hashed = address_hash(home.secret(), email)
    with home.store.writing() as connection:
        was = readers.stops(connection).get(hashed)
        refused = {each.email: each.count for each in refusals.all_of(connection)}
        if was is None and email.casefold() not in refused:
            check_known(connection, email)
        readers.resume(connection, hashed)
        refusals.clear(connection, email)
        return Resumed(was, refused.get(email.casefold(), 0), _is_recipient(connection, email))


def unknown_stops(home: Home) -> Mapping[StopReason, int]:
    """Return how many stops were made by another secret than the one that there is, by reason.

    Only looks: where no secret is there all are, and none is made.

    Raises:
        UsageError: if the secret cannot be read.
    """
    here = fingerprint(home.any_secret(keep=False))
    with home.store.reading() as connection:
        stops = readers.stops(connection)
    return Counter(stop.reason for key, stop in stops.items() if key.fingerprint != here)


def accept_secret(home: Home, now: datetime) -> int:
    """Take the secret that there is, made if need be, though others made the stops.

    Whom another one stopped is written to again, unless she is stopped anew; only whom mail servers
    refused is, because that is known without it: return how many those are. Their old stops stay:
    if the old secret is found, accepting it brings them back.

    Raises:
        UsageError: if the secret cannot be read or made.
    """
    secret, again = home.any_secret(keep=True), 0
    with home.store.writing() as connection:
        readers.claim(connection, fingerprint(secret), only_unnoted=False)
        stops = readers.stops(connection)
        for each in refusals.all_of(connection, MOST_REFUSALS):
            hashed = address_hash(secret, each.email)
            if hashed not in stops:
                readers.stop(connection, hashed, StopReason.REFUSED, now)
                again += 1
    return again


def calendar_address(home: Home, email: str, now: datetime, *, renew: bool) -> str | None:
    """Return where ``email`` finds her own deadlines; ``None`` without a public address.

    With ``renew`` every link that she was ever given leads nowhere from now on, also those by which
    she could unsubscribe; the next mail has new ones.

    Raises:
        UsageError: if she is no recipient of the strategy, or the secret is not that of the stops.
    """
    base = home.settings.web.public_url
    secret = home.secret() if base else b""
    with home.store.writing() as connection:
        if not _is_recipient(connection, email):
            raise UsageError(_unknown(connection, email))
        if renew:
            readers.renew_ref(connection, email)
        if not base:
            return None
        ref = readers.ref_of(connection, email)
    return ReaderLinks(base, secret, ref, "", now).calendar


def check_known(connection: Connection, email: str) -> None:
    """Refuse an address that the strategy does not have and never had.

    Raises:
        UsageError: naming the addresses that there are.
    """
    was = {each.email.casefold() for each in strategy.left(connection)}
    if not _is_recipient(connection, email) and email.casefold() not in was:
        raise UsageError(_unknown(connection, email))


def _is_recipient(connection: Connection, email: str) -> bool:
    recipients = strategy.load(connection).recipients
    return email.casefold() in {each.email.casefold() for each in recipients}


def _unknown(connection: Connection, email: str) -> str:
    recipients = strategy.load(connection).recipients
    known = ", ".join(each.email for each in recipients) or "none: import a strategy first"
    return f"ADDRESS: expected a recipient of the strategy ({known}), found {email!r}"
