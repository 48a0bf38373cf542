"""What judging brought: the quality of a ranking after the first few judgements, and after all."""

from __future__ import annotations

import math
from dataclasses import dataclass, replace
from pathlib import Path

from matching.index import JUDGEMENTS
from scout.domain import Project
from scout.match.pool import Pool
from scout.match.quality import Agreement, agreements
from scout.match.tuning import WEIGHT

STEP = 5
# Each point is ten rankings: so many are enough for a line.
_MOST_POINTS = 12


@dataclass(frozen=True, slots=True)
class Point:
    """The quality on the first so many judgements.

    ``now`` is by today's tuning; ``untuned`` by default weights, and learned from no judgement.
    """

    judgements: int
    now: Agreement
    untuned: Agreement


def progress(pool: Pool, folder: Path, project: Project) -> list[Point]:
    """Return a point for every few judgements, in the order in which they were given.

    Empty where there are too few, or all say the same.
    """
    judged = list(pool.judged_for(project.key).items())
    if len(judged) < STEP or len({fits for _, fits in judged}) < 2:
        return []
    counts = _counts(len(judged))
    variants = []
    for count in counts:
        first = dict(judged[:count])
        now = pool.variant(project, pool.values[project.key], first)
        untuned = pool.variant(project, {f"{WEIGHT}.{JUDGEMENTS}": 0.0}, first)
        variants += [
            replace(now, key=f"{project.key} now {count}"),
            replace(untuned, key=f"{project.key} untuned {count}"),
        ]
    found = agreements(pool, folder, variants)
    return [
        Point(count, now, untuned)
        for count, now, untuned in zip(counts, found[::2], found[1::2], strict=True)
    ]


def _counts(judgements: int) -> list[int]:
    """Return 5, 10, 15 and so on, in wider steps where there are many, and all at the end."""
    step = STEP * math.ceil(judgements / (STEP * _MOST_POINTS))
    counts = list(range(step, judgements + 1, step))
    return counts if counts and counts[-1] == judgements else [*counts, judgements]
