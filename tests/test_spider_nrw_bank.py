"""NRW.BANK: what identifies a product, what its labels mean, and whatever its site answers."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from datetime import date
from pathlib import Path
from typing import Any

import pytest
import scrapy
from hypothesis import given
from hypothesis import strategies as st
from scrapy.http import HtmlResponse, XmlResponse

from scout.collect.basket import Basket
from scout.collect.catalogue import sources
from scout.collect.crawl import CrawlOptions, crawl
from scout.collect.spider import CrawlError
from scout.domain import (
    Admission,
    Applicant,
    ApplicantType,
    CallStatus,
    DeadlineKind,
    FundingCall,
    FundingKind,
    Level,
)
from scout.facts import Facts
from scout.reading.applicants.eligibility import admission
from scout.reading.facts import read_facts, status_of
from spiders.nrw_bank import NrwBank

HERE = Path(__file__).parent
SHARED = HERE.parent.parent / "shared" / "web" / "2026-08-22" / "files" / "nrwbank-sitemap.xml"
MAP = "https://www.nrwbank.de/sitemap.xml"
PRODUCTS = "https://www.nrwbank.de/de/foerderung/foerderprodukte/"
DAY = date(2026, 11, 23)
COUNTY = Applicant(key="kreis", name="Kreis", type=ApplicantType.COUNTY, region="DE-NW")


def sitemap(*addresses: str) -> bytes:
    pages = "".join(f"<url><loc>{each}</loc></url>" for each in addresses)
    return f"<urlset>{pages}</urlset>".encode()


def asked(content: bytes) -> list[tuple[str, str]]:
    """Return key and address of each product that a map leads to."""
    requests = NrwBank().parse(XmlResponse(MAP, body=content))
    return [
        (each.cb_kwargs["key"], each.url) for each in requests if isinstance(each, scrapy.Request)
    ]


def product(*lead: str, rest: str = "", labels: Sequence[tuple[str, str]] = ()) -> list[Any]:
    items = "".join(f"<li>{each}</li>" for each in lead)
    pairs = "".join(f"<dt>{label}</dt><dd>{value}</dd>" for label, value in labels)
    body = f"<main><h1>Programm</h1><ul>{items}</ul><dl>{pairs}</dl>{rest}</main>".encode()
    page = HtmlResponse(f"{PRODUCTS}1/a.html", body=body, encoding="utf-8")
    return list(NrwBank().parse_call(page, "1", {}))


def call_of(found: Sequence[Any]) -> FundingCall:
    (call,) = (each for each in found if isinstance(each, FundingCall))
    return call


@pytest.fixture
def read(tmp_path: Path) -> Callable[..., Basket]:
    """Crawl a web on which the map answers as given and product 1 is a page."""

    def crawled(content: bytes, **answer: Any) -> Basket:
        (tmp_path / "map").write_bytes(content)
        (tmp_path / "page").write_text("<main><h1>Eins</h1><h2>Fristen</h2><p>Keine.</p></main>")
        given = {"url": MAP} | (answer or {"status": 200, "file": "map"})
        page = {"url": f"{PRODUCTS}1/eins.html", "status": 200, "file": "page"}
        page["headers"] = {"Content-Type": "text/html; charset=utf-8"}
        (tmp_path / "index.json").write_text(json.dumps({"responses": [given, page]}))
        options = CrawlOptions(today=DAY, replay=tmp_path)
        return crawl(sources()["nrw_bank"], tmp_path / "out", options, lambda _: None).basket

    (tmp_path / "out").mkdir()
    return crawled


@pytest.mark.skipif(not SHARED.exists(), reason=f"there is no {SHARED}")
def test_the_real_map_leads_to_each_of_its_products():
    found = asked(SHARED.read_bytes())
    assert len(found) == len(dict(found)) == 452
    assert ("15031", f"{PRODUCTS}15031/leben-auf-dem-land.html") in found


def test_a_product_is_its_number_whatever_words_follow():
    assert asked(sitemap(f"{PRODUCTS}7/alt.html", f"{PRODUCTS}7/neu.html")) == [
        ("7", f"{PRODUCTS}7/alt.html")
    ]


@pytest.mark.parametrize(
    "address",
    [
        PRODUCTS,
        f"{PRODUCTS}7/",
        f"{PRODUCTS}sieben/a.html",
        f"{PRODUCTS}7/a.pdf",
        f"{PRODUCTS}7/a/b.html",
        f"{PRODUCTS}7/a.html?druck=1",
        "https://www.nrwbank.de/de/foerderung/programmarchiv/7/a.html",
        "https://www.nrwbank.de.example/de/foerderung/foerderprodukte/7/a.html",
    ],
)
def test_other_addresses_are_no_products(address):
    assert asked(sitemap(address)) == []


def test_a_list_of_maps_is_followed():
    content = (
        b"<sitemapindex><sitemap><loc>https://www.nrwbank.de/1.xml</loc></sitemap></sitemapindex>"
    )
    (request,) = NrwBank().parse(XmlResponse(MAP, body=content))
    assert request.url == "https://www.nrwbank.de/1.xml"


@pytest.mark.parametrize(
    ("funder", "codes", "region"),
    [
        ("Land", ("land",), ("nordrhein_westfalen",)),
        ("NRW.BANK", ("land",), ("nordrhein_westfalen",)),
        ("Bund", ("bund",), ("bundesweit",)),
        ("KfW", ("bund",), ("bundesweit",)),
        ("EU", ("eu",), ("nordrhein_westfalen",)),
        ("Bund, Land", ("bund", "land"), ("nordrhein_westfalen",)),
        ("Bund und EU", ("bund", "eu"), ("bundesweit",)),
        ("EU, Bund und Land", ("eu", "bund", "land"), ("nordrhein_westfalen",)),
    ],
)
def test_the_funder_says_the_level_and_the_region(funder, codes, region):
    by_lead = call_of(product("Zuschuss", f"Fördergeber: {funder}"))
    by_label = call_of(product(labels=[("Fördergeber", funder)]))
    for call in (by_lead, by_label):
        assert call.codes["Foerdergeber"] == codes
        assert call.codes.get("Foerdergebiet") == region
        assert call.stated["Fördergeber"] == call.funder == funder


def test_a_funder_that_nobody_knows_stays_stated_and_is_reported():
    found = product("Zuschuss", "Fördergeber: Stiftung Wald")
    assert "Foerdergeber" not in call_of(found).codes
    assert "Foerdergebiet" not in call_of(found).codes
    assert call_of(found).stated["Fördergeber"] == "Stiftung Wald"
    assert [each.code for each in found[:-1]].count("label_unknown") == 1


@pytest.mark.parametrize(
    ("line", "codes"),
    [
        ("Für Kommunen", ("kommune",)),
        (
            "Für Kommunen, Unternehmen und Vereine",
            ("kommune", "unternehmen", "verband_vereinigung"),
        ),
        ("Für Existenzgründer/innen, Teichwirte", None),
        ("Für Kommunen, die ein Netz ausbauen", None),
        ("Für Vorhaben im ganzen Land gibt es Geld.", None),
    ],
)
def test_who_may_apply_is_read_of_the_lead_only_where_each_label_is_known(line, codes):
    assert call_of(product("Zuschuss", line)).codes.get("Foerderberechtigte") == codes


@pytest.mark.parametrize(
    ("line", "codes"),
    [
        ("Zuschuss, bis zu 80 %", ("zuschuss",)),
        ("Darlehen, bis zu 5.000.000 Euro", ("darlehen",)),
        ("Zuschuss und Darlehen", ("zuschuss", "darlehen")),
        ("Stipendium", None),
    ],
)
def test_the_kind_of_funding_stands_in_the_lead(line, codes):
    assert call_of(product(line)).codes.get("Foerderart") == codes


def facts_of(number: str) -> tuple[FundingCall, Facts]:
    file = HERE / "recorded" / "nrw_bank" / "one" / "files" / f"{number}.html"
    page = HtmlResponse(f"{PRODUCTS}{number}/a.html", body=file.read_bytes(), encoding="utf-8")
    call = call_of(list(NrwBank().parse_call(page, number, {})))
    return call, read_facts(call)


def test_facts_of_a_product_that_has_run_out():
    _, facts = facts_of("15917")
    assert (facts.level, facts.regions) == (Level.STATE, ("DE-NW",))
    assert facts.kinds == (FundingKind.GRANT,)
    assert status_of(facts, listed=True, today=DAY) is CallStatus.CLOSED
    assert {rate.percent for rate in facts.rates} == {80}


def test_facts_of_a_loan_for_municipalities():
    _, facts = facts_of("60331")
    assert facts.level is Level.STATE
    assert facts.kinds == (FundingKind.LOAN,)
    assert admission(facts, COUNTY) is Admission.YES


def test_facts_of_an_older_page_with_labels():
    _, facts = facts_of("15959")
    assert facts.level is Level.FEDERAL
    assert facts.deadline.kind is DeadlineKind.FIXED
    assert facts.deadline.dates == (date(2027, 3, 15),)
    assert facts.county.verdict is Admission.YES
    assert status_of(facts, listed=True, today=DAY) is CallStatus.OPEN


def test_contact_persons_are_not_kept():
    for number in ("15917", "15959"):
        assert "0251" not in repr(facts_of(number)[0])


def test_a_page_that_asks_for_a_human_in_place_of_the_map_fails(read):
    basket = read(b"<!DOCTYPE html><html><title>Just a moment</title></html>")
    assert [each.code for each in basket.findings] == ["bot_wall"]
    assert basket.items == 0


def test_a_map_without_products_brings_nothing(read):
    assert read(sitemap(PRODUCTS)).items == 0


def test_a_map_that_is_not_there_is_a_failure(read):
    basket = read(b"", status=404)
    assert [(each.code, each.weight) for each in basket.findings] == [("http_404", "FAILURE")]


def test_the_crawl_reads_what_the_map_names(read):
    assert read(sitemap(f"{PRODUCTS}1/eins.html")).items == 1


@given(st.binary(max_size=400) | st.text(max_size=200).map(str.encode))
def test_any_map_is_read_or_refused(content):
    try:
        found = asked(content)
    except CrawlError:
        return
    assert all(key.isdigit() and url.startswith("https://") for key, url in found)


@given(st.lists(st.text(max_size=60), max_size=4), st.text(max_size=200))
def test_any_page_is_a_call_with_a_finding_where_it_says_nothing(lead, rest):
    found = product(*lead, rest=rest)
    call = call_of(found)
    assert call.key == "1"
    said = [each.code for each in found if each is not call]
    assert call.sections or "page_without_text" in said
