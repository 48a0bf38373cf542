"""What was funded: chosen, sorted and summed; what is not known is not compared."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scout import funded_wording
from scout.funded import FundedProject
from scout.funded_choice import Choice, Order, ProgrammeSum, by_programme, choose, ordered, summed
from tests.builders import funded_body, funded_project

COESFELD = funded_project("a", title="Energiemanagement", programme="KSI")
DUELMEN = funded_project(
    "b",
    title="Bürgerbus",
    programme="mFUND",
    amount=Decimal(250_000),
    starts_on=date(2020, 1, 1),
    recipient=funded_body("Stadt Dülmen", "05558016", "Dülmen"),
)
BORKEN = funded_project(
    "c",
    title="Netze",
    programme="KSI",
    amount=None,
    starts_on=None,
    recipient=funded_body("Kreis Borken", "05554012", "Borken", place="Gemen"),
    joint_project="GIGALAND",
)
ALL = (COESFELD, DUELMEN, BORKEN)


@pytest.mark.parametrize(
    ("choice", "expected"),
    [
        (Choice(), "abc"),
        (Choice(place="kreis"), "ac"),
        (Choice(place="DUELMEN"), "b"),
        (Choice(place="dülmen"), "b"),
        (Choice(place="gemen"), "c"),
        (Choice(ags="05558"), "ab"),
        (Choice(ags="05558016"), "b"),
        (Choice(ags="5558"), ""),
        (Choice(topic="energie"), "a"),
        (Choice(topic="buergerBUS mfund"), "b"),
        (Choice(topic="bürgerbus ksi"), ""),
        (Choice(topic="gigaland"), "c"),
        (Choice(since=2021), "a"),
        (Choice(since=2020), "ab"),
        (Choice(min_sum=Decimal(100_000)), "ab"),
        (Choice(min_sum=Decimal(250_000)), "b"),
        (Choice(place="kreis", topic="netze"), "c"),
    ],
)
def test_what_is_chosen(choice: Choice, expected: str) -> None:
    assert "".join(each.key for each in choose(ALL, choice).projects) == expected


def test_what_has_no_figure_to_compare_is_counted_if_it_is_meant() -> None:
    assert choose(ALL, Choice(since=1990)).unknown == 1
    assert choose(ALL, Choice(min_sum=Decimal(0), since=1990)).unknown == 1
    assert choose(ALL, Choice(since=1990, ags="05558")).unknown == 0
    assert choose(ALL, Choice()).unknown == 0


def test_the_largest_or_the_newest_comes_first_and_what_is_not_known_last() -> None:
    twin = replace(DUELMEN, key="a2")
    keys = {order: [each.key for each in ordered((*ALL, twin), order)] for order in Order}
    assert keys == {Order.SUM: ["a2", "b", "a", "c"], Order.START: ["a", "a2", "b", "c"]}


def test_programmes_are_summed_without_what_is_not_known() -> None:
    nameless = replace(BORKEN, key="d", programme=None)
    assert by_programme((*ALL, nameless)) == [
        ProgrammeSum("mFUND", 1, Decimal(250_000), 0),
        ProgrammeSum("KSI", 2, Decimal(186_420), 1),
        ProgrammeSum(None, 1, Decimal(0), 1),
    ]


@pytest.mark.parametrize(
    ("found", "line"),
    [
        (
            ProgrammeSum("Smart Cities", 7, Decimal("23400000.00"), 0),
            "Smart Cities: 7 Projekte, 23,4 Mio. €",
        ),
        (
            ProgrammeSum("KSI", 2, Decimal("186420.49"), 1),
            "KSI: 2 Projekte, 186.420 € (1 ohne Angabe)",
        ),
        (ProgrammeSum(None, 1, Decimal(0), 1), "(ohne Programm): 1 Projekt, Summe nicht angegeben"),
        (ProgrammeSum("Null", 1, Decimal(0), 0), "Null: 1 Projekt, 0 €"),
        (ProgrammeSum("Fast", 1, Decimal("999999.49"), 0), "Fast: 1 Projekt, 999.999 €"),
    ],
)
def test_a_sum_in_words(found: ProgrammeSum, line: str) -> None:
    assert funded_wording.programme_sum(found) == line


AMOUNTS = st.one_of(st.none(), st.decimals(0, 10**12, places=2))
PROJECTS = st.lists(
    st.builds(
        lambda key, amount, programme: funded_project(str(key), amount=amount, programme=programme),
        st.integers(0, 10**6),
        AMOUNTS,
        st.sampled_from(["KSI", "mFUND", None]),
    ),
    max_size=12,
)


@given(PROJECTS)
def test_the_programmes_together_are_all_of_it(projects: list[FundedProject]) -> None:
    parts, whole = by_programme(projects), summed(projects)
    assert sum(each.count for each in parts) == whole.count == len(projects)
    assert sum((each.amount for each in parts), Decimal()) == whole.amount
    assert sum(each.without_sum for each in parts) == whole.without_sum
