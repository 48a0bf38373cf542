"""A home with two readers and a mail server, for tests of what becomes of frozen messages."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

from scout import digest_run, jobs
from scout.delivery.post import DeliveryReport
from scout.domain import Frequency, Strategy
from scout.home import Home
from scout.messages import DeliveryState, MessageKind
from scout.secret import address_hash
from scout.settings import MailSettings
from scout.store import deliveries, readers, strategy
from scout.store.deliveries import Outgoing
from scout.store.engine import Store
from scout.store.told import Knowledge
from tests.builders import (
    NOON,
    applicant,
    bring,
    funding_call,
    message,
    project,
    recipient,
)
from tests.mailserver import MailServer

ANNA, BERND = "anna@kreis.example", "bernd@kreis.example"
PLAN = Strategy(
    applicants=(applicant(),),
    projects=(project(),),
    recipients=(
        recipient(ANNA, name="Anna Lütkebohm", frequency=Frequency.DAILY),
        recipient(BERND, name="Bernd Çelik", frequency=Frequency.DAILY),
    ),
)


def furnish(store: Store) -> None:
    """Give an empty store its readers."""
    with store.writing() as connection:
        strategy.save(connection, PLAN)


def listed(home: Home, *keys: str, now: datetime) -> None:
    """Let the source list these calls, read and ranked."""
    text = "Gefördert wird die Anbindung von Schulen und Rathäusern an Glasfaser."
    calls = [
        funding_call(key, title=f"Glasfaser für Schulen {key}", texts={"Kurztext": text})
        for key in keys
    ]
    bring(home.store, home.folder, calls, now)
    jobs.read(home, lambda *_: None)
    jobs.match(home, now)


def with_settings(home: Home, **values: Any) -> Home:
    return replace(home, settings=home.settings.model_copy(update=values))


def by_mail(home: Home, mail: MailServer | MailSettings, **values: Any) -> Home:
    """Return ``home`` with a mail server."""
    found = mail.settings(**values) if isinstance(mail, MailServer) else mail
    return with_settings(home, mail=found)


def queue(
    home: Home,
    number: int,
    address: str = ANNA,
    *,
    now: datetime = NOON,
    kind: MessageKind = MessageKind.DIGEST,
) -> int:
    """Freeze a message as of ``now`` that tells nothing; ``number`` makes its Message-ID."""
    frozen = message(number, recipient_email=address, created_at=now, kind=kind)
    with home.store.writing() as connection:
        return deliveries.queue(connection, frozen, now.date(), Knowledge()).number


def deliver(home: Home, now: datetime = NOON) -> dict[str, DeliveryReport]:
    """Send what is due, and return what came of it by recipient."""
    return {report.recipient: report for report in digest_run.deliver(home, now)}


def state_of(home: Home, number: int) -> DeliveryState:
    with home.store.reading() as connection:
        found = deliveries.find(connection, number)
    assert found is not None
    return found.delivery.state


def outbox(home: Home) -> list[Outgoing]:
    """Return all messages, the oldest first."""
    with home.store.reading() as connection:
        return deliveries.newest_messages(connection, 1_000)[::-1]


def stop_of(home: Home, address: str) -> readers.StopReason | None:
    """Return why an address gets no digests any more."""
    with home.store.reading() as connection:
        found = readers.stops(connection).get(address_hash(home.secret(), address))
    return found.reason if found else None


def days(count: float) -> timedelta:
    return timedelta(days=count)
