"""The documents of one language and what is looked for in it, as rows of weights.

    word counts -> stems and parts -> documents × stems, weighed
                -> words, evened out by length -> documents × words, and words × runs of letters

What is looked for is a row of stems and runs of letters side by side. A document meets it with its
stems at once, and with its letters word by word: that costs what the vocabulary costs.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from functools import cached_property

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_matrix, diags, hstack

from matching.asked import Weights
from matching.blocks import by_block, stacked
from matching.counts import WordCounts
from matching.features import Features, features_of
from matching.weights import LetterWeights, StemWeights, WordWeights

# Letters find what stems miss, and are wrong more often.
LETTERS_SHARE = 0.6
# What is said in fewer words than this says too little to be met in full.
_FEWEST_STEMS = 5
# A word whose letters have less than this cosine with all that is looked for is not like it.
_LEAST_LIKENESS = 0.025
# So many rows at once: words × rows must fit into memory.
_ROWS_AT_ONCE = 50

Scores = NDArray[np.float32]


class Space:
    """Documents of one language, and rows that score them.

    ``stems`` are documents × stems, ``spelled`` documents × words, ``letters`` words × runs, all
    weighed; ``asked`` are the words of profiles, ``profiles`` the rows that look for them.
    """

    def __init__(self, counts: WordCounts, asked: Sequence[Weights], language: str) -> None:
        self.language = language
        self.counts = counts
        self.features = _features(counts, asked, language)
        self.asked = self._word_rows(asked)
        frequencies = np.bincount(counts.counts.indices, minlength=len(self.features.words))
        known = self.features.stems[: len(counts.words)]
        stems = stacked(lambda block: counts.counts[block] @ known, len(counts.keys))
        self._stems = StemWeights(stems)
        self._letters = LetterWeights(self.features.letters, frequencies, len(counts.keys))
        said = self._said(counts.counts)
        self._words = WordWeights(said)
        self.stems = _in_order(self._stems.of_documents(stems))
        self.spelled = self._words.of_documents(said)
        self.letters = self._letters.words
        self.profiles = self.rows(self.asked)

    @cached_property
    def say_enough(self) -> NDArray[np.float64]:
        """Return how far each profile says enough to be met in full, in [0, 1]."""
        return _says_enough(_in_order(self.asked @ self.features.stems))

    @cached_property
    def places(self) -> Mapping[str, int]:
        """Return the row of each document by its key."""
        return {key: place for place, key in enumerate(self.counts.keys)}

    @cached_property
    def _known_letters(self) -> csr_matrix:
        """The letters of words that documents have, without those of profiles alone."""
        return self.letters[: len(self.counts.words)]

    def rows(self, word_counts: csr_matrix) -> csr_matrix:
        """Return rows that score texts of such words: 1 for the text itself, less for all others.

        ``word_counts`` has a column a word of ``features``. A text without a term has an empty row.
        """
        stems = _in_order(word_counts @ self.features.stems)
        runs = self._letters.of_profiles(_in_order(word_counts @ self.features.letters))
        spelled = self._words.of_documents(self._said(word_counts)) @ self.letters
        most = _says_enough(stems) / (1 + LETTERS_SHARE)
        return _side_by_side(
            _bounded(self._stems.of_profiles(stems), self._stems.of_documents(stems), most),
            _bounded(runs, spelled, LETTERS_SHARE * most),
        )

    def rows_of_documents(self, keys: Sequence[str]) -> csr_matrix:
        """Return, for documents of this language, the rows that look for their like."""
        chosen = self.counts.counts[[self.places[key] for key in keys]]
        shape = (len(keys), len(self.features.words))
        return self.rows(csr_matrix((chosen.data, chosen.indices, chosen.indptr), shape))

    def scores(self, rows: csr_matrix) -> Scores:
        """Return rows × documents: what each row scores each document; not bounded."""
        found = np.zeros((rows.shape[0], len(self.counts.keys)), dtype=np.float32)
        for start in range(0, rows.shape[0], _ROWS_AT_ONCE):
            some = slice(start, start + _ROWS_AT_ONCE)
            found[some] = self._scores(rows[some])
        return found

    def _scores(self, rows: csr_matrix) -> Scores:
        stems = rows[:, : self.features.stems.shape[1]].T.tocsr()
        alike = self.alike(rows, slice(len(self.counts.words)))
        blocks = by_block(
            lambda block: (self.stems[block] @ stems + self.spelled[block] @ alike).toarray(),
            len(self.counts.keys),
        )
        return np.vstack(blocks).T

    def alike(self, rows: csr_matrix, words: slice | NDArray[np.int32]) -> csr_matrix:
        """Return words × rows: how much a word is written like what each row looks for.

        What is hardly alike is left out: it takes most of the time, and ranks no better.
        """
        runs = rows[:, self.features.stems.shape[1] :]
        found = (self.letters[words] @ runs.T).tocsr()
        lengths = np.sqrt(np.asarray(runs.multiply(runs).sum(axis=1)).ravel())
        # Rows of what does not fit are negative.
        found.data *= np.abs(found.data) >= _LEAST_LIKENESS * lengths[found.indices]
        found.eliminate_zeros()
        return found

    def met(self, row: csr_matrix, place: int) -> csr_matrix:
        """Return the stems and runs of a document, whose product with ``row`` is its score."""
        spelled = self.spelled[place].copy()
        alike = self.alike(row, spelled.indices)
        spelled.data *= np.diff(alike.indptr) > 0
        return _side_by_side(self.stems[place], spelled @ self._known_letters)

    def covered(self, words_of_profiles: Sequence[Collection[str]]) -> NDArray[np.float64]:
        """Return which share of each profile's weight hangs on the given words of it, in [0, 1].

        A profile that says little can have little of it.
        """
        chosen = self._word_rows([dict.fromkeys(words, 1.0) for words in words_of_profiles])
        own = _in_order(self.asked @ self.features.stems)
        reached = self._stems.of_profiles(own).multiply(self._stems.of_documents(own))
        has_stem = _in_order(chosen @ self.features.stems).sign()
        of_chosen = np.asarray(reached.multiply(has_stem).sum(axis=1)).ravel()
        of_all = np.asarray(reached.sum(axis=1)).ravel()
        shares = np.zeros(len(of_all))
        np.divide(of_chosen, of_all, out=shares, where=of_all > 0)
        return shares * _says_enough(own)

    def _word_rows(self, asked: Sequence[Weights]) -> csr_matrix:
        places = {word: place for place, word in enumerate(self.features.words)}
        ends = np.cumsum([0, *(len(weights) for weights in asked)])
        columns = [places[word] for weights in asked for word in weights]
        data = [value for weights in asked for value in weights.values()]
        shape = (len(asked), len(places))
        return _in_order(csr_matrix((np.array(data, dtype=np.float32), columns, ends), shape))

    def _said(self, word_counts: csr_matrix) -> csr_matrix:
        """Return the counts of words that have letters to compare: the others count 0."""
        has_letters = np.diff(self.features.letters.indptr) > 0
        data = word_counts.data * has_letters[word_counts.indices]
        return csr_matrix((data, word_counts.indices, word_counts.indptr), word_counts.shape)


def _features(counts: WordCounts, asked: Sequence[Weights], language: str) -> Features:
    known = set(counts.words)
    new = sorted({word for weights in asked for word in weights} - known)
    vocabulary = [*counts.words, *new]
    frequencies = np.bincount(counts.counts.indices, minlength=len(vocabulary))
    return features_of(vocabulary, frequencies, len(counts.keys), language)


def _says_enough(stems: csr_matrix) -> NDArray[np.float64]:
    """Return for each row of stems how far it says enough to be met in full, in [0, 1]."""
    shares: NDArray[np.float64] = np.minimum(1.0, np.diff(stems.indptr) / _FEWEST_STEMS)
    return shares


def _bounded(asked: csr_matrix, as_document: csr_matrix, most: NDArray[np.float64]) -> csr_matrix:
    """Divide each row by what it reaches with its own text; ``most`` is what that is to be."""
    own = np.asarray(asked.multiply(as_document).sum(axis=1)).ravel()
    factors = np.divide(most, own, out=np.zeros(len(own)), where=own > 0)
    return diags(factors, format="csr") @ asked


def _side_by_side(stems: csr_matrix, runs: csr_matrix) -> csr_matrix:
    return _in_order(hstack([stems, runs], format="csr", dtype=np.float32))


def _in_order(product: csr_matrix) -> csr_matrix:
    """Sort each row: sums must not depend on the order in which features were met."""
    rows = csr_matrix(product)
    rows.sort_indices()
    return rows
