"""What stands for a word: its stem, the stems of its parts, and its runs of letters.

    words × features, once for each distinct word; documents × words times that is all the analysis

The cost is that of the vocabulary, not of the texts.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_matrix, diags

from matching.compounds import least_documents, part_words
from matching.letters import letter_runs
from matching.words import stop_words, terms_of


@dataclass(frozen=True, slots=True)
class Features:
    """The features of ``words``, a row a word, float32.

    ``stems`` has a column a stem of ``names``: 1 for the word's own and for those of its parts.
    ``letters`` says how often each run of five letters stands in the word. ``parts`` is words ×
    words: which words a word consists of, itself included. Words that say nothing of a subject have
    empty rows in ``stems`` and ``letters``.
    """

    words: tuple[str, ...]
    names: tuple[str, ...]
    stems: csr_matrix
    letters: csr_matrix
    parts: csr_matrix


def features_of(
    words: Sequence[str], frequencies: NDArray[np.int64], documents: int, language: str
) -> Features:
    """Return the features of distinct case-folded ``words``.

    ``frequencies`` says in how many of all ``documents`` each stands: a word of the corpus may be a
    part of other words, any other is only split.
    """
    terms = terms_of(words, language)
    names = sorted({term for term in terms if term is not None})
    places = {name: place for place, name in enumerate(names)}
    columns = [places[term] for term in terms if term is not None]
    has_term = np.array([term is not None for term in terms], dtype=np.float32)
    rows = np.flatnonzero(has_term)
    ones = np.ones(len(rows), dtype=np.float32)
    own = csr_matrix((ones, (rows, columns)), shape=(len(words), len(names)))
    parts = part_words(words, frequencies, least_documents(documents), stop_words(language))
    said = diags(has_term, dtype=np.float32, format="csr")
    stems = said @ (parts @ own)
    # Two parts of a word may have one stem; the word has it once.
    stems.data[:] = 1.0
    letters = said @ letter_runs(words)
    for matrix in (stems, letters):
        matrix.eliminate_zeros()
        matrix.sort_indices()
    return Features(tuple(words), tuple(names), stems, letters, parts)
