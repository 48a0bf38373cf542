"""Propose words and weights from judgements, each with its effect where it was not learned.

    judgements of four folds -> proposals -> their effect on the fifth, for every fold

A proposal has its effect only in folds of which the others propose it as well. Still, of twenty
that are tried the best one looks better than it is: each comes with how often chance does the same,
and what chance does often is not proposed.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from matching.contrast import telling_words
from matching.rank import Ranking
from matching.texts import Document, Profile
from matching.words import words
from scout.domain import Project
from scout.match.documents import to_profile
from scout.match.pool import Pool
from scout.match.quality import Agreement, Learner, agreements, chance, learned_agreements
from scout.match.tuning import UNWANTED, WANTED, WEIGHT, WORD

# Fewer judgements propose what chance makes of them.
FEWEST, FEWEST_OF_EACH = 10, 3
_WORDS_EACH = 4
_WISHED = 0.5
_LEAST_GAIN = 0.005
# What chance does more often than this is not proposed.
MOST_CHANCE = 0.1
_WEIGHTS: Mapping[str, tuple[float, ...]] = {
    "judgements": (0.5, 1.5),
    "eligibility": (0.0, 0.3),
    "region": (0.0, 0.2),
    "time_left": (0.0,),
    "grant_size": (0.0, 0.2),
}

Values = Mapping[str, float]


@dataclass(frozen=True, slots=True)
class Suggestion:
    """One value that an analyst may set, and the agreement with judgements before and with it."""

    name: str
    value: float
    before: Agreement
    after: Agreement

    @property
    def gain(self) -> float:
        """The gain in average precision, in [-1, 1]."""
        return (self.after.average_precision or 0.0) - (self.before.average_precision or 0.0)

    @property
    def chance(self) -> float:
        """How often chance alone makes such a difference, in (0, 1]."""
        return chance(self.before, self.after)


def are_enough(judged: Mapping[str, bool]) -> bool:
    """Tell whether anything can be learned from so many judgements."""
    relevant = sum(judged.values())
    return len(judged) >= FEWEST and min(relevant, len(judged) - relevant) >= FEWEST_OF_EACH


def suggestions(pool: Pool, folder: Path, project: Project) -> list[Suggestion]:
    """Return what would make the ranking agree better with the judgements, best first.

    Empty where the judgements are too few, or nothing helps. Each is measured alone.
    """
    profile = pool.profile(project)
    if not are_enough(profile.judged):
        return []
    own = pool.values[project.key]
    proposed = _Proposals(pool, folder, project)
    names = [each for each in proposed.of(profile.judged) if own.get(each[0]) != each[1]]
    learners: list[tuple[Mapping[str, bool], Learner]] = [
        (profile.judged, _learner(pool, project, proposed, name, value)) for name, value in names
    ]
    (before,) = agreements(pool, folder, [profile])
    found = [
        Suggestion(name, value, before, after)
        for (name, value), after in zip(
            names, learned_agreements(pool, folder, learners), strict=True
        )
    ]
    helping = [each for each in found if each.gain >= _LEAST_GAIN and each.chance <= MOST_CHANCE]
    return sorted(helping, key=lambda each: (-each.gain, each.name))


def _learner(
    pool: Pool, project: Project, proposed: _Proposals, name: str, value: float
) -> Learner:
    own = pool.values[project.key]

    def learn(judged: Mapping[str, bool]) -> Profile:
        values = {**own, name: value} if (name, value) in proposed.of(judged) else own
        return pool.variant(project, values, judged)

    return learn


class _Proposals:
    """What judgements propose, remembered: every learner asks for the same folds."""

    def __init__(self, pool: Pool, folder: Path, project: Project) -> None:
        self._texts = {each.key: each for each in (*pool.documents, *pool.judged)}
        self._own = _own_words(to_profile(project))
        self._found: dict[frozenset[tuple[str, bool]], list[tuple[str, float]]] = {}
        judged = pool.judged_for(project.key)
        plain = pool.variant(project, pool.values[project.key], {})
        ranking = pool.ranking_of(folder, [plain], judged)
        self._shares = _shares(ranking, plain.key)

    def of(self, judged: Mapping[str, bool]) -> list[tuple[str, float]]:
        """Return names and values that these judgements propose."""
        key = frozenset(judged.items())
        if key not in self._found:
            self._found[key] = self._proposed(judged)
        return self._found[key]

    def _proposed(self, judged: Mapping[str, bool]) -> list[tuple[str, float]]:
        fitting, unfitting = (
            [self._texts[key] for key in sorted(judged) if judged[key] is fits]
            for fits in (True, False)
        )
        wanted, unwanted = telling_words(fitting, unfitting)
        found = [(f"{WANTED}.{word}", _WISHED) for word in wanted[:_WORDS_EACH]]
        found += [(f"{UNWANTED}.{word}", _WISHED) for word in unwanted[:_WORDS_EACH]]
        found += self._of_own_words(fitting, unfitting)
        found += [
            (f"{WEIGHT}.{name}", value) for name, values in _WEIGHTS.items() for value in values
        ]
        return found

    def _of_own_words(
        self, fitting: list[Document], unfitting: list[Document]
    ) -> list[tuple[str, float]]:
        """Return words of the project that lead to what does not fit, and those that lead well."""
        leads = {
            word: self._mean_share(word, fitting) - self._mean_share(word, unfitting)
            for word in self._own
        }
        order = sorted(leads, key=lambda word: (leads[word], word))
        worst = [word for word in order[:_WORDS_EACH] if leads[word] < 0]
        best = [word for word in order[-_WORDS_EACH:] if leads[word] > 0]
        return [(f"{WORD}.{word}", 0.0) for word in worst] + [
            (f"{WORD}.{word}", 2.0) for word in best
        ]

    def _mean_share(self, word: str, documents: list[Document]) -> float:
        shares = [self._shares.get(document.key, {}).get(word, 0.0) for document in documents]
        return sum(shares) / len(shares) if shares else 0.0


def _own_words(profile: Profile) -> list[str]:
    return sorted({word for text in profile.texts.values() for word, _, _ in words(text)})


def _shares(ranking: Ranking, key: str) -> dict[str, dict[str, float]]:
    return {scored.document: dict(ranking.explain(key, scored).asked) for scored in ranking.of(key)}
