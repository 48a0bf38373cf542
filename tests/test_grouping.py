"""Which calls of different sources are one: by link, by title and funder, by text with facts."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from scout.domain import DeadlineKind, FundingKind, Level, Link
from scout.facts import Day, Deadline, Facts, Money, Rate
from scout.grouping.addresses import address_of
from scout.grouping.candidate import Candidate, to_candidate
from scout.grouping.funders import is_other, is_same, read_funder
from scout.grouping.groups import Decision, Grouping, decision_on, group_calls
from scout.grouping.joins import Rule
from scout.grouping.titles import contradiction, read_title
from tests.builders import deadline_on, evidence, facts, funding_call

BANK, BASE, OWN = "nrw_bank", "de_foerderdatenbank", "de_bmftr"
TEXT = " ".join(
    f"Gefördert wird Schritt {number} des Ausbaus: {word} in Gemeinden und Kreisen des Landes."
    for number, word in enumerate(
        "Leitungen Masten Schächte Verteiler Messungen Planungen Beratungen Schulungen "
        "Wartungen Prüfungen Karten Rechenzentren".split()
    )
)


def candidate(source: str, key: str = "k", /, **values: Any) -> Candidate:
    """A call of ``source``; each has another page, and no facts unless they are given."""
    read = values.pop("facts", None)
    listed = values.pop("is_listed", True)
    given: dict[str, Any] = {"source": source, "url": f"https://{source}.example/{key}"}
    return to_candidate(funding_call(key, **(given | values)), read, is_listed=listed)


def links(*urls: str) -> tuple[Link, ...]:
    return tuple(Link("mehr", url) for url in urls)


def groups(*candidates: Candidate, **decided: Any) -> list[list[str]]:
    found = group_calls(candidates, **decided)
    return [[":".join(name) for name in group.members] for group in found.groups]


def joins(found: Grouping) -> list[tuple[Rule, tuple[str, ...]]]:
    return [(join.rule, join.words) for group in found.groups for join in group.joins]


# --- addresses --------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "other",
    [
        "http://amt.example/a/b",
        "https://www.amt.example/a/b/",
        "https://AMT.example./a/b#inhalt",
        "https://amt.example:443/a//b?view=renderNewsletterHtml",
        "https://amt.example/a/b/index.html?utm_source=brief&fbclid=1",
        "https://amt.example/a/%62;jsessionid=0A1B.live",
        " https://amt.example/a/b ",
    ],
)
def test_a_page_is_the_same_however_its_address_is_written(other: str) -> None:
    assert address_of(other) == address_of("https://amt.example/a/b") == "amt.example/a/b"


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("https://amt.example/a?id=1", "https://amt.example/a?id=2"),
        ("https://amt.example/a?view=table", "https://amt.example/a?view=list"),
        ("https://amt.example/a", "https://amt.example/A"),
        ("https://amt.example/#/aufruf/1", "https://amt.example/#/aufruf/2"),
        ("https://amt.example:8080/a", "https://amt.example/a"),
        ("https://a.amt.example/a", "https://amt.example/a"),
        ("https://amt.example/a%3Fid", "https://amt.example/a?id"),
    ],
)
def test_another_page_has_another_address(one: str, other: str) -> None:
    assert address_of(one) != address_of(other)


@pytest.mark.parametrize(
    "url",
    [
        "",
        "https://amt.example",
        "https://www.amt.example/#top",
        "https://amt.example/index.html",
        "mailto:amt@amt.example",
        "https://[::1",
        "https:///a",
        f"https://a.example/{'a' * 3000}",
    ],
)
def test_a_sites_door_and_what_is_no_page_identify_nothing(url: str) -> None:
    assert address_of(url) == ""


@given(st.text(), st.text(alphabet="/?#&=%;:@.aB1-ä"))
@example("", "%2525?=&%FF")
def test_whatever_stands_for_an_address_has_one_form(any_text: str, path: str) -> None:
    assert address_of(any_text) in ("", address_of(f" {any_text} "))
    once = address_of(f"https://amt.example/{path}")
    assert once == address_of(f"http://www.amt.example/{path}")


# --- titles and funders -----------------------------------------------------------------------


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Digitale Dörfer", "„Digitale Doerfer“"),
        ("Bekanntmachung der Richtlinie zur Förderung von Heimatmuseen", "Heimatmuseen"),
        ("Große Brücken & Stege (RL GBS)", "GROSSE BRÜCKEN UND STEGE"),
        ("Städte\u00adbau\u00adförderung NRW", "Städtebauförderung Nordrhein-Westfalen"),
        ("Heimatmuseen vom 3. März 2026", "Heimatmuseen vom 03.03.2026"),
    ],
)
def test_a_title_names_the_same_however_it_is_dressed(one: str, other: str) -> None:
    assert read_title(one).words == read_title(other).words
    assert contradiction(read_title(one), read_title(other)) == ""


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Digitale Dörfer 2026", "Digitale Dörfer 2027"),
        ("Digitale Dörfer (2. Aufruf)", "Digitale Dörfer – dritter Aufruf"),
        ("Digitale Dörfer, Förderrunde II", "Digitale Dörfer, Förderrunde 3"),
        ("Digitale Dörfer – Modul 1", "Digitale Dörfer – Modul 2"),
        ("Digitale Dörfer, Teil A", "Digitale Dörfer, Teil B"),
        ("Digitale Dörfer in Hessen", "Digitale Dörfer in Bayern"),
        ("DIGITAL-2026-AI-08 Villages", "DIGITAL-2026-AI-09 Villages"),
        ("Richtlinie vom 3. März 2025", "Richtlinie vom 3. März 2026"),
        ("Förderung 2021–27", "Förderung 2014-2020"),
    ],
)
def test_marks_of_rounds_parts_and_places_tell_siblings_apart(one: str, other: str) -> None:
    assert contradiction(read_title(one), read_title(other))
    assert contradiction(read_title(one), read_title("Digitale Dörfer")) == ""


def test_the_round_at_the_end_of_a_long_title_counts() -> None:
    long = "Förderung von Vorhaben " * 60
    first, second = (read_title(f"{long} ({number}. Aufruf)") for number in (2, 3))
    assert contradiction(first, second) == "rounds 2 and 3"


def test_a_title_of_notices_only_keeps_its_words() -> None:
    assert read_title("Förderprogramm").words == ("foerderprogramm",)
    assert read_title(None).words == ()


@given(st.text(), st.text())
def test_marks_contradict_each_other_from_both_sides(one: str, other: str) -> None:
    first, second = read_title(one), read_title(other)
    assert contradiction(first, first) == ""
    assert bool(contradiction(first, second)) == bool(contradiction(second, first))


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("BMFTR", "Bundesministerium für Forschung, Technologie und Raumfahrt"),
        ("Bundesministerium für Bildung und Forschung (BMBF)", "BMFTR"),
        ("KfW Bankengruppe", "Kreditanstalt für Wiederaufbau (KfW)"),
        (
            "Ministerium für Heimat, Kommunales, Bau und Digitalisierung des Landes "
            "Nordrhein-Westfalen",
            "Ministerium für Heimat, Kommunales, Bau und Gleichstellung NRW",
        ),
        ("NRW.BANK", "NRW.Bank"),
    ],
)
def test_a_house_is_the_same_by_its_names(one: str, other: str) -> None:
    assert is_same(read_funder(one), read_funder(other))
    assert not is_other(read_funder(one), read_funder(other))


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("BMFTR", "BMWE"),
        ("Bund", "Land NRW"),
        ("Land NRW", "Land Hessen"),
        ("Ministerium für Umwelt und Verkehr NRW", "Ministerium für Umwelt und Verkehr Hessen"),
        ("Ministerium für Schule und Bildung NRW", "Ministerium der Finanzen NRW"),
        ("Europäische Union", "Bundesministerium des Innern"),
    ],
)
def test_another_house_is_another(one: str, other: str) -> None:
    assert is_other(read_funder(one), read_funder(other))
    assert not is_same(read_funder(one), read_funder(other))


def test_a_level_alone_is_no_house() -> None:
    land, house = read_funder("Land NRW"), read_funder("Ministerium für Schule des Landes NRW")
    assert not is_same(land, house)
    assert not is_other(land, house)
    assert land.level is house.level is Level.STATE
    assert not is_same(read_funder(None), read_funder(""))


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


SHORT = {"level": Level.STATE, "regions": ("DE-NW",)}
UNTIL = deadline_on(date(2027, 4, 30))


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


def agreeing(**values: Any) -> Facts:
    said: dict[str, Any] = {
        "level": None,
        "rates": (Rate(Decimal(80), "", evidence("80 Prozent")),),
        "regions": ("DE-NW",),
    }
    until = values.pop("deadline", deadline_on(date(2027, 3, 31)))
    return facts(until, **(said | values))


def alike(source: str, title: str = "Ausbau der Leitungen", **values: Any) -> Candidate:
    said = {"texts": {"Volltext": TEXT}, "facts": agreeing(), "title": title}
    return candidate(source, **(said | values))


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


# --- groups -----------------------------------------------------------------------------------


def same(source: str, key: str = "k", **values: Any) -> Candidate:
    return candidate(source, key, **({"title": "Heimatmuseen", "funder": "BMFTR"} | values))


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
