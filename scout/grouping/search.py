"""Find the calls of different sources that are the same, pair by pair, each with its reason.

    LINK   one's page is the other's page, or a page that only the other of its source points to
    TITLE  the same title and the same giver
    TEXT   much of one text stands in the other, the titles are alike, and facts agree

Never likeness alone. Pairs are looked up by addresses, titles and their rare words; not every pair
is looked at. What was weighed and refused is kept as well, for people who look for missed pairs.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence

from scout.grouping.by_link import by_link
from scout.grouping.by_text import by_text
from scout.grouping.by_title import by_title
from scout.grouping.candidate import Candidate, Name
from scout.grouping.joins import Join, Refusal

# More than that of one call nobody looks through.
_MOST_REFUSALS_OF_ONE = 3

Pair = tuple[Name, Name]


def find_joins(candidates: Sequence[Candidate]) -> tuple[list[Join], list[Refusal]]:
    """Return the strongest join of each pair that is the same, and pairs that nearly are.

    Both the strongest first; of one call only its strongest refusals.
    """
    found: dict[Pair, Join] = {}
    refused: list[Refusal] = []
    _sort_out((*by_link(candidates), *by_title(candidates)), found, refused)
    _sort_out(by_text(candidates, found), found, refused)
    joins = sorted(found.values(), key=lambda join: join.order)
    return joins, _worth_a_look(refused, found)


def _sort_out(
    weighed: Iterable[Join | Refusal], found: dict[Pair, Join], refused: list[Refusal]
) -> None:
    for each in weighed:
        if isinstance(each, Refusal):
            refused.append(each)
        else:
            found.setdefault((each.first, each.second), each)


def _worth_a_look(refused: Iterable[Refusal], found: dict[Pair, Join]) -> list[Refusal]:
    """Return the strongest refusal of each pair that is not one after all."""
    kept: dict[Pair, Refusal] = {}
    number: Counter[Name] = Counter()
    for each in sorted(refused, key=lambda refusal: (*refusal.join.order, refusal.because)):
        pair = (each.join.first, each.join.second)
        if pair in found or pair in kept:
            continue
        if max(number[name] for name in pair) < _MOST_REFUSALS_OF_ONE:
            kept[pair] = each
            number.update(pair)
    return list(kept.values())
