"""Which news are told to a recipient: those that touch her projects and were not told yet. Pure.

One source brings hundreds of items a week, another one two: best first alone would show only the
first. So sources take turns, each with its best two.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass

from scout.domain import Project
from scout.fit import NewsMatch
from scout.store.news import NewsEntry, NewsMatchEntry

_A_TURN = 2


@dataclass(frozen=True, slots=True)
class Trend:
    """A news item that touches one of the recipient's projects; ``also`` are the others."""

    entry: NewsEntry
    match: NewsMatch
    project: Project
    also: tuple[Project, ...] = ()

    @property
    def field(self) -> str:
        """The field of the strategy in which the touched project stands."""
        return self.project.field


def trends(
    entries: Mapping[int, NewsEntry],
    matches: Sequence[NewsMatchEntry],
    projects: Mapping[str, Project],
    told: Collection[int],
) -> tuple[Trend, ...]:
    """Return the news that touch ``projects`` and were not told yet, each once, sources in turn.

    The first few are those to show: ``best_trends`` says in which order.
    """
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
    every = [
        Trend(
            entries[news_id],
            best,
            projects[best.project],
            tuple(projects[match.project] for match in others),
        )
        for news_id, (best, *others) in ranked
    ]
    return best_trends(every, len(every))


def best_trends(found: Iterable[Trend], most: int) -> tuple[Trend, ...]:
    """Return at most ``most`` of ``found``, which come best first, so that every source has a turn.

    No third item of a source comes before the second of any other, no fifth before the fourth.
    """
    met: Counter[str] = Counter()
    in_turns = []
    for trend in found:
        source = trend.entry.item.source
        in_turns.append((met[source] // _A_TURN, trend))
        met[source] += 1
    in_turns.sort(key=lambda entry: entry[0])
    return tuple(trend for _, trend in in_turns[:most])


def by_field(found: Iterable[Trend]) -> tuple[tuple[str, tuple[Trend, ...]], ...]:
    """Return trends by the field of the project they touch, each field where its first one is."""
    fields: dict[str, list[Trend]] = {}
    for trend in found:
        fields.setdefault(trend.field, []).append(trend)
    return tuple((name, tuple(of_field)) for name, of_field in fields.items())
