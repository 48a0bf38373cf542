"""Show a call once, however many sources tell of it. Pure: groups and calls in, views out.

group -> the first of its members, the leading one before all, that one may still apply for
what a source called it before -> is one with it, and says nothing more
its matches -> per project the best score of any member
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date

from scout.grouping.disagreement import Disagreement, Statement, disagreements
from scout.store.calls import CallEntry
from scout.store.groups import Groups, Member
from scout.store.matches import MatchEntry


@dataclass(frozen=True, slots=True)
class Shared:
    """What several sources say of one call, the one that is shown first."""

    statements: tuple[Statement, ...]
    disagreements: tuple[Disagreement, ...] = ()

    @property
    def elsewhere(self) -> tuple[Statement, ...]:
        """What the other sources say."""
        return self.statements[1:]


@dataclass(frozen=True, slots=True)
class Once:
    """Which call is shown for each that several sources tell of.

    ``members`` are the ids of all calls of a group, the leading one first, by each of them; the
    other two mappings are by call and by the call that is shown. ``shared`` has those that several
    sources tell of; what only one has, under several keys, is no member of it.
    """

    members: Mapping[int, tuple[int, ...]] = field(default_factory=dict)
    shown: Mapping[int, int] = field(default_factory=dict)
    shared: Mapping[int, Shared] = field(default_factory=dict)

    def shown_for(self, call_id: int) -> int:
        """Return the id of the call that is shown for this one; its own where it is alone."""
        return self.shown.get(call_id, call_id)

    def of(self, call_id: int) -> tuple[int, ...]:
        """Return the ids of all that are one with a call, itself included."""
        return self.members.get(call_id, (call_id,))

    def is_shown(self, call_id: int) -> bool:
        """Tell whether a call is shown itself."""
        return self.shown_for(call_id) == call_id


def show_once(groups: Groups, calls: Mapping[int, CallEntry], today: date) -> Once:
    """Return which of ``calls`` are shown on ``today``; it must hold the members of all groups."""
    members, shown, shared = {}, {}, {}
    for group in dict.fromkeys(groups.values()):
        ids = tuple(member.call_id for member in group)
        first = _first_shown(ids, calls, today)
        ordered = sorted(_present(group), key=lambda member: member.call_id != first)
        said = tuple(statement_of(calls[each.call_id], each.read_on, today) for each in ordered)
        members.update(dict.fromkeys(ids, ids))
        shown.update(dict.fromkeys(ids, first))
        if len(said) > 1:
            shared[first] = Shared(said, disagreements(said, today))
    return Once(members, shown, shared)


def best_matches(entries: Iterable[MatchEntry], once: Once) -> list[MatchEntry]:
    """Return one match a project for calls that are one, under the id of the call that is shown.

    The best score stands for all; a call that one may apply for stands before one that shuts out.
    The match stays that of the text that made the score.
    """
    best: dict[tuple[str, int], MatchEntry] = {}
    for entry in sorted(entries, key=_place):
        shown = once.shown_for(entry.call_id)
        best.setdefault((entry.match.project, shown), replace(entry, call_id=shown))
    return sorted(best.values(), key=_in_list)


def shown_calls(entries: Sequence[CallEntry], once: Once) -> list[CallEntry]:
    """Return the calls that are shown, in their order: for each group one.

    Where the one that is shown is not among ``entries``, the first of its group that is.
    """
    here = {entry.id for entry in entries}
    taken, found = set(), []
    for entry in entries:
        shown = once.shown_for(entry.id)
        if entry.id == shown or (shown not in here and shown not in taken):
            found.append(entry)
            taken.add(shown)
    return found


def statement_of(call: CallEntry, read_on: date, today: date) -> Statement:
    """Return what a call's source, last read on ``read_on``, says of it."""
    return Statement(
        source=call.source,
        key=call.key,
        url=call.url,
        title=call.title,
        status=call.status_on(today),
        deadline=call.facts.deadline if call.facts else None,
        read_on=read_on,
    )


def _present(group: Iterable[Member]) -> Iterable[Member]:
    """Return what each source tells of a call now: what it called it before comes after that."""
    first: dict[str, Member] = {}
    for member in group:
        first.setdefault(member.name[0], member)
    return first.values()


def _first_shown(ids: Sequence[int], calls: Mapping[int, CallEntry], today: date) -> int:
    """Return the first that one may apply for, better one whose text was read; else the first."""
    still_open = [each for each in ids if calls[each].is_open_on(today)]
    was_read = (each for each in still_open if calls[each].facts is not None)
    return next(was_read, (still_open or ids)[0])


def _place(entry: MatchEntry) -> tuple[bool, float, str, str]:
    match = entry.match
    return entry.shut_out, -match.score, match.source, match.key


def _in_list(entry: MatchEntry) -> tuple[str, float, str, str]:
    match = entry.match
    return match.project, -match.score, match.source, match.key
