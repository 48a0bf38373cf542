"""A crawl waits as long as a publisher asks, within bounds, and says so where it does not."""

from __future__ import annotations

import itertools
import json
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from scout.collect.politeness import LONGEST_WAIT_S, MOST_WAITS, WAITED_S, WAITS, Patience, spoken
from scout.domain import Weight
from tests.odd_site import LATE_S, OddSite, in_turn, odd_site, page, run

PROPERTY = settings(max_examples=200, deadline=None)
LIST = page("<ul><li id=a><h2>A</h2></li><li id=b><h2>B</h2></li></ul>")
ASKED = st.lists(st.tuples(st.sampled_from("abc"), st.floats(0, 1000), st.floats(0, 500)))


@pytest.fixture
def site(monkeypatch: pytest.MonkeyPatch) -> Iterator[OddSite]:
    with odd_site(monkeypatch) as opened:
        opened.pages = {"/list": LIST}
        yield opened


def stats(folder: Path) -> dict[str, float]:
    outcome = json.loads((folder / "outcome.json").read_text())
    return {name: outcome[name] for name in (WAITS, WAITED_S) if name in outcome}


@pytest.mark.parametrize("status", [429, 503])
@pytest.mark.parametrize("where", ["/robots.txt", "/list"])
def test_a_short_wait_is_kept_and_the_crawl_is_good(where, status, site, tmp_path):
    good = site.pages.get(where, page("", 404))
    site.pages[where] = in_turn(page("", status, Retry_After="1"), good)

    found = run("odd_list", tmp_path)

    assert (found.basket.items, found.basket.findings) == (2, ())
    asked = [each.at_s for each in site.asked]
    assert max(later - earlier for earlier, later in itertools.pairwise(asked)) > 1 - LATE_S
    assert len(asked) == 4  # robots.txt, tdmrep.json and the list, one of them twice
    assert stats(tmp_path) == {WAITS: 1, WAITED_S: 1.0}


def test_a_date_is_compared_with_the_clock_of_the_server(site, tmp_path):
    slow = {"Date": "Mon, 23 Nov 2026 11:00:00 GMT", "Retry_After": "Mon, 23 Nov 2026 11:00:01 GMT"}
    site.pages["/list"] = in_turn(page("", 503, **slow), LIST)

    found = run("odd_list", tmp_path)

    assert (found.basket.items, found.basket.findings) == (2, ())
    assert stats(tmp_path) == {WAITS: 1, WAITED_S: 1.0}


def test_a_wait_holds_for_every_page_of_the_host(site, tmp_path):
    detail = page("<h1>Aufruf</h1><p>Für Kommunen.</p>")
    busy_once = in_turn(page("", 503, Retry_After="1"), detail)
    site.pages["/list"] = page("<a href=/a>a</a> <a href=/b>b</a> <a href=/c>c</a>")
    site.pages |= dict.fromkeys(("/a", "/b", "/c"), busy_once)

    found = run("odd", tmp_path)

    assert (found.basket.items, found.basket.findings) == (3, ())
    first, *others = [each.at_s for each in site.asked if len(each.path) == 2]
    assert len(others) == 3
    assert all(at_s - first > 1 - LATE_S for at_s in others)


def test_a_host_that_asks_for_too_much_is_left_alone(site, tmp_path):
    site.pages["/list"] = page("<a href=/a>a</a> <a href=/b>b</a> <a href=/c>c</a>")
    site.pages |= dict.fromkeys(("/a", "/b", "/c"), page("", 503, Retry_After="600"))

    found = run("odd", tmp_path)

    assert len([path for path in site.paths() if len(path) == 2]) == 1
    assert {(each.code, each.weight) for each in found.basket.findings} == {
        ("asked_to_wait", Weight.DOUBT)
    }
    assert len(found.basket.findings) == 3
    assert all("come back in 10 minutes" in each.text for each in found.basket.findings)


def test_robots_txt_that_asks_for_too_much_speaks_for_the_host(site, tmp_path):
    site.pages["/robots.txt"] = page("", 429, Retry_After="86400")

    (finding,) = run("odd_list", tmp_path).basket.findings

    assert (finding.code, finding.weight) == ("asked_to_wait", Weight.FAILURE)
    assert site.paths() == ["/robots.txt"]


def test_without_the_header_scrapy_tries_again_by_itself(site, tmp_path):
    site.pages["/list"] = in_turn(page("", 503), page("", 503, Retry_After="bald"), LIST)

    found = run("odd_list", tmp_path, overrides={"RETRY_TIMES": 2})

    assert (found.basket.items, found.basket.findings) == (2, ())
    assert stats(tmp_path) == {}


def recorded(folder: Path, site: OddSite, *waits: str) -> Path:
    """Write a bundle in which the list is busy, once for each of ``waits``, and then there."""
    folder.mkdir()
    (folder / "list").write_text("<ul><li id=a><h2>A</h2></li><li id=b><h2>B</h2></li></ul>")
    url = f"{site.url}/list"
    busy = [{"url": url, "status": 503, "headers": {"Retry-After": wait}} for wait in waits]
    answers = [*busy, {"url": url, "status": 200, "file": "list"}]
    (folder / "index.json").write_text(json.dumps({"responses": answers}))
    return folder


def test_in_a_replay_waits_are_counted_and_not_slept(site, tmp_path):
    web = recorded(tmp_path / "web", site, "120", "100", "20")

    # Slept they would take longer than the crawl may.
    found = run("odd_list", tmp_path / "crawl", replay=web, time_limit_s=60)

    assert (found.basket.items, found.basket.findings) == (2, ())
    assert stats(tmp_path / "crawl") == {WAITS: 3, WAITED_S: 240.0}
    assert site.asked == []


@pytest.mark.parametrize("waits", [("121",), ("1", "1", "1", "1"), ("0", "0", "0", "0")])
def test_in_a_replay_the_same_waits_are_too_much(waits, site, tmp_path):
    web = recorded(tmp_path / "web", site, *waits)

    found = run("odd_list", tmp_path / "crawl", replay=web)

    assert [each.code for each in found.basket.findings] == ["asked_to_wait"]


@PROPERTY
@given(ASKED)
def test_patience_is_bounded(asked: list[tuple[str, float, float]]) -> None:
    patience = Patience()
    kept = [pause for host, s, at in asked if (pause := patience.ask(host, s, at)).is_kept]

    assert len(kept) == patience.waits <= MOST_WAITS
    assert all(pause.asked_s <= LONGEST_WAIT_S for pause in kept)
    assert set(patience.pauses) == {host for host, _, _ in asked}


@PROPERTY
@given(st.floats(0, 1000), st.floats(0, 1e6), st.floats(0, 1e6))
def test_what_is_left_of_a_pause_only_gets_less(
    asked_s: float, begun: float, passed: float
) -> None:
    pause = Patience().ask("a", asked_s, begun)

    assert pause.left_s(begun) == pytest.approx(asked_s, abs=1e-6)
    assert 0 <= pause.left_s(begun + passed) <= pause.left_s(begun)
    assert pause.left_s(begun + asked_s + 1) == 0


@pytest.mark.parametrize(
    ("seconds", "said"),
    [
        (0, "0 seconds"),
        (90, "90 seconds"),
        (120, "2 minutes"),
        (3600, "60 minutes"),
        (7200, "2 hours"),
        (3 * 86_400, "3 days"),
    ],
)
def test_a_duration_is_said_as_people_say_it(seconds: float, said: str) -> None:
    assert spoken(seconds) == said
