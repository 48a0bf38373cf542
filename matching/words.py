"""From text to terms: which words a text has, and which of them carry meaning.

Knows German and English. Does not split compounds and does not translate.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from functools import cache, lru_cache
from importlib.resources import files

import Stemmer

LANGUAGES = ("de", "en")
_STEMMERS = {"de": "german", "en": "english"}
WORD = re.compile(r"[^\W_]+")
SOFT_HYPHEN = "\u00ad"
LONGEST_WORD = 60
_WRITTEN_OUT = str.maketrans({"ä": "ae", "ö": "oe", "ü": "ue"})


@cache
def stop_words(language: str) -> frozenset[str]:
    """Return the words of ``language`` that say nothing of a text's subject, case-folded.

    Function words, and the words that every funding text has (Antrag, Zuwendung, grant). German
    ones with umlauts are there in both spellings (Förderung, Foerderung).
    """
    text = files("matching").joinpath("lexicon", f"stopwords_{language}.txt").read_text("utf-8")
    lines = (line.partition("#")[0].split() for line in text.splitlines())
    listed = [word.casefold() for words in lines for word in words]
    return frozenset([*listed, *(word.translate(_WRITTEN_OUT) for word in listed)])


def words(text: str) -> Iterator[tuple[str, int, int]]:
    """Yield each word of ``text`` with the positions where it begins and ends.

    The word is case-folded and without soft hyphens; the positions point into the unaltered text.
    A hyphen parts words. Runs longer than 60 characters are no words of a language.
    """
    for start, end in _spans(text):
        word = text[start:end].replace(SOFT_HYPHEN, "").casefold()
        if word and len(word) <= LONGEST_WORD:
            yield word, start, end


def _spans(text: str) -> Iterator[tuple[int, int]]:
    """Yield the spans of words; a soft hyphen inside a word belongs to it."""
    start = end = -1
    for found in WORD.finditer(text):
        if end >= 0 and text[end : found.start()] == SOFT_HYPHEN:
            end = found.end()
            continue
        if end >= 0:
            yield start, end
        start, end = found.span()
    if end >= 0:
        yield start, end


def terms_of(distinct: Sequence[str], language: str) -> list[str | None]:
    """Return the term of each case-folded word, ``None`` for words that have none.

    A term is the Snowball stem (umlauts folded: Förderung and Foerderung are one). Stop words,
    single characters and plain numbers have no term.
    """
    stopped, stopped_stems = stop_words(language), _stopped_stems(language)
    stems: list[str] = Stemmer.Stemmer(_STEMMERS[language], 0).stemWords(distinct)
    return [
        None
        if len(word) < 2
        or word.isdigit()
        or word in stopped
        or (len(word) < 6 and stem in stopped_stems)
        else stem
        for word, stem in zip(distinct, stems, strict=True)
    ]


@cache
def _stopped_stems(language: str) -> frozenset[str]:
    stemmer = Stemmer.Stemmer(_STEMMERS[language], 0)
    return frozenset(stemmer.stemWords(sorted(stop_words(language))))


@cache
def term_of(language: str) -> Callable[[str], str | None]:
    """Return the function that maps one case-folded word to its term; see ``terms_of``."""

    @lru_cache(maxsize=500_000)
    def term(word: str) -> str | None:
        return terms_of([word], language)[0]

    return term
