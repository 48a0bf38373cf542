"""Find what is different in calls that a recipient knows. Pure: history since she was told → items.

    told -> changes since, field by field, what went and came back left out -> worth a mail -> items

A better reading of the same text is no change: only fields of the source are compared.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from scout.digest.situation import Situation
from scout.domain import CallStatus, FieldChange
from scout.reading.eu import fields as eu
from scout.store.calls import LISTING, CallEntry, HistoryEntry
from scout.store.deliveries import Told

_NOT_WORTH_MAIL = ("url", "links", "language", "stated.", "code.programmeDivision")
_DEADLINE, _OPENING = f"stated.{eu.DEADLINE}", f"stated.{eu.OPENING}"


@dataclass(frozen=True, slots=True)
class ChangedItem:
    """A call the recipient knows, with what is different since she was told for ``project``."""

    call: CallEntry
    status: CallStatus
    changes: tuple[FieldChange, ...]
    project: str


def changed_since(
    situation: Situation,
    told: Mapping[int, Told],
    homes: Mapping[int, str],
    projects: Collection[str],
) -> list[ChangedItem]:
    """Return known calls with changes since, those with the nearest deadline first.

    ``homes`` gives for each call that fits the project under which it stands. A call that fits no
    more is still told of if it was shown for one of ``projects``: that it was closed is the news.
    """
    found = []
    for call_id, before in told.items():
        was_shown = before.shown and before.project in projects
        call = situation.calls[call_id]
        if (was_shown or call_id in homes) and call.facts is not None:
            status = call.status_on(situation.today)
            since = [
                entry
                for entry in situation.history.get(call_id, ())
                if entry.id > before.through_change
            ]
            if changes := _net(since, is_over=status is CallStatus.CLOSED):
                project = homes.get(call_id, before.project)
                found.append(ChangedItem(call, status, changes, project))
    return sorted(found, key=lambda item: (_next_date(item.call, situation.today), item.call.id))


def _net(since: Sequence[HistoryEntry], *, is_over: bool) -> tuple[FieldChange, ...]:
    """Return what is different in the end, field by field; what went and came back is no change.

    A call that left its list after its last deadline is over, not news.
    """
    first: dict[str, HistoryEntry] = {}
    last: dict[str, HistoryEntry] = {}
    for entry in since:
        first.setdefault(entry.field, entry)
        last[entry.field] = entry
    changes = (FieldChange(name, first[name].old, last[name].new) for name in first)
    return tuple(
        change
        for change in changes
        if change.old != change.new
        and _is_worth_mail(change)
        and not (change.field == LISTING and is_over)
    )


def _is_worth_mail(change: FieldChange) -> bool:
    """Tell what readers want to know; not that a clock was written anew with other seconds."""
    old, new = change.old or "", change.new or ""
    if change.field == _DEADLINE:
        return not eu.is_same_time(old, new)
    if change.field == _OPENING:
        return not eu.is_same_day(old, new)
    return not change.field.startswith(_NOT_WORTH_MAIL)


def _next_date(call: CallEntry, today: date) -> date:
    """Return the next date up to which one may apply; the end of time where none lies ahead."""
    deadline = call.facts.deadline if call.facts else None
    return min(
        (day for day in deadline.dates if day >= today) if deadline else (), default=date.max
    )
