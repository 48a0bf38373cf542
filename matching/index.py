"""Compare what is looked for with every document, in all languages.

One score, the same from night to night, that orders and is shown: 1 is the profile's own German
text.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_matrix, diags, vstack

from matching.asked import english_words, known_words, words_of
from matching.counts import Counts, WordCounts
from matching.feedback import learned
from matching.space import Scores, Space
from matching.texts import Profile
from matching.words import LANGUAGES

# English calls are many and alike: a German project wants fewer of them than their scores say.
OTHER_LANGUAGE = 0.4
# The name under which an analyst weighs what judgements say.
JUDGEMENTS = "judgements"
_USUAL = 0.85
# So many documents it takes to know what is usual; of fewer less is taken off.
_ENOUGH = 100


@dataclass(frozen=True)
class Index:
    """The spaces of all languages, with their documents and a row a profile in each.

    ``translated`` says which share of each profile's German text the word list knows, in [0, 1].
    """

    profiles: tuple[Profile, ...]
    spaces: Mapping[str, Space]
    translated: NDArray[np.float64]

    @classmethod
    def build(cls, counts: Counts, profiles: Sequence[Profile]) -> Index:
        """Build all rows from word counts; nothing is carried on from an earlier index."""
        none = WordCounts.none()
        german = [words_of(profile, "de") for profile in profiles]
        spaces = {"de": Space(counts.get("de", none), german, "de")}
        known = known_words(german, spaces["de"].features)
        english = [
            english_words(profile, own, known)
            for profile, own in zip(profiles, german, strict=True)
        ]
        spaces["en"] = Space(counts.get("en", none), english, "en")
        covered = spaces["de"].covered([known.keys() & own.keys() for own in german])
        return cls(tuple(profiles), spaces, covered)

    @cached_property
    def keys(self) -> tuple[str, ...]:
        """The documents' keys, in the order of the columns of scores."""
        return tuple(key for language in LANGUAGES for key in self.spaces[language].counts.keys)

    def scores(self) -> Scores:
        """Return profiles × documents, each score in [0, 1], by the text alone.

        1 is the profile's own text; a profile without a term scores 0 everywhere.
        """
        of_languages = [
            self.spaces[language].scores(self.asked_for[language]) for language in LANGUAGES
        ]
        found: Scores = np.clip(np.hstack(of_languages), 0.0, 1.0)
        return found

    def learned_scores(self) -> Scores:
        """Return profiles × documents: what judgements add to each score, or take from it.

        Every call is a little like every other: only what is more like those that fit than six of
        seven documents gains by it, so that one judgement does not fill the list. What was judged
        itself keeps all of it.
        """
        return np.hstack([self._learned_scores(self.spaces[language]) for language in LANGUAGES])

    def _learned_scores(self, space: Space) -> Scores:
        found = space.scores(self.learned[space.language])
        for row, profile in enumerate(self.profiles):
            judged = [space.places[key] for key in profile.judged if key in space.places]
            if judged:
                found[row] = _above_usual(found[row], judged)
        return found

    @cached_property
    def learned(self) -> Mapping[str, csr_matrix]:
        """By language, the rows of what profiles' judgements say; without any, they are empty."""
        return {language: self._learned(space) for language, space in self.spaces.items()}

    def _learned(self, space: Space) -> csr_matrix:
        # Variants of one project have the same judgements: they are learned from once.
        rows: dict[frozenset[tuple[str, bool]], csr_matrix] = {}
        found = [csr_matrix((0, space.profiles.shape[1]), dtype=np.float32)]
        for profile in self.profiles:
            said = frozenset(profile.judged.items())
            if said not in rows:
                rows[said] = learned(space, profile.judged)
            weight = np.float32(profile.wishes.weights.get(JUDGEMENTS, 1.0))
            found.append(rows[said] * weight)
        return vstack(found, format="csr")

    @cached_property
    def asked_for(self) -> Mapping[str, csr_matrix]:
        """By language, the profiles' rows as they are multiplied with documents."""
        return {
            language: diags(self.shares(language), format="csr") @ space.profiles
            for language, space in self.spaces.items()
        }

    def shares(self, language: str) -> NDArray[np.float64]:
        """Return what a score in ``language`` counts for each profile, in [0, 1].

        An English score of a profile without an English text counts as much as the word list knows
        of its German one.
        """
        if language == "de":
            return np.ones(len(self.profiles))
        return np.array(
            [
                known if not _has(profile, "en") else OTHER_LANGUAGE if _has(profile, "de") else 1.0
                for profile, known in zip(self.profiles, self.translated, strict=True)
            ]
        )


def _has(profile: Profile, language: str) -> bool:
    return bool(profile.texts.get(language, "").strip())


def _above_usual(learned: Scores, judged: Sequence[int]) -> Scores:
    others = np.delete(learned, judged)
    usual = max(float(np.quantile(others, _USUAL)), 0.0) if len(others) else 0.0
    usual *= min(1.0, len(others) / _ENOUGH)
    above: Scores = np.where(learned > 0, np.maximum(learned - usual, 0.0), learned)
    above[judged] = learned[judged]
    return above
