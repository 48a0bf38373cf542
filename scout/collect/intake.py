"""What a believed crawl means for the store: a pure decision, then one transaction.

decide(what came, what is stored, verdict) -> new, changed, unchanged, back, gone -> take_in

News are known by key like calls; they have no history, and nothing of them is ever gone or back.
Funded projects have no history either; what left its catalogue is kept, as gone.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Protocol

from sqlalchemy import Connection

from scout.clock import day_of
from scout.collect.basket import Basket, content_hash
from scout.collect.sightings import Sighted
from scout.domain import (
    Brings,
    ChangeKind,
    FieldChange,
    FundingCall,
    Source,
    Verdict,
)
from scout.fields import source_fields
from scout.funded import FundedProject
from scout.store import calls, funded, news
from scout.store.calls import GONE, LISTED, LISTING, CallState
from scout.store.funded import FundedState
from scout.store.news import NewsState

_SEEN = frozenset((ChangeKind.CHANGED, ChangeKind.UNCHANGED, ChangeKind.BACK))


class Known(Protocol):
    """What must be known of a stored item to decide."""

    @property
    def content_hash(self) -> str:
        """The digest of its content."""

    @property
    def listed(self) -> bool:
        """Whether it was there when its source was last read."""


def decide(
    came: Mapping[str, str],
    stored: Mapping[str, Known],
    verdict: Verdict,
    *,
    window: bool = False,
    gone: Collection[str] = (),
    kept: Collection[str] = (),
) -> dict[str, frozenset[ChangeKind]]:
    """Return for each key what the crawl says of it.

    ``came`` maps keys to content hashes. A call that is BACK may be CHANGED as well. A FAILED crawl
    says nothing; a DOUBTFUL one says nothing of items that it did not bring, and neither does one
    of a ``window`` on the newest – but for those whose own page is ``gone``. Of those ``kept`` it
    says nothing either.
    """
    if verdict is Verdict.FAILED:
        return {}
    said = {key: _kinds(digest, stored.get(key)) for key, digest in came.items()}
    if verdict is Verdict.OK and not window:
        gone = stored.keys() - came.keys() - set(kept)
    vanished = (key for key in gone if key in stored and stored[key].listed and key not in came)
    said.update({key: frozenset((ChangeKind.GONE,)) for key in vanished})
    return said


def _kinds(digest: str, state: Known | None) -> frozenset[ChangeKind]:
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
    """How many items were new, changed, gone and back."""

    new: int = 0
    changed: int = 0
    gone: int = 0
    back: int = 0


def settle(
    connection: Connection,
    source: Source,
    basket: Basket,
    verdict: Verdict,
    seen: Sighted,
    run_id: int,
    now: datetime,
) -> Intake:
    """Decide what ``basket`` says of ``source`` and write it, in the caller's transaction."""
    window, today = source.expects.window, day_of(now)
    if source.brings is Brings.NEWS:
        known = news.states(connection, source.name)
        said = decide(basket.hashes, known, verdict, window=window)
        return take_in_news(connection, basket, said, known, now, today) if said else Intake()
    if source.brings is Brings.PROJECTS:
        funds = funded.states(connection, source.name)
        said = decide(basket.hashes, funds, verdict, window=window)
        return take_in_projects(connection, basket, said, funds, now, today) if said else Intake()
    stored = calls.states(connection, source.name)
    came = {**basket.hashes, **{key: state.content_hash for key, state in seen.same.items()}}
    given_up = seen.given_up if verdict is Verdict.OK else frozenset()
    said = decide(
        came,
        stored,
        verdict,
        window=window,
        gone=seen.gone | given_up,
        kept=(seen.missing - given_up) | seen.unread,
    )
    return take_in(connection, basket, said, stored, run_id, now, today) if said else Intake()


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
    gone = [stored[key].id for key, kinds in said.items() if ChangeKind.GONE in kinds]
    history.extend((call_id, FieldChange(LISTING, GONE, LISTED)) for call_id in back)
    history.extend((call_id, FieldChange(LISTING, LISTED, GONE)) for call_id in gone)
    calls.record(connection, run_id, today, history)
    seen = [stored[key].id for key, kinds in said.items() if kinds & _SEEN and key in stored]
    calls.mark_seen(connection, seen, now)
    calls.mark_gone(connection, gone, today)
    return Intake(
        new=_count(said, ChangeKind.NEW),
        changed=_count(said, ChangeKind.CHANGED),
        gone=len(gone),
        back=len(back),
    )


def take_in_news(
    connection: Connection,
    basket: Basket,
    said: Mapping[str, frozenset[ChangeKind]],
    stored: Mapping[str, NewsState],
    now: datetime,
    today: date,
) -> Intake:
    """Write what ``decide`` said of news, in the caller's transaction.

    What is known is brought up to date, and stays found on the day it was.
    """
    for item in basket.news():
        kinds = said.get(item.key, ())
        if ChangeKind.NEW in kinds:
            news.add(connection, item, content_hash(item), now, today)
        elif ChangeKind.CHANGED in kinds:
            news.replace(connection, stored[item.key].id, item, content_hash(item), now)
    seen = [stored[key].id for key in basket.hashes if key in stored and key in said]
    news.mark_seen(connection, seen, now)
    return Intake(new=_count(said, ChangeKind.NEW), changed=_count(said, ChangeKind.CHANGED))


def take_in_projects(
    connection: Connection,
    basket: Basket,
    said: Mapping[str, frozenset[ChangeKind]],
    stored: Mapping[str, FundedState],
    now: datetime,
    today: date,
) -> Intake:
    """Write what ``decide`` said of funded projects, in the caller's transaction."""
    funded.add(connection, _projects(basket, said, ChangeKind.NEW), now, today)
    funded.replace(connection, _projects(basket, said, ChangeKind.CHANGED))
    seen = [stored[key].id for key, kinds in said.items() if kinds & _SEEN]
    funded.mark_seen(connection, seen, now)
    gone = [stored[key].id for key, kinds in said.items() if ChangeKind.GONE in kinds]
    funded.mark_gone(connection, gone, today)
    return Intake(
        new=_count(said, ChangeKind.NEW),
        changed=_count(said, ChangeKind.CHANGED),
        gone=len(gone),
        back=_count(said, ChangeKind.BACK),
    )


def _projects(
    basket: Basket, said: Mapping[str, frozenset[ChangeKind]], kind: ChangeKind
) -> Iterator[tuple[FundedProject, str]]:
    for project in basket.projects():
        if kind in said[project.key]:
            yield project, content_hash(project)


def _with(
    basket: Basket, said: Mapping[str, frozenset[ChangeKind]], kind: ChangeKind
) -> Iterator[FundingCall]:
    if any(kind in kinds for kinds in said.values()):
        yield from (call for call in basket.calls() if kind in said.get(call.key, ()))


def _count(said: Mapping[str, frozenset[ChangeKind]], kind: ChangeKind) -> int:
    return sum(kind in kinds for kinds in said.values())
