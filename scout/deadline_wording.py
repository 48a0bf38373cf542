"""Say in German by when an application has to be ready, and what its reader does with it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date

from scout import fact_wording, wording
from scout.council import InternalDeadline, Reach
from scout.domain import Applicant
from scout.fit import TrackingState

URGENT_ONLY = "nur mit Dringlichkeitsentscheidung"
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


def internal(found: InternalDeadline) -> str:
    """Return ``Vorlage bis 04.02.2027 (Kreisausschuss), Beschluss 18.02.2027 (Kreistag)``.

    Where the bodies cannot decide in time it says so, and where nobody wrote down when they sit.
    """
    if found.reach is Reach.URGENT_ONLY:
        return URGENT_ONLY
    if found.papers_on is None or found.sitting_on is None:
        return _not_known(found.known_until)
    first = "" if found.papers_body == found.body else f" ({found.papers_body})"
    return (
        f"Vorlage bis {wording.german_date(found.papers_on)}{first}, "
        f"Beschluss {wording.german_date(found.sitting_on)} ({found.body})"
    )


def internal_lines(found: Iterable[tuple[Applicant, InternalDeadline]]) -> list[str]:
    """Return a line for each answer, before it the applicants that share it, in their order."""
    groups: dict[str, list[str]] = {}
    for applicant, deadline in found:
        groups.setdefault(internal(deadline), []).append(applicant.name)
    return [f"{fact_wording.names(names)}: {said}" for said, names in groups.items()]


def _not_known(until: date | None) -> str:
    if until is None:
        return "Sitzungstermine nicht bekannt"
    return f"Sitzungstermine nur bis {wording.german_date(until)} bekannt"
