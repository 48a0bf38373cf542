"""The programmes known by name: the data file, its reading, and where texts name them."""

from __future__ import annotations

import re
import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from matching.signals.programmes import (
    Programme,
    mentions,
    programmes,
    read_programmes,
    related,
)

PROPERTY = settings(max_examples=100, deadline=None)
NAMES = [(each.key, name) for each in programmes().values() for name in each.names]


def named(text: str) -> list[tuple[str, str]]:
    return [(key, text[start:end]) for key, start, end in mentions(text)]


# --- The file ---------------------------------------------------------------------------------


def test_the_file_knows_the_programmes_of_a_county() -> None:
    known = programmes()
    assert len(known) >= 50
    assert {"smarte-land-regionen", "digitalpakt-2", "leader", "heimat-scheck"} <= known.keys()
    assert [key for key in known if not re.fullmatch(r"[a-z0-9]+(-[a-z0-9]+)*", key)] == []
    assert [key for key, each in known.items() if each.key != key] == []


def test_names_have_no_blanks_around_them_and_are_long_enough_to_mean_something() -> None:
    assert [name for _, name in NAMES if name != name.strip() or "  " in name] == []
    assert [name for _, name in NAMES if len(name) < 3] == []


def test_no_programme_follows_itself_near_or_far() -> None:
    after = {key: set(each.successors) for key, each in programmes().items()}
    for key, reached in after.items():
        for _ in programmes():
            reached |= {far for near in reached for far in programmes()[near].successors}
        assert key not in reached


@pytest.mark.parametrize(("key", "name"), NAMES)
def test_each_name_is_found_as_its_programme_and_nothing_else(key: str, name: str) -> None:
    assert {found for found, _ in named(f"Das Programm – {name}: mehr dazu.")} == {key}


# --- Reading ----------------------------------------------------------------------------------


def test_what_is_written_is_read() -> None:
    read = read_programmes(
        '[[programme]]\nkey = "a"\ntitle = "Alpha"\naliases = ["Erstes Programm"]\n'
        'successors = ["b"]\n[[programme]]\nkey = "b"\ntitle = "Beta"\n'
    )
    assert read == {
        "a": Programme("a", "Alpha", ("Erstes Programm",), ("b",)),
        "b": Programme("b", "Beta"),
    }
    assert read["a"].names == ("Alpha", "Erstes Programm")


A = '[[programme]]\nkey = "a"\ntitle = "Alpha"\n'


@pytest.mark.parametrize(
    ("text", "message"),
    [
        (A + 'successors = ["c"]', "'a'.*'c'"),
        (A + A, "'a'.*twice"),
        (A + 'aliases = [""]', "'a'.*''"),
        (A + 'aliases = ["– "]', "'a'.*'– '"),
        (
            A + '[[programme]]\nkey = "b"\ntitle = "Beta"\naliases = ["al-PHA"]',
            "'b'.*'al-PHA'.*'a'",
        ),
        (A + 'sucessors = ["a"]', "'a'.*'sucessors'"),
        (A + 'aliases = "Erstes"', "'a'.*aliases.*'Erstes'"),
        (A + "aliases = [1]", r"'a'.*aliases.*\[1\]"),
        (A + "successors = 1", "'a'.*successors.*1"),
        ('[[programme]]\nkey = "a"', "'a'.*title.*None"),
        ('[[programme]]\ntitle = "Alpha"', "'Alpha'.*key.*None"),
    ],
)
def test_a_mistake_is_told_with_its_programme(text: str, message: str) -> None:
    with pytest.raises(ValueError, match=message):
        read_programmes(text)


# --- Kin --------------------------------------------------------------------------------------


def test_kin_are_all_that_went_before_or_followed() -> None:
    chain = {"bundesfoerderung-breitband", "gigabitfoerderung", "gigabitfoerderung-2"}
    for key in chain:
        assert related(key) == chain - {key}
    assert related("mfund") == frozenset()


def test_programmes_with_the_same_predecessor_are_not_kin() -> None:
    assert {"buleplus", "smarte-land-regionen"} <= related("bule")
    assert related("smarte-land-regionen") == {"bule"}


def test_kin_are_so_both_ways() -> None:
    for key in programmes():
        assert all(key in related(other) for other in related(key))


def test_a_programme_that_is_none_has_no_kin() -> None:
    with pytest.raises(KeyError):
        related("nie-da")


# --- Mentions ---------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "spelled",
    [
        "Smarte.Land.Regionen",
        "Smarte Land Regionen",
        "Smarte-Land-Regionen",
        "Smarte LandRegionen",
        "SmarteLandRegionen",
        "SMARTE.LAND.REGIONEN",
        "Smarte\u00a0Land\u00a0Regionen",
        "Smarte – Land – Regionen",
        "Smarte\nLand\r\nRegionen",
        "Smar\u00adte.Land.Re\u00adgio\u00adnen",
        "Smarte\u2011Land\u2011Regionen",
    ],
)
def test_what_parts_a_name_does_not_matter(spelled: str) -> None:
    assert named(f"Im „{spelled}“ geht es weiter.") == [("smarte-land-regionen", spelled)]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (
            "mit den Modellprojekten Smart Cities",
            [("smart-cities", "Modellprojekten Smart Cities")],
        ),
        ("drei Heimat-Schecks", [("heimat-scheck", "Heimat-Schecks")]),
        ("Mittel der Städtebauförderung", [("staedtebaufoerderung", "Städtebauförderung")]),
        ("Gigabitförderung 2.0", [("gigabitfoerderung-2", "Gigabitförderung 2.0")]),
        ("Gigabitförderung", [("gigabitfoerderung", "Gigabitförderung")]),
        ("BULE und BULEplus", [("bule", "BULE"), ("buleplus", "BULEplus")]),
        ("die LEADER-Region", [("leader", "LEADER")]),
        ("go-digital, godigital", [("go-digital", "go-digital"), ("go-digital", "godigital")]),
        ("Erasmus+", [("erasmus-plus", "Erasmus+")]),
        ('Programm "Digitales Europa"', [("digital-europe", 'Programm "Digitales Europa')]),
        ("LIFE", [("life", "LIFE")]),
        ("Interreg Deutschland–Nederland", [("interreg-de-nl", "Interreg Deutschland–Nederland")]),
        ("DAS-Förderung", [("das", "DAS-Förderung")]),
    ],
)
def test_names_are_found(text: str, expected: list[tuple[str, str]]) -> None:
    assert named(text) == expected


@pytest.mark.parametrize(
    "text",
    [
        "Our leader's life is a Leader's Life",  # abbreviations are written in capitals
        "das Förderprogramm, Das Förderprogramm",  # DAS is not the article
        "SCILEADERSHIP",
        "Meine Heimat. 2.0 Punkte",  # a sentence ends between them
        "Heimat 20 Millionen",  # no point, no version
        "Smarte\n\nLand Regionen",
        "Smarte, Land, Regionen",
        "Kommunen innovativ handeln",
        "Unsmarte.Land.Regionen",
        "Erasmus von Rotterdam",
        "in digitalpakten der Schule",
    ],
)
def test_what_only_looks_like_a_name_is_none(text: str) -> None:
    assert named(text) == []


PIECES = st.sampled_from([name for _, name in NAMES] + [" ", "-", ".", "\u00ad", "\n"]) | st.text(
    st.characters(), max_size=9
)


@PROPERTY
@given(st.lists(PIECES, max_size=15).map("".join))
def test_places_are_in_order_inside_the_text_and_never_cut_a_word(text: str) -> None:
    stop = 0
    for key, start, end in mentions(text):
        assert key in programmes()
        assert stop <= start < end <= len(text)
        assert start == 0 or not text[start - 1].isalnum() or not text[start].isalnum()
        assert end == len(text) or not text[end].isalnum() or not text[end - 1].isalnum()
        stop = end


@PROPERTY
@given(st.sampled_from(NAMES), st.text(st.characters(), max_size=30))
def test_a_name_is_found_behind_any_text(name: tuple[str, str], text: str) -> None:
    places = [key for key, start, _ in mentions(f"{text} | {name[1]} |") if start >= len(text)]
    assert places == [name[0]]


@pytest.mark.parametrize(
    "piece", ["Smarte ", "Smarte - ", "go-", "\u00ad", "Heimat 2.", " ", "((„"]
)
def test_hostile_texts_take_no_longer_than_their_length(piece: str) -> None:
    """Seconds, not minutes: what is quadratic would take hours."""
    before = time.process_time()
    list(mentions(piece * 30_000))
    assert time.process_time() - before < 10
