"""Put calls that are the same into groups, and say what each group stands on.

    calls that their source has renamed -> one, under the key that holds now
    joins, the strongest first -> two groups become one, unless that would
        bring two calls of one source together, calls that a mark parts, or what a person has split
    group -> who leads: listed before gone, publisher before aggregator, the fullest text, the name;
        what has another key by now comes last

The same calls give the same groups in whatever order they come.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace

from scout.grouping.candidate import Candidate, Name
from scout.grouping.joins import Join, Refusal, Rule, by_name, parted_by
from scout.grouping.naming import are_siblings
from scout.grouping.renamed import Lineages, Renaming, trace
from scout.grouping.search import find_joins

# Sources that tell of other publishers' calls. Every other source publishes its own.
AGGREGATORS = frozenset(("de_foerderdatenbank", "de_foerderinfo", "nrw_bank"))


@dataclass(frozen=True, slots=True)
class Decision:
    """What a person said of two calls for good: one (``same``) or two; ``first`` < ``second``."""

    first: Name
    second: Name
    same: bool


def decision_on(one: Name, other: Name, *, same: bool) -> Decision:
    """Return a decision on two calls, in whatever order they are named."""
    first, second = sorted((one, other))
    return Decision(first, second, same)


@dataclass(frozen=True, slots=True)
class Group:
    """Calls that are one, the leading first, with the joins that hold them together.

    Of one source only one, and what that was called before.
    """

    members: tuple[Name, ...]
    joins: tuple[Join, ...]

    @property
    def key(self) -> str:
        """What the group is called: its first member by name."""
        return ":".join(min(self.members))


@dataclass(frozen=True, slots=True)
class Grouping:
    """All groups of more than one call, and the joins that could not be made.

    ``doubts`` are pairs that no rule joins though some of it holds, the strongest first.
    """

    groups: tuple[Group, ...]
    refusals: tuple[Refusal, ...]
    doubts: tuple[Refusal, ...] = ()


def group_calls(
    candidates: Sequence[Candidate],
    decisions: Sequence[Decision] = (),
    renamings: Sequence[Renaming] = (),
) -> Grouping:
    """Return which of ``candidates`` are one; decisions on calls that are not here wait for them.

    Of two decisions on what is one pair by now the later one holds. What was renamed is compared
    under its present key only: a page that is gone takes no other's place.

    Raises:
        ValueError: if a call is given twice.
    """
    known = by_name(sorted(candidates, key=lambda each: each.name))
    if len(known) != len(candidates):
        raise ValueError("expected each call once")
    lineages = trace(renamings, known, {_pair(each) for each in decisions if not each.same})
    present = _present(known, lineages)
    decided = _of_present(decisions, lineages)
    joins, doubts = find_joins(list(present.values()))
    parts = _Parts(present, {_pair(each) for each in decided if not each.same})
    for join in (*_decided(decided, present), *joins):
        parts.add(join)
    left = (each for each in doubts if not parts.are_one(each.join))
    groups = _with_former(parts.groups(), lineages, known)
    return Grouping(tuple(groups), tuple(parts.refusals), tuple(left))


def lead_order(candidate: Candidate) -> tuple[bool, bool, int, Name]:
    """Return what orders the members of a group, the leading first."""
    return (
        not candidate.is_listed,
        candidate.source in AGGREGATORS,
        -candidate.size,
        candidate.name,
    )


def _present(known: Mapping[Name, Candidate], lineages: Lineages) -> dict[Name, Candidate]:
    """Return calls under the keys that they have now, with the pages that they had before."""
    former = {
        now: frozenset(known[name].address for name in names) - {known[now].address, ""}
        for now, names in lineages.former.items()
    }
    return {
        name: replace(each, former=former[name]) if name in former else each
        for name, each in known.items()
        if name not in lineages.now
    }


def _of_present(decisions: Iterable[Decision], lineages: Lineages) -> list[Decision]:
    """Return decisions as ones on the calls that stand for the named ones by now."""
    found = {}
    for each in decisions:
        first, second = lineages.of(each.first), lineages.of(each.second)
        if first != second:
            decision = decision_on(first, second, same=each.same)
            found[_pair(decision)] = decision
    return list(found.values())


def _with_former(
    groups: Iterable[Group], lineages: Lineages, known: Mapping[Name, Candidate]
) -> list[Group]:
    """Return ``groups`` with what their members were called before, and those of that alone."""
    found = list(groups)
    grouped = {name for group in found for name in group.members}
    found += [Group((now,), ()) for now in sorted(lineages.former.keys() - grouped)]
    return sorted((_with_own(group, lineages, known) for group in found), key=_first)


def _with_own(group: Group, lineages: Lineages, known: Mapping[Name, Candidate]) -> Group:
    former = [name for each in group.members for name in lineages.former.get(each, ())]
    former.sort(key=lambda name: lead_order(known[name]))
    joins = (join for each in group.members for join in lineages.joins.get(each, ()))
    return Group((*group.members, *former), (*group.joins, *joins))


def _first(group: Group) -> Name:
    return min(group.members)


def _decided(decisions: Iterable[Decision], known: Mapping[Name, Candidate]) -> list[Join]:
    return [
        Join(first=each.first, second=each.second, rule=Rule.DECISION, is_official=True)
        for each in sorted(decisions, key=_pair)
        if each.same and each.first in known and each.second in known
    ]


def _pair(decision: Decision) -> tuple[Name, Name]:
    return decision.first, decision.second


@dataclass(slots=True)
class _Parts:
    """The groups while they grow: by each call the names of all that are one with it."""

    known: Mapping[Name, Candidate]
    split: set[tuple[Name, Name]]
    refusals: list[Refusal] = field(default_factory=list)
    _part_of: dict[Name, frozenset[Name]] = field(default_factory=dict)
    _joins: list[Join] = field(default_factory=list)
    _official: dict[Name, set[Name]] = field(default_factory=dict)

    def add(self, join: Join) -> None:
        """Make the groups of two calls one, or note why not."""
        ours, theirs = self._part(join.first), self._part(join.second)
        if ours is not theirs:
            if because := self._against(join, ours, theirs):
                self.refusals.append(Refusal(join, because))
                return
            both = ours | theirs
            self._part_of.update(dict.fromkeys(both, both))
        if join.is_official:
            self._official.setdefault(join.first, set()).add(join.second)
            self._official.setdefault(join.second, set()).add(join.first)
        self._joins.append(join)

    def are_one(self, join: Join) -> bool:
        """Tell whether the two calls of ``join`` are one by now, by whatever chain."""
        return self._part(join.first) is self._part(join.second)

    def groups(self) -> Iterable[Group]:
        """Return the groups of more than one call, by their keys."""
        for part in sorted(set(self._part_of.values()), key=min):
            if len(part) == 1:
                continue
            members = sorted((self.known[name] for name in part), key=lead_order)
            joins = tuple(join for join in self._joins if join.first in part)
            yield Group(tuple(each.name for each in members), joins)

    def _part(self, name: Name) -> frozenset[Name]:
        return self._part_of.setdefault(name, frozenset((name,)))

    def _against(self, join: Join, ours: frozenset[Name], theirs: frozenset[Name]) -> str:
        """Say what keeps two groups from becoming one; "" where nothing does."""
        for first in sorted(ours):
            for second in sorted(theirs):
                if because := self._apart(join, *sorted((first, second))):
                    return because
        return ""

    def _apart(self, join: Join, first: Name, second: Name) -> str:
        if (first, second) in self.split:
            return f"a person has split {':'.join(first)} and {':'.join(second)}"
        if first[0] == second[0]:
            return f"{':'.join(first)} and {':'.join(second)} are two calls of one source"
        # Who joins by hand has seen the marks.
        if join.rule is Rule.DECISION and (first, second) == (join.first, join.second):
            return ""
        rule = join.rule if (first, second) == (join.first, join.second) else None
        because = parted_by(self.known[first], self.known[second], rule)
        if not because and rule is None and self._are_siblings(first, second):
            because = "each title names its own"
        return f"{':'.join(first)} and {':'.join(second)} differ: {because}" if because else ""

    def _are_siblings(self, first: Name, second: Name) -> bool:
        """Tell whether titles part two calls; also those count that are officially the same."""
        ours, theirs = (
            [self.known[name].title for name in (each, *self._official.get(each, ()))]
            for each in (first, second)
        )
        return all(are_siblings(one, other) for one in ours for other in theirs)
