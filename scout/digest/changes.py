"""Find what is different in calls that a recipient knows. Pure: history since she was told → items.

    told -> changes since, field by field, what went and came back left out -> worth a mail -> items

Of a call that several sources tell of, one speaks: what another one changes is told only where it
then says something else of deadline or status. That another source lists the call is no change.
A better reading of the same text is no change: only fields of the source are compared.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import partial

from scout.digest.days import next_deadline
from scout.digest.situation import Situation
from scout.domain import CallStatus, FieldChange
from scout.grouping.disagreement import disagreements
from scout.once import Once
from scout.reading.eu import fields as eu
from scout.store.calls import GONE, LISTED, LISTING, CallEntry, HistoryEntry
from scout.store.told import Told

# Topics of feeds are those of a window, which are found one by one.
_NOT_WORTH_MAIL = (
    "url", "links", "language", "stated.", "code.programmeDivision", "code.Foerderthema",
)  # fmt: skip
# Beside days, the sums for one project are the fields of a source that readers ask for.
_SUMS = ("stated.maxContribution", "stated.minContribution")
_DEADLINE, _OPENING = f"stated.{eu.DEADLINE}", f"stated.{eu.OPENING}"


@dataclass(frozen=True, slots=True)
class FactChange:
    """One fact that is not what it was, in German: what it is called, and its words then and now.

    The words may hold some of the source's own: whoever shows them escapes and bounds them.
    ``is_known`` where another source said before what this one says now.
    """

    label: str
    old: str
    new: str
    is_known: bool = False


@dataclass(frozen=True, slots=True)
class OtherSource:
    """What another source of a call changed that contradicts the one that is shown.

    ``call`` is the call as that source tells of it, the rest as in ``ChangedItem``.
    """

    call: CallEntry
    changes: tuple[FieldChange, ...]
    since: tuple[FieldChange, ...]
    facts: tuple[FactChange, ...] = ()


@dataclass(frozen=True, slots=True)
class ChangedItem:
    """A call the recipient knows, with what is different since she was told for ``project``.

    ``changes`` are those that are told as the source's own text, old and new; ``facts`` is what
    was read in them (``fact_changes.with_facts``). ``elsewhere`` is what other sources of the call
    changed. ``since`` is every field that differs, told or not. ``known`` is the call as other
    sources tell of it who changed nothing since: the recipient knows what they say. For whoever
    ``takes_part`` the call is open through its later stages.
    """

    call: CallEntry
    status: CallStatus
    changes: tuple[FieldChange, ...]
    project: str
    elsewhere: tuple[OtherSource, ...] = ()
    facts: tuple[FactChange, ...] = ()
    since: tuple[FieldChange, ...] = ()
    known: tuple[CallEntry, ...] = ()
    takes_part: bool = False


def changed_since(
    situation: Situation,
    told: Mapping[int, Told],
    homes: Mapping[int, str],
    left: Collection[str],
    taking: Collection[int] = (),
) -> list[ChangedItem]:
    """Return known calls with changes since, those with the nearest deadline first.

    ``homes`` gives for each call that fits, or that she follows, the project under which it stands.
    Any other is still told of if it was shown: that it was closed is the news. Not if it was shown
    for one of the projects ``left``, which are not hers any more; one that is renamed is gone from
    the strategy, and what it stood for is still hers. She takes part in the calls ``taking``.
    """
    found = []
    for call_id, before in told_once(told, situation.once).items():
        was_shown = before.shown and before.project not in left
        call = situation.calls[call_id]
        if (was_shown or call_id in homes) and call.facts is not None:
            through = {
                each: told[each].through_change if each in told else before.through_change
                for each in situation.once.of(call_id)
            }
            since = _since(situation, call_id, through[call_id])
            status = call.status_on(situation.today, takes_part=call_id in taking)
            changes = _worth_mail(since, status)
            elsewhere = tuple(_elsewhere(situation, call_id, through))
            if changes or elsewhere:
                project = homes.get(call_id, before.project)
                known = tuple(_known(situation, call_id, through))
                item = ChangedItem(call, status, changes, project, elsewhere, (), since, known)
                found.append(replace(item, takes_part=call_id in taking))
    return sorted(found, key=partial(_nearest, situation.today))


def told_once(told: Mapping[int, Told], once: Once) -> dict[int, Told]:
    """Return what a recipient was told by the calls that are shown: told of one, told of all."""
    found: dict[int, Told] = {}
    for call_id, known in sorted(told.items()):
        shown = once.shown_for(call_id)
        other = found.get(shown, known)
        first = known if known.shown and not other.shown else other
        newest = max(known.through_change, other.through_change)
        found[shown] = replace(first, call_id=shown, through_change=newest)
    return found


def _elsewhere(
    situation: Situation, shown: int, through: Mapping[int, int]
) -> Iterator[OtherSource]:
    """Yield what other sources changed who now contradict the one that is shown."""
    if shown not in situation.once.shared:
        return
    spoken, *others = situation.once.shared[shown].statements
    contradicting = {
        (each.source, each.key) for each in others if disagreements((spoken, each), situation.today)
    }
    for call_id, newest in through.items():
        call = situation.calls[call_id]
        if call_id != shown and (call.source, call.key) in contradicting:
            since = _since(situation, call_id, newest)
            if changes := _worth_mail(since, call.status_on(situation.today)):
                yield OtherSource(call, changes, since)


def _known(situation: Situation, shown: int, through: Mapping[int, int]) -> Iterator[CallEntry]:
    """Yield the call as other sources tell of it who changed nothing since."""
    for call_id, newest in through.items():
        entries = situation.history.get(call_id, ())
        if call_id != shown and all(entry.id <= newest for entry in entries):
            yield situation.calls[call_id]


def _since(situation: Situation, call_id: int, through: int) -> tuple[FieldChange, ...]:
    """Return what is different in one source's call since change ``through``.

    What that source called it before is the same call: that one key left the list and another one
    came is no change, unless it was on no list when the reader was told.
    """
    source = situation.calls[call_id].source
    keys = [each for each in situation.once.of(call_id) if situation.calls[each].source == source]
    if len(keys) == 1:
        return _net(_entries(situation, call_id, through))
    entries = [entry for each in keys for entry in _entries(situation, each, through)]
    entries.sort(key=lambda entry: entry.id)
    changes = _net([entry for entry in entries if entry.field != LISTING])
    then = LISTED if _was_listed(situation, keys, through) else GONE
    now = LISTED if any(situation.calls[each].gone_on is None for each in keys) else GONE
    return changes if then == now else (*changes, FieldChange(LISTING, then, now))


def _was_listed(situation: Situation, keys: Sequence[int], through: int) -> bool:
    """Tell whether a call stood on its source's list, under any key, at change ``through``."""
    newest: dict[int, HistoryEntry] = {}
    for each in keys:
        for entry in situation.history.get(each, ()):
            if entry.field == LISTING and entry.id <= through:
                newest[each] = entry
    return not newest or any(entry.new == LISTED for entry in newest.values())


def _entries(situation: Situation, call_id: int, through: int) -> list[HistoryEntry]:
    """Return the history of one source's call since change ``through``; its coming is no change."""
    return [
        entry
        for entry in situation.history.get(call_id, ())
        if entry.id > through and not (entry.field == LISTING and entry.old is None)
    ]


def _net(since: Sequence[HistoryEntry]) -> tuple[FieldChange, ...]:
    """Return what is different in the end, field by field; what went and came back is no change."""
    first: dict[str, HistoryEntry] = {}
    last: dict[str, HistoryEntry] = {}
    for entry in since:
        first.setdefault(entry.field, entry)
        last[entry.field] = entry
    changes = (FieldChange(name, first[name].old, last[name].new) for name in first)
    return tuple(change for change in changes if change.old != change.new)


def _worth_mail(since: Sequence[FieldChange], status: CallStatus) -> tuple[FieldChange, ...]:
    """Return the changes of which a reader wants to know.

    A call that left its list after its last deadline is over, not news.
    """
    is_over = status is CallStatus.CLOSED
    return tuple(
        change
        for change in since
        if _is_worth_mail(change) and not (change.field == LISTING and is_over)
    )


def _is_worth_mail(change: FieldChange) -> bool:
    """Tell what readers want to know; not that a clock was written anew with other seconds."""
    old, new = change.old or "", change.new or ""
    if change.field == _DEADLINE:
        return not eu.is_same_time(old, new)
    if change.field == _OPENING:
        return not eu.is_same_day(old, new)
    return change.field in _SUMS or not change.field.startswith(_NOT_WORTH_MAIL)


def _nearest(today: date, item: ChangedItem) -> tuple[date, int]:
    """Order by the next day up to which one may apply; what has none ahead comes last."""
    on = next_deadline(item.call.facts, today, takes_part=item.takes_part)
    return on or date.max, item.call.id
