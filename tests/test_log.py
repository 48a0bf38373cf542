"""No address stands in a log, whatever went wrong with whom."""

from __future__ import annotations

import io
import logging
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from sqlalchemy import insert
from sqlalchemy.exc import IntegrityError

from scheduler import Clock
from scout import digest_run, rounds
from scout.delivery.mail import Relay
from scout.delivery.outbox import Outcome
from scout.delivery.refusal import MOST_REFUSALS
from scout.home import Home
from scout.log import AddresslessFormatter, without_addresses
from scout.schedule import scheduled_jobs
from scout.settings import ScheduleSettings, Settings
from scout.store import slots, tables
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
    with caplog.at_level(logging.DEBUG):
        for number in range(MOST_REFUSALS):
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


@given(text=st.text().filter(lambda text: "@" not in text))
def test_what_names_nobody_stays_as_it_is(text: str) -> None:
    assert without_addresses(text) == text
