"""SPRIND's challenges: either version of the API, its pages, and whatever it answers instead."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from scrapy import Request
from scrapy.http import TextResponse

from scout.collect.spider import CrawlError
from scout.domain import CallStatus, DeadlineKind, Finding, FundingCall, Level, Verdict, Weight
from scout.reading.facts import read_facts, status_of
from scout.reading.sections import DEADLINES, STATUS_NOTE
from spiders.de_sprind import API, DeSprind, challenge
from tests.feed_web import DAY, WALL, brought, write_web
from tests.test_rich_text import JSON

TEXT = "<h2>Worum geht es?</h2><p>Städte nutzen ihre Daten.</p>"


def record(number: int = 1, /, **values: Any) -> dict[str, Any]:
    """A record of version 4; ``values`` replace its fields, or add to them."""
    usual = {"slug_de": f"funke-{number}", "headline_short_de": f"Funke {number}", "text_de": TEXT}
    return {"id": number, "attributes": usual | values}


def state(label: str) -> dict[str, Any]:
    return {"data": [{"id": 9, "attributes": {"type": "state", "tag_de": label}}]}


def answer(*rows: Any, total: int | None = None) -> str:
    count = len(rows) if total is None else total
    return json.dumps({"data": rows, "meta": {"pagination": {"total": count}}})


def read(row: Any) -> tuple[FundingCall, list[Finding]]:
    *findings, call = challenge(row)
    assert isinstance(call, FundingCall)
    return call, [each for each in findings if isinstance(each, Finding)]


def texts(call: FundingCall) -> Mapping[str, str]:
    return {each.heading: each.text for each in call.sections}


def parsed(body: str | bytes, page: int = 1) -> list[Any]:
    content = body.encode() if isinstance(body, str) else body
    return list(DeSprind().parse(TextResponse(API, body=content), page))


def test_identity_is_the_documents_id_and_in_version_4_the_id():
    four, other_title = (
        read(record(7))[0],
        read(record(7, slug_de="neu", headline_short_de="Neu"))[0],
    )
    five, _ = read({"id": 12, "documentId": "abc", "slug": "funke", "title": "Funke", "text": TEXT})

    assert four.key == other_title.key == "7"
    assert (four.title, other_title.title) == ("Funke 7", "Neu")
    assert (five.key, five.url) == ("abc", "https://www.sprind.org/de/challenges/funke")


def test_a_slug_is_no_way_out_of_its_folder():
    call, _ = read(record(1, slug_de="../../admin?x=<y>"))

    assert call.url == "https://www.sprind.org/de/challenges/..%2F..%2Fadmin%3Fx%3D%3Cy%3E"


def test_an_english_challenge_is_english():
    row = {
        "id": 3,
        "attributes": {"slug_en": "spark", "title_en": "Spark", "text_en": "<p>Go.</p>"},
    }

    call, _ = read(row)

    assert (call.language, call.url) == ("en", "https://www.sprind.org/en/challenges/spark")


STATES: dict[str, tuple[str | None, CallStatus]] = {
    "Offen für Einreichungen": (None, CallStatus.OPEN),
    "Beendet": ("Beendet", CallStatus.CLOSED),
    "Demnächst": ("Demnächst", CallStatus.FORECASTED),
}


@pytest.mark.parametrize("label", STATES)
def test_the_state_is_kept_in_the_sources_words(label):
    note, status = STATES[label]

    call, _ = read(record(1, category=state(label)))

    assert call.stated["state"] == label
    assert texts(call).get(STATUS_NOTE) == note
    assert status_of(read_facts(call), listed=True, today=DAY) is status


@pytest.mark.parametrize(
    "values",
    [
        {"application_end": "2027-01-17T22:59:00.000Z"},
        {"deadline": "2027-01-17"},
        {"text_de": "<h2>Bewerbung</h2><p>Bewerbungen können bis zum 17. Januar 2027 eingereicht "
                    "werden.</p>"},
        {"text_de": "## Bewerbungsfrist\n\n17. Januar 2027"},
    ],
)  # fmt: skip
def test_the_deadline_is_read_where_it_stands(values):
    call, _ = read(record(1, category=state("Offen"), **values))

    facts = read_facts(call)

    assert facts.deadline is not None
    assert (facts.deadline.kind, facts.deadline.dates) == (
        DeadlineKind.FIXED,
        (date(2027, 1, 17),),
    )
    assert (facts.level, facts.regions) == (Level.FEDERAL, ("DE",))
    assert status_of(facts, listed=True, today=DAY) is CallStatus.OPEN


def test_days_of_fields_stand_above_those_of_the_text():
    text = "<h2>Frist</h2><p>Es zählt der Eingang bei uns.</p>"

    call, _ = read(record(1, deadline="2027-01-17", text_de=text))

    assert texts(call)[DEADLINES] == "2027-01-17\nEs zählt der Eingang bei uns."
    assert call.stated["deadline"] == "2027-01-17"


def test_what_nobody_can_place_is_reported_with_its_page_and_kept():
    prose = "Dörfer brauchen Busse, die kommen, wenn man sie ruft. " * 4

    call, (finding,) = read(record(1, warum_wir_de=prose))

    assert (finding.code, finding.url) == ("heading_unplaced", call.url)
    assert "warum wir" in finding.text
    assert texts(call)["warum wir"] == prose.strip()


def test_a_record_without_any_text_is_a_doubt():
    _, (finding,) = read(record(1, text_de=""))

    assert (finding.code, finding.weight) == ("page_without_text", Weight.DOUBT)


@pytest.mark.parametrize(
    "row",
    [None, 3, "x", [], {}, {"attributes": {}}, {"id": 1, "attributes": []}, {"id": True}],
    ids=repr,
)
def test_what_is_no_record_is_a_doubt_of_its_own(row):
    (finding,) = challenge(row)

    assert isinstance(finding, Finding)
    assert (finding.code, finding.weight) == ("record_form", Weight.DOUBT)


@pytest.mark.parametrize(
    ("body", "code"),
    [
        (WALL, "bot_wall"),
        ("", "not_json"),
        ("[]", "other_structure"),
        ("{}", "other_structure"),
        ('{"data": []}', "other_structure"),
        ('{"data": {}, "meta": {"pagination": {"total": 0}}}', "other_structure"),
        ('{"data": [], "meta": {"pagination": {"total": "3"}}}', "other_structure"),
        ('{"data": null, "error": {"status": 403, "message": "Forbidden"}}', "other_structure"),
    ],
)
def test_another_structure_is_refused(body, code):
    with pytest.raises(CrawlError) as error:
        parsed(body)

    assert error.value.code == code


def test_the_next_page_is_asked_for_until_all_have_come(tmp_path: Path):
    second = f"{API}&pagination%5Bpage%5D=2"
    answers = {API: answer(record(1), record(2), total=3), second: answer(record(3), total=3)}
    web = write_web(tmp_path / "web", "de_sprind", answers)

    day = brought("de_sprind", web, tmp_path / "crawl")

    assert ({*day.calls}, day.verdict) == ({"1", "2", "3"}, Verdict.OK)
    assert day.odd == []


def test_a_page_that_does_not_come_is_a_doubt(tmp_path: Path):
    answers: dict[str, str | bytes | int] = {API: answer(record(1), record(2), total=3)}
    web = write_web(tmp_path / "web", "de_sprind", answers | {f"{API}&pagination%5Bpage%5D=2": 500})

    day = brought("de_sprind", web, tmp_path / "crawl")

    assert ({*day.calls}, day.verdict) == ({"1", "2"}, Verdict.DOUBTFUL)
    assert ("http_500", "DOUBT") in day.odd


@pytest.mark.parametrize(
    ("body", "code"),
    [
        (500, "http_500"),
        (WALL, "bot_wall"),
        (answer(), "too_few_items"),
        (answer(3), "too_few_items"),
    ],
    ids=["HTTP 500", "a wall", "an empty list", "strange records"],
)
def test_without_challenges_the_night_failed(body, code, tmp_path: Path):
    web = write_web(tmp_path / "web", "de_sprind", {API: body})

    day = brought("de_sprind", web, tmp_path / "crawl")

    assert (day.verdict, day.calls) == (Verdict.FAILED, {})
    assert (code, "FAILURE") in day.odd


def test_a_list_that_never_ends_is_cut(tmp_path: Path):
    web = write_web(tmp_path / "web", "de_sprind", {API: answer(record(1), total=10_000)})

    day = brought("de_sprind", web, tmp_path / "crawl")

    assert day.verdict is Verdict.DOUBTFUL
    assert {*day.calls} == {"1"}


@given(st.binary(max_size=300) | JSON.map(json.dumps).map(str.encode))
def test_whatever_the_api_answers_is_read_or_refused(body):
    try:
        found = parsed(body)
    except CrawlError:
        return
    assert all(isinstance(each, FundingCall | Finding | Request) for each in found)


@given(st.lists(JSON, max_size=4), st.dictionaries(st.sampled_from(["title", "slug", "x"]), JSON))
def test_no_record_is_absorbed(rows, values):
    every = [*rows, record(5, **values)]
    spider = DeSprind()

    found = list(spider.parse(TextResponse(API, body=answer(*every).encode())))

    calls = [each for each in found if isinstance(each, FundingCall)]
    odd = [each for each in found if isinstance(each, Finding) and each.code == "record_form"]
    assert len(calls) + len(odd) == len(spider._paging.records)
    assert "5" in {each.key for each in calls}
