"""What our rules read in a call; first of all what its source states in fields of its own.

    status note -> closed? · field for deadlines -> deadline · classifications -> who, where, what
    calls of the EU's portal state all of it in codes and fields: scout.reading.eu

``RULES`` is the version of all rules together: raise it with every change of their result, and the
next ``scout read`` reads every stored text again. A better reading is no change of the call.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date

from scout.domain import (
    CallStatus,
    Deadline,
    DeadlineKind,
    Facts,
    FundingCall,
)
from scout.reading import classifications as known
from scout.reading import eu
from scout.reading.deadlines import dates_in, read_deadline, says_closed
from scout.reading.sections import DEADLINES, STATUS_NOTE

RULES = 2

_TWO_STAGE = re.compile(
    r"zweistufig|zweiphasig|skizze[^.]{0,200}\b(?:förmlich|vollantr[aä]g|ausgewählt)", re.IGNORECASE
)


def read_facts(call: FundingCall) -> Facts:
    """Derive facts from one call. Unknown codes and sentences are listed, not dropped."""
    if eu.is_topic(call):
        return eu.read_topic(call)
    sections = {section.heading: section.text for section in call.sections}
    levels, unknown_levels = known.translate(_codes(call, "Foerdergeber"), known.LEVELS)
    kinds, unknown_kinds = known.translate(_codes(call, "Foerderart"), known.KINDS)
    types, unknown_types = known.translate(_codes(call, "Foerderberechtigte"), known.APPLICANTS)
    regions, unknown_regions = known.translate_regions(_codes(call, "Foerdergebiet"))
    topics = _codes(call, "Foerderbereich")
    note = sections.get(STATUS_NOTE, "")
    closed_quote = says_closed(note)
    deadline = _deadline(sections, closed_quote)
    not_understood = [
        *(f"Foerdergeber {code}" for code in unknown_levels),
        *(f"Foerderart {code}" for code in unknown_kinds),
        *(f"Foerderberechtigte {code}" for code in unknown_types),
        *(f"Foerdergebiet {code}" for code in unknown_regions),
        *(f"Foerderbereich {code}" for code in topics if code not in known.TOPICS),
        *([f"{STATUS_NOTE}: {note:.160}"] if note and closed_quote is None else []),
        *([f"{DEADLINES}: {sections[DEADLINES]:.160}"] if deadline is None else []),
    ]
    return Facts(
        closed=closed_quote is not None
        or (deadline is not None and deadline.kind is DeadlineKind.CLOSED),
        closed_quote=closed_quote,
        deadline=deadline,
        level=levels[0] if len(levels) == 1 else None,
        kinds=kinds,
        applicant_types=types,
        regions=regions,
        topics=tuple(code for code in topics if code in known.TOPICS),
        not_understood=tuple(not_understood),
    )


def status_of(facts: Facts | None, *, listed: bool, today: date) -> CallStatus:
    """Derive where a call stands on ``today`` (a calendar day in Germany).

    A call that its source lists and does not call closed is OPEN unless its last date has passed:
    the day of the deadline itself still counts. FORECASTED until the day on which it opens, or
    while its source announces it and names no such day. UNKNOWN where the text was not read or a
    status note or deadline was not understood. One that left the list is GONE while a date lies
    ahead, or while nobody knows whether one does; after its last date it is CLOSED.
    """
    if facts is None:
        return CallStatus.UNKNOWN if listed else CallStatus.GONE
    if _is_over(facts, today):
        return CallStatus.CLOSED
    if not listed:
        return CallStatus.GONE
    if facts.announced if facts.opens_on is None else facts.opens_on > today:
        return CallStatus.FORECASTED
    understood = facts.deadline is not None and not _note_was_strange(facts)
    return CallStatus.OPEN if understood else CallStatus.UNKNOWN


def _codes(call: FundingCall, group: str) -> tuple[str, ...]:
    return call.codes.get(group, ())


def _deadline(sections: Mapping[str, str], closed_quote: str | None) -> Deadline | None:
    two_stage = any(_TWO_STAGE.search(text) for text in sections.values())
    stated = read_deadline(sections.get(DEADLINES, ""), two_stage=two_stage)
    if closed_quote is None:
        return stated
    dates = {*(stated.dates if stated else ()), *dates_in(closed_quote)}
    return Deadline(DeadlineKind.CLOSED, tuple(sorted(dates)), (), two_stage, closed_quote)


def _is_over(facts: Facts, today: date) -> bool:
    """Tell whether one can no longer apply; what is said to end on a day ahead is not over yet."""
    dates = facts.deadline.dates if facts.deadline else ()
    ends_later = any(day >= today for day in dates) and bool(dates_in(facts.closed_quote or ""))
    return (facts.closed and not ends_later) or _has_passed(facts.deadline, today)


def _has_passed(deadline: Deadline | None, today: date) -> bool:
    return (
        deadline is not None
        and deadline.kind is DeadlineKind.FIXED
        and bool(deadline.dates)
        and max(deadline.dates) < today
    )


def _note_was_strange(facts: Facts) -> bool:
    strange = (f"{STATUS_NOTE}:", f"{eu.STATUS} ")
    return any(entry.startswith(strange) for entry in facts.not_understood)
