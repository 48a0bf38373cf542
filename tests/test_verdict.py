from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from scout.collect.verdict import NOT_MODIFIED, Figures, LastGood, judge
from scout.domain import Expectations, Finding, Source, Verdict, Weight

PROPERTY = settings(max_examples=200, deadline=None)
EXPECTS = Expectations(min_items=10, max_items=1000, fill={"title": 0.9})
SHARES = st.dictionaries(st.sampled_from(["title", "funder", "section.Fristen"]), st.floats(0, 1))
FIGURES = st.builds(
    Figures,
    items=st.integers(0, 2000),
    rejected=st.integers(0, 50),
    fill=SHARES,
    missing=st.integers(0, 300),
)
LAST = st.one_of(st.none(), st.builds(LastGood, items=st.integers(1, 2000), fill=SHARES))
FINDINGS = st.lists(
    st.builds(Finding, st.just("code"), st.text(), st.none(), st.sampled_from(Weight)), max_size=4
)


def figures(items: int, rejected: int = 0, fill: Mapping[str, float] | None = None) -> Figures:
    return Figures(items, rejected, {"title": 1.0} if fill is None else fill)


def last(items: int, fill: Mapping[str, float] | None = None) -> LastGood:
    return LastGood(items, fill or {})


def codes(findings: tuple[Finding, ...]) -> list[str]:
    return [finding.code for finding in findings]


@pytest.mark.parametrize(
    ("now", "before", "verdict", "found"),
    [
        (figures(10), None, Verdict.OK, []),
        (figures(1000), None, Verdict.OK, []),
        (figures(9), None, Verdict.FAILED, ["too_few_items"]),
        (figures(0, fill={}), None, Verdict.FAILED, ["too_few_items"]),
        (figures(1001), None, Verdict.FAILED, ["limit_reached"]),
        (figures(49), last(100), Verdict.FAILED, ["count_collapsed"]),
        (figures(50), last(100), Verdict.DOUBTFUL, ["count_fell"]),
        (figures(66), last(100), Verdict.DOUBTFUL, ["count_fell"]),
        (figures(67), last(100), Verdict.OK, []),
        (figures(60), last(90), Verdict.OK, []),
        (figures(900), last(100), Verdict.OK, []),
        (figures(100, rejected=1), None, Verdict.DOUBTFUL, ["items_rejected"]),
        (figures(100, fill={"title": 0.89}), None, Verdict.DOUBTFUL, ["fill_rate"]),
        (figures(100, fill={"title": 0.9}), None, Verdict.OK, []),
        (figures(100, fill={}), None, Verdict.DOUBTFUL, ["fill_rate"]),
        (
            figures(100, fill={"title": 1.0, "funder": 0.5}),
            last(100, {"funder": 0.8}),
            Verdict.DOUBTFUL,
            ["fill_rate_fell"],
        ),
        (figures(100), last(100, {"funder": 0.2}), Verdict.DOUBTFUL, ["fill_rate_fell"]),
        (figures(100), last(100, {"funder": 0.19}), Verdict.OK, []),
        (
            figures(100, fill={"title": 1.0, "funder": 0.7}),
            last(100, {"funder": 1.0}),
            Verdict.OK,
            [],
        ),
        (replace(figures(90), missing=10), last(99), Verdict.OK, []),
        (replace(figures(90), missing=11), last(99), Verdict.DOUBTFUL, ["pages_missing"]),
        (replace(figures(10), missing=1), None, Verdict.OK, []),
        (replace(figures(10), missing=1), last(16), Verdict.OK, []),
        (replace(figures(10), missing=1), last(17), Verdict.DOUBTFUL, ["count_fell"]),
        (
            replace(figures(10), missing=11),
            last(21),
            Verdict.FAILED,
            ["count_collapsed", "pages_missing"],
        ),
        (replace(figures(10), missing=2), None, Verdict.DOUBTFUL, ["pages_missing"]),
        (
            figures(9, rejected=2, fill={}),
            last(100),
            Verdict.FAILED,
            ["too_few_items", "items_rejected", "fill_rate"],
        ),
    ],
)
def test_the_table_of_verdicts(
    now: Figures, before: LastGood | None, verdict: Verdict, found: list[str]
) -> None:
    given_verdict, findings = judge(now, (), EXPECTS, before)
    assert given_verdict is verdict
    assert codes(findings) == found


@pytest.mark.parametrize(
    ("weights", "verdict"),
    [
        ([], Verdict.OK),
        ([Weight.NOTE], Verdict.OK),
        ([Weight.NOTE, Weight.DOUBT], Verdict.DOUBTFUL),
        ([Weight.FAILURE, Weight.DOUBT, Weight.NOTE], Verdict.FAILED),
    ],
)
def test_the_worst_finding_decides(weights: list[Weight], verdict: Verdict) -> None:
    findings = [Finding("page", "a page", None, weight) for weight in weights]
    assert judge(figures(100), findings, EXPECTS, None) == (verdict, tuple(findings))


def test_an_empty_crawl_that_may_be_empty_is_fine() -> None:
    expects = Expectations(min_items=0, fill={"title": 1.0})
    assert judge(figures(0, fill={}), (), expects, None) == (Verdict.OK, ())


@pytest.mark.parametrize(
    ("now", "verdict", "found"),
    [
        (figures(20), Verdict.OK, []),
        (figures(1), Verdict.OK, []),
        (figures(600), Verdict.OK, []),
        (figures(0, fill={}), Verdict.FAILED, ["too_few_items"]),
        (figures(1001), Verdict.FAILED, ["limit_reached"]),
        (figures(20, fill={"title": 0.6}), Verdict.DOUBTFUL, ["fill_rate_fell"]),
        (figures(20, fill={"title": 0.4}), Verdict.DOUBTFUL, ["fill_rate", "fill_rate_fell"]),
    ],
)
def test_how_much_a_window_shows_is_its_publishers_choice(
    now: Figures, verdict: Verdict, found: list[str]
) -> None:
    window = Expectations(min_items=1, max_items=1000, fill={"title": 0.5}, window=True)
    said, findings = judge(now, (), window, last(60, {"title": 1.0}))
    assert (said, codes(findings)) == (verdict, found)


def test_findings_name_what_came_and_what_was_expected() -> None:
    _, (count, fill) = judge(
        figures(60, fill={"title": 0.4}), (), EXPECTS, last(100, {"funder": 0.1})
    )
    assert "60" in count.text
    assert "100" in count.text
    assert fill.text == "title is filled in 40% of the items, expected at least 90%"


def test_a_cut_out_of_a_source_expects_fewer_items() -> None:
    source = Source(
        name="probe",
        title="Probe",
        publisher="Amt",
        url="https://probe.example/",
        licence="CC0",
        attribution="Amt",
        expects=EXPECTS,
    )
    smaller = source.with_min_items(2)
    assert smaller.expects == Expectations(min_items=2, max_items=1000, fill={"title": 0.9})
    assert source.expects.min_items == 10
    assert judge(figures(3), (), smaller.expects, None)[0] is Verdict.OK


@PROPERTY
@given(FIGURES, FINDINGS, LAST)
def test_a_verdict_follows_from_its_findings(
    now: Figures, found: list[Finding], before: LastGood | None
) -> None:
    verdict, findings = judge(now, found, EXPECTS, before)
    assert findings[: len(found)] == tuple(found)
    weights = {finding.weight for finding in findings}
    assert (verdict is Verdict.FAILED) == (Weight.FAILURE in weights)
    assert (verdict is Verdict.OK) == (weights <= {Weight.NOTE})
    if now.items < 10:
        assert verdict is Verdict.FAILED


@PROPERTY
@given(FIGURES, FINDINGS, LAST, FINDINGS)
def test_one_more_finding_never_betters_a_verdict(
    now: Figures, found: list[Finding], before: LastGood | None, more: list[Finding]
) -> None:
    order = [Verdict.OK, Verdict.DOUBTFUL, Verdict.FAILED]
    less, _ = judge(now, found, EXPECTS, before)
    worse, _ = judge(now, [*found, *more], EXPECTS, before)
    assert order.index(less) <= order.index(worse)


@PROPERTY
@given(st.integers(10, 1000), SHARES)
def test_a_crawl_like_the_last_good_one_is_believed(items: int, fill: dict[str, float]) -> None:
    expects = Expectations(min_items=10, max_items=1000)
    verdict, findings = judge(Figures(items, 0, fill), (), expects, LastGood(items, fill))
    assert (verdict, findings) == (Verdict.OK, ())


@pytest.mark.parametrize(
    ("now", "before", "verdict", "found"),
    [
        (figures(0, fill={}), last(9), Verdict.OK, []),
        (figures(0, fill={}), last(9, {"title": 1.0}), Verdict.OK, []),
        (figures(0, fill={}), None, Verdict.FAILED, ["not_modified_unknown"]),
        (figures(20), last(20), Verdict.FAILED, ["not_modified_unknown"]),
        (figures(0, rejected=1, fill={}), last(20), Verdict.FAILED, ["not_modified_unknown"]),
    ],
)
def test_a_page_that_is_not_modified_is_only_believed_of_what_was_read(
    now: Figures, before: LastGood | None, verdict: Verdict, found: list[str]
) -> None:
    note = Finding(NOT_MODIFIED, "as it was")
    given_verdict, findings = judge(now, (note,), EXPECTS, before)
    assert given_verdict is verdict
    assert codes(findings) == [NOT_MODIFIED, *found]


@pytest.mark.parametrize("weight", [Weight.DOUBT, Weight.FAILURE])
def test_what_else_was_found_counts_also_where_nothing_is_modified(weight: Weight) -> None:
    found = (Finding(NOT_MODIFIED, "as it was"), Finding("odd", "odd", None, weight))
    verdict, _ = judge(figures(0, fill={}), found, EXPECTS, last(9))
    assert verdict is (Verdict.FAILED if weight is Weight.FAILURE else Verdict.DOUBTFUL)


@pytest.mark.parametrize("share", [0.0, 0.1, 0.3, 0.5, 1.0])
@given(came=st.integers(0, 500), missing=st.integers(0, 500))
@PROPERTY
def test_one_missing_page_is_never_a_doubt_and_a_share_is_as_the_source_has_it(
    share: float, came: int, missing: int
) -> None:
    expects = Expectations(min_items=0, missing=share)
    found = codes(judge(Figures(came, 0, {}, missing), (), expects, None)[1])
    usual = missing <= 1 or missing * 100 <= round(share * 100) * (came + missing)
    assert ("pages_missing" in found) is not usual
