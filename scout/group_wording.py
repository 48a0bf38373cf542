"""Say in German where else a call stands, and where its sources contradict each other."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date

from scout import wording
from scout.domain import CallStatus
from scout.facts import Deadline
from scout.grouping.disagreement import Disagreement, Stated, Statement, days_of

ALSO_AT = "Auch bei"
NO_LONGER_AT = "Nicht mehr bei"
LABELS: Mapping[str, str] = {"deadline": "Frist", "status": "Stand"}
_MOST_DAYS = 3


def contradiction(found: Disagreement, titles: Mapping[str, str], today: date) -> str:
    """Return ``31.12.2026 (Förderdatenbank, gelesen am 30.11.2026) – 15.01.2027 (…)``.

    ``titles`` are those of sources, by their names; of others the name stands. What several sources
    say alike stands once.
    """
    said: dict[str, list[str]] = {}
    for each in found.values:
        day = wording.german_date(each.read_on)
        place = f"{titles.get(each.source, each.source)}, gelesen am {day}"
        said.setdefault(_value(each, today), []).append(place)
    return " – ".join(f"{value} ({'; '.join(places)})" for value, places in said.items())


def contradictions(
    found: Sequence[Disagreement], titles: Mapping[str, str], today: date
) -> list[str]:
    """Return a line for each field that sources contradict each other on, with its label."""
    return [f"{LABELS[each.field]}: {contradiction(each, titles, today)}" for each in found]


def listing(said: Statement, found: Sequence[Disagreement], *, is_quoted: bool) -> str:
    """Return what a source that has or had the call stands under; "" where it need not be named.

    One that dropped it is named by the contradiction, if there is one in ``found``; one whose words
    are quoted stands there in any case.
    """
    if said.status is not CallStatus.GONE:
        return ALSO_AT
    is_told = any(
        each.field == "status" and said.source in {value.source for value in each.values}
        for each in found
    )
    return NO_LONGER_AT if is_quoted or not is_told else ""


def _value(stated: Stated, today: date) -> str:
    if isinstance(stated.value, CallStatus):
        return wording.STATUS[stated.value]
    return _deadline(stated.value, today)


def _deadline(deadline: Deadline, today: date) -> str:
    """Return days alone where there are any: how long it is until then stands beside it already."""
    days = days_of(deadline, today)
    if not days:
        return wording.deadline(deadline, today)
    return ", ".join(map(wording.german_date, days[:_MOST_DAYS]))
