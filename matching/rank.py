"""Rank documents for profiles, and say which words and which sentence made the rank.

texts -> terms -> weights -> scores -> those above the threshold, best first, each with a reason
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from matching.index import Index
from matching.passages import passages
from matching.words import LANGUAGES, SOFT_HYPHEN, term_of, words

_TITLE_WEIGHT = 2
_LONGEST_TEXT = 10_000
_MOST_WORDS = 6
# The title stands above the quote anyway: it is quoted only if no sentence says anything.
_TITLE_AS_QUOTE = 1e-6
# Guidelines begin with their own long names: quoted only if they say far more than the summary.
_REST_AS_QUOTE = 0.5


@dataclass(frozen=True, slots=True)
class Document:
    """A text that may fit. ``language`` is "de" or "en"; any other is read as German.

    The first ``summary`` characters of ``text`` say it for readers: they are quoted rather than the
    rest, which weighs the same in the score. ``None``: all of it does.
    """

    key: str
    title: str
    text: str
    language: str = "de"
    summary: int | None = None


@dataclass(frozen=True, slots=True)
class Profile:
    """What is looked for, in one text a language; without one it finds nothing in it."""

    key: str
    texts: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Hit:
    """One document for one profile.

    ``score`` is in [0, 1]: the product of both weighted texts divided by the profile's with itself.
    ``words`` are the document's own, heaviest first, with their shares of the score in ``shares``.
    ``quote`` is the passage of the text that carries most of it, unaltered: the title where no
    other passage carries anything, ``None`` where not even that is one.
    """

    document: str
    score: float
    words: tuple[str, ...]
    shares: tuple[float, ...]
    quote: str | None


def rank(
    profiles: Sequence[Profile], documents: Sequence[Document], *, threshold: float
) -> dict[str, list[Hit]]:
    """Return for each profile its documents with ``score >= threshold``, best first.

    Equal scores are ordered by key, so that the same input always gives the same list. Reads the
    first 10,000 characters of a text. ``threshold`` must be above 0: a document that shares no word
    is never a hit.
    """
    hits: dict[str, list[Hit]] = {profile.key: [] for profile in profiles}
    for language in LANGUAGES:
        of_language = [document for document in documents if _language(document) == language]
        asking = [profile for profile in profiles if profile.texts.get(language, "").strip()]
        if of_language and asking:
            _rank_language(asking, of_language, language, threshold, hits)
    for found in hits.values():
        found.sort(key=lambda hit: (-hit.score, hit.document))
    return hits


def _rank_language(
    profiles: Sequence[Profile],
    documents: Sequence[Document],
    language: str,
    threshold: float,
    hits: dict[str, list[Hit]],
) -> None:
    index = Index(
        [_weighed(document) for document in documents],
        [profile.texts[language] for profile in profiles],
        language,
    )
    scores = index.scores()
    for row, profile in enumerate(profiles):
        for column in (scores[row] >= threshold).nonzero()[0]:
            shares = index.contributions(row, int(column))
            score = float(scores[row, column])
            hits[profile.key].append(_explained(documents[column], score, shares, language))


def _language(document: Document) -> str:
    return document.language if document.language in LANGUAGES else LANGUAGES[0]


def _shown(document: Document) -> str:
    return f"{document.title}\n{document.text[:_LONGEST_TEXT]}"


def _weighed(document: Document) -> str:
    return f"{document.title}\n" * (_TITLE_WEIGHT - 1) + _shown(document)


def _explained(document: Document, score: float, shares: Mapping[str, float], language: str) -> Hit:
    """Lead back from terms to the words and the passage of the document that they stand for."""
    text = _shown(document)
    term = term_of(language)
    spellings: dict[str, Counter[str]] = {name: Counter() for name in shares}
    best: tuple[float, int, int] = (0.0, 0, 0)
    for start, end in passages(text):
        names: set[str] = set()
        for word, begin, stop in words(text[start:end]):
            if (name := term(word)) in spellings:
                spellings[name][text[start + begin : start + stop]] += 1
                names.add(name)
        weight = math.fsum(shares[name] for name in names) * _as_quote(document, start, end)
        best = max(best, (weight, -start, -end))
    heaviest = sorted(shares, key=lambda name: (-shares[name], name))[:_MOST_WORDS]
    return Hit(
        document=document.key,
        score=score,
        words=tuple(_spelling(spellings[name], name) for name in heaviest),
        shares=tuple(shares[name] for name in heaviest),
        quote=text[-best[1] : -best[2]] if best[0] else None,
    )


def _as_quote(document: Document, start: int, end: int) -> float:
    """Return how much a passage of title and text is worth to a reader."""
    if end <= len(document.title):
        return _TITLE_AS_QUOTE
    summary = len(document.text) if document.summary is None else document.summary
    return 1.0 if start <= len(document.title) + summary else _REST_AS_QUOTE


def _spelling(spellings: Counter[str], term: str) -> str:
    """Return the commonest spelling of a term, the first one met among equals."""
    return spellings.most_common(1)[0][0].replace(SOFT_HYPHEN, "") if spellings else term
