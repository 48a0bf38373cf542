"""News in a digest: which are told to whom, once, and what of them is shown."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scout.digest.compose import Digest, compose
from scout.digest.coverage import SourceState
from scout.digest.render import render
from scout.digest.situation import Limits, Memory, Situation
from scout.digest.trends import best_trends, by_field, trends
from scout.domain import Brings, Frequency
from tests.builders import (
    NOON,
    TODAY,
    Office,
    news_entry,
    news_match,
    project,
    recipient,
    run,
    source,
    well_read,
)

SCHOOLS, PATHS = project("schulen"), project("wege")
PRESS = source("presse", title="Blatt für Kommunen", brings=Brings.NEWS, attribution="Blatt")


def situation(*matches, **values) -> Situation:
    """Three news, and what touches what; nothing else is known."""
    given = {
        "today": TODAY,
        "projects": [SCHOOLS, PATHS],
        "calls": {},
        "matches": [],
        "ranked": {"schulen", "wege"},
        "history": {},
        "news": {number: news_entry(number) for number in (1, 2, 3)},
        "news_matches": matches,
    }
    return Situation(**(given | values))


def issue(now: Situation, reader=None, told=(), most: int = 5) -> Digest:
    memory = Memory({}, {"schulen", "wege"}, told)
    return compose(reader or recipient(), now, memory, Limits(max_news=most))


def told(digest: Digest) -> list[tuple[int, str]]:
    return [(trend.entry.id, trend.project.key) for trend in digest.trends]


def test_news_come_best_first_and_each_once_under_the_project_it_touches_most():
    found = issue(
        situation(
            news_match("schulen", 1, 0.2), news_match("wege", 1, 0.3), news_match("schulen", 2, 0.4)
        )
    )
    assert told(found) == [(2, "schulen"), (1, "wege")]
    assert [each.key for each in found.trends[1].also] == ["schulen"]


def test_what_was_told_is_not_told_again_and_what_had_no_room_comes_next():
    matches = [news_match("schulen", number, number / 10) for number in (1, 2, 3)]
    first = issue(situation(*matches), most=2)
    assert told(first) == [(3, "schulen"), (2, "schulen")]
    assert told(issue(situation(*matches), told={3, 2}, most=2)) == [(1, "schulen")]


def test_only_news_of_the_recipients_projects_are_told():
    reader = recipient(projects=("wege",))
    found = issue(situation(news_match("schulen", 1), news_match("wege", 2)), reader)
    assert told(found) == [(2, "wege")]


def test_what_is_too_old_to_be_among_the_news_is_left_out():
    assert told(issue(situation(news_match("schulen", 9)))) == []


def of_sources(*sources: str) -> Situation:
    """News of these sources, best first, all touching the schools."""
    news = {number: news_entry(number, source=name) for number, name in enumerate(sources, start=1)}
    matches = [
        news_match("schulen", number, 0.9 - number / 1000)
        for number, _ in enumerate(sources, start=1)
    ]
    return situation(*matches, news=news)


def test_hundreds_of_tenders_leave_room_for_the_press() -> None:
    now = of_sources(*["ausschreibungen"] * 300, "blatt", "presse")
    found = issue(now)
    assert [trend.entry.item.source for trend in found.trends] == [
        "ausschreibungen",
        "ausschreibungen",
        "blatt",
        "presse",
        "ausschreibungen",
    ]
    shown = {trend.entry.id for trend in found.trends}
    assert told(issue(now, told=shown)) == [(number, "schulen") for number in range(4, 9)]


def test_within_a_turn_the_best_comes_first_whatever_its_source() -> None:
    found = issue(of_sources("a", "b", "a", "b", "c", "a"), most=6)
    assert [trend.entry.id for trend in found.trends] == [1, 2, 3, 4, 5, 6]
    found = issue(of_sources("a", "a", "a", "b", "a", "b"), most=6)
    assert [trend.entry.id for trend in found.trends] == [1, 2, 4, 6, 3, 5]


@given(sources=st.lists(st.sampled_from("abcd"), max_size=30), most=st.integers(0, 12))
def test_no_source_gets_a_third_place_before_every_other_had_two(
    sources: list[str], most: int
) -> None:
    now = of_sources(*sources)
    found = trends(now.news, now.news_matches, {"schulen": SCHOOLS}, ())
    assert sorted(trend.entry.id for trend in found) == list(range(1, len(sources) + 1))
    chosen = best_trends(found, most)
    assert chosen == found[:most]
    count = Counter(trend.entry.item.source for trend in chosen)
    for name, here in Counter(sources).items():
        for other in count:
            assert count[other] <= 2 or count[name] >= min(here, 2 * ((count[other] - 1) // 2))


def test_trends_stand_by_the_field_of_the_project_they_touch() -> None:
    care = project("pflege", field="Gesundheit")
    now = situation(
        news_match("schulen", 1, 0.4),
        news_match("pflege", 2, 0.3),
        news_match("wege", 3, 0.2),
        projects=[SCHOOLS, PATHS, care],
        ranked={"schulen", "wege", "pflege"},
    )
    found = by_field(issue(now).trends)
    assert [(name, [each.entry.id for each in of_field]) for name, of_field in found] == [
        ("Infrastruktur", [1, 3]),
        ("Gesundheit", [2]),
    ]


@pytest.mark.parametrize(
    ("frequency", "empty"),
    [(Frequency.DAILY, True), (Frequency.WEEKLY, False), (Frequency.MONTHLY, False)],
)
def test_trends_alone_make_no_daily_mail(frequency, empty):
    found = issue(situation(news_match("schulen", 1)), recipient(frequency=frequency))
    assert found.is_empty is empty


def test_trends_ride_along_in_a_daily_mail_that_has_a_reason():
    office = Office(SCHOOLS)
    office.add(1)
    now = replace(
        office.situation(), news={1: news_entry()}, news_matches=[news_match("schulen", 1)]
    )
    found = compose(recipient(frequency=Frequency.DAILY), now, Memory(), Limits())
    assert (found.new_count, len(found.trends), found.is_empty) == (1, 1, False)


def test_a_mail_shows_title_source_day_link_and_our_reason_and_nothing_of_the_text():
    published = datetime(2026, 12, 17, 23, 30, tzinfo=UTC)
    now = situation(
        news_match("schulen", 1),
        news_match("wege", 1, 0.1),
        news={1: news_entry(title="Glasfaser <für> alle", published_at=published)},
    )
    mail = render(issue(now), [well_read(), SourceState(PRESS, run(), run())], "")
    assert mail.subject == "Fördermittel: 1 Trendmeldung – 19.12.2026"
    lines = [line.strip() for line in mail.text.splitlines()]
    start = lines.index("Trends")
    assert lines[start : start + 11] == [
        "Trends",
        "======",
        "",
        "Infrastruktur",
        "-------------",
        "",
        "* Glasfaser <für> alle",
        "https://presse.example/n1",
        "Quelle: Blatt für Kommunen, 18.12.2026",
        "Berührt: Vorhaben schulen – Glasfaser, Schulen",
        "Auch: Vorhaben wege",
    ]
    assert ">Glasfaser &lt;für&gt; alle</a>" in mail.html
    assert 'rel="noopener noreferrer nofollow"' in mail.html
    for part in (mail.text, mail.html):
        assert "gehört dem Verlag" not in part
        assert "Quelle der Zitate: Blatt" not in part


@pytest.mark.parametrize(("ahead", "said"), [(0, "Quelle: presse, 19.12.2026"), (1, "presse")])
def test_a_day_that_lies_ahead_is_no_day_of_publication(ahead: int, said: str):
    entry = news_entry(published_at=NOON + timedelta(days=ahead))
    mail = render(issue(situation(news_match("schulen", 1), news={1: entry})), [well_read()], "")
    (line,) = [each.strip() for each in mail.text.splitlines() if "Quelle: presse" in each]
    assert line.endswith(said)


def test_news_without_a_day_or_with_an_address_that_is_none_are_shown_without():
    entry = news_entry(published_at=None, url="javascript:alert(1)")
    mail = render(issue(situation(news_match("schulen", 1), news={1: entry})), [well_read()], "")
    assert "* Meldung 1\n  Quelle: presse\n  Berührt" in mail.text
    assert "javascript" not in mail.html
    assert date(2026, 12, 19) == TODAY
