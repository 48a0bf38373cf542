"""How much of one text stands in another, word for word, and how alike two titles are."""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from scout.grouping.candidate import Candidate, Name
from scout.grouping.titles import Title, fold

_WORD = re.compile(r"\w+")
_RUN = 4
# Runs begin with a word of at least this length: every third does, and they tell most.
_SHORTEST_FIRST = 7
# Of fewer runs of words nobody can tell anything.
_FEWEST_RUNS = 12


@dataclass(slots=True)
class Texts:
    """The runs of four words that stand in each text, taken up when a text is first asked for."""

    _runs: dict[Name, frozenset[int]] = field(default_factory=dict)

    def shared(self, first: Candidate, second: Candidate) -> float:
        """Return how much of the shorter text stands in the other, in [0, 1].

        0 where either is too short to tell.
        """
        ours, theirs = self._of(first), self._of(second)
        fewer = min(len(ours), len(theirs))
        return len(ours & theirs) / fewer if fewer >= _FEWEST_RUNS else 0.0

    def _of(self, candidate: Candidate) -> frozenset[int]:
        if candidate.name not in self._runs:
            self._runs[candidate.name] = _runs(_WORD.findall(fold(candidate.text)))
        return self._runs[candidate.name]


def sameness(first: Candidate, second: Candidate) -> float:
    """Return how much of the longer text stands in the other, in [0, 1].

    Short texts are the same, word for word, or not at all; nor is nothing the same as nothing.
    """
    ours, theirs = (_WORD.findall(fold(each.text)) for each in (first, second))
    runs = _runs(ours), _runs(theirs)
    most = max(map(len, runs))
    if most < _FEWEST_RUNS:
        return float(bool(ours) and ours == theirs)
    return len(runs[0] & runs[1]) / most


def weights(titles: Iterable[Title]) -> dict[str, float]:
    """Return how much each word of ``titles`` tells: what many titles have tells little."""
    counts: Counter[str] = Counter()
    number = 0
    for title in titles:
        counts.update(set(title.stems))
        number += 1
    return {word: math.log((number + 1) / count) for word, count in counts.items()}


def likeness(first: Title, second: Title, weight: Mapping[str, float]) -> float:
    """Return how much of what the shorter title tells stands in the other too, in [0, 1]."""
    ours, theirs = set(first.stems), set(second.stems)
    fewer = min(_sum(ours, weight), _sum(theirs, weight))
    return _sum(ours & theirs, weight) / fewer if fewer > 0 else 0.0


def _runs(words: Sequence[str]) -> frozenset[int]:
    # The numbers are compared within this process and never kept.
    return frozenset(
        hash(tuple(words[start : start + _RUN]))
        for start, word in enumerate(words[: 1 - _RUN])
        if len(word) >= _SHORTEST_FIRST
    )


def _sum(words: Iterable[str], weight: Mapping[str, float]) -> float:
    # Exactly, so that the order of words cannot show in the last digit.
    return math.fsum(weight[word] for word in words)
