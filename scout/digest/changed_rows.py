"""Put the changes of a call into rows: what a source said before, and what it says now. Pure."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from scout import wording
from scout.change_wording import known_elsewhere
from scout.digest.changes import ChangedItem
from scout.digest.short import quoted, shortened
from scout.domain import FieldChange
from scout.reading.eu import fields as eu
from scout.reading.sections import DEADLINES, STATUS_NOTE
from scout.store.calls import LISTING

_MOST_CHANGES = 8
_STATUS = f"code.{eu.STATUS}"
_DATES = (f"stated.{eu.DEADLINE}", f"stated.{eu.OPENING}")
_URGENT = (f"section.{DEADLINES}", f"section.{STATUS_NOTE}", *_DATES, _STATUS, "title", LISTING)


@dataclass(frozen=True, slots=True)
class Row:
    """A labelled line of an entry, and lines below it.

    ``plain`` is the whole line where the text part words it otherwise: it has no column of labels.
    ``url`` is where ``text`` leads to.
    """

    label: str
    text: str
    notes: tuple[str, ...] = ()
    url: str = ""
    plain: str = ""

    @property
    def line(self) -> str:
        """The line as the text part writes it."""
        said = self.plain or f"{self.label}: {self.text}"
        return f"{said}, {self.url}" if self.url else said


def fact_rows(item: ChangedItem, title_of: Callable[[str], str]) -> Iterator[Row]:
    """Yield the facts that changed, old and new, first those of the source that is shown."""
    here = title_of(item.call.source)
    for fact in item.facts:
        said = f"{fact.old} → {fact.new}"
        if fact.is_known:
            said = known_elsewhere(fact.label, fact.old, fact.new, here)
        yield Row(fact.label, shortened(said))
    for other in item.elsewhere:
        for fact in other.facts:
            said = f"bei {title_of(other.call.source)} {fact.old} → {fact.new}"
            yield Row(fact.label, shortened(said))


def changed_rows(item: ChangedItem, title_of: Callable[[str], str]) -> Iterator[Row]:
    """Yield what changed field by field, deadlines and status first, as many as help.

    ``title_of`` names a source: what another source of the call changed is told with its name.
    """
    shown = _most_urgent(item.changes)
    for change in shown:
        yield _row(change, "")
    for other in item.elsewhere:
        for change in _most_urgent(other.changes):
            yield _row(change, f"bei {title_of(other.call.source)}: ")
    rest = len(item.changes) - len(shown)
    if rest:
        said = f"+{wording.counted(rest, 'weitere Änderung', 'weitere Änderungen')}"
        yield Row("", said, plain=said)


def _most_urgent(changes: Sequence[FieldChange]) -> Sequence[FieldChange]:
    told_first = sorted(changes, key=lambda change: not change.field.startswith(_URGENT))
    return told_first[:_MOST_CHANGES]


def _row(change: FieldChange, by: str) -> Row:
    said = by + shortened(wording.change(change))
    return Row("Änderung", said, _before_and_now(change), plain=said)


def _before_and_now(change: FieldChange) -> tuple[str, ...]:
    """Return the words themselves, of what is short and matters; others are only named."""
    if not change.field.startswith(_URGENT) or change.field == LISTING:
        return ()
    values = (("bisher", change.old), ("jetzt", change.new))
    return tuple(f"{when}: {_value(text, change.field)}" for when, text in values if text)


def _value(text: str, field: str) -> str:
    return _decoded(text, field) or quoted(text)


def _decoded(text: str, field: str) -> str:
    """Put a source's date or code into words; "" where the text speaks for itself."""
    if field == _STATUS and text in eu.STATUSES:
        return wording.STATUS[eu.STATUSES[text]]
    found = eu.moments(text) if field in _DATES else None
    return wording.listed(wording.german_moment(each.day, each.time) for each in found or ())
