"""Two failed crawls in a row: one mail to the operator, and one when it is over; once each."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scout import digest_run
from scout.alarm_run import AlarmReport, alarm, send_alarms
from scout.digest_run import digest
from scout.domain import Finding, Frequency, Strategy, Weight
from scout.home import Home
from scout.messages import MessageKind
from scout.settings import OperatorSettings, Settings
from scout.store import alarms, deliveries, runs, strategy
from scout.store.deliveries import Outgoing
from scout.store.engine import Store
from scout.watch.alarm import Step, Trouble, decide, judged, letter, pages_at_fault
from tests.builders import NOON, TODAY, applicant, bring, funding_call, project, recipient, source
from tests.builders import run as built_run
from tests.mailserver import RCPT, MailServer, mail_server

ROOT = Path(__file__).parent.parent
OPERATOR = "it@kreis.example"
SOURCES = [source("nrw_amt", title="Amt für Proben"), source("eu_amt", title="Portal")]
OUTCOMES = (runs.OK, runs.DOUBTFUL, runs.FAILED, runs.ABORTED, runs.RUNNING)
WALL = Finding("bot_wall", "the page asks for a human", "https://amt.example/liste", Weight.FAILURE)
DAY = timedelta(days=1)


@pytest.fixture
def server() -> Iterator[MailServer]:
    with mail_server() as running:
        yield running


@pytest.fixture
def home(tmp_path: Path, store: Store, server: MailServer) -> Home:
    """A home with an operator and a mail server, on both kinds of database."""
    settings = Settings(operator=OperatorSettings(email=OPERATOR), mail=server.settings())
    return Home(tmp_path / "home", settings, store)


def crawled(store: Store, name: str, *outcomes: str) -> None:
    """Note crawls of a source, oldest first."""
    for outcome in outcomes:
        with store.writing() as connection:
            run_id = runs.begin(connection, name, NOON)
            runs.finish(
                connection,
                run_id,
                now=NOON,
                outcome=outcome,
                items=5,
                fill={},
                findings=(WALL,) if outcome == runs.FAILED else (),
            )


def told(home: Home, *, after: int = 0) -> AlarmReport:
    return alarm(home, NOON + after * DAY, SOURCES)


def letters(server: MailServer) -> list[str]:
    """Return the texts that arrived at the operator."""
    return [str(mail.get_content()) for mail in server.messages.get(OPERATOR, [])]


def queued(home: Home) -> list[Outgoing]:
    with home.store.reading() as connection:
        return deliveries.newest_messages(connection, 100)[::-1]


# What is decided


def history(*outcomes: str) -> list[runs.Run]:
    """Crawls, newest first."""
    return [built_run(outcome) for outcome in outcomes]


@pytest.mark.parametrize(
    ("outcomes", "raised", "step"),
    [
        ("", False, Step.NOTHING),
        ("FAILED", False, Step.NOTHING),
        ("FAILED FAILED", False, Step.RAISE),
        ("FAILED ABORTED RUNNING FAILED", False, Step.RAISE),
        ("FAILED OK FAILED", False, Step.NOTHING),
        ("FAILED DOUBTFUL FAILED", False, Step.NOTHING),
        ("ABORTED ABORTED", False, Step.NOTHING),
        ("FAILED FAILED FAILED", True, Step.NOTHING),
        ("OK FAILED", True, Step.RECOVER),
        ("DOUBTFUL FAILED", True, Step.RECOVER),
        ("ABORTED RUNNING OK", True, Step.RECOVER),
        ("FAILED OK", True, Step.NOTHING),
        ("ABORTED", True, Step.NOTHING),
        ("OK FAILED FAILED", False, Step.NOTHING),
    ],
)
def test_what_happens_to_an_alarm(outcomes: str, raised: bool, step: Step) -> None:  # noqa: FBT001 - of the table
    assert decide(history(*outcomes.split()), raised=raised) is step


HISTORIES = st.lists(st.sampled_from(OUTCOMES), max_size=12)


@given(HISTORIES, st.booleans())
def test_what_was_aborted_or_still_runs_changes_no_decision(
    outcomes: list[str],
    raised: bool,  # noqa: FBT001 - drawn
) -> None:
    counting = [each for each in outcomes if each not in (runs.ABORTED, runs.RUNNING)]
    assert decide(history(*outcomes), raised=raised) is decide(history(*counting), raised=raised)


@given(HISTORIES)
def test_night_after_night_alarms_alternate_and_each_has_its_reason(outcomes: list[str]) -> None:
    raised, steps = False, []
    for night in range(1, len(outcomes) + 1):
        step = decide(history(*outcomes[:night][::-1]), raised=raised)
        raised = step is Step.RAISE or (raised and step is not Step.RECOVER)
        # Asked twice in one night, it has nothing more to say.
        assert decide(history(*outcomes[:night][::-1]), raised=raised) is Step.NOTHING
        if step is not Step.NOTHING:
            steps.append((step, judged(history(*outcomes[:night][::-1]))))
    kinds = [step for step, _ in steps]
    assert kinds == [Step.RAISE, Step.RECOVER] * (len(kinds) // 2) + [Step.RAISE] * (len(kinds) % 2)
    for step, counting in steps:
        newest = [run.outcome for run in counting[:2]]
        assert newest == [runs.FAILED] * 2 if step is Step.RAISE else counting[0].was_read


# What is kept and sent


def test_the_second_failed_crawl_raises_one_alarm_and_the_first_good_one_ends_it(
    home: Home, server: MailServer
) -> None:
    crawled(home.store, "nrw_amt", "OK", "FAILED")
    assert told(home) == AlarmReport()
    crawled(home.store, "nrw_amt", "ABORTED", "FAILED")
    assert told(home).failing == ("nrw_amt",)
    assert told(home) == AlarmReport()
    assert [report.state for report in send_alarms(home, NOON)] == ["SENT"]
    crawled(home.store, "nrw_amt", "FAILED", "FAILED")
    assert told(home, after=1) == AlarmReport()
    crawled(home.store, "nrw_amt", "DOUBTFUL")
    assert told(home, after=2).recovered == ("nrw_amt",)
    assert told(home, after=2) == AlarmReport()
    send_alarms(home, NOON + 2 * DAY)
    first, second = letters(server)
    assert "nicht gelesen seit 19.12.2026" in first
    assert "https://amt.example/liste" in first
    assert "scout sources nrw_amt" in first
    assert "scout collect nrw_amt --replay failed/nrw_amt" in first
    assert "Amt für Proben (nrw_amt): gelesen am 19.12.2026" in second
    crawled(home.store, "nrw_amt", "FAILED", "FAILED")
    assert told(home, after=9).failing == ("nrw_amt",)


def read_with_doubts(store: Store, name: str, day: int, outcome: str = runs.DOUBTFUL) -> None:
    doubt = Finding("http_500", "HTTP 500", "https://amt.example/tot", Weight.DOUBT)
    at = NOON + day * DAY
    with store.writing() as connection:
        run_id = runs.begin(connection, name, at)
        runs.finish(
            connection, run_id, now=at, outcome=outcome, items=5, fill={}, findings=(doubt,)
        )


def test_two_weeks_of_doubts_are_told_once_and_once_that_they_are_over(
    home: Home, server: MailServer
) -> None:
    read_with_doubts(home.store, "nrw_amt", 0, runs.OK)
    for day in range(1, 15):
        read_with_doubts(home.store, "nrw_amt", day)
        assert told(home, after=day) == AlarmReport()
    read_with_doubts(home.store, "nrw_amt", 15)
    assert told(home, after=15).failing == ("nrw_amt",)
    send_alarms(home, NOON + 15 * DAY)
    read_with_doubts(home.store, "nrw_amt", 16)
    assert told(home, after=16) == AlarmReport()
    read_with_doubts(home.store, "nrw_amt", 17, runs.OK)
    assert told(home, after=17).recovered == ("nrw_amt",)
    read_with_doubts(home.store, "nrw_amt", 18)
    assert told(home, after=18) == AlarmReport()
    send_alarms(home, NOON + 18 * DAY)
    first, second = letters(server)
    assert "kein einwandfreier Abruf seit 20.12.2026" in first
    assert "https://amt.example/tot" in first
    assert "Nicht lesbar" not in first
    assert "Amt für Proben (nrw_amt): gelesen am" in second
    subjects = [mail["Subject"] for mail in server.messages[OPERATOR]]
    assert subjects[0].startswith("Förderscout: 1 Quelle lange nur mit Zweifeln – ")


def test_a_source_that_is_seldom_read_is_not_doubtful_by_waiting(home: Home) -> None:
    read_with_doubts(home.store, "nrw_amt", 0)
    assert told(home, after=40) == AlarmReport()
    read_with_doubts(home.store, "nrw_amt", 41)
    assert told(home, after=41).failing == ("nrw_amt",)


def test_one_that_fails_in_between_is_told_of_once_until_its_doubts_end(home: Home) -> None:
    for day in (0, 15):
        read_with_doubts(home.store, "nrw_amt", day)
    assert told(home, after=15).failing == ("nrw_amt",)
    for day, outcome in ((16, runs.FAILED), (17, runs.FAILED), (18, runs.DOUBTFUL)):
        read_with_doubts(home.store, "nrw_amt", day, outcome)
        assert told(home, after=day) == AlarmReport()


def test_sources_that_fail_in_one_night_stand_in_one_mail(home: Home, server: MailServer) -> None:
    for each in SOURCES:
        crawled(home.store, each.name, "FAILED", "FAILED")
    assert told(home).failing == ("nrw_amt", "eu_amt")
    send_alarms(home, NOON)
    (text,) = letters(server)
    assert "Amt für Proben" in text
    assert "noch nie gelesen" in text
    assert "Portal (eu_amt)" in text
    (mail,) = server.messages[OPERATOR]
    assert mail["Subject"] == "Förderscout: 2 Quellen nicht lesbar – 19.12.2026"
    assert mail.get_content_type() == "text/plain"
    assert mail["List-Unsubscribe"] is None


def test_without_an_operator_alarms_are_noted_and_told_once_there_is_one(
    home: Home, server: MailServer
) -> None:
    crawled(home.store, "nrw_amt", "FAILED", "FAILED")
    quiet = replace(home, settings=Settings(mail=server.settings()))
    assert told(quiet) == AlarmReport(failing=("nrw_amt",))
    assert told(quiet) == AlarmReport()
    assert queued(home) == []
    with home.store.reading() as connection:
        assert alarms.standing(connection)["nrw_amt"].raised_at == NOON
    assert told(home, after=1).failing == ("nrw_amt",)
    assert told(home, after=1) == AlarmReport()
    with home.store.reading() as connection:
        assert alarms.standing(connection)["nrw_amt"].raised_at == NOON


def test_a_mail_that_failed_in_the_end_has_told_nothing(home: Home, server: MailServer) -> None:
    crawled(home.store, "nrw_amt", "FAILED", "FAILED")
    server.answers[RCPT] = "550 5.1.1 unknown"
    told(home)
    assert [report.state for report in send_alarms(home, NOON)] == ["FAILED"]
    server.answers.clear()
    assert told(home, after=1).failing == ("nrw_amt",)
    send_alarms(home, NOON + DAY)
    assert len(letters(server)) == 1
    assert told(home, after=2) == AlarmReport()


def test_a_source_that_recovers_before_anybody_was_told_of_it_ends_without_a_word(
    home: Home, server: MailServer
) -> None:
    crawled(home.store, "nrw_amt", "FAILED", "FAILED")
    server.answers[RCPT] = "550 5.1.1 unknown"
    told(home)
    send_alarms(home, NOON)
    crawled(home.store, "nrw_amt", "OK")
    assert told(home, after=1) == AlarmReport()
    with home.store.reading() as connection:
        assert alarms.standing(connection) == {}


def test_a_mail_server_that_is_away_costs_no_alarm(home: Home, server: MailServer) -> None:
    crawled(home.store, "nrw_amt", "FAILED", "FAILED")
    server.answers[RCPT] = "451 4.3.0 later"
    told(home)
    assert [report.state for report in send_alarms(home, NOON)] == ["RETRY"]
    server.answers.clear()
    assert told(home) == AlarmReport()
    assert [report.state for report in digest_run.deliver(home, NOON + DAY / 4)] == ["SENT"]
    assert len(letters(server)) == 1


def test_an_alarm_to_who_is_no_longer_the_operator_goes_to_the_new_one(
    home: Home, server: MailServer
) -> None:
    crawled(home.store, "nrw_amt", "FAILED", "FAILED")
    told(home)
    other = OperatorSettings(email="neu@kreis.example")
    moved = replace(home, settings=home.settings.model_copy(update={"operator": other}))
    assert send_alarms(moved, NOON) == []
    assert told(moved).failing == ("nrw_amt",)
    assert [report.recipient for report in send_alarms(moved, NOON)] == ["neu@kreis.example"]


WATCH = """
import sys
from pathlib import Path
from scout.alarm_run import alarm
from scout.home import Home
from scout.store.engine import open_store
from tests.test_alarms import NOON, OPERATOR, SOURCES, OperatorSettings, Settings
home = Path(sys.argv[1])
settings = Settings(operator=OperatorSettings(email=OPERATOR))
store = open_store(home, sys.argv[2])
print(alarm(Home(home, settings, store), NOON, SOURCES).failing)
"""


def test_processes_at_once_tell_it_once(home: Home, database_url: str) -> None:
    crawled(home.store, "nrw_amt", "FAILED", "FAILED")
    command = [sys.executable, "-c", WATCH, str(home.folder), database_url]
    at_once = [
        subprocess.Popen(command, stdout=subprocess.PIPE, text=True, cwd=ROOT) for _ in range(4)
    ]
    said = sorted(process.communicate(timeout=60)[0].strip() for process in at_once)
    assert said == ["()"] * 3 + ["('nrw_amt',)"] or said == ["('nrw_amt',)"] + ["()"] * 3
    assert len(queued(home)) == 1


def test_what_breaks_before_the_mail_is_queued_leaves_no_alarm(
    home: Home, monkeypatch: pytest.MonkeyPatch
) -> None:
    crawled(home.store, "nrw_amt", "FAILED", "FAILED")

    def broken(*_: object) -> None:
        raise LookupError

    with monkeypatch.context() as patch:
        patch.setattr(alarms, "begin", broken)
        with pytest.raises(LookupError):
            told(home)
    assert queued(home) == []
    assert told(home).failing == ("nrw_amt",)


def test_an_operator_who_is_a_recipient_gets_her_digest_whatever_becomes_of_the_alarm(
    home: Home, server: MailServer
) -> None:
    plan = Strategy(
        applicants=(applicant(),),
        projects=(project("glasfaser", title="Glasfaser für Schulen"),),
        recipients=(recipient(OPERATOR.upper(), frequency=Frequency.DAILY),),
    )
    with home.store.writing() as connection:
        strategy.save(connection, plan)
    home.folder.mkdir(exist_ok=True)
    bring(home.store, home.folder, [funding_call("g1", title="Glasfaser für Schulen")], NOON)
    from scout import jobs  # noqa: PLC0415 - loads scikit-learn, which only this test needs

    jobs.read(home, lambda _what, _count: None)
    jobs.match(home, NOON)
    crawled(home.store, "nrw_amt", "FAILED", "FAILED")
    server.answers[RCPT] = "451 4.3.0 later"
    told(home)
    send_alarms(home, NOON)
    server.answers.clear()
    (report,) = digest(home, NOON)
    assert report.state == "SENT"
    kinds = [each.message.kind for each in queued(home)]
    assert kinds == [MessageKind.ALARM, MessageKind.DIGEST]
    (report,) = digest(home, NOON)
    assert report.state == "NOT_DUE"


# What the mail says


@given(
    st.lists(
        st.builds(
            Finding,
            st.sampled_from(["bot_wall", "http_500", "new\ncode"]),
            st.text(),
            st.none() | st.text(),
            st.sampled_from(Weight),
        ),
        max_size=12,
    ),
    st.text(max_size=40),
)
def test_what_a_source_says_stays_on_its_line(findings: Sequence[Finding], title: str) -> None:
    run = built_run(runs.FAILED, findings=tuple(findings))
    quiet = built_run(runs.FAILED, findings=())
    trouble = Trouble(source("probe", title=title), (run, run), None)
    calm = Trouble(source("probe", title="x"), (quiet, quiet), None)
    found = letter([trouble], [], TODAY, 14)
    reasons = min(sum(each.weight is Weight.FAILURE for each in findings), 3)
    pages = len(pages_at_fault([run]))
    expected = len(letter([calm], [], TODAY, 14).text.splitlines())
    expected += 2 * (max(reasons, 1) - 1) + (pages + 1 if pages else 0)
    assert len(found.text.splitlines()) == expected
    assert all(char.isprintable() for char in found.text.replace("\n", ""))
    assert all(len(line) < 700 for line in found.text.splitlines())


def test_the_operator_reads_what_is_kept_and_for_how_long() -> None:
    run = built_run(runs.FAILED, findings=(WALL,))
    trouble = Trouble(source("probe"), (run, run), built_run())
    text = letter([trouble], [], TODAY, 14).text
    assert "liegen 14 Tage lang ohne Angaben" in text
    assert "die Quelle verlangt einen Menschen am Bildschirm (bot_wall: the page asks" in text
    assert "--replay" not in letter([trouble], [], TODAY, 0).text
