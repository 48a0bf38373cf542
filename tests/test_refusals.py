"""Refused for good, again and again: which refusals count, and what becomes of such an address."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scout import digest_run, doctor
from scout.delivery.outbox import Event, Outcome
from scout.delivery.refusal import MOST_REFUSALS, Step, is_nobody_there
from scout.doctor import State
from scout.home import Home
from scout.messages import DeliveryState, MessageKind
from scout.secret import address_hash
from scout.settings import OperatorSettings, Settings
from scout.store import deliveries, readers, refusals, strategy
from scout.store.engine import Store
from scout.store.readers import StopReason
from scout.store.refusals import RefusedAddress
from tests.builders import NOON
from tests.mailserver import DATA, END, MAIL, RCPT, MailServer, mail_server
from tests.post_office import (
    ANNA,
    BERND,
    PLAN,
    by_mail,
    days,
    deliver,
    furnish,
    queue,
    state_of,
    stop_of,
)

NOBODY = "550 5.1.1 Unbekannt"
OPERATOR = "it@kreis.example"


@pytest.fixture
def office(store: Store, home: Path) -> Home:
    """A home with two readers, on both databases."""
    furnish(store)
    return Home(home, Settings(operator=OperatorSettings(email=OPERATOR)), store)


@pytest.fixture
def server() -> Iterator[MailServer]:
    with mail_server() as running:
        yield running


def counted(home: Home) -> dict[str, int]:
    with home.store.reading() as connection:
        return {each.email: each.count for each in refusals.all_of(connection)}


def an_issue(home: Home, number: int, address: str = ANNA) -> datetime:
    """Send one more message, a day after the one before; return when."""
    now = NOON + days(number)
    queue(home, number, address, now=now)
    deliver(home, now)
    return now


# --- which refusals say that nobody is there ----------------------------------------------------


@pytest.mark.parametrize(
    ("step", "answer"),
    [
        (Step.RCPT, "550 5.1.1 <anna@kreis.example>: User unknown"),
        (Step.RCPT, "550-5.1.1 The email account that you tried to reach does not exist"),
        (Step.RCPT, "550 5.1.10 RESOLVER.ADR.RecipientNotFound"),
        (Step.RCPT, "556 5.1.10 takes no mail"),
        (Step.RCPT, "553 5.1.3 Bad recipient address syntax"),
        (Step.RCPT, "550 5.2.1 Mailbox disabled"),
        (Step.RCPT, "551 User not local; please try <neu@kreis.example>"),
        (Step.RCPT, "550 No such user here"),
        (Step.RCPT, "553 Mailbox name not allowed"),
        (Step.RCPT, "550 Nein"),
        (Step.RCPT, "550 <relay@kreis.example>: user unknown"),
        (Step.RCPT, "550 <policy@kreis.example> is gone"),
        (Step.RCPT, "550 relay.kreis.example says: no such user"),
        (Step.RCPT, "550 mailbox unavailable (mailbox not found, or rejected for policy reasons)"),
        (Step.RCPT, "550 Benutzer unbekannt, Relay verweigert"),
        (Step.RCPT, "550 unrouteable address (relay to example.org denied)"),
        (Step.DATA, "550 5.1.1 unknown"),
        (Step.END, "550 5.1.6 Mailbox has moved"),
    ],
)
def test_this_says_that_nobody_is_there(step: Step, answer: str) -> None:
    assert is_nobody_there(step, answer)


@pytest.mark.parametrize(
    ("step", "answer"),
    [
        (Step.MAIL, "550 5.1.1 nobody"),
        (Step.MAIL, "553 5.1.8 <scout@kreis.example>: Sender address rejected"),
        (Step.RCPT, "553 5.1.8 <scout@kreis.example>: Sender address rejected"),
        (Step.RCPT, "550 5.1.7 <scout@kreis.example>: Sender address rejected"),
        (Step.RCPT, "550 5.1.0 <scout@kreis.example>: Sender address rejected: User unknown"),
        (Step.RCPT, "554 5.7.1 <anna@kreis.example>: Relay access denied"),
        (Step.RCPT, "550 5.7.1 Client host blocked using a list"),
        (Step.RCPT, "550 5.7.26 Unauthenticated mail is not accepted"),
        (Step.RCPT, "552 5.2.2 Mailbox full"),
        (Step.RCPT, "550 5.4.1 Access denied"),
        (Step.RCPT, "554 Transaction failed"),
        (Step.RCPT, "530 Authentication required"),
        (Step.RCPT, "501 Syntax error in parameters"),
        (Step.RCPT, "550 relay not permitted"),
        (Step.RCPT, "550 Relaying denied"),
        (Step.RCPT, "550 relay access denied for unknown client host"),
        (Step.RCPT, "550 Authentication is required for relay"),
        (Step.RCPT, "550 Command rejected for policy reasons"),
        (Step.RCPT, "550 Administrative prohibition"),
        (Step.RCPT, "551 User not local; we do not relay"),
        (Step.RCPT, "553 sorry, that domain isn't allowed to be relayed thru this MTA"),
        (Step.RCPT, "550 <scout@kreis.example>: Sender address rejected: User unknown"),
        (Step.RCPT, "550 Absender unbekannt"),
        (Step.RCPT, "550 Your host is blocked using a blocklist"),
        (Step.RCPT, "450 4.1.1 User unknown, perhaps"),
        (Step.RCPT, "550 4.1.1 says both"),
        (Step.END, "550 No such user here"),
        (Step.END, "552 5.3.4 Message too big"),
        (Step.END, "554 5.6.0 Content refused"),
        (Step.END, "550 5.7.1 Looks like spam"),
        (Step.DATA, "503 5.5.1 Bad sequence"),
        (Step.DATA, ""),
    ],
)
def test_this_says_something_of_us_or_nothing_for_good(step: Step, answer: str) -> None:
    assert not is_nobody_there(step, answer)


ANSWERS = st.from_regex(r"[2-5]\d\d[ -]([245]\.\d{1,3}\.\d{1,4})?.{0,20}", fullmatch=True)


@given(step=st.sampled_from(Step), answer=ANSWERS | st.text())
def test_only_a_no_for_ever_after_the_address_was_named_can_say_it(step: Step, answer: str) -> None:
    if is_nobody_there(step, answer):
        assert step is not Step.MAIL
        assert answer.startswith("5")
    for event in set(Event) - {Event.REFUSED}:
        assert not Outcome(event, answer, step).says_nobody_is_there
    assert not Outcome(Event.REFUSED, answer).says_nobody_is_there


# --- counting -----------------------------------------------------------------------------------


def test_an_address_is_one_in_upper_and_lower_case_and_counts_alone(store: Store) -> None:
    with store.writing() as connection:
        assert refusals.note(connection, ANNA, NOON, "550 a") == 1
        assert refusals.note(connection, "Anna@KREIS.example", NOON + days(1), "550 b") == 2
        assert refusals.note(connection, BERND, NOON, None) == 1
    with store.reading() as connection:
        twice = RefusedAddress(ANNA, 2, NOON + days(1), "550 b")
        assert refusals.all_of(connection) == [twice, RefusedAddress(BERND, 1, NOON, None)]
        assert refusals.all_of(connection, 2) == [twice]
    with store.writing() as connection:
        refusals.clear(connection, ANNA.upper())
        assert [each.email for each in refusals.all_of(connection)] == [BERND]


def test_nobody_there_three_times_in_a_row_ends_the_digests_to_that_address_only(
    office: Home, server: MailServer
) -> None:
    office = by_mail(office, server)
    server.answers[ANNA] = NOBODY
    for number in range(1, MOST_REFUSALS):
        an_issue(office, number)
        assert stop_of(office, ANNA) is None
        assert counted(office) == {ANNA: number}
    an_issue(office, MOST_REFUSALS)
    assert stop_of(office, ANNA) is StopReason.REFUSED
    an_issue(office, 9, BERND)
    assert sorted(server.messages) == [BERND]
    assert stop_of(office, BERND) is None
    assert counted(office) == {ANNA: MOST_REFUSALS}
    states = {each.recipient: each.state for each in digest_run.digest(office, NOON + days(20))}
    assert states == {ANNA: "REFUSED", BERND: "NOTHING_NEW"}


def test_a_mail_that_arrives_between_begins_the_count_anew(
    office: Home, server: MailServer
) -> None:
    office = by_mail(office, server)
    for number in (1, 2, 4, 5):
        server.answers[ANNA] = NOBODY
        an_issue(office, number)
        if number == 2:
            server.answers.clear()
            an_issue(office, 3)
            assert counted(office) == {}
    assert counted(office) == {ANNA: 2}
    assert stop_of(office, ANNA) is None


@pytest.mark.parametrize(
    "answer", ["554 5.7.1 Relay access denied", "552 5.2.2 Mailbox full", "451 4.1.1 Later"]
)
def test_other_refusals_neither_count_nor_begin_the_count_anew(
    office: Home, server: MailServer, answer: str
) -> None:
    office = by_mail(office, server)
    server.answers[ANNA] = NOBODY
    an_issue(office, 1)
    server.answers[ANNA] = answer
    for number in range(2, 7):
        an_issue(office, number)
    assert counted(office) == {ANNA: 1}
    server.answers[ANNA] = NOBODY
    an_issue(office, 8)
    assert counted(office)[ANNA] == 2
    assert stop_of(office, ANNA) is None


@pytest.mark.parametrize("step", [MAIL, RCPT, DATA, END])
def test_at_which_step_it_was_said_makes_the_difference(
    office: Home, server: MailServer, step: str
) -> None:
    office = by_mail(office, server)
    server.answers[step] = "550 Nein"
    an_issue(office, 1)
    assert counted(office) == ({ANNA: 1} if step == RCPT else {})


def test_a_line_lost_after_the_data_says_nothing_of_an_address(
    office: Home, server: MailServer
) -> None:
    office = by_mail(office, server)
    server.answers[ANNA] = NOBODY
    an_issue(office, 1)
    server.answers.clear()
    server.breaks.add(END)
    an_issue(office, 2)
    assert counted(office) == {ANNA: 1}


def test_files_say_nothing_of_an_address(office: Home, server: MailServer) -> None:
    server.answers[ANNA] = NOBODY
    an_issue(by_mail(office, server), 1)
    an_issue(office, 2)
    assert state_of(office, 2) is DeliveryState.SENT
    assert counted(office) == {ANNA: 1}


def test_alarms_are_no_digests(office: Home, server: MailServer) -> None:
    office = by_mail(office, server)
    server.answers[OPERATOR] = NOBODY
    for number in range(1, 6):
        queue(office, number, OPERATOR, now=NOON + days(number), kind=MessageKind.ALARM)
        assert deliver(office, NOON + days(number))[OPERATOR].state is DeliveryState.FAILED
    assert counted(office) == {}
    assert stop_of(office, OPERATOR) is None


def test_who_has_unsubscribed_meanwhile_stays_so(office: Home, server: MailServer) -> None:
    office = by_mail(office, server)
    server.answers[ANNA] = NOBODY
    an_issue(office, 1)
    an_issue(office, 2)
    with office.store.writing() as connection:
        refusals.note(connection, ANNA, NOON, None)
        hashed = address_hash(office.secret(), ANNA)
        readers.stop(connection, hashed, StopReason.UNSUBSCRIBED, NOON)
    number = queue(office, 3, now=NOON + days(3))
    with digest_run._open_post(office, _never) as post:
        with office.store.reading() as connection:
            outgoing = deliveries.find(connection, number)
        assert outgoing is not None
        report = post.deliver(outgoing, NOON + days(3))
    assert report is not None
    assert report.state is DeliveryState.FAILED
    assert counted(office) == {ANNA: 4}
    assert stop_of(office, ANNA) is StopReason.UNSUBSCRIBED


def _never(_seconds: float) -> None:
    raise AssertionError


# --- one transaction ----------------------------------------------------------------------------


def test_the_stop_is_written_with_the_refusal_that_brings_it_or_neither_is(
    office: Home, server: MailServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    office = by_mail(office, server)
    server.answers[ANNA] = NOBODY
    an_issue(office, 1)
    an_issue(office, 2)

    def broken(*_: object) -> None:
        raise ZeroDivisionError

    number = queue(office, 3, now=NOON + days(3))
    with monkeypatch.context() as patch:
        patch.setattr("scout.delivery.answers.readers.stop", broken)
        with pytest.raises(ZeroDivisionError):
            deliver(office, NOON + days(3))
    assert state_of(office, number) is DeliveryState.FAILED
    assert counted(office) == {ANNA: 2}
    assert stop_of(office, ANNA) is None
    an_issue(office, 4)
    assert stop_of(office, ANNA) is StopReason.REFUSED


def test_a_secret_that_cannot_be_read_costs_no_outcome(
    office: Home, server: MailServer, caplog: pytest.LogCaptureFixture
) -> None:
    office = by_mail(office, server)
    server.answers[ANNA] = NOBODY
    (office.folder / "secret.key").write_text("zu kurz")
    with caplog.at_level(logging.DEBUG):
        for number in range(1, MOST_REFUSALS + 1):
            an_issue(office, number)
            assert state_of(office, number) is DeliveryState.FAILED
    (said,) = {each.getMessage() for each in caplog.records if each.name.startswith("scout")}
    assert "expected at least 32 characters, found 7" in said
    assert "@" not in said
    (office.folder / "secret.key").unlink()
    assert stop_of(office, ANNA) is None
    an_issue(office, 8)
    assert stop_of(office, ANNA) is StopReason.REFUSED


# --- shown to the operator ----------------------------------------------------------------------


def refused_for_good(home: Home) -> None:
    with home.store.writing() as connection:
        for number in range(MOST_REFUSALS):
            refusals.note(connection, ANNA, NOON + days(number), NOBODY)
        refusals.note(connection, BERND, NOON, NOBODY)


def test_the_doctor_names_who_is_not_written_to_and_what_to_do(office: Home) -> None:
    refused_for_good(office)
    (office.folder / "scout.toml").write_text(
        f'database_url = "{_url(office.store)}"\n', encoding="utf-8"
    )
    checks = [each for each in doctor.examine(office.folder, NOON) if each.name == "address"]
    assert [check.state for check in checks] == [State.FAIL]
    assert checks[0].found == (
        f"{ANNA} is not written to any more: refused 3 times in a row, last on 2026-12-21: {NOBODY}"
    )
    assert checks[0].advice == f"correct it in strategy.toml, then: scout recipients resume {ANNA}"
    with office.store.writing() as connection:
        strategy.save(connection, replace(PLAN, recipients=PLAN.recipients[1:]))
    assert not [each for each in doctor.examine(office.folder, NOON) if each.name == "address"]


def _url(store: Store) -> str:
    with store.reading() as connection:
        url = connection.engine.url
    return "" if url.get_backend_name() == "sqlite" else url.render_as_string(hide_password=False)


def test_the_outbox_shows_who_is_not_written_to(office, scout, json_lines) -> None:
    refused_for_good(office)
    there = {"SCOUT_DATABASE_URL": _url(office.store)}
    shown = scout("outbox", **there)
    assert "Not written to any more" in shown.stdout
    assert ANNA in shown.stdout
    assert BERND not in shown.stdout
    assert "scout recipients resume ADDRESS" in shown.stderr
    (found,) = json_lines(scout("outbox", "--json", **there))
    assert found == {
        "kind": "SUPPRESSED",
        "email": ANNA,
        "count": 3,
        "refused_at": "2026-12-21T11:00:00+00:00",
        "error": NOBODY,
    }
