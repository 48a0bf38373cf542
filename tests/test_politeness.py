"""A crawl waits as long as a publisher asks, within bounds, and says so where it does not."""

from __future__ import annotations

import itertools
import json
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from scout.collect.politeness import (
    LONGEST_WAIT_S,
    MOST_IN_VAIN,
    MOST_WAITED_S,
    MOST_WAITS,
    WAITED_S,
    WAITS,
    Patience,
    spoken,
)
from scout.domain import Weight
from tests.odd_site import LATE_S, OddSite, in_turn, odd_site, page, run

PROPERTY = settings(max_examples=200, deadline=None)
LIST = page("<ul><li id=a><h2>A</h2></li><li id=b><h2>B</h2></li></ul>")
ASKED = st.lists(
    st.tuples(st.sampled_from("abc"), st.sampled_from("xyz"), st.floats(0, 1000), st.floats(0, 500))
)


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


def links(names: str) -> str:
    return "".join(f"<a href=/{name}>{name}</a> " for name in names)


def details(names: str) -> dict[str, Any]:
    return {f"/{name}": page(f"<h1>Aufruf {name}</h1><p>Für Kommunen.</p>") for name in names}


def test_a_host_that_asks_at_every_third_page_is_read_to_the_end(site, tmp_path):
    names = "abcdefghijkl"
    site.pages |= {"/list": page(links(names))} | details(names)
    busy, asked = page("", 429, Retry_After="0"), itertools.count(1)
    for name in names:
        there = site.pages[f"/{name}"]
        site.pages[f"/{name}"] = lambda line, there=there: (
            busy if next(asked) % 3 == 0 else there
        )(line)

    found = run("odd", tmp_path)

    assert (found.basket.items, found.basket.findings) == (12, ())
    assert stats(tmp_path)[WAITS] > MOST_WAITS


def test_a_page_that_always_asks_is_given_up_by_itself(site, tmp_path):
    site.pages |= {"/list": page(links("abcd"))} | details("abcd")
    site.pages["/b"] = page("", 503, Retry_After="0")

    found = run("odd", tmp_path)

    assert found.basket.items == 3
    (finding,) = found.basket.findings
    assert (finding.code, finding.weight) == ("asked_to_wait", Weight.DOUBT)
    assert finding.url == f"{site.url}/b"
    assert finding.text == (
        "the publisher asks to come back in 0 seconds; a page is asked at most 4 times"
    )
    assert site.paths().count("/b") == MOST_WAITS + 1


def test_a_host_whose_pages_all_ask_is_not_pressed(site, tmp_path):
    names = "abcdefgh"
    site.pages["/list"] = page(links(names))
    site.pages |= dict.fromkeys((f"/{name}" for name in names), page("", 503, Retry_After="0"))

    found = run("odd", tmp_path)

    assert {each.code for each in found.basket.findings} == {"asked_to_wait"}
    assert len(found.basket.findings) == len(names)
    asked = [site.paths().count(f"/{name}") for name in names]
    assert sorted(asked, reverse=True) == [MOST_WAITS + 1] * MOST_IN_VAIN + [1] * 5
    last = found.basket.findings[-1].text
    assert last.endswith("in 0 seconds; the 3 pages before were given up for the same")


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


@pytest.mark.parametrize(
    "waits", [("121",), ("120", "120", "120", "1"), ("1", "1", "1", "1"), ("0", "0", "0", "0")]
)
def test_in_a_replay_the_same_waits_are_too_much(waits, site, tmp_path):
    web = recorded(tmp_path / "web", site, *waits)

    found = run("odd_list", tmp_path / "crawl", replay=web)

    assert [each.code for each in found.basket.findings] == ["asked_to_wait"]


@PROPERTY
@given(ASKED)
def test_patience_is_bounded(asked: list[tuple[str, str, float, float]]) -> None:
    patience = Patience()
    again: Counter[str] = Counter()
    waited = []
    for host, name, asked_s, now in asked:
        before = patience.waited_s
        refusal = patience.ask(host, host + name, asked_s, now)
        again[host + name] += refusal is None
        pause = patience.pauses[host]
        assert patience.waited_s == before + asked_s * (pause.refusal is None)
        assert refusal is not None or pause.refusal is None
        waited += [asked_s] if pause.refusal is None else []

    assert all(asked_s <= LONGEST_WAIT_S for asked_s in waited)
    assert patience.waited_s <= MOST_WAITED_S
    assert patience.waits == len(waited)
    assert all(times <= MOST_WAITS for times in again.values())
    assert set(patience.pauses) == {host for host, *_ in asked}


def test_all_waits_of_a_crawl_are_bounded_and_said() -> None:
    patience = Patience()
    said = [patience.ask("a", f"{number}", 100.0, number * 100.0) for number in range(4)]

    assert said[:3] == [None] * 3
    assert said[3] == "a crawl waits at most 6 minutes in all, and this one has waited 5 minutes"
    assert patience.ask("a", "9", 60.0, 400.0) is None


def test_a_page_that_comes_ends_what_was_in_vain() -> None:
    patience = Patience()
    for name in "abc":
        said = [patience.ask("host", name, 0.0, 0.0) for _ in range(MOST_WAITS + 1)]
        assert [each is None for each in said] == [True] * MOST_WAITS + [False]
    assert patience.ask("host", "d", 0.0, 0.0) is not None
    assert patience.ask("elsewhere", "d2", 0.0, 0.0) is None

    patience.answered("host")

    assert patience.ask("host", "e", 0.0, 0.0) is None


@PROPERTY
@given(st.floats(0, 1000), st.floats(0, 1e6), st.floats(0, 1e6))
def test_what_is_left_of_a_pause_only_gets_less(
    asked_s: float, begun: float, passed: float
) -> None:
    patience = Patience()
    patience.ask("a", "page", asked_s, begun)
    pause = patience.pauses["a"]

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
