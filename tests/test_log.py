"""No address stands in a log, whatever went wrong with whom."""

from __future__ import annotations

import io
import logging
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from sqlalchemy import Executable, insert, text
from sqlalchemy.exc import IntegrityError

from scheduler import Clock
from scout import digest_run, rounds
from scout.delivery.mail import Relay
from scout.delivery.outbox import Outcome
from scout.delivery.refusal import MOST_REFUSALS
from scout.home import Home
from scout.log import AddresslessFormatter, log_to_stderr, without_addresses
from scout.schedule import scheduled_jobs
from scout.settings import ScheduleSettings, Settings
from scout.store import refusals, slots, tables
from scout.store.engine import Store
from scout.store.readers import StopReason
from scout.store.slots import Slot
from tests.builders import NOON
from tests.mailserver import END, MailServer, mail_server
from tests.post_office import ANNA, BERND, by_mail, days, deliver, furnish, queue, stop_of

ROOT = Path(__file__).parent.parent
OURS = ("scout", "spiders", "apscheduler", "yagmail", "sqlalchemy")


@pytest.fixture
def office(store: Store, home: Path) -> Home:
    furnish(store)
    return Home(home, Settings(), store)


@pytest.fixture
def server() -> Iterator[MailServer]:
    with mail_server() as running:
        yield running


@contextmanager
def our_log() -> Iterator[io.StringIO]:
    """Give what the program's log says while the block runs; the mail server's own is not in it."""
    written = io.StringIO()
    handler = logging.StreamHandler(written)
    handler.setFormatter(AddresslessFormatter("%(name)s: %(message)s"))
    handler.addFilter(lambda record: record.name.split(".")[0] in OURS)
    root, level = logging.getLogger(), logging.getLogger().level
    root.addHandler(handler)
    root.setLevel(logging.DEBUG)
    try:
        yield written
    finally:
        root.removeHandler(handler)
        root.setLevel(level)


def ours(caplog: pytest.LogCaptureFixture) -> list[str]:
    """Return what our code says by itself, before anything is taken out of it."""
    return [record.getMessage() for record in caplog.records if record.name.split(".")[0] in OURS]


def test_refused_put_off_and_unsure_the_log_names_nobody(
    office: Home, server: MailServer, caplog: pytest.LogCaptureFixture
) -> None:
    office = by_mail(office, server)
    server.answers |= {ANNA: f"550 5.1.1 <{ANNA}>: unknown", BERND: f"451 <{BERND}> later"}
    clock = Clock(office, lambda: datetime.now(UTC), lambda _day: ([], None))  # type: ignore[arg-type,return-value]
    with office.store.writing() as connection:
        for number in range(1, MOST_REFUSALS):
            refusals.note(connection, ANNA, datetime.now(UTC) - days(number), None)
    with caplog.at_level(logging.DEBUG):
        for number in range(3):
            queue(office, number, ANNA, now=datetime.now(UTC))
            queue(office, 10 + number, BERND, now=datetime.now(UTC))
            clock._write()
        server.answers.clear()
        server.breaks.add(END)
        queue(office, 20, BERND, now=datetime.now(UTC))
        clock._write()
    assert stop_of(office, ANNA) is StopReason.REFUSED
    said = ours(caplog)
    assert "message 1: FAILED" in said
    assert "message 2: RETRY" in said
    assert "message 7: UNSURE" in said
    assert not [line for line in said if "@" in line]


def test_a_fault_that_names_somebody_is_logged_without_her(
    office: Home, server: MailServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    office = by_mail(office, server)

    def broken(_relay: Relay, address: str, _mime: bytes) -> Outcome:
        raise LookupError(f"no way to <{address}> (sent by scout@kreis.example)")

    monkeypatch.setattr(Relay, "hand_over", broken)
    queue(office, 1)
    with our_log() as log, pytest.raises(LookupError):
        deliver(office)
    assert "delivering message 1 failed" in log.getvalue()
    assert "LookupError: no way to <[address]> (sent by [address])" in log.getvalue()
    assert "Traceback" in log.getvalue()
    assert "@" not in log.getvalue()


def test_an_error_of_the_database_does_not_tell_the_row(office: Home) -> None:
    queue(office, 1)
    values: dict[str, Any] = {
        "recipient_email": ANNA,
        "recipient_name": "Anna Lütkebohm",
        "message_id": "<20261219.00000000000000000000000000000001@kreis.example>",
    }
    values |= {"subject": "", "text": "Guten Tag Anna", "html": "", "state": "QUEUED"}
    values |= {"created_at": NOON, "issue_on": NOON.date()}
    with our_log() as log:
        twice = insert(tables.messages).values(values)
        with office.store.writing() as connection, pytest.raises(IntegrityError) as caught:
            connection.execute(twice)
        logging.getLogger("scout").error("%s", "the worst", exc_info=caught.value)
    assert "the worst" in log.getvalue()
    assert "Lütkebohm" not in log.getvalue()
    assert "Guten Tag" not in log.getvalue()
    assert "@" not in log.getvalue()


def write_twice(store: Store, statement: Executable, values: dict[str, str] | None) -> None:
    with store.writing() as connection:
        connection.execute(statement, values)
        connection.execute(statement, values)


def test_an_error_of_the_database_does_not_repeat_the_row_it_refuses(office: Home) -> None:
    """PostgreSQL's DETAIL does: "Failing row contains (…)", over as many lines as the mail has."""
    incomplete = text(
        "INSERT INTO messages (recipient_name, recipient_email, text) VALUES (:n, :e, :t)"
    )
    row = {"n": "Anna Lütkebohm", "e": ANNA, "t": "Guten Tag,\nfür Sie: Glasfaser"}
    twice = insert(tables.readers).values(recipient_email="Anna Lütkebohm", ref="eins")
    said: list[str] = []
    with our_log() as log:
        for statement, values in ((incomplete, row), (twice, None)):
            with pytest.raises(IntegrityError) as caught:
                write_twice(office.store, statement, values)
            logging.getLogger("scout").error("the worst", exc_info=caught.value)
            said += [str(caught.value), repr(caught.value.orig)]
    for each in (*said, log.getvalue()):
        assert "constraint" in each
        assert "Lütkebohm" not in each
        assert "Glasfaser" not in each
        assert "@kreis" not in each


def test_a_slot_that_failed_names_nobody(store: Store) -> None:
    job = scheduled_jobs(ScheduleSettings())[0]

    def work(_job: object, _slot: Slot) -> str:
        raise LookupError(f"nobody knows {ANNA}")

    moment = [NOON]
    assert list(rounds.run_due(store, [job], lambda: moment[0], work)) == []
    moment[0] = NOON + days(1)
    with our_log() as log:
        (slot,) = rounds.run_due(store, [job], lambda: moment[0], work)
    assert slot.summary == "LookupError: nobody knows [address]"
    with store.reading() as connection:
        kept = slots.newest(connection, job.name)
    assert kept is not None
    assert kept.summary == slot.summary
    assert "nobody knows [address]" in log.getvalue()
    assert "@" not in log.getvalue()


def test_a_digest_that_fails_names_nobody(office: Home, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(*_: object, **__: object) -> None:
        raise LookupError(f"nobody knows {ANNA}")

    monkeypatch.setattr(digest_run, "write_issue", broken)
    with our_log() as log, pytest.raises(ExceptionGroup):
        list(digest_run.digest(office, NOON))
    assert log.getvalue().count("the digest for a recipient failed") == 2
    assert "@" not in log.getvalue()


PROGRAM = """
import logging
from scout.log import log_to_stderr
log_to_stderr(logging.INFO)
try:
    raise ValueError("for anna@kreis.example")
except ValueError:
    logging.getLogger("scout").exception("to %s", "Bernd <bernd@kreis.example>")
logging.getLogger("scout").info("message 7: SENT")
"""


def test_on_standard_error_a_record_and_its_traceback_name_nobody() -> None:
    ended = subprocess.run(
        [sys.executable, "-c", PROGRAM], cwd=ROOT, capture_output=True, text=True, check=True
    )
    assert ended.stderr.startswith("ERROR scout: to Bernd <[address]>\nTraceback")
    assert ended.stderr.endswith("ValueError: for [address]\nINFO scout: message 7: SENT\n")


def run(program: str, *, code: int) -> str:
    """Run a program of its own and return what it said on standard error; nothing else was said."""
    command = [sys.executable, "-c", program]
    ended = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    assert (ended.returncode, ended.stdout) == (code, ""), ended.stderr
    return ended.stderr


PLANTED = """
import sys
sys.argv = ["program", *{words!r}]
import scheduler
from scout import digest_run
from scout.cli import main

def broken(*_, **__):
    try:
        raise KeyError("bernd@kreis.example")
    except KeyError as cause:
        error = LookupError("nobody knows <anna@kreis.example>")
        error.add_note("asked for by o'brien@kreis.example")
        raise ExceptionGroup("several", [error, ValueError("carla@kreis.example")]) from cause

digest_run.digest = scheduler.Clock.run = broken
{entry}()
"""


@pytest.mark.parametrize(
    ("entry", "words"), [("main.main", ("digest",)), ("scheduler.main", ())], ids=["scout", "clock"]
)
def test_what_nobody_caught_ends_the_program_and_names_nobody(
    tmp_path: Path, entry: str, words: tuple[str, ...]
) -> None:
    words = (*words, "--home", str(tmp_path))
    said = run(PLANTED.format(entry=entry, words=words), code=1)
    assert "Traceback (most recent call last):\n" in said
    assert "KeyError: '[address]'\n" in said
    assert "The above exception was the direct cause" in said
    assert "LookupError: nobody knows <[address]>\n" in said
    assert "asked for by [address]\n" in said
    assert "ValueError: [address]\n" in said
    assert "@" not in said


def test_a_wrong_setting_is_told_without_an_address_where_the_clock_runs(tmp_path: Path) -> None:
    (tmp_path / "scout.toml").write_text('[mail]\nsender = "Anna <anna@kreis.example>"\n')
    program = "import scheduler, sys; sys.argv = ['clock', '--home', {!r}]; scheduler.main()"
    said = run(program.format(str(tmp_path)), code=2)
    assert "line 2, mail.sender" in said
    assert "found 'Anna <[address]>'" in said
    assert "kreis" not in said


AROUND = """
import logging, threading, warnings, yagmail
from scout.log import log_to_stderr
log_to_stderr()

def work():
    raise LookupError("in a thread: anna@kreis.example")

class Left:
    def __del__(self):
        raise LookupError("nobody listens: anna@kreis.example")

thread = threading.Thread(target=work, name="of anna@kreis.example")
thread.start()
thread.join()
quiet = threading.Thread(target=lambda: exit(3))
quiet.start()
quiet.join()
Left()
warnings.warn("a warning of anna@kreis.example")
logging.getLogger("scout").error("%d mails", "anna@kreis.example")
"""


def test_threads_warnings_and_what_cannot_be_caught_or_written_name_nobody() -> None:
    said = run(AROUND, code=0)
    assert "Exception in thread of [address]:\n" in said
    assert "LookupError: in a thread: [address]\n" in said
    assert "Exception ignored in" in said
    assert "LookupError: nobody listens: [address]\n" in said
    assert "UserWarning: a warning of [address]\n" in said
    assert "a record of scout cannot be written" in said
    assert "TypeError: %d format" in said
    assert "@" not in said


def test_nobody_listens_any_more_and_nothing_is_raised() -> None:
    program = "from scout.log import log_to_stderr; import sys; log_to_stderr(); sys.stderr.close()"
    assert run(f"{program}; raise LookupError('anna@kreis.example')", code=1) == ""


def test_what_the_way_to_the_mail_server_logs_goes_through_our_log(
    office: Home, server: MailServer, capfd: pytest.CaptureFixture[str]
) -> None:
    queue(office, 1)
    deliver(by_mail(office, server))
    capfd.readouterr()
    with our_log() as log:
        logging.getLogger("yagmail.log").error("lost on the way: %s", ANNA)
    assert "yagmail.log: lost on the way: [address]" in log.getvalue()
    assert ANNA not in capfd.readouterr().err


def test_whoever_has_taken_tracebacks_over_keeps_them(monkeypatch: pytest.MonkeyPatch) -> None:
    def theirs(*_: object) -> None: ...

    for place, name in (
        (sys, "excepthook"),
        (threading, "excepthook"),
        (sys, "unraisablehook"),
    ):
        monkeypatch.setattr(place, name, theirs)
    log_to_stderr()
    assert sys.excepthook is threading.excepthook is sys.unraisablehook is theirs


def test_there_is_one_way_into_the_log() -> None:
    files = [ROOT / "scheduler.py", *(ROOT / "scout").rglob("*.py")]
    ways = [path.name for path in files if "basicConfig" in path.read_text(encoding="utf-8")]
    assert ways == ["log.py"]


@given(
    before=st.text(),
    after=st.text(),
    local=st.from_regex(r"[A-Za-z0-9._%+-]{1,20}", fullmatch=True),
)
@example("<", ">", "anna")
@example("a@", "@b", "anna")
@example("postgresql://scout:geheim", "/scout", "x")
def test_wherever_an_address_stands_it_is_taken_out(before: str, after: str, local: str) -> None:
    address = f"{local}@kreis.example"
    found = without_addresses(f"{before}{address}{after}")
    assert address not in found
    assert "[address]" in found


_PART = r"[A-Za-z0-9.!#$%&*+/?^_|~-]+"


@given(
    address=st.from_regex(
        rf"{_PART}(['`={{}}]{_PART}){{0,3}}@[a-z]{{1,9}}\.example", fullmatch=True
    ),
    around=st.sampled_from(["<>", "''", '""', "()", "  ", "[]", "=,", ":;"]),
)
@example("o'brien@kreis.example", "''")
@example("a=b{c}d@kreis.example", "=,")
def test_of_an_address_that_a_strategy_may_hold_nothing_is_left(address: str, around: str) -> None:
    before, after = around
    said = f"for {before}{address}{after} nobody"
    assert without_addresses(said) == f"for {before}[address]{after} nobody"


@pytest.mark.parametrize("word", ["a", "a'", "=", "a@"])
def test_a_long_word_takes_no_long_time(word: str) -> None:
    begun = time.process_time()
    without_addresses(word * 100_000)
    assert time.process_time() - begun < 10, "a minute and more if it grew with the square"


@given(text=st.text().filter(lambda text: "@" not in text))
def test_what_names_nobody_stays_as_it_is(text: str) -> None:
    assert without_addresses(text) == text
