"""Rehearse the clock: weeks in minutes, on recorded days of the web instead of the network.

Several processes on one home share the rehearsal's time: whoever comes first writes down when it
began, and one that was killed and restarted finds the clock where the others have it.
"""

from __future__ import annotations

import json
import os
import time
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

from scout.clock import GERMANY
from scout.collect.catalogue import choose_sources
from scout.collect.crawl import CrawlOptions
from scout.domain import Source
from scout.errors import UsageError

FILE = "rehearsal.json"


@dataclass(frozen=True, slots=True)
class Rehearsal:
    """Time that runs ``speed`` times as fast, and the days of the web that are played in it.

    ``began_at`` is when it began, in seconds since 1970; ``first_on`` the day it begins with, at
    midnight in Germany.
    """

    days: tuple[tuple[date, Path], ...]
    first_on: date
    speed: float
    began_at: float

    def now(self) -> datetime:
        """Return the rehearsed moment, aware UTC."""
        return self.after(0) + timedelta(seconds=(time.time() - self.began_at) * self.speed)

    def after(self, days: int) -> datetime:
        """Return the midnight at which ``days`` of the rehearsal are over, aware UTC."""
        day = self.first_on + timedelta(days=days)
        return datetime.combine(day, datetime.min.time(), GERMANY).astimezone(UTC)

    def crawls(self, today: date) -> tuple[list[Source], CrawlOptions]:
        """Return what the newest recorded day up to ``today`` covers, the first one before it."""
        past = [folder for day, folder in self.days if day <= today]
        bundle = past[-1] if past else self.days[0][1]
        sources, _ = choose_sources([], bundle)
        return sources, CrawlOptions(today=today, replay=bundle)


def begin_rehearsal(home: Path, web: Path, first_on: date, speed: float) -> Rehearsal:
    """Begin a rehearsal in ``home``, or join the one that runs there.

    ``web`` holds a recorded day in each folder that is named by one, as ``2026-11-16``.

    Raises:
        UsageError: if there is no recorded day in ``web``, or another rehearsal runs in ``home``.
    """
    days = tuple(sorted(_recorded_days(web)))
    if not days:
        raise UsageError(f"--rehearse: expected folders like 2026-11-16 in {web}, found none")
    mine: dict[str, str | float] = {"first_on": first_on.isoformat(), "speed": speed}
    began_at = _join(home / FILE, mine)
    return Rehearsal(days, first_on, speed, began_at)


def _recorded_days(web: Path) -> list[tuple[date, Path]]:
    found = []
    for index in web.glob("*/index.json"):
        try:
            found.append((date.fromisoformat(index.parent.name), index.parent))
        except ValueError:
            continue
    return found


def _join(path: Path, mine: dict[str, str | float]) -> float:
    """Write down that the rehearsal begins now, unless somebody has; return when it began."""
    part = path.with_name(f"{path.name}.{os.getpid()}")
    part.write_text(json.dumps({**mine, "began_at": time.time()}), encoding="utf-8")
    try:
        os.link(part, path)  # whole or not at all, and only for the first
    except FileExistsError:
        pass
    finally:
        part.unlink()
    running = json.loads(path.read_text("utf-8"))
    began_at = float(running.pop("began_at"))
    if running != mine:
        raise UsageError(f"{path}: expected a rehearsal of {mine}, found one of {running}")
    return began_at
