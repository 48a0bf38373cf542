"""Bring frozen messages out of the house, and write down what came of each.

    each message: wait for its turn -> transaction (SENDING) -> hand over
                  -> transaction (what came of it) -> copy
    at the end:   whether those who were refused can be written to

With a mail server messages go there; what left, or may have left, is then copied into outbox/.
The copy comes last: outbox/ shows what went out, and a full disk must not stop a mail. Without a
mail server the files are the delivery.
"""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import datetime
from pathlib import Path

from scout.delivery.answers import Answers, Secret
from scout.delivery.compose import to_mime
from scout.delivery.files import write_message
from scout.delivery.mail import Relay
from scout.delivery.outbox import Event, Outcome, after, ended, next_step
from scout.delivery.pace import Pace, Sleep
from scout.messages import Delivery, DeliveryState, MessageKind
from scout.settings import MailSettings
from scout.store import deliveries, refusals
from scout.store.deliveries import Outgoing
from scout.store.engine import Store

_MAYBE_OUT = (DeliveryState.SENT, DeliveryState.UNSURE)
# What fails by these was not refused: there was no time left to try again.
_TOO_LATE = (Event.POSTPONED, Event.EXPIRED)


@dataclass(frozen=True, slots=True, kw_only=True)
class DeliveryReport:
    """What came of one message. ``number`` is how people name it.

    ``path`` is its .eml in the outbox, if it was written; ``error`` says why the message has not
    arrived, or may not have, or why there is no file of it. ``expired`` says that a digest was
    given up because it tells of another day, not because it was refused: it could not be delivered
    for too long, or was written by a clock that was far ahead.
    """

    number: int
    recipient: str
    subject: str
    state: DeliveryState
    attempts: int
    next_try_at: datetime | None = None
    path: Path | None = None
    error: str | None = None
    expired: bool = False


@dataclass(frozen=True, slots=True)
class Post:
    """The way out of the house; only for whoever alone may deliver. ``relay`` None means files."""

    store: Store
    outbox: Path
    mail: MailSettings
    relay: Relay | None
    answers: Answers = field(default_factory=Answers)

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
                return _came_to(outgoing, event)

    def withdraw(self, outgoing: Outgoing, now: datetime, why: str) -> None:
        """Give a message up that nobody wants any more."""
        self._move(outgoing, after(outgoing.delivery, Event.GIVEN_UP, now, why))

    def _hand_over(self, outgoing: Outgoing, now: datetime) -> DeliveryReport:
        message = outgoing.message
        mime = to_mime(message, self.mail)
        if self.relay is not None:
            self.relay.wait_for_turn()
        outgoing = self._move(outgoing, after(outgoing.delivery, Event.BEGUN, now))
        if self.relay is None:
            path, error = self._write(outgoing, mime)
            outcome = Outcome(Event.POSTPONED if error else Event.ACCEPTED, error)
        else:
            path, error = None, None
            outcome = self.relay.hand_over(message.recipient_email, mime)
        outgoing = self._end(outgoing, outcome, now)
        report = _came_to(outgoing, outcome.event)
        if self.relay is not None and report.state in _MAYBE_OUT:
            path, error = self._write(outgoing, mime)
        return replace(report, path=path, error=report.error or error)

    def _write(self, outgoing: Outgoing, mime: bytes) -> tuple[Path | None, str | None]:
        """Write the files of a message; a folder that cannot be written is no disaster."""
        try:
            is_delivery = self.relay is None
            path = write_message(self.outbox, outgoing.message, mime, is_delivery=is_delivery)
            return path, None
        except OSError as error:
            return None, f"{self.outbox}: {error.strerror or error}"

    def _end(self, outgoing: Outgoing, outcome: Outcome, now: datetime) -> Outgoing:
        """Write down what came of a message; one that has arrived takes back what was refused."""
        message = outgoing.message
        says_of_address = self.relay is not None and message.kind is MessageKind.DIGEST
        delivery = ended(outgoing.delivery, outcome, message.created_at, now)
        with self.store.writing() as connection:
            deliveries.move(connection, outgoing, delivery)
            if says_of_address and outcome.event is Event.ACCEPTED:
                refusals.clear(connection, message.recipient_email)
        if says_of_address:
            self.answers.note(outgoing.number, message, outcome, now)
        return replace(outgoing, delivery=delivery)

    def _move(self, outgoing: Outgoing, delivery: Delivery) -> Outgoing:
        with self.store.writing() as connection:
            deliveries.move(connection, outgoing, delivery)
        return replace(outgoing, delivery=delivery)


@contextmanager
def open_post(
    store: Store,
    home: Path,
    outbox: Path,
    mail: MailSettings,
    secret: Secret,
    *,
    sleep: Sleep = time.sleep,
) -> Iterator[Post]:
    """Open the way out that the settings name; a connection is made when a message needs it.

    When it is closed, however that comes, what the server said of addresses counts. ``secret``
    gives the home's own, and is asked only where an address was refused for good. ``sleep`` passes
    the seconds between two messages where the settings want them apart; it may raise ``Stopped``.

    Raises:
        UsageError: if the settings of the mail server cannot be used.
    """
    pace = Pace(mail.per_minute, sleep=sleep)
    relay = Relay(mail, home, pace) if mail.host else None
    post = Post(store, outbox, mail, relay)
    try:
        yield post
    finally:
        if relay is not None:
            relay.close()
        post.answers.settle(store, secret)


def _came_to(outgoing: Outgoing, event: Event) -> DeliveryReport:
    """Return where a message stands after ``event``."""
    is_given_up = outgoing.delivery.state is DeliveryState.FAILED and event in _TOO_LATE
    is_digest = outgoing.message.kind is MessageKind.DIGEST
    return replace(report_of(outgoing), expired=is_given_up and is_digest)


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
