"""Weeks of an office, from the source to the mail: nothing is lost, nothing comes twice."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import closing
from datetime import UTC, date, datetime, timedelta
from email import message_from_bytes, policy
from pathlib import Path

import pytest

from scout import digest_run, jobs
from scout.clock import GERMANY, day_of
from scout.digest_run import DigestReport, DigestSlot
from scout.domain import Frequency, FundingCall, Strategy
from scout.home import Home
from scout.schedule import DIGEST, moments, scheduled_jobs
from scout.settings import ScheduleSettings, Settings
from scout.store import strategy, told
from scout.store.engine import open_store
from scout.store.told import Knowledge
from tests.builders import applicant, bring, funding_call, project, recipient

ANNA, BERND = "anna@kreis.example", "bernd@stadt.example"
WEEK = timedelta(days=7)
FIRST_MONDAY = datetime(2027, 3, 15, 6, tzinfo=UTC)
WORDS = "Glasfaser Schulen Rathäuser Leitungen Kommunen Ausbau Förderung Anschluss Netze".split()


def call(number: int) -> FundingCall:
    word = WORDS[number % len(WORDS)]
    text = f"Kommunen erhalten Geld für Glasfaser in Schulen und Rathäusern: {word} {number}."
    said = {"Kurztext": text, "Fristen": "Anträge sind bis zum 30. September 2028 zu stellen."}
    return funding_call(f"k{number}", title=f"Aufruf Nummer {number}.", texts=said)


@pytest.fixture
def home(tmp_path: Path) -> Iterator[Home]:
    plan = Strategy(
        applicants=(applicant(),),
        projects=(project(),),
        recipients=(
            recipient(ANNA),
            recipient(BERND, name="Bernd", frequency=Frequency.MONTHLY),
        ),
    )
    with closing(open_store(tmp_path / "heim")) as store:
        with store.writing() as connection:
            strategy.save(connection, plan)
            for email in (ANNA, BERND):
                # They had their first issue: from now on everything that fits is told.
                known = Knowledge(projects=("glasfaser",))
                told.remember(connection, email, date(2027, 3, 1), known)
        yield Home(tmp_path / "heim", Settings(), store)


def night(home: Home, now: datetime, numbers: Sequence[int]) -> None:
    """Collect, read and match: the source lists ``numbers``."""
    bring(home.store, home.folder, [call(number) for number in numbers], now)
    jobs.read(home, lambda *_: None)
    jobs.match(home, now)


def issue(home: Home, now: datetime, frequency: Frequency = Frequency.WEEKLY) -> list[DigestReport]:
    slot = DigestSlot(frequency, day_of(now))
    return list(digest_run.digest(home, now, slot=slot))


def in_mails(home: Home) -> dict[str, Counter[int]]:
    """Return what was told, by the mails themselves: whom, what, how often."""
    found: dict[str, Counter[int]] = {}
    for path in home.outbox.glob("*.eml"):
        mail = message_from_bytes(path.read_bytes(), policy=policy.default)
        body = mail.get_body(("plain",))
        assert body is not None
        numbers = map(int, re.findall(r"^\* Aufruf Nummer (\d+)\.$", body.get_content(), re.M))
        found.setdefault(mail["To"].addresses[0].addr_spec, Counter()).update(numbers)
    return found


def once_each(numbers: Sequence[int]) -> Counter[int]:
    return Counter(dict.fromkeys(numbers, 1))


def test_sixty_new_calls_in_a_week_come_over_the_following_issues(home: Home) -> None:
    night(home, FIRST_MONDAY, range(60))
    sizes = []
    for week in range(4):
        (report,) = issue(home, FIRST_MONDAY + week * WEEK)
        sizes.append((report.state, report.new, report.waiting))
    assert sizes == [("SENT", 25, 35), ("SENT", 25, 10), ("SENT", 10, 0), ("NOTHING_NEW", 0, 0)]
    assert in_mails(home) == {ANNA: once_each(range(60))}


def test_more_than_five_issues_can_hold_come_with_the_fifth_as_a_list(home: Home) -> None:
    night(home, FIRST_MONDAY, range(150))
    reports = [issue(home, FIRST_MONDAY + week * WEEK)[0] for week in range(6)]
    assert [each.new for each in reports] == [25, 25, 25, 25, 25, 0]
    assert [each.listed for each in reports] == [0, 0, 0, 0, 25, 0]
    told_in_mails = in_mails(home)[ANNA]
    (fifth,) = [
        path for path in home.outbox.glob("*.eml") if b"weitere-aufrufe" in path.read_bytes()
    ]
    mail = message_from_bytes(fifth.read_bytes(), policy=policy.default)
    (attached,) = mail.iter_attachments()
    listed = map(int, re.findall(r"^Aufruf Nummer (\d+)\.;", attached.get_content(), re.M))
    assert told_in_mails + Counter(listed) == once_each(range(150))


def test_two_missed_weeks_are_made_up_for_by_one_issue(home: Home) -> None:
    night(home, FIRST_MONDAY, range(3))
    issue(home, FIRST_MONDAY)
    night(home, FIRST_MONDAY + 1 * WEEK, range(6))
    night(home, FIRST_MONDAY + 2 * WEEK, range(9))
    (report,) = issue(home, FIRST_MONDAY + 3 * WEEK)
    assert (report.state, report.new) == ("SENT", 6)
    assert in_mails(home) == {ANNA: once_each(range(9))}


def test_the_change_to_summer_time_loses_and_doubles_no_issue(home: Home) -> None:
    jobs_by_name = {job.name: job for job in scheduled_jobs(ScheduleSettings())}
    weekly = jobs_by_name[f"{DIGEST}{Frequency.WEEKLY}"]
    until = FIRST_MONDAY + 6 * WEEK
    due = list(moments(weekly, FIRST_MONDAY - timedelta(days=1), until))
    for number, moment in enumerate(due, start=1):
        night(home, moment - timedelta(hours=3), range(number))
        # Twice, as after a crash, and once more before the next night.
        for late in (timedelta(), timedelta(minutes=5), timedelta(hours=20)):
            issue(home, moment + late)
    local = [moment.astimezone(GERMANY) for moment in due]
    assert {(each.hour, each.minute) for each in local} == {(7, 0)}
    # 28 March is the change, 29 March is Easter Monday.
    assert [day_of(each) for each in due[:4]] == [
        date(2027, 3, 15),
        date(2027, 3, 22),
        date(2027, 3, 30),
        date(2027, 4, 5),
    ]
    assert in_mails(home) == {ANNA: once_each(range(len(due)))}
    assert len(list(home.outbox.glob("*.eml"))) == len(due)


def test_each_hears_in_her_own_rhythm_of_the_same_calls(home: Home) -> None:
    for week in range(6):
        now = FIRST_MONDAY + week * WEEK
        night(home, now, range(2 * week + 2))
        issue(home, now)
        if week in (0, 4):
            issue(home, now, Frequency.MONTHLY)
    assert in_mails(home) == {ANNA: once_each(range(12)), BERND: once_each(range(10))}


def test_a_mail_that_expires_in_the_run_of_others_is_written_anew(home: Home) -> None:
    night(home, FIRST_MONDAY, range(3))
    home.outbox.write_text("kein Ordner")
    assert [each.state for each in issue(home, FIRST_MONDAY)] == ["RETRY"]
    home.outbox.unlink()
    # The clock was down for a day: the next that runs is not her own slot.
    reports = issue(home, FIRST_MONDAY + timedelta(hours=25), Frequency.DAILY)
    assert [(each.recipient, each.state) for each in reports] == [(ANNA, "FAILED"), (ANNA, "SENT")]
    assert in_mails(home) == {ANNA: once_each(range(3))}
