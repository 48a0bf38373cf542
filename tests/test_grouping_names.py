"""What names a call: its addresses, its title, who gives the money."""

from __future__ import annotations

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from scout.domain import Level
from scout.grouping.addresses import address_of
from scout.grouping.funders import is_other, is_same, read_funder
from scout.grouping.titles import contradiction, read_title

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
