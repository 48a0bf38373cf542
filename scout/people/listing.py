"""Who gets digests and who does not, and why."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date, datetime
from enum import StrEnum

from sqlalchemy import Connection

from scout.domain import Frequency, Recipient
from scout.home import Home
from scout.secret import address_hash
from scout.store import deliveries, readers, strategy
from scout.store.readers import Stop


class PersonState(StrEnum):
    """Where a person stands; all but LEFT are recipients of the strategy as it was imported."""

    ACTIVE = "active"
    UNSUBSCRIBED = "unsubscribed"
    REFUSED = "refused"
    FORGOTTEN = "forgotten"
    LEFT = "left the strategy"


@dataclass(frozen=True, slots=True, kw_only=True)
class Person:
    """One person. ``projects`` is of how many she is to hear; ``since`` when she was stopped."""

    name: str
    email: str
    state: PersonState
    frequency: Frequency
    projects: int
    last_issue_on: date | None = None
    since: datetime | None = None


def people(home: Home) -> list[Person]:
    """Return the recipients of the strategy in its order, then those who have left it."""
    with home.store.reading() as connection:
        plan, stop_of = strategy.load(connection), _stops(home, connection)
        present = [
            _person(
                connection,
                each,
                stop=stop_of(each.email),
                projects=sum(each.wants(project) for project in plan.projects),
            )
            for each in plan.recipients
        ]
        gone = [
            replace(_person(connection, each), state=PersonState.LEFT)
            for each in strategy.left(connection)
        ]
    return present + gone


def _stops(home: Home, connection: Connection) -> Callable[[str], Stop | None]:
    stops = readers.stops(connection)
    if not stops:
        # A home without stops needs no secret: none is made only to look.
        return lambda _: None
    secret = home.secret()
    return lambda email: stops.get(address_hash(secret, email))


def _person(
    connection: Connection, recipient: Recipient, stop: Stop | None = None, projects: int = 0
) -> Person:
    return Person(
        name=recipient.name,
        email=recipient.email,
        state=PersonState[stop.reason.name] if stop else PersonState.ACTIVE,
        frequency=recipient.frequency,
        projects=projects,
        last_issue_on=deliveries.last_issue_on(connection, recipient.email),
        since=stop.stopped_at if stop else None,
    )
