"""Which words tell documents that fit from documents that do not."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from math import log

from matching.counts import language_of, text_of
from matching.texts import Document
from matching.words import term_of, words

_FEWEST_LETTERS = 5
# Days and months tell when, and never what for.
_OF_DATES = frozenset(
    "januar februar april august september oktober november dezember january february march july"
    " october december montag dienstag mittwoch donnerstag freitag samstag sonntag monday tuesday"
    " wednesday thursday friday saturday sunday".split()
)


def telling_words(
    fitting: Sequence[Document], unfitting: Sequence[Document], *, least: int = 3
) -> tuple[list[str], list[str]]:
    """Return words of ``fitting`` that ``unfitting`` lack, and the other way round, best first.

    A word must stand in ``least`` documents of its side; it is given as the one spelled most often
    among those of its stem, case-folded. Ordered by the difference of the logarithms of both odds,
    each with half a document added (Haldane 1956), so that few documents say little.
    """
    sides = [[_terms(document) for document in side] for side in (fitting, unfitting)]
    spelled = _spellings(each for side in sides for each in side)
    counts = [Counter(term for each in side for term in each) for side in sides]
    odds = {
        term: _log_odds(counts[0][term], len(fitting)) - _log_odds(counts[1][term], len(unfitting))
        for term in spelled
    }
    first = [term for term in spelled if counts[0][term] >= least and odds[term] > 0]
    second = [term for term in spelled if counts[1][term] >= least and odds[term] < 0]
    return (
        [spelled[term] for term in sorted(first, key=lambda term: (-odds[term], term))],
        [spelled[term] for term in sorted(second, key=lambda term: (odds[term], term))],
    )


def _terms(document: Document) -> dict[str, Counter[str]]:
    term = term_of(language_of(document))
    found: dict[str, Counter[str]] = {}
    for word, _, _ in words(text_of(document)):
        if len(word) < _FEWEST_LETTERS or word in _OF_DATES or not word.isalpha():
            continue
        if (name := term(word)) is not None:
            found.setdefault(name, Counter())[word] += 1
    return found


def _spellings(documents: Iterable[dict[str, Counter[str]]]) -> dict[str, str]:
    every: dict[str, Counter[str]] = {}
    for document in documents:
        for term, spellings in document.items():
            every.setdefault(term, Counter()).update(spellings)
    return {
        term: min(spellings, key=lambda word: (-spellings[word], word))
        for term, spellings in every.items()
    }


def _log_odds(count: int, of: int) -> float:
    return log((count + 0.5) / (of - count + 0.5))
