"""Digests of a slot that failed: taken up again, nobody told twice, nobody silenced by a clock."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from scheduler import Clock
from scout import digest_run
from scout.delivery.refusal import MOST_REFUSALS
from scout.digest_run import DigestSlot
from scout.domain import Frequency
from scout.home import Home
from scout.issue import Issue
from scout.night import delivery_round
from scout.settings import Settings
from scout.store import slots, strategy
from scout.store.engine import Store
from scout.store.readers import StopReason
from tests.mailserver import MailServer, mail_server
from tests.post_office import ANNA, BERND, PLAN, by_mail, days, furnish, listed, outbox, stop_of

# A Monday, and digests are due at 07:00 in Germany.
SIX = datetime(2026, 11, 23, 5, tzinfo=UTC)
SEVEN = SIX + timedelta(hours=1)
LATER = "451 4.7.1 Greylisted"
NOBODY = "550 5.1.1 Unbekannt"


def minutes(count: float) -> timedelta:
    return timedelta(minutes=count)


@pytest.fixture
def server() -> Iterator[MailServer]:
    with mail_server() as running:
        yield running


@pytest.fixture
def office(store: Store, home: Path, server: MailServer) -> Home:
    """Two weekly readers for whom a call fits, a mail server, and nobody has been told."""
    furnish(store)
    weekly = [replace(each, frequency=Frequency.WEEKLY) for each in PLAN.recipients]
    with store.writing() as connection:
        strategy.save(connection, replace(PLAN, recipients=tuple(weekly)))
    found = by_mail(Home(home, Settings(), store), server)
    listed(found, "g1", now=SIX - days(1))
    return found


class Turned:
    """The clock of foerderscout over a home, at a time that a test turns; it has run once."""

    def __init__(self, home: Home) -> None:
        self.now = SIX
        self._home = home
        self._clock = Clock(home, lambda: self.now, lambda _day: ([], None))  # type: ignore[arg-type,return-value]
        self._clock._write()

    def write(self, now: datetime) -> slots.Slot:
        """Do what is due at ``now``; return the newest slot of the weekly digests."""
        self.now = now
        self._clock._write()
        with self._home.store.reading() as connection:
            found = slots.newest(connection, "digest-weekly")
        assert found is not None
        return found


def written_to(server: MailServer) -> dict[str, int]:
    return {email: len(mails) for email, mails in server.messages.items()}


def fails_for(email: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """Let nothing be written to ``email`` until the patch is undone."""
    whole = digest_run.write_issue

    def broken(*given: Any, **values: Any) -> Issue:
        if given[3].email == email:
            raise LookupError(f"no words for {email}")
        return whole(*given, **values)

    monkeypatch.setattr(digest_run, "write_issue", broken)


def test_who_could_not_be_written_to_is_on_the_same_day_and_nobody_else_twice(
    office: Home, server: MailServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    clock = Turned(office)
    with monkeypatch.context() as patch:
        fails_for(ANNA, patch)
        failed = clock.write(SEVEN)
        assert (failed.outcome, failed.attempts) == (slots.RETRY, 1)
        assert failed.summary == "LookupError: no words for [address]"
        assert written_to(server) == {BERND: 1}
        assert clock.write(SEVEN + minutes(5)).attempts == 2
    assert clock.write(SEVEN + minutes(19)).outcome == slots.RETRY, "the second pause is longer"
    done = clock.write(SEVEN + minutes(20))
    assert (done.outcome, done.attempts) == (slots.DONE, 3)
    assert done.summary == "2 weekly recipients: 1 SENT, 1 NOT_DUE"
    assert written_to(server) == {ANNA: 1, BERND: 1}
    clock.write(SEVEN + days(1))
    assert written_to(server) == {ANNA: 1, BERND: 1}


def test_an_address_at_which_nobody_is_is_asked_once_however_often_the_slot_is_taken_up(
    office: Home, server: MailServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    clock = Turned(office)
    fails_for(ANNA, monkeypatch)
    server.answers[BERND] = NOBODY
    for minute in range(0, 12 * 60, 5):
        slot = clock.write(SEVEN + minutes(minute))
    assert (slot.outcome, slot.attempts) == (slots.FAILED, 5)
    assert [each.message.recipient_email for each in outbox(office)] == [BERND]
    assert stop_of(office, BERND) is None
    for week in range(1, MOST_REFUSALS):
        clock.write(SEVEN + days(7 * week))
    assert len(outbox(office)) == MOST_REFUSALS, "each issue is tried"
    assert stop_of(office, BERND) is StopReason.REFUSED


def test_a_refusal_by_a_clock_that_was_ahead_keeps_nobody_from_an_issue(
    office: Home, server: MailServer
) -> None:
    server.answers[BERND] = NOBODY
    list(digest_run.digest(office, SEVEN + days(70), only=BERND))
    server.answers.clear()
    slot = DigestSlot(Frequency.WEEKLY, SEVEN.date())
    list(digest_run.digest(office, SEVEN, slot=slot))
    assert written_to(server) == {ANNA: 1, BERND: 1}


@pytest.mark.parametrize("by_slot", [True, False], ids=["slot", "sweep"])
def test_what_a_clock_that_was_far_ahead_left_is_told_anew_as_of_today(
    office: Home, server: MailServer, *, by_slot: bool
) -> None:
    server.answers[ANNA] = LATER
    ahead = SEVEN + days(400)
    (frozen,) = digest_run.digest(office, ahead, only=ANNA)
    assert frozen.state == "RETRY"
    server.answers.clear()
    listed(office, "g1", "g2", now=SEVEN)
    if by_slot:
        slot = DigestSlot(Frequency.WEEKLY, SEVEN.date())
        list(digest_run.digest(office, SEVEN, slot=slot))
    else:
        delivery_round(office, SEVEN, lambda *_: None)
    (mail,) = server.messages[ANNA]
    assert "2 passende Aufrufe" in mail["Subject"]
    assert "23.11.2026" in mail["Subject"]
    assert mail["Date"].datetime == SEVEN
    assert outbox(office)[0].delivery.state == "FAILED"
    assert "yet to come" in str(outbox(office)[0].delivery.error)
    delivery_round(office, SEVEN + minutes(5), lambda *_: None)
    assert len(server.messages[ANNA]) == 1
