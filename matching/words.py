"""From text to terms: which words a text has, and which of them carry meaning.

Knows German and English. Does not split compounds and does not translate.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from functools import cache, lru_cache
from importlib.resources import files

import Stemmer

LANGUAGES = ("de", "en")
_STEMMERS = {"de": "german", "en": "english"}
_WORD = re.compile(r"[^\W_]+")
SOFT_HYPHEN = "\u00ad"
_LONGEST_WORD = 60


@cache
def stop_words(language: str) -> frozenset[str]:
    """Return the words of ``language`` that say nothing of a text's subject, case-folded.

    Function words, and the words that every funding text has (Antrag, Zuwendung, grant).
    """
    text = files("matching").joinpath("lexicon", f"stopwords_{language}.txt").read_text("utf-8")
    lines = (line.partition("#")[0].split() for line in text.splitlines())
    return frozenset(word.casefold() for words in lines for word in words)


def words(text: str) -> Iterator[tuple[str, int, int]]:
    """Yield each word of ``text`` with the positions where it begins and ends.

    The word is case-folded and without soft hyphens; the positions point into the unaltered text.
    A hyphen parts words. Runs longer than 60 characters are no words of a language.
    """
    for start, end in _spans(text):
        word = text[start:end].replace(SOFT_HYPHEN, "").casefold()
        if word and len(word) <= _LONGEST_WORD:
            yield word, start, end


def _spans(text: str) -> Iterator[tuple[int, int]]:
    """Yield the spans of words; a soft hyphen inside a word belongs to it."""
    start = end = -1
    for found in _WORD.finditer(text):
        if end >= 0 and text[end : found.start()] == SOFT_HYPHEN:
            end = found.end()
            continue
        if end >= 0:
            yield start, end
        start, end = found.span()
    if end >= 0:
        yield start, end


@cache
def term_of(language: str) -> Callable[[str], str | None]:
    """Return the function that maps a case-folded word to its term, or to ``None`` if it has none.

    A term is the Snowball stem (umlauts folded: Förderung and Foerderung are one). Stop words,
    single characters and plain numbers have no term. Each distinct word is stemmed once.
    """
    stemmer = Stemmer.Stemmer(_STEMMERS[language], 0)
    stopped = stop_words(language)
    stopped_stems = frozenset(stemmer.stemWords(sorted(stopped)))

    @lru_cache(maxsize=500_000)
    def term(word: str) -> str | None:
        if len(word) < 2 or word.isdigit() or word in stopped:
            return None
        stem: str = stemmer.stemWord(word)
        return None if stem in stopped_stems and len(word) < 6 else stem

    return term


def terms(text: str, language: str) -> list[str]:
    """Return the terms of ``text`` in their order, with repetitions."""
    term = term_of(language)
    return [found for word, _, _ in words(text) if (found := term(word))]
