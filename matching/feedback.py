"""Learn from judgements: what is like a document that fits may fit as well (Rocchio).

From about twenty judgements on, a linear model is added; it never takes the place of the text.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Protocol

import numpy as np
from scipy.sparse import csr_matrix
from sklearn.linear_model import LogisticRegression

# Measured on judgements of the Bundestag's documentalists: docs/why.md.
_FITTING, _UNFITTING, _LINEAR = 1.0, 0.25, 0.2
_ENOUGH_FOR_A_MODEL = 20
_LOOSE = 10.0


class Rows(Protocol):
    """What is needed of a space: its documents, and rows that look for the like of them."""

    stems: csr_matrix
    profiles: csr_matrix

    @property
    def places(self) -> Mapping[str, int]:
        """The row of each document by its key."""

    def rows_of_documents(self, keys: list[str]) -> csr_matrix:
        """Return the rows that look for the like of documents."""


def learned(space: Rows, judged: Mapping[str, bool]) -> csr_matrix:
    """Return the row that adds to a score what judgements say: 1 × features, may be empty.

    ``n / (n + 1)`` of the mean of what fits, less a quarter as much of what does not: the first
    judgement counts half. Judgements on documents that are not in the space say nothing.
    """
    known = sorted(key for key in judged if key in space.places)
    fitting = [key for key in known if judged[key]]
    unfitting = [key for key in known if not judged[key]]
    row = csr_matrix((1, space.profiles.shape[1]), dtype=np.float32)
    for keys, fits in ((fitting, True), (unfitting, False)):
        if keys:
            rows = space.rows_of_documents(keys)
            share = np.float32(share_of_each(len(keys), fits=fits))
            row = row + csr_matrix(rows.sum(axis=0)) * share
    if fitting and unfitting and len(known) >= _ENOUGH_FOR_A_MODEL:
        row = row + _linear(space, fitting, unfitting) * np.float32(_LINEAR)
    return csr_matrix(row, dtype=np.float32)


def share_of_each(judgements: int, *, fits: bool) -> float:
    """Return how much likeness to one of so many judged documents of a kind adds to a score."""
    return (_FITTING if fits else -_UNFITTING) / (judgements + 1)


def _linear(space: Rows, fitting: list[str], unfitting: list[str]) -> csr_matrix:
    """Return the coefficients of a logistic regression on stems, as a row.

    They are scaled: what fits reaches 1 on average.
    """
    rows = space.stems[[space.places[key] for key in (*fitting, *unfitting)]]
    size = float(np.sqrt(np.asarray(rows.multiply(rows).sum(axis=1)).mean()))
    fits = [True] * len(fitting) + [False] * len(unfitting)
    model = LogisticRegression(C=_LOOSE, class_weight="balanced", solver="liblinear")
    weights = model.fit(rows / max(size, 1e-9), fits).coef_.astype(np.float32)
    reached = float(np.abs(rows[: len(fitting)] @ weights.T).mean())
    of_stems = csr_matrix(weights / np.float32(max(reached, 1e-9)))
    of_stems.resize(1, space.profiles.shape[1])
    return of_stems
