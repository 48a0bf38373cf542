from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from matching.words import LANGUAGES, SOFT_HYPHEN, stop_words, term_of, terms_of, words

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


def test_each_word_keeps_its_place_whether_it_has_a_term_or_not() -> None:
    found = terms_of(["pegel", "und", "ampel", "7", "pegel"], "de")
    term = term_of("de")
    assert found == [term("pegel"), None, term("ampel"), None, term("pegel")]
    assert terms_of([], "de") == []


def test_umlauts_and_their_spelling_out_are_one() -> None:
    umlauts = terms_of(["gewässer", "brücke", "höhle", "förderung", "gewährung", "für"], "de")
    written_out = ["gewaesser", "bruecke", "hoehle", "foerderung", "gewaehrung", "fuer"]
    assert umlauts == terms_of(written_out, "de")
    assert umlauts[-3:] == [None, None, None]


def test_forms_of_a_short_stop_word_have_no_term_either() -> None:
    """Stop words are listed in some forms only."""
    assert not {"ziels", "bunds", "jahrs"} & stop_words("de")
    assert terms_of(["ziels", "bunds", "jahrs"], "de") == [None, None, None]


def test_a_longer_word_with_the_stem_of_a_stop_word_keeps_its_term() -> None:
    """Longer words share a stem with others by chance: what they say is not thrown away."""
    assert "monat" in stop_words("de")
    assert terms_of(["monat", "monats"], "de") == [None, "monat"]


def test_a_word_with_digits_has_a_term() -> None:
    assert terms_of(["5g", "co2", "b2b"], "de") == ["5g", "co2", "b2b"]


def test_digits_of_any_script_are_no_words() -> None:
    assert terms_of(["²³", "٣٤", "１２"], "de") == [None, None, None]


def test_a_soft_hyphen_does_not_change_the_word() -> None:
    assert folded("Hoch\u00adwasser\u00adschutz") == folded("Hochwasserschutz")


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
def test_one_word_has_the_term_that_it_has_among_others(text: str, language: str) -> None:
    distinct = sorted(set(folded(text)))
    found = terms_of(distinct, language)
    assert found == [term_of(language)(word) for word in distinct]
    assert "" not in found


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
