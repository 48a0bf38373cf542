"""Two clocks over one home for three weeks, killed fifty times: every slot once, no item twice."""

from __future__ import annotations

import os
import random
import re
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from email import policy
from email.parser import BytesParser
from pathlib import Path

import pytest

from scout.schedule import moments, scheduled_jobs
from scout.settings import ScheduleSettings
from scout.store import slots
from scout.store.engine import Store, open_store
from tests.clock_worker import START

ROOT = Path(__file__).parent.parent
KILLS = 50
END = START + timedelta(days=22)
JOBS = scheduled_jobs(ScheduleSettings())
STRATEGY = """
[[applicants]]
key = "kreis"
name = "Kreis Musterland"
type = "county"
region = "DE-NW"
"""
PROJECT = """
[[projects]]
key = "{key}"
title = "Glasfaser {key}"
field = "Infrastruktur"
description = "Schulen und Rathäuser erhalten Glasfaser."
applicants = ["kreis"]
"""
RECIPIENT = """
[[recipients]]
name = "Anna {frequency}"
email = "{frequency}@kreis.example"
all = true
frequency = "{frequency}"
"""


def strategy_file() -> str:
    projects = "".join(PROJECT.format(key=key) for key in ("schulen", "wege"))
    people = "".join(RECIPIENT.format(frequency=each) for each in ("daily", "weekly", "monthly"))
    return STRATEGY + projects + people


class TwoClocks:
    """Two processes at work on one home, and whoever kills them."""

    def __init__(self, home: Path, chance: random.Random) -> None:
        self._home = home
        self._chance = chance
        self._clocks = [self._start(), self._start()]
        self.kills = 0

    def kill_one(self) -> None:
        """Kill one of them at once, and start another in its place."""
        victim = self._chance.randrange(2)
        assert self._clocks[victim].poll() is None, "a clock ended by itself"
        self._clocks[victim].kill()
        self._clocks[victim].wait()
        self._clocks[victim] = self._start()
        self.kills += 1

    def end(self) -> None:
        for clock in self._clocks:
            clock.kill()
            clock.wait()

    def _start(self) -> subprocess.Popen[bytes]:
        command = [sys.executable, "-m", "tests.clock_worker", str(self._home)]
        return subprocess.Popen(command, env=os.environ | {"PYTHONPATH": str(ROOT)}, cwd=ROOT)


@contextmanager
def two_clocks(home: Path, chance: random.Random) -> Iterator[TwoClocks]:
    clocks = TwoClocks(home, chance)
    try:
        yield clocks
    finally:
        clocks.end()


def turn(home: Path, now: datetime) -> None:
    """Turn the clock that all processes look at."""
    part = home / "now.part"
    part.write_text(now.isoformat())
    part.rename(home / "now")


def is_done(store: Store, moment: datetime) -> bool:
    """Tell whether every job that is due at ``moment`` is done."""
    due = [job for job in JOBS if moment in moments(job, moment - timedelta(days=1), moment)]
    with store.reading() as connection:
        rows = [slots.newest(connection, job.name) for job in due]
    return all(row and (row.due_at, row.outcome) == (moment, slots.DONE) for row in rows)


def test_two_clocks_killed_fifty_times_do_everything_once(home, scout):
    home.mkdir()
    (home / "strategy.toml").write_text(strategy_file(), encoding="utf-8")
    assert scout("strategy", "import").returncode == 0
    chance = random.Random(20261124)
    turn(home, START)
    store = open_store(home)
    plan = sorted({moment for job in JOBS for moment in moments(job, START, END)})
    with two_clocks(home, chance) as clocks:
        wait_for(lambda: all_started(store))
        for number, moment in enumerate(plan, start=1):
            turn(home, moment + timedelta(minutes=1))
            while clocks.kills < KILLS * number / len(plan):
                time.sleep(chance.uniform(0, 0.25))
                clocks.kill_one()
            wait_for(lambda moment=moment: is_done(store, moment))
    assert clocks.kills == KILLS
    check_slots(store)
    check_mails(home)
    store.close()


def wait_for(condition) -> None:
    for _ in range(9000):
        if condition():
            return
        time.sleep(0.02)
    pytest.fail("what was waited for did not come within three minutes")


def all_started(store: Store) -> bool:
    with store.reading() as connection:
        return all(slots.newest(connection, job.name) for job in JOBS)


def check_slots(store: Store) -> None:
    with store.reading() as connection:
        rows = slots.recent(connection, 10_000)
    for job in JOBS:
        first, *rest = sorted(
            (slot for slot in rows if slot.job == job.name), key=lambda slot: slot.due_at
        )
        assert first.outcome == slots.FIRST_START
        assert [slot.due_at for slot in rest] == list(moments(job, START, END))
        assert {slot.outcome for slot in rest} == {slots.DONE}
    # It was no quiet life: some were taken up again after a death.
    assert max(slot.attempts for slot in rows) > 1


def check_mails(home: Path) -> None:
    """Look into the mails themselves: who was told what, and how often."""
    told: dict[str, Counter[str]] = {}
    ids: list[str] = []
    for path in (home / "outbox").glob("*.eml"):
        mail = BytesParser(policy=policy.default).parsebytes(path.read_bytes())
        ids.append(str(mail["Message-ID"]))
        body = mail.get_body(("plain",))
        assert body is not None
        items = re.findall(r"^\* Aufruf (k\d+)$", body.get_content(), re.MULTILINE)
        told.setdefault(mail["To"].addresses[0].addr_spec, Counter()).update(items)
    assert len(ids) == len(set(ids))
    # One call a day came, from k1 in the first night to k21 in the night before the last digest.
    every = {f"k{number}": 1 for number in range(22)}
    assert told["daily@kreis.example"] == every
    assert told["weekly@kreis.example"] == every
    first_issue = told["monthly@kreis.example"]
    assert set(first_issue.values()) == {1}
