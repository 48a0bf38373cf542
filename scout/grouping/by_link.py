"""LINK: two calls are one if they have one page, or if one points to the other's page as its own.

A page also points to what goes with its call: what can be combined, what is like it. Such a link
stands under words of its own, or leads to a title that names something else, or to other facts.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import replace

from scout.grouping.agreement import compare
from scout.grouping.candidate import Candidate
from scout.grouping.joins import Join, Refusal, Rule, pairs, weighed
from scout.grouping.likeness import likeness, weights
from scout.grouping.naming import own_words, share_a_name, sibling_words

# A link of two calls that are called alike holds before one of two that are called nearly so.
_ONE_WAY, _BY_TITLE = 0.6, 0.3


def by_link(candidates: Sequence[Candidate]) -> Iterator[Join | Refusal]:
    """Yield what links say of all pairs that they lead from or to."""
    weight = weights(each.title for each in candidates)
    pages = _alone(candidates, _own_pages)
    pointing = _alone(candidates, lambda each: (*_own_pages(each), *each.addresses))
    for address, owners in pages.items():
        for pair in pairs(owners):
            for join in weighed(pair, Rule.LINK, (f"page {address}",), 1.0):
                yield replace(join, is_official=True) if isinstance(join, Join) else join
    led = [
        (owner, other, address, _to_another(owner, other, address))
        for address, owners in pages.items()
        for owner in owners
        for other in pointing[address]
        if address not in _own_pages(other) and other.source != owner.source
    ]
    # Who points to several calls of one source points to none of them as its own.
    ways = Counter((other.name, owner.source) for owner, other, _, because in led if not because)
    for owner, other, address, to_another in led:
        is_one_of_several = ways[other.name, owner.source] > 1 and not _are_alike(owner, other)
        of_several = f"it points to several calls of {owner.source}" if is_one_of_several else ""
        because = to_another or of_several
        strength = _ONE_WAY + _BY_TITLE * likeness(owner.title, other.title, weight)
        words = (f"link to {address}",)
        yield from weighed((owner, other), Rule.LINK, words, strength, because)


def _own_pages(candidate: Candidate) -> tuple[str, ...]:
    """Return the addresses of a call's own page, that of now first."""
    return candidate.address, *candidate.former


def _are_alike(owner: Candidate, other: Candidate) -> bool:
    """Tell whether neither title names more than the other."""
    ours, theirs = owner.title, other.title
    return not own_words(ours, theirs) and not own_words(theirs, ours)


def _to_another(owner: Candidate, other: Candidate, address: str) -> str:
    """Say why the link of ``other`` to ``address``, a page of ``owner``, leads to another call.

    "" where it leads to its own.
    """
    ours, theirs = owner.title, other.title
    if not share_a_name(ours, theirs):
        return "the titles share no word that names a call"
    if found := sibling_words(ours, theirs):
        return found
    said = compare(owner, other)
    if said.parting or _are_alike(owner, other):
        return "; ".join(said.parting)
    if address in other.asides:
        return "the link stands among those to other programmes"
    if ours.numbers and theirs.numbers and ours.numbers != theirs.numbers:
        return "the titles have other numbers"
    return "; ".join(said.against_any("level", "funder"))


def _alone(
    candidates: Iterable[Candidate], addresses: Callable[[Candidate], Iterable[str]]
) -> dict[str, list[Candidate]]:
    """Return by address the calls that are the only one of their source to have it.

    What several have is a collection, a form or a ministry's door, and identifies none.
    """
    found: dict[str, dict[str, list[Candidate]]] = defaultdict(lambda: defaultdict(list))
    for each in candidates:
        for address in set(addresses(each)) - {""}:
            found[address][each.source].append(each)
    return {
        address: [calls[0] for calls in by_source.values() if len(calls) == 1]
        for address, by_source in found.items()
    }
