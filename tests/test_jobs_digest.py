from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime, timedelta
from email import message_from_bytes, policy
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Connection, func, select

from scout import digest_run, issue, jobs
from scout.delivery import post
from scout.digest.compose import Digest
from scout.digest.render import Rendered, render
from scout.digest_run import DigestReport
from scout.domain import Frequency, FundingCall, Link, Strategy, Verdict
from scout.errors import UsageError
from scout.home import Home
from scout.messages import Delivery, DeliveryState, Message
from scout.settings import Settings
from scout.store import deliveries, strategy, tables, told
from scout.store.deliveries import Outgoing
from scout.store.engine import open_store
from scout.store.told import Knowledge
from tests.builders import NOON, applicant, bring, funding_call, project, recipient

ANNA, BERND = "anna@kreis.example", "bernd@kreis.example"
PLAN = Strategy(
    applicants=(applicant(),),
    projects=(
        project(
            "glasfaser",
            title="Glasfaser für Schulen",
            description="Alle Schulen und Rathäuser werden mit Glasfaser angebunden.",
        ),
        project(
            "pflege",
            title="Digitale Altenpflege",
            field="Soziales",
            description="Assistenzsysteme helfen in der ambulanten Pflege.",
        ),
    ),
    recipients=(
        recipient(ANNA, projects=("glasfaser",), frequency=Frequency.DAILY),
        recipient(BERND, name="Bernd Çelik", all=True),
    ),
)
TEXTS = {
    "g1": "Gefördert wird die Anbindung von Schulen an Glasfaser.",
    "g2": "Gemeinden erhalten Zuschüsse für Glasfaser in Rathäusern.",
    "p1": "Unterstützt werden Assistenzsysteme in der ambulanten Altenpflege.",
    "x1": "Gefördert werden Löschteiche und Hydranten im Wald.",
}


def call(key: str, deadline: str = "", **values: object) -> FundingCall:
    texts = {"Kurztext": TEXTS[key]} | ({"Fristen": deadline} if deadline else {})
    title = TEXTS[key].split(" ", 2)[2].rstrip(".")
    return replace(funding_call(key, title=title, texts=texts), **values)


def test_a_frozen_message_that_cannot_be_written_stops_nobody(
    home: Home, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    bring(home.store, tmp_path, [call("g1"), call("p1")], NOON)
    jobs.read(home, lambda *_: None)
    jobs.match(home, NOON)
    whole = post.to_mime

    def broken(message: Message, settings: object) -> bytes:
        if message.recipient_email == ANNA:
            raise UnicodeEncodeError("ascii", "ü", 0, 1, "no")
        return whole(message, settings)  # type: ignore[arg-type]

    monkeypatch.setattr(post, "to_mime", broken)
    for moment in (NOON, NOON + timedelta(days=7)):
        reports: list[DigestReport] = []
        with pytest.raises(UnicodeEncodeError):
            reports.extend(_collected(reports, digest_run.digest(home, moment)))
        assert BERND in [each.recipient for each in reports]
    monkeypatch.setattr(post, "to_mime", whole)
    later = list(digest_run.digest(home, NOON + timedelta(days=14)))
    hers = [each.state for each in later if each.recipient == ANNA]
    assert hers == ["FAILED", "SENT"], "the old one tells of another day"


def _collected(into: list[DigestReport], reports: Iterator[DigestReport]) -> list[DigestReport]:
    for report in reports:
        into.append(report)  # noqa: PERF402 - what came before the error counts
    return []


def test_what_a_source_of_which_nobody_was_told_moved_is_told_as_a_fact(
    home: Home, tmp_path: Path
) -> None:
    who = "Antragsberechtigt sind Kreise, Städte und Gemeinden in Nordrhein-Westfalen."

    def night(moment: datetime, until: str) -> None:
        texts = {
            "Kurztext": TEXTS["g1"],
            "Fristen": "Anträge sind bis zum 30. Juni 2027 zu stellen.",
            "Rechtliche Voraussetzungen": who,
        }
        first = funding_call("g1", title=call("g1").title, texts=texts)
        moved = call("g1", f"Anträge sind bis zum {until} zu stellen.")
        link = Link("Richtlinie", first.url)
        url = "https://bank.example/b1"
        second = replace(moved, source="zweite", key="b1", url=url, links=(link,))
        bring(home.store, tmp_path, [first], moment)
        bring(home.store, tmp_path, [second], moment, name="zweite")
        jobs.read(home, lambda *_: None)
        assert jobs.group(home).groups == 1
        jobs.match(home, moment)

    night(NOON, "30. Juni 2027")
    list(digest_run.digest(home, NOON))
    later = NOON + timedelta(days=7)
    night(later, "31. Juli 2027")
    (report, *_) = digest_run.digest(home, later)
    assert (report.recipient, report.changed) == (ANNA, 1)
    assert report.path is not None
    text = Path(report.path).with_suffix(".txt").read_text("utf-8")
    assert "  Frist: bei zweite 30.06.2027 → 31.07.2027\n" in text
    assert "geändert" not in text


def test_before_the_first_match_there_is_no_first_issue(home: Home, tmp_path: Path) -> None:
    bring(home.store, tmp_path, [call("g1")], NOON)
    list(digest_run.digest(home, NOON))
    with home.store.reading() as connection:
        assert told.first_issue_projects(connection, ANNA) == set()


def test_an_address_in_another_case_is_the_same_reader(home: Home, tmp_path: Path) -> None:
    bring(home.store, tmp_path, [call("g1"), call("p1")], NOON)
    jobs.read(home, lambda *_: None)
    jobs.match(home, NOON)
    assert [each.state for each in digest_run.digest(home, NOON)] == ["SENT", "SENT"]
    renamed = [replace(each, email=each.email.title()) for each in PLAN.recipients]
    with home.store.writing() as connection:
        strategy.save(connection, replace(PLAN, recipients=tuple(renamed)))
    again = list(digest_run.digest(home, NOON + timedelta(days=7)))
    assert [each.state for each in again] == ["NOTHING_NEW", "NOTHING_NEW"]


def test_a_mail_that_would_be_cut_carries_fewer_calls_and_the_rest_waits(
    home: Home, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(issue, "LARGEST_HTML", 60_000)
    entity = '&"' * 160
    many = [
        replace(
            call("g1"),
            key=f"g{n}",
            title=f"Glasfaser {n} {entity}",
            url=f"https://x.de/{n}?{'a' * 1800}",
        )
        for n in range(60)
    ]
    bring(home.store, tmp_path, many, NOON)
    jobs.read(home, lambda *_: None)
    jobs.match(home, NOON)
    with home.store.writing() as connection:
        told.remember(connection, ANNA, NOON.date(), Knowledge(projects=("glasfaser",)))
    (report,) = digest_run.digest(home, NOON, only=ANNA)
    assert report.path is not None
    size = len(report.path.with_suffix(".html").read_bytes())
    assert size <= 60_000
    assert 0 < report.new < 25
    assert report.new + report.waiting == 60


@pytest.fixture
def home(tmp_path: Path, database_url: str) -> Iterator[Home]:
    folder = tmp_path / "heim"
    store = open_store(folder, database_url)
    with store.writing() as connection:
        strategy.save(connection, PLAN)
    yield Home(folder, Settings(), store)
    store.close()


def night(home: Home, now: datetime, *found: FundingCall, verdict: Verdict = Verdict.OK) -> None:
    bring(home.store, home.folder, found, now, verdict=verdict)
    jobs.read(home, lambda _what, _count: None)
    jobs.match(home, now)


def digest(
    home: Home, now: datetime, *, only: str | None = None, dry_run: bool = False
) -> dict[str, DigestReport]:
    return {
        report.recipient: report
        for report in digest_run.digest(home, now, only=only, dry_run=dry_run)
    }


def outbox(home: Home) -> dict[str, list[str]]:
    """Return the text parts of all mails that lie in the outbox, by recipient."""
    found: dict[str, list[str]] = {}
    for path in sorted(home.outbox.glob("*.eml")):
        mail = message_from_bytes(path.read_bytes(), policy=policy.default)
        part = next(iter(mail.iter_parts()))  # type: ignore[attr-defined]
        found.setdefault(mail["To"].addresses[0].addr_spec, []).append(part.get_content())
    return found


def message_ids(home: Home) -> list[str]:
    return [
        str(message_from_bytes(path.read_bytes(), policy=policy.default)["Message-ID"])
        for path in home.outbox.glob("*.eml")
    ]


def waiting(home: Home) -> list[Message]:
    with home.store.reading() as connection:
        return [each.message for each in deliveries.on_their_way(connection)]


def kept(home: Home) -> list[int | None]:
    """Count what digests keep: messages, told calls, first issues."""
    with home.store.reading() as connection:
        return [
            connection.scalar(select(func.count()).select_from(table))
            for table in (tables.messages, tables.delivered, tables.first_issues)
        ]


def states(reports: dict[str, DigestReport]) -> dict[str, str]:
    return {email: report.state for email, report in reports.items()}


def test_from_the_source_to_the_mail(home: Home) -> None:
    night(home, NOON, call("g1", "Anträge können bis zum 31.12.2026 gestellt werden."), call("x1"))
    reports = digest(home, NOON)
    assert states(reports) == {ANNA: "SENT", BERND: "SENT"}
    assert {report.new for report in reports.values()} == {1}
    texts = outbox(home)
    assert {email: len(found) for email, found in texts.items()} == {ANNA: 1, BERND: 1}
    assert "die Anbindung von Schulen an Glasfaser\n" in texts[ANNA][0]
    assert "Frist: 31.12.2026 (noch 12 Tage)" in texts[ANNA][0]
    assert "„Anträge können bis zum 31.12.2026 gestellt werden.“" in texts[ANNA][0]
    assert "„Gefördert wird die Anbindung von Schulen an Glasfaser.“" in texts[ANNA][0]
    assert "Guten Tag Bernd Çelik," in texts[BERND][0]
    assert "Hydranten" not in texts[BERND][0]
    assert "noch nie gelesen" in texts[ANNA][0]
    assert len(set(message_ids(home))) == 2
    path = reports[ANNA].path
    assert path is not None
    assert path.with_suffix(".txt").read_text() == texts[ANNA][0]
    assert waiting(home) == []


def test_a_second_run_of_the_same_day_sends_nothing(home: Home) -> None:
    night(home, NOON, call("g1"))
    digest(home, NOON)
    before = kept(home), sorted(path.name for path in home.outbox.iterdir())
    assert states(digest(home, NOON)) == {ANNA: "NOT_DUE", BERND: "NOT_DUE"}
    assert states(digest(home, NOON, only=ANNA)) == {ANNA: "NOTHING_NEW"}
    assert (kept(home), sorted(path.name for path in home.outbox.iterdir())) == before


def test_each_hears_in_her_own_period_of_all_that_came_meanwhile(home: Home) -> None:
    # The 19th of December 2026 is a Saturday; a new week begins on the 21st.
    night(home, NOON, call("g1"))
    digest(home, NOON)
    sunday, monday = NOON + timedelta(days=1), NOON + timedelta(days=2)
    night(home, sunday, call("g1"), call("g2"), call("p1"))
    reports = digest(home, sunday)
    assert states(reports) == {ANNA: "SENT", BERND: "NOT_DUE"}
    assert reports[ANNA].new == 1
    reports = digest(home, monday)
    assert states(reports) == {ANNA: "NOTHING_NEW", BERND: "SENT"}
    assert reports[BERND].new == 2
    assert [len(found) for found in outbox(home).values()] == [2, 2]


def test_a_missed_week_and_a_failed_crawl_lose_nothing(home: Home) -> None:
    night(home, NOON, call("g1"))
    digest(home, NOON)
    night(home, NOON + timedelta(days=1), call("g1"), call("g2"))
    night(home, NOON + timedelta(days=20), verdict=Verdict.FAILED)
    reports = digest(home, NOON + timedelta(days=21))
    assert (reports[ANNA].new, reports[ANNA].changed) == (1, 0)
    assert "Zuschüsse für Glasfaser in Rathäusern" in outbox(home)[ANNA][1]
    night(home, NOON + timedelta(days=22), call("g1"), call("g2"))
    assert states(digest(home, NOON + timedelta(days=22))) == {
        ANNA: "NOTHING_NEW",
        BERND: "NOT_DUE",
    }


def test_a_known_call_that_is_closed_and_one_that_left_are_told_as_changes(home: Home) -> None:
    open_until = "Anträge können bis zum 31.03.2027 gestellt werden."
    night(home, NOON, call("g1"), call("g2", open_until))
    digest(home, NOON)
    closed = call("g1", "Die Antragstellung ist beendet.")
    tomorrow = NOON + timedelta(days=1)
    night(home, tomorrow, closed)
    report = digest(home, tomorrow)[ANNA]
    assert (report.state, report.new, report.changed) == ("SENT", 0, 2)
    assert report.subject == "Fördermittel: 2 Änderungen – 20.12.2026"
    text = outbox(home)[ANNA][1]
    assert "Jetzt: beendet\n  Fristen: neu angegeben\n" in text
    assert "jetzt: „Die Antragstellung ist beendet.“" in text
    assert "Jetzt: nicht mehr gelistet · Frist: 31.03.2027 (noch 101 Tage)" in text
    assert "steht nicht mehr in der Liste der Quelle" in text
    assert digest(home, tomorrow, only=ANNA)[ANNA].state == "NOTHING_NEW"


def test_one_recipient_can_be_written_to_alone(home: Home) -> None:
    night(home, NOON, call("g1"))
    assert states(digest(home, NOON, only=BERND.upper())) == {BERND: "SENT"}
    assert list(outbox(home)) == [BERND]
    assert states(digest(home, NOON)) == {ANNA: "SENT", BERND: "NOT_DUE"}


def test_a_recipient_that_nobody_knows_is_an_error_of_the_user(home: Home) -> None:
    with pytest.raises(UsageError, match=r"anna@kreis\.example, bernd@kreis\.example"):
        digest(home, NOON, only="carla@kreis.example")
    assert not home.outbox.exists()


def test_a_dry_run_shows_the_mail_and_keeps_nothing(home: Home) -> None:
    night(home, NOON, call("g1"))
    reports = digest(home, NOON, dry_run=True)
    assert states(reports) == {ANNA: "DRY_RUN", BERND: "DRY_RUN"}
    assert reports[ANNA].path is None
    assert kept(home) == [0, 0, 0]
    assert not home.outbox.exists()
    shown = reports[ANNA].text
    digest(home, NOON)
    assert outbox(home)[ANNA] == [shown]


def test_a_dry_run_leaves_alone_what_waits_to_go_out(home: Home) -> None:
    night(home, NOON, call("g1"))
    home.outbox.write_text("im Weg")
    digest(home, NOON)
    home.outbox.unlink()
    before = waiting(home)
    digest(home, NOON, dry_run=True)
    assert waiting(home) == before
    assert len(before) == 2
    assert not home.outbox.exists()


def test_what_comes_after_a_quiet_first_day_is_told(home: Home) -> None:
    night(home, NOON, call("x1"))
    assert states(digest(home, NOON)) == {ANNA: "NOTHING_NEW", BERND: "NOTHING_NEW"}
    assert kept(home)[0] == 0
    night(home, NOON, call("x1"), call("g1"))
    assert states(digest(home, NOON)) == {ANNA: "SENT", BERND: "SENT"}


def test_an_outbox_that_cannot_be_written_keeps_the_mail_for_next_time(home: Home) -> None:
    night(home, NOON, call("g1"))
    home.outbox.write_text("im Weg")
    reports = digest(home, NOON)
    assert states(reports) == {ANNA: "RETRY", BERND: "RETRY"}
    assert "outbox" in (reports[ANNA].error or "")
    frozen = {mail.message_id for mail in waiting(home)}
    assert len(frozen) == 2
    home.outbox.unlink()
    found = list(digest_run.digest(home, NOON + timedelta(minutes=5)))
    assert [(report.recipient, report.state) for report in found] == [
        (ANNA, "SENT"),
        (BERND, "SENT"),
        (ANNA, "NOT_DUE"),
        (BERND, "NOT_DUE"),
    ]
    assert set(message_ids(home)) == frozen
    assert waiting(home) == []


class CrashError(Exception):
    pass


def test_a_crash_before_writing_sends_exactly_that_mail_next_time(
    home: Home, monkeypatch: pytest.MonkeyPatch
) -> None:
    night(home, NOON, call("g1"))

    def crash(*_: object, **__: object) -> Path:
        raise CrashError

    with monkeypatch.context() as patch:
        patch.setattr(post, "write_message", crash)
        with pytest.raises(CrashError):
            digest(home, NOON, only=ANNA)
    (frozen,) = waiting(home)
    assert not home.outbox.exists()
    # Something new has come since; the frozen mail does not know it, and the next one does.
    tomorrow = NOON + timedelta(days=1)
    night(home, tomorrow, call("g1"), call("g2"))
    reports = list(digest_run.digest(home, tomorrow, only=ANNA))
    assert [(report.state, report.new) for report in reports] == [("SENT", 0), ("SENT", 1)]
    first, second = outbox(home)[ANNA]
    assert first == frozen.text
    assert "die Anbindung von Schulen an Glasfaser\n" in first
    assert "die Anbindung von Schulen an Glasfaser\n" not in second
    assert "Zuschüsse für Glasfaser in Rathäusern\n" in second
    assert frozen.message_id in message_ids(home)
    assert states(digest(home, tomorrow, only=ANNA)) == {ANNA: "NOTHING_NEW"}


def test_a_crash_after_writing_writes_the_same_file_again(
    home: Home, monkeypatch: pytest.MonkeyPatch
) -> None:
    night(home, NOON, call("g1"))

    move = deliveries.move

    def crash(connection: Connection, outgoing: Outgoing, delivery: Delivery) -> None:
        if delivery.state is DeliveryState.SENT:
            raise CrashError
        move(connection, outgoing, delivery)

    with monkeypatch.context() as patch:
        patch.setattr(deliveries, "move", crash)
        with pytest.raises(CrashError):
            digest(home, NOON, only=ANNA)
    before = {path.name: path.read_bytes() for path in home.outbox.iterdir()}
    assert len(before) == 3
    assert states(digest(home, NOON + timedelta(days=1), only=ANNA)) == {ANNA: "NOTHING_NEW"}
    assert {path.name: path.read_bytes() for path in home.outbox.iterdir()} == before
    assert waiting(home) == []


def test_one_recipient_that_fails_stops_no_other_and_is_raised_at_the_end(
    home: Home, monkeypatch: pytest.MonkeyPatch
) -> None:
    night(home, NOON, call("g1"))

    def picky(found: Digest, *rest: Any) -> Rendered:
        if found.recipient.email == ANNA:
            raise CrashError
        return render(found, *rest)

    reports = []
    with monkeypatch.context() as patch:
        patch.setattr(issue, "render", picky)
        running = digest_run.digest(home, NOON)
        reports.append(next(running))
        with pytest.raises(CrashError):
            next(running)
    assert [(report.recipient, report.state) for report in reports] == [(BERND, "SENT")]
    assert states(digest(home, NOON)) == {ANNA: "SENT", BERND: "NOT_DUE"}
    assert [len(found) for found in outbox(home).values()] == [1, 1]


HOLD = """
import sys
from pathlib import Path
from scout.store.engine import open_store
store = open_store(Path(sys.argv[1]), sys.argv[2])
with store.lock("digest") as free:
    print(free, flush=True)
    sys.stdin.read()
"""


def test_two_processes_never_write_digests_at_once(
    home: Home, database_url: str, tmp_path: Path
) -> None:
    night(home, NOON, call("g1"))
    # A server is shared by homes; a file is that of one.
    other_home = tmp_path / "anderswo" if database_url else home.folder
    command = [sys.executable, "-c", HOLD, str(other_home), database_url]
    with subprocess.Popen(
        command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as other:
        assert other.stdout is not None
        assert other.stdout.readline() == "True\n"
        with pytest.raises(UsageError, match="another process is writing digests"):
            digest(home, NOON)
        assert kept(home) == [0, 0, 0]
        other.communicate("")
    assert states(digest(home, NOON)) == {ANNA: "SENT", BERND: "SENT"}


def test_the_lock_is_free_again_when_the_digest_is_done(home: Home) -> None:
    digest(home, NOON)
    with home.store.lock("digest") as free:
        assert free


def test_a_project_added_later_comes_with_a_first_issue(home: Home) -> None:
    with home.store.writing() as connection:
        strategy.save(connection, replace(PLAN, projects=PLAN.projects[:1]))
    night(home, NOON, call("g1"), call("p1"))
    assert digest(home, NOON, only=BERND)[BERND].new == 1
    with home.store.writing() as connection:
        strategy.save(connection, PLAN)
    tomorrow = NOON + timedelta(days=1)
    night(home, tomorrow, call("g1"), call("p1"))
    report = digest(home, tomorrow, only=BERND)[BERND]
    assert (report.state, report.new) == ("SENT", 1)
    assert "Assistenzsysteme in der ambulanten Altenpflege" in outbox(home)[BERND][-1]
    with home.store.reading() as connection:
        first = told.first_issue_projects(connection, BERND)
    assert first == {"glasfaser", "pflege"}


def test_only_the_asked_for_get_what_was_left_lying(
    home: Home, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    bring(home.store, tmp_path, [call("g1"), call("p1")], NOON)
    jobs.read(home, lambda *_: None)
    jobs.match(home, NOON)
    home.outbox.write_text("in the way")
    assert {each.state for each in digest_run.digest(home, NOON)} == {"RETRY"}
    home.outbox.unlink()
    later = NOON + timedelta(minutes=5)
    mine = [(each.recipient, each.state) for each in digest_run.digest(home, later, only=BERND)]
    assert mine == [(BERND, "SENT"), (BERND, "NOTHING_NEW")]
    without_anna = replace(PLAN, recipients=PLAN.recipients[1:])
    with home.store.writing() as connection:
        strategy.save(connection, without_anna)
    assert ANNA not in [each.recipient for each in digest_run.digest(home, later)]
    assert len(list(home.outbox.glob("*.eml"))) == 1
