"""What a digest is composed from: all that is known on the day, and what a recipient was told."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

from scout.domain import Applicant, Project
from scout.once import Once
from scout.store.calls import CallEntry, HistoryEntry
from scout.store.deliveries import Told
from scout.store.matches import MatchEntry
from scout.store.news import NewsEntry, NewsMatchEntry


@dataclass(frozen=True, slots=True)
class Situation:
    """All that is known on the day of the issue, the same for every recipient.

    ``ranked`` are the projects that were matched: of others nobody knows yet what fits them.
    ``once`` says which of ``calls`` are one.
    """

    today: date
    projects: Sequence[Project]
    calls: Mapping[int, CallEntry]
    matches: Sequence[MatchEntry]
    ranked: Collection[str]
    history: Mapping[int, Sequence[HistoryEntry]]
    news: Mapping[int, NewsEntry] = field(default_factory=dict)
    news_matches: Sequence[NewsMatchEntry] = ()
    applicants: Mapping[str, Applicant] = field(default_factory=dict)
    once: Once = field(default_factory=Once)


@dataclass(frozen=True, slots=True)
class Memory:
    """What a recipient has been told: calls by id, projects that had a first issue, ids of news."""

    calls: Mapping[int, Told] = field(default_factory=dict)
    projects: Collection[str] = ()
    news: Collection[int] = ()


@dataclass(frozen=True, slots=True)
class Limits:
    """The most that one issue shows: of a project that is new to the recipient, of all, of news."""

    first_issue: int = 5
    max_items: int = 25
    max_news: int = 5
