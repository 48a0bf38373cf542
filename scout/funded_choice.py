"""Choose, sort and sum what was funded. Pure.

Words are compared without capitals and with "ä" as "ae", so that "Muenster" finds Münster; a word
may stand within another one ("Energie" in "Energiemanagement").
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum

from scout.funded import FundedProject

_UMLAUTS = str.maketrans({"ä": "ae", "ö": "oe", "ü": "ue"})


class Order(StrEnum):
    """Largest first, or newest first; what is not known comes last."""

    SUM = "sum"
    START = "start"


@dataclass(frozen=True, slots=True, kw_only=True)
class Choice:
    """What is looked for; what is empty or ``None`` does not matter.

    ``place`` stands in the name or seat of the recipient, ``ags`` begins the key of its
    municipality, all words of ``topic`` stand in title, programme or joint project. ``since`` is
    the year of the earliest start, ``min_sum`` in EUR.
    """

    place: str = ""
    ags: str = ""
    topic: str = ""
    since: int | None = None
    min_sum: Decimal | None = None


@dataclass(frozen=True, slots=True)
class Chosen:
    """What was chosen, and how many more there may be: start or sum of them is not known."""

    projects: Sequence[FundedProject]
    unknown: int


@dataclass(frozen=True, slots=True)
class ProgrammeSum:
    """How many projects of a programme there are, and their sum in EUR.

    ``programme`` is ``None`` where the catalogue names none, and for several programmes.
    ``without_sum`` of them say no amount.
    """

    programme: str | None
    count: int
    amount: Decimal
    without_sum: int


def choose(projects: Iterable[FundedProject], choice: Choice) -> Chosen:
    """Return the projects that ``choice`` asks for, in their order."""
    found, unknown = [], 0
    for project in projects:
        if not _is_meant(project, choice):
            continue
        if _lacks_figures(project, choice):
            unknown += 1
        elif _is_enough(project, choice):
            found.append(project)
    return Chosen(found, unknown)


def ordered(projects: Iterable[FundedProject], order: Order) -> list[FundedProject]:
    """Return the projects in ``order``; equal ones by key."""
    by_key = sorted(projects, key=lambda each: each.key)
    if order is Order.START:
        return sorted(by_key, key=lambda each: -each.starts_on.toordinal() if each.starts_on else 0)
    return sorted(by_key, key=lambda each: (each.amount is None, -(each.amount or 0)))


def by_programme(projects: Iterable[FundedProject]) -> list[ProgrammeSum]:
    """Return what was funded by each programme, the largest sum first."""
    groups: dict[str | None, list[FundedProject]] = {}
    for project in projects:
        groups.setdefault(project.programme, []).append(project)
    found = [summed(group, programme) for programme, group in groups.items()]
    return sorted(found, key=lambda each: (-each.amount, -each.count, each.programme or ""))


def summed(projects: Sequence[FundedProject], programme: str | None = None) -> ProgrammeSum:
    """Return the number of ``projects`` and the sum of the amounts that are known."""
    known = [each.amount for each in projects if each.amount is not None]
    return ProgrammeSum(programme, len(projects), sum(known, Decimal()), len(projects) - len(known))


def _is_meant(project: FundedProject, choice: Choice) -> bool:
    recipient = project.recipient
    seats = (recipient.name, recipient.municipality, recipient.place)
    subject = _folded(" ".join(filter(None, _subject(project))))
    return (
        any(_folded(choice.place) in _folded(seat or "") for seat in seats)
        and (recipient.ags or "").startswith(choice.ags)
        and all(word in subject for word in _folded(choice.topic).split())
    )


def _subject(project: FundedProject) -> tuple[str | None, ...]:
    return project.title, project.programme, project.joint_project


def _lacks_figures(project: FundedProject, choice: Choice) -> bool:
    return (choice.since is not None and project.starts_on is None) or (
        choice.min_sum is not None and project.amount is None
    )


def _is_enough(project: FundedProject, choice: Choice) -> bool:
    start, amount = project.starts_on, project.amount
    is_late = choice.since is None or (start is not None and start.year >= choice.since)
    is_large = choice.min_sum is None or (amount is not None and amount >= choice.min_sum)
    return is_late and is_large


def _folded(text: str) -> str:
    return text.casefold().translate(_UMLAUTS)
