"""Sources of the Land whose list links to calls below its own address, and their second way in."""

from __future__ import annotations

import json
from collections.abc import Sequence
from datetime import date
from pathlib import Path
from typing import Any

import pytest
import scrapy
from hypothesis import given
from hypothesis import strategies as st
from scrapy.http import HtmlResponse, Response, XmlResponse

from scout.collect.basket import Basket
from scout.collect.catalogue import sources
from scout.collect.crawl import CrawlOptions, crawl
from scout.collect.list_spider import ListSpider
from scout.collect.page_spider import PageSpider
from scout.collect.spider import CrawlError
from scout.domain import CallStatus, DeadlineKind, Finding, FundingCall, Level, Weight
from scout.facts import Facts
from scout.reading.facts import read_facts, status_of
from spiders.nrw_bezreg_muenster import NrwBezregMuenster
from spiders.nrw_efre import NrwEfre
from spiders.nrw_mhkbd import NrwMhkbd

ALL: tuple[type[ListSpider], ...] = (NrwBezregMuenster, NrwEfre, NrwMhkbd)
LIST = NrwBezregMuenster.start_urls[0]
BELOW = NrwBezregMuenster.below
RECORDED = Path(__file__).parent / "recorded"
DAY = date(2026, 11, 23)


def listing(*targets: str, pager: str = "") -> bytes:
    links = "".join(f'<a href="{target}">Programm</a>' for target in targets)
    return f"<html><main><h1>Liste</h1>{links}</main><nav>{pager}</nav></html>".encode()


def shown(
    body: bytes, spider: ListSpider | None = None, *, url: str = LIST, first: bool = True
) -> list[Any]:
    page = HtmlResponse(url, body=body, encoding="utf-8")
    return list((spider or NrwBezregMuenster()).parse(page, is_first=first))


def keys(found: Sequence[Any]) -> list[str]:
    return [each.cb_kwargs["key"] for each in found if "key" in getattr(each, "cb_kwargs", {})]


def findings(found: Sequence[Any]) -> list[tuple[str, Weight]]:
    return [(each.code, each.weight) for each in found if isinstance(each, Finding)]


@pytest.mark.parametrize("spider", ALL, ids=lambda each: each.name)
def test_a_call_is_what_stands_below_the_list(spider):
    page = HtmlResponse(
        spider.start_urls[0], body=listing(f"{spider.below}a", f"{spider.below}b/c")
    )
    found = list(spider().parse(page, is_first=True))
    assert [(each.cb_kwargs["key"], each.url) for each in found] == [
        ("a", f"{spider.below}a"),
        ("b/c", f"{spider.below}b/c"),
    ]


def test_a_call_that_two_pages_of_the_list_show_is_asked_for_once():
    spider = NrwBezregMuenster()
    assert keys(shown(listing(f"{BELOW}a"), spider)) == ["a"]
    again = shown(listing(f"{BELOW}a#x", f"{BELOW}a/"), spider, url=f"{LIST}?page=1", first=False)
    assert again == []


def test_further_pages_are_asked_for_once_and_boundedly():
    spider = NrwBezregMuenster()
    pager = "".join(f'<a href="?page={number}">{number}</a>' for number in range(1, 80))
    found = shown(listing(f"{BELOW}a", pager=pager), spider)
    pages = [each.url for each in found if "is_first" in getattr(each, "cb_kwargs", {})]
    assert len(pages) == len(set(pages)) == spider.most_lists - 1
    assert findings(found) == [("list_cut", Weight.DOUBT)]
    more = shown(listing(f"{BELOW}b", pager=pager), spider, url=pages[0], first=False)
    assert (keys(more), len(more)) == (["b"], 1)


def test_a_further_page_that_shows_nothing_is_doubtful():
    found = shown(listing(), url=f"{LIST}?page=3", first=False)
    assert findings(found) == [("list_without_calls", Weight.DOUBT)]


def test_a_list_that_shows_nothing_leads_to_the_map_of_the_site():
    found = shown(listing("/termine/a"))
    assert findings(found) == [("list_without_calls", Weight.NOTE)]
    assert found[-1].url == NrwBezregMuenster.map_url


def test_the_map_shows_what_stands_below_the_list_and_names_further_maps():
    spider = NrwBezregMuenster()
    site = "https://www.bezreg-muenster.de/"
    pages = f"<url><loc>{BELOW}a</loc></url><url><loc>{site}termine/b</loc></url>"
    found = spider.parse_map(XmlResponse(site, body=f"<urlset>{pages}</urlset>".encode()))
    assert keys(list(found)) == ["a"]
    maps = f"<sitemapindex><sitemap><loc>{site}1.xml</loc></sitemap></sitemapindex>".encode()
    (request,) = spider.parse_map(XmlResponse(site, body=maps))
    assert request.url == f"{site}1.xml"


def test_a_source_without_a_map_fails_where_its_list_shows_nothing():
    class Mapless(NrwBezregMuenster):
        map_url = ""

    assert findings(shown(listing(), Mapless())) == [("list_without_calls", Weight.FAILURE)]


def test_what_is_no_call_is_left_out_with_all_below_it():
    class Archived(NrwBezregMuenster):
        no_calls = frozenset(("archiv",))

    found = shown(listing(f"{BELOW}archiv", f"{BELOW}archiv/a", f"{BELOW}archivbau"), Archived())
    assert keys(found) == ["archivbau"]


def test_a_page_that_asks_for_a_human_in_place_of_the_list_is_refused():
    with pytest.raises(CrawlError) as caught:
        shown(b"<!DOCTYPE html><html><title>Just a moment...</title></html>")
    assert caught.value.code == "bot_wall"


def test_what_is_no_text_shows_nothing():
    found = list(NrwBezregMuenster().parse(Response(LIST, body=b"\x00\x01"), is_first=True))
    assert findings(found) == [("list_without_calls", Weight.NOTE)]


@given(st.text(max_size=300) | st.binary(max_size=300))
def test_any_list_is_read_and_leads_nowhere_else(body):
    content = body.encode() if isinstance(body, str) else body
    try:
        found = shown(content + listing(f"{BELOW}a"))
    except CrawlError:
        return
    for each in found:
        if isinstance(each, scrapy.Request):
            assert each.url.startswith("https://www.bezreg-muenster.de/")


def web(folder: Path, **bodies: tuple[str, int, str]) -> Basket:
    """Crawl a web where each address answers body and status; others are not there."""
    responses = [{"url": "https://www.bezreg-muenster.de/robots.txt", "status": 404}]
    for name, (url, status, body) in bodies.items():
        (folder / name).write_text(body)
        kind = "application/xml" if name == "map" else "text/html; charset=utf-8"
        given = {"url": url, "status": status, "file": name, "headers": {"Content-Type": kind}}
        responses.append(given)
    (folder / "index.json").write_text(json.dumps({"responses": responses}))
    out = folder / "out"
    out.mkdir()
    options = CrawlOptions(today=DAY, replay=folder)
    return crawl(sources()["nrw_bezreg_muenster"], out, options, lambda _: None).basket


PAGE = (f"{BELOW}a", 200, "<main><h1>A</h1><h2>Wer wird gefördert?</h2><p>Kreise.</p></main>")
MAP = NrwBezregMuenster.map_url


def test_where_the_list_is_gone_the_map_is_read(tmp_path):
    names = (MAP, 200, f"<urlset><url><loc>{BELOW}a</loc></url></urlset>")
    basket = web(tmp_path, list=(LIST, 404, ""), map=names, page=PAGE)
    assert basket.items == 1
    assert findings(basket.findings) == [("list_without_calls", Weight.NOTE)]
    assert "http_404" in basket.findings[0].text


def test_where_list_and_map_are_gone_the_crawl_fails(tmp_path):
    basket = web(tmp_path, list=(LIST, 404, ""))
    assert basket.items == 0
    assert ("http_404", Weight.FAILURE) in findings(basket.findings)


def test_a_list_that_only_fails_tonight_is_a_failure_and_the_map_is_not_read(tmp_path):
    names = (MAP, 200, f"<urlset><url><loc>{BELOW}a</loc></url></urlset>")
    basket = web(tmp_path, list=(LIST, 500, ""), map=names, page=PAGE)
    assert basket.items == 0
    assert findings(basket.findings) == [("http_500", Weight.FAILURE)]


def read(spider: PageSpider, name: str, form: str = "one") -> tuple[FundingCall, Facts]:
    """Read a recorded page and its facts."""
    file = RECORDED / spider.name / form / "files" / name
    page = HtmlResponse(f"https://amt.example/{name}", body=file.read_bytes())
    (call,) = (each for each in spider.parse_call(page, "k", {}) if isinstance(each, FundingCall))
    return call, read_facts(call)


def test_facts_of_a_programme_with_a_yearly_deadline():
    call, facts = read(NrwBezregMuenster(), "vernetzte-mobilitaet-und-mobilitaetsmanagement.html")
    assert (facts.level, facts.regions) == (Level.STATE, ("DE-NW",))
    assert (facts.deadline.kind, facts.deadline.days) == (DeadlineKind.RECURRING, ("06-30",))
    assert facts.county.verdict == facts.town.verdict == "YES"
    assert [rate.percent for rate in facts.rates] == [80]
    assert "411-0000" not in repr(call)


def test_facts_of_a_call_that_is_a_pdf():
    call, facts = read(NrwBezregMuenster(), "aufruf-dorflaeden.pdf")
    assert call.title == "Aufruf Dorfläden im Münsterland"
    assert facts.deadline.dates == (date(2027, 1, 31),)
    assert facts.town.verdict == "YES"


@pytest.mark.parametrize("form", ["one", "two"])
@pytest.mark.parametrize(
    ("name", "status", "dates"),
    [
        ("regio-nrw-digitale-regionen", CallStatus.OPEN, (date(2027, 3, 31),)),
        ("gruene-infrastruktur", CallStatus.CLOSED, (date(2026, 4, 30),)),
        ("energieeffiziente-oeffentliche-gebaeude", CallStatus.CLOSED, ()),
        ("forschungsinfrastrukturen", CallStatus.OPEN, ()),
    ],
)
def test_a_call_of_efre_is_open_or_closed_as_its_page_says(name, status, dates, form):
    _, facts = read(NrwEfre(), f"{name}.html", form)
    assert status_of(facts, listed=True, today=DAY) is status
    assert facts.deadline.dates == dates
    assert facts.level is Level.EU


@pytest.mark.parametrize(
    ("markup", "note"),
    [
        ("<dl><dt>Status</dt><dd>geschlossen</dd></dl>", "geschlossen"),
        ("<p>Status: geschlossen</p>", "Status: geschlossen"),
        ("<table><tr><td>Status</td><td>beendet</td></tr></table>", "Status\tbeendet"),
        ("<span>Geschlossen</span>", "Geschlossen"),
        ("<p>In Planung</p>", "In Planung"),
        ("<p>Status: geöffnet</p>", None),
        ("<p>Geschlossene Gebäude werden nicht gefördert.</p>", None),
        ("<p>Der Aufruf ist noch nicht geschlossen.</p>", None),
    ],
)
def test_only_words_that_say_a_call_is_not_open_become_its_status_note(markup, note):
    body = f"<main><h1>Aufruf</h1>{markup}<h2>Ziel</h2><p>Wald.</p></main>".encode()
    page = HtmlResponse(f"{NrwEfre.below}a", body=body, encoding="utf-8")
    (call,) = (
        each for each in NrwEfre().parse_call(page, "a", {}) if isinstance(each, FundingCall)
    )
    notes = [part.text for part in call.sections if part.heading == "Statushinweis"]
    assert notes == ([note] if note else [])


def test_facts_of_the_ministrys_programmes():
    call, facts = read(NrwMhkbd(), "digitale-baugenehmigung.html")
    assert call.funder == sources()["nrw_mhkbd"].publisher
    assert facts.level is Level.STATE
    assert facts.deadline.dates == (date(2026, 12, 15),)
    assert facts.county.verdict == facts.town.verdict == "YES"
    _, facts = read(NrwMhkbd(), "heimat-scheck.html")
    assert facts.deadline.kind is DeadlineKind.ROLLING
    assert facts.county.verdict == "NO"
    _, facts = read(NrwMhkbd(), "staedtebaufoerderung-2027.html")
    assert status_of(facts, listed=True, today=DAY) is CallStatus.CLOSED


@given(st.sampled_from(ALL), st.text(max_size=300))
def test_any_page_is_one_call_with_the_constants_of_its_publisher(spider, text):
    page = HtmlResponse(f"{spider.below}a", body=text.encode(), encoding="utf-8")
    found = [each for each in spider().parse_call(page, "a", {}) if isinstance(each, FundingCall)]
    assert [call.codes["Foerdergebiet"] for call in found] == [("nordrhein_westfalen",)]
