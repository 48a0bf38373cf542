"""BBSR and BLE, made by one builder: addresses, lists, what is funding and what is over."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from datetime import date
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest
import scrapy
from hypothesis import given
from hypothesis import strategies as st
from scrapy.http import HtmlResponse

from scout.collect.basket import Basket
from scout.collect.catalogue import sources
from scout.collect.crawl import CrawlOptions, crawl
from scout.collect.government_site import Entry, entries_below
from scout.collect.verdict import Figures, judge
from scout.domain import (
    Admission,
    Applicant,
    ApplicantType,
    CallStatus,
    Finding,
    FundingCall,
    Level,
    Sighting,
    SightingKind,
    Verdict,
    Weight,
)
from scout.reading.applicants.eligibility import admission
from scout.reading.facts import read_facts, status_of
from spiders.de_bbsr import RESEARCH, DeBbsr, is_funding
from spiders.de_ble import BULE, DeBle, status_note

RECORDED = Path(__file__).parent / "recorded"
DAY = date(2026, 11, 23)
COUNTY = Applicant(key="kreis", name="Kreis", type=ApplicantType.COUNTY, region="DE-NW")
CALLS = f"{RESEARCH}ausschreibungen/"
LIST = f"{CALLS}_node.html"


def entries(markup: str) -> list[Entry]:
    return entries_below(markup, LIST, (CALLS, f"{RESEARCH}aufrufe/"))


def asked(spider: DeBbsr | DeBle, markup: str, url: str) -> list[Any]:
    return list(spider.parse(HtmlResponse(url, body=markup.encode(), encoding="utf-8")))


def keys(found: list[Any]) -> list[str]:
    requests = (each for each in found if isinstance(each, scrapy.Request))
    return [each.cb_kwargs["key"] for each in requests if "key" in each.cb_kwargs]


def call_of(spider: DeBbsr | DeBle, body: str, told: Mapping[str, str]) -> list[Any]:
    page = HtmlResponse(f"{CALLS}a.html", body=body.encode(), encoding="utf-8")
    return list(spider.parse_call(page, "a.html", told))


@pytest.fixture
def read(tmp_path: Path) -> Callable[..., Basket]:
    """Crawl a web on which addresses answer as given; robots.txt forbids /SiteGlobals/."""

    def crawled(name: str, pages: Mapping[str, str | int]) -> Basket:
        responses = [{"url": "https://www.bbsr.bund.de/robots.txt", "status": 200, "file": "r"}]
        (tmp_path / "r").write_text("User-agent: *\nDisallow: /SiteGlobals/\n")
        for number, (url, body) in enumerate(pages.items()):
            answer: dict[str, Any] = {"url": url}
            if isinstance(body, int):
                answer["status"] = body
            else:
                (tmp_path / str(number)).write_text(body)
                html = {"Content-Type": "text/html; charset=utf-8"}
                answer |= {"status": 200, "file": str(number), "headers": html}
            responses.append(answer)
        (tmp_path / "index.json").write_text(json.dumps({"responses": responses}))
        options = CrawlOptions(today=DAY, replay=tmp_path)
        return crawl(sources()[name], tmp_path / "out", options, lambda _: None).basket

    (tmp_path / "out").mkdir()
    return crawled


def codes(basket: Basket) -> list[tuple[str, Weight]]:
    return [(each.code, each.weight) for each in basket.findings]


@pytest.mark.parametrize("name", ["de_bbsr", "de_ble"])
@pytest.mark.parametrize("form", ["one", "two"])
def test_nothing_is_asked_for_that_robots_txt_forbids(name, form, tmp_path):
    (tmp_path / "out").mkdir()
    bundle = RECORDED / name / form
    assert "/SiteGlobals/" in (bundle / "files" / "robots.txt").read_text("utf-8")
    assert "/SiteGlobals/" in (bundle / "files" / "list-1.html").read_text("utf-8")

    options = CrawlOptions(today=DAY, replay=bundle, record=tmp_path / "said")
    crawl(sources()[name], tmp_path / "out", options, lambda _: None)

    said = json.loads((tmp_path / "said" / "index.json").read_text())["responses"]
    paths = [urlsplit(each["url"]).path for each in said]
    assert len(paths) > 6
    assert not [path for path in paths if path.startswith("/SiteGlobals")]


def test_a_page_has_one_address_without_session_and_way_in():
    links = "".join(
        f'<a href="{path}">Aufruf</a>'
        for path in (
            "/BBSR/DE/forschung/ausschreibungen/a.html;jsessionid=1F.live1?nn=7&pos=1",
            "/BBSR/DE/forschung/ausschreibungen/a.html?nn=8",
            "/BBSR/DE/forschung/ausschreibungen/a.html#inhalt",
        )
    )

    (entry,) = entries(links)

    assert (entry.url, entry.title, entry.under) == (f"{CALLS}a.html", "Aufruf", ())


def test_a_file_is_asked_for_as_a_file_and_a_node_is_a_list():
    (file, node) = entries(
        f'<a href="{CALLS}x/dl-a.pdf?v=3">A</a><a href="{CALLS}2026/b_node.html">B</a>'
    )

    assert file.url == f"{CALLS}x/dl-a.pdf?__blob=publicationFile"
    assert (file.is_list, node.is_list) == (False, True)


@pytest.mark.parametrize(
    "markup",
    [
        "<h2>Laufend</h2><h3>Modell</h3><a href='{}'>A</a>",
        "<h1>Liste</h1><h2>Laufend</h2><div><h4>Modell</h4><h5><a href='{}'>A</a></h5></div>",
        "<h2>Alt</h2><h4>Altes</h4><h2>Laufend</h2><h3>Modell</h3><a href='{}'><h4>A</h4></a>",
    ],
)
def test_an_entry_knows_the_headings_it_stands_under(markup):
    (entry,) = entries(markup.format(f"{CALLS}a.html"))

    assert entry.under == ("Laufend", "Modell")


def test_headings_are_those_of_an_entry_whose_link_starts_at_the_base():
    head = '<html><head><base href="https://www.ble.de/"></head><body>'
    link = f"{BULE.removeprefix('https://www.ble.de/')}altes/altes.html"
    listed = f"{head}<h2>Abgeschlossene Bekanntmachungen</h2><a href='{link}'>Altes</a>"

    (entry,) = entries_below(listed, f"{BULE}bule_node.html", (BULE,))
    (request,) = asked(DeBle(), listed, f"{BULE}bule_node.html")

    assert entry.under == ("Abgeschlossene Bekanntmachungen",)
    assert request.cb_kwargs["told"]["under"] == "Abgeschlossene Bekanntmachungen"
    assert status_note(request.cb_kwargs["told"])


def test_a_call_is_its_path_whatever_it_is_called():
    pages = [f'<a href="{CALLS}a.html">{title}</a>' for title in ("Projektaufruf", "Verlängert")]

    assert [keys(asked(DeBbsr(), page, LIST)) for page in pages] == [["ausschreibungen/a.html"]] * 2


def test_a_list_below_and_a_next_page_are_read_once():
    page = (
        f'<a href="{CALLS}a_node.html">2025</a><a href="{CALLS}a_node.html?nn=1">2025</a>'
        f'<a href="{LIST}?gtp=2">2</a><a href="{LIST};jsessionid=9?gtp=2">2</a>'
    )
    spider = DeBbsr()

    found = [each.url for each in asked(spider, page, LIST)]

    assert found == [f"{CALLS}a_node.html", f"{LIST}?gtp=2"]
    assert asked(spider, page, LIST) == []


def test_lists_without_end_are_cut_with_a_doubt():
    page = "".join(f'<a href="{CALLS}{n}_node.html">{n}</a>' for n in range(60))

    found = asked(DeBbsr(), page, LIST)

    assert len(found) == DeBbsr.most_lists - 2 + 1
    assert (found[-1].code, found[-1].weight) == ("list_cut", Weight.DOUBT)


@pytest.mark.parametrize(
    ("words", "verdict"),
    [
        ("Förderaufruf für Transferregionen", True),
        ("Aufruf zur Interessenbekundung", True),
        ("Die Zuwendung beträgt 100.000 Euro.", True),
        ("Auftragsforschung zu Flächen", False),
        ("Öffentliche Ausschreibung: Begleitung eines Programms", False),
        ("Angebote sind bis 12 Uhr abzugeben. Angebotsfrist: 1. Mai", False),
        ("Forschungsassistenz für die Fördermittel des Bundes", None),
        ("Städte der Zukunft", None),
        ("Das Vergaberecht ist zu beachten.", None),
        ("", None),
    ],
)
def test_funding_is_told_from_a_tender_by_words(words, verdict):
    assert is_funding(words) is verdict


def test_tenders_are_left_out_and_counted():
    page = (
        f'<a href="{CALLS}a.html">Auftragsforschung</a>'
        f'<a href="{CALLS}b.html">Teilnahmewettbewerb</a>'
        f'<a href="{CALLS}c.html">Projektaufruf</a>'
    )

    *_, finding = found = asked(DeBbsr(), page, LIST)

    assert keys(found) == ["ausschreibungen/c.html"]
    assert (finding.code, finding.weight) == ("tenders_left_out", Weight.NOTE)
    assert finding.text.startswith("2 tenders of 3 entries")


def test_a_page_that_asks_for_offers_is_left_out_unless_its_title_is_funding():
    body = "<h1>Zwillinge</h1><h2>Verfahren</h2><p>Zur Leistungsbeschreibung.</p>"

    finding, sighting = call_of(DeBbsr(), body, {"title": "Zwillinge"})

    assert (finding.code, finding.weight) == ("tenders_left_out", Weight.NOTE)
    assert sighting == Sighting("a.html", SightingKind.NO_CALL)
    found = call_of(DeBbsr(), body, {"title": "Projektaufruf Zwillinge"})
    assert [type(each) for each in found] == [FundingCall]


def test_a_page_that_says_neither_is_kept_and_noted():
    found = call_of(DeBbsr(), "<h1>A</h1><h2>Fristen</h2><p>Offen.</p>", {"title": "A"})

    assert [each.code for each in found if isinstance(each, Finding)] == ["kind_unclear"]
    assert [each.title for each in found if isinstance(each, FundingCall)] == ["A"]


@pytest.mark.parametrize("line", ["Abgabefrist 05.04.2027", "Abgabefrist: 05.04.2027"])
def test_a_day_that_stands_in_the_lead_as_text_is_a_deadline(line):
    body = (
        f"<h1>Förderaufruf</h1><ul><li>{line}</li></ul>"
        "<h2>Wer kann sich bewerben?</h2><p>Bewerbungsberechtigt sind Landkreise.</p>"
    )

    (call,) = call_of(DeBbsr(), body, {"title": "Förderaufruf"})

    facts = read_facts(call)
    assert facts.deadline is not None
    assert facts.deadline.dates == (date(2027, 4, 5),)


def recorded_call(spider: DeBbsr | DeBle, file: str, told: Mapping[str, str]) -> FundingCall:
    body = (RECORDED / spider.name / "one" / "files" / file).read_text("utf-8")
    (call,) = (each for each in call_of(spider, body, told) if isinstance(each, FundingCall))
    return call


def test_facts_of_a_call_of_bbsr():
    facts = read_facts(recorded_call(DeBbsr(), "digitale-daseinsvorsorge.html", {}))

    assert (facts.level, facts.regions) == (Level.FEDERAL, ("DE",))
    assert facts.deadline is not None
    assert facts.deadline.dates == (date(2027, 1, 31),)
    assert admission(facts, COUNTY) is Admission.YES
    assert status_of(facts, listed=True, today=DAY) is CallStatus.OPEN


def test_facts_of_a_measure_of_ble():
    facts = read_facts(recorded_call(DeBle(), "Land.Daten.html", {}))

    assert facts.deadline is not None
    assert facts.deadline.dates == (date(2027, 2, 15),)
    assert admission(facts, COUNTY) is Admission.YES
    assert status_of(facts, listed=True, today=DAY) is CallStatus.OPEN


def test_a_measure_that_is_over_is_closed():
    told = {"title": "LandKultur", "under": "Einreichungsfrist abgelaufen"}

    facts = read_facts(recorded_call(DeBle(), "dorfkultur.html", told))

    assert facts.closed
    assert facts.closed_by is not None
    assert facts.closed_by.quote == "Einreichungsfrist abgelaufen"


def test_contact_persons_are_not_kept():
    assert "Muster" not in repr(recorded_call(DeBle(), "Land.Daten.html", {}))


@pytest.mark.parametrize(
    ("told", "note"),
    [
        ({"title": "A", "under": "Fördermaßnahmen\nAbgelaufene Aufrufe"}, "Abgelaufene Aufrufe"),
        ({"title": "A (Frist abgelaufen)", "under": "Aufrufe"}, "A (Frist abgelaufen)"),
        ({"title": "A", "under": "Laufende Aufrufe"}, ""),
        ({}, ""),
    ],
)
def test_the_note_of_a_measure_is_the_list_s_own_words(told, note):
    assert status_note(told) == note


def test_a_list_with_tenders_only_is_read_and_brings_nothing(read):
    page = f'<a href="{CALLS}a.html">Auftragsforschung</a>'

    basket = read("de_bbsr", {LIST: page, f"{RESEARCH}aufrufe/_node.html": page})

    figures = Figures(basket.items, basket.rejected, basket.fill, len(basket.missing))
    verdict, _ = judge(figures, basket.findings, sources()["de_bbsr"].expects, last_good=None)
    assert (verdict, basket.items) == (Verdict.OK, 0)


def test_a_list_that_shows_nothing_fails_and_a_further_one_is_a_doubt(read):
    page = "<h1>Ausschreibungen</h1><p>Bitte Skripte erlauben.</p>"

    basket = read("de_bbsr", {LIST: page, f"{RESEARCH}aufrufe/_node.html": page})

    assert sorted(codes(basket)) == [
        ("list_without_calls", Weight.DOUBT),
        ("list_without_calls", Weight.FAILURE),
    ]


def test_a_list_that_does_not_come_fails_and_a_further_one_is_a_doubt(read):
    basket = read("de_bbsr", {LIST: 500, f"{RESEARCH}aufrufe/_node.html": 404})

    assert sorted(codes(basket)) == [("http_404", Weight.DOUBT), ("http_500", Weight.FAILURE)]


def test_a_page_that_asks_for_a_human_fails(read):
    basket = read("de_ble", {BULE: "<html><title>Just a moment...</title></html>"})

    assert ("bot_wall", Weight.FAILURE) in codes(basket)


@given(st.text(max_size=300))
def test_any_markup_is_a_list_or_said_to_be_none(markup):
    for spider, url in ((DeBbsr(), LIST), (DeBle(), BULE)):
        found = asked(spider, markup, url)
        assert all(isinstance(each, scrapy.Request | Finding) for each in found)


@given(st.text(max_size=80), st.text(max_size=60), st.text(max_size=60))
def test_any_address_and_title_make_one_entry_below_the_list(path, title, heading):
    markup = f'<h2>{heading}</h2><a href="{CALLS}{path}">{title}</a>'

    for entry in entries(markup):
        assert entry.url.startswith(CALLS)
        assert entry.rest
        assert ";jsessionid=" not in entry.url
        assert len(entry.under) <= 1


@given(st.text(max_size=300), st.text(max_size=100))
def test_any_page_is_a_call_or_left_out_with_a_word(body, title):
    for spider in (DeBbsr(), DeBle()):
        found = call_of(spider, f"<h1>{title}</h1>{body}", {"title": title, "under": body})
        calls = [each for each in found if isinstance(each, FundingCall)]
        left_out = [each for each in found if getattr(each, "code", "") == "tenders_left_out"]
        assert len(calls) + len(left_out) == 1
