"""Share the room of one mail between reminders, changes and what is new. Pure.

reminders -> changes -> new calls, best first; what would be told too late next time before all
what has no room waits; what has waited for several issues is listed in an attached file
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import TypeVar

from scout.digest.changes import ChangedItem
from scout.digest.deadlines import DeadlineItem, next_deadline
from scout.digest.fitting import Item
from scout.digest.situation import Limits
from scout.once import Once

_Item = TypeVar("_Item", Item, ChangedItem)


@dataclass(frozen=True, slots=True)
class Room:
    """What one mail shows, what comes with it as a list, and what waits.

    ``carried`` are new calls that wait, and for how many issues by then; ``waiting`` counts all.
    """

    due: tuple[DeadlineItem, ...]
    changed: tuple[ChangedItem, ...]
    new: tuple[Item, ...]
    listed: tuple[Item, ...]
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
    today: date,
) -> Room:
    """Return what of all this one mail shows; ``counted`` are calls that it only counts.

    ``waited`` says for how many issues new calls had no room. A call that stands in the mail
    anyway, with its deadline, is no reminder beside. A new call without room that the next issue
    would tell too late is listed at once.
    """
    until = limits.next_issue_on or today + timedelta(days=1)
    elsewhere = {each.call.id for each in (*new, *counted)}
    elsewhere |= {each.call.id for each in changed}
    all_due = [each for each in reminded if each.reminders and each.call.id not in elsewhere]
    due = _most_urgent(all_due, limits.max_items, until)
    closing, later = _closing_first(new, today, until)
    shown = _changes(changed, len(closing), limits.max_items - len(due), today, until)
    ordered = [*closing, *later]
    most = limits.max_items - len(due) - len(shown)
    issues = {each.call.id: waited.get(each.call.id, 0) for each in ordered[most:]}
    wait = {each.call.id for each in later}
    carried = {
        each: count + 1
        for each, count in issues.items()
        if each in wait and count < limits.carry_issues
    }
    return Room(
        due=tuple(due),
        changed=tuple(shown),
        new=tuple(ordered[:most]),
        listed=tuple(each for each in ordered[most:] if each.call.id not in carried),
        carried=carried,
        waiting=len(carried) + len(changed) - len(shown) + len(all_due) - len(due),
    )


def waited_once(carried: Mapping[int, int], once: Once) -> dict[int, int]:
    """Return how long calls waited by the calls that are shown: who waited as one, waited."""
    found: dict[int, int] = {}
    for call_id, issues in carried.items():
        shown = once.shown_for(call_id)
        found[shown] = max(issues, found.get(shown, 0))
    return found


def _changes(
    changed: Sequence[ChangedItem], closing: int, most: int, today: date, until: date
) -> list[ChangedItem]:
    """Return the changes for which there is room, and leave some for ``closing`` new calls.

    A source that words all its calls anew must not keep a new one away until it is over; only
    changes that can wait no longer themselves come before it.
    """
    urgent, others = _closing_first(changed, today, until)
    return [*urgent, *others][: max(most - closing, min(most, len(urgent)))]


def _closing_first(
    items: Sequence[_Item], today: date, until: date
) -> tuple[list[_Item], list[_Item]]:
    """Part what an issue on ``until`` would tell too late from all others, each in its order."""
    closing: list[_Item] = []
    later: list[_Item] = []
    for item in items:
        deadline_on = next_deadline(item.call.facts, today)
        is_too_late_then = deadline_on is not None and deadline_on < until
        (closing if is_too_late_then else later).append(item)
    return closing, later


def _most_urgent(due: Sequence[DeadlineItem], most: int, until: date) -> list[DeadlineItem]:
    """Return the reminders for which there is room: what she tracks, and some of the others.

    They must not fill a mail in which new calls wait: who has just begun would only be reminded.
    Yet what an issue on ``until`` would tell too late is told now. ``due`` has the nearest first.
    """
    tracked = [item for item in due if item.tracked.awaits_deadline]
    others = [item for item in due if not item.tracked.awaits_deadline]
    last_time = sum(item.deadline_on < until for item in others)
    chosen = [*tracked, *others[: max(most // 3, 1, last_time)]][:most]
    return sorted(chosen, key=lambda item: (item.deadline_on, item.call.id))
