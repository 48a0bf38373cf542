"""Eleven feeds of calls: what identifies a call, what a title says, and feeds that do not come."""

from __future__ import annotations

import itertools
from collections.abc import Callable, Mapping
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from scrapy import Request
from scrapy.http import HtmlResponse, XmlResponse

from scout.collect.known_page import KnownPage
from scout.domain import CallStatus, DeadlineKind, Finding, FundingCall, Level, Verdict, Weight
from scout.reading.facts import read_facts, status_of
from scout.reading.sections import DEADLINES, SHORT_TEXT
from spiders.de_foerderinfo import ALL, FEEDS, TOPICS, DeFoerderinfo, key_of, link_of, parted
from tests.feed_web import DAY, WALL, Brought, brought, html, rss, write_web

PAGE = "https://www.bmv.bund.de/aufruf.html"
OTHER = "https://www.bmas.bund.de/aufruf.html"
TITLE = "Aufruf Eins | 01.10.2026 - 31.12.2026"


def feed(name: str) -> str:
    return f"{FEEDS}{name}/rssnewsfeed.xml"


def said(spider: DeFoerderinfo, feeds: Mapping[str, str], rest: str) -> list[Any]:
    """Hand ``spider`` all feeds, those that are not named say ``rest``; return what it yields."""
    found: list[Any] = []
    for name in (*TOPICS, ALL):
        body = feeds.get(name, rest).encode()
        found += spider.parse(XmlResponse(feed(name), body=body), name)
    return found


def requests(found: list[Any]) -> dict[str, Mapping[str, str]]:
    """Return by key what the lists said of the calls whose pages are asked for."""
    asked = [each.cb_kwargs for each in found if isinstance(each, Request)]
    return {each["key"]: each["told"] for each in asked}


def call(title: str, text: str = "<h2>Wer wird gefördert?</h2><p>Kreise.</p>") -> FundingCall:
    """Return the call of a page that a feed names with ``title``."""
    spider = DeFoerderinfo()
    told = requests(said(spider, {}, rss((title, PAGE))))[PAGE]
    page = HtmlResponse(PAGE, body=f"<main><h1>Auf</h1>{text}</main>".encode(), encoding="utf-8")
    (found,) = (each for each in spider.parse_call(page, PAGE, told) if not_finding(each))
    return found


def not_finding(each: object) -> bool:
    return isinstance(each, FundingCall)


@pytest.fixture
def read(tmp_path: Path) -> Callable[..., Brought]:
    """Crawl a day on which every feed says one call, but for what the test says."""
    number = itertools.count()

    def crawled(answers: Mapping[str, str | bytes | int], **values: Any) -> Brought:
        usual: dict[str, str | bytes | int] = {feed(name): rss((TITLE, PAGE)) for name in TOPICS}
        usual |= {feed(ALL): rss((TITLE, PAGE)), PAGE: html("Aufruf Eins", "Brücken.")}
        usual |= {OTHER: html("Zwei", "Wege.")}
        folder = tmp_path / str(next(number))
        web = write_web(folder / "web", "de_foerderinfo", usual | dict(answers))
        return brought("de_foerderinfo", web, folder / "crawl", **values)

    return crawled


PERIODS = {
    "Titel | 01.10.2026 - 31.12.2026": ("Titel", "01.10.2026 - 31.12.2026", False),
    "Titel | 01.10.2026 – 31.12.2026": ("Titel", "01.10.2026 – 31.12.2026", False),
    "Titel | 1.10.2026 bis 31.12.2026": ("Titel", "1.10.2026 bis 31.12.2026", False),
    "Titel | 31.12.2026": ("Titel", "31.12.2026", False),
    "Titel | bis zum 31.12.2026": ("Titel", "bis zum 31.12.2026", False),
    "Titel|ab 01.12.2026": ("Titel", "ab 01.12.2026", False),
    "Titel | laufend": ("Titel", "laufend", False),
    "Bund | Land | 31.12.2026": ("Bund | Land", "31.12.2026", False),
    "Titel": ("Titel", "", False),
    "Bund | Länder": ("Bund | Länder", "", False),
    "Förderung bis 31.12.2026": ("Förderung bis 31.12.2026", "", False),
    "Titel | 31.02.2027": ("Titel | 31.02.2027", "", True),
    "Titel | 31.12.2026 - 01.10.2026": ("Titel | 31.12.2026 - 01.10.2026", "", True),
    "Titel | Ende 2026": ("Titel | Ende 2026", "", True),
    "Titel | 01.10.2026-31.12.2026": ("Titel | 01.10.2026-31.12.2026", "", True),
    "Titel | 31.12.26": ("Titel | 31.12.26", "", True),
    "| 31.12.2026": ("| 31.12.2026", "", False),
}


@pytest.mark.parametrize("title", PERIODS)
def test_a_title_ends_with_its_period_or_stays_as_it_is(title):
    assert parted(title) == PERIODS[title]


@given(st.text(st.sampled_from("ab |-–.0123 \n"), max_size=60) | st.text())
def test_no_letter_of_any_title_is_lost(title):
    before, period, is_odd = parted(title)

    assert (before == title) if not period else title.startswith(tuple(before.split()[:1]))
    assert [each for each in title if each.isalnum()] == [
        each for each in before + period if each.isalnum()
    ]
    assert not (period and is_odd)


LINKS = {
    f"{PAGE};jsessionid=A1.live": (PAGE, PAGE),
    f"{PAGE}?nn=12": (PAGE, PAGE),
    f"{PAGE}?nn=12&a=b#top": (f"{PAGE}?a=b", f"{PAGE}?a=b"),
    f"{PAGE}?a=b&nn=12": (f"{PAGE}?a=b", f"{PAGE}?a=b"),
    f"{PAGE}?B=1&v=2": (f"{PAGE}?B=1&v=2", f"{PAGE}?B=1&v=2"),
    f"{PAGE}?__blob=publicationFile&v=2": (
        f"{PAGE}?__blob=publicationFile&v=2",
        f"{PAGE}?__blob=publicationFile",
    ),
}


@pytest.mark.parametrize("address", LINKS)
def test_a_link_is_asked_as_it_is_and_identifies_without_what_changes_by_itself(address):
    assert (link_of(address), key_of(link_of(address))) == LINKS[address]


def test_a_new_title_and_a_new_period_are_the_same_call():
    first = requests(said(DeFoerderinfo(), {}, rss((TITLE, PAGE))))
    second = requests(said(DeFoerderinfo(), {}, rss(("Anders | 31.01.2027", f"{PAGE}?nn=3"))))

    assert first.keys() == second.keys() == {PAGE}
    assert first[PAGE] != second[PAGE]


def test_the_title_of_a_guideline_is_long_and_its_period_stands_at_the_end():
    title = "Richtlinie zur Förderung von Projekten " * 20

    told = requests(said(DeFoerderinfo(), {}, rss((f"{title} | 31.12.2026", PAGE))))[PAGE]

    assert (told["title"], told["period"]) == (title.strip(), "31.12.2026")


def test_one_call_of_many_feeds_has_their_topics_whatever_comes_first():
    feeds = {"mobilitaet": rss((TITLE, PAGE)), "kommunikation": rss(("Alt", PAGE))}
    names, rest = [*TOPICS, ALL], rss((TITLE, OTHER))
    told = []
    for order in (names, names[::-1]):
        spider, found = DeFoerderinfo(), list[Any]()
        for name in order:
            response = XmlResponse(feed(name), body=feeds.get(name, rest).encode())
            found += spider.parse(response, name)
        told.append(requests(found))

    assert told[0] == told[1]
    assert told[0][PAGE]["topics"] == "kommunikation mobilitaet"
    assert told[0][PAGE]["title"] == "Aufruf Eins"
    assert "alle" not in told[0][OTHER]["topics"].split()


def test_a_call_that_left_the_feed_of_a_topic_has_not_lost_the_topic():
    spider = DeFoerderinfo()
    told = {"topics": "mobilitaet sicherheit"}
    spider._known = {PAGE: KnownPage(key=PAGE, url=PAGE, due=True, alone=False, told=told)}

    found = said(spider, {"kommunikation": rss((TITLE, PAGE))}, rss((TITLE, OTHER)))

    assert requests(found)[PAGE]["topics"] == "kommunikation mobilitaet sicherheit"


FACTS = {
    TITLE: (DeadlineKind.FIXED, (date(2026, 12, 31),), CallStatus.OPEN),
    "Aufruf | 01.09.2026 – 30.10.2026": (
        DeadlineKind.FIXED,
        (date(2026, 10, 30),),
        CallStatus.CLOSED,
    ),
    "Aufruf | 15.01.2027": (DeadlineKind.FIXED, (date(2027, 1, 15),), CallStatus.OPEN),
    "Aufruf | laufend": (DeadlineKind.ROLLING, (), CallStatus.OPEN),
    "Aufruf": (DeadlineKind.NONE_STATED, (), CallStatus.OPEN),
}


@pytest.mark.parametrize("title", FACTS)
def test_the_period_is_read_as_a_person_reads_it(title):
    facts = read_facts(call(title))

    assert facts.level is Level.FEDERAL
    assert facts.deadline is not None
    status = status_of(facts, listed=True, today=DAY)
    assert (facts.deadline.kind, facts.deadline.dates, status) == FACTS[title]


def test_the_period_stands_above_the_pages_own_deadlines():
    found = call(TITLE, "<h2>Antragsfrist</h2><p>Anträge bis zum 31. Dezember 2026, 12 Uhr.</p>")

    texts = {each.heading: each.text for each in found.sections}
    assert texts[DEADLINES].split("\n") == [
        "01.10.2026 - 31.12.2026",
        "Anträge bis zum 31. Dezember 2026, 12 Uhr.",
    ]
    assert found.stated == {"opens": "01.10.2026", "closes": "31.12.2026"}


def test_the_feeds_own_words_stand_in_for_a_lead_that_is_missing():
    spider = DeFoerderinfo()
    told = requests(said(spider, {}, rss((TITLE, PAGE), description="Worum es geht.")))[PAGE]
    texts = []
    for lead in ("", "<p>Der eigene Anfang.</p>"):
        body = f"<main><h1>Auf</h1>{lead}<h2>Antragsberechtigte</h2><p>Kreise.</p></main>"
        page = HtmlResponse(PAGE, body=body.encode(), encoding="utf-8")
        (found,) = (e for e in spider.parse_call(page, PAGE, told) if isinstance(e, FundingCall))
        texts.append({each.heading: each.text for each in found.sections}[SHORT_TEXT])

    assert texts == ["Worum es geht.", "Der eigene Anfang."]


def test_a_day_without_trouble_is_believed(read):
    day = read({})

    assert (day.verdict, day.odd) == (Verdict.OK, [])
    assert day.calls[PAGE].codes["Foerderthema"] == tuple(sorted(TOPICS))


MISSING: dict[str, tuple[str, str]] = {
    "a wall": (WALL, "not_a_feed"),
    "a page for people": ("<!DOCTYPE html><html><h1>Suche</h1></html>", "not_a_feed"),
    "another XML": ("<urlset/>", "not_a_feed"),
    "nothing": ("", "feed_empty"),
    "no entries": (rss(), "feed_empty"),
}


@pytest.mark.parametrize("name", MISSING)
def test_what_is_no_feed_is_a_doubt_of_a_topic_and_fails_where_all_calls_should_be(name):
    body, code = MISSING[name]
    weights = {}
    for missing in ("mobilitaet", ALL):
        found = said(DeFoerderinfo(), {missing: body}, rss((TITLE, PAGE)))
        (odd,) = (each for each in found if isinstance(each, Finding))
        weights[missing] = (odd.code, odd.url, odd.weight, len(requests(found)))

    assert weights["mobilitaet"] == (code, feed("mobilitaet"), Weight.DOUBT, 1)
    assert weights[ALL] == (code, feed(ALL), Weight.FAILURE, 0)


def test_a_topic_that_does_not_come_is_a_doubt_and_the_others_say_what_they_say(read):
    day = read({feed("mobilitaet"): 500})

    assert (day.verdict, day.odd) == (Verdict.DOUBTFUL, [("http_500", "DOUBT")])
    assert day.calls[PAGE].codes["Foerderthema"] == tuple(sorted({*TOPICS} - {"mobilitaet"}))


def test_without_the_feed_of_all_calls_the_night_failed_and_no_page_is_asked(read):
    day = read({feed(ALL): 404})

    assert (day.verdict, day.calls) == (Verdict.FAILED, {})
    assert ("http_404", "FAILURE") in day.odd


def test_when_no_feed_comes_the_night_failed(read):
    day = read({feed(name): 503 for name in (ALL, *TOPICS)})

    assert (day.verdict, day.calls) == (Verdict.FAILED, {})
    assert [weight for _, weight in day.odd].count("DOUBT") == len(TOPICS)


def test_links_elsewhere_make_calls_without_text_and_one_note_a_host(read):
    links = [f"https://stiftung.example/{number}" for number in "abc"]
    links += ["https://verein.example:444/x", "http://10.0.0.1/x"]
    entries = [(f"Aufruf {place} | 31.12.2026", link) for place, link in enumerate(links)]

    day = read({feed(ALL): rss((TITLE, PAGE), *entries)})

    assert (day.verdict, day.odd) == (Verdict.OK, [("link_not_followed", "NOTE")] * 3)
    assert {*links} < day.calls.keys()
    (fristen,) = day.calls[links[1]].sections
    assert (fristen.heading, fristen.text) == (DEADLINES, "31.12.2026")
    assert day.calls[links[1]].title == "Aufruf 1"


@pytest.mark.parametrize(
    ("answer", "odd"),
    [(403, ("http_403", "DOUBT")), (500, ("http_500", "DOUBT")), (WALL, ("bot_wall", "DOUBT"))],
    ids=["HTTP 403", "HTTP 500", "a wall"],
)
def test_a_page_that_does_not_come_costs_the_text_and_not_the_call(answer, odd, read):
    day = read({PAGE: answer, feed(ALL): rss((TITLE, PAGE), ("Zwei", OTHER))})

    assert day.verdict is Verdict.DOUBTFUL
    assert odd in day.odd
    assert [each.text for each in day.calls[PAGE].sections] == ["01.10.2026 - 31.12.2026"]
    assert OTHER in day.calls


def test_a_page_that_robots_txt_forbids_is_no_doubt(read):
    robots = "User-agent: *\nDisallow: /aufruf"

    day = read({"https://www.bmv.bund.de/robots.txt": robots})

    assert (day.verdict, day.odd) == (Verdict.OK, [("robots_forbidden", "NOTE")])
    assert PAGE in day.calls


def test_the_text_of_a_known_call_stays_when_its_page_does_not_come(read):
    known = KnownPage(key=PAGE, url=PAGE, due=True, alone=False, told={})

    day = read({PAGE: 500, feed(ALL): rss((TITLE, PAGE), ("Zwei", OTHER))}, known=(known,))

    assert (day.verdict, {*day.calls}) == (Verdict.DOUBTFUL, {OTHER})


def test_a_call_that_left_all_feeds_is_asked_with_what_they_said_last(read):
    told = {"link": OTHER, "title": "Alt", "period": "31.12.2026", "topics": "mobilitaet"}
    known = KnownPage(key=OTHER, url=OTHER, due=True, alone=True, told=told)

    day = read({OTHER: html("Alt, verlängert", "Radwege.")}, known=(known,))

    assert day.verdict is Verdict.OK
    assert (day.calls[OTHER].title, day.calls[OTHER].url) == ("Alt", OTHER)
    assert day.calls[OTHER].stated["closes"] == "31.12.2026"


def test_a_call_of_robots_is_no_wall(read):
    page = html("Roboter für die Pflege", "Technik.").replace(
        "<body>", "<title>Roboter für die Pflege</title><body>"
    )

    assert read({PAGE: page}).odd == []


@given(body=st.binary(max_size=400) | st.text().map(lambda text: rss((text, PAGE)).encode()))
def test_whatever_a_feed_answers_its_calls_come_or_it_is_reported(body):
    spider = DeFoerderinfo()

    found = list(spider.parse(XmlResponse(feed("mobilitaet"), body=body), "mobilitaet"))

    assert all(isinstance(each, Finding) and each.weight is not Weight.FAILURE for each in found)
    assert spider._said["mobilitaet"] or found


@given(
    body=st.text(), told=st.dictionaries(st.sampled_from(["title", "period", "topics"]), st.text())
)
def test_whatever_a_page_holds_it_makes_one_call(body, told):
    page = HtmlResponse(PAGE, body=body.encode("utf-8", "replace"), encoding="utf-8")

    found = list(DeFoerderinfo().parse_call(page, PAGE, {"link": PAGE, **told}))

    calls = [each for each in found if isinstance(each, FundingCall)]
    walled = any(isinstance(each, Finding) and each.code == "bot_wall" for each in found)
    assert len(calls) == 1
    assert calls[0].key == PAGE or walled
