"""Which news are told to a recipient: those that touch her projects and were not told yet. Pure."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

from scout.domain import Project
from scout.fit import NewsMatch
from scout.store.news import NewsEntry, NewsMatchEntry


@dataclass(frozen=True, slots=True)
class Trend:
    """A news item that touches one of the recipient's projects; ``also`` are the others."""

    entry: NewsEntry
    match: NewsMatch
    project: Project
    also: tuple[Project, ...] = ()


def trends(
    entries: Mapping[int, NewsEntry],
    matches: Sequence[NewsMatchEntry],
    projects: Mapping[str, Project],
    told: Collection[int],
) -> tuple[Trend, ...]:
    """Return the news that touch ``projects`` and were not told yet, best first, each once."""
    found: dict[int, list[NewsMatch]] = {}
    for entry in matches:
        if entry.match.project in projects and entry.news_id not in told:
            found.setdefault(entry.news_id, []).append(entry.match)
    ranked = [
        (news_id, sorted(touching, key=lambda match: (-match.score, match.project)))
        for news_id, touching in found.items()
        if news_id in entries
    ]
    ranked.sort(key=lambda entry: (-entry[1][0].score, -entry[0]))
    return tuple(
        Trend(
            entries[news_id],
            best,
            projects[best.project],
            tuple(projects[match.project] for match in others),
        )
        for news_id, (best, *others) in ranked
    )
