"""Pages that come and say nothing of their call, and calls that no list shows any more."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from datetime import date, timedelta
from pathlib import Path

import pytest

from scout.alarm_run import alarm
from scout.clock import now_or_on
from scout.collect.source_run import CollectReport
from scout.domain import Verdict, Weight
from scout.home import Home, open_home
from scout.jobs import read
from scout.settings import Settings
from scout.situation import load_situation
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

NAME = "odd_read"
MAINTENANCE = page("<h1>Wartungsarbeiten</h1><p>Wir sind bald wieder für Sie da.</p>")
LOGIN = page("<h1>Anmelden</h1><p>Bitte melden Sie sich an.</p>")
RESERVED = page("<h1>Aufruf</h1><h2>Was wird gefördert?</h2><p>Neu.</p>", tdm_reservation="1")


def listing(keys: str) -> Answer:
    links = "".join(f'<a href="/{key}">{key}</a>' for key in keys)
    return page(f"<h1>Förderprogramme</h1><h2>Was wird gefördert?</h2>{links}")


def call(key: str, text: str = "Bänke.") -> Answer:
    body = f"<h1>Aufruf {key}</h1><h2>Was wird gefördert?</h2><p>{text}</p>"
    return not_modified_if('"v1"', page(body, ETag='"v1"'))


@pytest.fixture
def site(monkeypatch: pytest.MonkeyPatch) -> Iterator[OddSite]:
    with odd_site(monkeypatch) as opened:
        opened.pages = {"/list": listing("abcdef"), **{f"/{key}": call(key) for key in "abcdef"}}
        yield opened


@pytest.fixture
def store(home: Path) -> Iterator[Store]:
    home.mkdir()
    opened = open_store(home)
    yield opened
    opened.close()


@pytest.fixture
def night(home: Path, store: Store, site: OddSite) -> Callable[..., CollectReport]:

    def crawl(day: int, name: str = NAME) -> CollectReport:
        return read_on(day, name, home, store, site)

    return crawl


def stored(store: Store, name: str = NAME) -> dict[str, tuple[str | None, str]]:
    with store.reading() as connection:
        return {
            each.key: (each.title, each.url.rpartition("/")[2])
            for each in calls.entries(connection, name)
            if each.gone_on is None
        }


def texts(store: Store) -> dict[str, str]:
    with store.reading() as connection:
        ids = [each.id for each in calls.entries(connection, NAME)]
        return {one.key: one.sections[0].text for _, one in calls.contents(connection, ids)}


ODD = {
    "maintenance": ({"/a": MAINTENANCE}, "page_not_understood"),
    "login": ({"/a": moved("/login"), "/login": LOGIN}, "page_not_understood"),
    "nothing": ({"/a": page("<h1>Aufruf a</h1>")}, "page_without_text"),
    "the list": ({"/a": moved("/list")}, "page_elsewhere"),
    "another call": ({"/a": moved("/b")}, "page_elsewhere"),
    "the start": ({"/a": moved("/"), "/": call("start")}, "page_elsewhere"),
    "reserved": ({"/a": RESERVED}, "tdm_reserved"),
}


@pytest.mark.parametrize("odd", ODD)
def test_a_page_that_says_nothing_of_its_call_changes_nothing_and_is_asked_again(
    odd, site, store, night
):
    answers, code = ODD[odd]
    night(0)
    before, words = stored(store), texts(store)
    good = site.pages["/a"]
    site.pages |= answers

    report = night(7)

    assert (report.verdict, report.items) == (Verdict.OK, 5)
    assert (report.new, report.changed, report.gone) == (0, 0, 0)
    (found,) = (each for each in report.findings if each.code != "moved")
    assert (found.code, found.weight) == (code, Weight.NOTE)
    assert found.url in {f"{site.url}/a", f"{site.url}/login"}
    assert (stored(store), texts(store)) == (before, words)
    site.pages["/a"] = good
    after = night(8)
    assert (pages_asked(site), after.items, after.changed) == (["/a"], 6, 0)


@pytest.mark.parametrize("odd", ODD)
def test_a_page_that_says_nothing_becomes_no_call_until_it_does(odd, site, store, night):
    good = site.pages["/a"]
    site.pages |= ODD[odd][0]

    assert night(0).new == 5
    assert set(stored(store)) == set("bcdef")
    site.pages["/a"] = good
    assert night(1).new == 1
    assert stored(store)["a"] == ("Aufruf a", "a")


@pytest.mark.parametrize(
    ("odd", "verdict"), [("a", Verdict.OK), ("ab", Verdict.DOUBTFUL), ("abcd", Verdict.FAILED)]
)
def test_one_such_page_is_usual_more_are_a_doubt_and_most_fail_the_night(
    odd, verdict, site, store, night
):
    night(0)
    before = stored(store)
    site.pages |= {f"/{key}": MAINTENANCE for key in odd}

    report = night(7)

    assert (report.verdict, report.changed, report.gone) == (verdict, 0, 0)
    assert stored(store) == before
    if verdict is not Verdict.OK:
        weight = Weight.FAILURE if verdict is Verdict.FAILED else Weight.DOUBT
        found = {each.code: each for each in report.findings}["pages_not_understood"]
        assert (found.weight, found.text.split(" of a")[0]) == (
            weight,
            f"{len(odd)} of 6 listed pages say nothing",
        )


def test_two_nights_of_maintenance_raise_the_operators_alarm_and_a_good_one_ends_it(
    home, site, store, night
):
    opened = Home(home, Settings(), store)
    night(0)
    good = dict(site.pages)
    site.pages |= {f"/{key}": MAINTENANCE for key in "abcdef"}
    now = now_or_on(TODAY)

    assert night(7).verdict is Verdict.FAILED
    assert alarm(opened, now + timedelta(days=7), [odd_source(NAME)]).failing == ()
    assert night(8).verdict is Verdict.FAILED
    assert alarm(opened, now + timedelta(days=8), [odd_source(NAME)]).failing == (NAME,)
    site.pages = good
    assert night(9).verdict is Verdict.OK
    assert alarm(opened, now + timedelta(days=9), [odd_source(NAME)]).recovered == (NAME,)


def test_a_call_that_moved_within_its_host_is_read_where_it_is(site, store, night):
    night(0)
    site.pages |= {"/a": moved("/neu/a"), "/neu/a": page(
        "<h1>Aufruf a</h1><h2>Was wird gefördert?</h2><p>Auch Tische.</p>"
    )}  # fmt: skip

    report = night(7)

    assert (report.verdict, report.items, report.changed) == (Verdict.OK, 6, 1)
    with store.reading() as connection:
        (found,) = (each for each in calls.entries(connection, NAME) if each.key == "a")
        assert page_reads.load(connection, NAME)["a"].url == f"{site.url}/a"
    assert (found.url, texts(store)["a"]) == (f"{site.url}/neu/a", "Auch Tische.")


# Calls that no list shows any more


@pytest.mark.parametrize("status", [404, 410])
def test_in_a_doubtful_night_a_withdrawn_call_is_asked_for_and_gone(status, site, store, night):
    night(0)
    site.pages |= {"/list": listing("abcde"), "/f": page("", status), "/e": page("", 500)}

    report = night(7)

    assert "/f" in pages_asked(site)
    assert (report.verdict, report.gone) == (Verdict.DOUBTFUL, 1)
    assert set(stored(store)) == set("abcde")
    night(8)
    assert "/f" not in pages_asked(site)


def test_one_that_is_still_there_stays_in_doubt_at_its_cadence_and_its_list_decides(
    site, store, night
):
    night(0)
    good = site.pages["/e"]
    site.pages |= {"/list": listing("abcde"), "/e": page("", 500)}

    reports = [night(7), night(8)]
    assert [each.verdict for each in reports] == [Verdict.DOUBTFUL] * 2
    assert [each.items for each in reports] == [4, 4], "it is none of the list's calls"
    assert "/f" not in pages_asked(site), "it was asked for the night before"
    assert set(stored(store)) == set("abcdef")
    site.pages["/e"] = good
    report = night(9)
    assert (report.verdict, report.gone) == (Verdict.OK, 1)


def test_whatever_the_page_of_a_call_that_left_answers_it_makes_no_doubt(site, store, night):
    for start, answer in ((0, page("", 500)), (20, RESERVED), (40, MAINTENANCE), (60, call("f"))):
        site.pages |= {"/list": listing("abcdef"), "/f": call("f")}
        assert night(start).verdict is Verdict.OK
        site.pages |= {"/list": listing("abcde"), "/f": answer}

        report = night(start + 8)

        assert "/f" in pages_asked(site)
        assert (report.verdict, report.gone) == (Verdict.OK, 1)


def test_one_that_leads_to_a_listed_call_has_become_that_one(site, store, night):
    night(0)
    site.pages |= {"/list": listing("abcde"), "/f": moved("/a"), "/e": page("", 500)}

    report = night(7)

    assert (report.verdict, report.gone) == (Verdict.DOUBTFUL, 1)
    assert set(stored(store)) == set("abcde")


# What a publisher reserves later


def test_show_quotes_no_page_that_its_publisher_has_reserved_since(home, site, store, night, scout):
    site.pages["/a"] = call("a", "Gefördert werden bis zu 50 Prozent der Ausgaben.")
    night(0)
    with open_home(home) as opened:
        read(opened, lambda *_: None)
    said = scout("show", f"{NAME}:a").stdout
    assert "50 Prozent" in said
    site.pages["/a"] = RESERVED
    night(7)
    night(8)

    told = scout("show", f"{NAME}:a").stdout
    day = TODAY + timedelta(days=7)

    assert "Aufruf a" in told
    assert f"{site.url}/a" in told
    assert f"reserves the mining of texts and data on this page since {day}" in told
    assert "50 Prozent der Ausgaben" not in told
    assert "rate" in told
    lines = scout("show", f"{NAME}:a", "--json").stdout.splitlines()
    values = [json.loads(line) for line in lines]
    assert {each["quote"] for each in values} == {None}
    assert {each["reserved_since"] for each in values} == {day.isoformat()}
    assert reserved(home) == {"a": day}
    assert "reserves" not in scout("show", f"{NAME}:b").stdout
    site.pages["/a"] = call("a", "Gefördert werden bis zu 60 Prozent der Ausgaben.")
    night(9)
    assert "reserves" not in scout("show", f"{NAME}:a").stdout
    assert reserved(home) == {}


def reserved(home: Path) -> dict[str, date]:
    with open_home(home) as opened:
        found = load_situation(opened, now_or_on(TODAY + timedelta(days=8)))
    return {found.calls[each].key: since for each, since in found.reserved.items()}
