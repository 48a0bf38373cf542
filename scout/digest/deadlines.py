"""Which deadlines lie ahead of a recipient, and of which she is to be reminded now. Pure.

    calls that she tracks, and those that fit well -> their next deadline -> leads that come due
    before her next issue and were not settled -> one entry a call, the nearest deadline first

A lead is due if its day comes before the next issue: a reminder is never late because nobody writes
on that day. Beside the leads of the settings there is one for each applicant whose paper has to be
begun by then. One entry settles all leads that are due, so that a call which is found late is
reminded of once, not three times.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from functools import lru_cache

from scout.council import InternalDeadline, Reach, internal_deadline
from scout.digest.situation import Limits, Memory, Situation
from scout.domain import Admission, Applicant, Project
from scout.facts import Facts
from scout.fit import TrackingState
from scout.reading.applicants.eligibility import eligibility
from scout.store.calls import CallEntry
from scout.store.told import Reminder
from scout.wording import next_of_year


@dataclass(frozen=True, slots=True)
class DeadlineItem:
    """A call whose deadline lies ahead, under the recipient's project that it fits best.

    ``tracked`` is what she does with it, NEW if nothing: then it stands here because it fits well.
    ``internal`` are the project's applicants that may apply, each with its own deadline.
    ``reminders`` are those that this entry settles.
    """

    call: CallEntry
    deadline_on: date
    project: Project
    tracked: TrackingState
    internal: tuple[tuple[Applicant, InternalDeadline], ...] = ()
    reminders: tuple[Reminder, ...] = ()


@dataclass(frozen=True, slots=True)
class Ahead:
    """A call that a recipient is to keep in sight, and why."""

    call: CallEntry
    project: Project
    tracked: TrackingState = field(default=TrackingState.NEW)


def next_deadline(facts: Facts | None, today: date) -> date | None:
    """Return the next day up to which one may apply, ``today`` included; ``None`` for no such day.

    A deadline that comes back every year counts with its next time.
    """
    deadline = facts.deadline if facts else None
    if deadline is None:
        return None
    yearly = (next_of_year(day, today) for day in deadline.days)
    ahead = [*(day for day in deadline.dates if day >= today), *yearly]
    return min(ahead, default=None)


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
    for call_id, ahead in kept.items():
        deadline_on = next_deadline(ahead.call.facts, situation.today)
        if deadline_on is None or not ahead.call.is_open_on(situation.today):
            continue
        leads = {*limits.reminder_leads, *_leads_of_papers(ahead, deadline_on, situation)}
        members = situation.once.of(call_id)
        due = _due(call_id, deadline_on, leads, members, situation.today, memory, limits)
        if due or not due_only:
            internal = internal_deadlines(ahead.call, ahead.project, situation)
            project, tracked = ahead.project, ahead.tracked
            found.append(DeadlineItem(ahead.call, deadline_on, project, tracked, internal, due))
    return sorted(found, key=lambda item: (item.deadline_on, item.call.id))


def _leads_of_papers(ahead: Ahead, deadline_on: date, situation: Situation) -> Iterator[int]:
    """Yield how long before the deadline somebody has to begin each applicant's paper."""
    # Asked of every call that fits well, and most applicants have written down no sittings.
    if any(_has_bodies(key, situation) for key in ahead.project.applicants):
        for _, each in internal_deadlines(ahead.call, ahead.project, situation):
            if each.reach is Reach.IN_TIME and each.write_from is not None:
                yield (deadline_on - each.write_from).days


def _has_bodies(applicant: str, situation: Situation) -> bool:
    return applicant in situation.applicants and bool(situation.applicants[applicant].bodies)


def internal_deadlines(
    call: CallEntry, project: Project, situation: Situation
) -> tuple[tuple[Applicant, InternalDeadline], ...]:
    """Return by when each applicant's own bodies want the paper for the call's next deadline.

    Without those that may not apply; empty where no deadline lies ahead.
    """
    deadline_on = next_deadline(call.facts, situation.today)
    if deadline_on is None:
        return ()
    facts = call.facts or Facts()
    bodies = [
        situation.applicants[key] for key in project.applicants if key in situation.applicants
    ]
    return tuple(
        (body, _by_then(body.bodies, body.writing_weeks, deadline_on, situation.today))
        for body in bodies
        if eligibility(facts, body).verdict is not Admission.NO
    )


# Readers share applicants and calls: the same is asked for each of them.
_by_then = lru_cache(maxsize=4096)(internal_deadline)


def _due(
    call_id: int,
    deadline_on: date,
    leads: Collection[int],
    members: tuple[int, ...],
    today: date,
    memory: Memory,
    limits: Limits,
) -> tuple[Reminder, ...]:
    """Return the leads that are due, none if she has been reminded as near to the deadline."""
    until = limits.next_issue_on or today + timedelta(days=1)
    due = sorted(lead for lead in leads if deadline_on - timedelta(days=lead) < until)
    had = {
        each.lead_days
        for each in memory.reminders
        if each.deadline_on == deadline_on and each.call_id in members
    }
    if not due or due[0] in had:
        return ()
    return tuple(Reminder(call_id, deadline_on, lead) for lead in due if lead not in had)
