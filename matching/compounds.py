"""Split German compounds into words that the corpus itself has: Hochwasser|schutz|konzept.

All words at once, by hashes of their beginnings: what a corpus calls things is its dictionary.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_matrix, identity

SHORTEST_PART = 4
# What joins the parts of German compounds ("Förderung|s|programm").
LINKS = ("es", "s", "en", "n", "er", "e", "ns", "")
# In a small corpus a word of three documents is a word; in a large one it may be a misprint.
_LEAST_DOCUMENTS, _LEAST_OF_MANY, _MANY = 3, 8, 20_000
# Hochwasser|schutz|konzept|entwicklung: deeper ones only repeat what the parts say.
_DEEPEST = 3
_BASE = np.uint64(0x9E3779B97F4A7C15)
_INVERSE = np.uint64(pow(0x9E3779B97F4A7C15, -1, 2**64))


def least_documents(documents: int) -> int:
    """Return in how many documents a word must stand to be a part of others."""
    return _LEAST_OF_MANY if documents >= _MANY else _LEAST_DOCUMENTS


def part_words(
    words: Sequence[str], frequencies: NDArray[np.int64], least: int, whole: frozenset[str]
) -> csr_matrix:
    """Return words × words: which of ``words`` are parts of each, itself included, float32.

    A part is a word of at least four letters that stands in ``least`` documents or more
    (``frequencies``, one a word) and is not one of ``whole``. Of all cuts into two parts the one
    with the best geometric mean of frequencies is taken; parts are split again, twice at most.
    """
    count = len(words)
    heads, tails, owners = _best_cuts(words, frequencies, least, whole)
    ones = np.ones(2 * len(owners), dtype=np.float32)
    places = (np.concatenate([owners, owners]), np.concatenate([heads, tails]))
    parts = csr_matrix((ones, places), shape=(count, count), dtype=np.float32)
    found = identity(count, dtype=np.float32, format="csr")
    reached = found
    for _ in range(_DEEPEST):
        reached = reached @ parts
        found = found + reached
    found.data[:] = 1.0
    found.sort_indices()
    return found


def _best_cuts(
    words: Sequence[str], frequencies: NDArray[np.int64], least: int, whole: frozenset[str]
) -> tuple[NDArray[np.int64], NDArray[np.int64], NDArray[np.int64]]:
    """Return head, tail and the word itself, as places in ``words``, for each word with a cut."""
    none = np.empty(0, dtype=np.int64)
    lengths = np.fromiter(map(len, words), dtype=np.int64, count=len(words))
    fit = (frequencies >= least) & (lengths >= SHORTEST_PART)
    is_part = np.array(
        [
            bool(good) and word.isalpha() and word not in whole
            for word, good in zip(words, fit, strict=True)
        ],
        dtype=bool,
    )
    if not is_part.any():
        return none, none, none
    text = _Prefixes("".join(words))
    starts = np.cumsum(lengths) - lengths
    ends = starts + lengths
    lookup = _Lookup(text.hashes(starts[is_part], ends[is_part]), np.flatnonzero(is_part))
    owners, cuts = _cuts(starts, lengths)
    tails = lookup.places(text.hashes(cuts, ends[owners]))
    owners, cuts, tails = owners[tails >= 0], cuts[tails >= 0], tails[tails >= 0]
    found = [none, none, none, none]
    for number, link in enumerate(LINKS):
        stops = cuts - len(link)
        joined = (stops - starts[owners] >= SHORTEST_PART) & text.stands(link, stops)
        heads = lookup.places(text.hashes(starts[owners[joined]], stops[joined]))
        of_link = (heads, tails[joined], owners[joined], np.full(len(heads), number))
        found = [
            np.concatenate([all_, some[heads >= 0]])
            for all_, some in zip(found, of_link, strict=True)
        ]
    heads, tails, owners, links = found
    worth = frequencies[heads] * frequencies[tails]
    order = np.lexsort((links, heads, -worth, owners))
    first = order[np.unique(owners[order], return_index=True)[1]]
    return heads[first], tails[first], owners[first]


def _cuts(
    starts: NDArray[np.int64], lengths: NDArray[np.int64]
) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Return each place where a word could be cut in two, with the word that it cuts."""
    counts = np.maximum(lengths - 2 * SHORTEST_PART + 1, 0)
    owners = np.repeat(np.arange(len(starts)), counts)
    steps = np.arange(counts.sum()) - np.repeat(np.cumsum(counts) - counts, counts)
    return owners, starts[owners] + SHORTEST_PART + steps


class _Prefixes:
    """Hashes of any stretch of one long text, each in one step (Karp and Rabin, modulo 2**64)."""

    def __init__(self, text: str) -> None:
        encoded = text.encode("utf-32-le", "surrogatepass")
        self._codes = np.frombuffer(encoded, dtype=np.uint32).astype(np.uint64)
        size = len(self._codes) + 1
        powers = np.cumprod(np.concatenate(([np.uint64(1)], np.full(size - 1, _BASE))))
        self._inverses = np.cumprod(np.concatenate(([np.uint64(1)], np.full(size - 1, _INVERSE))))
        terms = (self._codes + np.uint64(1)) * powers[:-1]
        self._sums = np.concatenate(([np.uint64(0)], np.cumsum(terms)))

    def hashes(self, starts: NDArray[np.int64], ends: NDArray[np.int64]) -> NDArray[np.uint64]:
        """Return a hash of each stretch; equal stretches have equal ones."""
        found: NDArray[np.uint64] = (self._sums[ends] - self._sums[starts]) * self._inverses[starts]
        return found

    def stands(self, letters: str, starts: NDArray[np.int64]) -> NDArray[np.bool_]:
        """Tell for each place whether ``letters`` stand there."""
        found = np.ones(len(starts), dtype=bool)
        for step, letter in enumerate(letters):
            found &= self._codes[np.minimum(starts + step, len(self._codes) - 1)] == ord(letter)
        return found


class _Lookup:
    """From a hash to the place of the word that has it."""

    def __init__(self, hashes: NDArray[np.uint64], places: NDArray[np.int64]) -> None:
        order = np.argsort(hashes, kind="stable")
        self._hashes, self._places = hashes[order], places[order]

    def places(self, hashes: NDArray[np.uint64]) -> NDArray[np.int64]:
        """Return the place of each hash, -1 where no word has it."""
        at = np.minimum(np.searchsorted(self._hashes, hashes), len(self._hashes) - 1)
        return np.where(self._hashes[at] == hashes, self._places[at], -1)
