"""Share the room of one mail between reminders, changes and what is new. Pure.

reminders -> changes -> new calls, best first; what would be told too late next time before all
what has no room waits; what has waited for several issues is listed in an attached file

Room costs no deadline of a call that she tracks: its reminder comes when it is due, however full
the mail is. Who tracks a call knows it, so one that was still to come as new is told by its
reminder, and comes as new no more.
"""

from __future__ import annotations

from collections.abc import Collection, Container, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import TypeVar

from scout.digest.changes import ChangedItem
from scout.digest.deadlines import DeadlineItem, cannot_wait, until_next_issue
from scout.digest.fitting import Item
from scout.digest.situation import Limits, Situation
from scout.once import Once

_Item = TypeVar("_Item", Item, ChangedItem, DeadlineItem)


@dataclass(frozen=True, slots=True)
class Room:
    """What one mail shows, what comes with it as a list, what it only counts, and what waits.

    ``carried`` are new calls that wait, and for how many issues by then; ``waiting`` counts all.
    """

    due: tuple[DeadlineItem, ...]
    changed: tuple[ChangedItem, ...]
    new: tuple[Item, ...]
    listed: tuple[Item, ...]
    counted: tuple[Item, ...]
    carried: Mapping[int, int]
    waiting: int

    @property
    def calls(self) -> frozenset[int]:
        """The ids of the calls that stand in the mail itself."""
        shown = [each.call.id for each in self.due] + [each.call.id for each in self.changed]
        return frozenset([*shown, *(each.call.id for each in self.new)])


def share_room(
    reminded: Sequence[DeadlineItem],
    changed: Sequence[ChangedItem],
    new: Sequence[Item],
    counted: Sequence[Item],
    waited: Mapping[int, int],
    limits: Limits,
    situation: Situation,
) -> Room:
    """Return what of all this one mail shows; ``counted`` are calls that it only counts.

    ``waited`` says for how many issues new calls had no room. A tracked call of which a reminder is
    due is neither new nor counted. Any other call that stands in the mail with its deadline is no
    reminder beside, and neither is a change of a tracked one. A new call without room that the next
    issue would tell too late is listed at once. What is counted stands nowhere in the mail: it is
    reminded of instead, where room is left, and otherwise by the next issue.
    """
    until = until_next_issue(situation, limits)
    calls = [(each.call, False) for each in new]
    calls += [(each.call, each.takes_part) for each in changed]
    urgent = {
        call.id
        for call, takes_part in calls
        if cannot_wait(call, situation, limits, takes_part=takes_part)
    }
    due_now = [each for each in reminded if each.reminders]
    must = {each.call.id: each for each in due_now if _is_tracked(each)}
    new, counted = _without(new, must), _without(counted, must)
    all_due = _without(due_now, _ids(new) | _ids(changed) | _ids(counted))
    due = _most_urgent(all_due, limits.max_items, until)
    closing, later = _closing_first(new, urgent)
    shown = _changes(changed, len(closing), max(limits.max_items - len(due), 0), urgent)
    untold = [must[each] for each in _ids(changed) - _ids(shown) if each in must]
    ordered = [*closing, *later]
    most = max(limits.max_items - len(due) - len(untold) - len(shown), 0)
    carried = _carried(later[max(most - len(closing), 0) :], waited, limits)
    left = min(most - len(ordered), limits.max_items // 3 - len(due))
    instead = [each for each in due_now if each.call.id in _ids(counted)][: max(left, 0)]
    wait = len(changed) - len(shown) + len(all_due) - len(due)
    return Room(
        due=tuple(sorted([*due, *instead, *untold], key=_by_deadline)),
        changed=tuple(shown),
        new=tuple(ordered[:most]),
        listed=tuple(_without(ordered[most:], carried)),
        counted=tuple(_without(counted, _ids(instead))),
        carried=carried,
        waiting=len(carried) + wait,
    )


def _ids(items: Iterable[_Item]) -> set[int]:
    return {each.call.id for each in items}


def _without(items: Iterable[_Item], left_out: Container[int]) -> list[_Item]:
    return [each for each in items if each.call.id not in left_out]


def _carried(
    without_room: Sequence[Item], waited: Mapping[int, int], limits: Limits
) -> dict[int, int]:
    """Return which of these calls can wait once more, and for how many issues by then."""
    issues = {each.call.id: waited.get(each.call.id, 0) for each in without_room}
    return {each: count + 1 for each, count in issues.items() if count < limits.carry_issues}


def waited_once(carried: Mapping[int, int], once: Once) -> dict[int, int]:
    """Return how long calls waited by the calls that are shown: who waited as one, waited."""
    found: dict[int, int] = {}
    for call_id, issues in carried.items():
        shown = once.shown_for(call_id)
        found[shown] = max(issues, found.get(shown, 0))
    return found


def _changes(
    changed: Sequence[ChangedItem], closing: int, most: int, urgent: Collection[int]
) -> list[ChangedItem]:
    """Return the changes for which there is room, and leave some for ``closing`` new calls.

    A source that words all its calls anew must not keep a new one away until it is over; only
    changes that can wait no longer themselves come before it.
    """
    first, others = _closing_first(changed, urgent)
    return [*first, *others][: max(most - closing, min(most, len(first)))]


def _closing_first(
    items: Sequence[_Item], urgent: Collection[int]
) -> tuple[list[_Item], list[_Item]]:
    """Part what cannot wait from all others, each in its order."""
    return [item for item in items if item.call.id in urgent], _without(items, urgent)


def _most_urgent(due: Sequence[DeadlineItem], most: int, until: date) -> list[DeadlineItem]:
    """Return the reminders that are told now: all of what she tracks, and some of the others.

    Those must not fill a mail in which new calls wait: who has just begun would only be reminded.
    Yet what an issue on ``until`` would tell too late is told now. ``due`` has the nearest first.
    """
    tracked = [item for item in due if _is_tracked(item)]
    others = [item for item in due if not _is_tracked(item)]
    last_time = sum(item.deadline_on < until for item in others)
    room = min(max(most // 3, 1, last_time), max(most - len(tracked), 0))
    return sorted([*tracked, *others[:room]], key=_by_deadline)


def _is_tracked(item: DeadlineItem) -> bool:
    return item.tracked.awaits_deadline


def _by_deadline(item: DeadlineItem) -> tuple[date, int]:
    return item.deadline_on, item.call.id
