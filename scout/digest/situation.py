"""What a digest is composed from: all that is known on the day, and what a recipient was told."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

from scout.domain import Applicant, FundingCall, Project
from scout.fit import Tracking
from scout.once import Once
from scout.store.calls import CallEntry, HistoryEntry
from scout.store.matches import MatchEntry, PastMatch
from scout.store.news import NewsEntry, NewsMatchEntry
from scout.store.told import Reminder, Told


@dataclass(frozen=True, slots=True)
class Situation:
    """All that is known on the day of the issue, the same for every recipient.

    ``matches`` are those of the calls that are shown, one for each project (``best_matches``).
    ``ranked`` are the projects that were matched: of others nobody knows yet what fits them.
    ``once`` says which of ``calls`` are one. ``judged`` is what people said of a call for a
    project, by the project's key and the call's source and key. ``contents`` are texts of calls,
    as far as they are needed to say what changed in them. ``past`` are calls that fitted for as
    long as one could apply. ``reserved`` says since when the publisher of a call's page reserves
    its mining: of such a call no words are quoted.
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
    judged: Mapping[tuple[str, str, str], bool] = field(default_factory=dict)
    contents: Mapping[int, FundingCall] = field(default_factory=dict)
    past: Sequence[PastMatch] = ()
    reserved: Mapping[int, date] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Memory:
    """What a recipient has been told, and what she said herself.

    Calls by id, projects that had a first issue, ids of news, reminders; ``carried`` counts the
    issues that had no room for a call; ``tracking`` is by source and key of the call. ``told_on``
    is the day on which she was told anything last, ``None`` for nothing yet.
    """

    calls: Mapping[int, Told] = field(default_factory=dict)
    projects: Collection[str] = ()
    news: Collection[int] = ()
    reminders: Collection[Reminder] = ()
    carried: Mapping[int, int] = field(default_factory=dict)
    tracking: Mapping[tuple[str, str], Tracking] = field(default_factory=dict)
    told_on: date | None = None


@dataclass(frozen=True, slots=True)
class Limits:
    """How much one issue shows, and of what it reminds.

    The most of a project that is new to the recipient, of all, of news; reminders of what she
    tracks come though they are more. Reminders come ``reminder_leads`` days ahead of deadlines, of
    calls that are tracked or fit from ``remind_from`` on; what would come due before
    ``next_issue_on`` comes now, ``None`` for a next issue on any day. After ``carry_issues``
    without room a call is listed in an attached file.
    """

    first_issue: int = 5
    max_items: int = 25
    max_news: int = 5
    reminder_leads: tuple[int, ...] = ()
    remind_from: float = 0.2
    carry_issues: int = 4
    next_issue_on: date | None = None
