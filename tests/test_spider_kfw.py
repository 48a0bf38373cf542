"""KfW: which page is a product's, in which form it gives money, and pages that are none of it."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from scrapy.http import HtmlResponse, Response

from scout.collect.basket import Basket
from scout.collect.catalogue import sources
from scout.collect.crawl import CrawlOptions, crawl
from scout.domain import (
    Admission,
    Applicant,
    ApplicantType,
    CallStatus,
    DeadlineKind,
    FundingCall,
    FundingKind,
    Level,
    Weight,
)
from scout.facts import Facts
from scout.reading.applicants.eligibility import admission
from scout.reading.facts import read_facts, status_of
from spiders.de_kfw import NUMBERS, SITE, DeKfw, address_of, numbers_in

RECORDED = Path(__file__).parent / "recorded" / "de_kfw" / "one" / "files"
DAY = date(2026, 11, 23)
COUNTY = Applicant(key="kreis", name="Kreis", type=ApplicantType.COUNTY, region="DE-NW")
LONG = f"{SITE}inlandsfoerderung/Foerderprodukte/Klimaschutz-(444)/"


def found(body: str, key: str = "444", url: str = f"{SITE}lang/") -> list[Any]:
    page = HtmlResponse(url, body=body.encode(), encoding="utf-8")
    return list(DeKfw().parse_call(page, key, {}))


def call_in(found_: list[Any]) -> FundingCall:
    (call,) = (each for each in found_ if isinstance(each, FundingCall))
    return call


def codes(found_: list[Any]) -> list[str]:
    return [each.code for each in found_ if not isinstance(each, FundingCall)]


def facts_of(number: str) -> tuple[FundingCall, Facts]:
    page = (RECORDED / f"{number}.html").read_text("utf-8")
    call = call_in(found(page, number))
    return call, read_facts(call)


@pytest.fixture
def read(tmp_path: Path) -> Callable[..., Basket]:
    """Crawl a web on which some products answer as given, and all others are not there."""

    def crawled(answers: Mapping[str, Mapping[str, Any]]) -> Basket:
        (tmp_path / "page").write_text(
            "<h1>Zuschuss Nr. 444 Klima</h1><h2>Fristen</h2><p>Keine.</p>"
        )
        (tmp_path / "wall").write_text("<html><title>Just a moment...</title></html>")
        html = {"headers": {"Content-Type": "text/html; charset=utf-8"}}
        responses = [{"url": url, **html, **answer} for url, answer in answers.items()]
        (tmp_path / "index.json").write_text(json.dumps({"responses": responses}))
        options = CrawlOptions(today=DAY, replay=tmp_path)
        return crawl(sources()["de_kfw"], tmp_path / "out", options, lambda _: None).basket

    (tmp_path / "out").mkdir()
    return crawled


def test_the_list_holds_each_number_once():
    assert len(NUMBERS) == len(set(NUMBERS)) == 28
    assert all(len(number) == 3 and number.isdigit() for number in NUMBERS)


@pytest.mark.parametrize(
    ("body", "kind", "title"),
    [
        ("<h1>Zuschuss Nr. 444 Klimaschutz</h1>", "Zuschuss", "Klimaschutz"),
        ("<h1><b>Zuschuss Nr.444</b><b>Klimaschutz</b></h1>", "Zuschuss", "Klimaschutz"),
        ("<h1>Kredit Nr. 443, 444: Klimaschutz</h1>", "Kredit", "Klimaschutz"),
        ("<p>Zuschuss Nr. 444</p><h1>Klimaschutz</h1>", "Zuschuss", "Klimaschutz"),
        ("<p>Kredit Nr. 208</p><p>Zuschuss Nr. 444</p><h1>Klimaschutz</h1>", "Zuschuss",
         "Klimaschutz"),
        ("<h1>Klimaschutz in Kommunen (444)</h1>", "", "Klimaschutz in Kommunen (444)"),
    ],
)  # fmt: skip
def test_a_product_is_named_by_its_heading(body, kind, title):
    call = call_in(found(f"{body}<h2>Fristen</h2><p>Keine.</p>"))

    assert (call.key, call.url, call.title) == ("444", "https://www.kfw.de/444", title)
    assert call.stated.get("Förderart", "") == kind
    assert call.codes.get("Foerderart") == {
        "Zuschuss": ("zuschuss",), "Kredit": ("darlehen",), "": None,
    }[kind]  # fmt: skip


def test_the_address_that_a_page_moved_to_may_name_the_product():
    page = "<h1>Klimaschutz</h1><h2>Fristen</h2><p>Keine.</p>"

    assert call_in(found(page, url=LONG)).title == "Klimaschutz"
    assert codes(found(page)) == ["other_product"]


@pytest.mark.parametrize(
    "body",
    [
        "<h1>Kredit Nr. 208 Investitionen</h1>",
        "<h1>Unsere Produkte</h1><p>Zuschuss Nr. 444</p>",
        "<h1>Zuschuss Nr. 4445 Klimaschutz</h1>",
        "<p>Zuschuss Nr. 444</p>",
        "",
    ],
)
def test_a_page_that_does_not_name_the_product_is_none_of_it(body):
    (finding,) = found(body)

    assert (finding.code, finding.url) == ("other_product", f"{SITE}lang/")
    assert finding.weight is Weight.DOUBT


def test_a_form_of_money_that_nobody_knows_stays_stated_and_is_reported():
    brought = found("<h1>Garantieschein Nr. 444 Klima</h1><h2>Fristen</h2><p>Keine.</p>")

    assert "Foerderart" not in call_in(brought).codes
    assert call_in(brought).stated["Förderart"] == "Garantieschein"
    assert codes(brought) == ["label_unknown"]


def test_a_file_in_place_of_a_page_is_no_product():
    (finding,) = DeKfw().parse_call(Response(address_of("444"), body=b"PK\x03\x04"), "444", {})

    assert finding.code == "other_product"


def test_facts_of_a_grant():
    _, facts = facts_of("444")

    assert (facts.level, facts.regions, facts.kinds) == (
        Level.FEDERAL, ("DE",), (FundingKind.GRANT,),
    )  # fmt: skip
    assert facts.deadline is not None
    assert facts.deadline.kind is DeadlineKind.ROLLING
    assert admission(facts, COUNTY) is Admission.YES
    assert {rate.percent for rate in facts.rates} == {80, 90}
    assert status_of(facts, listed=True, today=DAY) is CallStatus.OPEN


def test_facts_of_a_loan():
    _, facts = facts_of("208")

    assert facts.kinds == (FundingKind.LOAN,)
    assert admission(facts, COUNTY) is Admission.YES


def test_a_product_whose_money_is_gone_is_closed():
    _, facts = facts_of("432")

    assert status_of(facts, listed=True, today=DAY) is CallStatus.CLOSED


def test_contact_persons_are_not_kept():
    assert "Mustermann" not in repr(facts_of("444")[0])
    assert "069" not in repr(facts_of("444")[0])


def test_a_product_that_is_gone_is_noted_with_its_address(read):
    basket = read({address_of("444"): {"status": 200, "file": "page"}})

    gone = [each for each in basket.findings if each.code == "product_gone"]
    assert basket.items == 1
    assert [each.url for each in gone] == [address_of(each) for each in NUMBERS if each != "444"]
    assert {each.weight for each in basket.findings} == {Weight.NOTE}
    assert {*basket.sightings} == {*NUMBERS} - {"444"}


def test_a_page_that_asks_for_a_human_fails_the_crawl(read):
    basket = read({address_of("208"): {"status": 200, "file": "wall"}})

    assert ("bot_wall", Weight.FAILURE) in [(each.code, each.weight) for each in basket.findings]


@given(st.text(max_size=200), st.text(max_size=200))
def test_any_page_is_the_product_or_said_not_to_be(before, heading):
    brought = found(f"<p>{before}</p><h1>{heading}</h1>")

    calls = [each for each in brought if isinstance(each, FundingCall)]
    assert len(calls) == ("other_product" not in codes(brought))
    assert all(call.key == "444" for call in calls)


@given(st.text(alphabet="Nr. 0123456789,/-(und)Kredit", max_size=300))
def test_numbers_of_products_have_three_digits(text):
    assert all(len(number) == 3 and number in text for number in numbers_in(text))
