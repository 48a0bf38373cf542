"""What fits a recipient's projects and may be shown, and what is left out, with the reason. Pure.

matches -> may one apply? -> did anybody say it does not fit? -> does she want to see it? ->
is it read, and open? -> items, each call once
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date

from scout.clock import day_of
from scout.digest.situation import Situation
from scout.domain import Project
from scout.fit import Match, Tracking, TrackingState
from scout.once import Once
from scout.store.calls import CallEntry


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
class Fitting:
    """What fits, by the call's id, and how many calls are left out for which reason.

    ``tracked`` is what the recipient does with calls, whether they fit or not, and ``tracked_on``
    since when. ``unwanted`` are calls of which she, or who judged for all her projects that they
    fit, wants to hear no more. ``refused`` are all that were said not to fit, each for a project:
    one that is closed since has no match any more. ``judged`` are those that fit none any more for
    that reason.
    """

    items: Mapping[int, Item]
    tracked: Mapping[int, TrackingState]
    tracked_on: Mapping[int, date]
    unwanted: frozenset[int]
    refused: frozenset[tuple[str, int]]
    shut_out: int
    dismissed: int
    judged: frozenset[int]
    unread: int

    @property
    def followed(self) -> frozenset[int]:
        """The calls that she applies for, or has: whatever others say of them, they are hers."""
        return frozenset(each for each, state in self.tracked.items() if _is_followed(state))

    @property
    def taking(self) -> frozenset[int]:
        """The calls in which she takes part: their later stages are for her."""
        return frozenset(each for each, state in self.tracked.items() if state.takes_part)


def what_fits(
    situation: Situation,
    projects: Mapping[str, Project],
    tracking: Mapping[tuple[str, str], Tracking],
) -> Fitting:
    """Return what fits one of ``projects`` and can be applied for, and what is left out."""
    said = _tracked(situation, tracking)
    tracked = {each: found.state for each, found in said.items()}
    gone = {each for each, state in tracked.items() if state is TrackingState.DISMISSED}
    mine = [entry for entry in situation.matches if entry.match.project in projects]
    open_to_her = [entry for entry in mine if not entry.shut_out]
    refused = _refused(situation)
    kept: dict[int, list[Match]] = {}
    for entry in open_to_her:
        if entry.call_id not in gone and (entry.match.project, entry.call_id) not in refused:
            kept.setdefault(entry.call_id, []).append(entry.match)
    opened = {
        each
        for each in {entry.call_id for entry in open_to_her}
        if situation.calls[each].is_open_on(situation.today)
    }
    # What is not read yet waits for its facts: nobody knows whether one may still apply.
    unread = {each for each in kept if situation.calls[each].facts is None}
    items = {
        call_id: _item(situation.calls[call_id], found, projects)
        for call_id, found in kept.items()
        if call_id not in unread and call_id in opened
    }
    judged = opened - kept.keys() - gone
    shut = {entry.call_id for entry in mine if entry.shut_out} - items.keys()
    followed = {each for each, state in tracked.items() if _is_followed(state)}
    return Fitting(
        items=items,
        tracked=tracked,
        tracked_on={each: day_of(found.set_at) for each, found in said.items()},
        unwanted=frozenset(gone | (judged - followed)),
        refused=refused,
        shut_out=len(shut - gone),
        dismissed=len(opened & gone),
        judged=frozenset(judged),
        unread=len(unread),
    )


def _item(call: CallEntry, found: list[Match], projects: Mapping[str, Project]) -> Item:
    ranked = sorted(found, key=lambda match: -match.score)
    return Item(
        call, ranked[0], tuple(projects[each.project] for each in ranked[1:]), tuple(ranked)
    )


def _tracked(
    situation: Situation, tracking: Mapping[tuple[str, str], Tracking]
) -> dict[int, Tracking]:
    """Return what she does with calls, by the call that is shown: what she said last holds."""
    if not tracking:
        return {}
    newest: dict[int, Tracking] = {}
    for call in situation.calls.values():
        said = tracking.get((call.source, call.key))
        shown = situation.once.shown_for(call.id)
        if said and (shown not in newest or newest[shown].set_at <= said.set_at):
            newest[shown] = said
    return newest


def _is_followed(state: TrackingState) -> bool:
    return state.awaits_deadline or state is TrackingState.SUBMITTED


def _refused(situation: Situation) -> frozenset[tuple[str, int]]:
    """Return for which project which call was said not to fit, by the call that is shown.

    Somebody who said of one source's text that it does not fit has said so of the call.
    """
    if False not in situation.judged.values():
        return frozenset()
    ids = {(call.source, call.key): call.id for call in situation.calls.values()}
    return frozenset(_refusals(situation.judged, ids, situation.once))


def _refusals(
    judged: Mapping[tuple[str, str, str], bool], ids: Mapping[tuple[str, str], int], once: Once
) -> Iterator[tuple[str, int]]:
    for (project, source, key), fits in judged.items():
        if not fits and (source, key) in ids:
            yield project, once.shown_for(ids[source, key])
