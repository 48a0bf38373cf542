"""What tuning and judging brought a project: its ranking as it is beside the untuned one."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from pathlib import Path

from matching.index import JUDGEMENTS
from scout.match.pool import Pool
from scout.match.quality import Agreement, agreements
from scout.match.tuning import WEIGHT


@dataclass(frozen=True, slots=True)
class Comparison:
    """How well a project's ranking agrees with its judgements.

    ``now`` is as it was tuned and has learned from judgements, though never from the one it is
    measured on; ``untuned`` is by default weights, and learned from none.
    """

    project: str
    now: Agreement
    untuned: Agreement


def compared(pool: Pool, folder: Path) -> list[Comparison]:
    """Compare both rankings for each project that has a judged call; [] if none has."""
    tuned = [pool.profile(project) for project in pool.plan.projects]
    tuned = [profile for profile in tuned if profile.judged]
    default = {f"{WEIGHT}.{JUDGEMENTS}": 0.0}
    untuned = [
        pool.variant(pool.project(profile.key), default, profile.judged) for profile in tuned
    ]
    untuned = [replace(profile, key=f"{profile.key} untuned") for profile in untuned]
    if not tuned:
        return []
    found = agreements(pool, folder, [*tuned, *untuned])
    sides = zip(tuned, found[: len(tuned)], found[len(tuned) :], strict=True)
    return [Comparison(profile.key, now, before) for profile, now, before in sides]


def mean(values: Iterable[float | None]) -> float | None:
    """Return the mean of those that could be measured; ``None`` if none could."""
    measured = [value for value in values if value is not None]
    return sum(measured) / len(measured) if measured else None
