"""What is known of a call for a project beside its text, from the facts that were read in it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from matching.texts import Circumstances
from scout.domain import Admission, Applicant, DeadlineKind
from scout.facts import Deadline, Facts, Money, Per
from scout.reading.applicants.eligibility import admission
from scout.reading.classifications import GERMANY
from scout.wording import next_of_year


def circumstances(
    facts: Facts | None, applicants: Sequence[Applicant], today: date
) -> Circumstances:
    """Return what ``facts`` say of a call for ``applicants`` on ``today``.

    Facts that were not read say nothing. Topics are the codes of the source, and
    the short name of the programme.
    """
    if facts is None:
        return Circumstances()
    programme = (facts.programme,) if facts.programme else ()
    return Circumstances(
        days_left=_days_left(facts.deadline, today),
        grant_eur=_grant_eur(facts.max_grant),
        admitted=_admitted(facts, applicants),
        in_region=_in_region(facts, applicants),
        topics=(*facts.topics, *programme),
    )


def _days_left(deadline: Deadline | None, today: date) -> int | None:
    """Return the days until the next time one can hand in; ``None`` where no day is stated."""
    if deadline is None:
        return None
    deadline = deadline.first_stage
    ahead = [day for day in deadline.dates if day >= today]
    if deadline.kind is DeadlineKind.RECURRING:
        ahead += [next_of_year(day, today) for day in deadline.days]
    return (min(ahead) - today).days if ahead else None


def _grant_eur(grant: Money | None) -> float | None:
    if grant is None or grant.currency != "EUR" or grant.per not in (None, Per.PROJECT):
        return None
    return float(grant.amount)


def _admitted(facts: Facts, applicants: Sequence[Applicant]) -> bool | None:
    answers = {admission(facts, applicant) for applicant in applicants}
    if Admission.YES in answers:
        return True
    return False if answers == {Admission.NO} else None


def _in_region(facts: Facts, applicants: Sequence[Applicant]) -> bool | None:
    if not facts.regions or not applicants:
        return None
    return GERMANY in facts.regions or any(
        applicant.region in facts.regions for applicant in applicants
    )
