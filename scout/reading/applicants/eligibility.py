"""May a county or a town apply, as far as text and classifications say.

    statements about applicants + codes -> who may apply by type · where they must lie
    facts + applicant                   -> YES, NO or UNKNOWN with what decided

What is said of a kind of body is weighed in ``weighing``. Nothing is asked here of what the
applicant plans.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from scout.domain import Admission, Applicant, ApplicantType
from scout.facts import Eligibility, Evidence, Facts
from scout.reading import classifications as known
from scout.reading.applicants.phrasing_words import Stance
from scout.reading.applicants.regions import region_sentence, regions_in_text
from scout.reading.applicants.weighing import WHO_GROUP, by_code, decide
from scout.reading.applicants.who import Statement, statements_in
from scout.reading.classifications import GERMANY
from scout.reading.sentences import Sentence

WHERE_GROUP = "Foerdergebiet"

_MUNICIPAL = frozenset((ApplicantType.COUNTY, ApplicantType.TOWN))
# Sources file a county's own companies, schools and offices under these: doubtful, not shut out.
_PERHAPS = frozenset((ApplicantType.PUBLIC_BODY, ApplicantType.EDUCATION))


@dataclass(frozen=True, slots=True)
class Who:
    """Who may apply by type, wherever they lie, and where they must lie with the words for it."""

    county: Eligibility
    town: Eligibility
    regions: tuple[str, ...]
    region: Evidence | None


def read_eligibility(sentences: Sequence[Sentence], codes: Mapping[str, tuple[str, ...]]) -> Who:
    """Read who may apply in ``sentences`` and the raw classification ``codes`` of a call."""
    said = statements_in(sentences)
    regions, region = _where(sentences, said, codes.get(WHERE_GROUP, ()))
    labels = codes.get(WHO_GROUP, ())
    county = decide(said, labels, ApplicantType.COUNTY)
    town = decide(said, labels, ApplicantType.TOWN)
    return Who(county, town, regions, region)


def eligibility(facts: Facts, applicant: Applicant) -> Eligibility:
    """Return whether ``applicant`` may apply, with the words or the code that decided.

    NO where region or type shuts it out, YES where both admit it; what the source does not say, or
    says in a way that leaves room, is UNKNOWN.
    """
    region = _by_region(facts, applicant.region)
    if region is Admission.NO:
        return Eligibility(Admission.NO, facts.region)
    by_type = _by_type(facts, applicant.type)
    if by_type.verdict is Admission.YES and region is Admission.UNKNOWN:
        return Eligibility(Admission.UNKNOWN, by_type.evidence)
    return by_type


def admission(facts: Facts, applicant: Applicant) -> Admission:
    """Return only the verdict of ``eligibility``."""
    return eligibility(facts, applicant).verdict


def shut_out(facts: Facts, applicants: Iterable[Applicant]) -> bool:
    """Tell whether *every* one of ``applicants`` is shut out; never where there is none."""
    answers = [admission(facts, applicant) for applicant in applicants]
    return bool(answers) and all(answer is Admission.NO for answer in answers)


def _by_region(facts: Facts, region: str) -> Admission:
    if not facts.regions:
        return Admission.UNKNOWN
    inside = GERMANY in facts.regions or region in facts.regions
    return Admission.YES if inside else Admission.NO


def _by_type(facts: Facts, kind: ApplicantType) -> Eligibility:
    read = {ApplicantType.COUNTY: facts.county, ApplicantType.TOWN: facts.town}.get(kind)
    if read is not None and (read.verdict is not Admission.UNKNOWN or read.evidence is not None):
        return read
    return Eligibility(_by_types(frozenset(facts.applicant_types), kind))


def _by_types(types: frozenset[ApplicantType], kind: ApplicantType) -> Admission:
    if not types:
        return Admission.UNKNOWN
    if kind in types or (kind in _MUNICIPAL and ApplicantType.MUNICIPALITY in types):
        return Admission.YES
    return Admission.UNKNOWN if types & _PERHAPS else Admission.NO


def _where(
    sentences: Sequence[Sentence], said: Sequence[Statement], codes: Sequence[str]
) -> tuple[tuple[str, ...], Evidence | None]:
    """Return the regions of the codes, of the text where there are none, and what says so."""
    who = [each.sentence for each in said if each.stance is Stance.ADMITS]
    regions, _ = known.translate_regions(codes)
    if not regions:
        return regions_in_text(sentences, who)
    named = None if GERMANY in regions else region_sentence(sentences, who, regions)
    return regions, named or by_code(WHERE_GROUP, codes[0])
