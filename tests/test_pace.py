"""Mails of one connection begin evenly apart, and nobody waits for that who is asked to stop."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scheduler import Clock
from scout import digest_run
from scout.delivery.pace import Pace
from scout.errors import Stopped
from scout.home import Home
from scout.messages import DeliveryState
from scout.settings import Settings
from scout.store.engine import Store
from tests.builders import NOON
from tests.mailserver import MailServer, mail_server
from tests.post_office import ANNA, BERND, by_mail, furnish, outbox, queue


@dataclass
class Watch:
    """A clock that goes on only while somebody sleeps, or is told how long something took."""

    now: float = 1_000.0
    slept: list[float] = field(default_factory=list)

    def tell(self) -> float:
        return self.now

    def sleep(self, seconds: float) -> None:
        self.slept.append(seconds)
        self.now += seconds


def paced(per_minute: int, watch: Watch) -> Pace:
    return Pace(per_minute, watch.tell, watch.sleep)


@given(
    per_minute=st.integers(1, 6_000),
    took=st.lists(st.floats(0, 120), min_size=1, max_size=50),
)
def test_no_two_begin_closer_than_their_share_and_none_waits_longer(
    per_minute: int, took: list[float]
) -> None:
    watch = Watch()
    pace, share = paced(per_minute, watch), 60 / per_minute
    begun = []
    for seconds in took:
        pace.wait()
        begun.append(watch.now)
        watch.now += seconds
    assert begun[0] == 1_000.0, "the first begins at once"
    for (first, then), lasted in zip(pairwise(begun), took, strict=False):
        assert then - first == pytest.approx(max(share, lasted))


def test_without_a_limit_nobody_waits() -> None:
    watch = Watch()
    pace = paced(0, watch)
    for _ in range(100):
        pace.wait()
    assert watch.slept == []


@pytest.fixture
def office(store: Store, home: Path) -> Home:
    furnish(store)
    return Home(home, Settings(), store)


@pytest.fixture
def server() -> Iterator[MailServer]:
    with mail_server() as running:
        yield running


def test_the_wait_lies_between_messages_and_before_they_are_begun(
    office: Home, server: MailServer
) -> None:
    office = by_mail(office, server, per_minute=12)
    for number, address in enumerate((ANNA, BERND, ANNA)):
        queue(office, number, address)
    seen: list[tuple[float, list[str]]] = []

    def sleep(seconds: float) -> None:
        states = [each.delivery.state.value for each in outbox(office)]
        seen.append((round(seconds), states))

    assert len(list(digest_run.deliver(office, NOON, sleep=sleep))) == 3
    assert [states for _, states in seen] == [
        ["SENT", "QUEUED", "QUEUED"],
        ["SENT", "SENT", "QUEUED"],
    ]
    assert {seconds for seconds, _ in seen} == {5}
    assert server.connections == 1


def test_for_a_server_that_is_not_there_nobody_waits(office: Home) -> None:
    with mail_server() as server:
        away = server.settings(per_minute=1)
    for number in range(5):
        queue(office, number)

    def never(_seconds: float) -> None:
        raise AssertionError

    reports = list(digest_run.deliver(by_mail(office, away), NOON, sleep=never))
    assert [each.state for each in reports] == [DeliveryState.RETRY] * 5


def test_files_are_written_at_once(office: Home) -> None:
    limited = by_mail(office, Settings().mail.model_copy(update={"per_minute": 1}))
    for number in range(3):
        queue(limited, number)
    reports = list(digest_run.deliver(limited, NOON, sleep=time.sleep))
    assert [each.state for each in reports] == [DeliveryState.SENT] * 3


def test_who_is_stopped_between_two_mails_leaves_the_others_queued(
    office: Home, server: MailServer
) -> None:
    office = by_mail(office, server, per_minute=1)
    queue(office, 1, ANNA)
    queue(office, 2, BERND)

    def stopped(_seconds: float) -> None:
        raise Stopped("asked to stop")

    sending = digest_run.deliver(office, NOON, sleep=stopped)
    assert next(sending).recipient == ANNA
    with pytest.raises(Stopped):
        next(sending)
    assert [each.delivery.state.value for each in outbox(office)] == ["SENT", "QUEUED"]
    assert [each.recipient for each in digest_run.deliver(office, NOON, sleep=stopped)] == [BERND]


@contextmanager
def ticking(clock: Clock) -> Iterator[threading.Thread]:
    thread = threading.Thread(target=clock.run, args=(0.1,))
    thread.start()
    try:
        yield thread
    finally:
        clock.stop()
        thread.join()


def test_a_clock_that_is_asked_to_stop_does_not_wait_for_the_next_mail(
    office: Home, server: MailServer
) -> None:
    office = by_mail(office, server, per_minute=1)
    for number, address in enumerate((ANNA, BERND)):
        queue(office, number, address, now=datetime.now(UTC))
    clock = Clock(office, lambda: datetime.now(UTC), lambda _day: ([], None))  # type: ignore[arg-type,return-value]
    with ticking(clock) as thread:
        while not server.received:
            time.sleep(0.02)
        time.sleep(0.2)
        asked = time.monotonic()
        clock.stop()
        thread.join()
    assert time.monotonic() - asked < 20, "a minute lies between the two"
    assert [each.delivery.state.value for each in outbox(office)] == ["SENT", "QUEUED"]
