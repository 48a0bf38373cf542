"""How well a ranking agrees with what analysts judged, without having been told.

Judged calls alone are ranked (condensed lists: Sakai, SIGIR 2007), because what nobody judged may
well fit; and each by a ranking that learned from the other folds only, because a ranking that was
told the answer agrees with it.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from hashlib import blake2b
from pathlib import Path

from matching.evaluation import average_precision, ndcg, randomisation_test
from matching.texts import Profile
from scout.match.pool import Pool

FOLDS = 5

# From what was judged in the other folds to what is looked for.
Learner = Callable[[Mapping[str, bool]], Profile]


@dataclass(frozen=True, slots=True)
class Agreement:
    """How well judged calls are ordered: both measures in [0, 1], 1 if all that fit come first.

    ``None``: nothing was judged to fit, or nothing not to, so that any order is as good.
    ``precisions`` are those at each call that fits, by its key: their mean is the average.
    """

    judgements: int
    relevant: int
    ndcg10: float | None
    average_precision: float | None
    precisions: Mapping[str, float] = field(default_factory=dict)


def chance(before: Agreement, after: Agreement) -> float:
    """Return how often chance alone makes two agreements on the same calls differ as much.

    In (0, 1], by the paired randomisation test; 1 where nothing can be measured.
    """
    fitting = sorted(before.precisions)
    if not fitting:
        return 1.0
    return randomisation_test(
        [before.precisions[key] for key in fitting], [after.precisions[key] for key in fitting]
    )


def agreements(pool: Pool, folder: Path, variants: Sequence[Profile]) -> list[Agreement]:
    """Return how well each of ``variants`` agrees with the judgements that it has.

    Each needs a key of its own: that of a project, or that and a suffix behind a blank.
    """
    return learned_agreements(
        pool, folder, [(variant.judged, _learning(variant)) for variant in variants]
    )


def _learning(variant: Profile) -> Learner:
    return lambda judged: replace(variant, judged=judged)


def learned_agreements(
    pool: Pool, folder: Path, learners: Sequence[tuple[Mapping[str, bool], Learner]]
) -> list[Agreement]:
    """Return how well what is learned from four folds agrees with the fifth, for each learner."""
    scores = held_out_scores(pool, folder, learners)
    return [
        _agreement(judged, of_learner)
        for (judged, _), of_learner in zip(learners, scores, strict=True)
    ]


def held_out_scores(
    pool: Pool, folder: Path, learners: Sequence[tuple[Mapping[str, bool], Learner]]
) -> list[dict[str, float]]:
    """Return for each learner the scores of what was judged, by the documents' keys.

    A learner comes with what was judged, and never sees the fold that it is measured on.
    """
    learned: dict[tuple[int, int], Profile] = {}
    for number, (judged, learner) in enumerate(learners):
        folds = {key: fold_of(pool.name_of(key)) for key in judged}
        for fold in sorted(set(folds.values())):
            others = {key: fits for key, fits in judged.items() if folds[key] != fold}
            profile = learner(others)
            key = f"{profile.key} {number}.{fold}"
            learned[number, fold] = replace(profile, key=key, threshold=0.0)
    measured = sorted({key for judged, _ in learners for key in judged})
    ranking = pool.ranking_of(folder, list(learned.values()), measured)
    scores = [dict.fromkeys(judged, 0.0) for judged, _ in learners]
    for (number, fold), profile in learned.items():
        for scored in ranking.of(profile.key):
            if fold_of(pool.name_of(scored.document)) == fold:
                scores[number][scored.document] = scored.score
    return scores


def _agreement(judged: Mapping[str, bool], scores: Mapping[str, float]) -> Agreement:
    order = sorted(judged, key=lambda document: (-scores[document], document))
    grades = {document: int(fits) for document, fits in judged.items()}
    relevant = sum(grades.values())
    if relevant in (0, len(grades)):
        return Agreement(len(grades), relevant, None, None)
    return Agreement(
        judgements=len(grades),
        relevant=relevant,
        ndcg10=ndcg(order, grades, 10),
        average_precision=average_precision(order, grades),
        precisions=_precisions(order, judged),
    )


def _precisions(order: Sequence[str], judged: Mapping[str, bool]) -> dict[str, float]:
    fitting = [(rank, key) for rank, key in enumerate(order, start=1) if judged[key]]
    return {key: found / rank for found, (rank, key) in enumerate(fitting, start=1)}


def fold_of(name: str) -> int:
    """Return the fold of a call, by its name: the same whatever else is judged, everywhere."""
    return blake2b(name.encode(), digest_size=4).digest()[0] % FOLDS
