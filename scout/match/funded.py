"""Rank what was funded by the text of a project of the strategy, as calls are."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from matching.rank import Ranking
from matching.texts import Document
from scout.domain import Project
from scout.funded import FundedProject
from scout.match.documents import to_profile


def alike(
    project: Project, funded: Sequence[FundedProject], threshold: float
) -> list[tuple[float, FundedProject]]:
    """Return what was funded and scores at least ``threshold`` for ``project``, best first.

    Nothing is known of it but its title and its programme; what an analyst tuned is of calls and
    does not count.
    """
    documents = [
        Document(str(place), each.title or "", each.programme or "")
        for place, each in enumerate(funded)
    ]
    if not documents:
        return []
    ranking = Ranking([replace(to_profile(project), threshold=threshold)], documents)
    return [
        (round(scored.score, 4), funded[int(scored.document)]) for scored in ranking.of(project.key)
    ]
