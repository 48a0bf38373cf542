"""Runs of five letters, against scikit-learn's own."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sklearn.feature_extraction.text import CountVectorizer

from matching.letters import letter_runs

PROPERTY = settings(max_examples=200, deadline=None)
# White space parts words before they come here, for scikit-learn as for us.
LETTERS = st.characters(exclude_categories=["Cs"]).filter(lambda each: not each.isspace())
GERMAN_LETTERS = st.sampled_from("aeiounrstäöüß")
WORD = st.one_of(
    st.text(LETTERS, min_size=3, max_size=15), st.text(GERMAN_LETTERS, min_size=3, max_size=15)
)


def spelled_out(word: str) -> str:
    for umlaut, letters in (("ä", "ae"), ("ö", "oe"), ("ü", "ue")):
        word = word.replace(umlaut, letters)
    return word


def likeness(one: str, other: str) -> float:
    """Return how many runs two words share."""
    rows = letter_runs([one, other]).toarray()
    return float(np.minimum(rows[0], rows[1]).sum())


def test_a_word_has_the_runs_of_its_letters_and_its_ends() -> None:
    """ " pegel ": " pege", "pegel", "egel "."""
    assert letter_runs(["pegel"]).toarray().tolist() == [[1, 1, 1]]


def test_a_run_that_stands_twice_counts_twice() -> None:
    assert sorted(letter_runs(["xaaaaaax"]).data.tolist()) == [1, 1, 1, 1, 2]


@pytest.mark.parametrize(
    ("word", "runs"), [("", 0), ("a", 0), ("ä", 0), ("ab", 1), ("abc", 1), ("abcd", 2)]
)
def test_short_words_have_few_runs(word: str, runs: int) -> None:
    assert letter_runs([word, "pegel"])[0].sum() == runs


def test_umlauts_are_written_out() -> None:
    assert likeness("gewässer", "gewaesser") == letter_runs(["gewaesser"]).sum()


def test_compounds_share_the_runs_of_their_parts() -> None:
    assert likeness("hochwasser", "hochwasserschutz") == 7
    assert likeness("pegel", "museum") == 0


def test_a_beginning_is_not_an_end() -> None:
    assert likeness("tal", "talent") == 0
    assert likeness("pegel", "lpege") == 0


def test_words_do_not_run_into_each_other() -> None:
    assert letter_runs(["ab", "cd"]).sum() == 2


def test_no_words_have_no_runs() -> None:
    assert letter_runs([]).shape == (0, 0)
    assert letter_runs(["", "a"]).shape == (2, 0)


def test_runs_are_float32_in_canonical_form() -> None:
    found = letter_runs(["pegel", "aaaaaaa"])
    assert found.dtype == np.float32
    assert found.has_canonical_format


@pytest.mark.parametrize("letters", ["\0\0\0\0", "\x01\x02\x03", "\ud800\udfff\ud800", "🚲🚲🚲🚲"])
def test_any_character_is_a_letter(letters: str) -> None:
    assert likeness(letters, letters) == letter_runs([letters]).sum() > 0
    assert likeness(letters, "abcd") == 0


def test_more_than_four_thousand_different_letters_are_still_runs() -> None:
    """Rare letters become one; the frequent ones of Europe stay apart."""
    foreign = "".join(map(chr, range(0x4E00, 0x4E00 + 5000)))
    words = ["pegel", *(foreign[at : at + 10] for at in range(0, 5000, 10)), "pegel", "kegel"]
    rows = letter_runs(words).toarray()
    assert rows.sum(axis=1).min() == 3
    assert np.array_equal(rows[0], rows[-2])
    assert not np.array_equal(rows[0], rows[-1])


@PROPERTY
@given(st.lists(WORD, min_size=1, max_size=12))
def test_runs_are_those_of_scikit_learn(words: list[str]) -> None:
    vectorizer = CountVectorizer(
        analyzer="char_wb", ngram_range=(5, 5), lowercase=False, dtype=np.float32
    )
    expected = vectorizer.fit_transform(map(spelled_out, words)).toarray()
    found = letter_runs(words).toarray()
    assert found.shape == expected.shape
    # The columns are the same; only their order is ours.
    assert sorted(found.T.tolist()) == sorted(expected.T.tolist())


@PROPERTY
@given(st.lists(st.text(GERMAN_LETTERS, min_size=3, max_size=15), min_size=1, max_size=12))
def test_columns_stand_in_the_order_of_their_letters(words: list[str]) -> None:
    vectorizer = CountVectorizer(analyzer="char_wb", ngram_range=(5, 5), lowercase=False)
    expected = vectorizer.fit_transform(map(spelled_out, words)).toarray()
    assert np.array_equal(letter_runs(words).toarray(), expected)


@PROPERTY
@given(st.lists(WORD, min_size=1, max_size=8), st.lists(WORD, max_size=8))
def test_further_words_change_neither_runs_nor_their_order(
    words: list[str], further: list[str]
) -> None:
    alone = letter_runs(words).toarray()
    beside = letter_runs([*words, *further])[: len(words)].toarray()
    assert np.array_equal(beside[:, beside.any(axis=0)], alone)
