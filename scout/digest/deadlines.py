"""Which deadlines lie ahead of a recipient, and of which she is to be reminded now. Pure.

    calls that she tracks, and those that fit well -> their next deadline -> leads that come due
    before her next issue and were not settled -> one entry a call, the nearest deadline first

A lead is due if its day comes before the next issue: a reminder is never late because nobody writes
on that day. Beside the leads of the settings there is one for each applicant whose paper has to be
begun by then. One entry settles all leads that are due, so that a call which is found late is
reminded of once, not three times.

Where sources contradict each other on a deadline, the earliest day counts that any of them states:
who trusts a later one may come too late.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from functools import lru_cache, partial

from scout.council import InternalDeadline, Reach, internal_deadline
from scout.digest.days import StatedDay, days_ahead
from scout.digest.situation import Limits, Memory, Situation
from scout.domain import Admission, Applicant, Project
from scout.facts import Facts
from scout.fit import TrackingState
from scout.reading.applicants.eligibility import eligibility
from scout.store.calls import CallEntry
from scout.store.told import Reminder


@dataclass(frozen=True, slots=True)
class DeadlineItem:
    """A call whose deadline lies ahead, under the recipient's project that it fits best.

    ``days`` are all that are stated and lie ahead, the nearest first. ``tracked`` is what she does
    with the call, NEW if nothing: then it stands here because it fits well. ``internal`` are the
    applicants of her projects that may apply, each with its own deadline. ``reminders`` are those
    that this entry settles.
    """

    call: CallEntry
    days: tuple[StatedDay, ...]
    project: Project
    tracked: TrackingState
    internal: tuple[tuple[Applicant, InternalDeadline], ...] = ()
    reminders: tuple[Reminder, ...] = ()

    @property
    def deadline_on(self) -> date:
        """The nearest day."""
        return self.days[0].on


@dataclass(frozen=True, slots=True)
class Ahead:
    """A call that a recipient is to keep in sight, and why: ``projects`` that it fits, best first.

    There is at least one, though a call that she tracks may fit none any more.
    """

    call: CallEntry
    projects: tuple[Project, ...]
    tracked: TrackingState = field(default=TrackingState.NEW)


def cannot_wait(
    call: CallEntry, situation: Situation, limits: Limits, *, takes_part: bool = False
) -> bool:
    """Tell whether the next issue would tell of the call's nearest deadline too late."""
    ahead = days_ahead(call, situation, takes_part=takes_part)
    return bool(ahead) and ahead[0].on < until_next_issue(situation, limits)


def until_next_issue(situation: Situation, limits: Limits) -> date:
    """Return the day of the next issue; tomorrow where none is planned."""
    return limits.next_issue_on or situation.today + timedelta(days=1)


def deadlines_ahead(
    kept: Mapping[int, Ahead],
    situation: Situation,
    memory: Memory,
    limits: Limits,
    *,
    due_only: bool,
) -> list[DeadlineItem]:
    """Return ``kept`` with a deadline ahead, the nearest first, each with the leads due now.

    ``kept`` is by the id of the call. ``due_only`` leaves out those of which nothing is to be said
    today; otherwise their ``reminders`` are empty.
    """
    found = []
    until = until_next_issue(situation, limits)
    for call_id, ahead in kept.items():
        takes_part = ahead.tracked.takes_part
        days = days_ahead(ahead.call, situation, takes_part=takes_part)
        if not days or not ahead.call.is_open_on(situation.today, takes_part=takes_part):
            continue
        members = situation.once.of(call_id)
        # Asked of every call that fits well, and most applicants have written down no sittings.
        internal = _internal(ahead, days, situation) if _has_bodies(ahead, situation) else ()
        due = tuple(
            reminder
            for on, leads in _leads(internal, days, situation.today, limits).items()
            for reminder in _due(call_id, on, leads, members, until, memory)
        )
        if due or not due_only:
            internal = internal or _internal(ahead, days, situation)
            home, tracked = ahead.projects[0], ahead.tracked
            found.append(DeadlineItem(ahead.call, days, home, tracked, internal, due))
    return sorted(found, key=lambda item: (item.deadline_on, item.call.id))


def _leads(
    internal: Iterable[tuple[Applicant, InternalDeadline]],
    days: Sequence[StatedDay],
    today: date,
    limits: Limits,
) -> dict[date, set[int]]:
    """Return how long before which day something is to be said: of the nearest day, and of papers.

    A paper is spoken of before somebody has to begin it, for whichever day that is.
    """
    leads = {days[0].on: set(limits.reminder_leads)}
    for _, each in internal:
        if each.reach is Reach.IN_TIME and each.write_from and each.write_from >= today:
            on = each.deadline_on or days[0].on
            leads.setdefault(on, set()).add((on - each.write_from).days)
    return leads


def _has_bodies(ahead: Ahead, situation: Situation) -> bool:
    known = situation.applicants
    return any(
        key in known and known[key].bodies
        for project in ahead.projects
        for key in project.applicants
    )


def applicants_of(
    projects: Iterable[Project], applicants: Mapping[str, Applicant]
) -> list[Applicant]:
    """Return the applicants of all ``projects``, each once, in the order of the strategy."""
    wanted = {key for project in projects for key in project.applicants}
    return [applicant for key, applicant in applicants.items() if key in wanted]


def internal_deadlines(
    ahead: Ahead, situation: Situation
) -> tuple[tuple[Applicant, InternalDeadline], ...]:
    """Return by when each applicant's own bodies want the paper for the call's next deadline.

    Of several deadlines the first that they can still reach counts; where that is not the nearest,
    what holds for the nearest stands before it. The deadline is named then. Whoever tracks the call
    has begun to write. A later stage is only for whoever takes part. Without those that may not
    apply; empty where no deadline lies ahead.
    """
    days = days_ahead(ahead.call, situation, takes_part=ahead.tracked.takes_part)
    return _internal(ahead, days, situation) if days else ()


def _internal(
    ahead: Ahead, days: Sequence[StatedDay], situation: Situation
) -> tuple[tuple[Applicant, InternalDeadline], ...]:
    facts = ahead.call.facts or Facts()
    return tuple(
        (body, found)
        for body in applicants_of(ahead.projects, situation.applicants)
        if eligibility(facts, body).verdict is not Admission.NO
        for found in _reachable(body, ahead, days, situation.today)
    )


def _reachable(
    body: Applicant, ahead: Ahead, days: Sequence[StatedDay], today: date
) -> list[InternalDeadline]:
    """Return what holds for the nearest of ``days``, and for the first that can be reached."""
    by_then = _IF_BEGUN if ahead.tracked.awaits_deadline else _IF_NOT
    if not ahead.tracked.takes_part:
        days = [day for day in days if not day.is_later]
    stage = days[0].stage
    first = replace(by_then(body.bodies, body.writing_weeks, days[0].on, today), stage=stage)
    if len(days) == 1:
        return [first]
    named = [replace(first, deadline_on=days[0].on)]
    if first.reach is Reach.IN_TIME or not _is_a_choice(ahead.call, days[0]):
        return named
    others = (day.on for day in days[1:] if day.stage == stage)
    reached = [(on, by_then(body.bodies, body.writing_weeks, on, today)) for on in others]
    later = [
        replace(found, deadline_on=on, stage=stage)
        for on, found in reached
        if replace(found, stage=stage) != first
    ]
    # What holds for all of them needs no day.
    return (
        [*named, min(later, key=lambda each: each.reach is not Reach.IN_TIME)] if later else [first]
    )


def _is_a_choice(call: CallEntry, nearest: StatedDay) -> bool:
    """Tell whether whoever misses the nearest day may take the next one of its stage."""
    deadline = call.facts.deadline if call.facts else None
    is_staged = deadline is not None and deadline.two_stage and nearest.stage is None
    return not is_staged and not nearest.is_later and not nearest.is_disputed


# Readers share applicants and calls: the same is asked for each of them.
_IF_BEGUN, _IF_NOT = (
    lru_cache(maxsize=8_192)(partial(internal_deadline, is_begun=begun)) for begun in (True, False)
)


def _due(
    call_id: int,
    deadline_on: date,
    leads: Collection[int],
    members: tuple[int, ...],
    until: date,
    memory: Memory,
) -> tuple[Reminder, ...]:
    """Return the leads due before ``until``, none if she has been reminded as near to the day."""
    due = sorted(lead for lead in leads if deadline_on - timedelta(days=lead) < until)
    had = {
        each.lead_days
        for each in memory.reminders
        if each.deadline_on == deadline_on and each.call_id in members
    }
    if not due or due[0] in had:
        return ()
    return tuple(Reminder(call_id, deadline_on, lead) for lead in due if lead not in had)
