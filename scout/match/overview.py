"""One project's whole ranking at a look: what fits, what nearly does, and every score."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from matching.rank import TEXT, Hit, Part, Scored
from scout.domain import Project
from scout.fit import Reason
from scout.match.documents import NEWS
from scout.match.each_once import each_once, precedence
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

    ``scores`` are those of all that is ranked, 0 included, by the keys of documents; a call that
    several sources tell of has one, under the key of the call that is shown. ``fitting`` are calls
    and news that fit, the best first; ``below`` the best calls of which no text does, that refuse
    not every applicant and were not judged irrelevant.
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
    below = [
        ranking.explain(every.key, scored)
        for scored in _nearly(pool, project, hits, order)[:most_below]
    ]
    return Overview(
        scores=_scores(pool, project, hits, order),
        fitting=tuple(_found(pool, hit) for hit in hits),
        below=tuple(_found(pool, hit) for hit in below),
    )


def _nearly(
    pool: Pool, project: Project, hits: Sequence[Hit], order: Sequence[Scored]
) -> list[Scored]:
    """Return the best text of each call that is no match, the best first."""
    taken = {pool.shown_for(hit.document) for hit in hits}
    said = pool.said_of(project.key)
    found: dict[str, Scored] = {}
    for scored in order:
        call, shown = pool.call_of(scored.document), pool.shown_for(scored.document)
        is_none = call is None or pool.is_shut_out(project.key, call)
        if not is_none and shown not in taken and said.get(scored.document) is not False:
            found.setdefault(shown, scored)
    return list(found.values())


def _scores(
    pool: Pool, project: Project, hits: Sequence[Hit], order: Sequence[Scored]
) -> dict[str, float]:
    """Return the score of each news item and each call; that of the text which stands for it."""
    said = pool.said_of(project.key)
    fit = {hit.document for hit in hits if said.get(hit.document) is not False}
    calls = [scored for scored in order if pool.call_of(scored.document) is not None]
    first = each_once(pool, calls, precedence(pool, project.key, fit))
    return (
        dict.fromkeys(pool.each_once(), 0.0)
        | {scored.document: scored.score for scored in order if scored.document.startswith(NEWS)}
        | {shown: scored.score for shown, scored in first.items()}
    )


def _found(pool: Pool, hit: Hit) -> Found:
    grounds = tuple(Ground(to_reason(pool, part), _weighed(part)) for part in hit.parts)
    return Found(hit.document, hit.score, grounds)


def _weighed(part: Part) -> tuple[Weighed, ...]:
    if part.signal != TEXT:
        return ()
    shown = [word for word in part.words if word.share >= _LEAST_SHARE]
    return tuple(Weighed(word.word, word.share, word.by) for word in shown[:_MOST_WORDS])
