"""Cut words into runs of five letters, so that words that are written alike are alike.

All words of a vocabulary at once: every run of a word of a corpus is met in one pass of arrays.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_matrix

RUN = 5
# Five letters of twelve bits each fit into one integer; all further letters count as one.
_BITS = 12
_MOST_LETTERS = 2**_BITS - 1
_FOLDED = str.maketrans({"ä": "ae", "ö": "oe", "ü": "ue"})


def letter_runs(words: Sequence[str]) -> csr_matrix:
    """Return words × runs: how often each run of five letters stands in a word, float32.

    A word begins and ends with a blank, as in scikit-learn's ``char_wb``; umlauts are written out.
    A word of two letters is one run; shorter ones have none. The runs' order is that of their
    letters, so that equal words give equal columns.
    """
    padded = [f" {word.translate(_FOLDED)} ".ljust(RUN) if len(word) > 1 else "" for word in words]
    lengths = np.fromiter(map(len, padded), dtype=np.int64, count=len(padded))
    packed = _packed("".join(padded))
    runs = np.maximum(lengths - RUN + 1, 0)
    rows = np.repeat(np.arange(len(padded)), runs)
    starts = np.cumsum(lengths) - lengths
    first = np.cumsum(runs) - runs
    places = np.arange(runs.sum()) - np.repeat(first, runs) + np.repeat(starts, runs)
    distinct, columns = np.unique(packed[places], return_inverse=True)
    ones = np.ones(len(rows), dtype=np.float32)
    shape = (len(padded), len(distinct))
    found = csr_matrix((ones, (rows.astype(np.int32), columns.astype(np.int32))), shape=shape)
    found.sum_duplicates()
    return found


def _packed(text: str) -> NDArray[np.int64]:
    """Return for each place of ``text`` the five letters from there on as one integer."""
    codes = np.frombuffer(text.encode("utf-32-le", "surrogatepass"), dtype=np.uint32)
    if len(codes) < RUN:
        return np.empty(0, dtype=np.int64)
    letters = np.zeros(int(codes.max()) + 1, dtype=np.int64)
    letters[codes] = 1
    numbers = np.minimum(np.cumsum(letters), _MOST_LETTERS)[codes]
    last = len(codes) - RUN + 1
    packed: NDArray[np.int64] = numbers[:last].copy()
    for step in range(1, RUN):
        packed = (packed << _BITS) | numbers[step : last + step]
    return packed
