"""scout news: what the feeds say, and which projects it touches."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest

from scout.clock import now_or_on
from scout.domain import NewsItem
from scout.sample import STRATEGY
from scout.store.engine import open_store
from tests.builders import bring_news, news_item

KEYS = {"source", "key", "url", "title", "published_at", "matches"}
TODAY = date(2026, 11, 16)
FOUND = [
    news_item(
        "glasfaser",
        title="Kreis Borken: Alle Schulen am Glasfasernetz",
        summary="Auch die letzte Grundschule hat nun ihren Anschluss an das Glasfasernetz.",
        published_at=datetime(2026, 11, 14, 23, 30, tzinfo=UTC),
    ),
    news_item(
        "lastenrad",
        title="Lastenräder zum Ausleihen",
        summary="Die Stadt baut ihr Sharing-Angebot für Lastenräder auf zwölf Stationen aus.",
        published_at=datetime(2026, 11, 15, 9, 0, tzinfo=UTC),
    ),
    news_item(
        "app",
        title="Messenger bekommt native App",
        summary="Die App soll schneller sein.",
        published_at=None,
    ),
    news_item(
        "fussball",
        title="\x1b[2JBayern gewinnt",
        summary="Der Verein siegt im Spitzenspiel.",
        published_at=datetime(2026, 11, 13, 9, 0, tzinfo=UTC),
    ),
]


def bring(home: Path, found: Sequence[NewsItem], day: date) -> None:
    store = open_store(home)
    try:
        bring_news(store, home, found, now_or_on(day))
    finally:
        store.close()


@pytest.fixture
def walked(collected, scout):
    """The sample's first day with its strategy and news of that day, ranked."""
    bring(collected, FOUND, TODAY)
    for words in (("strategy", "import", STRATEGY), ("read",), ("match", "--today", TODAY)):
        assert scout(*words).returncode == 0
    return collected


def test_news_have_the_promised_keys_and_come_newest_first(walked, scout, json_lines):
    news = json_lines(scout("news", "--json"))

    assert all(set(each) == KEYS for each in news)
    assert [each["key"] for each in news] == ["app", "lastenrad", "glasfaser", "fussball"]
    dates = [each["published_at"] for each in news]
    assert dates[:2] == [None, "2026-11-15T09:00:00+00:00"]
    assert {each["source"] for each in news} == {"news_probe"}


def test_news_say_which_projects_they_touch_and_by_which_words(walked, scout, json_lines):
    news = {each["key"]: each for each in json_lines(scout("news", "--json"))}

    best = news["lastenrad"]["matches"][0]
    assert set(best) == {"project", "score", "words"}
    assert best["project"] == "lastenrad-sharing"
    assert best["words"][0] == "Lastenräder"
    scores = [match["score"] for match in news["glasfaser"]["matches"]]
    assert scores == sorted(scores, reverse=True)
    assert "glasfaser-schulen" in [match["project"] for match in news["glasfaser"]["matches"]]
    assert news["fussball"]["matches"] == []


def test_a_headline_with_one_common_word_touches_nothing(walked, scout, json_lines):
    (app,) = (each for each in json_lines(scout("news", "--json")) if each["key"] == "app")

    assert app["matches"] == []


def test_nothing_of_the_texts_beside_the_titles_is_shown(walked, scout):
    for words in (("news",), ("news", "--json")):
        shown = scout(*words).stdout
        assert "Lastenräder zum Ausleihen" in shown
        assert not [item.key for item in FOUND if item.summary in shown]
        assert "Spitzenspiel" not in shown


def test_news_can_be_chosen_by_project(walked, scout, json_lines):
    news = json_lines(scout("news", "--project", "lastenrad-sharing", "--json"))

    assert [each["key"] for each in news] == ["lastenrad"]
    assert json_lines(scout("news", "--project", "radwege-alltag", "--json")) == []


def test_an_unknown_project_is_told_plainly(walked, scout):
    result = scout("news", "--project", "lastenrad")

    assert (result.returncode, result.stdout) == (2, "")
    assert "--project: expected a key of the strategy (lastenrad-sharing" in result.stderr


def test_the_table_is_for_people_and_obeys_no_title(walked, scout):
    shown = scout("news").stdout

    assert "4 news" in shown
    assert "\x1b" not in shown
    row = next(line for line in shown.splitlines() if "Kreis Borken" in line)
    assert row.split()[:2] == ["2026-11-15", "probe"]


def test_without_news_the_list_is_empty(scout, json_lines):
    assert json_lines(scout("news", "--json")) == []
    assert "0 news" in scout("news").stdout


def test_only_news_of_the_last_days_are_ranked(walked, scout, json_lines):
    def touching(day: date) -> list[str]:
        assert scout("match", "--today", day).returncode == 0
        return [each["key"] for each in json_lines(scout("news", "--json")) if each["matches"]]

    assert touching(TODAY + timedelta(days=14)) == ["lastenrad", "glasfaser"]
    assert touching(TODAY + timedelta(days=15)) == []
    with (walked / "scout.toml").open("w") as settings:
        settings.write("[digest]\nnews_days = 20\n")
    assert touching(TODAY + timedelta(days=15)) == ["lastenrad", "glasfaser"]


def test_news_change_nothing_about_how_a_call_is_matched(walked, scout, json_lines):
    matches = json_lines(scout("matches", "glasfaser-schulen", "--json"))

    assert matches
    assert {match["source"] for match in matches} == {"de_foerderdatenbank"}
    assert all(match["reasons"][0]["quote"] for match in matches)


def test_a_project_that_left_the_strategy_touches_nothing_after_the_next_match(
    walked, tmp_path, scout, json_lines
):
    file = tmp_path / "strategy.toml"
    file.write_text(STRATEGY.read_text("utf-8").replace('"lastenrad-sharing"', '"lastenrad-neu"'))
    assert scout("strategy", "import", file).returncode == 0
    assert scout("match", "--today", TODAY).returncode == 0

    news = {each["key"]: each for each in json_lines(scout("news", "--json"))}

    assert [match["project"] for match in news["lastenrad"]["matches"]] == ["lastenrad-neu"]
