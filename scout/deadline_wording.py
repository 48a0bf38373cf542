"""Say in German by when an application has to be ready, and what its reader does with it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from datetime import date

from scout import fact_wording, wording
from scout.council import Body, InternalDeadline, Reach, Unsure
from scout.domain import Applicant
from scout.fit import TrackingState

URGENT_ONLY = "nur mit Dringlichkeitsentscheidung"
NEW_SITTINGS = (
    "Neue Termine in strategy.toml oder in der Kalenderdatei ergänzen, dann: scout strategy import"
)
IS_IT_A_SITTING = (
    "Wenn es eine Sitzung ist: den Tag in strategy.toml unter sittings eintragen, dann: "
    "scout strategy import"
)
_UNKNOWN_THEN = "Bis wann eine Vorlage fertig sein muss, steht in den Mails als „nicht bekannt“."
_UNKNOWN_LATER = "Für spätere Fristen steht in den Mails „nicht bekannt“."
# What nobody has touched needs no words: it stands there because it fits.
TRACKED: Mapping[TrackingState, str] = {
    TrackingState.NEW: "",
    TrackingState.REVIEWING: "Sie prüfen das",
    TrackingState.APPLYING: "Ihr Antrag ist in Arbeit",
    TrackingState.SUBMITTED: "Ihr Antrag ist gestellt",
    TrackingState.GRANTED: "Ihr Antrag ist bewilligt",
    TrackingState.REJECTED: "Ihr Antrag ist abgelehnt",
    TrackingState.DISMISSED: "wird Ihnen nicht mehr gezeigt",
}


def according_to(source: str) -> str:
    """Say whose the deadline is, where sources contradict each other."""
    return f"Frist laut {source}"


def internal(found: InternalDeadline) -> str:
    """Return ``Vorlage bis 04.02.2027 (Kreisausschuss), Beschluss 18.02.2027 (Kreistag)``.

    Where the bodies cannot decide in time it says so, where only fast writing helps, and where
    nobody wrote down when they sit. The deadline that it is for stands before it if it is named,
    and its stage.
    """
    said = _REACHES[found.reach](found)
    parts = (
        wording.german_date(found.deadline_on) if found.deadline_on else "",
        f"der {found.stage}. Stufe" if found.stage else "",
    )
    named = " ".join(filter(None, parts))
    return f"zur Frist {named} {said}" if named else said


def stage(found: int | None, *, in_stages: bool) -> str:
    """Say which stage a deadline is for, or only that there are two; "" where there are none."""
    if found is not None:
        return wording.STAGES[found]
    return wording.IN_STAGES if in_stages else ""


def writing_time(found: InternalDeadline) -> str:
    """Return ``3 Wochen``, the time that writing takes; "" where there is no paper to write."""
    if found.papers_on is None or found.write_from is None:
        return ""
    return wording.counted((found.papers_on - found.write_from).days // 7, "Woche", "Wochen")


def internal_lines(found: Iterable[tuple[Applicant, InternalDeadline]]) -> list[str]:
    """Return a line for each answer, before it the applicants that share it, in their order."""
    groups: dict[str, list[str]] = {}
    for applicant, deadline in found:
        groups.setdefault(internal(deadline), []).append(applicant.name)
    return [f"{fact_wording.names(names)}: {said}" for said, names in groups.items()]


def sittings_end(applicant: str, body: Body, today: date) -> str:
    """Tell until when sittings of ``body`` are written down, and what follows for deadlines."""
    whose = f"{applicant}, {body.name}: "
    last = max(body.sittings, default=None)
    if last is None:
        return f"{whose}keine Sitzungstermine eingetragen. {_UNKNOWN_THEN}"
    day = wording.german_date(last)
    if last < today:
        return f"{whose}die letzte eingetragene Sitzung war am {day}. {_UNKNOWN_THEN}"
    return f"{whose}Sitzungstermine nur noch bis {day} eingetragen. {_UNKNOWN_LATER}"


def unsure_sitting(applicant: str, body: Body, found: Unsure) -> str:
    """Tell that an event of the calendar is not counted, because nobody can say what it is."""
    day = wording.german_date(found.day)
    return (
        f"{applicant}, {body.name}: „{found.title}“ am {day} steht im Kalender und zählt nicht als "
        "Sitzung, weil der Titel das nicht eindeutig sagt."
    )


def _in_time(found: InternalDeadline) -> str:
    return f"Vorlage bis {_papers(found)}, {_decision(found)}"


def _short(found: InternalDeadline) -> str:
    return (
        f"Vorlage noch bis {_papers(found)} möglich, wenn sie in weniger als "
        f"{writing_time(found)} geschrieben wird, {_decision(found)}; sonst {URGENT_ONLY}"
    )


def _not_known(found: InternalDeadline) -> str:
    if found.known_until is None:
        return "Sitzungstermine nicht bekannt"
    until = f"Sitzungstermine nur bis {wording.german_date(found.known_until)} bekannt"
    return f"{until}; die letzten davon: {_in_time(found)}" if found.papers_on else until


def _papers(found: InternalDeadline) -> str:
    first = "" if found.papers_body == found.body else f" ({found.papers_body})"
    return f"{wording.german_date(found.papers_on)}{first}" if found.papers_on else ""


def _decision(found: InternalDeadline) -> str:
    return (
        f"Beschluss {wording.german_date(found.sitting_on)} ({found.body})"
        if found.sitting_on
        else ""
    )


_REACHES: Mapping[Reach, Callable[[InternalDeadline], str]] = {
    Reach.IN_TIME: _in_time,
    Reach.SHORT: _short,
    Reach.URGENT_ONLY: lambda _: URGENT_ONLY,
    Reach.NOT_KNOWN: _not_known,
}
