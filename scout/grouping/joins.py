"""What makes two calls one, as a value, and what parts any two.

Years, rounds, parts, Länder and identifiers that differ part any pair, whatever else agrees.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from enum import IntEnum
from itertools import combinations

from scout.grouping.agreement import are_apart
from scout.grouping.candidate import Candidate, Name
from scout.grouping.titles import contradiction

# Sources differ by a postponed deadline; rounds come half a year after each other or later.
_LONGEST_DELAY_DAYS = 150


class Rule(IntEnum):
    """By what two calls are the same, the strongest first."""

    DECISION = 0
    RENAMED = 1
    LINK = 2
    TITLE = 3
    TEXT = 4


@dataclass(frozen=True, slots=True, kw_only=True)
class Join:
    """Two calls that are the same, ``first`` before ``second``; ``words`` are what decided.

    ``strength`` in [0, 1] compares two joins by the same rule. ``is_official``: both have one page,
    or a person has decided, so that they are one whatever their titles name. Two of one source are
    only ever joined by RENAMED.
    """

    first: Name
    second: Name
    rule: Rule
    words: tuple[str, ...] = ()
    strength: float = 1.0
    is_official: bool = False

    @property
    def order(self) -> tuple[int, float, Name, Name]:
        """What puts joins in order, the strongest first, whatever order they were found in."""
        return self.rule, -self.strength, self.first, self.second


@dataclass(frozen=True, slots=True)
class Refusal:
    """A join that was not made, and what stood against it."""

    join: Join
    because: str


def parted_by(first: Candidate, second: Candidate, rule: Rule | None = None) -> str:
    """Say what makes two calls two, whatever else agrees; "" where nothing does.

    Of two that have one page (``rule`` LINK) only one can be up to date: their deadlines part
    nothing, they are a disagreement.
    """
    if found := contradiction(first.title, second.title):
        return found
    if are_apart(first.regions, second.regions):
        return f"regions {', '.join(sorted(first.regions))} and {', '.join(sorted(second.regions))}"
    return "" if rule is Rule.LINK else _other_round(first, second)


def pairs(candidates: Iterable[Candidate]) -> Iterator[tuple[Candidate, Candidate]]:
    """Yield each pair of different sources, in the order of names."""
    ordered = sorted(candidates, key=lambda each: each.name)
    for first, second in combinations(ordered, 2):
        if first.source != second.source:
            yield first, second


def weighed(
    pair: tuple[Candidate, Candidate],
    rule: Rule,
    words: tuple[str, ...],
    strength: float,
    because: str = "",
) -> Iterator[Join | Refusal]:
    """Yield the join of two calls, or why there is none; nothing where a mark parts them."""
    one, other = pair
    if one.source == other.source or parted_by(one, other, rule):
        return
    first, second = sorted((one.name, other.name))
    join = Join(first=first, second=second, rule=rule, words=words, strength=strength)
    yield Refusal(join, because) if because else join


def by_name(candidates: Iterable[Candidate]) -> Mapping[Name, Candidate]:
    """Return candidates by what they are called."""
    return {each.name: each for each in candidates}


def _other_round(first: Candidate, second: Candidate) -> str:
    """Say which dates are so far apart that no delay explains it: those of two rounds."""
    ours, theirs = (
        each.facts.deadline.dates if each.facts and each.facts.deadline else ()
        for each in (first, second)
    )
    gaps = [abs((day - other).days) for day in ours for other in theirs]
    if not gaps or min(gaps) <= _LONGEST_DELAY_DAYS:
        return ""
    return f"deadlines {max(ours)} and {max(theirs)}"
