"""Word counts: what is counted, and that nights carried on are a count from nothing."""

from __future__ import annotations

from collections import Counter

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from matching.counts import LONGEST_TEXT, WordCounts, count, language_of, print_of, text_of
from matching.texts import Document
from matching.words import LANGUAGES, words

PROPERTY = settings(max_examples=150, deadline=None)
KEYS = st.sampled_from(["a", "b", "c", "ä", "10", "9", ""])
SPELLINGS = st.sampled_from(
    [
        "Pegel",
        "PEGEL",
        "Breit\u00adband",
        "Straße",
        "STRASSE",
        "und",
        "7",
        "\n",
        "x" * 61,
        "İ",
        "🚲",
    ]
)
ANY_TEXT = st.one_of(
    st.lists(SPELLINGS, max_size=6).map(" ".join), st.text(alphabet=st.characters(), max_size=30)
)
DOCUMENT = st.builds(
    Document, KEYS, ANY_TEXT, ANY_TEXT, st.sampled_from(["de", "en", "fr", ""]), st.none()
)
NIGHT = st.lists(DOCUMENT, max_size=6, unique_by=lambda document: document.key)


def frequencies(counts: WordCounts, key: str) -> dict[str, float]:
    """Return what is counted for one document, by word."""
    row = counts.counts[counts.keys.index(key)]
    return {
        counts.words[place]: float(times)
        for place, times in zip(row.indices, row.data, strict=True)
    }


def of_one(title: str, text: str) -> dict[str, float]:
    return frequencies(count([Document("d", title, text)])["de"], "d")


def assert_same(one: WordCounts, other: WordCounts) -> None:
    """Every number and every type, not just what they stand for."""
    assert (one.keys, one.prints, one.words) == (other.keys, other.prints, other.words)
    assert one.counts.shape == other.counts.shape
    for name in ("data", "indices", "indptr"):
        mine, others = getattr(one.counts, name), getattr(other.counts, name)
        assert mine.dtype == others.dtype
        assert mine.tobytes() == others.tobytes()


def test_words_are_counted_folded() -> None:
    assert of_one("", "Straße STRASSE strasse Pegel") == {"strasse": 3, "pegel": 1}


def test_a_title_counts_twice() -> None:
    assert of_one("Pegel", "Pegel und Ampel") == {"pegel": 3, "und": 1, "ampel": 1}
    assert of_one("Pegel am Pegel", "") == {"pegel": 4, "am": 2}


def test_only_the_first_ten_thousand_characters_of_a_text_are_counted() -> None:
    assert "ampel" in of_one("Pegel", "x " * 4997 + " Ampel")
    assert "ampel" not in of_one("Pegel", "x " * 5000 + "Ampel")


def test_a_long_title_takes_nothing_from_the_text() -> None:
    assert "ampel" in of_one("Pegel " * 3000, "Ampel")


@pytest.mark.parametrize("soft", ["Breit\u00adband\u00adaus\u00adbau", "\u00adBreitbandausbau"])
def test_soft_hyphens_are_not_seen(soft: str) -> None:
    assert of_one(soft, f"Breitbandausbau {soft}") == {"breitbandausbau": 4}


@pytest.mark.parametrize("soft", ["", "\u00ad"])
def test_endless_runs_are_no_words(soft: str) -> None:
    """With a soft hyphen in the text words are read on another way, which must not tell."""
    text = f"{soft} {'x' * 60} {'y' * 61} {'ß' * 31} {'ß' * 30}"
    assert of_one("", text) == {"x" * 60: 1, "s" * 60: 1}


def test_a_document_is_counted_in_its_language() -> None:
    counts = count([Document("d", "Pegel", ""), Document("e", "Floods", "", "en")])
    assert set(counts) == set(LANGUAGES)
    assert (counts["de"].keys, counts["en"].keys) == (("d",), ("e",))
    assert (counts["de"].words, counts["en"].words) == (("pegel",), ("floods",))


@pytest.mark.parametrize("language", ["fr", "", "DE", "\0"])
def test_an_unknown_language_is_read_as_german(language: str) -> None:
    document = Document("d", "Pegel", "", language)
    assert language_of(document) == "de"
    assert count([document])["de"].keys == ("d",)


def test_rows_are_sorted_by_key_and_words_by_spelling() -> None:
    counts = count([Document("b", "Pegel", "Ampel"), Document("a", "Zoo", "")])["de"]
    assert counts.keys == ("a", "b")
    assert counts.words == ("ampel", "pegel", "zoo")
    assert counts.counts.toarray().tolist() == [[0, 0, 2], [1, 2, 0]]
    assert counts.counts.dtype == np.float32


@pytest.mark.parametrize("languages", [("de", "de"), ("de", "en"), ("fr", "de")])
def test_a_key_that_two_documents_have_is_named(languages: tuple[str, str]) -> None:
    documents = [Document("call-7", "Pegel", "", language) for language in languages]
    with pytest.raises(ValueError, match="'call-7' twice"):
        count(documents)


def test_nothing_is_counted_of_nothing() -> None:
    for counts in (count([]), count([], count([Document("d", "Pegel", "")]))):
        for language in LANGUAGES:
            assert_same(counts[language], WordCounts.none())


def test_a_document_without_a_word_has_an_empty_row() -> None:
    counts = count([Document("d", "", " – \n"), Document("e", "Pegel", "")])["de"]
    assert counts.keys == ("d", "e")
    assert counts.counts.toarray().tolist() == [[0], [2]]


def test_texts_that_did_not_change_are_not_counted_again() -> None:
    before = count([Document("d", "Pegel", "")])
    planted = WordCounts(
        before["de"].keys, before["de"].prints, before["de"].words, before["de"].counts * 7
    )
    again = count([Document("d", "Pegel", "")], {"de": planted})
    assert frequencies(again["de"], "d") == {"pegel": 14}
    changed = count([Document("d", "Pegel", "neu")], {"de": planted})
    assert frequencies(changed["de"], "d") == {"neu": 1, "pegel": 2}


def test_a_word_that_is_gone_has_no_column() -> None:
    before = count([Document("d", "Pegel", ""), Document("e", "Ampel", "")])
    assert count([Document("e", "Ampel", "")], before)["de"].words == ("ampel",)


def test_a_document_may_change_its_language() -> None:
    before = count([Document("d", "Sensor", "")])
    after = count([Document("d", "Sensor", "", "en")], before)
    assert (after["de"].keys, after["en"].keys) == ((), ("d",))


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (Document("d", "Pegel", "Ampel"), Document("d", "Pegel Ampel", "")),
        (Document("d", "Pegel\nAmpel", "Zoo"), Document("d", "Pegel", "Ampel\nZoo")),
        (Document("d", "Pegel", ""), Document("d", "Pegel", "", "en")),
        (Document("d", "\ud800", ""), Document("d", "\ud801", "")),
        (Document("d", "x" * 9, "", "de\0"), Document("d", "9\0xxx", "", "de")),
    ],
)
def test_different_texts_have_different_prints(one: Document, other: Document) -> None:
    assert print_of(one) != print_of(other)


def test_a_print_does_not_hang_on_what_is_not_counted() -> None:
    text = "x" * LONGEST_TEXT
    assert print_of(Document("d", "T", text)) == print_of(
        Document("e", "T", f"{text} y", summary=3)
    )


def test_what_is_read_is_the_title_and_the_beginning_of_the_text() -> None:
    assert text_of(Document("d", "T", "x" * 10_005)) == f"T\n{'x' * 10_000}"


@PROPERTY
@given(NIGHT)
def test_counts_are_those_of_words_one_by_one(documents: list[Document]) -> None:
    counts = count(documents)
    for document in documents:
        expected = Counter(
            word
            for text in (document.title, document.title, document.text)
            for word, _, _ in words(text)
        )
        assert frequencies(counts[language_of(document)], document.key) == expected


@PROPERTY
@given(st.lists(NIGHT, min_size=1, max_size=6), st.randoms(use_true_random=False))
def test_nights_carried_on_are_a_count_from_nothing(
    nights: list[list[Document]], random: object
) -> None:
    counts = None
    for documents in nights:
        counts = count(documents, counts)
        shuffled = list(documents)
        random.shuffle(shuffled)  # type: ignore[attr-defined]
        fresh = count(shuffled)
        for language in LANGUAGES:
            assert_same(counts[language], fresh[language])


@PROPERTY
@given(st.lists(NIGHT, min_size=1, max_size=6))
def test_a_count_leaves_the_one_before_as_it_was(nights: list[list[Document]]) -> None:
    kept = [count(nights[0])]
    for documents in nights[1:]:
        kept.append(count(documents, kept[-1]))
    for documents, counts in zip(nights, kept, strict=True):
        for language in LANGUAGES:
            assert_same(counts[language], count(documents)[language])


@PROPERTY
@given(NIGHT)
def test_counts_are_in_canonical_form(documents: list[Document]) -> None:
    for counts in count(documents).values():
        counts.counts.check_format()
        assert counts.counts.has_canonical_format
        assert (counts.counts.data > 0).all()
        assert list(counts.keys) == sorted(counts.keys)
        assert list(counts.words) == sorted(set(counts.words))
        assert len(set(counts.counts.indices.tolist())) == len(counts.words)


@pytest.mark.parametrize("text", ["9" * 2_000_000, "Pegel " * 400_000, "a\u00ad" * 1_000_000])
def test_hostile_texts_come_to_an_end(text: str) -> None:
    assert count([Document("d", text, text)])["de"].keys == ("d",)
