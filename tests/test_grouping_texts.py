"""A text that stands in another makes two calls one only with facts that agree."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from scout.domain import DeadlineKind
from scout.facts import Day, Deadline, Facts, Rate
from scout.grouping.groups import group_calls
from scout.grouping.joins import Rule
from tests.builders import deadline_on, evidence, facts
from tests.grouping_calls import (
    BANK,
    BASE,
    OWN,
    TEXT,
    agreeing,
    alike,
    candidate,
    groups,
    joins,
)


def test_a_text_that_stands_in_another_with_agreeing_facts_is_the_same() -> None:
    whole = alike(OWN, "Ausbau der Leitungen und Masten", texts={"Richtlinie": f"1 {TEXT} " * 2})
    found = group_calls([alike(BASE), whole])
    ((rule, words),) = joins(found)
    assert rule is Rule.TEXT
    assert words == (
        "100% of the shorter text",
        "deadline 2027-03-31",
        "rate 80 %",
        "region DE-NW",
        "applicants MUNICIPALITY",
    )


@pytest.mark.parametrize(
    "read",
    [
        None,
        Facts(),
        agreeing(deadline=Deadline(DeadlineKind.FIXED, (date(2027, 6, 30),))),
        agreeing(rates=(Rate(Decimal(50), "", evidence("50 Prozent")),)),
        agreeing(regions=("DE-HE",)),
        agreeing(applicant_types=("COMPANY",)),
        facts(Deadline(DeadlineKind.NONE_STATED), regions=(), applicant_types=(), level=None),
    ],
)
def test_likeness_alone_is_never_enough(read: Facts | None) -> None:
    assert groups(alike(OWN), alike(BASE)), "the very same with agreeing facts is"
    assert groups(alike(OWN), alike(BASE, facts=read)) == []


def test_one_thing_said_against_it_is_enough() -> None:
    until = agreeing(valid_until=Day(date(2029, 12, 31)))
    other = agreeing(valid_until=Day(date(2030, 12, 31)))
    assert groups(alike(OWN, facts=until), alike(BASE, facts=other)) == []
    assert groups(alike(OWN, facts=until), alike(BASE, facts=until))


@pytest.mark.parametrize(
    "title",
    [
        "Wandern im Wald",
        "Ausbau der Leitungen 2027",
        "Ausbau der Leitungen (3. Aufruf)",
        "Ausbau der Leitungen in Hessen",
        "Ausbau der Leitungen – Modul 2",
    ],
)
def test_siblings_share_text_and_facts_and_are_two(title: str) -> None:
    first = alike(OWN, "Ausbau der Leitungen in Bayern 2026 (2. Aufruf), Modul 1")
    assert groups(first, alike(BASE, title)) == []


def test_siblings_that_each_name_something_of_their_own_are_two() -> None:
    half = f"{TEXT[:500]} " + " ".join(f"Eigenes {number} Wort" for number in range(40))
    first, second = "Netze im Ausbau: Leitungen", "Netze im Ausbau: Masten"
    assert groups(alike(OWN, first), alike(BASE, second, texts={"Volltext": half})) == []
    assert groups(alike(OWN, first), alike(BASE, first, texts={"Volltext": half}))


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Ausstattung der Grundschulen", "Ausstattung der Förderschulen"),
        ("Neubau der Leitungen", "Sanierung der Leitungen"),
        ("Ausbau der Leitungen im Frühjahr", "Ausbau der Leitungen im Herbst"),
        ("KI im Ausbau der Leitungen", "5G im Ausbau der Leitungen"),
    ],
)
def test_sibling_topics_are_two_however_alike_text_and_facts_are(one: str, other: str) -> None:
    whole = "von Masten, Verteilern und Schächten"
    found = group_calls([alike(OWN, f"{one} {whole}"), alike(BASE, f"{other} {whole}")])
    assert found.groups == ()
    (doubt,) = found.doubts
    assert doubt.because.startswith("each title names its own: ")
    assert doubt.join.words[0] == "100% of the shorter text"


def test_a_chain_does_not_join_siblings_unless_they_have_one_page() -> None:
    page = {"url": "https://amt.example/leitungen"}
    between = alike(BANK, "Leitungen und Masten", **page)
    first, second = alike(OWN, "Leitungen: Masten"), alike(BASE, "Leitungen: Schächte")
    found = group_calls([first, second, alike(BANK, "Leitungen")])
    assert len(found.groups) == len(found.refusals) == 1
    assert found.refusals[0].because.endswith("each title names its own")
    official = group_calls([first, between, alike(BASE, "Leitungen: Schächte", **page)])
    assert len(official.groups[0].members) == 3


def test_what_only_one_title_names_must_stand_in_the_others_text() -> None:
    title = "Ausbau der Leitungen"
    assert groups(alike(OWN, title), alike(BASE, f"{title} und Schächte"))
    assert groups(alike(OWN, title), alike(BASE, f"{title} und Talsperren")) == []


def test_what_nearly_is_one_is_told_the_nearest_first_and_not_without_end() -> None:
    calls = [candidate(source, title="Trinkbrunnen") for source in (OWN, *"abcdefghi")]
    found = group_calls(calls)
    assert {each.because for each in found.doubts} == {"who gives the money is not known"}
    assert len([each for each in found.doubts if OWN in each.join.first + each.join.second]) == 3
    assert list(found.doubts) == sorted(found.doubts, key=lambda each: each.join.order)


def test_deadlines_of_two_rounds_part_what_even_has_one_title() -> None:
    said = {"title": "Heimatmuseen", "funder": "BMFTR"}
    spring, autumn = (
        facts(deadline_on(date(2026, 3, 31))),
        facts(deadline_on(date(2026, 10, 31))),
    )
    late = facts(deadline_on(date(2026, 4, 30)))
    assert groups(candidate(OWN, facts=spring, **said), candidate(BASE, facts=autumn, **said)) == []
    assert groups(candidate(OWN, facts=spring, **said), candidate(BASE, facts=late, **said))


def test_one_page_is_one_call_though_one_source_still_tells_of_the_last_round() -> None:
    page = {"url": "https://amt.example/heimat", "title": "Heimatmuseen"}
    old, new = (facts(deadline_on(date(year, 3, 31))) for year in (2025, 2027))
    assert groups(candidate(OWN, facts=new, **page), candidate(BASE, facts=old, **page))
    other = page | {"title": "Heimatmuseen 2025"}
    named = page | {"title": "Heimatmuseen 2027"}
    assert groups(candidate(OWN, facts=new, **named), candidate(BASE, facts=old, **other)) == []
