"""Carry German words to English ones, as far as the word list of the field goes.

It finds calls for a project without an English line; it does not translate sentences.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import cache
from importlib.resources import files
from math import sqrt

from matching.words import term_of, words

_FILE = "de_en.txt"


@cache
def entries() -> Mapping[str, Mapping[str, float]]:
    """Return for each German term of the list its English words with their weights.

    The words of one entry weigh less the more words their phrase has: "broadband" says more than
    each of "very high capacity networks".

    Raises:
        ValueError: naming the line that is no entry.
    """
    text = files("matching").joinpath("lexicon", _FILE).read_text("utf-8")
    found: dict[str, dict[str, float]] = {}
    for number, line in enumerate(text.splitlines(), start=1):
        content = line.partition("#")[0].strip()
        if not content:
            continue
        german, equals, english = content.partition("=")
        if not (german.strip() and equals and english.strip()):
            raise ValueError(f"{_FILE}:{number}: expected german = english, found {content!r}")
        weights = _weights(english)
        for word in german.split(","):
            if (term := term_of("de")(word.strip().casefold())) is not None:
                own = found.setdefault(term, {})
                own.update(
                    {name: max(value, own.get(name, 0.0)) for name, value in weights.items()}
                )
    return found


def _weights(english: str) -> dict[str, float]:
    found: dict[str, float] = {}
    for phrase in re.split(r"\s*,\s*", english.strip()):
        known = [word for word, _, _ in words(phrase) if term_of("en")(word) is not None]
        for word in known:
            found[word] = found.get(word, 0.0) + 1 / sqrt(len(known))
    return found


def translations(
    words_with_parts: Mapping[str, tuple[str, ...]],
) -> dict[str, dict[str, float]]:
    """Return English words with their weights for each German word of which the list knows one.

    A compound that is not in the list is looked up by its parts, unless it says nothing itself.
    """
    found = {word: _looked_up(word, parts) for word, parts in words_with_parts.items()}
    return {word: english for word, english in found.items() if english}


def _looked_up(word: str, parts: tuple[str, ...]) -> dict[str, float]:
    term, known = term_of("de"), entries()
    own = term(word)
    if own is None or own in known:
        return dict(known.get(own or "", {}))
    english: dict[str, float] = {}
    for name in sorted({term(part) or "" for part in parts} & known.keys()):
        for translation, share in known[name].items():
            english[translation] = english.get(translation, 0.0) + share
    return english
