"""Measure rankings against graded judgements, and tell differences from chance.

A ranking holds the keys of the documents retrieved, best first. A document counts as relevant from
grade 1 on; one without a grade counts as 0.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Grades = Mapping[str, int]
"""Document to grade, 0 or above; a document that is not in it has grade 0."""

# Signs drawn at once: some 10 MB, however many rounds are asked for.
_MOST_SIGNS = 1_000_000
# Far above what rounding moves a sum by, far below any difference that means something.
_ROUNDING = 1e-12


@dataclass(frozen=True, slots=True)
class Quality:
    """Means over the queries that could be measured.

    ``ndcg10``, ``recall100`` and ``mrr`` are in [0, 1], more is better; ``None``: no query has a
    relevant document. ``queries`` is the number of queries that have one.
    """

    ndcg10: float | None
    recall100: float | None
    mrr: float | None
    queries: int


def ndcg(ranking: Sequence[str], grades: Grades, depth: int = 10) -> float | None:
    """Return the normalised discounted cumulated gain of the first ``depth`` documents.

    In [0, 1]: the sum of ``(2**grade - 1) / log2(rank + 1)`` divided by that of the best order of
    all graded documents, which has 1. ``None``: nothing relevant is known, so there is nothing to
    measure. Cumulated gain and its division by the ideal: Järvelin & Kekäläinen, ACM TOIS 20(4),
    2002; this gain and this discount: Burges et al., ICML 2005.

    Raises:
        ValueError: if a document is ranked twice, a grade is negative, or ``depth`` is below 1.
    """
    _check(ranking, grades, depth)
    best = _discounted(sorted(grades.values(), reverse=True)[:depth])
    found = _discounted([grades.get(document, 0) for document in ranking[:depth]])
    return found / best if best else None


def recall(ranking: Sequence[str], grades: Grades, depth: int = 100) -> float | None:
    """Return the share of the relevant documents that is among the first ``depth``.

    In [0, 1]; 1 is out of reach where more than ``depth`` documents are relevant. ``None``: none
    is. Source: Manning, Raghavan & Schütze, Introduction to Information Retrieval, 2008, ch. 8.

    Raises:
        ValueError: if a document is ranked twice, a grade is negative, or ``depth`` is below 1.
    """
    _check(ranking, grades, depth)
    relevant = _relevant(grades)
    return len(relevant.intersection(ranking[:depth])) / len(relevant) if relevant else None


def reciprocal_rank(ranking: Sequence[str], grades: Grades) -> float | None:
    """Return 1 divided by the rank of the first relevant document, 0 if none is ranked.

    In [0, 1]. ``None``: no document is relevant. Source: Voorhees, The TREC-8 Question Answering
    Track Report, 1999.

    Raises:
        ValueError: if a document is ranked twice or a grade is negative.
    """
    _check(ranking, grades)
    relevant = _relevant(grades)
    first = next((1 / rank for rank in _ranks(ranking, relevant)), 0.0)
    return first if relevant else None


def average_precision(ranking: Sequence[str], grades: Grades) -> float | None:
    """Return the mean of the precision at each relevant document, 0 for those not ranked.

    In [0, 1]; 1 if all relevant documents come first. ``None``: no document is relevant. Source:
    Buckley & Voorhees, Evaluating Evaluation Measure Stability, SIGIR 2000.

    Raises:
        ValueError: if a document is ranked twice or a grade is negative.
    """
    _check(ranking, grades)
    relevant = _relevant(grades)
    ranks = _ranks(ranking, relevant)
    precisions = math.fsum(found / rank for found, rank in enumerate(ranks, start=1))
    return precisions / len(relevant) if relevant else None


def measure(rankings: Mapping[str, Sequence[str]], grades: Mapping[str, Grades]) -> Quality:
    """Return the means over all queries of ``grades`` that have a relevant document.

    Such a query without a ranking counts as 0; a ranking whose query has no grades is not read.

    Raises:
        ValueError: if a document is ranked twice for a query, or a grade is negative.
    """
    pairs = [(rankings.get(query, ()), graded) for query, graded in grades.items()]
    return Quality(
        ndcg10=_mean(ndcg(ranking, graded, 10) for ranking, graded in pairs),
        recall100=_mean(recall(ranking, graded, 100) for ranking, graded in pairs),
        mrr=_mean(reciprocal_rank(ranking, graded) for ranking, graded in pairs),
        queries=sum(bool(_relevant(graded)) for _, graded in pairs),
    )


def per_query(
    rankings: Mapping[str, Sequence[str]], grades: Mapping[str, Grades], depth: int = 10
) -> dict[str, float]:
    """Return the nDCG in [0, 1] of each query that has a relevant document, 0 without a ranking.

    Keys and their order hang on ``grades`` alone: the values of two systems are pairs as they are.

    Raises:
        ValueError: if a document is ranked twice for a query, a grade is negative, or ``depth`` is
            below 1.
    """
    measured = {
        query: ndcg(rankings.get(query, ()), graded, depth) for query, graded in grades.items()
    }
    return {query: value for query, value in measured.items() if value is not None}


def randomisation_test(
    first: Sequence[float], second: Sequence[float], *, rounds: int = 10_000, seed: int = 0
) -> float:
    """Return the two-sided p-value of the mean difference between paired values.

    In (0, 1]: how often, if each pair is swapped or not by chance, the mean difference is at least
    as far from 0 as the one observed, as ``(count + 1) / (rounds + 1)``. Equal sequences have 1.
    The same seed gives the same value, with the arguments in either order. Source: Smucker, Allan &
    Carterette, CIKM 2007; the added ones, which never let chance alone give 0: Davison & Hinkley,
    Bootstrap Methods and their Application, 1997, ch. 4.

    Raises:
        ValueError: if the sequences are empty, differ in length or hold a value that is not finite,
            or if ``rounds`` is below 1.
    """
    if rounds < 1:
        raise ValueError(f"rounds is {rounds}, expected 1 or more")
    differences = _differences(first, second)
    # Sums that are equal on paper differ in their last digits: they must count as equally far.
    bound = abs(differences.sum()) - _ROUNDING * np.abs(differences).sum()
    count = sum(
        int(np.count_nonzero(np.abs(sums) >= bound))
        for sums in _swapped_by_chance(differences, rounds, seed)
    )
    return (count + 1) / (rounds + 1)


def _check(ranking: Sequence[str], grades: Grades, depth: int = 1) -> None:
    """Refuse what would give a number that looks right: doubles counted twice, gains below 0."""
    if depth < 1:
        raise ValueError(f"depth is {depth}, expected 1 or more")
    for document, times in Counter(ranking).items():
        if times > 1:
            raise ValueError(f"document {document!r} is ranked {times} times, expected once")
    for document, grade in grades.items():
        if grade < 0:
            raise ValueError(f"document {document!r} has grade {grade}, expected 0 or more")


def _relevant(grades: Grades) -> set[str]:
    return {document for document, grade in grades.items() if grade >= 1}


def _ranks(ranking: Sequence[str], relevant: set[str]) -> list[int]:
    return [rank for rank, document in enumerate(ranking, start=1) if document in relevant]


def _discounted(grades: Sequence[int]) -> float:
    return math.fsum(
        (2**grade - 1) / math.log2(rank + 1) for rank, grade in enumerate(grades, start=1)
    )


def _mean(values: Iterable[float | None]) -> float | None:
    measured = [value for value in values if value is not None]
    return math.fsum(measured) / len(measured) if measured else None


def _differences(first: Sequence[float], second: Sequence[float]) -> NDArray[np.float64]:
    if not 1 <= len(first) == len(second):
        raise ValueError(f"{len(first)} and {len(second)} values, expected as many, at least one")
    pairs = np.array([first, second], dtype=np.float64)
    # Not a number is never as far as anything: it would pass for the clearest of differences.
    if not np.isfinite(pairs).all():
        raise ValueError("a value is not finite, expected numbers only")
    differences: NDArray[np.float64] = pairs[0] - pairs[1]
    return differences


def _swapped_by_chance(
    differences: NDArray[np.float64], rounds: int, seed: int
) -> Iterator[NDArray[np.float64]]:
    """Yield the sums of so many rounds, in parts: all signs at once might not fit in memory."""
    random = np.random.default_rng(seed)
    at_once = max(1, _MOST_SIGNS // len(differences))
    for done in range(0, rounds, at_once):
        shape = (min(at_once, rounds - done), len(differences))
        yield (random.integers(0, 2, shape, dtype=np.int8) * 2 - 1) @ differences
