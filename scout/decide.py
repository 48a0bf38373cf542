"""What a person decides on one message of the outbox."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from sqlalchemy import Connection

from scout.delivery.outbox import NEXT, Event, after
from scout.delivery.post import DeliveryReport, report_of
from scout.digest_run import alone
from scout.errors import UsageError
from scout.home import Home
from scout.messages import DeliveryState, MessageKind
from scout.store import deliveries
from scout.store.deliveries import Outgoing


def decide(home: Home, number: int, event: Event, now: datetime) -> DeliveryReport:
    """Let a person decide on message ``number``: ONCE_MORE, ARRIVED or GIVEN_UP.

    Sends nothing by itself: one that is to go out once more goes with the next ``deliver``.

    Raises:
        UsageError: if there is no such message, ``event`` does not fit its state, a failed one has
            been told otherwise since, one that is to go out once more would be the reader's second
            on its way, or another process is delivering right now.
    """
    with alone(home), home.store.writing() as connection:
        found = deliveries.find(connection, number)
        if found is None:
            raise UsageError(f"outbox: expected the number of a message, found {number}")
        state = found.delivery.state
        if (state, event) not in NEXT:
            raise UsageError(f"outbox: message {number} is {state}, there is nothing to decide so")
        if event is Event.ONCE_MORE and _has_another(connection, found):
            raise UsageError(
                f"outbox: another message to the reader of {number} is on its way; wait for its end"
            )
        if state is DeliveryState.FAILED and deliveries.is_told_since(connection, found):
            raise UsageError(
                f"outbox: a later message has told what message {number} tells; it stays {state}"
            )
        why = "given up by hand" if event is Event.GIVEN_UP else None
        delivery = after(found.delivery, event, now, why)
        deliveries.move(connection, found, delivery)
    return report_of(replace(found, delivery=delivery))


def _has_another(connection: Connection, found: Outgoing) -> bool:
    """Tell whether a message other than ``found`` is on its way to the same reader."""
    if found.message.kind is not MessageKind.DIGEST:
        return False
    waiting = deliveries.on_their_way(connection, found.message.recipient_email)
    return any(each.number != found.number for each in waiting)
