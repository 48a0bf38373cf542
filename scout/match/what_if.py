"""Why a call stands where it does for a project, and what would move it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from matching.rank import JUDGED, TEXT, Hit, Ranking, Scored
from matching.texts import Profile
from matching.words import words
from scout.match.matches import is_fitting
from scout.match.pool import Pool
from scout.match.tuning import WEIGHT, WORD

# So many of the project's own words are tried: those behind them move little.
_WORDS_TRIED = 3
_DOUBLED = 2.0


@dataclass(frozen=True, slots=True)
class Place:
    """A call's place in a ranking: rank from 1, among ``of`` calls that score at all."""

    rank: int
    of: int
    score: float


@dataclass(frozen=True, slots=True)
class WhatIf:
    """One change that an analyst could make, and the place that the call would have then.

    ``name`` is that of a tuning value and ``value`` what it would be set to; ``None`` is a
    judgement that the call is relevant. ``place`` is ``None`` where the call would score nothing.
    """

    name: str | None
    value: float | None
    place: Place | None


@dataclass(frozen=True, slots=True)
class Explanation:
    """Why a call stands where it does, with those next to it.

    ``place`` is ``None`` where it scores nothing. ``fits`` tells whether it is a match: to reach
    the threshold is not all that it takes.
    """

    hit: Hit
    place: Place | None
    fits: bool
    threshold: float
    judged: bool | None
    neighbours: tuple[tuple[str, Place], ...]
    what_ifs: tuple[WhatIf, ...]


def explanation(pool: Pool, folder: Path, project: str, document: str) -> Explanation:
    """Explain the place of a call among those that one of the applicants may apply for."""
    real = pool.profile(pool.project(project))
    profile = replace(real, threshold=0.0)
    ranking = pool.ranking_of_calls(folder, [profile])
    order = _order(pool, ranking, profile, document)
    place = _place(order, document)
    hit = ranking.explain(project, ranking.scored(project, document))
    ranks = () if place is None else (place.rank - 1, place.rank + 1)
    return Explanation(
        hit=hit,
        place=place,
        fits=is_fitting(real, hit),
        threshold=real.threshold,
        judged=profile.judged.get(document),
        neighbours=tuple(
            (order[rank - 1].document, Place(rank, len(order), order[rank - 1].score))
            for rank in ranks
            if 1 <= rank <= len(order)
        ),
        what_ifs=_what_ifs(pool, folder, profile, hit),
    )


def _order(pool: Pool, ranking: Ranking, profile: Profile, document: str) -> list[Scored]:
    """Return what people see of a ranking, and the document that is asked for."""
    project = profile.key.partition(" ")[0]
    return [
        scored
        for scored in ranking.of(profile.key)
        if scored.document == document
        or (
            profile.judged.get(scored.document) is not False
            and not pool.is_shut_out(project, pool.calls[int(scored.document)])
        )
    ]


def _what_ifs(pool: Pool, folder: Path, profile: Profile, hit: Hit) -> tuple[WhatIf, ...]:
    changes: list[tuple[str | None, float | None]] = []
    if profile.judged.get(hit.document) is not True:
        changes.append((None, None))
    named = [part.signal for part in hit.parts if part.signal not in (TEXT, JUDGED)]
    changes += [(f"{WEIGHT}.{signal}", 0.0) for signal in named]
    own = {word for text in profile.texts.values() for word, _, _ in words(text)}
    tried = [word for word, _ in hit.asked if word in own][:_WORDS_TRIED]
    changes += [(f"{WORD}.{word}", 0.0) for word in tried]
    changes += [(f"{WORD}.{word}", _DOUBLED) for word in tried[:1]]
    variants = [
        _changed(profile, hit.document, name, value, f"{profile.key} {number}")
        for number, (name, value) in enumerate(changes)
    ]
    ranking = pool.ranking_of_calls(folder, variants)
    return tuple(
        WhatIf(name, value, _place(_order(pool, ranking, variant, hit.document), hit.document))
        for (name, value), variant in zip(changes, variants, strict=True)
    )


def _changed(
    profile: Profile, document: str, name: str | None, value: float | None, key: str
) -> Profile:
    if name is None or value is None:
        return replace(profile, key=key, judged={**profile.judged, document: True})
    kind, _, subject = name.partition(".")
    wishes = profile.wishes
    if kind == WEIGHT:
        wishes = replace(wishes, weights={**wishes.weights, subject: value})
    else:
        wishes = replace(wishes, words={**wishes.words, subject: value})
    return replace(profile, key=key, wishes=wishes)


def _place(order: Sequence[Scored], document: str) -> Place | None:
    for rank, scored in enumerate(order, start=1):
        if scored.document == document:
            return Place(rank, len(order), scored.score)
    return None
