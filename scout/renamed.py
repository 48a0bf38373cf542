"""Load which calls their sources have renamed: history → calls as they were then → pairs.

who left its source's list -> who of one title came to that list later -> both as they were then
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass

from sqlalchemy import Connection

from scout.digest.earlier import with_fields
from scout.domain import FundingCall
from scout.grouping.candidate import Candidate, to_candidate
from scout.grouping.renamed import Came, Left, Renaming, renamings
from scout.grouping.titles import Title, read_title
from scout.reading.facts import read_facts
from scout.store import calls
from scout.store.calls import GONE, LISTED, LISTING, CallEntry, HistoryEntry


def load_renamings(connection: Connection, entries: Sequence[CallEntry]) -> list[Renaming]:
    """Return which of ``entries``, all calls there are, are the same under another key.

    Found anew from history each time, so that the same history gives the same. Texts of then are
    read by the rules of now.
    """
    left = {each.call_id for each in calls.history_of(connection, LISTING) if each.new == GONE}
    if not left:
        return []
    asked = _of_one_title(entries, calls.history_of(connection, "title"), left)
    history: dict[int, list[HistoryEntry]] = defaultdict(list)
    for entry in calls.history(connection, asked):
        history[entry.call_id].append(entry)
    then = [
        _Then(entry, call, history[entry.id])
        for call, entry in _with_contents(connection, entries, asked)
    ]
    return renamings(
        [each for one in then for each in one.departures()], [one.arrival() for one in then]
    )


def _with_contents(
    connection: Connection, entries: Sequence[CallEntry], asked: Sequence[int]
) -> Iterator[tuple[FundingCall, CallEntry]]:
    known = {entry.id: entry for entry in entries}
    for call_id, call in calls.contents(connection, asked):
        yield call, known[call_id]


def _of_one_title(
    entries: Sequence[CallEntry], retitled: Sequence[HistoryEntry], left: Collection[int]
) -> list[int]:
    """Return the ids of calls of one source and title, now or once, of which any has ``left``."""
    sources = {entry.source for entry in entries if entry.id in left}
    titles: dict[tuple[str, Title], set[int]] = defaultdict(set)
    for entry in entries:
        if entry.source in sources:
            titles[entry.source, read_title(entry.title)].add(entry.id)
    for change in retitled:
        if change.source in sources:
            titles[change.source, read_title(change.old)].add(change.call_id)
    alike = (ids for ids in titles.values() if len(ids) > 1 and not ids.isdisjoint(left))
    return sorted({call_id for ids in alike for call_id in ids})


@dataclass(frozen=True, slots=True)
class _Then:
    """A stored call and its history, oldest first: what it was at any time.

    Where its present text was not read yet nobody knows its facts.
    """

    entry: CallEntry
    content: FundingCall
    history: Sequence[HistoryEntry]

    def arrival(self) -> Came:
        """Return the call as it was when its source listed it first."""
        return Came(call=self._as_of(0), on=self.entry.first_seen_on)

    def departures(self) -> Iterator[Left]:
        """Yield the call as it was each time it left its source's list."""
        listing = [entry for entry in self.history if entry.field == LISTING]
        for entry in listing:
            if entry.new == GONE:
                back = (each.on for each in listing if each.id > entry.id and each.new == LISTED)
                yield Left(
                    call=self._as_of(entry.id),
                    found_on=self.entry.first_seen_on,
                    on=entry.on,
                    back_on=next(back, None),
                )

    def _as_of(self, change: int) -> Candidate:
        """Return the call as it was after ``change``; as it came where there was none yet."""
        old: dict[str, str | None] = {}
        for entry in self.history:
            if entry.id > change and entry.field != LISTING:
                old.setdefault(entry.field, entry.old)
        if not old:
            return to_candidate(self.content, self.entry.facts, is_listed=True)
        call = with_fields(self.content, old)
        return to_candidate(call, read_facts(call), is_listed=True)
