from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from matching.words import LANGUAGES, SOFT_HYPHEN, stop_words, term_of, terms, words

PROPERTY = settings(max_examples=200, deadline=None)
ANY_TEXT = st.text(alphabet=st.characters(), max_size=300)
WORDY = st.text(alphabet="aBzÄßöİﬁ9²_-. \u00ad\u00a0\n", max_size=200)


def folded(text: str) -> list[str]:
    return [word for word, _, _ in words(text)]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Glasfaser für Schulen", ["glasfaser", "für", "schulen"]),
        ("E-Government", ["e", "government"]),
        ("snake_case", ["snake", "case"]),
        ("Straße", ["strasse"]),
        ("5G-Netz", ["5g", "netz"]),
        ("Breit\u00adband\u00adaus\u00adbau", ["breitbandausbau"]),
        ("Breit\u00ad band", ["breit", "band"]),
        ("Breit\u00ad\u00adband", ["breit", "band"]),
        ("Ende\u00ad", ["ende"]),
        ("\u00adAnfang", ["anfang"]),
        ("", []),
        (" -_\u00ad\n", []),
    ],
)
def test_a_text_falls_into_folded_words(text: str, expected: list[str]) -> None:
    assert folded(text) == expected


def test_positions_point_into_the_unaltered_text() -> None:
    text = "Der Breit\u00adbandausbau, STRASSE"
    assert [text[start:end] for _, start, end in words(text)] == [
        "Der",
        "Breit\u00adbandausbau",
        "STRASSE",
    ]


@pytest.mark.parametrize(("length", "kept"), [(1, True), (60, True), (61, False), (5000, False)])
def test_an_endless_run_of_letters_is_no_word(length: int, kept: bool) -> None:  # noqa: FBT001 - a column of the table
    assert folded("x" * length + " Ampel") == (["x" * length] if kept else []) + ["ampel"]


@pytest.mark.parametrize("language", LANGUAGES)
def test_stop_words_are_folded_single_words_without_comments(language: str) -> None:
    found = stop_words(language)
    assert len(found) > 100
    assert all(word == word.casefold() and folded(word) == [word] for word in found)
    assert "#" not in "".join(found)
    assert "function" not in found


@pytest.mark.parametrize(
    ("language", "word"),
    [
        ("de", "der"),
        ("de", "für"),
        ("de", "antrag"),
        ("en", "the"),
        ("en", "grant"),
        ("de", "x"),
        ("de", "2027"),
        ("en", "4"),
    ],
)
def test_words_without_a_subject_have_no_term(language: str, word: str) -> None:
    assert term_of(language)(word) is None


@pytest.mark.parametrize(
    ("language", "one", "other"),
    [
        ("de", "schule", "schulen"),
        ("de", "brücke", "brücken"),
        ("de", "krankenhaus", "krankenhauses"),
        ("en", "sensor", "sensors"),
        ("en", "flooding", "floods"),
    ],
)
def test_forms_of_one_word_share_a_term(language: str, one: str, other: str) -> None:
    term = term_of(language)
    assert term(one) == term(other) is not None


def test_different_words_have_different_terms() -> None:
    term = term_of("de")
    assert len({term(word) for word in ("schule", "schulter", "klinik", "radweg")}) == 4


def test_each_language_has_its_own_stop_words() -> None:
    assert term_of("de")("the") is not None
    assert term_of("en")("der") is not None


def test_terms_keep_order_and_repetitions() -> None:
    found = terms("Pegel und Ampel, dann der Pegel", "de")
    assert found == [term_of("de")("pegel"), term_of("de")("ampel"), term_of("de")("pegel")]


def test_a_soft_hyphen_does_not_change_the_term() -> None:
    assert terms("Hoch\u00adwasser\u00adschutz", "de") == terms("Hochwasserschutz", "de")


@PROPERTY
@given(st.one_of(ANY_TEXT, WORDY))
def test_every_word_stands_where_its_positions_say(text: str) -> None:
    end_before = 0
    for word, start, end in words(text):
        assert end_before <= start < end <= len(text)
        assert text[start:end].replace(SOFT_HYPHEN, "").casefold() == word
        assert 0 < len(word) <= 60
        assert not set(word) & {" ", "-", "_", SOFT_HYPHEN, "\n"}
        end_before = end


@PROPERTY
@given(st.text(alphabet=st.characters(), max_size=20))
def test_no_letter_of_a_short_text_is_lost(text: str) -> None:
    covered = {place for _, start, end in words(text) for place in range(start, end)}
    assert not [char for place, char in enumerate(text) if char.isalnum() and place not in covered]


@PROPERTY
@given(st.one_of(ANY_TEXT, WORDY), st.sampled_from(LANGUAGES))
def test_any_text_has_the_same_terms_every_time(text: str, language: str) -> None:
    found = terms(text, language)
    assert found == terms(text, language)
    assert all(found)
    assert len(found) <= len(folded(text))


@PROPERTY
@given(st.lists(st.sampled_from(["Pegel", "Breit\u00adband", "Straße", "und", "7"])))
def test_joining_by_blanks_keeps_the_words(pieces: list[str]) -> None:
    assert folded(" ".join(pieces)) == [word for piece in pieces for word in folded(piece)]


@pytest.mark.parametrize(
    "text",
    [
        "9" * 1_000_000,
        "x" * 1_000_000,
        "\u00ad" * 1_000_000,
        "a\u00ad" * 500_000,
        "bis zum " * 200_000,
        "a" + "\u0301" * 500_000,
    ],
    ids=["digits", "letters", "soft hyphens", "hyphened", "words", "accents"],
)
def test_hostile_texts_come_to_an_end(text: str) -> None:
    count = sum(1 for _ in words(text))
    assert count in (0, 1, 400_000)
