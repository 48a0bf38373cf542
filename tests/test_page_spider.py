"""A source with a page for each call: which pages are asked, and what it means if none comes."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from scout.collect.source_run import CollectReport
from scout.domain import Verdict, Weight
from scout.home import open_home
from scout.jobs import read
from scout.store import calls, page_reads
from scout.store.engine import Store, open_store
from tests.odd_site import (
    TODAY,
    Answer,
    OddSite,
    moved,
    not_modified_if,
    odd_site,
    odd_source,
    page,
    pages_asked,
    read_on,
)

TAG = '"v1"'


def listing(keys: str) -> Answer:
    return page("".join(f'<a href="/{key}">{key}</a>' for key in keys))


def call(key: str, text: str = "Wir fördern Bänke.", tag: str = TAG) -> Answer:
    return not_modified_if(tag, page(f"<h1>Aufruf {key}</h1><p>{text}</p>", ETag=tag))


@pytest.fixture
def site(monkeypatch: pytest.MonkeyPatch) -> Iterator[OddSite]:
    with odd_site(monkeypatch) as opened:
        opened.pages = {"/list": listing("abcd"), **{f"/{key}": call(key) for key in "abcd"}}
        yield opened


@pytest.fixture
def store(home: Path) -> Iterator[Store]:
    home.mkdir()
    opened = open_store(home)
    yield opened
    opened.close()


@pytest.fixture
def night(home: Path, store: Store, site: OddSite) -> Callable[..., CollectReport]:

    def crawl(day: int, name: str = "odd_pages", **values: object) -> CollectReport:
        return read_on(day, name, home, store, site, **values)

    return crawl


def titles(store: Store, name: str = "odd_pages") -> dict[str, str | None]:
    with store.reading() as connection:
        return {
            entry.key: entry.title
            for entry in calls.entries(connection, name)
            if entry.gone_on is None
        }


def test_pages_that_are_not_due_are_not_asked_and_their_calls_count(site, store, night):
    first = night(0)
    second = night(1)

    assert (first.verdict, first.items, first.new) == (Verdict.OK, 4, 4)
    assert (second.verdict, second.items) == (Verdict.OK, 4)
    assert (second.new, second.changed, second.gone) == (0, 0, 0)
    assert pages_asked(site) == []
    assert len(titles(store)) == 4


def test_a_new_call_of_the_list_is_read_at_once(site, night):
    night(0)
    site.pages |= {"/list": listing("abcde"), "/e": call("e")}

    report = night(1)

    assert (report.verdict, report.items, report.new) == (Verdict.OK, 5, 1)
    assert pages_asked(site) == ["/e"]


def test_a_due_page_that_says_it_is_the_same_is_not_sent_and_counts(site, night):
    night(0)

    report = night(7)

    assert pages_asked(site) == ["/a", "/b", "/c", "/d"]
    assert {each.headers.get("if-none-match") for each in site.asked if each.path == "/a"} == {TAG}
    assert (report.verdict, report.items, report.changed) == (Verdict.OK, 4, 0)
    assert night(8).items == 4
    assert pages_asked(site) == []


def test_a_list_that_is_the_same_hides_no_page_that_changed(site, store, night):
    site.pages["/list"] = not_modified_if(TAG, page('<a href="/a">a</a>', ETag=TAG))
    night(0)
    site.pages["/a"] = page("<h1>Aufruf a, verlängert</h1><p>Neu.</p>", ETag='"v2"')

    report = night(7)

    assert (report.verdict, report.changed) == (Verdict.OK, 1)
    assert titles(store) == {"a": "Aufruf a, verlängert"}


def test_a_page_with_a_deadline_near_is_asked_every_night(home, site, store, night):
    near = TODAY + timedelta(days=20)
    text = f"Anträge sind bis zum {near:%d.%m.%Y} zu stellen."
    site.pages["/b"] = call("b", text)
    night(0)
    read_texts(home)

    night(1)

    assert pages_asked(site) == ["/b"]


def test_a_crawl_reads_no_more_known_pages_again_than_it_can_and_the_others_next_time(
    site, night, monkeypatch
):
    few = replace(odd_source("odd_pages"), most_revisits=3)
    monkeypatch.setattr("tests.odd_site.odd_source", lambda _: few)
    night(0)

    first, asked = night(7), pages_asked(site)
    second = night(8)

    assert (len(asked), first.items, first.verdict) == (3, 4, Verdict.OK)
    assert (set(asked) | set(pages_asked(site)), len(pages_asked(site))) == (
        {"/a", "/b", "/c", "/d"},
        1,
    )
    assert second.items == 4


def test_a_page_that_nobody_shows_any_more_is_gone_with_the_list(site, store, night):
    night(0)
    site.pages["/list"] = listing("abc")

    report = night(7)

    assert (report.verdict, report.items, report.gone) == (Verdict.OK, 3, 1)
    assert set(titles(store)) == {"a", "b", "c"}, "though its page is still there"
    night(14)
    assert "/d" not in pages_asked(site)


def test_an_open_call_that_left_a_window_is_asked_by_its_own_address(site, store, night):
    night(0, "odd_window")
    site.pages["/list"] = listing("cd")
    site.pages["/a"] = call("a", "Verlängert.", '"v2"')

    early = night(1, "odd_window")
    assert (pages_asked(site), early.items) == ([], 2)
    report = night(7, "odd_window")

    assert pages_asked(site) == ["/a", "/b", "/c", "/d"]
    assert (report.verdict, report.changed, report.gone) == (Verdict.OK, 1, 0)
    assert len(titles(store, "odd_window")) == 4


def test_what_the_list_said_of_a_call_is_kept_when_its_page_is_asked_alone(site, store, night):
    site.pages["/list"] = page('<b>bis 31.12.2026</b><a href="/a">a</a>')
    night(0, "odd_window")
    site.pages["/list"] = listing("b")
    site.pages["/a"] = call("a", "Verlängert.", '"v2"')

    report = night(7, "odd_window")

    assert (report.changed, report.new) == (1, 1)
    with store.reading() as connection:
        kept = dict(calls.contents(connection, [1]))[1]
    assert (kept.stated["list"], kept.sections[0].text) == ("bis 31.12.2026", "Verlängert.")


def test_what_the_list_says_anew_is_taken_in_though_the_page_is_neither_due_nor_changed(
    site, store, night
):
    site.pages["/list"] = page('<b>bis 31.12.2026</b><a href="/a">a</a>')
    night(0)
    site.pages["/list"] = page('<b>bis 15.01.2027</b><a href="/a">a</a>')

    report = night(1)

    assert (report.verdict, report.changed, pages_asked(site)) == (Verdict.OK, 1, ["/a"])
    assert asked_tags(site) == [None]
    night(2)
    assert pages_asked(site) == []


def asked_tags(site: OddSite) -> list[str | None]:
    return [each.headers.get("if-none-match") for each in site.asked if each.path == "/a"]


def test_a_page_that_told_of_no_call_is_left_alone_until_it_says_something_else(site, store, night):
    site.pages["/a"] = not_modified_if('"n"', page("<h1>Kein Aufruf</h1>", ETag='"n"'))
    first = night(0)
    second = night(1)
    assert (first.verdict, first.items, second.items, pages_asked(site)) == (Verdict.OK, 3, 3, [])

    third = night(31)
    assert (third.verdict, third.items, asked_tags(site)) == (Verdict.OK, 3, ['"n"'])
    site.pages["/a"] = call("a", tag='"v2"')
    assert (night(32).items, pages_asked(site)) == (3, [])
    fourth = night(62)

    assert (fourth.verdict, fourth.new, fourth.items) == (Verdict.OK, 1, 4)


def test_one_that_left_a_window_and_whose_page_is_no_longer_there_is_gone(site, store, night):
    night(0, "odd_window")
    site.pages["/list"] = listing("cd")
    del site.pages["/a"]

    report = night(7, "odd_window")

    assert (report.verdict, report.gone) == (Verdict.OK, 1)
    assert set(titles(store, "odd_window")) == {"b", "c", "d"}


@pytest.mark.parametrize("status", [404, 410])
def test_a_listed_page_that_is_not_there_is_noted_and_its_call_stays(status, site, store, night):
    night(0)
    site.pages["/a"] = page("", status)

    report = night(7)

    assert (report.verdict, report.items, report.gone) == (Verdict.OK, 3, 0)
    (found,) = report.findings
    assert (found.code, found.url, found.weight) == ("page_missing", f"{site.url}/a", Weight.NOTE)
    assert str(status) in found.text
    assert set(titles(store)) == {"a", "b", "c", "d"}
    assert night(8).gone == 0
    assert pages_asked(site) == ["/a"], "it is asked again the next night"


def test_beside_a_dead_link_what_left_the_list_is_gone(site, store, night):
    night(0)
    del site.pages["/a"]
    site.pages["/list"] = listing("abc")

    report = night(7)

    assert (report.verdict, report.items, report.gone) == (Verdict.OK, 2, 1)
    assert set(titles(store)) == {"a", "b", "c"}


@pytest.mark.parametrize("name", ["odd_pages", "odd_window"])
def test_one_whose_page_is_missing_on_three_days_is_given_up_until_it_is_back(
    name, site, store, night
):
    night(0, name)
    good = site.pages.pop("/a")

    assert [night(day, name).gone for day in (7, 8, 8, 9)] == [0, 0, 0, 1]
    assert set(titles(store, name)) == {"b", "c", "d"}
    after = night(10, name)
    assert (after.verdict, after.gone, pages_asked(site)) == (Verdict.OK, 0, ["/a"])
    site.pages["/a"] = good
    assert (night(11, name).back, len(titles(store, name))) == (1, 4)


def test_a_page_that_was_there_in_between_is_missing_for_the_first_time_again(site, store, night):
    night(0)
    good = site.pages.pop("/a")
    night(7)
    night(8)
    site.pages["/a"] = good
    night(9)
    del site.pages["/a"]

    assert [night(day).gone for day in (16, 17)] == [0, 0]
    assert night(18).gone == 1


def test_a_night_without_the_source_is_no_day_on_which_a_page_was_missing(site, night):
    night(0)
    del site.pages["/a"]
    night(7)
    good = site.pages["/list"]
    site.pages["/list"] = page("", 500)
    assert [night(day).verdict for day in (8, 9)] == [Verdict.FAILED] * 2
    site.pages["/list"] = good

    assert [night(day).gone for day in (10, 11)] == [0, 1]


TWENTY = "abcdefghijklmnopqrst"


@pytest.mark.parametrize(
    ("listed", "dead", "verdict"),
    [
        (TWENTY, "ab", Verdict.OK),
        (TWENTY, "abc", Verdict.DOUBTFUL),
        ("abcd", "a", Verdict.OK),
        ("abcd", "ab", Verdict.DOUBTFUL),
        ("ab", "a", Verdict.OK),
    ],
)
def test_one_dead_link_and_a_tenth_are_usual_and_more_are_a_doubt(
    listed, dead, verdict, site, store, night
):
    site.pages |= {"/list": listing(listed), **{f"/{key}": call(key) for key in TWENTY}}
    assert night(0).verdict is Verdict.OK
    for key in dead:
        del site.pages[f"/{key}"]

    reports = [night(day) for day in (7, 8)]

    assert [each.verdict for each in reports] == [verdict, verdict]
    assert [each.gone for each in reports] == [0, 0]
    codes = {each.code for each in reports[0].findings if each.weight is Weight.DOUBT}
    assert codes == ({"pages_missing"} if verdict is Verdict.DOUBTFUL else set())
    last = night(9)
    assert last.gone == (len(dead) if verdict is Verdict.OK else 0)
    assert len(titles(store)) == len(listed) - last.gone


def test_dead_links_of_calls_that_are_gone_make_no_doubt(site, store, night):
    site.pages |= {"/list": listing(TWENTY), **{f"/{key}": call(key) for key in TWENTY}}
    night(0)
    for start, key in ((7, "a"), (20, "b"), (33, "c")):
        del site.pages[f"/{key}"]
        assert [night(start + day).verdict for day in range(3)] == [Verdict.OK] * 3

    assert len(titles(store)) == 17
    report = night(40)
    assert (report.verdict, [each.code for each in report.findings]) == (
        Verdict.OK,
        ["page_missing"] * 3,
    )


def test_one_that_was_gone_for_a_night_and_left_its_window_comes_back(site, store, night):
    night(0, "odd_window")
    site.pages["/list"] = listing("cd")
    page_of_a = site.pages.pop("/a")
    assert night(7, "odd_window").gone == 1
    site.pages["/a"] = page_of_a

    report = night(8, "odd_window")

    assert (report.verdict, report.back, len(titles(store, "odd_window"))) == (Verdict.OK, 1, 4)


def test_that_most_pages_are_gone_at_once_is_not_believed(site, store, night):
    keys = "abcdefgh"
    site.pages |= {"/list": listing(keys), **{f"/{key}": call(key) for key in keys}}
    night(0, "odd_window")
    site.pages = {"/list": listing("z"), "/z": call("z")}

    report = night(7, "odd_window")

    assert (report.verdict, report.gone) == (Verdict.DOUBTFUL, 0)
    assert [each.code for each in report.findings] == ["pages_gone"]
    assert len(titles(store, "odd_window")) == 9


def test_pages_that_nobody_knew_are_none_that_are_gone_at_once(site, night):
    site.pages = {"/list": listing("abcdefgh"), "/a": call("a")}

    report = night(0)

    codes = [each.code for each in report.findings]
    assert codes == ["page_missing"] * 7 + ["pages_missing"]
    assert report.verdict is Verdict.DOUBTFUL
    assert "7 of 8 listed pages are not there" in report.findings[-1].text


def test_a_call_whose_page_tells_of_none_any_more_is_gone(site, store, night):
    night(0)
    site.pages["/a"] = page("<h1>Kein Aufruf</h1>", ETag='"n"')

    assert night(7).gone == 1
    assert set(titles(store)) == {"b", "c", "d"}
    site.pages["/a"] = call("a", "Wieder da.", '"v3"')
    assert night(8).back == 1


def test_what_nobody_asks_for_takes_no_turn_of_what_is_open(home, site, store, night, monkeypatch):
    few = replace(odd_source("odd_window"), most_revisits=1)
    monkeypatch.setattr("tests.odd_site.odd_source", lambda _: few)
    ended = TODAY - timedelta(days=9)
    site.pages["/a"] = call("a", f"Anträge waren bis zum {ended:%d.%m.%Y} zu stellen.")
    night(0, "odd_window")
    read_texts(home)
    site.pages["/list"] = listing("z")
    site.pages["/z"] = call("z")

    night(40, "odd_window")
    asked = pages_asked(site)
    night(41, "odd_window")

    assert (asked, pages_asked(site)) == (["/b", "/z"], ["/c"])


def test_one_that_comes_back_is_read_anew(site, store, night):
    night(0)
    site.pages["/list"] = listing("abc")
    night(1)
    site.pages["/list"] = listing("abcd")

    report = night(2)

    assert (pages_asked(site), report.back, report.items) == (["/d"], 1, 4)


def test_a_page_that_failed_once_keeps_its_call_and_is_asked_again(site, store, night):
    night(0)
    good = site.pages["/a"]
    site.pages["/a"] = page("", 500)

    assert night(7).verdict is Verdict.DOUBTFUL
    site.pages["/a"] = good
    night(8)

    assert pages_asked(site) == ["/a"]
    assert len(titles(store)) == 4


def test_another_version_of_the_program_reads_every_page_again_and_whole(
    site, store, night, monkeypatch
):
    night(0)
    monkeypatch.setattr("scout.collect.sightings.__version__", "99.0")

    report = night(1)

    assert (len(pages_asked(site)), report.items) == (4, 4)
    assert {each.headers.get("if-none-match") for each in site.asked} == {None}


def test_where_an_address_moved_on_the_listed_one_is_asked_without_validators(site, store, night):
    site.pages |= {"/a": moved("/a2"), "/a2": call("a")}
    night(0)
    with store.reading() as connection:
        kept = page_reads.load(connection, "odd_pages")["a"]
    assert (kept.url, kept.etag) == (f"{site.url}/a", None)

    night(7)

    assert "/a2" in pages_asked(site)


def test_a_failed_night_forgets_no_page(site, night):
    night(0)
    good = site.pages["/list"]
    site.pages["/list"] = page("", 500)
    assert night(1).verdict is Verdict.FAILED
    site.pages["/list"] = good

    assert night(2).verdict is Verdict.OK
    assert pages_asked(site) == []


def test_a_recording_asks_for_everything_and_its_replay_says_the_same(site, store, night, tmp_path):
    night(0)
    recorded = night(1, record=tmp_path / "day")
    assert len(pages_asked(site)) == 4
    site.pages.clear()

    replayed = night(2, replay=tmp_path / "day")

    assert (recorded.verdict, recorded.items) == (Verdict.OK, 4)
    assert (replayed.verdict, replayed.items, replayed.changed) == (Verdict.OK, 4, 0)
    assert site.asked == []


def read_texts(home: Path) -> None:
    with open_home(home) as opened:
        read(opened, lambda *_: None)
