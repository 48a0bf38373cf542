"""May this applicant apply, as far as the source's classifications say.

The text may know better ("kreisangehörige Gemeinden" shuts the county out); it is not read here.
"""

from __future__ import annotations

from collections.abc import Iterable

from scout.domain import Admission, Applicant, ApplicantType, Facts
from scout.reading.classifications import GERMANY

_MUNICIPAL = frozenset((ApplicantType.COUNTY, ApplicantType.TOWN))
# Sources file a county's own companies, schools and offices under these: doubtful, not shut out.
_PERHAPS = frozenset((ApplicantType.PUBLIC_BODY, ApplicantType.EDUCATION))


def admission(facts: Facts, applicant: Applicant) -> Admission:
    """Return NO where region or applicant types shut ``applicant`` out, YES where both admit it.

    What the source does not say, or says in a way that leaves room, is UNKNOWN.
    """
    region = _by_region(facts, applicant.region)
    kind = _by_type(facts, applicant.type)
    if Admission.NO in (region, kind):
        return Admission.NO
    return Admission.YES if region is kind is Admission.YES else Admission.UNKNOWN


def shut_out(facts: Facts, applicants: Iterable[Applicant]) -> bool:
    """Tell whether *every* one of ``applicants`` is shut out; never where there is none."""
    answers = [admission(facts, applicant) for applicant in applicants]
    return bool(answers) and all(answer is Admission.NO for answer in answers)


def _by_region(facts: Facts, region: str) -> Admission:
    if not facts.regions:
        return Admission.UNKNOWN
    inside = GERMANY in facts.regions or region in facts.regions
    return Admission.YES if inside else Admission.NO


def _by_type(facts: Facts, kind: ApplicantType) -> Admission:
    types = set(facts.applicant_types)
    if not types:
        return Admission.UNKNOWN
    if kind in types or (kind in _MUNICIPAL and ApplicantType.MUNICIPALITY in types):
        return Admission.YES
    return Admission.UNKNOWN if types & _PERHAPS else Admission.NO
