"""Part what fits into what a recipient is shown and what is only counted. Pure."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence

from scout.digest.deadlines import cannot_wait
from scout.digest.fitting import Item
from scout.digest.situation import Limits, Memory, Situation
from scout.domain import Project
from scout.store.calls import CallEntry
from scout.store.told import Told


def is_urgent_or_new(
    situation: Situation, memory: Memory, limits: Limits
) -> Callable[[CallEntry], bool]:
    """Return what tells of a call whether no first issue may only count it.

    It was found after the recipient was told anything last, or has waited for room since, so that
    it is new whatever the age of her projects; or the next issue would remind of its deadline too
    late.
    """

    def tell(call: CallEntry) -> bool:
        members = situation.once.of(call.id)
        if not memory.carried.keys().isdisjoint(members):
            return True
        found_on = min(situation.calls[each].first_seen_on for each in members)
        is_new = memory.told_on is not None and found_on > memory.told_on
        return is_new or cannot_wait(call, situation, limits)

    return tell


def first_issues(
    fitting: Collection[Item],
    told: Mapping[int, Told],
    first: Sequence[str],
    best: int,
    projects: Mapping[str, Project],
    may_not_wait: Callable[[CallEntry], bool],
) -> tuple[list[Item], list[Item]]:
    """Part what was not shown yet into what is shown, in order, and what is only counted.

    A project that is new to the recipient shows its best few, and what ``may_not_wait``. Any other
    call is only counted where it is among the best few of none of them and no project that she
    knows has a claim to it. What was only counted for one project may still be among the best of a
    new one. Every project's best comes before any project's second best, so that a cut hits all
    alike.
    """
    claims = {item.call.id: _claims(item, told.get(item.call.id), first) for item in fitting}
    open_items = [item for item in fitting if claims[item.call.id]]
    fresh = [
        item
        for item in open_items
        if set(claims[item.call.id]) <= set(first) and not may_not_wait(item.call)
    ]
    fresh_ids = {item.call.id for item in fresh}
    tops = {project: _best_of(project, fresh, best) for project in first}
    by_project: dict[str, list[Item]] = {}
    baseline: list[Item] = []
    for item in sorted(open_items, key=lambda item: (-item.match.score, item.call.id)):
        homes = claims[item.call.id]
        if item.call.id in fresh_ids:
            homes = tuple(project for project in homes if item.call.id in tops[project])
        if homes:
            by_project.setdefault(homes[0], []).append(item.under(homes[0], projects))
        elif item.call.id not in told:
            baseline.append(item)
    ranked = [
        (place, -item.match.score, item.call.id, item)
        for items in by_project.values()
        for place, item in enumerate(items)
    ]
    return [item for *_, item in sorted(ranked, key=lambda entry: entry[:3])], baseline


def _claims(item: Item, known: Told | None, first: Sequence[str]) -> tuple[str, ...]:
    """Return the projects for which a call may be shown, best first; none if it was shown."""
    keys = tuple(match.project for match in item.matches)
    if known is None:
        return keys
    if known.shown:
        return ()
    return tuple(key for key in keys if key in first and key != known.project)


def _best_of(project: str, items: Iterable[Item], best: int) -> frozenset[int]:
    scored = [
        (-match.score, item.call.id)
        for item in items
        for match in item.matches
        if match.project == project
    ]
    return frozenset(call_id for _, call_id in sorted(scored)[:best])
