"""Decide what is new for a recipient. Pure: what fits, what was told, today → a digest.

    deadlines of calls that she tracks or that fit well -> reminders that come due
    told and changed since  -> changed
    matches of her projects -> not yet told -> new (best first, as many as there is room for)
    what has no room waits for the next issue; after several of them it is listed in a file
    news that touch a project and were not told -> trends, the best few
    first time for a project -> its best few; the others are counted and count as told

Selects by what this recipient has not been told, never by date: a missed run loses nothing. A call
that several sources tell of is one: who was told of it at one source was told of it.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta

from scout.council import InternalDeadline, Reach
from scout.digest.changes import ChangedItem, changed_since, told_once
from scout.digest.deadlines import Ahead, DeadlineItem, deadlines_ahead, internal_deadlines
from scout.digest.ended import ended_untold
from scout.digest.fact_changes import with_facts
from scout.digest.first_issue import first_issues, is_urgent_or_new
from scout.digest.fitting import Fitting, Item, what_fits
from scout.digest.room import Room, share_room, waited_once
from scout.digest.situation import Limits, Memory, Situation
from scout.digest.trends import Trend, trends
from scout.domain import Applicant, Frequency, Project, Recipient
from scout.fit import TrackingState
from scout.once import Shared
from scout.store.calls import CallEntry
from scout.store.told import Reminder, Told

Internal = tuple[tuple[Applicant, InternalDeadline], ...]


@dataclass(frozen=True, slots=True)
class ProjectNews:
    """The new calls of one project, best first."""

    project: Project
    items: tuple[Item, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Digest:
    """What one issue tells one recipient.

    ``listed`` are calls for which several issues had no room: they come as a list in an attached
    file. ``baseline`` counts calls of a first issue that fit and are not shown; ``waiting`` those
    that a later issue will show; ``shut_out`` those that are not open to her projects;
    ``dismissed`` and ``judged`` those that she never wants to see again, and that somebody said do
    not fit; ``unread`` those of which nobody knows yet whether one may apply; ``ended`` are calls
    that came and were over before an issue could show them. ``known``, ``first_projects``,
    ``carried`` (issues without room, by call), the reminders and the trends are what has been told
    afterwards. ``applicants`` are those of the strategy and ``projects`` the recipient's own, by
    key; by a call's id ``shared`` is what several sources say of it, ``reserved`` since when its
    page is not to be mined, and ``internal`` by when applicants have to be ready for a new or
    changed one, as far as anybody knows their sittings.
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
    projects: Mapping[str, Project] = field(default_factory=dict)
    shared: Mapping[int, Shared] = field(default_factory=dict)
    reserved: Mapping[int, date] = field(default_factory=dict)
    internal: Mapping[int, Internal] = field(default_factory=dict)
    deadlines: tuple[DeadlineItem, ...] = ()
    listed: tuple[Item, ...] = ()
    reminders: tuple[Reminder, ...] = ()
    carried: Mapping[int, int] = field(default_factory=dict)
    dismissed: int = 0
    judged: int = 0
    unread: int = 0
    ended: tuple[CallEntry, ...] = ()

    @property
    def new_count(self) -> int:
        """The number of new calls that are shown."""
        return sum(len(news.items) for news in self.new)

    @property
    def is_empty(self) -> bool:
        """Whether there is nothing to tell. Trends alone are no reason for a mail every day."""
        is_daily = self.recipient.frequency is Frequency.DAILY
        has_calls = self.new or self.changed or self.deadlines or self.listed or self.ended
        return not has_calls and (is_daily or not self.trends)


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
    fits = what_fits(situation, projects, memory.tracking)
    told, had = told_once(memory.calls, situation.once), set(memory.projects)
    first = tuple(key for key in projects if key not in had and key in situation.ranked)
    may_not_wait = is_urgent_or_new(situation, memory, limits)
    shown, baseline = first_issues(
        fits.items.values(), told, first, limits.first_issue, projects, may_not_wait
    )
    changed = _changed(situation, memory, fits, shown, projects)
    kept = _kept(situation, memory, limits, fits, projects)
    reminded = deadlines_ahead(kept, situation, memory, limits, due_only=True)
    waited = waited_once(memory.carried, situation.once)
    room = share_room(reminded, changed, shown, baseline, waited, limits, situation)
    heard = room.calls | {item.call.id for item in changed}
    ended = ended_untold(situation, memory, fits, projects, heard)
    return Digest(
        recipient=recipient,
        issue_on=situation.today,
        deadlines=room.due,
        new=_by_project(room.new, projects),
        changed=with_facts(room.changed, situation.contents, situation.today),
        listed=room.listed,
        carried=room.carried,
        baseline=len(room.counted),
        waiting=room.waiting,
        shut_out=fits.shut_out,
        dismissed=fits.dismissed,
        judged=len(fits.judged - room.calls),
        unread=fits.unread,
        ended=tuple(call for call, _ in ended),
        known=(
            *_told(situation, memory, _homes((*room.new, *room.listed))),
            *_told(situation, memory, ((item.call.id, item.project) for item in room.changed)),
            *(_counted(situation, *home) for home in _homes(room.counted)),
            *_told(situation, memory, _only_reminded(room.due, changed, situation, memory)),
            *(_counted(situation, call.id, project) for call, project in ended),
        ),
        # What stands in the mail with its deadline anyway is no reminder, and none afterwards.
        reminders=tuple(
            each for item in reminded if item.call.id in room.calls for each in item.reminders
        ),
        first_projects=first,
        is_first=bool(first) and not had,
        trends=trends(situation.news, situation.news_matches, projects, memory.news)[
            : limits.max_news
        ],
        applicants=situation.applicants,
        projects=projects,
        shared=situation.once.shared,
        reserved=situation.reserved,
        internal=_internal(room, situation, fits, projects),
    )


def ahead_of(
    recipient: Recipient, situation: Situation, memory: Memory, limits: Limits
) -> list[DeadlineItem]:
    """Return all deadlines that ``recipient`` is to keep in sight, whether told of or not."""
    projects = {project.key: project for project in situation.projects if recipient.wants(project)}
    fits = what_fits(situation, projects, memory.tracking)
    kept = _kept(situation, memory, limits, fits, projects)
    return deadlines_ahead(kept, situation, memory, limits, due_only=False)


def _changed(
    situation: Situation,
    memory: Memory,
    fits: Fitting,
    shown: Sequence[Item],
    projects: Mapping[str, Project],
) -> list[ChangedItem]:
    """Return what changed in calls that she knows, without those that are new or unwanted.

    Whoever follows a call hears of it whatever others say of it, even if no issue showed it yet.
    """
    left_out = {item.call.id for item in shown} | fits.unwanted
    homes = {call_id: item.match.project for call_id, item in fits.items.items()}
    followed = {
        each: home.key
        for each in fits.followed - homes.keys()
        if (home := _home(each, situation, memory, fits, projects)) is not None
    }
    known = {**memory.calls, **dict(_since_tracked(followed, situation, memory, fits))}
    left = {project.key for project in situation.projects} - projects.keys()
    found = changed_since(situation, known, homes | followed, left, fits.taking)
    return [
        item
        for item in found
        if item.call.id not in left_out
        and (item.call.id in fits.followed or (item.project, item.call.id) not in fits.refused)
    ]


def _since_tracked(
    followed: Mapping[int, str], situation: Situation, memory: Memory, fits: Fitting
) -> Iterator[tuple[int, Told]]:
    """Yield as known what she follows and no issue told: she knew it on the day she said so."""
    for call_id, project in followed.items():
        members = situation.once.of(call_id)
        if memory.calls.keys().isdisjoint(members):
            entries = (entry for each in members for entry in situation.history.get(each, ()))
            seen = (entry.id for entry in entries if entry.on <= fits.tracked_on[call_id])
            yield (
                call_id,
                Told(call_id, shown=False, through_change=max(seen, default=0), project=project),
            )


def _kept(
    situation: Situation,
    memory: Memory,
    limits: Limits,
    fits: Fitting,
    projects: Mapping[str, Project],
) -> dict[int, Ahead]:
    """Return the calls that she is to keep in sight: which she tracks, and which fit well."""
    kept = {
        call_id: Ahead(item.call, _fitting(call_id, projects[item.match.project], fits, projects))
        for call_id, item in fits.items.items()
        if item.match.score >= limits.remind_from
    }
    for call_id, state in fits.tracked.items():
        if not state.awaits_deadline:
            # She has handed it in, or knows how it ended.
            kept.pop(call_id, None)
        elif (home := _home(call_id, situation, memory, fits, projects)) is not None:
            fitting = _fitting(call_id, home, fits, projects)
            kept[call_id] = Ahead(situation.calls[call_id], fitting, state)
    return kept


def _fitting(
    call_id: int, home: Project, fits: Fitting, projects: Mapping[str, Project]
) -> tuple[Project, ...]:
    """Return all her projects that a call fits, after the one under which it stands."""
    matches = fits.items[call_id].matches if call_id in fits.items else ()
    others = (projects[match.project] for match in matches if match.project != home.key)
    return (home, *others)


def _home(
    call_id: int,
    situation: Situation,
    memory: Memory,
    fits: Fitting,
    projects: Mapping[str, Project],
) -> Project | None:
    """Return under which project a tracked call stands, though it may fit none any more."""
    if call_id in fits.items:
        return projects[fits.items[call_id].match.project]
    known = (memory.calls[each] for each in situation.once.of(call_id) if each in memory.calls)
    homes = [projects[told.project] for told in known if told.project in projects]
    return next(iter([*homes, *projects.values()]), None)


def _by_project(items: Sequence[Item], projects: Mapping[str, Project]) -> tuple[ProjectNews, ...]:
    return tuple(
        ProjectNews(project, tuple(of_project))
        for key, project in projects.items()
        if (of_project := [item for item in items if item.match.project == key])
    )


def _internal(
    room: Room, situation: Situation, fits: Fitting, projects: Mapping[str, Project]
) -> dict[int, Internal]:
    """Return by when applicants have to be ready for new and changed calls that are open.

    Without those of whom no sittings are written down, or none that help. A change stands for the
    reminder that is due with it.
    """
    homes = [*_homes(room.new), *((item.call.id, item.project) for item in room.changed)]
    found: dict[int, Internal] = {}
    for call_id, project in homes:
        call = situation.calls[call_id]
        state = fits.tracked.get(call_id, TrackingState.NEW)
        if project in projects and call.is_open_on(situation.today, takes_part=state.takes_part):
            fitting = _fitting(call_id, projects[project], fits, projects)
            ready = internal_deadlines(Ahead(call, fitting, state), situation)
            found[call_id] = tuple(each for each in ready if _says_something(each[1]))
    return found


def _says_something(found: InternalDeadline) -> bool:
    return found.reach is not Reach.NOT_KNOWN or found.known_until is not None


def _homes(items: Iterable[Item]) -> Iterator[tuple[int, str]]:
    """Yield calls with the project under which each is shown."""
    return ((item.call.id, item.match.project) for item in items)


def _only_reminded(
    due: Iterable[DeadlineItem],
    changed: Iterable[ChangedItem],
    situation: Situation,
    memory: Memory,
) -> Iterator[tuple[int, str]]:
    """Yield calls of which she hears by a reminder first: their changes are hers now.

    Such a call comes as new no more. Without those in ``changed``, which are still to be told.
    """
    waiting = {item.call.id for item in changed}
    shown = {each for each, known in memory.calls.items() if known.shown}
    for item in due:
        is_told = item.call.id in waiting or not shown.isdisjoint(situation.once.of(item.call.id))
        if not is_told:
            yield item.call.id, item.project.key


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


def _counted(situation: Situation, call_id: int, project: str) -> Told:
    """Return that a call was only counted."""
    newest = _newest(situation, call_id)
    return Told(call_id, shown=False, through_change=newest, project=project)


def _newest(situation: Situation, call_id: int) -> int:
    """Return the newest change of a call, at whatever source."""
    members = situation.once.of(call_id)
    entries = (entry.id for each in members for entry in situation.history.get(each, ()))
    return max(entries, default=0)
