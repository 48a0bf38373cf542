"""DFG's news for researchers: which of them are calls, what identifies one, and bad feeds."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from scrapy import Request
from scrapy.http import HtmlResponse, XmlResponse

from scout.collect.spider import CrawlError
from scout.domain import (
    CallStatus,
    Finding,
    FundingCall,
    Sighting,
    SightingKind,
    Verdict,
    Weight,
)
from scout.reading.facts import read_facts, status_of
from spiders.de_dfg import FEED, DeDfg, asks_for_papers, names_call
from tests.feed_web import DAY, WALL, brought, html, rss, write_web

NEWS = "https://www.dfg.de/de/aktuelles/info-wissenschaft/2026/"
KEY = "de/aktuelles/info-wissenschaft/2026/ifw-26-80"
PAGE = f"{NEWS}ifw-26-80"
ASKED = "Anträge müssen bis zum 16. März 2027 bei der DFG eingereicht werden."


def prose(title: str, text: str) -> str:
    return f"<html lang='de'><main><h1>{title}</h1><p>{text}</p></main></html>"


def listed(*entries: tuple[str, str]) -> list[Any]:
    return list(DeDfg().parse(XmlResponse(FEED, body=rss(*entries).encode())))


def read(title: str, text: str, lang: str = "de") -> list[Any]:
    body = f"<html lang='{lang}'><main><h1>{title}</h1><p>{text}</p></main></html>".encode()
    page = HtmlResponse(PAGE, body=body, encoding="utf-8")
    return list(DeDfg().parse_call(page, KEY, {"title": title}))


@pytest.mark.parametrize(
    "title",
    [
        "Ausschreibung: Großgeräte für Hochschulen",
        "Schwerpunktprogramm „Böden der Stadt“ (SPP 2999)",
        "Priority Programme “Urban Soils” (SPP 2999)",
        "Joint Call for Proposals with Brazil",
        "Antragstellung im Programm Nachwuchsakademien",
        "Neue Förderinitiative für kleine Fächer",
    ],
)
def test_some_titles_are_surely_those_of_calls(title):
    assert names_call(title)
    assert isinstance(read(title, "Worum es geht.")[-1], FundingCall)


@pytest.mark.parametrize(
    "title",
    [
        "DFG richtet vierzehn neue Schwerpunktprogramme ein",
        "Acht Anträge im Programm Großgeräte bewilligt",
        "Leibniz-Preise verliehen",
        "Auswertung zur Ausschreibung Infrastruktur: Ergebnisse",
        "DFG fördert zwölf neue Sonderforschungsbereiche",
        "Forschung in schwierigen Zeiten",
    ],
)
def test_what_only_tells_of_calls_is_none_unless_its_page_asks_for_papers(title):
    sighting, finding = read(title, "Die Gruppen beginnen ihre Arbeit im Frühjahr 2027.")

    assert isinstance(sighting, Sighting)
    assert sighting.kind is SightingKind.NO_CALL
    assert (finding.code, finding.url, finding.weight) == ("no_call", PAGE, Weight.NOTE)
    assert isinstance(read(title, ASKED)[-1], FundingCall)


@pytest.mark.parametrize(
    "text",
    [
        ASKED,
        "Die Antragsfrist endet am 1. Juni 2027.",
        "Skizzen können bis 30. April 2027 eingereicht werden.",
        "Die DFG ruft hiermit zur Einreichung von Anträgen auf.",
        "Proposals must be submitted to the DFG by 27 January 2027.",
        "The DFG invites applications for the second funding period.",
    ],
)
def test_a_text_asks_for_papers_in_german_or_english(text):
    assert asks_for_papers(text)


@pytest.mark.parametrize(
    "text", ["Der Antrag wurde bewilligt.", "The application was approved.", "Neue Frist."]
)
def test_a_text_that_names_papers_asks_for_none(text):
    assert not asks_for_papers(text)


def test_a_call_is_the_path_of_its_page_whatever_its_title():
    keys = [
        each.cb_kwargs["key"]
        for title in ("Ausschreibung Böden", "Ausschreibung Böden, verlängert")
        for each in listed((title, PAGE), ("Noch einmal", f"{PAGE}#top"))
    ]

    assert keys == [KEY, KEY]


def test_lists_of_conferences_are_not_asked_for_and_counted():
    *requests, finding = listed(
        ("Kongresse und Tagungen im Januar 2027", f"{NEWS}1"),
        ("Böden", PAGE),
        ("Kongresse und Tagungen im Februar 2027", f"{NEWS}2"),
    )

    assert [each.url for each in requests] == [PAGE]
    assert (finding.code, finding.url, finding.weight) == ("no_call", FEED, Weight.NOTE)
    assert finding.text.startswith("2 of 3 ")


def test_links_elsewhere_make_calls_without_text_where_the_title_says_so():
    note, call, left_out = listed(
        ("Ausschreibung Meere", "https://meere.example/x"), ("Ein Gast", "https://gast.example/y")
    )

    assert (note.code, note.url) == ("link_not_followed", "https://meere.example/x")
    assert (call.key, call.title, call.sections) == (
        "https://meere.example/x", "Ausschreibung Meere", ())  # fmt: skip
    assert left_out.text.startswith("1 of 2 ")


FACTS = {
    ASKED: ((date(2027, 3, 16),), CallStatus.OPEN),
    "Anträge mussten bis zum 2. November 2026 eingereicht werden.": (
        (date(2026, 11, 2),), CallStatus.CLOSED),
    "Proposals must be submitted to the DFG by 27 January 2027.": (
        (date(2027, 1, 27),), CallStatus.OPEN),
}  # fmt: skip


@pytest.mark.parametrize("text", FACTS)
def test_the_deadline_in_the_prose_is_read(text):
    *findings, call = read("Ausschreibung Böden", text)

    facts = read_facts(call)
    assert findings == []
    assert facts.deadline is not None
    status = status_of(facts, listed=True, today=DAY)
    assert (facts.deadline.dates, status) == FACTS[text]
    assert (facts.level, facts.regions) == (None, ("DE",))


def test_contact_persons_are_not_kept():
    for heading in ("Ansprechpersonen", "Kontakt", "Contact", "Contact persons"):
        text = f"{ASKED}</p><h2>{heading}</h2><p>Dr. Rita Beispiel, Telefon 0228 0000-1"
        *_, call = read("Ausschreibung Böden", text)
        assert "Beispiel" not in str(call)


@pytest.mark.parametrize("title", ["Ausschreibung Böden", "Böden und mehr"])
def test_a_page_that_is_not_of_its_entry_is_neither_a_call_nor_none(title, tmp_path: Path):
    feed = rss((title, PAGE), ("Ausschreibung Meere", f"{NEWS}2"), ("Aufruf See", f"{NEWS}3"))
    answers = {FEED: feed, PAGE: prose("Wartungsarbeiten", "Wir sind bald wieder da.")}
    answers[f"{NEWS}2"] = prose("Ausschreibung Meere", "Alle Welt.")
    answers[f"{NEWS}3"] = prose("X", ASKED)
    web = write_web(tmp_path / "web", "de_dfg", answers)

    day = brought("de_dfg", web, tmp_path / "crawl")

    assert (day.verdict, len(day.calls)) == (Verdict.OK, 2)
    assert day.odd == [("page_not_understood", "NOTE")]


def test_a_page_without_text_is_a_doubt_and_no_call():
    found = read("Böden", "")

    assert [(each.code, each.weight) for each in found] == [
        ("page_without_text", Weight.DOUBT),
        ("no_call", Weight.NOTE),
    ]


@pytest.mark.parametrize(
    ("answer", "code"),
    [
        (500, "http_500"),
        (WALL, "not_a_feed"),
        ("", "feed_empty"),
        (rss(), "feed_empty"),
        (rss(("Kongresse und Tagungen", PAGE)), "too_few_items"),
    ],
    ids=["HTTP 500", "a wall", "nothing", "no entries", "no calls"],
)
def test_without_calls_the_night_failed(answer, code, tmp_path: Path):
    web = write_web(tmp_path / "web", "de_dfg", {FEED: answer})

    day = brought("de_dfg", web, tmp_path / "crawl")

    assert (day.verdict, day.calls) == (Verdict.FAILED, {})
    assert (code, "FAILURE") in day.odd


def test_a_page_that_is_not_there_is_noted_and_the_others_come(tmp_path: Path):
    feed = rss(("Ausschreibung Böden", PAGE), ("Ausschreibung Meere", f"{NEWS}2"))
    answers = {FEED: feed, PAGE: html("Ausschreibung Böden", ASKED), f"{NEWS}2": 410}
    web = write_web(tmp_path / "web", "de_dfg", answers)

    day = brought("de_dfg", web, tmp_path / "crawl")

    assert (day.verdict, day.odd) == (Verdict.OK, [("page_missing", "NOTE")])
    assert {*day.calls} == {KEY}


@given(st.binary(max_size=400) | st.text().map(lambda text: rss((text, PAGE)).encode()))
def test_whatever_the_feed_answers_each_entry_is_asked_for_or_counted(body):
    try:
        found = list(DeDfg().parse(XmlResponse(FEED, body=body)))
    except CrawlError:
        return
    assert found
    assert all(isinstance(each, Request | Finding) for each in found)


@given(title=st.text(), text=st.text())
def test_whatever_a_page_holds_it_is_a_call_or_said_to_be_none(title, text):
    found = read(title, text)

    calls = [each for each in found if isinstance(each, FundingCall)]
    said = [each for each in found if isinstance(each, Finding) and each.code == "no_call"]
    assert len(calls) + len(said) == 1
