"""One morning of a relay that lets nobody through costs nobody her digests."""

from __future__ import annotations

import logging
from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scout import digest_run
from scout.delivery.outbox import Event, Outcome
from scout.delivery.refusal import MOST_REFUSALS, is_about_the_server
from scout.domain import Frequency
from scout.errors import Stopped
from scout.home import Home
from scout.messages import DeliveryState, MessageKind
from scout.settings import OperatorSettings, Settings
from scout.store import deliveries, refusals, strategy
from scout.store.engine import Store
from scout.store.readers import StopReason
from tests.builders import NOON, recipient
from tests.mailserver import RCPT, MailServer, mail_server
from tests.post_office import PLAN, by_mail, days, deliver, outbox, queue, stop_of

READERS = tuple(f"leser{number}@gemeinde{number}.example" for number in range(12))
NOBODY = "550 5.1.1 User unknown"
# No code and no word of it says whom it is about.
NO = "550 Nein"
OPERATOR = "it@kreis.example"


@pytest.fixture
def server() -> Iterator[MailServer]:
    with mail_server() as running:
        yield running


@pytest.fixture
def office(store: Store, home: Path, server: MailServer) -> Home:
    """A home with twelve readers and a mail server, on both databases."""
    people = [recipient(each, frequency=Frequency.DAILY) for each in READERS]
    with store.writing() as connection:
        strategy.save(connection, replace(PLAN, recipients=tuple(people)))
    return by_mail(Home(home, Settings(operator=OperatorSettings(email=OPERATOR)), store), server)


def a_run(home: Home, readers: Sequence[str], now: datetime) -> None:
    """Write to each of ``readers`` in one run."""
    for place, address in enumerate(readers):
        queue(home, int(now.timestamp()) * 100 + place, address, now=now)
    deliver(home, now)


def counted(home: Home) -> dict[str, int]:
    with home.store.reading() as connection:
        return {each.email: each.count for each in refusals.all_of(connection)}


def errors(home: Home) -> set[str | None]:
    return {each.delivery.error for each in outbox(home)}


@pytest.mark.parametrize("answer", [NO, NOBODY, "550 relay not permitted"])
@pytest.mark.parametrize("apart", [timedelta(0), timedelta(days=1)], ids=["at once", "by day"])
def test_a_server_that_refuses_everybody_costs_nobody_her_digests(
    office: Home, server: MailServer, answer: str, apart: timedelta
) -> None:
    server.answers[RCPT] = answer
    for run in range(MOST_REFUSALS):
        a_run(office, READERS, NOON + run * (apart + timedelta(seconds=1)))
    assert {each.delivery.state for each in outbox(office)} == {DeliveryState.FAILED}
    assert counted(office) == {}
    assert {stop_of(office, each) for each in READERS} == {None}
    server.answers.clear()
    now = NOON + days(7)
    a_run(office, READERS, now)
    assert sorted(server.messages) == sorted(READERS)


def test_the_operator_reads_that_it_is_the_server(
    office: Home, server: MailServer, caplog: pytest.LogCaptureFixture, scout
) -> None:
    server.answers |= dict.fromkeys(READERS[1:], NO)
    with caplog.at_level(logging.WARNING, "scout.delivery"):
        a_run(office, READERS, NOON)
    (said,) = (each.getMessage() for each in caplog.records if each.name == "scout.delivery")
    assert said == (
        "the mail server refused 11 of 12 addresses of this run: that is about the server, and "
        "counts against none of them"
    )
    why = f"about the mail server, which refused 11 of 12 addresses: {NO}"
    assert errors(office) == {None, why}
    assert counted(office) == {}


def test_two_of_many_are_gone_and_the_others_are_the_proof(
    office: Home, server: MailServer, caplog: pytest.LogCaptureFixture
) -> None:
    server.answers |= dict.fromkeys(READERS[:2], NO)
    with caplog.at_level(logging.WARNING, "scout.delivery"):
        for day in range(MOST_REFUSALS):
            a_run(office, READERS, NOON + days(day))
    assert counted(office) == dict.fromkeys(READERS[:2], MOST_REFUSALS)
    stopped = [each for each in READERS if stop_of(office, each) is StopReason.REFUSED]
    assert stopped == list(READERS[:2])
    assert errors(office) == {None, NO}
    assert not [each for each in caplog.records if each.name == "scout.delivery"]


def test_what_is_said_to_all_takes_no_earlier_refusal_back(
    office: Home, server: MailServer
) -> None:
    server.answers |= dict.fromkeys(READERS[:1], NOBODY)
    for day in (0, 1):
        a_run(office, READERS, NOON + days(day))
    server.answers[RCPT] = NO
    a_run(office, READERS, NOON + days(2))
    assert counted(office) == {READERS[0]: 2}
    del server.answers[RCPT]
    a_run(office, READERS, NOON + days(3))
    assert stop_of(office, READERS[0]) is StopReason.REFUSED


def test_what_is_put_off_is_no_proof_that_the_server_works(
    office: Home, server: MailServer
) -> None:
    server.answers |= dict.fromkeys(READERS, "451 later") | dict.fromkeys(READERS[:2], NOBODY)
    a_run(office, READERS, NOON)
    assert counted(office) == {}


def test_an_alarm_that_arrives_is_no_proof_either(office: Home, server: MailServer) -> None:
    """The operator's own domain is let through where nothing else is."""
    server.answers |= dict.fromkeys(READERS[:2], NO)
    for number in range(3):
        queue(office, number, OPERATOR, kind=MessageKind.ALARM)
    a_run(office, READERS[:2], NOON)
    assert len(server.messages[OPERATOR]) == 3
    assert counted(office) == {}


def test_of_one_day_one_refusal_counts_however_often_somebody_tries(
    office: Home, server: MailServer
) -> None:
    server.answers[READERS[0]] = NOBODY
    for minute in range(5):
        a_run(office, READERS[:1], NOON + timedelta(minutes=minute))
    assert counted(office) == {READERS[0]: 1}
    assert stop_of(office, READERS[0]) is None
    # A day begins at midnight in Germany: 23:00 UTC.
    a_run(office, READERS[:1], NOON + timedelta(hours=12, minutes=1))
    assert counted(office) == {READERS[0]: 2}


def test_a_refusal_of_a_day_that_has_not_come_leaves_room_for_todays(store: Store) -> None:
    with store.writing() as connection:
        assert refusals.note(connection, READERS[0], NOON + days(90), NO) == 1
        assert refusals.note(connection, READERS[0], NOON, NO) == 2
        assert refusals.note(connection, READERS[0], NOON, NOBODY) == 2
    with store.reading() as connection:
        (kept,) = refusals.all_of(connection)
    assert (kept.refused_at, kept.error) == (NOON, NOBODY)


def test_a_run_that_is_ended_counts_what_was_answered_until_then(
    office: Home, server: MailServer
) -> None:
    server.answers[READERS[0]] = NOBODY
    for place, address in enumerate(READERS[:3]):
        queue(office, place, address)
    mail = office.settings.mail.model_copy(update={"per_minute": 6})
    settings = office.settings.model_copy(update={"mail": mail})

    def stop(_seconds: float) -> None:
        raise Stopped

    with pytest.raises(Stopped):
        list(digest_run.deliver(replace(office, settings=settings), NOON, sleep=stop))
    assert [each.delivery.state for each in outbox(office)] == ["FAILED", "QUEUED", "QUEUED"]
    assert counted(office) == {READERS[0]: 1}


def test_a_mail_that_arrives_later_in_the_run_takes_back_what_was_refused(
    office: Home, server: MailServer
) -> None:
    with digest_run._open_post(office, lambda _seconds: None) as post:
        for number, answer in ((1, NOBODY), (2, "250 ok")):
            server.answers[READERS[0]] = answer
            queued = queue(office, number, READERS[0])
            with office.store.reading() as connection:
                outgoing = deliveries.find(connection, queued)
            assert outgoing is not None
            # aiosmtpd takes any answer of ours for a refusal: the usual one is none.
            if answer.startswith("250"):
                server.answers.clear()
            post.deliver(outgoing, NOON)
    assert len(server.messages[READERS[0]]) == 1
    assert counted(office) == {}


@given(refused=st.integers(0, 600), taken=st.integers(0, 600))
def test_one_alone_and_a_minority_say_nothing_of_the_server(refused: int, taken: int) -> None:
    is_server = is_about_the_server(refused, taken)
    if refused < 2 or refused < taken:
        assert not is_server
    if refused >= 2 and taken == 0:
        assert is_server
    if is_server:
        assert is_about_the_server(refused + 1, taken)
    else:
        assert not is_about_the_server(refused, taken + 1)


@given(answer=st.text())
def test_whatever_a_server_says_only_a_refusal_is_one(answer: str) -> None:
    for event in set(Event) - {Event.REFUSED}:
        assert not Outcome(event, answer, None).says_nobody_is_there
