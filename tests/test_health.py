"""How a source does: state, trend, fields, next run – from its crawls and a clock."""

from __future__ import annotations

import time
from collections.abc import Sequence
from contextlib import closing
from datetime import timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import event, insert

from scout.digest.coverage import SourceState
from scout.domain import Expectations, Finding, Weight
from scout.settings import ScheduleSettings
from scout.store import runs, tables
from scout.store.engine import Store, open_store
from scout.watch.health import Health, State, health, sparkline
from tests.builders import NOON, SOURCE, run, source

DAY = timedelta(days=1)
FORBIDDEN = Finding("robots_forbidden", "robots.txt", "https://a.example/", Weight.FAILURE)
NOTE = Finding("x_note", "a note", None, Weight.NOTE)
DOUBT = Finding("x_doubt", "a doubt", None, Weight.DOUBT)


def of(*history: runs.Run, days: int = 0, **values: Any) -> Health:
    """Return the health of a source with ``history``, newest first, so many days later."""
    expects = values.pop("expects", Expectations(max_age_days=3))
    read = next((each for each in history if each.was_read), None)
    found_at = source(expects=expects, every_days=values.pop("every_days", 1))
    state = SourceState(found_at, next(iter(history), None), read, history)
    schedule = values.pop("schedule", ScheduleSettings())
    (found,) = health([state], schedule, NOON + days * DAY)
    return found


@pytest.mark.parametrize(
    ("outcomes", "days", "state", "words"),
    [
        ("", 0, State.NEVER, "never read"),
        ("ABORTED", 0, State.NEVER, "never read"),
        ("OK", 3, State.READ, "read"),
        ("ABORTED OK", 0, State.READ, "read"),
        ("OK", 4, State.LATE, "not read for 4 days"),
        ("DOUBTFUL OK", 0, State.DOUBTFUL, "read, with doubt"),
        ("FAILED OK", 9, State.FAILED, "failed"),
        ("FAILED ABORTED FAILED OK FAILED", 0, State.FAILED, "failed 2 times"),
        ("RUNNING FAILED", 0, State.RUNNING, "being read"),
    ],
)
def test_the_state_in_words(outcomes: str, days: int, state: State, words: str) -> None:
    found = of(*(run(each) for each in outcomes.split()), days=days)
    assert (found.state, found.words) == (state, words)


def test_a_source_that_does_not_want_to_be_read_is_no_failure_among_others() -> None:
    found = of(run(runs.FAILED, findings=(FORBIDDEN,)), run())
    assert (found.state, found.words) == (State.FORBIDDEN, "robots.txt forbids it")
    reserved = Finding("tdm_reserved", "reserved", None, Weight.FAILURE)
    assert of(run(runs.FAILED, findings=(reserved,))).words == "TDM reservation forbids it"
    doubt = Finding("robots_forbidden", "one page", None, Weight.DOUBT)
    assert of(run(runs.DOUBTFUL, findings=(doubt,))).forbidden_by is None


def test_a_source_of_a_month_is_due_when_its_days_are_over() -> None:
    def next_on(*history: runs.Run, days: int = 0) -> str:
        return f"{of(*history, days=days, every_days=28).next_at:%Y-%m-%d %H:%M}"

    assert next_on(run()) == "2027-01-16 02:30"
    assert next_on(run(), days=27) == "2027-01-16 02:30"
    assert next_on(run(), days=40) == "2027-01-29 02:30"
    assert next_on(run(runs.FAILED, started_at=NOON + DAY), run(), days=1) == "2027-01-16 02:30"
    assert next_on(run(runs.DOUBTFUL)) == next_on(run(runs.FAILED)) == next_on()
    assert next_on() == "2026-12-20 02:30"


def test_the_last_read_the_trend_and_the_difference() -> None:
    history = [run(items=count) for count in (69, 68, 40)]
    found = of(run(runs.FAILED, items=2), *history, days=2)
    assert (found.read, found.days_ago) == (history[0], 2)
    assert (found.trend, found.items_change) == ((40, 68, 69), 1)
    assert of(run()).items_change is None
    assert len(of(*(run() for _ in range(40))).trend) == 10


def test_fields_that_are_under_or_have_fallen_are_marked() -> None:
    expects = Expectations(fill={"title": 0.9, "funder": 0.5})
    now = run(fill={"title": 0.8, "section.Frist": 0.3})
    before = run(fill={"title": 1.0, "section.Frist": 0.9, "url": 1.0})
    fills = {fill.field: fill for fill in of(now, before, expects=expects).fills}
    assert list(fills) == ["funder", "title", "section.Frist", "url"]
    assert [name for name, fill in fills.items() if fill.is_under] == ["funder", "title"]
    assert [name for name, fill in fills.items() if fill.is_fallen] == ["section.Frist", "url"]
    assert (fills["section.Frist"].expected, fills["section.Frist"].before) == (None, 0.9)
    (only,) = of(run(fill={"title": 0.1})).fills
    assert (only.before, only.is_fallen) == (None, False)


def test_findings_come_worst_first() -> None:
    found = of(run(runs.FAILED, findings=(NOTE, DOUBT, FORBIDDEN)))
    assert found.findings == (FORBIDDEN, DOUBT, NOTE)


def test_the_next_run_is_the_nights_or_its_own() -> None:
    assert (of().next_job, f"{of().next_at:%d %H:%M}") == ("night", "20 02:30")
    own = of(schedule=ScheduleSettings(early={SOURCE: "23:15"}))
    assert (own.next_job, f"{own.next_at:%d %H:%M}") == (f"early:{SOURCE}", "19 22:15")


def test_a_source_with_a_cadence_of_its_own_is_left_alone_until_then() -> None:
    assert f"{of(run(), every_days=30).next_at:%d.%m. %H:%M}" == "18.01. 02:30"
    assert f"{of(run(), every_days=30, days=40).next_at:%d.%m. %H:%M}" == "29.01. 02:30"
    assert f"{of(run(runs.DOUBTFUL), every_days=30).next_at:%d.%m. %H:%M}" == "20.12. 02:30"


@pytest.mark.parametrize(
    ("values", "bars"),
    [([], ""), ([0, 0], "▁▁"), ([5], "█"), ([0, 50, 100], "▁▄█"), ([68, 69, 30], "██▄")],
)
def test_bars(values: list[int], bars: str) -> None:
    assert sparkline(values) == bars


@given(st.lists(st.integers(0, 100_000), min_size=1))
def test_a_higher_value_never_has_a_lower_bar(values: list[int]) -> None:
    bars = sparkline(values)
    assert len(bars) == len(values)
    ranked = sorted(zip(values, bars, strict=True))
    assert [bar for _, bar in ranked] == sorted(bars)


OUTCOMES = (runs.OK, runs.DOUBTFUL, runs.FAILED, runs.ABORTED, runs.RUNNING)


def keep(store: Store, rows: Sequence[tuple[str, str]]) -> None:
    """Write crawls (source, outcome), oldest first."""
    values = [
        {
            "source": name,
            "started_at": NOON,
            "outcome": outcome,
            "items": number,
            "fill": {"title": 0.5},
            "findings": [{"code": "c", "text": "t", "url": None, "weight": "NOTE"}],
        }
        for number, (name, outcome) in enumerate(rows)
    ]
    with store.writing() as connection:
        if values:
            connection.execute(insert(tables.runs), values)


@given(rows=st.lists(st.tuples(st.sampled_from("ab"), st.sampled_from(OUTCOMES)), max_size=20))
def test_one_question_brings_the_newest_of_every_source(fresh, rows: list[tuple[str, str]]) -> None:
    with fresh() as store:
        keep(store, rows)
        with store.reading() as connection:
            found = runs.histories(connection, 3)
            for name in {name for name, _ in rows}:
                ids = [each.id for each in found[name]]
                assert ids == sorted(ids, reverse=True)
                outcomes = [outcome for each, outcome in rows if each == name][::-1]
                assert [each.outcome for each in found[name]][:3] == outcomes[:3]
                newest = runs.newest(connection, name)
                assert newest == found[name][0]
                read = next((each for each in found[name] if each.was_read), None)
                assert read == runs.newest(connection, name, runs.READ)
                failed = [each for each in found[name] if each.outcome == runs.FAILED]
                assert len(failed) >= min(outcomes.count(runs.FAILED), 3)
                assert all(each.findings for each in failed[:2])


def test_a_hundred_sources_with_ten_thousand_crawls_are_asked_for_at_once(
    home, database_url: str
) -> None:
    with closing(open_store(home, database_url)) as store:
        rows = [(f"source_{number % 100}", OUTCOMES[number % 3]) for number in range(10_000)]
        keep(store, rows)
        asked: list[str] = []
        with store.reading() as connection:
            event.listen(connection, "before_cursor_execute", lambda *args: asked.append(args[2]))
            began = time.process_time()
            found = runs.histories(connection, 12)
            seconds = time.process_time() - began
    assert len(found) == 100
    assert len(asked) == 1
    assert seconds < 2
