"""The ministry's announcements: which links are its own, what identifies one, what it says."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from scrapy import Request
from scrapy.http import HtmlResponse, XmlResponse

from scout.collect.spider import CrawlError
from scout.domain import Admission, CallStatus, DeadlineKind, Finding, FundingCall, Level, Verdict
from scout.reading.facts import read_facts, status_of
from spiders.de_bmftr import FEED, MINISTRY, PLAIN, DeBmftr
from tests.feed_web import DAY, WALL, brought, rss, write_web

PAGES = "https://www.bmftr.bund.de/SharedDocs/Bekanntmachungen/DE/"
KEY = "2026/10/2026-10-02-bekanntmachung-bruecken"
PAGE = f"{PAGES}{KEY}.html"
TITLE = "Richtlinie Brücken | 02.10.2026 - 15.01.2027"
TOLD = {"title": TITLE, "page": PAGE}


def listed(*entries: tuple[str, str]) -> list[Any]:
    return list(DeBmftr().parse(XmlResponse(FEED, body=rss(*entries).encode())))


def read(*parts: str, told: Mapping[str, str] = TOLD) -> list[Any]:
    body = f"<div><h1>Richtlinie Brücken</h1>{''.join(parts)}</div>".encode()
    page = HtmlResponse(f"{PAGE}{PLAIN}", body=body, encoding="utf-8")
    return list(DeBmftr().parse_call(page, KEY, told))


def call_of(found: list[Any]) -> FundingCall:
    (call,) = (each for each in found if isinstance(each, FundingCall))
    return call


@pytest.mark.parametrize(
    "link",
    [
        PAGE,
        f"{PAGE}?nn=12",
        f"{PAGE};jsessionid=A.live",
        f"{PAGE}#frist",
        PAGE.replace("https://www.", "http://"),
        PAGE.replace("SharedDocs", "bmftr/de/shareddocs").replace("Bekannt", "bekannt"),
    ],
)
def test_an_announcement_is_its_path_and_is_asked_for_in_plain_view(link):
    (request,) = listed((TITLE, link))

    assert isinstance(request, Request)
    assert request.cb_kwargs["key"] == KEY
    assert request.url.endswith(f"/DE/{KEY}.html{PLAIN}")


def test_a_new_title_is_the_same_call():
    keys = [
        request.cb_kwargs["key"]
        for title in (TITLE, "Richtlinie Brücken, verlängert | 02.10.2026 - 26.02.2027")
        for request in listed((title, PAGE))
    ]

    assert keys == [KEY, KEY]


def test_the_same_announcement_twice_in_the_feed_is_asked_for_once():
    assert len(listed((TITLE, PAGE), ("Noch einmal", f"{PAGE}?nn=1"))) == 1


@pytest.mark.parametrize(
    "link",
    [
        "https://www.bmv.bund.de/aufruf.html",
        "https://www.bmftr.bund.de.example/SharedDocs/Bekanntmachungen/DE/2026/10/a.html",
        "https://stiftung.example/?x=https://www.bmftr.bund.de/Bekanntmachungen/DE/a.html",
    ],
)
def test_what_other_houses_announce_is_not_ours(link):
    assert listed((TITLE, link)) == []


@pytest.mark.parametrize(
    "link",
    [
        "https://www.bmftr.bund.de/DE/Service/tage.html",
        f"{PAGES}2026/10/../../../geheim.html",
        f"{PAGES}2026/10/richtlinie.pdf",
    ],
)
def test_another_link_to_the_ministry_is_reported_and_not_asked_for(link):
    (finding,) = listed((TITLE, link))

    assert isinstance(finding, Finding)
    assert (finding.code, finding.url) == ("link_form_unknown", link)


def test_people_get_the_address_without_the_view():
    call = call_of(read("<h2>2 Gegenstand der Förderung</h2><p>Brücken.</p>"))

    assert (call.key, call.url, call.funder) == (KEY, PAGE, MINISTRY)
    assert call.title == "Richtlinie Brücken"


def test_a_page_without_a_title_has_that_of_the_feed_without_the_period():
    body = b"<div><h2>2 Gegenstand der F&ouml;rderung</h2><p>Br&uuml;cken.</p></div>"
    titles = []
    for title in (TITLE, "Richtlinie Brücken", "Bund | Länder", "| 1.1.2027"):
        page = HtmlResponse(f"{PAGE}{PLAIN}", body=body, encoding="utf-8")
        found = list(DeBmftr().parse_call(page, KEY, TOLD | {"title": title}))
        titles.append(call_of(found).title)

    assert titles == ["Richtlinie Brücken", "Richtlinie Brücken", "Bund | Länder", "| 1.1.2027"]


def test_numbers_stay_before_their_headings_and_strange_ones_are_reported():
    *findings, call = read(
        "<h2>2 Gegenstand der Förderung</h2><p>Brücken.</p>",
        "<h2>6 Grundsätze der Pfeiler</h2><p>Sie stehen.</p>",
    )

    assert [each.heading for each in call.sections] == [
        "2 Gegenstand der Förderung",
        "6 Grundsätze der Pfeiler",
    ]
    assert [(each.code, each.url) for each in findings] == [("heading_unplaced", f"{PAGE}{PLAIN}")]


def test_a_page_that_is_only_called_bekanntmachung_has_the_title_of_the_feed():
    body = b"<div><h1>Bekanntmachung</h1><h2>1 F&ouml;rderziel</h2><p>Br&uuml;cken.</p></div>"
    page = HtmlResponse(f"{PAGE}{PLAIN}", body=body, encoding="utf-8")

    assert call_of(list(DeBmftr().parse_call(page, KEY, TOLD))).title == "Richtlinie Brücken"


def test_an_announcement_is_closed_after_its_day_while_its_guideline_holds():
    call = call_of(
        read(
            "<h2>7 Verfahren</h2><h3>7.2 Vorlage</h3>"
            "<p>Projektskizzen sind bis spätestens 15. Januar 2026 vorzulegen.</p>",
            "<h2>8 Geltungsdauer</h2><p>Diese Richtlinie ist bis zum 30. Juni 2030 gültig.</p>",
        )
    )

    assert status_of(read_facts(call), listed=True, today=DAY) is CallStatus.CLOSED


SKETCHES = "7.2.1 Vorlage und Auswahl von Projektskizzen"
DEADLINES = {
    "In der ersten Verfahrensstufe sind dem Projektträger bis spätestens 15. Januar 2027, "
    "12:00 Uhr (MEZ), zunächst Projektskizzen vorzulegen. Die Vorlagefrist gilt nicht als "
    "Ausschlussfrist.": (DeadlineKind.FIXED, (date(2027, 1, 15),), True),
    "Das Verfahren ist zweistufig. Die Vorlagefrist endet am 26. Februar 2027.": (
        DeadlineKind.FIXED, (date(2027, 2, 26),), True),
    "Projektskizzen können bis zum 15. März 2027 und bis zum 15. September 2027 vorgelegt werden.":
        (DeadlineKind.FIXED, (date(2027, 3, 15), date(2027, 9, 15)), False),
    "Förmliche Förderanträge können jederzeit eingereicht werden.": (
        DeadlineKind.ROLLING, (), False),
}  # fmt: skip


@pytest.mark.parametrize("text", DEADLINES)
def test_the_deadline_in_7_2_is_read_and_the_validity_is_none(text):
    call = call_of(
        read(
            "<h2>3 Zuwendungsempfänger</h2><p>Antragsberechtigt sind Landkreise und Städte.</p>",
            f"<h2>7 Verfahren</h2><h3>{SKETCHES}</h3><p>{text}</p>",
            "<h2>8 Geltungsdauer</h2><p>Diese Richtlinie ist bis zum 30. Juni 2030 gültig.</p>",
        )
    )

    facts = read_facts(call)

    assert facts.deadline is not None
    read_as = (facts.deadline.kind, facts.deadline.dates, facts.deadline.two_stage)
    assert read_as == DEADLINES[text]
    assert facts.valid_until is not None
    assert facts.valid_until.on == date(2030, 6, 30)
    assert status_of(facts, listed=True, today=DAY) is CallStatus.OPEN
    assert facts.level is Level.FEDERAL
    assert facts.county is not None
    assert facts.county.verdict is Admission.YES


@pytest.mark.parametrize(
    ("answer", "code"),
    [
        (500, "http_500"),
        (WALL, "not_a_feed"),
        ("", "feed_empty"),
        (rss(), "feed_empty"),
        (rss((TITLE, "https://www.bmv.bund.de/a.html")), "too_few_items"),
    ],
    ids=["HTTP 500", "a wall", "nothing", "no entries", "none of ours"],
)
def test_without_announcements_the_night_failed(answer, code, tmp_path: Path):
    web = write_web(tmp_path / "web", "de_bmftr", {FEED: answer})

    day = brought("de_bmftr", web, tmp_path / "crawl")

    assert (day.verdict, day.calls) == (Verdict.FAILED, {})
    assert (code, "FAILURE") in day.odd


@given(st.binary(max_size=400) | st.text().map(lambda text: rss((text, PAGE + text)).encode()))
def test_whatever_the_feed_answers_its_links_are_asked_or_it_is_refused(body):
    try:
        found = list(DeBmftr().parse(XmlResponse(FEED, body=body)))
    except CrawlError:
        return
    assert all(isinstance(each, Request | Finding) for each in found)
    hosts = {each.url.split("/")[2] for each in found if isinstance(each, Request)}
    assert hosts <= {"www.bmftr.bund.de"}


@given(st.text())
def test_whatever_a_page_holds_it_makes_one_call(text):
    found = read(text)

    assert call_of(found).key == KEY
    assert len(found) == 1 + sum(isinstance(each, Finding) for each in found)
