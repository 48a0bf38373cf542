"""The night may have an end: what was not begun by then waits, and the slot says so."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import closing
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest

from scout.collect.catalogue import sources
from scout.collect.crawl import CrawlOptions
from scout.home import Home
from scout.night import collect_round, night_round
from scout.schedule import night_end
from scout.settings import ScheduleSettings, Settings
from scout.store import runs
from scout.store.engine import open_store

DUE = datetime(2026, 11, 16, 2, 30, tzinfo=UTC)  # 03:30 in winter
ENDS = datetime(2026, 11, 16, 5, 30, tzinfo=UTC)
NAMES = ("de_foerderdatenbank", "eu_funding_tenders")


@pytest.mark.parametrize(
    ("ends", "due_at", "found"),
    [
        ("", DUE, None),
        ("06:30", DUE, ENDS),
        ("06:30", DUE - timedelta(hours=4), ENDS),
        ("06:30", datetime(2026, 7, 1, 1, 30, tzinfo=UTC), datetime(2026, 7, 1, 4, 30, tzinfo=UTC)),
        ("03:30", DUE, DUE + timedelta(days=1)),
        # The night in which clocks go back has an hour more.
        (
            "06:30",
            datetime(2026, 10, 24, 21, 15, tzinfo=UTC),
            datetime(2026, 10, 25, 5, 30, tzinfo=UTC),
        ),
    ],
)
def test_the_end_of_a_night(ends: str, due_at: datetime, found: datetime | None) -> None:
    assert night_end(ScheduleSettings(night_ends=ends), due_at) == found


@pytest.fixture
def opened(tmp_path: Path) -> Iterator[Home]:
    folder = tmp_path / "home"
    with closing(open_store(folder)) as store:
        yield Home(folder, Settings(), store)


def at(*hours: float) -> Callable[[], datetime]:
    """A clock that shows these hours after the night was due, one a look; the last one stays."""
    left = list(hours)
    return lambda: DUE + timedelta(hours=left.pop(0) if len(left) > 1 else left[0])


def crawled(home: Home) -> list[str]:
    with home.store.reading() as connection:
        return [run.source for run in reversed(runs.recent(connection, 20))]


def test_what_is_not_begun_in_time_waits_and_what_waited_longest_comes_first(
    opened: Home, bundle: Callable[..., Path]
) -> None:
    chosen = [sources()[name].with_min_items(10) for name in NAMES]

    def crawls(day: date) -> tuple[list[object], CrawlOptions]:
        return chosen, CrawlOptions(today=day, replay=bundle(name="web"))  # type: ignore[return-value]

    said = collect_round(opened, crawls, at(1, 2, 2, 3), lambda *_: None, ENDS)  # type: ignore[arg-type]
    assert said == "2 sources: 1 OK; 1 not begun by 06:30: eu_funding_tenders"
    assert crawled(opened) == ["de_foerderdatenbank"]
    said = collect_round(opened, crawls, at(1, 2, 2, 3), lambda *_: None, ENDS)  # type: ignore[arg-type]
    # The bundle does not cover it: it has failed, and was begun.
    assert said.endswith("(eu_funding_tenders); 1 not begun by 06:30: de_foerderdatenbank")
    assert crawled(opened) == ["de_foerderdatenbank", "eu_funding_tenders"]
    said = night_round(opened, crawls, at(7), lambda *_: None, ENDS)  # type: ignore[arg-type]
    assert said.startswith("2 sources: none; 2 not begun by 06:30: ")
    assert "texts read" in said
    assert len(crawled(opened)) == 2


def test_a_night_without_an_end_is_made_up_for_at_any_hour(
    opened: Home, bundle: Callable[..., Path]
) -> None:
    web = bundle()

    def crawls(day: date) -> tuple[list[object], CrawlOptions]:
        return [sources()[NAMES[0]].with_min_items(10)], CrawlOptions(today=day, replay=web)

    assert collect_round(opened, crawls, at(9), lambda *_: None) == "1 sources: 1 OK"  # type: ignore[arg-type]
