"""Where sources contradict each other on one call: both are told, with the day each was read."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from scout.domain import CallStatus, DeadlineKind
from scout.facts import Deadline
from scout.wording import next_of_year

_SAYS_NOTHING = frozenset((DeadlineKind.NONE_STATED, DeadlineKind.CLOSED))


@dataclass(frozen=True, slots=True, kw_only=True)
class Statement:
    """What one source says of a call, read there on the German day ``read_on``.

    ``deadline`` is ``None`` where the source says nothing that is understood.
    """

    source: str
    key: str
    url: str
    title: str | None
    status: CallStatus
    deadline: Deadline | None
    read_on: date


@dataclass(frozen=True, slots=True)
class Stated:
    """One source's value of a field, and the day on which it was read there."""

    source: str
    value: CallStatus | Deadline
    read_on: date


@dataclass(frozen=True, slots=True)
class Disagreement:
    """A field ("deadline" or "status") of which sources say different things."""

    field: str
    values: tuple[Stated, ...]


def disagreements(statements: Sequence[Statement], today: date) -> tuple[Disagreement, ...]:
    """Return where ``statements`` of one call contradict each other as of ``today``.

    Who does not say contradicts nobody. Of several days the next one counts: sources list more or
    fewer of those to come.
    """
    stated = [each for each in statements if _until(each.deadline, today) is not None]
    found = []
    if len({_until(each.deadline, today) for each in stated}) > 1:
        deadlines = (Stated(e.source, e.deadline, e.read_on) for e in stated if e.deadline)
        found.append(Disagreement("deadline", tuple(deadlines)))
    known = [each for each in statements if each.status is not CallStatus.UNKNOWN]
    if len({each.status for each in known}) > 1:
        found.append(
            Disagreement("status", tuple(Stated(e.source, e.status, e.read_on) for e in known))
        )
    return tuple(found)


def days_of(deadline: Deadline, today: date) -> tuple[date, ...]:
    """Return the days from ``today`` on, in order; the last one alone if all have passed.

    Those of a first stage: what comes after it holds for few, and not every source tells it.
    """
    first = deadline.first_stage
    days = {*first.dates, *(next_of_year(day, today) for day in first.days)}
    ahead = sorted(day for day in days if day >= today)
    return tuple(ahead or sorted(days)[-1:])


def _until(deadline: Deadline | None, today: date) -> date | DeadlineKind | None:
    """Return what two deadlines are compared by; ``None`` where one says nothing."""
    if deadline is None or deadline.kind in _SAYS_NOTHING:
        return None
    days = days_of(deadline, today)
    return days[0] if days else deadline.kind
