"""News in the store: taken in once, brought up to date, never gone; and their matches."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy import select
from sqlalchemy.exc import IntegrityError

from scout.collect.intake import Intake
from scout.domain import NewsItem, Verdict
from scout.fit import NewsMatch
from scout.store import calls, news, tables
from scout.store.engine import Store
from scout.store.news import NewsMatchEntry
from tests.builders import NEWS_SOURCE, NOON, bring_news, news_item
from tests.databases import Fresh

DAY = timedelta(days=1)


def stored(store: Store, since: date | None = None) -> list[NewsItem]:
    with store.reading() as connection:
        return [entry.item for entry in news.entries(connection, since)]


def match(project: str, key: str, news_id: int, score: float) -> NewsMatchEntry:
    found = NewsMatch(
        project=project, source=NEWS_SOURCE, key=key, score=score, words=("Glasfaser", "Schulen")
    )
    return NewsMatchEntry(found, news_id)


def test_what_a_feed_shows_is_new_once_and_then_known(store: Store, tmp_path: Path) -> None:
    found = [news_item("a"), news_item("b")]
    assert bring_news(store, tmp_path, found, NOON) == Intake(new=2)
    assert bring_news(store, tmp_path, found, NOON + DAY) == Intake()
    assert stored(store) == found


def test_what_left_the_feed_is_not_gone_and_what_returns_is_not_back(
    store: Store, tmp_path: Path
) -> None:
    old, new = news_item("a"), news_item("b")
    bring_news(store, tmp_path, [old], NOON)
    assert bring_news(store, tmp_path, [new], NOON + DAY) == Intake(new=1)
    assert bring_news(store, tmp_path, [old, new], NOON + 2 * DAY) == Intake()
    assert sorted(item.key for item in stored(store)) == ["a", "b"]


def test_a_changed_item_is_brought_up_to_date_and_stays_found_on_its_day(
    store: Store, tmp_path: Path
) -> None:
    bring_news(store, tmp_path, [news_item("a"), news_item("b")], NOON)
    changed = news_item("a", title="Korrigiert", summary="Anders.", published_at=None)
    assert bring_news(store, tmp_path, [changed, news_item("b")], NOON + DAY) == Intake(changed=1)
    with store.reading() as connection:
        entries = {entry.item.key: entry for entry in news.entries(connection)}
    assert entries["a"].item == changed
    assert entries["a"].first_seen_on == NOON.date()


def test_when_it_was_last_seen_is_kept(store: Store, tmp_path: Path) -> None:
    bring_news(store, tmp_path, [news_item("a"), news_item("b")], NOON)
    bring_news(store, tmp_path, [news_item("a"), news_item("b", title="Neu")], NOON + DAY)
    bring_news(store, tmp_path, [news_item("a")], NOON + 2 * DAY)
    table = tables.news
    with store.reading() as connection:
        rows = connection.execute(select(table.c.key, table.c.last_seen_at)).all()
    assert {row.key: row.last_seen_at for row in rows} == {"a": NOON + 2 * DAY, "b": NOON + DAY}


def test_a_failed_crawl_changes_nothing_and_a_doubtful_one_is_taken_in(
    store: Store, tmp_path: Path
) -> None:
    failed, doubtful = Verdict.FAILED, Verdict.DOUBTFUL
    assert bring_news(store, tmp_path, [news_item("a")], NOON, verdict=failed) == Intake()
    assert stored(store) == []
    assert bring_news(store, tmp_path, [news_item("a")], NOON, verdict=doubtful) == Intake(new=1)


def test_feeds_and_calls_do_not_meet(store: Store, tmp_path: Path) -> None:
    bring_news(store, tmp_path, [news_item("a")], NOON)
    other = news_item("a", source="news_other")
    assert bring_news(store, tmp_path, [other], NOON, name="news_other") == Intake(new=1)
    with store.reading() as connection:
        assert calls.entries(connection) == []
        assert list(news.states(connection, "news_other")) == ["a"]
        assert news.states(connection, "probe") == {}


def test_a_key_stands_once_a_source(store: Store) -> None:
    def add_twice() -> None:
        with store.writing() as connection:
            for _ in range(2):
                news.add(connection, news_item(), "0" * 64, NOON, NOON.date())

    with pytest.raises(IntegrityError):
        add_twice()
    assert stored(store) == []


def test_news_come_newest_first_and_a_date_ahead_is_no_newer_than_its_finding(
    store: Store, tmp_path: Path
) -> None:
    found = {
        "ahead": NOON + 3000 * DAY,
        "today": NOON - timedelta(hours=1),
        "before": NOON - timedelta(hours=3),
        "unknown": None,
        "old": NOON - 9 * DAY,
    }
    items = [news_item(key, published_at=moment) for key, moment in found.items()]
    bring_news(store, tmp_path, items[::-1], NOON)
    later = news_item("later", published_at=None)
    bring_news(store, tmp_path, [later], NOON + DAY)
    assert [item.key for item in stored(store)] == ["later", *found]


def test_news_since_a_day_are_those_found_on_it_or_later(store: Store, tmp_path: Path) -> None:
    for days in range(3):
        bring_news(store, tmp_path, [news_item(f"k{days}")], NOON + days * DAY)
    today = NOON.date()
    assert sorted(item.key for item in stored(store, today + DAY)) == ["k1", "k2"]
    assert len(stored(store, today)) == 3
    assert stored(store, today + 3 * DAY) == []


def test_new_matches_take_the_place_of_the_old_ones(store: Store, tmp_path: Path) -> None:
    bring_news(store, tmp_path, [news_item("a"), news_item("b")], NOON)
    with store.reading() as connection:
        ids = {entry.item.key: entry.id for entry in news.entries(connection)}
        assert news.matches(connection) == []
    low, high = match("netz", "a", ids["a"], 0.2), match("netz", "b", ids["b"], 0.4)
    other = match("alter", "a", ids["a"], 0.1)
    with store.writing() as connection:
        news.replace_matches(connection, [low, high, other])
    with store.reading() as connection:
        assert news.matches(connection) == [other, high, low]
        assert news.matches(connection, "netz") == [high, low]
        assert news.matches(connection, "unbekannt") == []
    with store.writing() as connection:
        news.replace_matches(connection, [])
        assert news.matches(connection) == []


TEXT = st.text(st.characters(exclude_categories=("Cs", "Cc")), min_size=1, max_size=40)
MOMENTS = st.integers(0, 4_102_444_800).map(lambda each: datetime.fromtimestamp(each, UTC))


@settings(max_examples=40, deadline=None)
@given(title=TEXT.filter(str.strip), summary=TEXT, moment=st.none() | MOMENTS)
def test_a_news_item_comes_back_character_by_character(
    title: str,
    summary: str,
    moment: datetime | None,
    fresh: Fresh,
    tmp_path_factory: pytest.TempPathFactory,
) -> None:
    folder = tmp_path_factory.mktemp("news")
    item = news_item(title=title, summary=summary, published_at=moment)
    with fresh() as opened:
        assert bring_news(opened, folder, [item], NOON) == Intake(new=1)
        assert stored(opened) == [item]


WINDOWS = st.dictionaries(st.sampled_from("abcde"), st.integers(0, 2), max_size=5)


@settings(max_examples=40, deadline=None)
@given(days=st.lists(st.tuples(WINDOWS, st.sampled_from(list(Verdict))), min_size=1, max_size=5))
def test_over_any_days_the_store_says_what_a_dictionary_says(
    days: list[tuple[dict[str, int], Verdict]],
    fresh: Fresh,
    tmp_path_factory: pytest.TempPathFactory,
) -> None:
    folder = tmp_path_factory.mktemp("days")
    known = dict[str, tuple[int, date]]()
    with fresh() as opened:
        for number, (shown, verdict) in enumerate(days):
            now = NOON + number * DAY
            items = [news_item(key, title=f"Fassung {each}") for key, each in shown.items()]
            taken = bring_news(opened, folder, items, now, verdict=verdict)
            believed = {} if verdict is Verdict.FAILED else shown
            new = [key for key in believed if key not in known]
            changed = [key for key, each in believed.items() if known.get(key, (each,))[0] != each]
            assert taken == Intake(new=len(new), changed=len(changed))
            for key, version in believed.items():
                known[key] = (version, known.get(key, (version, now.date()))[1])
        with opened.reading() as connection:
            entries = news.entries(connection)
        assert {entry.item.key: (entry.item.title, entry.first_seen_on) for entry in entries} == {
            key: (f"Fassung {version}", day) for key, (version, day) in known.items()
        }
