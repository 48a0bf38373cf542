"""Weigh the terms of texts and compare them: scikit-learn's TF-IDF, one language at a time.

Holds no texts and knows no documents; rows are positions in what it was given.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_matrix
from sklearn.feature_extraction.text import CountVectorizer, TfidfTransformer

from matching.words import terms


class Index:
    """The documents and profiles of one language in one space of weighted terms.

    Term weights are ``(1 + ln tf) · idf`` with scikit-learn's smoothed idf over the documents, rows
    divided by their length. A profile's words that no document has keep their weight: a profile
    that shares one common word with a document must not look like a perfect fit.
    """

    def __init__(self, documents: Sequence[str], profiles: Sequence[str], language: str) -> None:
        vectorizer = CountVectorizer(analyzer=partial(terms, language=language), dtype=np.float64)
        counts: csr_matrix = vectorizer.fit_transform([*documents, *profiles, _NEVER_EMPTY])
        # Sums must not depend on the order in which words were first met.
        counts.sort_indices()
        of_documents = counts[: len(documents)]
        of_profiles = counts[len(documents) : len(documents) + len(profiles)]
        weights = TfidfTransformer(sublinear_tf=True).fit(of_documents)
        self._documents: csr_matrix = weights.transform(of_documents)
        self._profiles: csr_matrix = weights.transform(of_profiles)
        self._terms: NDArray[np.object_] = vectorizer.get_feature_names_out()

    def scores(self) -> NDArray[np.float64]:
        """Return profiles × documents, each score in [0, 1].

        A score is the product of both rows divided by the profile's product with itself, the most
        that any document can reach. A profile without a term scores 0 everywhere.
        """
        products = (self._profiles @ self._documents.T).toarray()
        bounds = np.asarray(self._profiles.multiply(self._profiles).sum(axis=1)).reshape(-1, 1)
        scores = np.divide(products, bounds, out=np.zeros_like(products), where=bounds > 0)
        clipped: NDArray[np.float64] = np.clip(scores, 0.0, 1.0)
        return clipped

    def contributions(self, profile: int, document: int) -> dict[str, float]:
        """Return what each common term adds to the score of this pair; they sum up to it."""
        row = self._profiles[profile]
        bound = float(row.multiply(row).sum())
        common = row.multiply(self._documents[document]).tocoo()
        if not bound:
            return {}
        return {
            str(self._terms[column]): float(value) / bound
            for column, value in zip(common.col, common.data, strict=True)
        }


# CountVectorizer refuses a vocabulary without a word; an empty night is no error of ours.
_NEVER_EMPTY = "foerderscout"
