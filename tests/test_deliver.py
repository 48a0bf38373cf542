"""From the digest to the mail server: nothing lost, nothing twice, each recipient for herself."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from functools import partial
from pathlib import Path
from typing import Any

import pytest

from scout import digest_run, jobs
from scout.decide import decide
from scout.delivery.mail import Relay
from scout.delivery.outbox import Event, Outcome
from scout.delivery.post import DeliveryReport
from scout.digest_run import DigestReport
from scout.domain import Frequency, FundingCall, Strategy
from scout.errors import UsageError
from scout.home import Home
from scout.night import delivery_round
from scout.settings import MailSettings, Settings
from scout.store import deliveries, strategy
from scout.store.deliveries import Outgoing
from scout.store.engine import open_store
from scout.store.told import Knowledge
from tests.builders import NOON, applicant, bring, funding_call, message, project, recipient
from tests.mailserver import END, MAIL, RCPT, MailServer, mail_server

ROOT = Path(__file__).parent.parent
ANNA, BERND = "anna@kreis.example", "bernd@kreis.example"
PLAN = Strategy(
    applicants=(applicant(),),
    projects=(
        project(
            "glasfaser",
            title="Glasfaser für Schulen",
            description="Alle Schulen und Rathäuser werden mit Glasfaser angebunden.",
        ),
    ),
    recipients=(
        recipient(ANNA, name="Anna Lütkebohm", frequency=Frequency.DAILY),
        recipient(BERND, name="Bernd Çelik", frequency=Frequency.DAILY),
    ),
)
FIRST = "die Anbindung von Schulen an Glasfaser"
SECOND = "Zuschüsse für Glasfaser in Rathäusern"


def call(key: str, title: str) -> FundingCall:
    return funding_call(key, title=title, texts={"Kurztext": f"Gefördert: {title}."})


def minutes(count: float) -> timedelta:
    return timedelta(minutes=count)


@pytest.fixture
def empty(tmp_path: Path) -> Iterator[Home]:
    """A home with the strategy and no calls, without a mail server."""
    folder = tmp_path / "home"
    store = open_store(folder)
    with store.writing() as connection:
        strategy.save(connection, PLAN)
    yield Home(folder, Settings(), store)
    store.close()


@pytest.fixture
def home(empty: Home) -> Home:
    """A home in which one call fits and nobody has been told."""
    night(empty, NOON, call("g1", FIRST))
    return empty


@pytest.fixture
def server() -> Iterator[MailServer]:
    with mail_server() as running:
        yield running


def night(home: Home, now: datetime, *found: FundingCall) -> None:
    bring(home.store, home.folder, found, now)
    jobs.read(home, lambda _what, _count: None)
    jobs.match(home, now)


def by_mail(home: Home, mail: MailServer | MailSettings, **values: Any) -> Home:
    """Return ``home`` with a mail server."""
    found = mail.settings(**values) if isinstance(mail, MailServer) else mail
    return replace(home, settings=home.settings.model_copy(update={"mail": found}))


def digest(home: Home, now: datetime, **values: Any) -> dict[str, DigestReport]:
    return {report.recipient: report for report in digest_run.digest(home, now, **values)}


def deliver(home: Home, now: datetime) -> list[DeliveryReport]:
    return list(digest_run.deliver(home, now))


def states(reports: dict[str, DigestReport]) -> dict[str, str]:
    return {email: report.state for email, report in reports.items()}


def outbox(home: Home) -> list[Outgoing]:
    """Return all messages, the oldest first."""
    with home.store.reading() as connection:
        return deliveries.newest_messages(connection, 1_000)[::-1]


def text(server: MailServer, email: str, place: int = -1) -> str:
    content = next(iter(server.messages[email][place].iter_parts())).get_content()
    assert isinstance(content, str)
    return content


def test_each_recipient_gets_one_mail_and_a_copy_stands_in_the_outbox(
    home: Home, server: MailServer
) -> None:
    home = by_mail(home, server)
    reports = digest(home, NOON)
    assert states(reports) == {ANNA: "SENT", BERND: "SENT"}
    assert server.connections == 1
    for email, name in ((ANNA, "Anna Lütkebohm"), (BERND, "Bernd Çelik")):
        (mail,) = server.messages[email]
        assert mail["To"].addresses[0].display_name == name
        assert (
            mail["Subject"] == "Fördermittel: 1 passender Aufruf (Ihre erste Ausgabe) – 19.12.2026"
        )
        assert f"Guten Tag {name}," in text(server, email)
        path = reports[email].path
        assert path is not None
        (taken,) = (each for each in server.received if each.recipients == (email,))
        assert path.read_bytes() == taken.content.replace(b"\r\n", b"\n")
    assert len({taken.mail["Message-ID"] for taken in server.received}) == 2
    assert deliver(home, NOON + timedelta(days=1)) == []
    assert len(server.received) == 2


def test_a_recipient_who_is_put_off_hears_later_and_stops_nobody(
    home: Home, server: MailServer
) -> None:
    home = by_mail(home, server)
    server.answers[ANNA] = "451 4.7.1 Greylisted"
    reports = digest(home, NOON)
    assert states(reports) == {ANNA: "RETRY", BERND: "SENT"}
    assert reports[ANNA].next_try_at == NOON + minutes(5)
    assert reports[ANNA].error == "451 4.7.1 Greylisted"
    assert reports[ANNA].path is None
    (frozen, _) = outbox(home)
    assert deliver(home, NOON + minutes(4)) == []
    assert [each.state for each in deliver(home, NOON + minutes(5))] == ["RETRY"]
    server.answers.clear()
    assert deliver(home, NOON + minutes(19)) == []
    (sent,) = deliver(home, NOON + minutes(20))
    assert (sent.recipient, sent.state, sent.attempts, sent.error) == (ANNA, "SENT", 3, None)
    assert server.messages[ANNA][0]["Message-ID"] == frozen.message.message_id
    assert text(server, ANNA) == frozen.message.text
    assert sorted(server.messages) == [ANNA, BERND]
    assert len(server.received) == 2


def test_while_the_server_is_down_everything_waits(home: Home) -> None:
    with mail_server() as server:
        away = server.settings()
    reports = digest(by_mail(home, away), NOON)
    assert states(reports) == {ANNA: "RETRY", BERND: "RETRY"}
    assert "nobody listens at this port" in (reports[ANNA].error or "")
    assert not home.outbox.exists()
    with mail_server(port=away.port) as server:
        back = by_mail(home, server)
        assert [each.state for each in deliver(back, NOON + minutes(5))] == ["SENT", "SENT"]
        assert deliver(back, NOON + timedelta(days=1)) == []
        assert sorted(server.messages) == [ANNA, BERND]
        assert len(server.received) == 2


def test_one_whose_last_mail_is_on_its_way_gets_no_second_one(
    home: Home, server: MailServer
) -> None:
    home = by_mail(home, server)
    server.answers[ANNA] = "451 4.7.1 Greylisted"
    digest(home, NOON)
    late = NOON + timedelta(hours=23)
    night(home, late, call("g1", FIRST), call("g2", SECOND))
    deliver(home, late - minutes(10))
    reports = digest(home, late)
    assert states(reports) == {ANNA: "WAITING", BERND: "SENT"}
    assert reports[ANNA].number == 1
    assert reports[ANNA].next_try_at == late + minutes(5)
    assert states(digest(home, late, only=ANNA, dry_run=True)) == {ANNA: "WAITING"}
    assert [each.message.recipient_email for each in outbox(home)] == [ANNA, BERND, BERND]


def test_what_a_day_could_not_deliver_is_told_anew_by_the_next_issue(
    home: Home, server: MailServer
) -> None:
    home = by_mail(home, server)
    server.answers[ANNA] = "451 4.7.1 Greylisted"
    digest(home, NOON)
    tomorrow = NOON + timedelta(hours=25)
    night(home, tomorrow, call("g1", FIRST), call("g2", SECOND))
    server.answers.clear()
    reports = list(digest_run.digest(home, tomorrow, only=ANNA))
    assert [report.state for report in reports] == ["FAILED", "SENT"]
    assert (reports[0].error or "").startswith("given up after 24 hours (attempts: 1); 451")
    assert (reports[1].new, reports[1].baseline) == (2, 0)
    (mail,) = server.messages[ANNA]
    assert "Ihre erste Ausgabe" in mail["Subject"], "she has had no issue yet"
    assert FIRST in text(server, ANNA)
    assert SECOND in text(server, ANNA)


def test_the_clock_tells_anew_what_a_day_could_not_deliver(home: Home, server: MailServer) -> None:
    home = by_mail(home, server)
    server.answers.update({ANNA: "451 4.7.1 Greylisted", BERND: "550 5.1.1 Unbekannt"})
    digest(home, NOON)
    late = NOON + timedelta(hours=24) - minutes(5)
    night(home, late, call("g1", FIRST), call("g2", SECOND))
    delivery_round(home, late, lambda *_: None)
    assert [each.delivery.state for each in outbox(home)] == ["FAILED", "FAILED", "RETRY"]
    server.answers.clear()
    delivery_round(home, late + minutes(5), lambda *_: None)
    delivery_round(home, late + minutes(9), lambda *_: None)
    (mail,) = server.messages[ANNA]
    assert "2 passende Aufrufe" in mail["Subject"]
    assert BERND not in server.messages, "who was refused waits for the next issue"


def test_what_was_refused_is_told_anew_by_the_next_issue(home: Home, server: MailServer) -> None:
    home = by_mail(home, server)
    server.answers[ANNA] = "550 5.1.1 Unbekannt"
    reports = digest(home, NOON)
    assert states(reports) == {ANNA: "FAILED", BERND: "SENT"}
    assert reports[ANNA].error == "550 5.1.1 Unbekannt"
    assert deliver(home, NOON + timedelta(days=2)) == []
    server.answers.clear()
    later = NOON + minutes(30)
    again = digest(home, later)
    assert states(again) == {ANNA: "SENT", BERND: "NOT_DUE"}, "the failed one was no issue"
    assert again[ANNA].new == 1
    assert FIRST in text(server, ANNA)
    first, _, second = outbox(home)
    assert first.message.message_id != second.message.message_id
    assert states(digest(home, later, only=ANNA)) == {ANNA: "NOTHING_NEW"}


def test_a_mail_that_may_have_arrived_is_never_sent_again_by_itself(
    home: Home, server: MailServer
) -> None:
    home = by_mail(home, server)
    server.breaks.add(END)
    reports = digest(home, NOON, only=ANNA)
    assert states(reports) == {ANNA: "UNSURE"}
    assert "closed" in (reports[ANNA].error or "")
    assert reports[ANNA].path is not None, "it may have left the house"
    server.breaks.clear()
    for days in (0, 1, 7):
        assert deliver(home, NOON + timedelta(days=days)) == []
    assert states(digest(home, NOON + timedelta(days=7), only=ANNA)) == {ANNA: "NOTHING_NEW"}
    assert len(server.received) == 1


def test_a_person_has_it_sent_once_more(home: Home, server: MailServer) -> None:
    home = by_mail(home, server)
    server.breaks.add(END)
    digest(home, NOON, only=ANNA)
    server.breaks.clear()
    decided = decide(home, 1, Event.ONCE_MORE, NOON)
    assert (decided.recipient, decided.state) == (ANNA, "QUEUED")
    assert [each.state for each in deliver(home, NOON + timedelta(days=3))] == ["SENT"]
    assert deliver(home, NOON + timedelta(days=4)) == []
    assert len(server.received) == 2


def test_a_person_knows_that_it_arrived(home: Home, server: MailServer) -> None:
    home = by_mail(home, server)
    server.breaks.add(END)
    digest(home, NOON, only=ANNA)
    assert decide(home, 1, Event.ARRIVED, NOON).state == "SENT"
    assert deliver(home, NOON + timedelta(days=1)) == []
    assert states(digest(home, NOON, only=ANNA)) == {ANNA: "NOTHING_NEW"}


def test_a_person_knows_that_it_did_not_arrive(home: Home, server: MailServer) -> None:
    home = by_mail(home, server)
    server.breaks.add(END)
    digest(home, NOON, only=ANNA)
    server.breaks.clear()
    decided = decide(home, 1, Event.GIVEN_UP, NOON)
    assert (decided.state, decided.error) == ("FAILED", "given up by hand")
    reports = digest(home, NOON)
    assert (reports[ANNA].state, reports[ANNA].new) == ("SENT", 1)


def test_a_failed_mail_goes_out_after_all_unless_it_has_been_told_since(
    home: Home, server: MailServer
) -> None:
    home = by_mail(home, server)
    server.answers |= {ANNA: "550 5.1.1 Unbekannt", BERND: "550 5.1.1 Unbekannt"}
    digest(home, NOON)
    server.answers.clear()
    decide(home, 1, Event.ONCE_MORE, NOON)
    sent = list(digest_run.digest(home, NOON))
    assert [(each.recipient, each.state) for each in sent] == [
        (ANNA, "SENT"),
        (ANNA, "NOT_DUE"),
        (BERND, "SENT"),
    ]
    assert states(digest(home, NOON, only=ANNA)) == {ANNA: "NOTHING_NEW"}
    with pytest.raises(UsageError, match="a later message has told what message 2 tells"):
        decide(home, 2, Event.ONCE_MORE, NOON)
    assert len(server.received) == 2


def test_a_reader_with_a_message_on_its_way_gets_no_second_one_by_hand_either(
    home: Home, server: MailServer
) -> None:
    home = by_mail(home, server)
    server.answers |= {ANNA: "550 5.1.1 Unbekannt"}
    assert digest(home, NOON, only=ANNA)[ANNA].state == "FAILED"
    server.answers |= {ANNA: "451 4.3.0 later"}
    assert digest(home, NOON, only=ANNA)[ANNA].state == "RETRY"
    with pytest.raises(UsageError, match="another message to the reader of 1 is on its way"):
        decide(home, 1, Event.ONCE_MORE, NOON)
    assert [each.delivery.state for each in outbox(home)] == ["FAILED", "RETRY"]


@pytest.mark.parametrize("event", [Event.ONCE_MORE, Event.ARRIVED, Event.GIVEN_UP])
def test_on_what_is_sent_there_is_nothing_to_decide(
    home: Home, server: MailServer, event: Event
) -> None:
    home = by_mail(home, server)
    digest(home, NOON, only=ANNA)
    with pytest.raises(UsageError, match="message 1 is SENT"):
        decide(home, 1, event, NOON)
    with pytest.raises(UsageError, match="number of a message, found 7"):
        decide(home, 7, event, NOON)


def test_who_has_left_the_strategy_gets_no_more_mail(home: Home, server: MailServer) -> None:
    home = by_mail(home, server)
    server.answers[ANNA] = "451 4.7.1 Greylisted"
    digest(home, NOON)
    server.answers.clear()
    with home.store.writing() as connection:
        strategy.save(connection, replace(PLAN, recipients=PLAN.recipients[1:]))
    assert deliver(home, NOON + minutes(5)) == []
    assert sorted(server.messages) == [BERND]
    why = "its reader has left the strategy, or gets no digests any more"
    assert outbox(home)[0].delivery.error == why
    with home.store.writing() as connection:
        strategy.save(connection, PLAN)
    assert digest(home, NOON + timedelta(days=1))[ANNA].new == 1


def test_a_copy_that_cannot_be_written_stops_no_mail(home: Home, server: MailServer) -> None:
    home = by_mail(home, server)
    home.outbox.write_text("im Weg")
    reports = digest(home, NOON, only=ANNA)
    assert states(reports) == {ANNA: "SENT"}
    assert "outbox" in (reports[ANNA].error or "")
    assert reports[ANNA].path is None
    assert len(server.received) == 1


def test_a_fault_of_our_own_stops_no_other_and_may_have_sent_it(
    home: Home, server: MailServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    home = by_mail(home, server)
    whole = Relay.hand_over

    def broken(relay: Relay, address: str, mime: bytes) -> Outcome:
        if address == ANNA:
            raise ZeroDivisionError
        return whole(relay, address, mime)

    with monkeypatch.context() as patch:
        patch.setattr(Relay, "hand_over", broken)
        reports = digest_run.digest(home, NOON)
        assert (first := next(reports)).recipient == BERND
        assert first.state == "SENT"
        with pytest.raises(ZeroDivisionError):
            next(reports)
    assert [each.state for each in deliver(home, NOON)] == ["UNSURE"]
    assert sorted(server.messages) == [BERND]


def test_settings_that_cannot_be_used_are_told_before_anything_is_written(home: Home) -> None:
    mail = MailSettings(host="mail.kreis.example", user="scout", security="tls")
    home = by_mail(home, mail)
    with pytest.raises(UsageError, match="SCOUT_MAIL__PASSWORD"):
        digest(home, NOON)
    with pytest.raises(UsageError, match="SCOUT_MAIL__PASSWORD"):
        deliver(home, NOON)
    assert outbox(home) == []
    assert states(digest(home, NOON, dry_run=True)) == {ANNA: "DRY_RUN", BERND: "DRY_RUN"}


def test_a_dry_run_does_not_speak_to_the_server(home: Home, server: MailServer) -> None:
    digest(by_mail(home, server), NOON, dry_run=True)
    assert server.connections == 0


def test_delivering_nothing_does_not_speak_to_the_server(home: Home, server: MailServer) -> None:
    assert deliver(by_mail(home, server), NOON) == []
    assert server.connections == 0


def queue(home: Home, *addresses: str) -> None:
    """Freeze a message for each address, as of this moment."""
    with home.store.writing() as connection:
        for number, address in enumerate(addresses):
            frozen = message(number, recipient_email=address, created_at=datetime.now(UTC))
            deliveries.queue(connection, frozen, NOON.date(), Knowledge())


def deliver_elsewhere(home: Home, server: MailServer) -> subprocess.Popen[str]:
    """Start ``scout deliver`` in a process of its own."""
    environment = os.environ | {
        "SCOUT_MAIL__HOST": "127.0.0.1",
        "SCOUT_MAIL__PORT": str(server.port),
    }
    return subprocess.Popen(
        [sys.executable, "-m", "scout", "deliver", "--home", str(home.folder)],
        cwd=ROOT,
        env=environment,
        text=True,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    )


@pytest.mark.parametrize("step", [MAIL, RCPT, END])
def test_a_killed_process_never_makes_a_mail_come_twice(
    empty: Home, server: MailServer, step: str
) -> None:
    queue(empty, ANNA, BERND)
    server.hangs.add(step)
    with deliver_elsewhere(empty, server) as process:
        assert server.reached.wait(60)
        process.kill()
    server.hangs.clear()
    assert [each.delivery.state for each in outbox(empty)] == ["SENDING", "QUEUED"]
    now = datetime.now(UTC)
    found = deliver(by_mail(empty, server), now)
    assert [(each.recipient, each.state) for each in found] == [(ANNA, "UNSURE"), (BERND, "SENT")]
    assert found[0].error == "the process that was handing it over was ended"
    assert deliver(by_mail(empty, server), now + timedelta(days=3)) == []
    received = [taken.recipients for taken in server.received]
    assert received == ([(ANNA,), (BERND,)] if step == END else [(BERND,)])


def test_two_processes_at_once_send_each_message_once(empty: Home, server: MailServer) -> None:
    people = [recipient(f"leser{number}@kreis.example") for number in range(12)]
    with empty.store.writing() as connection:
        strategy.save(connection, replace(PLAN, recipients=tuple(people)))
    queue(empty, *(each.email for each in people))
    server.hangs.add(MAIL)
    with deliver_elsewhere(empty, server) as first:
        assert server.reached.wait(60)
        with deliver_elsewhere(empty, server) as second:
            _, complaint = second.communicate()
        assert second.returncode == 2
        assert "another process is writing digests or sending mails" in complaint
        server.hangs.clear()
        server.drop_lines()
        first.communicate()
    assert first.returncode == 1, "the one in the middle of which the line was lost waits"
    assert len(server.received) == 11
    deliver(by_mail(empty, server), datetime.now(UTC) + minutes(6))
    assert sorted(server.messages) == sorted(each.email for each in people)
    assert len(server.received) == 12


@pytest.fixture
def run(home: Home, scout: Callable[..., Any], server: MailServer) -> Callable[..., Any]:
    """Run a command of the program in that home, with the mail server in its environment."""
    there = {"SCOUT_MAIL__HOST": "127.0.0.1", "SCOUT_MAIL__PORT": str(server.port)}
    return partial(scout, SCOUT_HOME=str(home.folder), **there)


def test_the_command_line_says_what_happens_next(
    run: Callable[..., Any], server: MailServer
) -> None:
    server.answers |= {ANNA: "451 4.7.1 Greylisted", BERND: "550 5.1.1 Unbekannt"}
    result = run("digest", "--today", "2026-12-19")
    assert result.returncode == 1
    assert "RETRY – Fördermittel: 1 passender Aufruf" in result.stdout
    assert (
        "451 4.7.1 Greylisted\n"
        "  message 1 is tried again not before 2026-12-19 12:05 (scout deliver)\n" in result.stdout
    )
    assert (
        "550 5.1.1 Unbekannt\n  what it told counts as not told: the next issue tells it"
        in result.stdout
    )
    result = run("digest", "--today", "2026-12-19", "--to", ANNA)
    assert result.returncode == 1
    assert f"{ANNA}: WAITING" in result.stdout
    assert "nothing new before message 1 has come to an end" in result.stdout
    assert run("deliver", "--today", "2026-12-19").stdout == ""
    server.answers.clear()
    server.breaks.add(END)
    result = run("deliver", "--today", "2026-12-20")
    assert (result.returncode, result.stdout.count("UNSURE")) == (1, 1)
    assert "scout outbox resolve 1 (it has), drop 1 (it has not), or retry 1" in result.stdout


def test_the_outbox_is_listed_and_decided_on(
    run: Callable[..., Any], server: MailServer, json_lines: Callable[[Any], list[dict[str, Any]]]
) -> None:
    server.breaks.add(END)
    run("digest", "--today", "2026-12-19", "--to", ANNA)
    server.breaks.clear()
    run("digest", "--today", "2026-12-19", "--to", BERND)
    table = run("outbox").stdout
    assert "UNSURE" in table
    oldest, newest = json_lines(run("outbox", "--json"))
    assert (newest["recipient"], newest["state"], newest["error"]) == (BERND, "SENT", None)
    assert (oldest["number"], oldest["recipient"], oldest["state"]) == (1, ANNA, "UNSURE")
    assert (oldest["attempts"], oldest["next_try_at"]) == (1, None)
    assert oldest["finished_at"] == "2026-12-19T11:00:00+00:00"
    shown = json_lines(run("outbox", "--last", "1", "--json"))
    assert shown == [oldest, newest], "on the older one somebody has to decide"

    result = run("outbox", "retry", "1")
    assert result.returncode == 0
    assert "message 1 goes out with the next delivery" in result.stdout
    assert "SENT" in run("deliver").stdout
    assert len(server.received) == 3
    result = run("outbox", "drop", "1")
    assert result.returncode == 2
    assert "message 1 is SENT" in result.stderr


@pytest.mark.parametrize(("word", "state"), [("resolve", "SENT"), ("drop", "FAILED")])
def test_a_decision_may_be_given_in_json(
    run: Callable[..., Any],
    server: MailServer,
    json_lines: Callable[[Any], list[dict[str, Any]]],
    word: str,
    state: str,
) -> None:
    server.breaks.add(END)
    (sent,) = json_lines(run("digest", "--today", "2026-12-19", "--to", ANNA, "--json"))
    assert (sent["state"], sent["number"]) == ("UNSURE", 1)
    (decided,) = json_lines(run("outbox", "--json", word, "1"))
    assert (decided["number"], decided["state"]) == (1, state)
    assert json_lines(run("deliver", "--json")) == []
