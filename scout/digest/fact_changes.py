"""Say of changed calls which facts are not what they were. Pure: texts then and now → old and new.

    newest text, rolled back by what changed since the reader was told -> the text she was told of
    both read by today's rules -> facts whose words differ
    raw text in which nothing but figures of those facts differs -> told by them, left out

So a correction of our own reading is no change, and a text of which no fact differs is told raw.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from functools import lru_cache

from scout import change_wording, wording
from scout.change_wording import FACTS, STANDING, FactWords
from scout.digest.changes import ChangedItem, FactChange, OtherSource
from scout.digest.earlier import with_fields
from scout.domain import CallStatus, FieldChange, FundingCall, Section
from scout.facts import Evidence, Facts
from scout.reading.eu import fields as eu
from scout.reading.facts import read_facts, status_of
from scout.store.calls import GONE, LISTING

_MONTH = {name: number for number, name in enumerate(wording.MONTHS, start=1)}
_FIGURE = re.compile(rf"\d+(?:[.,:/]\d+)*\.?|\b(?:{'|'.join(wording.MONTHS)})\b")
_STATUS = f"code.{eu.STATUS}"
_SECTION = "section."


@dataclass(frozen=True, slots=True)
class _Text:
    """What of a call is read; two with the same text are the same."""

    sections: tuple[Section, ...]
    codes: tuple[tuple[str, tuple[str, ...]], ...]
    stated: tuple[tuple[str, str], ...]
    call: FundingCall = field(compare=False, repr=False)


@dataclass(frozen=True, slots=True)
class _Change:
    """All of a changed item that says what is told of it: who is told of the same is told so."""

    text: _Text
    is_listed: bool
    since: tuple[FieldChange, ...]
    raw: tuple[FieldChange, ...]
    today: date
    takes_part: bool = False


@dataclass(frozen=True, slots=True)
class _Side:
    """A call then or now: what was read in it, and where it stands on the day."""

    facts: Facts
    status: CallStatus


def with_facts(
    items: Iterable[ChangedItem], contents: Mapping[int, FundingCall], today: date
) -> tuple[ChangedItem, ...]:
    """Return ``items`` with the facts that changed, and without the raw texts these make needless.

    ``contents`` are the newest texts by the call's id; an item whose text is not among them stays
    as it is. Where a call stands is asked for ``today``, so that no passing of time is a change.
    Of what another source changed the raw text is told only where no fact was read in it.
    """
    return tuple(_with_facts(item, contents, today) for item in items)


def _with_facts(item: ChangedItem, contents: Mapping[int, FundingCall], today: date) -> ChangedItem:
    elsewhere = tuple(_of_other(other, contents, today) for other in item.elsewhere)
    said = _told(item, contents, today)
    if said is None:
        return replace(item, elsewhere=elsewhere)
    facts = tuple(replace(each, is_known=_is_known(each, item, today)) for each in said[0])
    return replace(item, facts=facts, changes=said[1], elsewhere=elsewhere)


def _of_other(other: OtherSource, contents: Mapping[int, FundingCall], today: date) -> OtherSource:
    facts, _ = _told(other, contents, today) or ((), ())
    return replace(other, facts=facts, changes=()) if facts else other


def _told(
    item: ChangedItem | OtherSource, contents: Mapping[int, FundingCall], today: date
) -> tuple[tuple[FactChange, ...], tuple[FieldChange, ...]] | None:
    content = contents.get(item.call.id)
    if content is None or not item.since:
        return None
    is_listed = item.call.gone_on is None
    takes_part = isinstance(item, ChangedItem) and item.takes_part
    return _said(_Change(_text(content), is_listed, item.since, item.changes, today, takes_part))


def _is_known(change: FactChange, item: ChangedItem, today: date) -> bool:
    """Tell whether another source, where one may still apply, said so before.

    Only of what sources are compared by, deadline and status: nothing else of them was told.
    """
    takes_part = item.takes_part
    there = [call for call in item.known if call.is_open_on(today, takes_part=takes_part)]
    if change.label == STANDING:
        statuses = {call.status_on(today, takes_part=takes_part) for call in there}
        return item.status is not CallStatus.UNKNOWN and item.status in statuses
    stated = (call.facts.deadline for call in there if call.facts and call.facts.deadline)
    return change.label == change_wording.DEADLINE and any(
        change_wording.is_deadline(change.new, each, today) for each in stated
    )


# Recipients are told of the same calls, one after the other, and reading is what costs.
@lru_cache(maxsize=128)
def _said(
    change: _Change,
) -> tuple[tuple[FactChange, ...], tuple[FieldChange, ...]]:
    """Return the facts that changed, and the raw changes that are still to be told."""
    today = change.today
    old, new = _then(change), _side(change, change.text, is_listed=change.is_listed)
    differing = [each for each in FACTS if _differs(each, old.facts, new.facts, today)]
    facts = [
        FactChange(
            each.label,
            *change_wording.apart(each.words(old.facts, today), each.words(new.facts, today)),
        )
        for each in differing
    ]
    if old.status is not new.status:
        before, after = (old.status, old.facts), (new.status, new.facts)
        words = change_wording.standing(before, after, today)
        facts = [FactChange(STANDING, *words), *_unless_over(facts)]
    untold = (each for each in change.raw if not _is_said(each, facts, differing, old, new))
    return tuple(facts), tuple(untold)


def _then(change: _Change) -> _Side:
    was = {each.field: each.old for each in change.since}
    is_listed = was[LISTING] != GONE if LISTING in was else change.is_listed
    fields = {name: old for name, old in was.items() if name != LISTING}
    text = _text(with_fields(change.text.call, fields))
    return _side(change, text, is_listed=is_listed)


def _side(change: _Change, text: _Text, *, is_listed: bool) -> _Side:
    facts, today = _facts(text), change.today
    status = status_of(facts, listed=is_listed, today=today, takes_part=change.takes_part)
    return _Side(facts, status)


def _text(call: FundingCall) -> _Text:
    return _Text(
        call.sections, tuple(sorted(call.codes.items())), tuple(sorted(call.stated.items())), call
    )


@lru_cache(maxsize=128)
def _facts(text: _Text) -> Facts:
    return read_facts(text.call)


def _differs(each: FactWords, old: Facts, new: Facts, today: date) -> bool:
    if each.words(old, today) == each.words(new, today):
        return False
    days = [day.on for day in map(each.day, (old, new)) if day] if each.day else [date.max]
    return any(day > today for day in days)


def _unless_over(facts: Iterable[FactChange]) -> Iterator[FactChange]:
    """Leave out a deadline that only says again that it is over."""
    over = (change_wording.DEADLINE, change_wording.OVER)
    return (each for each in facts if (each.label, each.new) != over)


def _is_said(
    change: FieldChange,
    facts: Sequence[FactChange],
    differing: Sequence[FactWords],
    old: _Side,
    new: _Side,
) -> bool:
    """Tell whether ``facts`` say all that the raw text of a change would."""
    if change.field in (LISTING, _STATUS):
        return any(each.label == STANDING for each in facts)
    if change.field.startswith(_SECTION):
        return _only_figures(change, facts, differing, old, new)
    is_understood = old.facts.not_understood == new.facts.not_understood
    return is_understood and any(change.field in each.fields for each in differing)


def _only_figures(
    change: FieldChange,
    facts: Sequence[FactChange],
    differing: Sequence[FactWords],
    old: _Side,
    new: _Side,
) -> bool:
    """Tell whether nothing but figures differs, each in words that state one of ``facts``."""
    before, after = change.old or "", change.new or ""
    if _FIGURE.split(before) != _FIGURE.split(after):
        return False
    heading = change.field.removeprefix(_SECTION)
    sides = (
        (before, _spans(differing, old.facts, heading), [each.old for each in facts]),
        (after, _spans(differing, new.facts, heading), [each.new for each in facts]),
    )
    pairs = zip(_FIGURE.finditer(before), _FIGURE.finditer(after), strict=True)
    return all(
        _stands_in(figure, spans) and _numbers(figure.group()) <= _numbers(*words)
        for pair in pairs
        if pair[0].group() != pair[1].group()
        for figure, (_, spans, words) in zip(pair, sides, strict=True)
    )


def _spans(differing: Sequence[FactWords], facts: Facts, heading: str) -> list[Evidence]:
    found = (words for each in differing for words in each.evidence(facts))
    return [words for words in found if words is not None and words.section == heading]


def _stands_in(figure: re.Match[str], spans: Iterable[Evidence]) -> bool:
    return any(each.start <= figure.start() and figure.end() <= each.end for each in spans)


def _numbers(*texts: str) -> set[int]:
    """Return all numbers in ``texts``; a month is its number in the year."""
    found = {int(number) for text in texts for number in re.findall(r"\d+", text)}
    return found | {_MONTH[text] for text in texts if text in _MONTH}
