"""Which calls came and ended between two issues: no mail can show them any more. Pure."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from datetime import date

from scout.digest.fitting import Fitting
from scout.digest.situation import Memory, Situation
from scout.domain import CallStatus, Project
from scout.fit import TrackingState
from scout.store.calls import CallEntry

_OVER = frozenset((CallStatus.CLOSED, CallStatus.GONE))


def ended_untold(
    situation: Situation,
    memory: Memory,
    fits: Fitting,
    projects: Mapping[str, Project],
    told: Collection[int],
) -> list[tuple[CallEntry, str]]:
    """Return calls that fitted since she was told anything last, and were over before she heard.

    Each with the project that it fitted; ``told`` are the ids of calls that she hears of now.
    Empty for who was never told anything: what was over before her first issue is no loss of hers.
    What was there before and fitted a project that is new to her is none either, nor what she
    dismissed or somebody said does not fit.
    """
    if memory.told_on is None:
        return []
    found: dict[int, tuple[CallEntry, str]] = {}
    left = {each.key for each in situation.projects} - projects.keys()
    for project, call_id, on in _fitted(situation):
        shown = situation.once.shown_for(call_id)
        call = situation.calls[shown]
        waited = call_id in memory.carried
        is_owed = waited or call.first_seen_on > memory.told_on
        # A project that was renamed is gone from the strategy, or new to her: what is owed counts.
        # One that came and went again between two issues was hers if she has all there are.
        was_hers = project in memory.projects and project not in left
        is_hers = was_hers or (is_owed and (project in projects or not left))
        is_wanted = (project, shown) not in fits.refused
        is_wanted &= fits.tracked.get(shown) is not TrackingState.DISMISSED
        is_over = call.status_on(situation.today) in _OVER
        # Of what fitted on the day of an issue it told, unless there was no room.
        is_between = waited or on > memory.told_on
        if is_hers and is_wanted and is_over and is_between:
            found.setdefault(shown, (call, project))
    known = {situation.once.shown_for(each) for each in (*memory.calls, *told)}
    return [found[each] for each in sorted(found.keys() - known)]


def _fitted(situation: Situation) -> Iterator[tuple[str, int, date]]:
    """Yield project, call and the day up to which it fitted, as far as is known."""
    for entry in situation.matches:
        if not entry.shut_out:
            yield entry.match.project, entry.call_id, situation.today
    for past in situation.past:
        yield past.project, past.call_id, past.on
