"""RENAMED: a call that its source lists under another key is the call that it was.

    it left the list -> one came to it then or later with the same title, text and facts -> one

Sites that are tidied up give their pages other addresses. Both are compared as they were then: what
changes later makes no two of one. Next year's edition has another day, or comes when the last one
is over: it is another call. So are two that a source lists side by side.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import product

from scout import wording
from scout.domain import CallStatus
from scout.facts import Facts
from scout.grouping.agreement import compare
from scout.grouping.candidate import Candidate, Name
from scout.grouping.joins import Join, Rule
from scout.grouping.likeness import sameness
from scout.grouping.titles import Title, fold
from scout.reading.facts import status_of

# Who moves a page shows both for some nights; what stands side by side for longer is two.
_MOST_DAYS_OF_BOTH = 14
_NEARLY_ALL = 0.85
_MONTHS = "|".join(fold(name) for name in wording.MONTHS)
# A key that names another year is that of another edition, before its text says so.
_YEAR = re.compile(r"(?<!\d)20[0-4]\d(?!\d)")
# By what editions of one call differ though all their words are the same.
_FIGURE = re.compile(
    rf"\d+(?:[.,:/]\d+)*|\b(?:{_MONTHS})\b"
    r"|\b(?:erst|zweit|dritt|viert|fuenft|sechst|siebt|acht|neunt|zehnt)e[nrs]?\b"
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Left:
    """A call as it was when it left its source's list.

    Found on the German day ``found_on``, it left on ``on`` and came back on ``back_on``; ``None``
    for never.
    """

    call: Candidate
    found_on: date
    on: date
    back_on: date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Came:
    """A call as it was on the German day ``on``, when its source listed it first."""

    call: Candidate
    on: date


@dataclass(frozen=True, slots=True, kw_only=True)
class Renaming:
    """That a source lists the call ``before`` as ``after``; ``days`` lie between going and coming.

    ``words`` are what decided; ``strength`` is the share of text that both have.
    """

    before: Name
    after: Name
    days: int
    words: tuple[str, ...]
    strength: float

    @property
    def join(self) -> Join:
        """That the two are one."""
        first, second = sorted((self.before, self.after))
        return Join(
            first=first,
            second=second,
            rule=Rule.RENAMED,
            words=self.words,
            strength=self.strength,
            is_official=True,
        )


@dataclass(frozen=True, slots=True)
class Lineages:
    """What calls are by now.

    By each call that has another key ``now`` has the one that stands for it; by the latter
    ``former`` has what it was called before, and ``joins`` what made them one.
    """

    now: Mapping[Name, Name]
    former: Mapping[Name, frozenset[Name]]
    joins: Mapping[Name, Sequence[Join]]

    def of(self, name: Name) -> Name:
        """Return what the call ``name`` is by now."""
        return self.now.get(name, name)


def renamings(left: Iterable[Left], came: Iterable[Came]) -> list[Renaming]:
    """Return which calls that left are the same as one that came, each pair once."""
    titles: dict[tuple[str, Title], list[Came]] = defaultdict(list)
    for new in came:
        titles[new.call.source, new.call.title].append(new)
    found: dict[tuple[Name, Name], Renaming] = {}
    for gone in left:
        for new in titles.get((gone.call.source, gone.call.title), ()):
            for each in _weighed(gone, new):
                pair = each.before, each.after
                found[pair] = min(found.get(pair, each), each, key=lambda one: one.days)
    return list(found.values())


def trace(
    found: Iterable[Renaming],
    known: Mapping[Name, Candidate],
    split: Collection[tuple[Name, Name]] = (),
) -> Lineages:
    """Return what each of the ``known`` calls is by now; the nearest in time belong together first.

    Never are two one that their source lists both, or that a person has ``split``.
    """
    lines: dict[Name, frozenset[Name]] = {}
    joined: list[Renaming] = []
    for each in sorted(found, key=lambda one: (one.days, one.before, one.after)):
        if not {each.before, each.after} <= known.keys():
            continue
        ours, theirs = (lines.get(name, frozenset((name,))) for name in (each.before, each.after))
        are_two = any(tuple(sorted(pair)) in split for pair in product(ours, theirs))
        both = ours | theirs
        if not are_two and sum(known[name].is_listed for name in both) < 2:
            lines.update(dict.fromkeys(both, both))
            joined.append(each)
    before = {each.before for each in joined}
    former = {
        newest: line - {newest}
        for line in set(lines.values())
        for newest in (_newest(line, known, before),)
    }
    now = {name: newest for newest, names in former.items() for name in names}
    joins: dict[Name, list[Join]] = defaultdict(list)
    for each in joined:
        joins[now.get(each.before, each.before)].append(each.join)
    return Lineages(now, former, joins)


def _newest(
    line: Iterable[Name], known: Mapping[Name, Candidate], before: Collection[Name]
) -> Name:
    """Return the one that is listed; where all are gone, the one that nothing came after."""
    return min(line, key=lambda name: (not known[name].is_listed, name in before, name))


def _may_follow(gone: Left, new: Came) -> bool:
    """Tell whether ``new`` may stand in the place of ``gone``, by keys and days alone."""
    was, now = gone.call.name, new.call.name
    years = [frozenset(_YEAR.findall(key)) for _, key in (was, now)]
    is_another = was != now and (not all(years) or years[0] == years[1])
    is_later = gone.found_on < new.on and (gone.on - new.on).days <= _MOST_DAYS_OF_BOTH
    was_back = gone.back_on is not None and gone.back_on < new.on
    return is_another and is_later and not was_back


def _weighed(gone: Left, new: Came) -> Iterator[Renaming]:
    was, now = gone.call, new.call
    if not was.title.words or not _may_follow(gone, new):
        return
    if not _have_same_facts(was.facts, now.facts, new.on) or _figures(was) != _figures(now):
        return
    said, shared = compare(was, now), sameness(was, now)
    if not said.against and shared >= _NEARLY_ALL:
        title = f"title {' '.join(was.title.words)}"
        yield Renaming(
            before=was.name,
            after=now.name,
            days=abs((new.on - gone.on).days),
            words=(title, f"{shared:.0%} of the longer text", *said.agreements),
            strength=shared,
        )


def _have_same_facts(was: Facts | None, now: Facts | None, today: date) -> bool:
    """Tell whether both end alike, and the first was not over when the second came."""
    if was is None or now is None or status_of(was, listed=True, today=today) is CallStatus.CLOSED:
        return False
    ends = [
        (each.deadline.kind, each.deadline.dates, each.deadline.days) if each.deadline else None
        for each in (was, now)
    ]
    return ends[0] == ends[1]


def _figures(candidate: Candidate) -> frozenset[str]:
    return frozenset(_FIGURE.findall(fold(candidate.text)))
