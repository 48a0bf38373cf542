"""What a change of tuning would do to a project's matches: before and after, side by side."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from matching.rank import Hit
from matching.texts import Profile
from scout.match.matches import fitting, listed
from scout.match.pool import Pool
from scout.match.quality import Agreement, agreements

TOP = 20


@dataclass(frozen=True, slots=True)
class Move:
    """One call of the first twenty, before or after; ``None``: it is not among the matches.

    ``document`` is that of the call that is shown, also where another source's text is ranked.
    Ranks count from 1 over all matches.
    """

    document: str
    rank_before: int | None
    rank_after: int | None
    score_before: float | None
    score_after: float | None

    @property
    def kind(self) -> str:
        """Return "enters", "leaves", "rises", "falls" or "stays", as seen in the first twenty."""
        before = self.rank_before if self.rank_before and self.rank_before <= TOP else None
        after = self.rank_after if self.rank_after and self.rank_after <= TOP else None
        if before is None or after is None:
            return "leaves" if after is None else "enters"
        if before == after:
            return "stays"
        return "rises" if after < before else "falls"


@dataclass(frozen=True, slots=True)
class Preview:
    """A project before and after: how many match, what moves in the first twenty, and the quality.

    ``moves`` are ordered by the rank after, what leaves comes last.
    """

    project: str
    matches_before: int
    matches_after: int
    moves: tuple[Move, ...]
    quality_before: Agreement
    quality_after: Agreement


def previews(pool: Pool, folder: Path, tuned: Mapping[str, Mapping[str, float]]) -> list[Preview]:
    """Return what each project of ``tuned`` would have with these values in place of its own."""
    before = {key: pool.profile(pool.project(key)) for key in tuned}
    after = {key: _with(pool, key, values, "after") for key, values in tuned.items()}
    ranking = pool.ranking_of_calls(folder, [*before.values(), *after.values()])
    measured = agreements(pool, folder, [*before.values(), *after.values()])
    found = []
    for number, key in enumerate(tuned):
        old, new = (
            listed(pool, key, fitting(ranking, profile)) for profile in (before[key], after[key])
        )
        found.append(
            Preview(
                project=key,
                matches_before=len(old),
                matches_after=len(new),
                moves=tuple(_moves(old, new)),
                quality_before=measured[number],
                quality_after=measured[number + len(tuned)],
            )
        )
    return found


def _with(pool: Pool, key: str, values: Mapping[str, float], suffix: str) -> Profile:
    profile = pool.variant(pool.project(key), values, pool.judged_for(key))
    return replace(profile, key=f"{key} {suffix}")


def _moves(before: Sequence[Hit], after: Sequence[Hit]) -> list[Move]:
    old = {hit.document: (rank, hit.score) for rank, hit in enumerate(before, start=1)}
    new = {hit.document: (rank, hit.score) for rank, hit in enumerate(after, start=1)}
    shown = dict.fromkeys(hit.document for hit in (*after[:TOP], *before[:TOP]))
    none = (None, None)
    moves = []
    for document in shown:
        (rank_before, score_before), (rank_after, score_after) = (
            places.get(document, none) for places in (old, new)
        )
        moves.append(Move(document, rank_before, rank_after, score_before, score_after))
    return sorted(
        moves, key=lambda move: (move.rank_after or len(after) + 1, move.rank_before or 0)
    )
