"""Links that lead to another call are no sign that two calls are one."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from scout.domain import FundingKind, Level, Link
from scout.facts import Money
from scout.grouping.candidate import Candidate
from scout.grouping.groups import group_calls
from scout.grouping.joins import Rule
from tests.builders import deadline_on, facts
from tests.grouping_calls import (
    BANK,
    BASE,
    OWN,
    SHORT,
    UNTIL,
    candidate,
    groups,
    links,
    same,
)

# --- links that lead to another call ---------------------------------------------------------


def pointing(title: str, target: str, **values: Any) -> list[Candidate]:
    """Two calls: one of a bank, whose page points to the other's, called ``target``."""
    url = "https://land.example/ziel"
    read = values.pop("read", (None, None))
    link = (Link(values.pop("words", target), url),)
    texts = values.pop("texts", {"Kurztext": "Der Ausbau wird gefördert."})
    return [
        candidate(BANK, title=title, links=link, texts=texts, facts=read[0]),
        candidate("nrw_land", title=target, url=url, facts=read[1]),
    ]


@pytest.mark.parametrize(
    ("title", "target"),
    [
        ("Bücherschränke im Quartier", "Investitionskredit für Gemeinden"),
        ("Bücherschränke für Kommunen", "Trinkbrunnen für Kommunen"),
        ("Hochwasserschutz in Kommunen", "Hochwasserwarnung in Kommunen"),
        ("Neubau von Sporthallen", "Sanierung von Sporthallen"),
        ("Ausstattung von Grundschulen", "Ausstattung von Förderschulen"),
        ("Kredit", "Kredit"),
    ],
)
def test_a_link_to_what_is_called_otherwise_leads_to_another_call(title: str, target: str) -> None:
    found = group_calls(pointing(title, target, read=(facts(UNTIL), facts(UNTIL))))
    assert found.groups == ()
    assert any(each.join.rule is Rule.LINK and each.because for each in found.doubts)


@pytest.mark.parametrize(
    "texts",
    [
        {"Hinweise": "Kombinierbar mit Quartiersgärten und Höfe."},
        {"Siehe auch": "Quartiersgärten und Höfe"},
        {"Weitere Programme": "Bäche\nQuartiersgärten und Höfe"},
        {"Überblick": "Es gibt noch mehr. Siehe auch:\nQuartiersgärten und Höfe"},
        {"Ähnliche Förderungen": "Quartiersgärten und Höfe"},
    ],
)
def test_a_link_among_those_to_other_programmes_is_no_identity(texts: dict[str, str]) -> None:
    title, target = "Quartiersgärten", "Quartiersgärten und Höfe"
    assert groups(*pointing(title, target, texts=texts)) == []
    assert groups(*pointing(title, target, texts={"Richtlinie": f"Es gilt: {target}."}))
    assert groups(*pointing(target, target, texts=texts)), "called the same it is the same"


def test_a_link_named_by_its_purpose_tells_it_without_a_text() -> None:
    title, target = "Quartiersgärten", "Quartiersgärten und Höfe"
    assert groups(*pointing(title, target, words="Weitere Fördermöglichkeiten")) == []
    assert groups(*pointing(title, target, words="Weitere Informationen"))


@pytest.mark.parametrize(
    "values",
    [
        {"kinds": (FundingKind.LOAN,)},
        {"deadline": deadline_on(date(2027, 6, 30)), "max_grant": Money(Decimal(9000))},
        {"level": Level.FEDERAL},
    ],
)
def test_a_link_is_no_identity_where_facts_contradict(values: dict[str, Any]) -> None:
    read = facts(UNTIL, **SHORT, max_grant=Money(Decimal(7500)))
    title, target = "Quartiersgärten", "Quartiersgärten und Höfe"
    assert groups(*pointing(title, target, read=(read, replace(read, **values)))) == []
    later = replace(read, deadline=deadline_on(date(2027, 6, 30)))
    assert groups(*pointing(title, target, read=(read, later))), "a day alone may be an old one"


def test_who_points_to_several_calls_of_a_source_points_to_none_as_its_own() -> None:
    pages = [f"https://land.example/{number}" for number in (1, 2)]
    many = [
        candidate("nrw_land", title, title=title, url=url)
        for title, url in zip(("Stadtgrün: Bäume", "Stadtgrün: Hecken"), pages, strict=True)
    ]
    whole = candidate(BANK, title="Stadtgrün", links=links(*pages))
    assert groups(whole, *many) == []
    assert groups(whole, many[0])
    same_title = candidate("nrw_land", "alle", title="Stadtgrün", url="https://land.example/0")
    named = candidate(BANK, title="Stadtgrün", links=links(*pages, "https://land.example/0"))
    assert groups(named, same_title, *many) == [["nrw_land:alle", "nrw_bank:k"]]


@given(st.text(), st.text(), st.text(), st.text())
@example("Siehe auch", "İ" * 200, "İ", "ß")
def test_whatever_texts_say_a_link_is_one_of_the_calls_own(
    heading: str, text: str, words: str, title: str
) -> None:
    call = candidate(
        BANK,
        title=title,
        texts={heading: text + words},
        links=(Link(words, "https://a.example/b"),),
    )
    assert call.asides <= call.addresses == {"a.example/b"}


def test_a_notice_is_no_title() -> None:
    said = {"title": "Bekanntmachung einer Förderrichtlinie", "funder": "BMFTR"}
    assert groups(candidate(OWN, **said), candidate(BASE, **said)) == []


def test_what_half_the_country_is_called_names_no_call() -> None:
    crowd = [same(f"quelle_{number}", title="Museen") for number in range(41)]
    assert groups(*crowd) == []
    assert len(groups(*crowd[:40])[0]) == 40
