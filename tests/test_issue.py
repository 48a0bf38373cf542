"""One issue as it leaves: its files, its links, and who gets none; on both databases."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing
from datetime import UTC, date, datetime, timedelta
from email import message_from_bytes, policy
from email.message import EmailMessage
from pathlib import Path
from typing import Any

import pytest
from icalendar import Calendar

from scout import digest_run, jobs
from scout.digest_run import DigestReport
from scout.domain import Frequency, FundingCall, NewsItem, Strategy
from scout.errors import UsageError
from scout.fit import Tracking, TrackingState
from scout.home import Home
from scout.issue import NOBODY, calendar_for
from scout.links import Kind, read_token
from scout.secret import address_hash
from scout.settings import DigestSettings, Settings, WebSettings
from scout.store import deliveries, news, readers, strategy, told, tracking
from scout.store.engine import open_store
from scout.store.readers import StopReason
from tests.builders import (
    NEWS_SOURCE,
    applicant,
    bring,
    bring_news,
    funding_call,
    news_match,
    project,
    recipient,
)
from tests.mailserver import mail_server

MONDAY = datetime(2026, 11, 23, 7, tzinfo=UTC)
WEEK = timedelta(days=7)
ANNA, BERND = "anna@kreis.example", "bernd@stadt.example"
TEXT = "Kommunen erhalten Geld für Glasfaser in Schulen und Rathäusern."
PUBLIC = WebSettings(public_url="https://scout.kreis.example")


def call(key: str, deadline: str = "31. März 2027") -> FundingCall:
    said = {"Kurztext": TEXT, "Fristen": f"Anträge sind bis zum {deadline} zu stellen."}
    return funding_call(key, title=f"Glasfaser {key}", texts=said)


@pytest.fixture
def home(tmp_path: Path, database_url: str) -> Iterator[Home]:
    with closing(open_store(tmp_path / "heim", database_url)) as store:
        yield Home(tmp_path / "heim", Settings(), store)


def furnish(home: Home, *found: FundingCall, now: datetime = MONDAY, **values: Any) -> None:
    """Anna reads of a project; the calls come, are read and ranked."""
    plan = Strategy(
        applicants=(applicant(),),
        projects=(project(),),
        recipients=(recipient(ANNA, **values), recipient(BERND, name="Bernd")),
    )
    with home.store.writing() as connection:
        strategy.save(connection, plan)
    bring(home.store, home.folder, found, now)
    jobs.read(home, lambda *_: None)
    jobs.match(home, now)


def with_settings(home: Home, **values: Any) -> Home:
    return Home(home.folder, Settings(**values), home.store)


def digest(home: Home, now: datetime, email: str = ANNA) -> DigestReport:
    (report,) = digest_run.digest(home, now, only=email)
    return report


def mail_of(report: DigestReport) -> EmailMessage:
    assert report.path is not None
    found = message_from_bytes(report.path.read_bytes(), policy=policy.default)
    assert isinstance(found, EmailMessage)
    return found


def files_of(report: DigestReport) -> dict[str, str]:
    return {
        str(part.get_filename()): part.get_content()
        if part.get_content_maintype() == "text"
        else part.get_payload(decode=True).decode()
        for part in mail_of(report).iter_attachments()
    }


def stop(home: Home, email: str, reason: StopReason = StopReason.UNSUBSCRIBED) -> None:
    with home.store.writing() as connection:
        readers.stop(connection, address_hash(home.secret(), email), reason, MONDAY)


def test_who_has_unsubscribed_gets_nothing_and_hears_of_all_when_she_is_back(home: Home) -> None:
    furnish(home, call("g1"))
    stop(home, ANNA.upper())
    assert digest(home, MONDAY).state == "UNSUBSCRIBED"
    assert digest(home, MONDAY, BERND).state == "SENT", "it concerns nobody else"
    with home.store.writing() as connection:
        assert readers.resume(connection, address_hash(home.secret(), ANNA))
    assert digest(home, MONDAY).new == 1


def test_a_mail_on_its_way_to_someone_who_unsubscribed_is_given_up(home: Home) -> None:
    furnish(home, call("g1"))
    home.outbox.parent.mkdir(exist_ok=True)
    home.outbox.write_text("kein Ordner")
    assert digest(home, MONDAY).state == "RETRY"
    home.outbox.unlink()
    stop(home, ANNA)
    assert list(digest_run.deliver(home, MONDAY + timedelta(hours=1))) == []
    with home.store.reading() as connection:
        (outgoing,) = deliveries.newest_messages(connection, 9)
        assert told.calls(connection, ANNA) == {}
    assert outgoing.delivery.state == "FAILED"
    assert "gets no digests any more" in str(outgoing.delivery.error)


@pytest.mark.parametrize(("sign_of_life", "state"), [(False, "NOTHING_NEW"), (True, "SENT")])
def test_nothing_new_is_a_mail_only_for_who_asked_for_it(
    home: Home, state: str, *, sign_of_life: bool
) -> None:
    furnish(home, sign_of_life=sign_of_life)
    report = digest(home, MONDAY)
    assert report.state == state
    if sign_of_life:
        assert "keine Quelle gelesen" in str(report.subject), "no source of the house was read"
    assert digest(home, MONDAY + WEEK).state == state


def touched_by_news(home: Home, title: str) -> None:
    url = "https://presse.example/n1"
    item = NewsItem(source=NEWS_SOURCE, key="n1", url=url, title=title, published_at=MONDAY)
    bring_news(home.store, home.folder, [item], MONDAY)
    with home.store.writing() as connection:
        (known,) = news.entries(connection)
        news.replace_matches(connection, [news_match(project().key, known.id)])


def test_news_that_were_no_reason_for_a_daily_mail_come_with_the_next_one(home: Home) -> None:
    furnish(home, frequency=Frequency.DAILY)
    touched_by_news(home, "Das Land baut Netze")
    assert digest(home, MONDAY).state == "NOTHING_NEW"
    furnish(home, call("g1"), frequency=Frequency.DAILY)
    touched_by_news(home, "Das Land baut Netze")
    report = digest(home, MONDAY + timedelta(days=1))
    assert (report.state, report.new) == ("SENT", 1)
    body = mail_of(report).get_body(("plain",))
    assert body is not None
    assert "Das Land baut Netze" in body.get_content()


def test_a_clock_that_was_far_ahead_and_is_set_back_silences_nobody(home: Home) -> None:
    furnish(home, call("g1"))
    assert digest(home, MONDAY + 10 * WEEK).state == "SENT"
    furnish(home, call("g1"), call("g2"))
    slot = digest_run.DigestSlot(Frequency.WEEKLY, MONDAY.date())
    states = {each.recipient: each.state for each in digest_run.digest(home, MONDAY, slot=slot)}
    assert states[ANNA] == "SENT"
    again = [each.state for each in digest_run.digest(home, MONDAY, slot=slot)]
    assert set(again) == {"NOT_DUE"}, "once is enough"


def test_what_never_had_room_comes_as_a_list(home: Home) -> None:
    small = DigestSettings(max_items=1, carry_issues=1)
    home = with_settings(home, digest=small)
    furnish(home, *(call(f"g{number}") for number in range(4)))
    first = digest(home, MONDAY)
    assert (first.new, first.listed, first.waiting) == (1, 0, 3)
    assert files_of(first) == {}
    second = digest(home, MONDAY + WEEK)
    assert (second.new, second.listed, second.waiting) == (1, 2, 0)
    (listed,) = files_of(second).values()
    titles = [f"Glasfaser g{number}" for number in range(4)]
    in_mails = [title for title in titles if title in _texts(first) + _texts(second)]
    assert len(in_mails) == 2
    assert all((title in listed) is (title not in in_mails) for title in titles)
    assert digest(home, MONDAY + 2 * WEEK).state == "NOTHING_NEW"


def _texts(report: DigestReport) -> str:
    body = mail_of(report).get_body(("plain",))
    assert body is not None
    return str(body.get_content())


def test_a_calendar_goes_with_the_mail_on_request(home: Home) -> None:
    home = with_settings(home, digest=DigestSettings(remind_from=0.01))
    furnish(home, call("g1"), calendar=True)
    (text,) = files_of(digest(home, MONDAY)).values()
    days = [event["DTSTART"].dt for event in Calendar.from_ical(text).walk("VEVENT")]
    assert days == [date(2027, 3, 31)]
    assert files_of(digest(home, MONDAY, BERND)) == {}


def test_no_calendar_goes_with_a_mail_whose_reader_has_no_deadline_ahead(home: Home) -> None:
    endless = funding_call("g1", title="Glasfaser g1", texts={"Kurztext": TEXT})
    furnish(home, endless, calendar=True)
    report = digest(home, MONDAY)
    assert report.new == 1
    assert files_of(report) == {}
    assert "BEGIN:VTIMEZONE" in (calendar_for(home, ANNA, MONDAY) or ""), "the feed is valid"


def test_the_private_calendar_holds_what_one_tracks(home: Home) -> None:
    furnish(home, call("g1"), call("g2", "30. April 2027"))
    said = Tracking(source="probe", key="g2", state=TrackingState.APPLYING, set_at=MONDAY)
    with home.store.writing() as connection:
        tracking.save(connection, ANNA, said)
    home = with_settings(home, digest=DigestSettings(remind_from=1))
    events = Calendar.from_ical(calendar_for(home, ANNA.upper(), MONDAY) or "").walk("VEVENT")
    assert [event["DTSTART"].dt for event in events] == [date(2027, 4, 30)]
    assert "VEVENT" not in str(calendar_for(home, BERND, MONDAY))
    assert calendar_for(home, "niemand@kreis.example", MONDAY) is None


def test_without_pages_of_ours_a_mail_has_no_links_to_us(home: Home) -> None:
    furnish(home, call("g1"))
    report = digest(home, MONDAY)
    assert "/abbestellen/" not in mail_of(report).as_string()
    assert not (home.folder / "secret.key").exists(), "nothing was to be signed"


def _files(home: Home) -> set[str]:
    """Return what lies in a home, without what every opened database has beside it."""
    every = (each.relative_to(home.folder) for each in home.folder.rglob("*") if each.is_file())
    return {str(each) for each in every if not each.name.endswith(("-shm", "-wal", ".lock"))}


def test_who_only_looks_at_a_digest_leaves_nothing_behind(home: Home) -> None:
    home = with_settings(home, web=PUBLIC)
    furnish(home, call("g1"))
    before = _files(home)
    reports = list(digest_run.digest(home, MONDAY, dry_run=True))
    assert [each.state for each in reports] == ["DRY_RUN", "DRY_RUN"]
    assert "https://scout.kreis.example/abbestellen/" in str(reports[0].text)
    digest_run.probe(home, MONDAY, ANNA)
    assert _files(home) == before
    with home.store.reading() as connection:
        assert readers.known_ref(connection, ANNA) is None
    assert digest(home, MONDAY).state == "SENT"
    assert (home.folder / "secret.key").exists(), "real links are to work tomorrow, too"


def test_without_the_secret_that_stopped_somebody_nobody_is_written_to(home: Home) -> None:
    furnish(home, call("g1"))
    stop(home, ANNA)
    (home.folder / "secret.key").unlink()
    for dry_run in (True, False):
        with pytest.raises(UsageError, match=r"secret\.key: expected the secret .*no such file"):
            list(digest_run.digest(home, MONDAY, dry_run=dry_run))
    assert not (home.folder / "secret.key").exists(), "none is made that would know nobody"
    with home.store.reading() as connection:
        assert deliveries.newest_messages(connection, 9) == []


def test_links_are_the_readers_own(home: Home) -> None:
    home = with_settings(home, web=PUBLIC)
    furnish(home, call("g1"))
    mail = mail_of(digest(home, MONDAY))
    unsubscribe = mail["List-Unsubscribe"].split(">")[0].removeprefix("<")
    assert unsubscribe.startswith("https://scout.kreis.example/abbestellen/")
    token = unsubscribe.rpartition("/")[2]
    signed = read_token(home.secret(), Kind.UNSUBSCRIBE, token, MONDAY, None)
    assert signed is not None
    with home.store.reading() as connection:
        assert readers.email_of(connection, signed.ref) == ANNA
    assert ANNA.split("@", maxsplit=1)[0] not in unsubscribe


def test_a_dry_run_signs_nothing_in_her_name(home: Home) -> None:
    home = with_settings(home, web=PUBLIC)
    furnish(home, call("g1"))
    issue = digest_run.probe(home, MONDAY, ANNA)
    assert issue.links is not None
    assert issue.links.ref == NOBODY
    with home.store.reading() as connection:
        assert readers.email_of(connection, NOBODY) is None
        assert told.calls(connection, ANNA) == {}


def test_reminders_come_once_by_the_settings_of_the_home(home: Home) -> None:
    home = with_settings(home, digest=DigestSettings(remind_from=0.01))
    furnish(home, call("g1", "15. Januar 2027"))
    assert (digest(home, MONDAY).new, digest(home, MONDAY + WEEK).deadlines) == (1, 0)
    states = [digest(home, MONDAY + number * WEEK) for number in range(2, 8)]
    # 53 days were left with the new call, so eight weeks were settled. On 14 December 32 are left,
    # and 25 a week later: four weeks are told before; two on 28 December, three days on 11 January.
    assert [report.deadlines for report in states] == [0, 1, 0, 1, 0, 1]
    with home.store.reading() as connection:
        leads = {each.lead_days for each in told.reminders(connection, ANNA)}
    assert leads == {56, 28, 14, 3}


def test_a_correction_of_our_reading_is_no_news(home: Home) -> None:
    furnish(home, call("g1"))
    digest(home, MONDAY)
    with home.store.writing() as connection:
        from scout.store import tables  # noqa: PLC0415 - only here

        connection.execute(tables.facts.update().values(rules=0))
    jobs.read(home, lambda *_: None)
    assert digest(home, MONDAY + WEEK).state == "NOTHING_NEW"


def scout(home: Home, *words: str, **environment: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "scout", *words, "--home", str(home.folder)]
    return subprocess.run(
        [*command, "--today", "2026-11-23"],
        capture_output=True,
        text=True,
        check=False,
        env=os.environ | environment,
    )


@pytest.fixture
def on_disk(tmp_path: Path) -> Iterator[Home]:
    with closing(open_store(tmp_path / "heim")) as store:
        home = Home(tmp_path / "heim", Settings(), store)
        furnish(home, call("g1"))
        yield home


def test_a_preview_opens_in_the_browser_and_keeps_nothing(on_disk: Home, tmp_path: Path) -> None:
    seen = tmp_path / "seen"
    browser = tmp_path / "browser"
    browser.write_text(f'#!/bin/sh\necho "$1" > {seen}\n')
    browser.chmod(0o755)
    result = scout(on_disk, "digest", "--preview", BROWSER=str(browser))
    assert result.returncode == 0, result.stderr
    (page,) = (on_disk.folder / "preview").glob("*.html")
    assert seen.read_text().strip() == page.resolve().as_uri()
    assert str(page.resolve()) in result.stdout
    assert "Glasfaser g1" in page.read_text()
    with on_disk.store.reading() as connection:
        assert deliveries.newest_messages(connection, 9) == []
        assert told.calls(connection, ANNA) == {}


def test_a_test_goes_to_its_address_and_marks_nothing(on_disk: Home) -> None:
    with mail_server() as server:
        result = scout(
            on_disk,
            *("digest", "--test", "it@kreis.example", "--to", BERND),
            SCOUT_MAIL__HOST="127.0.0.1",
            SCOUT_MAIL__PORT=str(server.port),
        )
    assert result.returncode == 0, result.stderr
    ((address, (mail,)),) = server.messages.items()
    assert address == "it@kreis.example"
    assert mail["Subject"].startswith("[Test] Fördermittel: 1 ")
    with on_disk.store.reading() as connection:
        assert deliveries.newest_messages(connection, 9) == []


def test_a_test_that_the_server_refuses_is_told(on_disk: Home) -> None:
    with mail_server(answers={"it@kreis.example": "550 5.1.1 unbekannt"}) as server:
        result = scout(
            on_disk,
            *("digest", "--test", "it@kreis.example"),
            SCOUT_MAIL__HOST="127.0.0.1",
            SCOUT_MAIL__PORT=str(server.port),
        )
    assert result.returncode == 1
    assert "550" in result.stdout


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["--test", "kein"], "expected an address, found 'kein'"),
        (["--test", "it@kreis.example"], "expected a mail server"),
        (["--preview", "--to", "x@y.example"], "expected a recipient of the strategy"),
    ],
)
def test_what_cannot_be_probed_is_told(on_disk: Home, words: list[str], said: str) -> None:
    result = scout(on_disk, "digest", *words)
    assert result.returncode == 2
    assert said in result.stderr
