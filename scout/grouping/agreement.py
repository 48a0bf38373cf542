"""Compare the facts of two calls: what they agree on, and what makes them two."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from scout.domain import Admission
from scout.facts import Facts, Money
from scout.grouping.candidate import Candidate
from scout.grouping.funders import is_other, is_same
from scout.reading.classifications import GERMANY

_SUMS = ("max_grant", "min_grant", "max_loan", "budget")
_TERMS = frozenset(("rate", "max_grant", "min_grant", "max_loan"))
# What two calls of one title have in common by chance least of all. A rate of 80 % many have.
_MARKING = frozenset(("deadline", "valid", *_SUMS))


@dataclass(frozen=True, slots=True)
class Comparison:
    """What two calls say alike and otherwise, in words.

    ``telling`` are agreements that hardly come by chance (a day, a sum, a rate), ``common`` those
    that many calls share (who may apply, where). Each begins with the name of its field.
    """

    telling: tuple[str, ...] = ()
    common: tuple[str, ...] = ()
    against: tuple[str, ...] = ()

    @property
    def has_same_mark(self) -> bool:
        """Whether a day or a sum is the same."""
        return not _MARKING.isdisjoint(_fields(self.telling))

    @property
    def has_same_day(self) -> bool:
        """Whether a deadline is the same."""
        return "deadline" in _fields(self.telling)

    @property
    def parting(self) -> tuple[str, ...]:
        """What makes two calls two though they are called alike; empty where nothing does.

        Another kind of money, or other terms until another day: one of them alone may be a source
        that lags behind.
        """
        fields = _fields(self.against)
        if "kinds" not in fields and ("deadline" not in fields or _TERMS.isdisjoint(fields)):
            return ()
        return tuple(
            each for each in self.against if _field(each) in {"kinds", "deadline"} | _TERMS
        )

    def against_any(self, *fields: str) -> tuple[str, ...]:
        """What the two say otherwise of ``fields``."""
        return tuple(each for each in self.against if _field(each) in fields)

    @property
    def agreements(self) -> tuple[str, ...]:
        """All that both say alike, the telling ones first."""
        return (*self.telling, *self.common)


def compare(first: Candidate, second: Candidate) -> Comparison:
    """Compare what is known of both; what one of them does not say is neither for nor against."""
    kinds: dict[str, list[str]] = {"telling": [], "common": [], "against": []}
    for kind, words in (*_of_givers(first, second), *_of_facts(first.facts, second.facts)):
        kinds[kind].append(words)
    return Comparison(*(tuple(found) for found in kinds.values()))


def are_apart(first: frozenset[str], second: frozenset[str]) -> bool:
    """Tell whether two regions that are both known have nothing in common; "DE" is everywhere."""
    return bool(first and second) and GERMANY not in first | second and not first & second


def _fields(said: Iterable[str]) -> frozenset[str]:
    return frozenset(map(_field, said))


def _field(said: str) -> str:
    return said.partition(" ")[0]


def _of_givers(first: Candidate, second: Candidate) -> Iterator[tuple[str, str]]:
    if are_apart(first.regions, second.regions):
        yield "against", f"regions {_listed(first.regions)} and {_listed(second.regions)}"
    elif first.regions and first.regions == second.regions:
        yield "common", f"region {_listed(first.regions)}"
    if first.level and second.level and first.level is not second.level:
        yield "against", f"level {first.level} and {second.level}"
    elif is_other(first.funder, second.funder):
        yield "against", "funder"
    elif is_same(first.funder, second.funder):
        yield "common", "funder"
    if shared := sorted(first.addresses & second.addresses):
        yield "common", f"both point to {shared[0]}"
    if first.kinds and second.kinds and not first.kinds & second.kinds:
        yield "against", f"kinds {_listed(first.kinds)} and {_listed(second.kinds)}"


def _of_facts(first: Facts | None, second: Facts | None) -> Iterator[tuple[str, str]]:
    if first is None or second is None:
        return
    yield from _deadlines(first, second)
    if first.valid_until and second.valid_until:
        ours, theirs = first.valid_until.on, second.valid_until.on
        if ours == theirs:
            yield "telling", f"valid until {ours}"
        else:
            yield "against", f"valid until {ours} and {theirs}"
    yield from _money(first, second)
    yield from _who(first, second)


def _deadlines(first: Facts, second: Facts) -> Iterator[tuple[str, str]]:
    if first.deadline is None or second.deadline is None:
        return
    ours = {*map(str, first.deadline.dates), *first.deadline.days}
    theirs = {*map(str, second.deadline.dates), *second.deadline.days}
    if ours & theirs:
        yield "telling", f"deadline {_listed(ours & theirs)}"
    elif ours and theirs:
        yield "against", f"deadline {_listed(ours)} and {_listed(theirs)}"


def _money(first: Facts, second: Facts) -> Iterator[tuple[str, str]]:
    rates = [{f"{each.percent:f}" for each in facts.rates} for facts in (first, second)]
    if rates[0] & rates[1]:
        yield "telling", f"rate {_listed(rates[0] & rates[1])} %"
    elif all(rates):
        yield "against", f"rate {_listed(rates[0])} % and {_listed(rates[1])} %"
    for name in _SUMS:
        ours: Money | None = getattr(first, name)
        theirs: Money | None = getattr(second, name)
        if ours is None or theirs is None:
            continue
        if (ours.amount, ours.currency) == (theirs.amount, theirs.currency):
            yield "telling", f"{name} {ours.amount:,f} {ours.currency}"
        elif ours.per is theirs.per:
            yield "against", f"{name} {ours.amount:,f} and {theirs.amount:,f}"


def _who(first: Facts, second: Facts) -> Iterator[tuple[str, str]]:
    for name in ("county", "town"):
        said = {getattr(facts, name).verdict for facts in (first, second)} - {Admission.UNKNOWN}
        if len(said) == 2:
            yield "against", f"whether a {name} may apply"
    types = [frozenset(facts.applicant_types) for facts in (first, second)]
    if types[0] and types[0] == types[1]:
        yield "common", f"applicants {_listed(types[0])}"
    elif all(types) and not types[0] & types[1]:
        yield "against", f"applicants {_listed(types[0])} and {_listed(types[1])}"


def _listed(values: frozenset[str] | set[str]) -> str:
    return ", ".join(sorted(map(str, values)))
