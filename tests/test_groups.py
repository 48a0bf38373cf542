"""Pairs make groups: no two calls of a source, what a person decided, who leads."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scout.grouping.candidate import Candidate
from scout.grouping.groups import Decision, decision_on, group_calls
from scout.grouping.joins import Rule
from scout.grouping.titles import contradiction
from tests.builders import deadline_on, facts
from tests.grouping_calls import (
    BANK,
    BASE,
    OWN,
    TEXT,
    candidate,
    groups,
    joins,
    links,
    same,
)


def test_two_calls_of_one_source_are_never_one() -> None:
    assert groups(same(BASE, "a"), same(BASE, "b")) == []
    page = {"url": "https://amt.example/heimat"}
    assert groups(candidate(BASE, "a", **page), candidate(BASE, "b", **page)) == []


def test_a_chain_does_not_join_two_calls_of_one_source_and_says_so() -> None:
    read = {"facts": facts(deadline_on(date(2027, 3, 31)))}
    linked = same(BASE, "b", links=links("https://amt.example/heimat"), **read)
    own = same(OWN, url="https://amt.example/heimat", **read)
    found = group_calls([same(BASE, "a", **read), linked, own])

    assert [group.members for group in found.groups] == [(own.name, linked.name)]
    (refused,) = found.refusals
    assert refused.join.rule is Rule.TITLE
    assert refused.because == (
        "de_foerderdatenbank:a and de_foerderdatenbank:b are two calls of one source"
    )


def test_a_chain_does_not_join_two_rounds() -> None:
    rounds = [
        candidate(OWN, title="Museen 2026", links=links("https://amt.example/museen")),
        candidate(BASE, title="Museen 2027", links=links("https://amt.example/museen")),
    ]
    between = candidate(BANK, title="Museen", url="https://amt.example/museen")
    found = group_calls([*rounds, between])
    assert len(found.groups) == len(found.refusals) == 1
    assert "years 2026 and 2027" in found.refusals[0].because


def test_what_a_person_decided_comes_before_every_rule() -> None:
    pair = (same(OWN), same(BASE))
    split = decision_on(pair[1].name, pair[0].name, same=False)
    assert groups(*pair, decisions=[split]) == []
    other = candidate(BASE, title="Ganz anderes 2027")
    join = decision_on(other.name, pair[0].name, same=True)
    found = group_calls([pair[0], other], [join])
    assert joins(found) == [(Rule.DECISION, ())]


def test_a_split_holds_against_a_third_call() -> None:
    calls = [same(OWN), same(BASE), same(BANK)]
    split = decision_on(calls[0].name, calls[1].name, same=False)
    found = group_calls(calls, [split])
    assert len(found.groups) == 1
    assert len(found.refusals) == 2, "the pair itself, and the third call to one of it"
    assert all("a person has split" in refused.because for refused in found.refusals)


def test_a_decision_waits_for_calls_that_are_not_there() -> None:
    gone = Decision(("amt", "weg"), (OWN, "k"), same=True)
    assert groups(same(OWN), decisions=[gone]) == []


def test_who_leads_is_listed_then_a_publisher_then_the_fullest() -> None:
    long = {"Volltext": TEXT}
    calls = [same(BANK), same(BASE, texts=long), same(OWN), same("nrw_efre", texts=long)]
    assert groups(*calls) == [["nrw_efre:k", "de_bmftr:k", "de_foerderdatenbank:k", "nrw_bank:k"]]
    assert groups(same(OWN, is_listed=False), same(BASE))[0][0] == "de_foerderdatenbank:k"


def test_a_call_is_given_once() -> None:
    with pytest.raises(ValueError, match="each call once"):
        group_calls([same(OWN), same(OWN)])


SOURCES = st.sampled_from([OWN, BASE, BANK, "nrw_efre"])


TITLES = st.sampled_from(
    ["Heimatmuseen", "Heimatmuseen 2026", "Heimatmuseen 2027", "Heimatmuseen (2. Aufruf)", "Wald"]
)


PAGES = st.sampled_from([f"https://amt.example/{number}" for number in range(4)])


DAYS = st.sampled_from([date(2027, 3, 31), date(2027, 4, 15), date(2027, 12, 31)])


@st.composite
def calls_of_many(draw: st.DrawFn) -> list[Candidate]:
    names = draw(st.lists(st.tuples(SOURCES, st.sampled_from("abc")), unique=True, max_size=8))
    return [
        candidate(
            source,
            key,
            title=draw(TITLES),
            funder=draw(st.sampled_from([None, "BMFTR", "BMWE", "Land NRW"])),
            url=draw(PAGES | st.just(f"https://{source}.example/{key}")),
            links=links(*draw(st.lists(PAGES, max_size=2))),
            texts={"Volltext": draw(st.sampled_from([TEXT, TEXT[:400], "Kurz."]))},
            facts=draw(st.none() | st.builds(lambda day: facts(deadline_on(day)), DAYS)),
        )
        for source, key in names
    ]


@given(st.data())
def test_groups_are_the_same_in_whatever_order_calls_come(data: st.DataObject) -> None:
    calls = data.draw(calls_of_many())
    names = [call.name for call in calls]
    pairs = [(one, two) for one in names for two in names if one < two and one[0] != two[0]]
    decided = [
        Decision(*pair, same=data.draw(st.booleans()))
        for pair in pairs
        if data.draw(st.integers(0, 9)) == 0
    ]
    found = group_calls(calls, decided)

    assert group_calls(data.draw(st.permutations(calls)), data.draw(st.permutations(decided))) == (
        found
    )
    together = {}
    for group in found.groups:
        assert len(group.members) > 1
        assert len({source for source, _ in group.members}) == len(group.members)
        assert {name for join in group.joins for name in (join.first, join.second)} == set(
            group.members
        ), "every member is there for a reason"
        together.update(dict.fromkeys(group.members, group.key))
    for each in decided:
        if not each.same and each.first in together:
            assert together[each.first] != together.get(each.second)
    by_name = {call.name: call for call in calls}
    by_hand = {(each.first, each.second) for each in decided if each.same}
    for group in found.groups:
        for one in group.members:
            for two in group.members:
                if one < two and (one, two) not in by_hand:
                    assert not contradiction(by_name[one].title, by_name[two].title)
