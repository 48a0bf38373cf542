"""The way of a message: what follows what, when it is tried again, when it is given up. Pure.

    QUEUED ─BEGUN→ SENDING ─ACCEPTED→ SENT
                           ─POSTPONED→ RETRY ─BEGUN→ SENDING …
                                             ─EXPIRED→ FAILED
                           ─REFUSED→ FAILED
                           ─UNANSWERED→ UNSURE
           ─EXPIRED→ FAILED, a day after it was written, or where a clock far ahead has written it

SENDING is written down before the first byte leaves. Whoever alone may deliver and finds a message
SENDING knows that its process was killed: it may have arrived. What people decide by hand stands in
the table too; nothing else leads out of SENT, FAILED and UNSURE. An alarm expires as a digest does:
its source still stands as untold then, and the next round tells of it as it is.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from scout.delivery.refusal import Step, is_nobody_there
from scout.messages import Delivery, DeliveryState

QUEUED, SENDING, RETRY, SENT, FAILED, UNSURE = (
    DeliveryState.QUEUED,
    DeliveryState.SENDING,
    DeliveryState.RETRY,
    DeliveryState.SENT,
    DeliveryState.FAILED,
    DeliveryState.UNSURE,
)
PATIENCE = timedelta(hours=24)
_PAUSES = tuple(timedelta(minutes=minutes) for minutes in (5, 15, 60, 240))
_KILLED = "the process that was handing it over was ended"


class Event(StrEnum):
    """What happens to a message; the last three are decided by a person."""

    BEGUN = "BEGUN"
    ACCEPTED = "ACCEPTED"
    POSTPONED = "POSTPONED"
    REFUSED = "REFUSED"
    UNANSWERED = "UNANSWERED"
    REPEATABLE = "REPEATABLE"
    EXPIRED = "EXPIRED"
    ONCE_MORE = "ONCE_MORE"
    ARRIVED = "ARRIVED"
    GIVEN_UP = "GIVEN_UP"


NEXT: Mapping[tuple[DeliveryState, Event], DeliveryState] = {
    (QUEUED, Event.BEGUN): SENDING,
    (QUEUED, Event.EXPIRED): FAILED,
    (RETRY, Event.BEGUN): SENDING,
    (SENDING, Event.ACCEPTED): SENT,
    (SENDING, Event.POSTPONED): RETRY,
    (SENDING, Event.REFUSED): FAILED,
    (SENDING, Event.UNANSWERED): UNSURE,
    (SENDING, Event.REPEATABLE): QUEUED,
    (RETRY, Event.EXPIRED): FAILED,
    (RETRY, Event.ONCE_MORE): QUEUED,
    (FAILED, Event.ONCE_MORE): QUEUED,
    (UNSURE, Event.ONCE_MORE): QUEUED,
    (UNSURE, Event.ARRIVED): SENT,
    (QUEUED, Event.GIVEN_UP): FAILED,
    (RETRY, Event.GIVEN_UP): FAILED,
    (UNSURE, Event.GIVEN_UP): FAILED,
}


@dataclass(frozen=True, slots=True)
class Outcome:
    """What came of handing a message over: ACCEPTED, POSTPONED, REFUSED or UNANSWERED, and why.

    ``refused_at`` is the step at which the server said no, or "later"; ``None`` where it said
    neither, as when the line was lost. ``error`` then is its answer.
    """

    event: Event
    error: str | None = None
    refused_at: Step | None = None

    @property
    def says_nobody_is_there(self) -> bool:
        """Whether the server says that the address is wrong, and that this will not change."""
        if self.event is not Event.REFUSED or self.refused_at is None:
            return False
        return is_nobody_there(self.refused_at, self.error or "")


def after(delivery: Delivery, event: Event, now: datetime, error: str | None = None) -> Delivery:
    """Return where a message stands after ``event``.

    What is QUEUED again, by a person or because its file may be half written, keeps since when as
    ``next_try_at``: that tells it from what has only waited since it was written.

    Raises:
        ValueError: if ``event`` cannot happen to it.
    """
    state = NEXT.get((delivery.state, event))
    if state is None:
        raise ValueError(f"a message that is {delivery.state} cannot be {event}")
    return Delivery(
        state=state,
        attempts=delivery.attempts + (event is Event.BEGUN),
        next_try_at=_next_try_at(state, delivery.attempts, now),
        finished_at=None if state.is_open else now,
        error=error,
    )


def ended(delivery: Delivery, outcome: Outcome, created_at: datetime, now: datetime) -> Delivery:
    """Return where a message stands after it was handed over.

    It is given up where the next try would come later than a day after it was written: by then it
    would tell of deadlines as they were.
    """
    found = after(delivery, outcome.event, now, outcome.error)
    if found.next_try_at is not None and found.next_try_at > created_at + PATIENCE:
        return after(found, Event.EXPIRED, now, _expired(found))
    return found


def next_step(
    delivery: Delivery, created_at: datetime, now: datetime, *, repeatable: bool
) -> tuple[Event, str | None] | None:
    """Return what is to happen now to a message, and why; ``None`` if nothing is.

    Only for whoever alone may deliver. ``repeatable`` says that a message handed over twice arrives
    once, as files do. What waits is given up a day after it was written, tried or not, and at once
    where it was written more than a day ahead of ``now``, by a clock that was wrong: it tells of
    another day. Only what a person sends once more goes out all the same.
    """
    if _waits_by_itself(delivery) and (why := _out_of_date(delivery, created_at, now)):
        return Event.EXPIRED, why
    if delivery.state is QUEUED:
        return Event.BEGUN, None
    if delivery.state is SENDING:
        return (Event.REPEATABLE if repeatable else Event.UNANSWERED), _KILLED
    if delivery.state is not RETRY:
        return None
    wait = (delivery.next_try_at or now) - now
    # Nobody waits longer than the longest pause: then the clock was wrong, and was set back since.
    is_time = not timedelta(0) < wait <= _PAUSES[-1]
    return (Event.BEGUN, None) if is_time else None


def _waits_by_itself(delivery: Delivery) -> bool:
    """Tell whether a message is to go out, and nothing but its being written says so."""
    is_queued_again = delivery.attempts > 0 or delivery.next_try_at is not None
    return delivery.state is RETRY or (delivery.state is QUEUED and not is_queued_again)


def _out_of_date(delivery: Delivery, created_at: datetime, now: datetime) -> str | None:
    if created_at > now + PATIENCE:
        return f"given up: written at {created_at:%Y-%m-%d %H:%M} UTC, yet to come"
    return _expired(delivery) if now > created_at + PATIENCE else None


def _next_try_at(state: DeliveryState, attempts: int, now: datetime) -> datetime | None:
    if state is RETRY:
        return now + _pause(attempts)
    return now if state is QUEUED else None


def _pause(attempts: int) -> timedelta:
    """Return how long to wait after the attempt of that number, counted from one."""
    return _PAUSES[min(max(attempts, 1), len(_PAUSES)) - 1]


def _expired(delivery: Delivery) -> str:
    hours = PATIENCE // timedelta(hours=1)
    why = delivery.error or "it was never tried"
    return f"given up after {hours} hours (attempts: {delivery.attempts}); {why}"
