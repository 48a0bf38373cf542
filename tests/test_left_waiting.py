"""What a killed run left waiting is not sent weeks later, but told anew as of the day it is."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from scout import digest_run
from scout.alarm_run import alarm, send_alarms
from scout.decide import decide
from scout.delivery.outbox import PATIENCE, Event
from scout.digest_run import DigestSlot
from scout.domain import Frequency
from scout.home import Home
from scout.messages import DeliveryState, MessageKind
from scout.night import delivery_round
from scout.settings import OperatorSettings, Settings
from scout.store import runs
from scout.store.engine import Store
from tests.mailserver import MailServer, mail_server
from tests.post_office import (
    ANNA,
    BERND,
    by_mail,
    days,
    deliver,
    furnish,
    listed,
    outbox,
    queue,
    state_of,
    with_settings,
)

ROOT = Path(__file__).parent.parent
OPERATOR = "it@kreis.example"
# A Monday, 12:00 in Germany, as --today says it.
THEN = datetime(2026, 11, 16, 11, tzinfo=UTC)
LATER = THEN + timedelta(days=28)


@pytest.fixture
def server() -> Iterator[MailServer]:
    with mail_server() as running:
        yield running


@pytest.fixture
def office(store: Store, home: Path, server: MailServer) -> Home:
    """Two daily readers for whom a call fits, an operator, and a mail server."""
    furnish(store)
    found = Home(home, Settings(operator=OperatorSettings(email=OPERATOR)), store)
    listed(found, "g1", now=THEN - days(1))
    return by_mail(found, server)


def killed_while_waiting(home: Home, server: MailServer, url: str) -> None:
    """Have the digests of ``THEN`` written by a process that is killed in the pace's pause."""
    environment = os.environ | {
        "SCOUT_MAIL__HOST": "127.0.0.1",
        "SCOUT_MAIL__PORT": str(server.port),
        "SCOUT_MAIL__PER_MINUTE": "1",
        **({"SCOUT_DATABASE_URL": url} if url else {}),
    }
    command = [sys.executable, "-m", "scout", "digest", "--home", str(home.folder)]
    with subprocess.Popen([*command, "--today", "2026-11-16"], cwd=ROOT, env=environment) as run:
        # The second message is frozen before its turn comes, and its turn is a minute off.
        for _ in range(3_000):
            states = [each.delivery.state for each in outbox(home)]
            if states == [DeliveryState.SENT, DeliveryState.QUEUED]:
                break
            try:
                run.wait(0.02)
            except subprocess.TimeoutExpired:
                continue
        run.kill()
    assert states == [DeliveryState.SENT, DeliveryState.QUEUED]


@pytest.mark.parametrize("by", ["hand", "slot", "clock"])
def test_what_a_killed_run_left_is_told_anew_as_of_the_day_it_is(
    office: Home, server: MailServer, database_url: str, by: str
) -> None:
    killed_while_waiting(office, server, database_url)
    (left,) = (each for each in outbox(office) if each.delivery.state is DeliveryState.QUEUED)
    reader = left.message.recipient_email
    server.received.clear()
    listed(office, "g1", "g2", now=LATER)
    if by == "clock":
        delivery_round(office, LATER, lambda *_: None)
    else:
        # Of another frequency than hers: her own slot may be done long ago.
        slot = DigestSlot(Frequency.WEEKLY, LATER.date()) if by == "slot" else None
        list(digest_run.digest(office, LATER, slot=slot))
    assert state_of(office, left.number) is DeliveryState.FAILED
    (mail,) = server.messages[reader]
    assert "2 passende Aufrufe" in mail["Subject"]
    assert "14.12.2026" in mail["Subject"]
    assert mail["Message-ID"] != left.message.message_id


def test_who_delivers_by_hand_sends_nothing_old_and_the_next_issue_tells_it(
    office: Home, server: MailServer
) -> None:
    number = queue(office, 1, now=THEN)
    report = deliver(office, LATER)[ANNA]
    assert (report.state, report.expired) == (DeliveryState.FAILED, True)
    assert report.error == "given up after 24 hours (attempts: 0); it was never tried"
    assert server.received == []
    (anew,) = digest_run.digest(office, LATER, only=ANNA)
    assert (anew.state, anew.new) == ("SENT", 1)
    assert state_of(office, number) is DeliveryState.FAILED


def test_what_waits_for_less_than_a_day_goes_out_as_it_was_frozen(
    office: Home, server: MailServer
) -> None:
    number = queue(office, 1, now=THEN)
    deliver(office, THEN + PATIENCE)
    assert state_of(office, number) is DeliveryState.SENT
    (mail,) = server.messages[ANNA]
    assert mail["Message-ID"] == outbox(office)[0].message.message_id


def test_a_server_that_is_down_makes_nothing_expire_before_its_time(office: Home) -> None:
    with mail_server() as gone:
        away = gone.settings()
    number = queue(office, 1, now=THEN)
    deliver(with_settings(office, mail=away), THEN)
    assert state_of(office, number) is DeliveryState.RETRY
    deliver(office, THEN + timedelta(hours=23))
    assert state_of(office, number) is DeliveryState.SENT


@pytest.mark.parametrize("state", ["never tried", "refused"])
def test_what_was_given_up_goes_out_all_the_same_if_a_person_says_so(
    office: Home, server: MailServer, state: str
) -> None:
    number = queue(office, 1, now=THEN)
    if state == "refused":
        server.answers[ANNA] = "550 5.7.1 Nein"
        deliver(office, THEN)
        server.answers.clear()
    else:
        deliver(office, LATER)
    assert state_of(office, number) is DeliveryState.FAILED
    assert decide(office, number, Event.ONCE_MORE, LATER).state is DeliveryState.QUEUED
    deliver(office, LATER + days(2))
    assert state_of(office, number) is DeliveryState.SENT


def test_an_old_alarm_is_given_up_and_told_anew_as_it_stands(
    office: Home, server: MailServer
) -> None:
    failed_twice(office, THEN)
    first = alarm(office, THEN).number
    assert first is not None
    assert [each.state for each in send_alarms(office, LATER)] == ["FAILED"]
    assert server.received == []
    again = alarm(office, LATER).number
    assert again is not None
    assert [each.state for each in send_alarms(office, LATER)] == ["SENT"]
    (mail,) = server.messages[OPERATOR]
    assert mail["Message-ID"] == outbox(office)[-1].message.message_id
    assert {each.message.kind for each in outbox(office)} == {MessageKind.ALARM}


def failed_twice(home: Home, now: datetime) -> None:
    with home.store.writing() as connection:
        for day in (2, 1):
            run = runs.begin(connection, "nrw_bank", now - days(day))
            values = {"items": 0, "fill": {}, "findings": ()}
            runs.finish(connection, run, now=now - days(day), outcome=runs.FAILED, **values)


def test_a_mail_of_bernd_waits_for_nobody_elses_end(office: Home, server: MailServer) -> None:
    old, fresh = queue(office, 1, ANNA, now=THEN), queue(office, 2, BERND, now=LATER)
    deliver(office, LATER)
    assert (state_of(office, old), state_of(office, fresh)) == ("FAILED", "SENT")
    assert sorted(server.messages) == [BERND]
