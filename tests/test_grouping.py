"""Which calls of different sources are one: by link, by title and funder."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from scout.domain import DeadlineKind, FundingKind, Level
from scout.facts import Deadline, Facts, Money
from scout.grouping.funders import is_same, read_funder
from scout.grouping.groups import group_calls
from scout.grouping.joins import Rule
from scout.grouping.titles import read_title
from tests.builders import deadline_on, facts
from tests.grouping_calls import (
    BANK,
    BASE,
    OWN,
    SHORT,
    UNTIL,
    agreeing,
    alike,
    candidate,
    groups,
    joins,
    links,
    same,
)

# --- the rules --------------------------------------------------------------------------------


def test_who_points_to_the_others_page_is_the_same() -> None:
    own = candidate(OWN, title="Heimatmuseen", url="https://www.amt.example/heimat?view=renderX")
    base = candidate(BASE, title="Museen der Heimat", links=links("http://amt.example/heimat/"))

    found = group_calls([own, base])

    assert joins(found) == [(Rule.LINK, ("link to amt.example/heimat",))]
    assert found.groups[0].members == (own.name, base.name), "the publisher leads"


def test_one_page_is_one_call() -> None:
    page = {"url": "https://amt.example/heimat"}
    found = group_calls([candidate(OWN, title="A", **page), candidate(BANK, title="B", **page)])
    assert joins(found) == [(Rule.LINK, ("page amt.example/heimat",))]


def test_a_link_that_several_calls_of_a_source_have_identifies_none() -> None:
    own = candidate(OWN, url="https://amt.example/alle-richtlinien", title="Museen und Archive")
    many = [
        candidate(BASE, key, title=title, links=links("https://amt.example/alle-richtlinien"))
        for key, title in (("a", "Museen"), ("b", "Archive"))
    ]
    assert groups(own, *many) == []
    assert groups(own, many[0]) == [["de_bmftr:k", "de_foerderdatenbank:a"]]


def test_a_link_to_a_ministrys_door_is_no_identity() -> None:
    own = candidate(OWN, url="https://amt.example/", title="Amt")
    assert groups(own, candidate(BASE, title="B", links=links("https://amt.example"))) == []


def test_a_common_link_to_a_third_page_is_no_identity() -> None:
    pdf = links("https://amt.example/richtlinie.pdf")
    calls = [candidate(source, title=source, links=pdf) for source in (BANK, BASE)]
    assert groups(*calls) == []


def test_a_link_to_what_goes_with_a_call_is_no_identity_where_facts_speak_against_it() -> None:
    loan = facts(max_grant=Money(Decimal(1000)), level=Level.STATE, regions=("DE-NW",))
    own = candidate(BANK, url="https://bank.example/1", title="Kredit", facts=loan)
    other = candidate(
        BASE, title="Museen", links=links("https://bank.example/1"), facts=facts(regions=("DE",))
    )
    assert groups(own, other) == []


def test_the_same_title_and_funder_is_the_same_call() -> None:
    bank = candidate(BANK, title="Richtlinie zur Förderung von Heimatmuseen", funder="MHKBD NRW")
    base = candidate(BASE, title="Heimatmuseen", funder="MHKBD NRW")
    found = group_calls([bank, base])
    assert joins(found) == [(Rule.TITLE, ("title heimatmuseen", "funder mhkbd"))]


def test_a_title_without_a_known_funder_needs_level_region_and_to_be_specific() -> None:
    long = "Heimatmuseen und lebendige Erinnerungskultur im ländlichen Raum"
    state = facts(level=Level.STATE, regions=("DE-NW",))

    assert groups(
        candidate(BANK, title=long, funder="Land NRW"), candidate(BASE, title=long, facts=state)
    )
    short = "Heimatmuseen"
    assert not groups(
        candidate(BANK, title=short, funder="Land NRW"), candidate(BASE, title=short, facts=state)
    )
    assert not groups(candidate(BANK, title=long), candidate(BASE, title=long, facts=state))
    hessen = facts(level=Level.STATE, regions=("DE-HE",))
    assert not groups(
        candidate(BANK, title=long, funder="Land NRW"), candidate(BASE, title=long, facts=hessen)
    )
    assert not groups(
        candidate(BANK, title=long, funder="Bund"), candidate(BASE, title=long, facts=state)
    )


@pytest.mark.parametrize(
    ("title", "read"),
    [
        ("Trinkbrunnen", facts(UNTIL, **SHORT)),
        ("Richtlinien zur Förderung von Trinkbrunnen", facts(UNTIL, **SHORT)),
        ("Förderprogramm Trinkbrunnen", facts(UNTIL, **SHORT)),
        ("Trinkbrunnen", facts(Deadline(DeadlineKind.NONE_STATED), **SHORT)),
    ],
)
def test_a_short_title_of_one_land_is_one_call_if_a_day_or_a_sum_agrees(
    title: str, read: Facts
) -> None:
    most = {"max_grant": Money(Decimal(7500))}
    ours = candidate(BANK, title="Trinkbrunnen", facts=facts(UNTIL, **SHORT, **most))
    theirs = candidate("nrw_bezreg_muenster", title=title, facts=replace(read, **most))
    ((rule, words),) = joins(group_calls([ours, theirs]))
    assert rule is Rule.TITLE
    assert words[1:3] == ("level STATE", "region DE-NW")
    assert "max_grant 7,500 EUR" in words


@pytest.mark.parametrize(
    "values",
    [
        {"deadline": deadline_on(date(2027, 6, 30))},
        {"deadline": Deadline(DeadlineKind.NONE_STATED), "max_grant": None},
        {"max_grant": Money(Decimal(9000))},
        {"kinds": (FundingKind.LOAN,)},
        {"regions": ()},
        {"level": None},
    ],
)
def test_a_short_title_is_not_enough_where_facts_contradict_or_nothing_agrees(
    values: dict[str, Any],
) -> None:
    read = facts(UNTIL, **SHORT, max_grant=Money(Decimal(7500)))
    ours = candidate(BANK, title="Trinkbrunnen", facts=read)
    theirs = candidate("nrw_bezreg_muenster", title="Trinkbrunnen", facts=replace(read, **values))
    found = group_calls([ours, theirs])
    assert found.groups == ()
    (doubt,) = found.doubts
    assert doubt.because


def test_a_short_title_is_enough_where_one_points_to_the_others_site() -> None:
    read = facts(Deadline(DeadlineKind.NONE_STATED), **SHORT)
    law = candidate("nrw_recht", title="Förderung von Trinkbrunnen", facts=read)
    old = links("https://nrw_recht.example/alt?id=7")
    assert groups(law, candidate(BANK, title="Trinkbrunnen", facts=read, links=old))
    assert not groups(law, candidate(BANK, title="Trinkbrunnen", facts=read))


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Vernetzte Mobilität", "Richtlinien zur Förderung der Vernetzten Mobilität"),
        ("Digitale Modellregionen", "Gewährung von Zuwendungen für digitale Modellregion"),
        ("Begrünte Dächer", "Förderung begrünter Dächer"),
        ("Dorfkino", "Richtlinie zur Förderung des Dorfkinos"),
    ],
)
def test_titles_are_compared_by_stems(one: str, other: str) -> None:
    assert read_title(one).stems == read_title(other).stems


def test_the_same_words_in_another_order_name_another_way() -> None:
    read = facts(UNTIL, **SHORT)
    titles = ("Vom Wald zum Fluss", "Vom Fluss zum Wald")
    calls = [
        candidate(source, title=title, facts=read)
        for source, title in zip("ab", titles, strict=True)
    ]
    assert groups(*calls) == []


@pytest.mark.parametrize(
    "title", ["Projektförderung", "Förderung für Kommunen", "Zuschüsse der Stiftung", "Programm"]
)
def test_generic_words_name_no_call(title: str) -> None:
    said = {"title": title, "funder": "Stiftung Auen", "facts": agreeing()}
    assert groups(candidate(OWN, **said), candidate(BASE, **said)) == []
    assert groups(alike(OWN, title), alike(BASE, title)) == []


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Stiftung Auen", "Stiftung Quellen"),
        ("Deutsche Bundesstiftung Auen", "Deutsche Bundesstiftung Quellen"),
        ("Stiftung Auen", "Verband Auen"),
        ("Stiftung Auen", "Stiftung Auen und Quellen"),
        ("Stiftung Auen", "Ministerium für Auen"),
        ("Bezirksregierung Nordstadt", "Bezirksregierung Südstadt"),
    ],
)
def test_what_many_givers_are_called_makes_no_two_the_same(one: str, other: str) -> None:
    assert not is_same(read_funder(one), read_funder(other))
    said = {"title": "Offene Bücherschränke"}
    assert groups(candidate(OWN, funder=one, **said), candidate(BASE, funder=other, **said)) == []


def test_a_short_name_more_is_the_same_giver() -> None:
    long, short = "Stiftung Auen und Quellen (SAQ)", "Stiftung Auen und Quellen"
    assert is_same(read_funder(long), read_funder(short))


def test_a_grant_and_a_loan_of_one_name_are_two() -> None:
    said = {"title": "Offene Bücherschränke", "funder": "KfW"}
    grant, loan = (facts(UNTIL, kinds=(kind,)) for kind in (FundingKind.GRANT, FundingKind.LOAN))
    assert groups(candidate(OWN, facts=grant, **said), candidate(BASE, facts=loan, **said)) == []
    assert groups(candidate(OWN, facts=grant, **said), candidate(BASE, facts=grant, **said))
    named = said | {"title": "Offene Bücherschränke – Zuschuss"}
    other = said | {"title": "Offene Bücherschränke – Ergänzungskredit"}
    assert groups(candidate(OWN, **named), candidate(BASE, **other)) == []


def test_of_two_calls_of_one_title_a_third_is_neither_unless_a_day_or_sum_says_which() -> None:
    summer = {"facts": facts(deadline_on(date(2027, 7, 1)))}
    spring = {"facts": facts(deadline_on(date(2027, 4, 1)))}
    twice = [same(BASE, "a", **summer), same(BASE, "b", **spring)]
    assert groups(*twice, same(OWN)) == []
    assert groups(*twice, same(OWN, **spring)) == [["de_bmftr:k", "de_foerderdatenbank:b"]]
