"""Find words and phrases that an analyst has written down in the texts of documents.

    phrases -> what is sought, once a list
    document -> its letters; then its words and terms; then each word with its place
    each step only where the one before leaves it possible that something stands there

A document is read once for all lists that are asked one after the other.
"""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache

from matching.counts import language_of, text_of
from matching.signals.quotes import Place, across_title, evidence
from matching.signals.signal import Evidence
from matching.texts import Document
from matching.words import SOFT_HYPHEN, WORD, term_of, words

_SHORTEST_IN_COMPOUND = 4
# What may follow a word at the end of a compound: Wassersensor|en, Stadtnetz|es.
_ENDINGS = ("", "e", "en", "n", "s", "es", "er", "ern")
_HYPHENS = ("", "-", "\u2010", "\u2011")
_READ_DOCUMENTS = 64


def noticed(phrases: Mapping[str, float], document: Document, sign: int) -> Evidence | None:
    """Return what ``phrases``, with weights in (0, 1], say of a document; ``None`` if none stands.

    The value is 1 − Π(1 − weight) over those that stand in it, times ``sign`` (1 or -1): each one
    more brings it nearer to 1. Weights above 1 count as 1; phrases without a weight above 0 are
    not looked for.
    """
    weights = {phrase: min(weight, 1.0) for phrase, weight in phrases.items() if weight > 0}
    places = find(tuple(weights), document) if weights else []
    value = 1.0 - math.prod(1.0 - weights[name] for name in {place.name for place in places})
    return evidence(sign * value, document, places, weights) if value else None


def find(phrases: tuple[str, ...], document: Document) -> list[Place]:
    """Return where each of ``phrases`` stands in a document, in the text's order.

    A word is found in all forms that have its term, and at the beginning or end of a longer word if
    it has four letters or more; a word without a term as it is spelled, in any case. The words of a
    phrase stand next to each other, parted by blanks, a hyphen or one line's end. Reads the title
    and the first 10,000 characters, in time linear in their length.
    """
    sought = _sought(phrases, language_of(document))
    if not sought.has_letters(_letters(document)) or not sought.has_words(_reading(document)):
        return []
    return [place for place in sought.places(document) if not across_title(document, *place[1:])]


@lru_cache(maxsize=_READ_DOCUMENTS)
def _letters(document: Document) -> str:
    return _without_umlauts(text_of(document).replace(SOFT_HYPHEN, "").casefold())


@dataclass(frozen=True, slots=True)
class _Reading:
    """What a document has, without its places: letters, words and terms."""

    letters: str
    words: frozenset[str]
    terms: frozenset[str | None]


@lru_cache(maxsize=_READ_DOCUMENTS)
def _reading(document: Document) -> _Reading:
    text = text_of(document)
    if SOFT_HYPHEN in text:
        distinct = frozenset(word for word, _, _ in words(text))
    else:
        distinct = frozenset(map(str.casefold, WORD.findall(text)))
    terms = frozenset(map(term_of(language_of(document)), distinct))
    return _Reading(_folded(text.replace(SOFT_HYPHEN, "").casefold()), distinct, terms)


@lru_cache(maxsize=_READ_DOCUMENTS)
def _placed(document: Document) -> tuple[tuple[str, str | None, int, int], ...]:
    """Return each word of a document with its term and its place."""
    term = term_of(language_of(document))
    return tuple((word, term(word), start, end) for word, start, end in words(text_of(document)))


def _folded(word: str) -> str:
    """Write out the umlauts of case-folded letters."""
    return word.replace("ä", "ae").replace("ö", "oe").replace("ü", "ue")


def _without_umlauts(word: str) -> str:
    """Write the umlauts of case-folded letters as German terms do: ä and ae are both a."""
    return _folded(word).replace("ae", "a").replace("oe", "o").replace("ue", "u")


def _sign(term: str | None, word: str) -> str:
    """Return letters that stand in each German word that has this term, and in its compounds.

    A German term is how its words begin; an e at its beginning melts into a vowel before it.
    """
    return _without_umlauts(term or word).removeprefix("e")


@dataclass(frozen=True, slots=True)
class _Phrase:
    """A phrase and its words: each is its term, or its spelling where it has none."""

    name: str
    words: tuple[tuple[str | None, str], ...]


class _Sought:
    """What is looked for: phrases by their first word, single words by their letters."""

    def __init__(self, phrases: Sequence[_Phrase], language: str) -> None:
        # English terms are not always how words begin (library: librari, proving: prove).
        self._signs = [
            tuple(_sign(*each) for each in phrase.words) if language == "de" else ()
            for phrase in phrases
        ]
        self._by_term: defaultdict[str, list[_Phrase]] = defaultdict(list)
        self._by_word: defaultdict[str, list[_Phrase]] = defaultdict(list)
        self._inside: list[tuple[str, _Phrase]] = []
        for phrase in phrases:
            term, word = phrase.words[0]
            if term is None:
                self._by_word[word].append(phrase)
                continue
            self._by_term[term].append(phrase)
            letters = _folded(word)
            if len(phrase.words) == 1 and len(letters) >= _SHORTEST_IN_COMPOUND:
                self._inside.append((letters, phrase))
        self._begins = tuple(letters for letters, _ in self._inside)
        self._ends = tuple(letters + ending for letters in self._begins for ending in _ENDINGS)

    def has_letters(self, letters: str) -> bool:
        """Tell at once that a document does not even have the letters of any phrase."""
        return any(all(sign in letters for sign in signs) for signs in self._signs)

    def has_words(self, reading: _Reading) -> bool:
        """Tell whether a document has a word with which a phrase begins."""
        return (
            not self._by_term.keys().isdisjoint(reading.terms)
            or not self._by_word.keys().isdisjoint(reading.words)
            or any(letters in reading.letters for letters in self._begins)
        )

    def places(self, document: Document) -> Iterator[Place]:
        """Yield where each phrase stands, in the order of their beginnings."""
        text, placed = text_of(document), _placed(document)
        for at, (word, term, start, _) in enumerate(placed):
            for phrase in self._beginning_with(word, term):
                last = at + len(phrase.words)
                if _stands(phrase, placed[at:last], text):
                    yield Place(phrase.name, start, placed[last - 1][3])

    def _beginning_with(self, word: str, term: str | None) -> list[_Phrase]:
        found = self._by_word.get(word, []) if term is None else self._by_term.get(term, [])
        letters = _folded(word)
        if letters.startswith(self._begins) or letters.endswith(self._ends):
            return found + [
                phrase
                for part, phrase in self._inside
                if phrase not in found and _is_in_compound(part, letters)
            ]
        return found


@lru_cache(maxsize=1_000)
def _sought(phrases: tuple[str, ...], language: str) -> _Sought:
    term = term_of(language)
    parts = {name: tuple((term(word), word) for word, _, _ in words(name)) for name in phrases}
    return _Sought([_Phrase(name, of_name) for name, of_name in parts.items() if of_name], language)


def _is_in_compound(part: str, letters: str) -> bool:
    return letters.startswith(part) or letters.endswith(tuple(part + each for each in _ENDINGS))


def _stands(phrase: _Phrase, placed: Sequence[tuple[str, str | None, int, int]], text: str) -> bool:
    """Tell whether the words of a phrase after the first stand in ``placed``, side by side."""
    if len(placed) < len(phrase.words):
        return False
    for (term, word), found, before in zip(phrase.words[1:], placed[1:], placed, strict=False):
        if (term, word if term is None else found[0]) != (found[1], found[0]):
            return False
        gap = text[before[3] : found[2]]
        if gap.strip() not in _HYPHENS or gap.count("\n") > 1:
            return False
    return True
