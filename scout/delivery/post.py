"""Bring frozen messages out of the house, and write down what came of each.

    each message: transaction (SENDING) -> hand over -> transaction (what came of it) -> copy

With a mail server messages go there; what left, or may have left, is then copied into outbox/.
The copy comes last: outbox/ shows what went out, and a full disk must not stop a mail. Without a
mail server the files are the delivery.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path

from scout.delivery.compose import to_mime
from scout.delivery.files import write_message
from scout.delivery.mail import Relay
from scout.delivery.outbox import Event, Outcome, after, ended, next_step
from scout.messages import Delivery, DeliveryState
from scout.settings import MailSettings
from scout.store import deliveries
from scout.store.deliveries import Outgoing
from scout.store.engine import Store

_MAYBE_OUT = (DeliveryState.SENT, DeliveryState.UNSURE)


@dataclass(frozen=True, slots=True, kw_only=True)
class DeliveryReport:
    """What came of one message. ``number`` is how people name it.

    ``path`` is its .eml in the outbox, if it was written; ``error`` says why the message has not
    arrived, or may not have, or why there is no file of it.
    """

    number: int
    recipient: str
    subject: str
    state: DeliveryState
    attempts: int
    next_try_at: datetime | None = None
    path: Path | None = None
    error: str | None = None


@dataclass(frozen=True, slots=True)
class Post:
    """The way out of the house; only for whoever alone may deliver. ``relay`` None means files."""

    store: Store
    outbox: Path
    mail: MailSettings
    relay: Relay | None

    def deliver(self, outgoing: Outgoing, now: datetime) -> DeliveryReport | None:
        """Do with a message what is to be done at ``now``; ``None`` if it is to wait."""
        while True:
            step = next_step(
                outgoing.delivery,
                outgoing.message.created_at,
                now,
                repeatable=self.relay is None,
            )
            if step is None:
                return None
            event, why = step
            if event is Event.BEGUN:
                return self._hand_over(outgoing, now)
            outgoing = self._move(outgoing, after(outgoing.delivery, event, now, why))
            if not outgoing.delivery.state.is_open:
                return report_of(outgoing)

    def withdraw(self, outgoing: Outgoing, now: datetime, why: str) -> None:
        """Give a message up that nobody wants any more."""
        self._move(outgoing, after(outgoing.delivery, Event.GIVEN_UP, now, why))

    def _hand_over(self, outgoing: Outgoing, now: datetime) -> DeliveryReport:
        message = outgoing.message
        mime = to_mime(message, self.mail)
        outgoing = self._move(outgoing, after(outgoing.delivery, Event.BEGUN, now))
        if self.relay is None:
            path, error = self._write(outgoing, mime)
            outcome = Outcome(Event.POSTPONED if error else Event.ACCEPTED, error)
        else:
            path, error = None, None
            outcome = self.relay.hand_over(message.recipient_email, mime)
        outgoing = self._move(outgoing, ended(outgoing.delivery, outcome, message.created_at, now))
        report = report_of(outgoing)
        if self.relay is not None and report.state in _MAYBE_OUT:
            path, error = self._write(outgoing, mime)
        return replace(report, path=path, error=report.error or error)

    def _write(self, outgoing: Outgoing, mime: bytes) -> tuple[Path | None, str | None]:
        """Write the files of a message; a folder that cannot be written is no disaster."""
        try:
            return write_message(self.outbox, outgoing.message, mime), None
        except OSError as error:
            return None, f"{self.outbox}: {error.strerror or error}"

    def _move(self, outgoing: Outgoing, delivery: Delivery) -> Outgoing:
        with self.store.writing() as connection:
            deliveries.move(connection, outgoing, delivery)
        return replace(outgoing, delivery=delivery)


@contextmanager
def open_post(store: Store, home: Path, outbox: Path, mail: MailSettings) -> Iterator[Post]:
    """Open the way out that the settings name; a connection is made when a message needs it.

    Raises:
        UsageError: if the settings of the mail server cannot be used.
    """
    relay = Relay(mail, home) if mail.host else None
    try:
        yield Post(store, outbox, mail, relay)
    finally:
        if relay is not None:
            relay.close()


def report_of(outgoing: Outgoing) -> DeliveryReport:
    """Return where a message stands."""
    return DeliveryReport(
        number=outgoing.number,
        recipient=outgoing.message.recipient_email,
        subject=outgoing.message.subject,
        state=outgoing.delivery.state,
        attempts=outgoing.delivery.attempts,
        next_try_at=outgoing.delivery.next_try_at,
        error=outgoing.delivery.error,
    )
