"""What a run's addresses were answered, and what that says of them once all have been asked.

    each digest: taken, or "nobody is there" -> the run ends: about the server, or the address

Only the whole run tells a relay that lets nobody through from an address that is gone. So nothing
counts before its end: a process that is killed before has counted nothing against anybody.
"""

from __future__ import annotations

import logging
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime

from sqlalchemy import Connection

from scout.delivery.outbox import Event, Outcome
from scout.delivery.refusal import MOST_REFUSALS, is_about_the_server
from scout.errors import UsageError
from scout.messages import Message
from scout.secret import AddressHash, address_hash
from scout.store import deliveries, readers, refusals
from scout.store.engine import Store

_log = logging.getLogger("scout.delivery")
Secret = Callable[[], bytes]


@dataclass(frozen=True, slots=True)
class _Refused:
    """One message, by ``number``, to an address (casefolded) at which nobody is, they say."""

    number: int
    email: str
    at: datetime
    answer: str | None


@dataclass(slots=True)
class Answers:
    """What the server has said in this run of the addresses of digests."""

    _taken: set[str] = field(default_factory=set)
    _refused: list[_Refused] = field(default_factory=list)

    def note(self, number: int, message: Message, outcome: Outcome, now: datetime) -> None:
        """Remember what came of message ``number``; what says nothing of its address is left."""
        email = message.recipient_email.casefold()
        if outcome.event is Event.ACCEPTED:
            self._taken.add(email)
            self._refused = [each for each in self._refused if each.email != email]
        elif outcome.says_nobody_is_there:
            self._refused.append(_Refused(number, email, now, outcome.error))

    def settle(self, store: Store, secret: Secret) -> None:
        """Count the refusals of the run, or say that they are about the server; then forget all.

        Nobody there on several days in a row stops the digests to an address, under its hash.
        ``secret`` gives the home's own, and is asked only where an address was refused.
        """
        refused, self._refused = self._refused, []
        taken, self._taken = self._taken, set()
        addresses = {each.email for each in refused}
        if is_about_the_server(len(addresses), len(taken - addresses)):
            _blame_the_server(store, refused, len(addresses), len(taken | addresses))
            return
        for each in refused:
            _count(store, each, _hash_of(each.email, secret))


def _blame_the_server(store: Store, refused: list[_Refused], count: int, of: int) -> None:
    """Say so in the log and in the outbox, and count nothing."""
    _log.warning(
        "the mail server refused %d of %d addresses of this run: that is about the server, and "
        "counts against none of them",
        count,
        of,
    )
    what = f"about the mail server, which refused {count} of {of} addresses"
    with store.writing() as connection:
        for each in refused:
            deliveries.explain(connection, each.number, f"{what}: {each.answer}")


def _count(store: Store, refused: _Refused, hashed: AddressHash | None) -> None:
    with store.writing() as connection:
        count = refusals.note(connection, refused.email, refused.at, refused.answer)
        if count >= MOST_REFUSALS and hashed and not _is_stopped(connection, hashed):
            readers.stop(connection, hashed, readers.StopReason.REFUSED, refused.at)


def _is_stopped(connection: Connection, hashed: AddressHash) -> bool:
    """Tell whether an address is stopped already.

    Who has unsubscribed meanwhile stays unsubscribed: correcting the address is no consent.
    """
    return hashed in readers.stops(connection)


def _hash_of(email: str, secret: Secret) -> AddressHash | None:
    """Return the hash under which an address is stopped; ``None`` if the secret is in a mess.

    That must not keep the refusal from being counted: with the next one it can be stopped.
    """
    try:
        return address_hash(secret(), email)
    except UsageError as error:
        _log.warning("an address that is refused cannot be stopped: %s", error)
        return None
