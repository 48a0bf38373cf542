"""What sources say of a call that several tell of, in the forms that are promised to programs."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date
from typing import Any

from scout import group_wording
from scout.collect.catalogue import sources as known_sources
from scout.domain import CallStatus
from scout.facts import Deadline, Evidence
from scout.grouping.candidate import Name
from scout.grouping.disagreement import Disagreement, Statement
from scout.grouping.groups import Decision
from scout.home import Home
from scout.once import Once, Shared
from scout.store import calls, groups
from scout.store.calls import CallEntry
from scout.store.groups import Reason


def statement_values(statement: Statement) -> dict[str, Any]:
    """Return what one source says of a call as one object."""
    return {
        "source": statement.source,
        "key": statement.key,
        "url": statement.url,
        "title": statement.title,
        "status": statement.status,
        "deadline": _deadline_values(statement.deadline),
        "read_on": statement.read_on,
    }


def disagreement_values(found: Disagreement, today: date) -> dict[str, Any]:
    """Return a disagreement as one object, and as a German line for readers."""
    return {
        "field": found.field,
        "values": [
            {"source": each.source, "value": _value(each.value), "read_on": each.read_on}
            for each in found.values
        ],
        "text": group_wording.contradictions([found], source_titles(), today)[0],
    }


def shared_values(once: Once, entry: CallEntry, today: date) -> dict[str, Any]:
    """Return what other sources say of a call, and where all disagree; both may be empty."""
    shared = once.shared.get(once.shown_for(entry.id), Shared(()))
    here = (entry.source, entry.key)
    others = [each for each in shared.statements if (each.source, each.key) != here]
    return {
        "also_at": [statement_values(each) for each in others],
        "disagreements": [disagreement_values(each, today) for each in shared.disagreements],
    }


def shared_lines(values: Mapping[str, Any]) -> list[str]:
    """Return lines for people, in German, on what ``shared_values`` says."""
    titles = source_titles()
    also = [
        f"{group_wording.ALSO_AT}: {titles.get(each['source'], each['source'])}, {each['url']}"
        for each in values["also_at"]
    ]
    return [*also, *(each["text"] for each in values["disagreements"])]


def shared_facts(once: Once, entry: CallEntry, today: date) -> Iterator[dict[str, Any]]:
    """Yield other sources of a call, and where they disagree, in the form of facts."""
    values = shared_values(once, entry, today)
    lines = shared_lines(values)
    names = ["also_at"] * len(values["also_at"]) + ["disagreement"] * len(values["disagreements"])
    for name, line in zip(names, lines, strict=True):
        yield {"fact": name, "value": line} | dict.fromkeys(Evidence.__dataclass_fields__)


def reason_values(reason: Reason) -> dict[str, Any]:
    """Return by what two calls are one, or why they are not, as one object."""
    values = {"rule": reason.rule.name, "words": reason.words, "strength": reason.strength}
    return values | ({"because": reason.because} if reason.because else {})


def pairs_of(home: Home, *, refused: bool) -> list[dict[str, Any]]:
    """Return all pairs that were joined, the weakest first; or ``refused``, the strongest first.

    Those that a person has decided come last.
    """
    with home.store.reading() as connection:
        titles = {(each.source, each.key): each.title for each in calls.entries(connection)}
        found = groups.all_reasons(connection)
        decided = {_pair(each.decision) for each in groups.decisions(connection)}
    pairs = [pair for pair in found if bool(pair[1].because) is refused]
    # The later a rule is asked the less it proves; of a refusal only its strength says how near.
    pairs.sort(key=_nearness if refused else _doubt)
    # What a person has decided nobody needs to look at.
    pairs.sort(key=lambda pair: (pair[0], pair[1].other) in decided)
    return [
        {
            "kind": "refused" if refused else "joined",
            "first": ":".join(name),
            "second": ":".join(reason.other),
            "first_title": titles[name],
            "second_title": titles[reason.other],
        }
        | reason_values(reason)
        for name, reason in pairs
    ]


def _pair(decision: Decision) -> tuple[Name, Name]:
    return decision.first, decision.second


def _doubt(pair: tuple[Name, Reason]) -> tuple[int, float]:
    return -pair[1].rule, pair[1].strength


def _nearness(pair: tuple[Name, Reason]) -> float:
    return -pair[1].strength


def source_titles() -> dict[str, str]:
    """Return what readers know sources as, by their names."""
    return {name: source.title for name, source in known_sources().items()}


def _value(value: CallStatus | Deadline) -> Any:
    return value if isinstance(value, CallStatus) else _deadline_values(value)


def _deadline_values(deadline: Deadline | None) -> dict[str, Any] | None:
    if deadline is None:
        return None
    return {"kind": deadline.kind, "dates": deadline.dates, "days": deadline.days}
