"""The clock as a process: rehearsed, stopped in the middle, killed, started twice."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy.exc import OperationalError

import scheduler
from scout.clock import GERMANY
from scout.errors import UsageError
from scout.home import open_home
from scout.jobs import running_or_aborted
from scout.rehearsal import begin_rehearsal
from scout.sample.export import write_bundle
from scout.store import runs, slots
from scout.store.engine import open_store

ROOT = Path(__file__).parent.parent
FIRST_ON = date(2026, 11, 15)


@pytest.fixture
def web(tmp_path: Path) -> Path:
    """Two recorded days of the sample."""
    for number, day in enumerate((date(2026, 11, 16), date(2026, 11, 18)), start=1):
        write_bundle(tmp_path / "days" / day.isoformat(), day, number)
    return tmp_path / "days"


@pytest.fixture
def office(home: Path, scout) -> Path:
    """A home with the sample's strategy."""
    assert scout("init", home).returncode == 0
    assert scout("strategy", "import").returncode == 0
    return home


@pytest.fixture
def start(office: Path, web: Path) -> Iterator[Callable[..., subprocess.Popen[str]]]:
    """Start scout-scheduler in a rehearsal; what still runs at the end is killed."""
    running: list[subprocess.Popen[str]] = []

    def begin(days: int, speed: float) -> subprocess.Popen[str]:
        command = [sys.executable, str(ROOT / "scheduler.py"), "--home", str(office)]
        command += ["--rehearse", str(web), "--from", FIRST_ON.isoformat()]
        command += ["--days", str(days), "--speed", str(speed)]
        environment = os.environ | {"PYTHONPATH": str(ROOT)}
        process = subprocess.Popen(command, stderr=subprocess.PIPE, text=True, env=environment)
        running.append(process)
        return process

    yield begin
    for process in running:
        if process.poll() is None:
            process.kill()
        process.communicate()


def found(office: Path) -> dict[str, list[tuple[str, str]]]:
    """Return day and outcome of each job's slots, oldest first."""
    store = open_store(office)
    with store.reading() as connection:
        rows = slots.recent(connection, 1000)
    store.close()
    by_job: dict[str, list[tuple[str, str]]] = {}
    for slot in reversed(rows):
        day = f"{slot.due_at.astimezone(GERMANY):%d.%m. %H:%M}"
        by_job.setdefault(slot.job, []).append((day, slot.outcome))
    return by_job


def wait_until(condition: Callable[[], bool], process: subprocess.Popen[str]) -> None:
    for _ in range(600):
        if condition():
            return
        assert process.poll() is None, process.communicate()
        time.sleep(0.2)
    pytest.fail("what was waited for did not come within two minutes")


def test_a_round_is_rehearsed_from_collecting_to_the_mails(start, office, scout, json_lines):
    process = start(days=30, speed=5000)
    wait_until(lambda: ("16.11. 07:00", "DONE") in found(office).get("digest-weekly", ()), process)
    process.send_signal(signal.SIGTERM)
    _, said = process.communicate(timeout=60)
    assert process.returncode == 0, said
    jobs = found(office)
    assert jobs["night"][:2] == [("14.11. 03:30", "FIRST_START"), ("15.11. 03:30", "DONE")]
    assert jobs["digest-daily"][1] == ("16.11. 07:00", "DONE")
    # On a busy machine the rehearsed day may be over before its mails are written.
    assert len(list((office / "outbox").glob("2026-11-1[67]*.eml"))) == 10
    listed = json_lines(scout("runs", "--json"))
    assert {"slot", "crawl"} == {each["kind"] for each in listed}
    (weekly,) = [each for each in listed if each["name"] == "digest-weekly" and each["attempts"]]
    assert weekly["summary"] == "9 weekly recipients: 9 SENT"


def test_sigterm_ends_a_crawl_in_the_middle_and_the_next_start_takes_it_up(start, office):
    # The rehearsal goes on while nobody is there: a night is taken up only before the next one is
    # due, which leaves a minute and a half at this speed, however busy the machine is.
    process = start(days=30, speed=900)
    source = "de_foerderdatenbank"
    store = open_store(office)
    wait_until(lambda: store.is_held(source), process)
    process.send_signal(signal.SIGTERM)
    _, said = process.communicate(timeout=30)
    assert process.returncode == 0, said
    assert "taken up at the next start" in said
    assert found(office)["night"][-1][1] == "ABORTED"
    with store.reading() as connection:
        crawl = runs.newest(connection, source)
    assert crawl is not None
    assert crawl.outcome == runs.RUNNING
    assert not store.is_held(source)
    assert "ABORTED" in {run.outcome for run in _seen(store)}

    again = start(days=30, speed=900)
    wait_until(lambda: ("15.11. 03:30", "DONE") in found(office).get("night", ()), again)
    with store.reading() as connection:
        first = slots.recent(connection, 1000)
    store.close()
    (night,) = [slot for slot in first if slot.job == "night" and slot.due_at.day == 15]
    assert (night.outcome, night.attempts) == (slots.DONE, 1)


def _seen(store) -> list[runs.Run]:
    with store.reading() as connection:
        listed = runs.recent(connection, 10)
    return [running_or_aborted(store, run) for run in listed]


def test_a_source_of_its_own_time_that_nobody_has_is_refused(office):
    (office / "scout.toml").write_text('[schedule.early]\nde_foerderbank = "01:00"\n')
    command = [sys.executable, str(ROOT / "scheduler.py"), "--home", str(office)]
    refused = subprocess.run(command, capture_output=True, text=True, check=False)
    assert refused.returncode == 2
    assert "schedule.early" in refused.stderr
    assert "de_foerderbank" in refused.stderr


@pytest.mark.parametrize("night", ["02:30", "25:00", "3:30", "noon"])
def test_an_hour_that_may_come_twice_or_not_at_all_is_refused(office, night):
    (office / "scout.toml").write_text(f'[schedule]\nnight = "{night}"\n')
    command = [sys.executable, str(ROOT / "scheduler.py"), "--home", str(office)]
    refused = subprocess.run(command, capture_output=True, text=True, check=False)
    assert refused.returncode == 2
    assert "line 2, schedule.night" in refused.stderr


def test_a_rehearsal_is_joined_where_it_stands(tmp_path, web):
    first = begin_rehearsal(tmp_path, web, FIRST_ON, 3600)
    second = begin_rehearsal(tmp_path, web, FIRST_ON, 3600)
    assert second == first
    midnight = datetime(2026, 11, 15, tzinfo=GERMANY)
    assert timedelta(0) <= first.now() - midnight < timedelta(hours=12)
    assert first.after(21) - first.after(0) == timedelta(days=21)


def test_each_night_of_a_rehearsal_plays_the_newest_day_before_it(tmp_path, web):
    rehearsal = begin_rehearsal(tmp_path, web, FIRST_ON, 3600)
    played = {
        day: rehearsal.crawls(date(2026, 11, day))[1].replay for day in (14, 15, 16, 17, 18, 30)
    }
    assert {day: folder.name for day, folder in played.items() if folder} == {
        14: "2026-11-16",
        15: "2026-11-16",
        16: "2026-11-16",
        17: "2026-11-16",
        18: "2026-11-18",
        30: "2026-11-18",
    }
    sources, options = rehearsal.crawls(date(2026, 11, 17))
    assert [source.name for source in sources] == ["de_foerderdatenbank"]
    assert options.today == date(2026, 11, 17)


def test_a_database_that_is_down_for_a_moment_does_not_stop_the_clock(office, monkeypatch, caplog):
    rounds_made: list[str] = []

    def run_due(store, due, now, work):
        rounds_made.append(due[0].name)
        if len(rounds_made) < 3:
            raise OperationalError("SELECT", {}, Exception("the server closed the connection"))
        return iter(())

    monkeypatch.setattr(scheduler.rounds, "run_due", run_due)
    with open_home(office) as home:
        clock = scheduler.Clock(home, lambda: datetime(2026, 11, 24, 12, tzinfo=UTC), None)
        running = threading.Thread(target=clock.run, args=(0.05,))
        running.start()
        for _ in range(200):
            if len(rounds_made) > 6:
                break
            time.sleep(0.05)
        clock.stop()
        running.join(30)
    assert {"night", "digest-daily"} <= set(rounds_made[2:])
    assert caplog.text.count("could not do what is due") == 2


def test_being_stopped_while_catching_up_ends_the_clock(office, monkeypatch):
    begun = threading.Event()

    def run_due(store, due, now, work):
        begun.set()
        time.sleep(1)
        return iter(())

    monkeypatch.setattr(scheduler.rounds, "run_due", run_due)
    with open_home(office) as home:
        clock = scheduler.Clock(home, lambda: datetime(2026, 11, 24, 12, tzinfo=UTC), None)
        running = threading.Thread(target=clock.run, args=(0.05,), daemon=True)
        running.start()
        assert begun.wait(10)
        clock.stop()
        running.join(20)
        assert not running.is_alive()


def test_a_rehearsal_and_a_real_clock_have_homes_of_their_own(office):
    with open_home(office) as home:
        (office / "rehearsal.json").write_text("{}")
        with pytest.raises(UsageError, match="a rehearsal's"):
            scheduler._keep_apart(home, is_rehearsal=False)
        scheduler._keep_apart(home, is_rehearsal=True)
        (office / "rehearsal.json").unlink()
        scheduler._keep_apart(home, is_rehearsal=True)
        slot = slots.Slot(job="night", due_at=datetime(2026, 11, 24, tzinfo=UTC), outcome="DONE")
        with home.store.writing() as connection:
            slots.claim(connection, slot)
        with pytest.raises(UsageError, match="a real clock has run"):
            scheduler._keep_apart(home, is_rehearsal=True)
