"""recht.nrw.de: which decrees are asked for, when again, and what the site answers instead."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from pathlib import Path
from typing import Any

import pytest
import scrapy
from hypothesis import given
from hypothesis import strategies as st
from scrapy.http import HtmlResponse, XmlResponse

from scout.collect.conditional import ANEW
from scout.collect.known_page import KnownPage
from scout.collect.spider import CrawlError
from scout.domain import CallStatus, FundingCall, Level, Sighting, SightingKind
from scout.reading.facts import read_facts, status_of
from scout.reading.sections import GUIDELINE
from spiders.nrw_recht import MOST_MAPS, NrwRecht

MAP = "https://recht.nrw.de/sitemap.xml"
DECREES = "https://recht.nrw.de/lrmb/verwaltungsvorschrift/"
KEY = "03072018-foerderrichtlinie-modellregionen"
FILES = Path(__file__).parent / "recorded" / "nrw_recht" / "one" / "files"


def sitemap(*addresses: str, lastmod: str = "2026-11-01") -> bytes:
    entries = "".join(
        f"<url><loc>{each}</loc><lastmod>{lastmod}</lastmod></url>" for each in addresses
    )
    return f"<urlset>{entries}</urlset>".encode()


def index(count: int) -> bytes:
    maps = "".join(f"<sitemap><loc>{MAP}?page={page}</loc></sitemap>" for page in range(count))
    return f"<sitemapindex>{maps}</sitemapindex>".encode()


def parsed(content: bytes, spider: NrwRecht | None = None) -> list[Any]:
    return list((spider or NrwRecht()).parse(XmlResponse(MAP, body=content)))


def read(text: str, key: str = KEY) -> list[Any]:
    body = f"<main><h1>Richtlinie</h1>{text}</main>".encode()
    page = HtmlResponse(f"{DECREES}{key}", body=body, encoding="utf-8")
    return list(NrwRecht().parse_call(page, key, {}))


def calls(found: Sequence[Any]) -> list[FundingCall]:
    return [each for each in found if isinstance(each, FundingCall)]


def test_only_guidelines_are_asked_for_by_day_and_words():
    found = parsed(
        sitemap(
            f"{DECREES}{KEY}",
            f"{DECREES}10072001-verwaltungsvorschriften-zur-landeshaushaltsordnung",
            f"{DECREES}foerderrichtlinien",
            f"{DECREES}{KEY}/historisch",
            "https://recht.nrw.de/lrgv/gesetz/03072018-foerderrichtlinie-modellregionen",
            "https://recht.nrw.de.example/lrmb/verwaltungsvorschrift/03072018-foerderrichtlinie-a",
        )
    )
    assert [(each.cb_kwargs["key"], each.url) for each in found] == [(KEY, f"{DECREES}{KEY}")]


def test_a_decree_is_asked_again_only_when_the_map_says_that_it_changed():
    known = KnownPage(
        key=KEY, url=f"{DECREES}{KEY}", due=False, alone=False, told={"lastmod": "2026-11-01"}
    )
    same, other = NrwRecht(), NrwRecht()
    same._known = other._known = {KEY: known}

    assert parsed(sitemap(known.url), same) == [Sighting(KEY, SightingKind.NOT_DUE)]
    (request,) = parsed(sitemap(known.url, lastmod="2026-11-20"), other)
    assert request.meta[ANEW] is True
    assert request.cb_kwargs["told"] == {"lastmod": "2026-11-20"}


def test_maps_are_followed_and_bounded():
    assert len(parsed(index(3))) == 3
    *requests, finding = parsed(index(MOST_MAPS + 5))
    assert len(requests) == MOST_MAPS
    assert all(isinstance(each, scrapy.Request) for each in requests)
    assert (finding.code, finding.weight) == ("list_cut", "DOUBT")


def test_maps_that_name_maps_are_bounded_together():
    spider = NrwRecht()
    parsed(index(MOST_MAPS), spider)
    assert [each.code for each in parsed(index(2), spider)] == ["list_cut"]


def test_a_title_that_leaves_room_needs_a_text_that_gives_money():
    key = "12052020-richtlinie-zur-foerderung-des-ehrenamts"
    without = read("<h2>1 Ehrenzeichen</h2><p>Es wird jährlich verliehen.</p>", key)
    assert [each.code for each in without[:-1]] == ["no_funding_guideline"]
    assert without[-1] == Sighting(key, SightingKind.NO_CALL)
    with_money = read("<h2>4 Höhe der Zuwendung</h2><p>Bis zu 500 Euro.</p>", key)
    assert [call.key for call in calls(with_money)] == [key]


@pytest.mark.parametrize(
    ("head", "issuer"),
    [
        ("Runderlass des Ministeriums für Bau und Verkehr vom 3. Juli 2018", "für Bau und Verkehr"),
        ("RdErl. d. Ministeriums für Bau - III 4 - v. 3.7.2018", "für Bau"),
        (
            "Gemeinsamer Runderlass des Ministeriums für Schule des Landes Nordrhein-Westfalen "
            "vom 3. Juli",
            "für Schule",
        ),
        ("Runderlass des Innenministeriums vom 3. Juli 2018", None),
        ("Der Erlass des Ministeriums für Bau regelt das.", None),
    ],
)
def test_the_issuing_ministry_is_the_funder(head, issuer):
    (call,) = calls(read(f"<p>{head}</p><h2>1 Zuwendungszweck</h2><p>Das Land fördert.</p>"))
    assert call.funder == (f"Ministerium {issuer}" if issuer else None)


def test_facts_of_a_guideline():
    page = HtmlResponse(
        DECREES + KEY, body=(FILES / "03072018.html").read_bytes(), encoding="utf-8"
    )
    (call,) = calls(list(NrwRecht().parse_call(page, KEY, {})))
    facts = read_facts(call)
    assert (facts.level, facts.regions) == (Level.STATE, ("DE-NW",))
    assert facts.valid_until is not None
    assert facts.valid_until.on == date(2022, 12, 31)
    assert [rate.percent for rate in facts.rates] == [80]
    assert facts.county.verdict == facts.town.verdict == "YES"


def test_facts_of_a_guideline_with_a_yearly_deadline():
    page = HtmlResponse(
        DECREES + KEY, body=(FILES / "01072025.html").read_bytes(), encoding="utf-8"
    )
    (call,) = calls(list(NrwRecht().parse_call(page, KEY, {})))
    assert read_facts(call).deadline.days == ("06-30",)


def test_a_round_of_a_guideline_that_still_holds_may_return():
    text = (
        "<p>Runderlass vom 3. Juli 2025</p>"
        "<h2>3 Zuwendungsempfänger</h2><p>Zuwendungsempfänger sind Kreise.</p>"
        "<h2>5 Antragsfrist</h2><p>Anträge sind bis zum 31. März 2026 zu stellen.</p>"
        "<h2>6 Geltungsdauer</h2><p>Diese Richtlinie tritt am 31. Dezember 2028 außer Kraft.</p>"
    )
    (call,) = calls(read(text))
    facts = read_facts(call)

    assert [each.heading for each in call.sections] == [GUIDELINE]
    assert "\n5 Antragsfrist\nAnträge sind bis" in call.sections[0].text
    assert facts.deadline.dates == (date(2026, 3, 31),)
    assert facts.county.verdict == "YES"
    days = (date(2026, 3, 31), date(2026, 11, 23), date(2029, 1, 1))
    found = [status_of(facts, listed=True, today=day) for day in days]
    assert found == [CallStatus.OPEN, CallStatus.UNKNOWN, CallStatus.CLOSED]


def test_short_parts_of_a_guideline_stay_in_it_in_order():
    text = "<h2>4 Förderart</h2><p>Zuschuss</p><h2>5 Verfahren</h2><p>Anträge gehen ans Land.</p>"
    (call,) = calls(read(text))
    assert call.sections[0].text == "4 Förderart\nZuschuss\n5 Verfahren\nAnträge gehen ans Land."


def test_a_page_for_people_in_place_of_the_map_is_refused():
    with pytest.raises(CrawlError) as caught:
        parsed(b"<!DOCTYPE html><html><title>Wartung</title></html>")
    assert caught.value.code == "bot_wall"


@given(st.binary(max_size=300) | st.text(max_size=200).map(lambda text: sitemap(DECREES + text)))
def test_any_map_is_read_or_refused(content):
    try:
        found = parsed(content)
    except CrawlError:
        return
    asked = [each for each in found if isinstance(each, scrapy.Request)]
    assert all(each.url.startswith(DECREES) for each in asked)


@given(st.text(max_size=300))
def test_any_page_is_a_call_or_a_finding(text):
    assert read(text)
