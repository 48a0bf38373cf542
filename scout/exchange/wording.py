"""German words of what leaves the house for other programs."""

from __future__ import annotations

from datetime import date

from scout.council import InternalDeadline, Reach
from scout.deadline_wording import writing_time
from scout.wording import IN_STAGES, STAGES, german_date

DISPUTED = "Die Quellen nennen verschiedene Fristen: Diese steht auf der verlinkten Seite."


def deadline(title: str, stage: int | None = None) -> str:
    """Name the day on which a call, or a stage of it, ends."""
    return f"Frist der {STAGES[stage]}: {title}" if stage else f"Frist: {title}"


def stages(*, two_stage: bool) -> tuple[str, ...]:
    """Tell that a sketch comes first, as a line, where a call has two stages."""
    return (IN_STAGES[0].upper() + IN_STAGES[1:],) if two_stage else ()


def papers(body: str, applicant: str, title: str) -> str:
    """Name the day by which an applicant's paper must lie before ``body``."""
    return f"Vorlagenschluss {body}, {applicant}: {title}"


def of_project(title: str) -> str:
    """Name the project for which the call is there."""
    return f"Vorhaben: {title}"


def decision(internal: InternalDeadline, deadline_on: date) -> tuple[str, ...]:
    """Tell what follows on the paper, and by when it must be begun; a line each."""
    lines = []
    if internal.sitting_on:
        lines.append(f"Beschluss: {german_date(internal.sitting_on)} ({internal.body})")
    if internal.reach is Reach.SHORT:
        lines.append(f"Weniger als {writing_time(internal)} Schreibzeit")
    elif internal.write_from:
        lines.append(f"Vorlage spätestens beginnen: {german_date(internal.write_from)}")
    what = f"Frist der {internal.stage}. Stufe" if internal.stage else "Frist des Aufrufs"
    return (*lines, f"{what}: {german_date(deadline_on)}")
