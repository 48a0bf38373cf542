"""The doctor looks at everything, changes nothing, and says what to do."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing
from dataclasses import asdict
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import insert, text

from scout.council import Body, Unsure
from scout.doctor import Check, State, examine
from scout.domain import Strategy
from scout.messages import DeliveryState
from scout.schedule import newest, scheduled_jobs
from scout.settings import ScheduleSettings
from scout.store import runs, slots, strategy, tables
from scout.store.engine import Store, open_store
from scout.store.slots import Slot
from tests.builders import applicant, message
from tests.mailserver import mail_server

NOW = datetime(2026, 11, 24, 8, tzinfo=UTC)


def found(home: Path, now: datetime = NOW) -> dict[str, list[Check]]:
    """Return the checks by what they look at."""
    by_name: dict[str, list[Check]] = {}
    for check in examine(home, now):
        by_name.setdefault(check.name, []).append(check)
    return by_name


def everything_in(folder: Path) -> dict[str, bytes]:
    """Return all files; what SQLite keeps beside a database while it is read does not count."""
    return {
        str(path.relative_to(folder)): path.read_bytes()
        for path in folder.rglob("*")
        if path.is_file() and not path.name.endswith(("-shm", "-wal"))
    }


@pytest.fixture
def office(home: Path, database_url: str, scout, monkeypatch) -> Path:
    """A home as it is after scout init and scout strategy import, on both kinds of database."""
    if database_url:
        monkeypatch.setenv("SCOUT_DATABASE_URL", database_url)
    assert scout("init", home).returncode == 0
    assert scout("strategy", "import").returncode == 0
    return home


@pytest.fixture
def store(office: Path, database_url: str) -> Iterator[Store]:
    """The office's store."""
    with closing(open_store(office, database_url)) as opened:
        yield opened


def write_slots(store, outcome: str = slots.DONE, **values) -> None:
    """Let every job of the clock have run when it was due."""
    with store.writing() as connection:
        for job in scheduled_jobs(ScheduleSettings()):
            slot = Slot(job=job.name, due_at=newest(job, NOW), outcome=outcome, **values)
            assert slots.claim(connection, slot)


def test_a_folder_that_is_not_there_is_told_and_not_made(tmp_path):
    home = tmp_path / "nowhere" / "home"
    checks = found(home)
    assert [checks[name][0].state for name in ("home", "database")] == [State.WARN, State.WARN]
    assert not home.parent.exists()


def test_nothing_is_changed_in_a_home(office):
    before = everything_in(office)
    found(office)
    assert everything_in(office) == before


@pytest.mark.parametrize(("version", "state"), [("0001", State.WARN), ("9999", State.FAIL)])
def test_a_database_of_another_version_is_told_and_left_as_it_is(office, store, version, state):
    with store.writing() as connection:
        connection.execute(text("UPDATE alembic_version SET version_num = :v"), {"v": version})
    (check,) = found(office)["database"]
    assert (check.state, version in check.found) == (state, True)
    with store.reading() as connection:
        assert connection.scalar(text("SELECT version_num FROM alembic_version")) == version


def test_a_file_that_is_no_database_is_told(home):
    home.mkdir()
    (home / "scout.db").write_text("Dies ist keine Datenbank." * 100)
    (check,) = found(home)["database"]
    assert (check.state, "expected a database" in check.found) == (State.FAIL, True)


def test_settings_that_cannot_be_read_are_all_that_is_told(home):
    home.mkdir()
    (home / "scout.toml").write_text("[mail]\nhots = 'relay'\n")
    (check,) = examine(home, NOW)
    assert (check.name, check.state) == ("settings", State.FAIL)
    assert "line 2, mail.hots" in check.found


def test_a_certificate_file_that_is_not_there_is_told(office, monkeypatch):
    monkeypatch.setenv("SCOUT_HTTP__CA_FILE", "proxy.pem")
    monkeypatch.setenv("SCOUT_HTTP__CONTACT", "it@kreis.example")
    checks = found(office)["web"]
    assert [check.state for check in checks] == [State.FAIL, State.OK]
    assert "http.ca_file" in checks[0].found


def test_a_source_of_its_own_time_that_nobody_has_is_told(office):
    assert "schedule" not in found(office)
    (office / "scout.toml").write_text('[schedule.early]\nde_foerderbank = "01:15"\n')
    (check,) = found(office)["schedule"]
    assert check.state is State.FAIL
    assert "schedule.early: expected one of " in check.found
    assert "found 'de_foerderbank'" in check.found


def test_the_mail_server_is_asked_and_gets_no_mail(office, monkeypatch):
    monkeypatch.setenv("SCOUT_MAIL__REPLY_TO", "leitstelle@kreis.example")
    with mail_server() as server:
        monkeypatch.setenv("SCOUT_MAIL__HOST", "127.0.0.1")
        monkeypatch.setenv("SCOUT_MAIL__PORT", str(server.port))
        (check,) = found(office)["mail"]
    assert check.state is State.OK
    assert server.connections == 1
    assert server.received == []
    (down,) = found(office)["mail"]
    assert down.state is State.FAIL
    assert down.advice


def test_pages_are_looked_at_where_mails_link_to_them(office, monkeypatch):
    assert "pages" not in found(office)
    monkeypatch.setenv("SCOUT_WEB__PUBLIC_URL", "http://foerder.example")
    assert [check.state for check in found(office)["pages"]] == [State.WARN, State.WARN]
    monkeypatch.setenv("SCOUT_WEB__PUBLIC_URL", "https://foerder.example")
    monkeypatch.setenv("SCOUT_WEB__IMPRINT_FILE", "text.txt")
    monkeypatch.setenv("SCOUT_WEB__PRIVACY_FILE", "text.txt")
    (check,) = found(office)["pages"]
    assert (check.state, "imprint_file" in check.found) == (State.FAIL, True)
    (office / "text.txt").write_text("Kreis Musterland")
    (check,) = found(office)["pages"]
    assert (check.state, check.found) == (State.OK, "mails link to https://foerder.example")


def test_a_strategy_that_is_missing_is_told(home, scout):
    assert scout("init", home).returncode == 0
    assert scout("sources").returncode == 0
    (check,) = found(home)["strategy"]
    assert (check.state, check.advice) == (State.WARN, "scout strategy import")


def write_bodies(store, *bodies: Body, writing_weeks: int = 4) -> None:
    town = applicant("stadt-olfen", name="Stadt Olfen", writing_weeks=writing_weeks, bodies=bodies)
    with store.writing() as connection:
        strategy.save(connection, Strategy(applicants=(town,)))


def test_sittings_that_are_known_long_enough_are_well(office, store):
    (check,) = found(office)["sittings"]
    assert (check.state, check.found) == (State.OK, "of 6 bodies known until 2027-06-10")
    write_bodies(store)
    assert "sittings" not in found(office)


def test_sittings_that_run_out_are_told_eight_weeks_ahead(office, store):
    last = NOW.date() + timedelta(weeks=8)
    write_bodies(store, Body("Rat", (date(2026, 12, 1), last)))
    (before,) = found(office)["sittings"]
    assert before.state is State.OK
    (check,) = found(office, NOW + timedelta(days=1))["sittings"]
    assert check == Check(
        "sittings",
        State.WARN,
        "Stadt Olfen, Rat: Sitzungstermine nur noch bis 19.01.2027 eingetragen. Für spätere "
        "Fristen steht in den Mails „nicht bekannt“.",
        "Neue Termine in strategy.toml oder in der Kalenderdatei ergänzen, dann: scout strategy "
        "import",
    )


def test_sittings_are_told_earlier_where_a_paper_takes_longer(office, store):
    write_bodies(store, Body("Rat", (date(2027, 2, 25),), papers_days=21), writing_weeks=10)
    (check,) = found(office)["sittings"]
    assert check.state is State.WARN


def test_a_last_sitting_that_is_over_needs_somebody(office, store):
    rat = Body("Rat", (date(2026, 11, 23), date(2027, 6, 24)))
    write_bodies(store, Body("Ausschuss", (date(2026, 11, 23),)), rat, Body("Beirat"))
    over, none = found(office)["sittings"]
    assert (over.state, none.state) == (State.FAIL, State.WARN)
    assert over.found == (
        "Stadt Olfen, Ausschuss: die letzte eingetragene Sitzung war am 23.11.2026. Bis wann eine "
        "Vorlage fertig sein muss, steht in den Mails als „nicht bekannt“."
    )
    assert none.found.startswith("Stadt Olfen, Beirat: keine Sitzungstermine eingetragen. ")


def test_a_sitting_of_today_is_not_over(office, store):
    write_bodies(store, Body("Rat", (NOW.date(),)))
    (check,) = found(office)["sittings"]
    assert check.state is State.WARN


def test_an_event_that_may_be_a_sitting_is_told_until_its_day(office, store):
    unsure = (Unsure(date(2027, 3, 10), "Rat (Reserve)"), Unsure(date(2026, 11, 23), "Rat?"))
    write_bodies(store, Body("Rat", (date(2027, 6, 24),), unsure=unsure))
    (check,) = found(office)["sittings"]
    assert check.state is State.WARN
    assert check.found.startswith("Stadt Olfen, Rat: „Rat (Reserve)“ am 10.03.2027 steht im ")


def test_a_clock_that_never_ran_is_told(office, store):
    (check,) = found(office)["clock"]
    assert (check.state, check.found) == (State.WARN, "scout-scheduler has never run here")


def test_a_clock_that_runs_says_when_it_is_due_next(office, store):
    write_slots(store)
    checks = found(office)["clock"]
    assert {check.state for check in checks} == {State.OK}
    assert checks[0].found == "night: DONE, next 2026-11-25 03:30"


def test_a_clock_that_stands_still_is_told_after_some_hours(office, store):
    write_slots(store)
    late = newest(scheduled_jobs(ScheduleSettings())[0], NOW) + timedelta(days=1)
    soon, later = (found(office, late + timedelta(hours=hours))["clock"][0] for hours in (2, 4))
    assert (soon.state, later.state) == (State.OK, State.FAIL)
    assert later.found == "night: due since 2026-11-25 03:30"


def test_a_round_that_failed_is_told_with_its_reason(office, store):
    write_slots(store, slots.FAILED, summary="LookupError: the disk is full")
    assert found(office)["clock"][0].found == "night: LookupError: the disk is full"


def test_digests_that_are_tried_again_are_told_with_their_reason(office, store):
    write_slots(store, slots.RETRY, attempts=2, summary="LookupError: the disk is full")
    check = found(office)["clock"][-1]
    assert check.state is State.FAIL
    assert check.found == (
        "digest-monthly: LookupError: the disk is full; tried again (attempts: 2)"
    )


def test_a_machine_whose_clock_was_set_back_is_told(office, store):
    with store.writing() as connection:
        runs.begin(connection, "de_foerderdatenbank", NOW + timedelta(hours=1))
    check = found(office)["clock"][0]
    assert (check.state, check.advice) == (State.FAIL, "set the machine's clock")


def test_sources_are_told_by_when_they_were_read(office, store):
    name = "de_foerderdatenbank"
    assert found(office)[f"source {name}"][0].state is State.WARN
    with store.writing() as connection:
        run_id = runs.begin(connection, name, NOW - timedelta(days=3))
        values = {"items": 12, "fill": {}, "findings": ()}
        runs.finish(connection, run_id, now=NOW, outcome=runs.OK, **values)
    assert found(office)[f"source {name}"][0].state is State.OK
    (check,) = found(office, NOW + timedelta(days=1))[f"source {name}"]
    assert (check.state, check.found) == (State.FAIL, "not read since 2026-11-21")


@pytest.mark.parametrize(
    ("state", "weight"),
    [
        (DeliveryState.SENT, State.OK),
        (DeliveryState.RETRY, State.WARN),
        (DeliveryState.FAILED, State.FAIL),
        (DeliveryState.UNSURE, State.FAIL),
    ],
)
def test_mails_that_did_not_arrive_are_told_for_a_fortnight(office, store, state, weight):
    frozen = asdict(message(created_at=NOW - timedelta(days=1)))
    values = frozen | {"state": state.value, "issue_on": NOW.date()}
    with store.writing() as connection:
        connection.execute(insert(tables.messages).values(values))
    assert found(office)["outbox"][0].state is weight
    late = found(office, NOW + timedelta(days=14))["outbox"][0].state
    assert late is (State.FAIL if state is DeliveryState.UNSURE else State.OK)


def test_what_nobody_has_decided_on_is_told_at_any_age(office, store):
    with store.writing() as connection:
        for number, state in enumerate((DeliveryState.UNSURE, DeliveryState.FAILED)):
            frozen = asdict(message(number, created_at=NOW - timedelta(days=800)))
            values = frozen | {"state": state.value, "issue_on": NOW.date()}
            connection.execute(insert(tables.messages).values(values))
    (check,) = found(office)["outbox"]
    assert (check.state, check.found) == (State.FAIL, "1 mails UNSURE")


def test_the_command_ends_with_1_where_somebody_has_to_look(office, store, scout, json_lines):
    good = scout("doctor", "--json", "--today", "2026-11-24")
    assert good.returncode == 0
    assert {check["state"] for check in json_lines(good)} == {"OK", "WARN"}
    write_slots(store, slots.FAILED, summary="full")
    bad = scout("doctor", "--today", "2026-11-24")
    assert bad.returncode == 1
    assert "scout runs" in bad.stdout
