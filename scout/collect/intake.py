"""What a believed crawl means for the store: a pure decision, then one transaction.

decide(what came, what is stored, verdict) -> new, changed, unchanged, back, gone -> take_in
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import Connection

from scout.collect.basket import Basket, content_hash
from scout.domain import ChangeKind, FieldChange, FundingCall, Verdict, source_fields
from scout.store import calls
from scout.store.calls import GONE, LISTED, LISTING, CallState


def decide(
    came: Mapping[str, str], stored: Mapping[str, CallState], verdict: Verdict
) -> dict[str, frozenset[ChangeKind]]:
    """Return for each key what the crawl says of it.

    ``came`` maps keys to content hashes. A call that is BACK may be CHANGED as well. A FAILED crawl
    says nothing; a DOUBTFUL one says nothing of calls that it did not bring.
    """
    if verdict is Verdict.FAILED:
        return {}
    said = {key: _kinds(digest, stored.get(key)) for key, digest in came.items()}
    if verdict is Verdict.OK:
        vanished = (key for key, state in stored.items() if state.listed and key not in came)
        said.update({key: frozenset((ChangeKind.GONE,)) for key in vanished})
    return said


def _kinds(digest: str, state: CallState | None) -> frozenset[ChangeKind]:
    if state is None:
        return frozenset((ChangeKind.NEW,))
    same = state.content_hash == digest
    kinds = {ChangeKind.UNCHANGED if same else ChangeKind.CHANGED}
    return frozenset(kinds if state.listed else kinds - {ChangeKind.UNCHANGED} | {ChangeKind.BACK})


def field_changes(old: FundingCall, new: FundingCall) -> tuple[FieldChange, ...]:
    """Return the source fields that differ, by name."""
    before, after = source_fields(old), source_fields(new)
    return tuple(
        FieldChange(name, before.get(name), after.get(name))
        for name in sorted(before.keys() | after.keys())
        if before.get(name) != after.get(name)
    )


@dataclass(frozen=True, slots=True)
class Intake:
    """How many calls were new, changed, gone and back."""

    new: int = 0
    changed: int = 0
    gone: int = 0
    back: int = 0


def take_in(
    connection: Connection,
    basket: Basket,
    said: Mapping[str, frozenset[ChangeKind]],
    stored: Mapping[str, CallState],
    run_id: int,
    now: datetime,
    today: date,
) -> Intake:
    """Write what ``decide`` said, in the caller's transaction; texts are read one at a time."""
    new = (
        (call, content_hash(call))
        for call in basket.calls()
        if ChangeKind.NEW in said.get(call.key, ())
    )
    calls.add(connection, new, run_id, now, today)
    history: list[tuple[int, FieldChange]] = []
    for call in _with(basket, said, ChangeKind.CHANGED):
        state = stored[call.key]
        old = calls.content(connection, state.id)
        history.extend((state.id, change) for change in field_changes(old, call))
        calls.replace(connection, state.id, call, content_hash(call), now)
    back = [stored[key].id for key, kinds in said.items() if ChangeKind.BACK in kinds]
    seen = [stored[key].id for key in basket.hashes if key in stored and key in said]
    gone = [stored[key].id for key, kinds in said.items() if ChangeKind.GONE in kinds]
    history.extend((call_id, FieldChange(LISTING, GONE, LISTED)) for call_id in back)
    history.extend((call_id, FieldChange(LISTING, LISTED, GONE)) for call_id in gone)
    calls.record(connection, run_id, today, history)
    calls.mark_seen(connection, seen, now)
    calls.mark_gone(connection, gone, today)
    return Intake(
        new=_count(said, ChangeKind.NEW),
        changed=_count(said, ChangeKind.CHANGED),
        gone=len(gone),
        back=len(back),
    )


def _with(
    basket: Basket, said: Mapping[str, frozenset[ChangeKind]], kind: ChangeKind
) -> Iterator[FundingCall]:
    if any(kind in kinds for kinds in said.values()):
        yield from (call for call in basket.calls() if kind in said.get(call.key, ()))


def _count(said: Mapping[str, frozenset[ChangeKind]], kind: ChangeKind) -> int:
    return sum(kind in kinds for kinds in said.values())
