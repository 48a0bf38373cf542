"""The spider of the EU portal on answers in the API's form, with topics of our own."""

from __future__ import annotations

import asyncio
import json
import re
from collections.abc import Mapping, Sequence
from typing import Any

import pytest
import scrapy
from hypothesis import given, settings
from hypothesis import strategies as st
from scrapy.http import Response

from scout.collect.basket import line_of_call, read_basket
from scout.collect.spider import CrawlError, json_form, parse_json
from scout.domain import Finding, FundingCall, Link, Section, Weight
from spiders.eu_funding_tenders import EuFundingTenders
from tests import sedia
from tests.sedia import DEFENCE, DIGITAL, action, cascade, overview, topic

PROPERTY = settings(max_examples=200, deadline=None)


def walk(
    bodies: Sequence[bytes], labels: bytes | None = None
) -> tuple[list[FundingCall], list[Finding], list[str]]:
    """Answer what the spider asks for; return its calls, its findings, what it asked for."""
    spider = EuFundingTenders()
    found: list[Any] = list(
        spider.parse_labels(Response(sedia.FACET, body=labels or sedia.facet()))
    )
    asked: list[str] = []
    items: list[Any] = []
    while found:
        each = found.pop(0)
        if isinstance(each, scrapy.Request):
            asked.append(each.url)
            body = bodies[min(len(asked), len(bodies)) - 1]
            found.extend(spider.parse(Response(each.url, body=body), **each.cb_kwargs))
        else:
            items.append(each)
    calls = [each for each in items if isinstance(each, FundingCall)]
    return calls, [each for each in items if isinstance(each, Finding)], asked


def read(*records: Any, labels: Mapping[str, str] = sedia.LABELS) -> dict[str, FundingCall]:
    """Return the calls of a list of ``records`` that must be read without a finding."""
    calls, findings, _ = walk(sedia.pages(records), sedia.facet(labels))
    assert findings == []
    return {call.key: call for call in calls}


def odd(*records: Any) -> tuple[list[str], list[Finding]]:
    """Return keys of calls and findings of a list of ``records``."""
    calls, findings, _ = walk(sedia.pages(records))
    return [call.key for call in calls], findings


# --- what is asked for ------------------------------------------------------------------------


def test_labels_are_asked_for_first_then_page_after_page():
    async def first() -> scrapy.Request:
        return await anext(EuFundingTenders().start())  # type: ignore[arg-type]

    request = asyncio.run(first())
    _, _, asked = walk(sedia.pages(sedia.topics(230)))

    assert (request.method, request.url) == ("POST", sedia.FACET)
    assert asked == [sedia.search(page) for page in (1, 2, 3)]


def test_every_part_of_the_form_is_json_and_the_same_bytes_every_time():
    def body() -> tuple[bytes, bytes]:
        (request,) = EuFundingTenders().parse_labels(Response(sedia.FACET, body=sedia.facet()))
        return request.body, request.headers["Content-Type"]

    form, kind = body()

    assert (form, kind) == body()
    boundary = kind.decode().partition("boundary=")[2]
    parts = form.decode().split(f"--{boundary}")
    assert (parts[0], parts[-1]) == ("", "--\r\n")
    values = {}
    for part in parts[1:-1]:
        head, _, text = part.strip().partition("\r\n\r\n")
        assert "Content-Type: application/json" in head
        values[re.findall(r'; name="(\w+)"', head)[0]] = json.loads(text)
    assert list(values) == ["query", "languages", "displayFields", "sort"]
    assert values["languages"] == ["en"]
    assert values["query"]["bool"]["must"][0] == {"terms": {"type": ["1", "2", "8"]}}
    assert values["sort"] == {"field": "identifier", "order": "ASC"}
    assert {"deadlineDate", "budgetOverview", "descriptionByte"} < set(values["displayFields"])


def test_the_form_is_parted_by_a_line_that_stands_in_none_of_its_parts():
    body, headers = json_form({"a": {"x": 'y"\r\n--'}, "b": [1]})
    boundary = headers["Content-Type"].partition("boundary=")[2]
    assert body.count(f"--{boundary}") == 3
    assert body.endswith(f"--{boundary}--\r\n")


# --- a topic ----------------------------------------------------------------------------------


def test_a_topic_is_taken_over_field_by_field():
    record = topic(
        "DIGITAL-2027-TOWNS-01",
        budgetOverview=overview(
            action("DIGITAL-2027-TOWNS-01 - DIGITAL Simple Grants"),
            action("DIGITAL-2027-TOWNS-01-02 - DIGITAL Simple Grants", expectedGrants=90),
            action("DIGITAL-2027-TOWNS-03 - DIGITAL Simple Grants", expectedGrants=70),
        ),
    )

    call = read(record)["DIGITAL-2027-TOWNS-01"]

    assert call == FundingCall(
        source="eu_funding_tenders",
        key="DIGITAL-2027-TOWNS-01",
        url=f"{sedia.PORTAL}topic-details/DIGITAL-2027-TOWNS-01",
        title="Sensors for small towns: DIGITAL-2027-TOWNS-01",
        sections=(
            Section("Expected Outcome", "Small towns share one sensor network."),
            Section("Scope", "• Gateways on town halls,\n• an open platform."),
        ),
        links=(Link("town halls", "https://towns.example/roofs"),),
        codes={
            "type": ("1",),
            "status": (sedia.OPEN,),
            "frameworkProgramme": (DIGITAL,),
            "typesOfAction": ("DIGITAL Simple Grants",),
            "deadlineModel": ("single-stage",),
        },
        stated={
            "identifier": "DIGITAL-2027-TOWNS-01",
            "callIdentifier": "DIGITAL-2027-TOWNS",
            "callTitle": "Towns & villages",
            "startDate": "2026-11-01T00:00:00.000+0000",
            "deadlineDate": "2027-03-04T17:00:00.000+0000",
            "programme": "Digital Europe Programme (DIGITAL)",
            "budget": "7500000",
            "expectedGrants": "2",
            "minContribution": "3500000",
            "maxContribution": "4000000",
        },
        language="en",
    )


def test_headings_that_are_only_words_on_a_line_part_the_text_too():
    html = (
        "<p>Before all.</p><p>Expected Outcomes :</p><p>A network.</p><p>Works related to:</p>"
        "<p>- masts</p><p>Scope:</p><p>Villages.</p><span class='topicdescriptionkind'>null</span>"
        "<p>Activities start at TRL 5.</p>"
    )

    (call,) = read(topic(descriptionByte=[html])).values()

    assert call.sections == (
        Section("Description", "Before all.\nActivities start at TRL 5."),
        Section("Expected Outcomes", "A network.\nWorks related to:\n- masts"),
        Section("Scope", "Villages."),
    )


def test_titles_are_read_as_html_and_stand_on_one_line():
    (call,) = read(topic(title=["Towns &amp;\n  villages\u0000 "])).values()
    assert call.title == "Towns & villages"


def test_without_a_title_the_summary_is_one():
    (call,) = read(topic("DIGITAL-2027-TOWNS-01", title=[])).values()
    assert call.title == "Sensors for small towns: DIGITAL-2027-TOWNS-01"


def test_several_dates_stand_in_order_one_a_line():
    dates = ["2027-09-14T00:00:00.000+0000", "2027-04-08T00:00:00.000+0000"]
    (call,) = read(topic(deadlineDate=dates)).values()
    assert call.stated["deadlineDate"] == "\n".join(sorted(dates))


def test_the_order_of_codes_says_nothing():
    one, other = (
        read(topic(programmeDivision=list(codes)))["DIGITAL-2027-TOWNS-01"]
        for codes in ("ab", "ba")
    )
    assert one == other


def test_the_procedure_stands_in_the_actions_where_the_record_is_silent():
    actions = [json.dumps([{"submissionProcedure": {"id": 1, "abbreviation": "two-stage"}}])]
    silent = read(topic("a", deadlineModel=[], actions=actions))["a"]
    spoken = read(topic("a", deadlineModel=["single-stage"], actions=actions))["a"]
    assert silent.codes["deadlineModel"] == ("two-stage",)
    assert spoken.codes["deadlineModel"] == ("single-stage",)


def test_budgets_of_several_years_and_actions_are_added_up():
    record = topic(
        "a",
        budgetOverview=overview(
            action("a - Grants", budgetYearMap={"2026": "1000000.25", "2027": 2000000}),
            action("a - Lump sums", minContribution=100000, maxContribution=9000000),
        ),
    )
    stated = read(record)["a"].stated
    assert stated["budget"] == "10500000.25"
    assert stated["expectedGrants"] == "4"
    assert (stated["minContribution"], stated["maxContribution"]) == ("100000", "9000000")


@pytest.mark.parametrize("nothing", [None, 0, "0", ""])
def test_what_the_api_does_not_say_is_unknown_and_not_zero(nothing):
    figures = {
        "expectedGrants": nothing,
        "minContribution": nothing,
        "maxContribution": nothing,
        "budgetYearMap": {"2027": nothing},
    }
    stated = read(topic("a", budgetOverview=overview(action("a - Grants", **figures))))["a"].stated
    assert not stated.keys() & {"budget", "expectedGrants", "minContribution", "maxContribution"}


def test_one_unknown_share_makes_the_sum_unknown():
    record = topic(
        "a",
        budgetOverview=overview(action("a - x", expectedGrants=None), action("a - y")),
    )
    stated = read(record)["a"].stated
    assert stated["budget"] == "15000000"
    assert "expectedGrants" not in stated


@pytest.mark.parametrize(
    "text",
    [
        '{"budgetTopicActionMap": {"1": [{"action": "a - Gra',
        "[]",
        '{"budgetTopicActionMap": {"1": [{}]}}',
        overview(action("a - Grants", budgetYearMap={"2027": "1e9999999"}))[0],
        overview(action("a - Grants", expectedGrants="several"))[0],
        "[" * 100_000,
    ],
)
def test_a_budget_that_is_cut_off_or_broken_is_noted_with_its_address(text):
    keys, (finding,) = odd(topic("a", budgetOverview=[text]))
    assert keys == ["a"]
    assert (finding.code, finding.weight) == ("json_text_broken", Weight.NOTE)
    assert finding.url == f"{sedia.PORTAL}topic-details/a"
    assert finding.text.startswith("budgetOverview: ")


def test_a_plain_budget_counts_where_there_is_no_other():
    call = read(cascade(1, budget=["60000"], currency=["EUR"]))["1COMPETITIVE_CALLen"]
    assert (call.stated["budget"], call.stated["currency"]) == ("60000", "EUR")


# --- cascade calls, external action, copies ---------------------------------------------------


def test_cascade_calls_of_one_parent_are_calls_of_their_own():
    calls = read(
        cascade(17001, "Vouchers &amp; prizes"),
        cascade(17002, "Mentors", description=["<p>Mentors for villages.</p>"]),
    )

    assert sorted(calls) == ["17001COMPETITIVE_CALLen", "17002COMPETITIVE_CALLen"]
    first, second = calls.values()
    assert first.title == "Vouchers & prizes"
    assert first.url == f"{sedia.PORTAL}competitive-calls-cs/17001"
    assert first.stated["parentTopic"] == "DIGITAL-2024-PARENT-01"
    assert "identifier" not in first.stated
    assert first.sections == (Section("Parent topic", "A network of villages"),)
    assert second.sections[0] == Section("Description", "Mentors for villages.")


def test_a_record_may_have_its_fields_without_metadata():
    record = cascade(17001)
    flat = record.pop("metadata") | {"language": "en"} | record
    assert read(flat) == read(cascade(17001))


@pytest.mark.parametrize(
    ("url", "page"),
    [
        (f"{sedia.PORTAL}topic-details/187611PROSPECTSEN", "topic-details/187611PROSPECTSEN"),
        ("https://webgate.ec.europa.eu/prospect/x.htm?callId=1", "prospect-details/1PROSPECTSEN"),
        ("javascript:alert(1)", "prospect-details/1PROSPECTSEN"),
        (None, "prospect-details/1PROSPECTSEN"),
    ],
)
def test_a_call_of_external_action_is_linked_to_the_portals_page(url, page):
    record = topic("EuropeAid/1/DD/ACT/MD", type=["2"])
    record |= {"reference": "1PROSPECTSEN", "url": url}
    assert read(record)["EuropeAid/1/DD/ACT/MD"].url == f"{sedia.PORTAL}{page}"


def test_a_topic_without_a_page_of_its_own_is_linked_by_its_identifier():
    record = topic("A/B 1") | {"url": f"{sedia.API}topicDetails/x.json"}
    assert read(record)["A/B 1"].url == f"{sedia.PORTAL}topic-details/A%2FB%201"


def test_copies_of_other_databases_are_noted_and_never_calls():
    copy = topic("H-2023-01", DATASOURCE=["SEDIA_PRD_CENTRICITY"], identifier=[])
    keys, (finding,) = odd(topic("a"), copy, copy | {"reference": "2"})
    assert keys == ["a"]
    assert (finding.code, finding.weight) == ("stale_copies", Weight.NOTE)
    assert finding.text.startswith("2 ")


def test_of_two_copies_the_fuller_one_counts_in_whatever_order():
    full = topic("a", crossCuttingPriorities=["AI"], deadlineModel=["two-stage"])
    poor = topic("a", callTitle=[], descriptionByte=[sedia.DESCRIPTION * 9])
    assert read(full, poor) == read(poor, full) == read(full)


# --- what cannot be believed ------------------------------------------------------------------


@pytest.mark.parametrize(
    ("record", "code"),
    [
        ("text", "record_form"),
        (None, "record_form"),
        ({"metadata": []}, "record_form"),
        ({}, "record_form"),
        (topic(identifier=[]), "record_form"),
        (topic(type=None), "record_form"),
        (topic(DATASOURCE=None), "record_form"),
        (cascade() | {"reference": None}, "record_form"),
        (topic(title="no list"), "field_form"),
        (topic(status=[{"id": 31094502}]), "field_form"),
        (topic(deadlineDate={"first": "2027-03-04"}), "field_form"),
        (topic(callTitle=[None]), "field_form"),
        (topic(deadlineDate=["2027-03-04"]), "date_form"),
        (topic(deadlineDate=["04.03.2027"]), "date_form"),
        (topic(deadlineDate=["2027-02-30T00:00:00.000+0000"]), "date_form"),
        (topic(deadlineDate=["2027-03-04T17:00:00.000+0100"]), "date_form"),
        (topic(deadlineDate=["1804179600000"]), "date_form"),
        (topic(startDate=["2027-03-04+02:00 Europe/Brussels"]), "date_form"),
        (topic(title=["x" * 2001]), "value_too_long"),
        (topic(descriptionByte=["x" * 300_001]), "value_too_long"),
        (topic(programmeDivision=[str(number) for number in range(201)]), "value_too_long"),
    ],
)
def test_a_record_of_another_form_is_left_out_with_a_doubt(record, code):
    keys, (finding,) = odd(topic("good"), record)
    assert keys == ["good"]
    assert (finding.code, finding.weight) == (code, Weight.DOUBT)
    assert len(finding.text) <= 500


@pytest.mark.parametrize(
    ("body", "code"),
    [
        (b"<!DOCTYPE html><title>Just a moment</title>", "bot_wall"),
        (b"\xef\xbb\xbf\n <html>", "bot_wall"),
        (b"", "not_json"),
        (b"Service unavailable", "not_json"),
        (b'{"results": [', "not_json"),
        (b"\xff\xfe\x00", "not_json"),
        (b"[" * 100_000, "not_json"),
        (b"[]", "other_structure"),
        (b"{}", "other_structure"),
        (b'{"results": {}, "totalResults": 3}', "other_structure"),
        (b'{"results": [], "totalResults": "3"}', "other_structure"),
        (b'{"results": [], "totalResults": true}', "other_structure"),
        (b'{"results": [], "totalResults": -1}', "other_structure"),
        (b'{"error": "no such index"}', "other_structure"),
    ],
)
def test_an_answer_of_another_form_is_no_empty_list(body, code):
    with pytest.raises(CrawlError) as caught:
        walk([body])
    assert caught.value.code == code


@pytest.mark.parametrize(
    "labels",
    [b"<html>", b"{}", b'{"facets": [{"name": "status", "values": []}]}', b'{"facets": [3]}'],
)
def test_without_labels_codes_stay_as_they_are(labels):
    calls, findings, _ = walk(sedia.pages([topic("a")]), labels)
    assert [(each.code, each.weight) for each in findings] == [("labels_missing", Weight.NOTE)]
    assert calls[0].codes["frameworkProgramme"] == (DIGITAL,)
    assert "programme" not in calls[0].stated


def test_labels_are_decoded_and_put_on_one_line():
    labels = {DIGITAL: "Research Fund  for Coal %26 Steel (RFCS) ", DEFENCE: "x" * 999}
    calls = read(topic("a"), topic("b", frameworkProgramme=[DEFENCE]), labels=labels)
    assert calls["a"].stated["programme"] == "Research Fund for Coal & Steel (RFCS)"
    assert len(calls["b"].stated["programme"]) == 300


def test_nothing_of_a_record_can_hurt_the_store():
    record = topic("a\x00b", title=["half \ud83d of a pair"], callIdentifier=["x\x08\ud800y"])
    (call,) = read(record | {"reference": "\ud83d1TOPICSen"}).values()
    assert call.key == "ab"
    assert call.stated["callIdentifier"] == "xy"
    repr(call).encode()


VALUE = st.recursive(
    st.one_of(
        st.none(), st.booleans(), st.integers(), st.floats(allow_nan=False), st.text(max_size=20)
    ),
    lambda inner: st.one_of(
        st.lists(inner, max_size=3), st.dictionaries(st.text(max_size=8), inner, max_size=3)
    ),
    max_leaves=8,
)
FIELDS = st.dictionaries(
    st.sampled_from(
        [*topic()["metadata"], "budgetOverview", "budget", "actions", "description", "currency"]
    ),
    st.one_of(VALUE, VALUE.map(lambda value: [value]), st.lists(st.text(max_size=30), max_size=3)),
    max_size=6,
)


@PROPERTY
@given(st.lists(st.tuples(FIELDS, st.sampled_from([topic, cascade])), max_size=5))
def test_whatever_records_say_each_is_a_sound_call_or_a_finding(tmp_path_factory, drawn):
    records = [
        (topic(f"t{number}", **fields) if make is topic else cascade(number, **fields))
        for number, (fields, make) in enumerate(drawn)
    ]
    calls, findings, _ = walk(sedia.pages(records))
    assert len(calls) <= len(records)
    assert {finding.code for finding in findings} <= {
        *("record_form", "field_form", "date_form", "value_too_long"),
        *("json_text_broken", "stale_copies"),
    }
    assert len({call.key for call in calls}) == len(calls)
    for call in calls:
        assert call.url.startswith(sedia.PORTAL)
        assert all(value and len(value) <= 10_000 for value in call.stated.values())
        assert len({section.heading for section in call.sections}) == len(call.sections)
        repr(call).encode()


@PROPERTY
@given(VALUE)
def test_whatever_json_comes_is_read_or_refused(value):
    body = json.dumps(value).encode()
    assert parse_json(body) == value
    calls, code = [], "other_structure"
    try:
        calls, _, _ = walk([body], body)
    except CrawlError as error:
        code = error.code
    assert (calls, code) == ([], "other_structure")


def test_a_walk_over_many_pages_brings_everything_once():
    calls, findings, asked = walk(sedia.pages(sedia.topics(2_345)))
    assert len({call.key for call in calls}) == len(calls) == 2_345
    assert (findings, len(asked)) == ([], 24)


def test_lines_of_a_basket_keep_what_was_read(tmp_path):
    calls = read(topic("a"), cascade(7))
    path = tmp_path / "basket.jsonl"
    path.write_bytes(b"".join(map(line_of_call, calls.values())))
    assert {call.key: call for call in read_basket(path, sedia.SOURCE).calls()} == calls
