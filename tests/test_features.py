"""The features of words: stems of the word and of its parts, and runs of letters."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from matching.compounds import part_words
from matching.features import Features, features_of
from matching.letters import letter_runs
from matching.words import LANGUAGES, stop_words, terms_of

PROPERTY = settings(max_examples=150, deadline=None)
WORDS = st.lists(
    st.sampled_from(
        "hochwasser hochwasserschutz schutz schutzes schützen pegel pegelstand stand und antrag 7 "
        "x 2027 förderprogramm radwege weg rad wald waldwege wege co2 \0\0 flood the".split()
    ),
    max_size=15,
    unique=True,
)


def features(*words: str, times: int = 5, documents: int = 9, language: str = "de") -> Features:
    return features_of(words, np.full(len(words), times), documents, language)


def stems(found: Features, word: str) -> set[str]:
    row = found.stems[found.words.index(word)]
    return {found.names[place] for place in row.indices}


def test_a_word_has_its_stem_and_those_of_its_parts() -> None:
    found = features("hochwasserschutz", "hochwasser", "schutz")
    assert stems(found, "hochwasserschutz") == {"hochwasserschutz", "hochwass", "schutz"}
    assert stems(found, "schutz") == {"schutz"}


def test_forms_of_a_word_have_one_stem() -> None:
    found = features("radweg", "radwege")
    assert found.names == ("radweg",)
    assert found.stems.toarray().tolist() == [[1], [1]]


def test_a_stem_counts_once_even_if_two_parts_have_it() -> None:
    found = features("radwegradwege", "radweg", "radwege")
    assert found.parts[0].nnz == 3
    assert stems(found, "radwegradwege") == {"radwegradweg", "radweg"}
    assert set(found.stems.data.tolist()) == {1.0}


@pytest.mark.parametrize("word", ["und", "antrag", "2027", "x"])
def test_words_that_say_nothing_have_empty_rows(word: str) -> None:
    found = features(word, "pegel")
    assert found.stems[0].nnz == found.letters[0].nnz == 0
    assert found.letters[1].nnz == 3


def test_a_stop_word_is_neither_split_nor_a_part() -> None:
    found = features("förderprogramm", "förder", "programm", "programmheft", "heft")
    assert "förderprogramm" in stop_words("de")
    assert stems(found, "förderprogramm") == set()
    assert stems(found, "programmheft") == {"programmheft"}


def test_parts_are_those_of_enough_documents() -> None:
    words = ("pegelstand", "pegel", "stand")
    assert len(stems(features(*words, times=3), "pegelstand")) == 3
    assert len(stems(features(*words, times=2), "pegelstand")) == 1
    assert len(stems(features(*words, times=7, documents=20_000), "pegelstand")) == 1
    assert len(stems(features(*words, times=8, documents=20_000), "pegelstand")) == 3


def test_english_words_have_english_stems() -> None:
    assert stems(features("flooding", "floods", language="en"), "flooding") == {"flood"}


def test_no_words_have_no_features() -> None:
    found = features_of([], np.empty(0, dtype=np.int64), 0, "de")
    assert found.stems.shape == found.letters.shape == found.parts.shape == (0, 0)


@PROPERTY
@given(WORDS, st.integers(0, 5), st.sampled_from(LANGUAGES))
def test_features_are_those_of_words_one_by_one(
    words: list[str], times: int, language: str
) -> None:
    frequencies = np.array([(times + place) % 6 for place in range(len(words))], dtype=np.int64)
    found = features_of(words, frequencies, len(words), language)
    parts = part_words(words, frequencies, 3, stop_words(language)).toarray()
    terms = terms_of(words, language)
    runs = letter_runs(words).toarray()
    assert found.names == tuple(sorted({term for term in terms if term is not None}))
    for place, word in enumerate(words):
        own = {terms[part] for part in parts[place].nonzero()[0]} - {None}
        assert stems(found, word) == (own if terms[place] is not None else set())
        expected = runs[place] if terms[place] is not None else 0 * runs[place]
        assert np.array_equal(found.letters[place].toarray().ravel(), expected)


@PROPERTY
@given(WORDS)
def test_features_are_float32_without_zeros_and_sorted(words: list[str]) -> None:
    found = features_of(words, np.full(len(words), 3), len(words), "de")
    for matrix in (found.stems, found.letters):
        assert matrix.dtype == np.float32
        assert matrix.has_sorted_indices
        assert (matrix.data > 0).all()
