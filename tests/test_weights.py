"""Weights, against their formulas written out and against scikit-learn's."""

from __future__ import annotations

from itertools import pairwise
from math import log, sqrt

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.sparse import csr_matrix
from sklearn.feature_extraction.text import TfidfTransformer

from matching.weights import LetterWeights, StemWeights, WordWeights

PROPERTY = settings(max_examples=200, deadline=None)
Table = list[list[float]]


@st.composite
def tables(draw: st.DrawFn) -> Table:
    width = draw(st.integers(1, 5))
    row = st.lists(st.integers(0, 9).map(float), min_size=width, max_size=width)
    return draw(st.lists(row, min_size=1, max_size=6))


def sparse(table: Table) -> csr_matrix:
    return csr_matrix(np.array(table, dtype=np.float32))


def log_logistic(table: Table) -> Table:
    """Return ln((λ + tf') / λ) with tf' = tf · ln(1 + 0.3 · mean length / length)."""
    lengths = [sum(row) for row in table]
    mean = sum(lengths) / len(table)
    shares = [max(sum(each > 0 for each in column), 1) / len(table) for column in zip(*table)]  # noqa: B905 - rows of one table
    return [
        [
            log((share + each * log(1 + 0.3 * mean / length)) / share) if each else 0.0
            for each, share in zip(row, shares, strict=True)
        ]
        for row, length in zip(table, lengths, strict=True)
    ]


def pivoted(table: Table) -> Table:
    """Return 1 + ln tf, divided by 0.3 of the mean length and 0.7 of the own."""
    damped = [[1 + log(each) if each else 0.0 for each in row] for row in table]
    norms = [sqrt(sum(each * each for each in row)) for row in damped]
    longer = [norm for norm in norms if norm > 0]
    mean = sum(longer) / len(longer) if longer else 1.0
    return [
        [each / (0.3 * mean + 0.7 * norm) for each in row]
        for row, norm in zip(damped, norms, strict=True)
    ]


@PROPERTY
@given(tables())
def test_stems_weigh_by_the_log_logistic_model(table: Table) -> None:
    found = StemWeights(sparse(table)).of_documents(sparse(table))
    assert found.toarray() == pytest.approx(np.array(log_logistic(table)), rel=1e-5, abs=1e-6)


@PROPERTY
@given(tables())
def test_words_weigh_by_their_logarithm_with_pivoted_length(table: Table) -> None:
    found = WordWeights(sparse(table)).of_documents(sparse(table))
    assert found.toarray() == pytest.approx(np.array(pivoted(table)), rel=1e-5, abs=1e-6)


def test_a_word_that_counts_nought_stays_nought_and_keeps_its_place() -> None:
    counts = csr_matrix((np.array([0, 3], dtype=np.float32), [0, 1], [0, 2]), shape=(1, 2))
    found = WordWeights(counts).of_documents(counts)
    assert found.nnz == 2
    assert found.data[0] == 0 < found.data[1]


@PROPERTY
@given(tables())
def test_runs_of_letters_weigh_by_scikit_learns_tfidf(table: Table) -> None:
    """Where each document is one word, a run is in as many documents as its words."""
    tfidf = TfidfTransformer(norm="l2").fit(sparse(table))
    found = LetterWeights(sparse(table), np.ones(len(table), dtype=np.int64), len(table))
    assert found.words.toarray() == pytest.approx(
        tfidf.transform(sparse(table)).toarray(), rel=1e-5, abs=1e-6
    )
    asked = TfidfTransformer(norm=None, sublinear_tf=True).fit_transform(sparse(table)).toarray()
    assert found.of_profiles(sparse(table)).toarray() == pytest.approx(asked, rel=1e-5)


def test_a_run_of_more_documents_weighs_less_but_never_less_than_one() -> None:
    weights = LetterWeights(sparse([[1, 0, 0], [1, 1, 0]]), np.array([9, 3]), 10)
    often, less, never = weights.of_profiles(sparse([[1, 1, 1]])).toarray()[0]
    assert often == pytest.approx(1.0)
    assert less == pytest.approx(1 + log(11 / 4))
    assert never == pytest.approx(1 + log(11))


def letters(table: Table) -> LetterWeights:
    return LetterWeights(sparse(table), np.ones(len(table), dtype=np.int64), len(table))


def test_a_rare_stem_weighs_more_in_a_document_and_the_same_in_a_profile() -> None:
    weights = StemWeights(sparse([[1, 1], [1, 0], [1, 0]]))
    often, rare = weights.of_documents(sparse([[1, 1]])).toarray()[0]
    assert rare > often > 0
    assert weights.of_profiles(sparse([[1, 1]])).toarray().tolist() == [[1, 1]]


def test_a_stem_of_a_long_text_weighs_less() -> None:
    table = [[1, 0], [1, 50]]
    found = StemWeights(sparse(table)).of_documents(sparse(table)).toarray()
    assert found[0, 0] > found[1, 0]


def test_what_stands_often_weighs_more_but_not_as_many_times() -> None:
    stems, words = StemWeights(sparse([[1, 1]])), WordWeights(sparse([[1, 1]]))
    for weigh in (
        stems.of_profiles,
        stems.of_documents,
        words.of_documents,
        letters([[1, 1]]).of_profiles,
    ):
        once, often = weigh(sparse([[1, 9]])).toarray()[0]
        assert once < often < 9 * once


def test_what_an_analyst_has_halved_weighs_half() -> None:
    for weights in (StemWeights(sparse([[1, 1]])), letters([[1, 1]])):
        half, whole = weights.of_profiles(sparse([[0.5, 1]])).toarray()[0]
        assert half == pytest.approx(whole / 2)


@PROPERTY
@given(tables())
def test_weights_of_profiles_rise_with_frequency(table: Table) -> None:
    counts = sparse(table)
    for weights in (StemWeights(counts), letters(table)):
        steps = [0.1, 0.5, 0.99, 1, 1.01, 2, 5]
        rows = [weights.of_profiles(counts.sign() * np.float32(step)).toarray() for step in steps]
        for less, more in pairwise(rows):
            assert (more >= less).all()


def test_a_stem_that_no_document_has_is_as_rare_as_one_of_a_single_document() -> None:
    weights = StemWeights(sparse([[1, 0], [0, 0]]))
    once, never = weights.of_documents(sparse([[1, 1]])).toarray()[0]
    assert once == never


@pytest.mark.parametrize("shape", [(0, 0), (0, 3), (3, 0), (3, 2)])
def test_without_a_word_of_any_document_weights_are_numbers(shape: tuple[int, int]) -> None:
    nothing = csr_matrix(shape, dtype=np.float32)
    asked = csr_matrix(np.ones((2, shape[1]), dtype=np.float32))
    stems, words = StemWeights(nothing), WordWeights(nothing)
    runs = LetterWeights(nothing, np.zeros(shape[0], dtype=np.int64), 0)
    assert runs.words.shape == shape
    for weigh in (stems.of_documents, stems.of_profiles, words.of_documents, runs.of_profiles):
        assert weigh(nothing).shape == shape
        assert weigh(asked).shape == asked.shape
        assert np.isfinite(weigh(asked).data).all()


@PROPERTY
@given(tables())
def test_weights_are_float32_and_leave_counts_as_they_are(table: Table) -> None:
    counts = sparse(table)
    kept = counts.copy()
    stems, words, runs = StemWeights(counts), WordWeights(counts), letters(table)
    for weighed in (
        stems.of_documents(counts),
        stems.of_profiles(counts),
        words.of_documents(counts),
        runs.of_profiles(counts),
        runs.words,
    ):
        assert weighed.dtype == np.float32
        assert (weighed.data >= 0).all()
    assert counts.data.tobytes() == kept.data.tobytes()
    assert counts.indices.tobytes() == kept.indices.tobytes()
