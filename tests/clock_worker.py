"""One of several clocks over one home, to be killed: real slots, digests and outbox, a quick night.

    python -m tests.clock_worker HOME

The night brings one call a day that fits every project, instead of a crawl; everything after it is
the program's own. What time it is stands in HOME/now.
"""

from __future__ import annotations

import sys
import tempfile
import time
from datetime import UTC, datetime
from pathlib import Path

from scout import jobs, night
from scout.clock import day_of
from scout.fit import Match, Reason
from scout.home import Home, open_home
from scout.rounds import night_is_at_work, run_due
from scout.schedule import ScheduledJob, scheduled_jobs
from scout.store import calls, matches, strategy
from scout.store.matches import MatchEntry
from scout.store.slots import Slot
from tests.builders import SOURCE, bring, funding_call

START = datetime(2026, 11, 15, 23, tzinfo=UTC)
PACE_S = 0.02


def found_until(now: datetime) -> list[str]:
    """Return the keys of all calls that the source lists by ``now``: one more every day."""
    return [f"k{number}" for number in range((now - START).days + 1)]


def a_night(home: Home, now: datetime) -> str:
    """Take in what the source lists, read it, and let it fit every project."""
    with tempfile.TemporaryDirectory() as folder:
        taken = bring(
            home.store, Path(folder), [funding_call(key) for key in found_until(now)], now
        )
    jobs.read(home, lambda *_: None)
    with home.store.writing() as connection:
        projects = [project.key for project in strategy.load(connection).projects]
        reason = Reason("text", 0.3, ("Glasfaser",), None)
        fitting = [
            MatchEntry(
                Match(project=project, source=SOURCE, key=entry.key, score=0.3, reasons=(reason,)),
                entry.id,
            )
            for project in projects
            for entry in calls.entries(connection)
        ]
        matches.replace_all(connection, fitting, projects)
    return f"{taken.new} new"


def main() -> None:
    """Work until killed."""
    folder = Path(sys.argv[1])

    def now() -> datetime:
        return datetime.fromisoformat((folder / "now").read_text())

    with open_home(folder) as home:
        every = scheduled_jobs(home.settings.schedule)

        def work(job: ScheduledJob, slot: Slot) -> str:
            if job.frequency is None:
                return a_night(home, now())
            return night.digest_round(
                home, now(), job.frequency, day_of(slot.due_at), lambda *_: None
            )

        while True:
            for _ in run_due(home.store, every[:1], now, work):
                pass
            if not night_is_at_work(home.store, now()):
                for _ in run_due(home.store, every[1:], now, work):
                    pass
            time.sleep(PACE_S)


if __name__ == "__main__":
    main()
