from __future__ import annotations

from collections.abc import Callable, Sequence

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from scout.collect.paging import Paging
from scout.domain import Finding, Weight

PROPERTY = settings(max_examples=200, deadline=None)
Page = tuple[Sequence[int], int]


def walk(page_of: Callable[[int], Page], last: int = 20) -> tuple[Paging, list[Finding], int]:
    """Ask for page after page as long as the list goes on; return how many were asked for."""
    paging = Paging(last)
    findings: list[Finding] = []
    page = 0
    while paging.goes_on:
        page += 1
        assert page <= last, "a list without an end"
        records, total = page_of(page)
        findings.extend(paging.take(records, total, page))
    return paging, findings, page


def test_a_list_is_read_to_its_end_and_no_further() -> None:
    paging, findings, asked = walk(lambda page: (range(page * 10, page * 10 + 10), 40))
    assert len(paging.records) == 40
    assert (findings, asked) == ([], 4)


def test_an_empty_list_has_one_page() -> None:
    paging, findings, asked = walk(lambda _: ([], 0))
    assert (paging.records, findings, asked) == ([], [], 1)


def test_smaller_pages_than_asked_for_are_read_all_the_same() -> None:
    paging, findings, asked = walk(lambda page: ([page], 7))
    assert (len(paging.records), findings, asked) == (7, [], 7)


@pytest.mark.parametrize(
    ("page_of", "code", "weight", "asked"),
    [
        (lambda _: (range(10), 40), "same_page_again", Weight.FAILURE, 2),
        (lambda page: (range(page % 2, page % 2 + 5), 40), "same_page_again", Weight.FAILURE, 3),
        (lambda page: ([page] if page < 3 else [], 40), "records_missing", Weight.DOUBT, 3),
        (lambda _: ([], 40), "records_missing", Weight.DOUBT, 1),
        (lambda page: ([page], 10**9), "records_missing", Weight.DOUBT, 20),
        (lambda page: ([page], page + 1), "records_missing", Weight.DOUBT, 20),
        (lambda page: (range(page, page + 20), 60), "records_repeated", Weight.DOUBT, 3),
        (lambda page: (range(30) if page == 1 else [7], 31), "same_page_again", Weight.FAILURE, 2),
        (lambda page: (range(199) if page == 1 else [7], 201), "records_missing", Weight.DOUBT, 2),
    ],
)
def test_a_list_that_leads_nowhere_ends_with_the_reason(
    page_of: Callable[[int], Page], code: str, weight: Weight, asked: int
) -> None:
    _, findings, count = walk(page_of)
    assert [(finding.code, finding.weight) for finding in findings] == [(code, weight)]
    assert count == asked


def test_few_records_that_come_twice_are_only_noted() -> None:
    def page_of(page: int) -> Page:
        return (range(100) if page == 1 else [*range(99, 199)], 200)

    paging, (finding,), _ = walk(page_of)
    assert (finding.code, finding.weight) == ("records_repeated", Weight.NOTE)
    assert len(paging.records) == 199


def test_a_last_page_that_only_repeats_a_record_is_no_page_again() -> None:
    paging, (finding,), _ = walk(lambda page: (range(100) if page == 1 else [99], 101))
    assert (finding.code, finding.weight) == ("records_repeated", Weight.NOTE)
    assert len(paging.records) == 100


def test_after_three_missed_pages_the_list_ends() -> None:
    paging = Paging(20)
    assert list(paging.take([1], 40, 1)) == []
    for page in (2, 3):
        paging.miss(page)
        assert paging.goes_on
    paging.miss(4)
    assert not paging.goes_on


def test_behind_a_missed_page_the_list_ends_where_it_would_have_ended() -> None:
    paging = Paging(20)
    assert list(paging.take(range(10), 25, 1)) == []
    paging.miss(2)
    assert paging.goes_on
    assert list(paging.take(range(20, 25), 25, 3)) == []
    assert not paging.goes_on


@pytest.mark.parametrize(("last", "total"), [(2, 40), (20, 15)])
def test_a_missed_last_page_ends_the_list(last: int, total: int) -> None:
    paging = Paging(last)
    assert list(paging.take(range(10), total, 1)) == []
    paging.miss(2)
    assert not paging.goes_on


@PROPERTY
@given(
    st.lists(
        st.one_of(
            st.none(), st.tuples(st.lists(st.integers(0, 30), max_size=8), st.integers(0, 60))
        ),
        min_size=1,
        max_size=12,
    )
)
def test_whatever_comes_the_list_ends_and_each_record_stands_once(
    answers: list[tuple[list[int], int] | None],
) -> None:
    paging = Paging(30)
    findings: list[Finding] = []
    page = 0
    brought: set[int] = set()
    while paging.goes_on:
        page += 1
        assert page <= 30
        found = answers[page % len(answers)]
        if found is None:
            paging.miss(page)
            continue
        records, total = found
        brought.update(records)
        findings.extend(paging.take(records, total, page))
    assert sorted(paging.records) == sorted(brought)
    assert len(findings) <= 1
