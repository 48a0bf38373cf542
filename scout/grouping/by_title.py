"""TITLE: two calls are one if they are called the same and have the same giver.

Where no house is named, level and region are the giver; then a short title needs a day, a sum or a
link to the other's site as well, and nothing may speak against it.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence

from scout.grouping.agreement import Comparison, compare
from scout.grouping.candidate import Candidate
from scout.grouping.funders import is_other, is_same
from scout.grouping.joins import Join, Refusal, Rule, pairs, weighed
from scout.grouping.naming import is_specific, names_something
from scout.grouping.titles import has_lone_mark

# What so many calls are called names none of them.
_MOST_WITH_TITLE = 40
_STRONGEST, _EACH_FOR, _EACH_AGAINST = 0.8, 0.05, 0.1


def by_title(candidates: Sequence[Candidate]) -> Iterator[Join | Refusal]:
    """Yield what titles say of all pairs that are called the same, whatever the order of words."""
    titles: dict[frozenset[str], list[Candidate]] = defaultdict(list)
    for each in candidates:
        if names_something(each.title):
            titles[frozenset(each.title.stems)].append(each)
    for alike in titles.values():
        several = {source for source, number in _per_source(alike).items() if number > 1}
        for pair in pairs(alike if len(alike) <= _MOST_WITH_TITLE else ()):
            is_one_of_several = not several.isdisjoint(each.source for each in pair)
            yield from _called_alike(*pair, is_one_of_several=is_one_of_several)


def _per_source(candidates: Sequence[Candidate]) -> Counter[str]:
    return Counter(each.source for each in candidates)


def _called_alike(
    first: Candidate, second: Candidate, *, is_one_of_several: bool
) -> Iterator[Join | Refusal]:
    said = compare(first, second)
    giver, because = _giver(first, second, said)
    # "Nachhaltige Mobilität" is a grant and a loan of one bank: which of them is the other's?
    if not because and is_one_of_several and not said.has_same_mark:
        because = "a source has several calls of this title, and neither day nor sum agree"
    strength = _STRONGEST + _EACH_FOR * len(said.telling) - _EACH_AGAINST * len(said.against)
    words = (f"title {' '.join(sorted(first.title.words))}", *giver)
    within = min(max(strength, 0.0), 1.0)
    yield from weighed((first, second), Rule.TITLE, words, within, because)


def _giver(first: Candidate, second: Candidate, said: Comparison) -> tuple[tuple[str, ...], str]:
    """Return by what two calls of one title have one giver, and what speaks against it, or ""."""
    is_certain = is_specific(first.title)
    if not is_certain and first.title.stems != second.title.stems:
        return (), "the titles have the same words in another order"
    if is_same(first.funder, second.funder):
        named = first.funder.house or " ".join(sorted(first.funder.words & second.funder.words))
        return (f"funder {named}",), "; ".join(said.against_any("kinds"))
    if because := _unlike_givers(first, second):
        return (), because
    words = (f"level {first.level}", f"region {', '.join(sorted(first.regions))}")
    if is_certain:
        return words, "; ".join(said.parting)
    marks = (*said.telling, *_site(first, second))
    if said.against:
        return (*words, *marks), "; ".join(said.against)
    has_mark = said.has_same_mark or bool(_site(first, second))
    return (*words, *marks), "" if has_mark else "a short title, and neither day nor sum agree"


def _unlike_givers(first: Candidate, second: Candidate) -> str:
    """Say why level and region do not stand for one giver; "" where they do."""
    if is_other(first.funder, second.funder):
        return "another funder"
    if has_lone_mark(first.title, second.title):
        return "only one names its round"
    if first.level is None or second.level is None:
        return "who gives the money is not known"
    if first.level is not second.level:
        return f"level {first.level} and {second.level}"
    return "" if first.regions and first.regions == second.regions else "not the same known region"


def _site(first: Candidate, second: Candidate) -> tuple[str, ...]:
    """Say that one of two points to the site where the other has its page."""
    for one, other in ((first, second), (second, first)):
        site = other.address.partition("/")[0]
        if site and any(each.partition("/")[0] == site for each in one.addresses - one.asides):
            return (f"points to {site}",)
    return ()
