"""What is looked for, as words with weights: a profile's own, and their like in English."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from math import log

from matching.features import Features
from matching.lexicon import translations
from matching.texts import Profile
from matching.words import term_of, words

# Beside an English line of the project's own, the word list only helps.
_BESIDE_A_LINE = 0.3

Weights = Mapping[str, float]


def words_of(profile: Profile, language: str) -> dict[str, float]:
    """Return the words of a profile's text, with their frequencies times an analyst's factors."""
    counted = Counter(word for word, _, _ in words(profile.texts.get(language, "")))
    term = term_of(language)
    factors = {term(word.casefold()): factor for word, factor in profile.wishes.words.items()}
    weighed = {word: times * factors.get(term(word), 1.0) for word, times in counted.items()}
    return {word: weight for word, weight in weighed.items() if weight > 0}


def known_words(german: Sequence[Weights], features: Features) -> dict[str, dict[str, float]]:
    """Return what the word list has for the German words of all profiles.

    Compounds are taken apart as ``features``, which know all these words, have learned it.
    """
    places = {word: place for place, word in enumerate(features.words)}
    wanted = sorted({word for weights in german for word in weights})
    return translations({word: _parts(features, places[word]) for word in wanted})


def _parts(features: Features, place: int) -> tuple[str, ...]:
    start, end = features.parts.indptr[place : place + 2]
    parts = features.parts.indices[start:end]
    return tuple(features.words[part] for part in parts if part != place)


def english_words(
    profile: Profile, german: Weights, known: Mapping[str, Weights]
) -> dict[str, float]:
    """Return the words of the English line, and what the word list makes of the German text."""
    found = words_of(profile, "en")
    share = _BESIDE_A_LINE if found else 1.0
    for word, times in german.items():
        for english, weight in known.get(word, {}).items():
            # As in weights: often counts less, and a factor below 1 stays one.
            damped = 1 + log(times) if times >= 1 else times
            found[english] = found.get(english, 0.0) + share * weight * damped
    return found
