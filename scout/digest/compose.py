"""Decide what is new for a recipient. Pure: what fits, what was told, today → a digest.

    matches of her projects -> not yet told -> new (best first, at most max_items; the rest waits)
    told and changed since  -> changed
    news that touch a project and were not told -> trends, the best few
    first time for a project -> its best few; the others are counted and count as told

Selects by what this recipient has not been told, never by date: a missed run loses nothing. A call
that several sources tell of is one: who was told of it at one source was told of it.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, timedelta

from scout.digest.changes import ChangedItem, changed_since, told_once
from scout.digest.situation import Limits, Memory, Situation
from scout.digest.trends import Trend, trends
from scout.domain import Applicant, CallStatus, Frequency, Project, Recipient
from scout.fit import Match
from scout.once import Shared, best_matches
from scout.store.calls import CallEntry
from scout.store.deliveries import Told
from scout.store.matches import MatchEntry

_OPEN = frozenset((CallStatus.OPEN, CallStatus.FORECASTED, CallStatus.UNKNOWN))


@dataclass(frozen=True, slots=True)
class Item:
    """A call that fits, and its match with the project under which it is shown.

    ``also`` are the recipient's other projects that it fits; ``matches`` all matches, best first.
    """

    call: CallEntry
    match: Match
    also: tuple[Project, ...] = ()
    matches: tuple[Match, ...] = ()

    def under(self, project: str, projects: Mapping[str, Project]) -> Item:
        """Return the item as it is shown under ``project``, the others named beside it."""
        best = next(match for match in self.matches if match.project == project)
        others = tuple(projects[each.project] for each in self.matches if each is not best)
        return replace(self, match=best, also=others)


@dataclass(frozen=True, slots=True)
class ProjectNews:
    """The new calls of one project, best first."""

    project: Project
    items: tuple[Item, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Digest:
    """What one issue tells one recipient.

    ``baseline`` counts calls of a first issue that fit and are not shown; ``waiting`` those that
    the next issue will show. ``known``, ``first_projects`` and the trends are what has been told
    afterwards. ``applicants`` are those of the strategy, by key; ``shared`` is what several sources
    say of a call, by its id.
    """

    recipient: Recipient
    issue_on: date
    new: tuple[ProjectNews, ...]
    changed: tuple[ChangedItem, ...]
    baseline: int
    waiting: int
    shut_out: int
    known: tuple[Told, ...]
    first_projects: tuple[str, ...]
    is_first: bool = False
    trends: tuple[Trend, ...] = ()
    applicants: Mapping[str, Applicant] = field(default_factory=dict)
    shared: Mapping[int, Shared] = field(default_factory=dict)

    @property
    def new_count(self) -> int:
        """The number of new calls that are shown."""
        return sum(len(news.items) for news in self.new)

    @property
    def is_empty(self) -> bool:
        """Whether there is nothing to tell. Trends alone are no reason for a mail every day."""
        is_daily = self.recipient.frequency is Frequency.DAILY
        return not self.new and not self.changed and (is_daily or not self.trends)


def is_due(frequency: Frequency, last_issue_on: date | None, today: date) -> bool:
    """Tell whether a recipient's next issue may go out: one a day, calendar week or month."""
    if last_issue_on is None:
        return True
    period = {
        Frequency.DAILY: today,
        Frequency.WEEKLY: today - timedelta(days=today.weekday()),
        Frequency.MONTHLY: today.replace(day=1),
    }
    return last_issue_on < period[frequency]


def compose(recipient: Recipient, situation: Situation, memory: Memory, limits: Limits) -> Digest:
    """Return the digest of ``recipient``, who has been told what ``memory`` says; may be empty."""
    projects = {project.key: project for project in situation.projects if recipient.wants(project)}
    situation = replace(situation, matches=best_matches(situation.matches, situation.once))
    fitting = _fitting(situation, projects)
    told, had = told_once(memory.calls, situation.once), set(memory.projects)
    first = tuple(key for key in projects if key not in had and key in situation.ranked)
    shown, baseline = _first_issues(fitting.values(), told, first, limits.first_issue, projects)
    as_new = {item.call.id for item in shown}
    homes = {call_id: item.match.project for call_id, item in fitting.items()}
    known_changes = changed_since(situation, memory.calls, homes, projects)
    all_changed = [item for item in known_changes if item.call.id not in as_new]
    changed = all_changed[: limits.max_items]
    room = limits.max_items - len(changed)
    now, later = shown[:room], shown[room:]
    return Digest(
        recipient=recipient,
        issue_on=situation.today,
        new=_by_project(now, projects),
        changed=tuple(changed),
        baseline=len(baseline),
        waiting=len(later) + len(all_changed) - len(changed),
        shut_out=_shut_out(situation, projects, fitting),
        known=(
            *_told(situation, memory, ((item.call.id, item.match.project) for item in now)),
            *_told(situation, memory, ((item.call.id, item.project) for item in changed)),
            *(_counted(situation, item) for item in baseline),
        ),
        first_projects=first,
        is_first=bool(first) and not had,
        trends=trends(situation.news, situation.news_matches, projects, memory.news)[
            : limits.max_news
        ],
        applicants=situation.applicants,
        shared=situation.once.shared,
    )


def _fitting(situation: Situation, projects: Mapping[str, Project]) -> dict[int, Item]:
    """Return what fits one of ``projects`` and can be applied for, each call once."""
    found: dict[int, list[MatchEntry]] = {}
    for entry in situation.matches:
        if entry.match.project in projects and not entry.shut_out:
            found.setdefault(entry.call_id, []).append(entry)
    items = {}
    for call_id, entries in found.items():
        call = situation.calls[call_id]
        # What is not read yet waits for its facts: nobody knows whether one may still apply.
        if call.facts is not None and call.status_on(situation.today) in _OPEN:
            ranked = sorted((entry.match for entry in entries), key=lambda match: -match.score)
            also = tuple(projects[match.project] for match in ranked[1:])
            items[call_id] = Item(call, ranked[0], also, tuple(ranked))
    return items


def _first_issues(
    fitting: Collection[Item],
    told: Mapping[int, Told],
    first: Sequence[str],
    best: int,
    projects: Mapping[str, Project],
) -> tuple[list[Item], list[Item]]:
    """Part what was not shown yet into what is shown, in order, and what is only counted.

    A project that is new to the recipient shows its best few. A call is only counted where it is
    among the best few of none of them and no project that she knows has a claim to it. What was
    only counted for one project may still be among the best of a new one. Every project's best
    comes before any project's second best, so that a cut hits all alike.
    """
    claims = {item.call.id: _claims(item, told.get(item.call.id), first) for item in fitting}
    open_items = [item for item in fitting if claims[item.call.id]]
    fresh = [item for item in open_items if set(claims[item.call.id]) <= set(first)]
    fresh_ids = {item.call.id for item in fresh}
    tops = {project: _best_of(project, fresh, best) for project in first}
    by_project: dict[str, list[Item]] = {}
    baseline: list[Item] = []
    for item in sorted(open_items, key=lambda item: (-item.match.score, item.call.id)):
        homes = claims[item.call.id]
        if item.call.id in fresh_ids:
            homes = tuple(project for project in homes if item.call.id in tops[project])
        if homes:
            by_project.setdefault(homes[0], []).append(item.under(homes[0], projects))
        elif item.call.id not in told:
            baseline.append(item)
    ranked = [
        (place, -item.match.score, item.call.id, item)
        for items in by_project.values()
        for place, item in enumerate(items)
    ]
    return [item for *_, item in sorted(ranked, key=lambda entry: entry[:3])], baseline


def _claims(item: Item, known: Told | None, first: Sequence[str]) -> tuple[str, ...]:
    """Return the projects for which a call may be shown, best first; none if it was shown."""
    keys = tuple(match.project for match in item.matches)
    if known is None:
        return keys
    if known.shown:
        return ()
    return tuple(key for key in keys if key in first and key != known.project)


def _best_of(project: str, items: Iterable[Item], best: int) -> frozenset[int]:
    scored = [
        (-match.score, item.call.id)
        for item in items
        for match in item.matches
        if match.project == project
    ]
    return frozenset(call_id for _, call_id in sorted(scored)[:best])


def _by_project(items: Sequence[Item], projects: Mapping[str, Project]) -> tuple[ProjectNews, ...]:
    return tuple(
        ProjectNews(project, tuple(of_project))
        for key, project in projects.items()
        if (of_project := [item for item in items if item.match.project == key])
    )


def _shut_out(
    situation: Situation, projects: Mapping[str, Project], fitting: Mapping[int, Item]
) -> int:
    return len(
        {
            entry.call_id
            for entry in situation.matches
            if entry.shut_out and entry.match.project in projects and entry.call_id not in fitting
        }
    )


def _told(situation: Situation, memory: Memory, shown: Iterable[tuple[int, str]]) -> Iterator[Told]:
    """Yield what is known once these calls were shown, each for a project.

    Of the other calls that are one with it only those that she had been told of: if one of them
    turns out to be another call, she has not heard of it.
    """
    for call_id, project in shown:
        newest = _newest(situation, call_id)
        for each in situation.once.of(call_id):
            if each == call_id or each in memory.calls:
                yield Told(each, shown=True, through_change=newest, project=project)


def _counted(situation: Situation, item: Item) -> Told:
    """Return that a call of a first issue was only counted."""
    newest, project = _newest(situation, item.call.id), item.match.project
    return Told(item.call.id, shown=False, through_change=newest, project=project)


def _newest(situation: Situation, call_id: int) -> int:
    """Return the newest change of a call, at whatever source."""
    members = situation.once.of(call_id)
    entries = (entry.id for each in members for entry in situation.history.get(each, ()))
    return max(entries, default=0)
