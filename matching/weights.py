"""Weigh what stands in a text: rare words more, long texts not more.

Two spaces, because each ranks best with weights of its own (measured; docs/why.md): stems and parts
by the log-logistic model, letters by the likeness of words.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_matrix
from sklearn.preprocessing import normalize

# How much a long text's words are discounted, and how far the length of letters is evened out.
_LENGTH_OF_WORDS = 0.3
_PIVOT = 0.7
_TINY = 1e-9

Floats = NDArray[np.float32]


class StemWeights:
    """Log-logistic weights ``ln((λ + tf') / λ)``, ``tf' = tf · ln(1 + c · mean length / length)``.

    ``λ`` is the share of documents that have the stem. Source: Clinchant & Gaussier,
    Information-based models for ad hoc IR, SIGIR 2010.
    """

    def __init__(self, counts: csr_matrix) -> None:
        documents = max(counts.shape[0], 1)
        with_stem = np.bincount(counts.indices, minlength=counts.shape[1])
        self._rarity = (np.maximum(with_stem, 1) / documents).astype(np.float32)
        self._mean_length = float(_lengths(counts).mean()) if counts.shape[0] else 1.0

    def of_documents(self, counts: csr_matrix) -> csr_matrix:
        """Return the weight of each stem in each text."""
        lengths = np.maximum(_lengths(counts), _TINY)
        factors = np.log1p(_LENGTH_OF_WORDS * self._mean_length / lengths).astype(np.float32)
        rarity = self._rarity[counts.indices]
        data = np.log1p(counts.data * np.repeat(factors, np.diff(counts.indptr)) / rarity)
        return _with_data(counts, data)

    def of_profiles(self, counts: csr_matrix) -> csr_matrix:
        """Return how much each stem of what is looked for counts; rarity is the documents' own."""
        return _with_data(counts, _damped(counts.data))


class LetterWeights:
    """How much each run of letters counts: scikit-learn's smoothed idf, words of unit length.

    ``words`` are words × runs: words that are written alike are alike, the product of a word with
    itself is 1. A run is in about as many documents as the words that have it, taken together.
    """

    def __init__(self, letters: csr_matrix, frequencies: NDArray[np.int64], documents: int) -> None:
        runs = letters.sign().T @ frequencies.astype(np.float64)
        rarity = np.log((1 + documents) / (1 + np.minimum(runs, documents))) + 1
        self._rarity = rarity.astype(np.float32)
        weighed = self._weighed(letters)
        # scikit-learn refuses to work on nothing at all.
        self.words = normalize(weighed, copy=False) if min(weighed.shape) else weighed

    def of_profiles(self, counts: csr_matrix) -> csr_matrix:
        """Return how much each run of letters of what is looked for counts."""
        return self._weighed(_with_data(counts, _damped(counts.data)))

    def _weighed(self, counts: csr_matrix) -> csr_matrix:
        return _with_data(counts, counts.data * self._rarity[counts.indices])


class WordWeights:
    """How much each word of a text counts for its letters: ``1 + ln tf``, evened out by length.

    Divided by ``(1 - s) · mean length + s · length``. Source: Singhal, Buckley & Mitra, Pivoted
    document length normalization, SIGIR 1996.
    """

    def __init__(self, counts: csr_matrix) -> None:
        lengths = _norms(_with_data(counts, _damped(counts.data)))
        self._mean = float(lengths[lengths > 0].mean()) if lengths.any() else 1.0

    def of_documents(self, counts: csr_matrix) -> csr_matrix:
        """Return the weight of each word in each text; what counts 0 stays 0."""
        damped = _with_data(counts, _damped(counts.data))
        lengths = (1 - _PIVOT) * self._mean + _PIVOT * _norms(damped)
        damped.data /= np.repeat(lengths.astype(np.float32), np.diff(damped.indptr))
        return damped


def _damped(frequencies: Floats) -> Floats:
    """Return ``1 + ln tf``; what counts less than once stays what it is."""
    damped: Floats = np.where(
        frequencies >= 1, 1 + np.log(np.maximum(frequencies, 1)), frequencies
    ).astype(np.float32)
    return damped


def _lengths(counts: csr_matrix) -> NDArray[np.float64]:
    return np.asarray(counts.sum(axis=1, dtype=np.float64)).ravel()


def _norms(weighed: csr_matrix) -> NDArray[np.float64]:
    norms: NDArray[np.float64] = np.sqrt(_lengths(_with_data(weighed, weighed.data**2)))
    return norms


def _with_data(like: csr_matrix, data: Floats) -> csr_matrix:
    return csr_matrix((data.astype(np.float32), like.indices, like.indptr), shape=like.shape)
