"""One project's whole ranking at a look: what fits, what nearly does, and every score."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path

from matching.rank import TEXT, Hit, Part
from scout.domain import Project
from scout.fit import Reason
from scout.match.matches import fitting, to_reason
from scout.match.pool import Pool

_MOST_WORDS = 15
_LEAST_SHARE = 0.0005


@dataclass(frozen=True, slots=True)
class Weighed:
    """A word of a text and its share of the score; ``by`` is "word", "part" or "letters"."""

    word: str
    share: float
    by: str


@dataclass(frozen=True, slots=True)
class Ground:
    """A reason for a score; ``words`` are those of the text, heaviest first, with their shares."""

    reason: Reason
    words: tuple[Weighed, ...] = ()


@dataclass(frozen=True, slots=True)
class Found:
    """A document with its score and what makes it."""

    document: str
    score: float
    grounds: tuple[Ground, ...]


@dataclass(frozen=True, slots=True)
class Overview:
    """What a project's ranking holds.

    ``scores`` are those of all that is ranked, 0 included, by the keys of documents. ``fitting``
    are calls and news that fit, the best first; ``below`` the best calls that are none,
    refuse not every applicant and were not judged irrelevant.
    """

    scores: Mapping[str, float]
    fitting: tuple[Found, ...]
    below: tuple[Found, ...]


def overview(pool: Pool, folder: Path, project: Project, most_below: int) -> Overview:
    """Rank everything for ``project``; at most ``most_below`` calls are told of that do not fit."""
    profile = pool.profile(project)
    every = replace(profile, key=f"{profile.key} all", threshold=0.0)
    ranking = pool.ranking(folder, [profile, every])
    hits = fitting(ranking, profile)
    order = ranking.of(every.key)
    taken = {hit.document for hit in hits}
    nearly = [
        scored
        for scored in order
        if scored.document not in taken
        and (call := pool.call_of(scored.document)) is not None
        and not pool.is_shut_out(project.key, call)
        and profile.judged.get(scored.document) is not False
    ]
    scores = dict.fromkeys((document.key for document in pool.documents), 0.0)
    below = [ranking.explain(every.key, scored) for scored in nearly[:most_below]]
    return Overview(
        scores=scores | {scored.document: scored.score for scored in order},
        fitting=tuple(_found(pool, hit) for hit in hits),
        below=tuple(_found(pool, hit) for hit in below),
    )


def _found(pool: Pool, hit: Hit) -> Found:
    grounds = tuple(Ground(to_reason(pool, part), _weighed(part)) for part in hit.parts)
    return Found(hit.document, hit.score, grounds)


def _weighed(part: Part) -> tuple[Weighed, ...]:
    if part.signal != TEXT:
        return ()
    shown = [word for word in part.words if word.share >= _LEAST_SHARE]
    return tuple(Weighed(word.word, word.share, word.by) for word in shown[:_MOST_WORDS])
