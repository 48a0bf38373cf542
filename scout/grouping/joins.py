"""Find the calls of different sources that are the same, pair by pair, each with its reason.

    LINK   one's page is the other's page, or a page that only the other of its source points to
    TITLE  the same title and the same funder; without a funder the same level and region, and a
           title that hardly two calls have
    TEXT   much of one text stands in the other, the titles are alike, and facts agree

Never likeness alone. Years, rounds, parts, Länder and identifiers that differ part any pair. Pairs
are looked up by addresses, titles and their rare words; not every pair is looked at.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import IntEnum
from itertools import combinations

from scout.grouping.agreement import are_apart, compare
from scout.grouping.candidate import Candidate, Name
from scout.grouping.funders import is_other, is_same
from scout.grouping.likeness import Texts, likeness, weights
from scout.grouping.titles import contradiction, has_lone_mark

# Words that more titles have lead to pairs that have nothing but them in common.
_MOST_WITH_WORD = 40
# Sources differ by a postponed deadline; rounds come half a year after each other or later.
_LONGEST_DELAY_DAYS = 150
_ALIKE_TITLES = 0.5
_SHARED_TEXT = 0.4
# So much of it that facts which many calls share are enough.
_WHOLE_TEXT = 0.85
_FEWEST_AGREEMENTS = 2


class Rule(IntEnum):
    """By what two calls are the same, the strongest first."""

    DECISION = 0
    LINK = 1
    TITLE = 2
    TEXT = 3


@dataclass(frozen=True, slots=True, kw_only=True)
class Join:
    """Two calls that are the same, ``first`` before ``second``; ``words`` are what decided.

    ``strength`` in [0, 1] compares two joins by the same rule.
    """

    first: Name
    second: Name
    rule: Rule
    words: tuple[str, ...] = ()
    strength: float = 1.0

    @property
    def order(self) -> tuple[int, float, Name, Name]:
        """What puts joins in order, the strongest first, whatever order they were found in."""
        return self.rule, -self.strength, self.first, self.second


def find_joins(candidates: Sequence[Candidate]) -> list[Join]:
    """Return the strongest join of each pair that is the same, the strongest pair first."""
    found: dict[tuple[Name, Name], Join] = {}
    for join in (*_by_link(candidates), *_by_title(candidates)):
        found.setdefault((join.first, join.second), join)
    for join in _by_text(candidates, found):
        found.setdefault((join.first, join.second), join)
    return sorted(found.values(), key=lambda join: join.order)


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


def _by_link(candidates: Sequence[Candidate]) -> Iterator[Join]:
    weight = weights(each.title for each in candidates)
    pages = _alone(candidates, lambda each: (each.address,))
    pointing = _alone(candidates, lambda each: (each.address, *each.addresses))
    for address, owners in pages.items():
        for owner, other in _pairs(owners):
            yield from _join(owner, other, Rule.LINK, (f"page {address}",), 1.0)
        for owner in owners:
            for other in pointing[address]:
                if other.address != address and _may_point(owner, other, weight):
                    yield from _join(owner, other, Rule.LINK, (f"link to {address}",), 0.9)


def _may_point(owner: Candidate, other: Candidate, weight: Mapping[str, float]) -> bool:
    """Tell whether a link may lead to the call itself, and not to one that goes with it."""
    alike = likeness(owner.title, other.title, weight)
    return alike > 0 or not compare(owner, other).against


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


def _by_title(candidates: Sequence[Candidate]) -> Iterator[Join]:
    titles: dict[frozenset[str], list[Candidate]] = defaultdict(list)
    for each in candidates:
        if each.title.names_something:
            titles[frozenset(each.title.words)].append(each)
    for named, alike in titles.items():
        # What so many calls are called names none of them.
        for first, second in _pairs(alike if len(alike) <= _MOST_WITH_WORD else ()):
            if words := _same_giver(first, second):
                said = compare(first, second)
                strength = max(0.0, 0.8 + 0.05 * len(said.telling) - 0.1 * len(said.against))
                words = (f"title {' '.join(sorted(named))}", *words)
                yield from _join(first, second, Rule.TITLE, words, min(strength, 1.0))


def _same_giver(first: Candidate, second: Candidate) -> tuple[str, ...]:
    """Say by what two calls of one title have one giver; nothing where that is not known."""
    if is_same(first.funder, second.funder):
        named = first.funder.house or " ".join(sorted(first.funder.words & second.funder.words))
        return (f"funder {named}",)
    if is_other(first.funder, second.funder) or not first.title.is_specific:
        return ()
    if has_lone_mark(first.title, second.title):
        return ()
    if first.level is None or first.level is not second.level:
        return ()
    if not first.regions or first.regions != second.regions:
        return ()
    return (f"level {first.level}", f"region {', '.join(sorted(first.regions))}")


def _by_text(
    candidates: Sequence[Candidate], known: Collection[tuple[Name, Name]]
) -> Iterator[Join]:
    weight, texts = weights(each.title for each in candidates), Texts()
    for first, second in _with_rare_words(candidates):
        if (first.name, second.name) in known or parted_by(first, second):
            continue
        alike = likeness(first.title, second.title, weight)
        if alike < _ALIKE_TITLES or not (agreements := _agreements(first, second)):
            continue
        shared = texts.shared(first, second)
        if shared >= _enough_text(first, second):
            words = (f"{shared:.0%} of the shorter text", *agreements)
            yield from _join(first, second, Rule.TEXT, words, (shared + alike) / 2)


def _agreements(first: Candidate, second: Candidate) -> tuple[str, ...]:
    """Return the facts that two calls agree on, if they are enough and nothing speaks against."""
    ours, theirs = first.title, second.title
    if ours.numbers and theirs.numbers and ours.numbers != theirs.numbers:
        return ()
    said = compare(first, second)
    if said.against or len(said.agreements) < _FEWEST_AGREEMENTS:
        return ()
    # One names its round and the other does not: it is the same if they end on the same day.
    has_same_day = any(words.startswith("deadline") for words in said.telling)
    return said.agreements if has_same_day or not has_lone_mark(ours, theirs) else ()


def _enough_text(first: Candidate, second: Candidate) -> float:
    """Return how much of the shorter text must stand in the other.

    "KMU-innovativ: Medizintechnik" and "KMU-innovativ: Bioökonomie" share text and facts.
    """
    ours, theirs = set(first.title.words), set(second.title.words)
    are_siblings = bool(ours - theirs and theirs - ours)
    is_told = bool(compare(first, second).telling)
    return _SHARED_TEXT if is_told and not are_siblings else _WHOLE_TEXT


def _with_rare_words(candidates: Sequence[Candidate]) -> Iterator[tuple[Candidate, Candidate]]:
    """Yield the pairs of different sources whose titles share a word that few titles have."""
    by_word: dict[str, list[Candidate]] = defaultdict(list)
    for each in candidates:
        for word in set(each.title.words):
            by_word[word].append(each)
    seen = set()
    for sharing in by_word.values():
        if len(sharing) <= _MOST_WITH_WORD:
            for first, second in _pairs(sharing):
                if (first.name, second.name) not in seen:
                    seen.add((first.name, second.name))
                    yield first, second


def _pairs(candidates: Iterable[Candidate]) -> Iterator[tuple[Candidate, Candidate]]:
    """Yield each pair of different sources, in the order of names."""
    ordered = sorted(candidates, key=lambda each: each.name)
    for first, second in combinations(ordered, 2):
        if first.source != second.source:
            yield first, second


def _join(
    one: Candidate, other: Candidate, rule: Rule, words: tuple[str, ...], strength: float
) -> Iterator[Join]:
    """Yield the join of two calls of different sources that nothing parts."""
    if one.source == other.source or parted_by(one, other, rule):
        return
    first, second = sorted((one.name, other.name))
    yield Join(first=first, second=second, rule=rule, words=words, strength=strength)


def by_name(candidates: Iterable[Candidate]) -> Mapping[Name, Candidate]:
    """Return candidates by what they are called."""
    return {each.name: each for each in candidates}
