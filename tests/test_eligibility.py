from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from scout.domain import Admission, Applicant, ApplicantType
from scout.facts import Eligibility, Evidence, Facts
from scout.reading.applicants.eligibility import admission, eligibility, shut_out

PROPERTY = settings(max_examples=200, deadline=None)
T = ApplicantType
COUNTY = Applicant(key="kreis", name="Kreis", type=T.COUNTY, region="DE-NW")
TOWN = Applicant(key="stadt", name="Stadt", type=T.TOWN, region="DE-NW")
APPLICANTS = st.builds(
    Applicant,
    key=st.just("a"),
    name=st.just("A"),
    type=st.sampled_from(T),
    region=st.sampled_from(["DE-NW", "DE-BY", "DE"]),
)
WORDS = Evidence("Antragsberechtigt sind Kreise.", "Richtlinie", 0, 30, "entitled-are")
SHUT = Evidence("Nicht antragsberechtigt sind Städte.", "Richtlinie", 31, 67, "not-entitled")
PLACE = Evidence("in Hessen ansässig", "Richtlinie", 70, 88, "seat-in")
YES, NO = Eligibility(Admission.YES, WORDS), Eligibility(Admission.NO, SHUT)
DOUBT = Eligibility(Admission.UNKNOWN, WORDS)
READ = st.sampled_from([YES, NO, DOUBT, Eligibility(Admission.UNKNOWN)])
FACTS = st.builds(
    Facts,
    applicant_types=st.lists(st.sampled_from(T), max_size=4).map(tuple),
    regions=st.lists(st.sampled_from(["DE", "DE-NW", "DE-BY", "DE-HH"]), max_size=3).map(tuple),
)


@pytest.mark.parametrize(
    ("types", "regions", "expected"),
    [
        ((T.MUNICIPALITY,), ("DE",), Admission.YES),
        ((T.MUNICIPALITY,), ("DE-NW",), Admission.YES),
        ((T.COMPANY, T.MUNICIPALITY), ("DE-BY", "DE-NW"), Admission.YES),
        ((T.COUNTY,), ("DE",), Admission.YES),
        ((T.MUNICIPALITY,), ("DE-BY",), Admission.NO),
        ((T.COMPANY,), ("DE",), Admission.NO),
        ((T.COMPANY,), (), Admission.NO),
        ((), ("DE-BY",), Admission.NO),
        ((T.TOWN,), ("DE",), Admission.NO),
        ((), (), Admission.UNKNOWN),
        ((), ("DE",), Admission.UNKNOWN),
        ((T.MUNICIPALITY,), (), Admission.UNKNOWN),
        ((T.PUBLIC_BODY,), ("DE",), Admission.UNKNOWN),
        ((T.EDUCATION, T.COMPANY), ("DE",), Admission.UNKNOWN),
        ((T.PUBLIC_BODY,), ("DE-BY",), Admission.NO),
    ],
)
def test_region_and_type_decide_together(
    types: tuple[T, ...], regions: tuple[str, ...], expected: Admission
) -> None:
    assert admission(Facts(applicant_types=types, regions=regions), COUNTY) is expected


def test_municipality_means_county_and_town_but_no_company() -> None:
    facts = Facts(applicant_types=(T.MUNICIPALITY,), regions=("DE",))
    company = Applicant(key="c", name="C", type=T.COMPANY, region="DE-NW")
    assert admission(facts, COUNTY) is admission(facts, TOWN) is Admission.YES
    assert admission(facts, company) is Admission.NO


def test_one_who_may_apply_keeps_the_call() -> None:
    facts = Facts(applicant_types=(T.TOWN,), regions=("DE",))
    assert shut_out(facts, [COUNTY])
    assert not shut_out(facts, [COUNTY, TOWN])
    assert shut_out(facts, iter([COUNTY, COUNTY]))


def test_doubt_does_not_shut_out() -> None:
    assert not shut_out(Facts(), [COUNTY])


def test_nobody_is_not_shut_out() -> None:
    assert not shut_out(Facts(applicant_types=(T.COMPANY,)), [])


@PROPERTY
@given(FACTS, APPLICANTS)
def test_no_needs_something_that_the_source_says(facts: Facts, applicant: Applicant) -> None:
    answer = admission(facts, applicant)
    if not facts.applicant_types and not facts.regions:
        assert answer is Admission.UNKNOWN
    if answer is Admission.YES:
        assert facts.applicant_types
        assert facts.regions
    assert (answer is Admission.NO) == shut_out(facts, [applicant])


@PROPERTY
@given(FACTS, APPLICANTS)
def test_a_wider_region_never_shuts_out(facts: Facts, applicant: Applicant) -> None:
    wider = Facts(applicant_types=facts.applicant_types, regions=(*facts.regions, "DE"))
    if admission(facts, applicant) is not Admission.NO:
        assert admission(wider, applicant) is not Admission.NO


@pytest.mark.parametrize(
    ("read", "types", "regions", "expected"),
    [
        (YES, (), ("DE",), YES),
        (YES, (T.COMPANY,), ("DE-NW",), YES),
        (NO, (T.MUNICIPALITY,), ("DE",), NO),
        (DOUBT, (T.MUNICIPALITY,), ("DE",), DOUBT),
        (DOUBT, (T.COMPANY,), ("DE",), DOUBT),
        # where they must lie is not said: a yes becomes doubtful, a no stays
        (YES, (), (), Eligibility(Admission.UNKNOWN, WORDS)),
        (NO, (), (), NO),
        # another Land shuts out whatever the type
        (YES, (T.MUNICIPALITY,), ("DE-HE",), Eligibility(Admission.NO, PLACE)),
        (NO, (), ("DE-HE",), Eligibility(Admission.NO, PLACE)),
        # nothing was read: the classification decides as before
        (Eligibility(Admission.UNKNOWN), (T.MUNICIPALITY,), ("DE",), Eligibility(Admission.YES)),
        (Eligibility(Admission.UNKNOWN), (T.COMPANY,), ("DE",), Eligibility(Admission.NO)),
        (Eligibility(Admission.UNKNOWN), (), ("DE",), Eligibility(Admission.UNKNOWN)),
    ],
)
def test_what_was_read_decides_with_its_words(
    read: Eligibility,
    types: tuple[T, ...],
    regions: tuple[str, ...],
    expected: Eligibility,
) -> None:
    facts = Facts(county=read, applicant_types=types, regions=regions, region=PLACE)
    assert eligibility(facts, COUNTY) == expected
    assert admission(facts, COUNTY) is expected.verdict
    facts = Facts(town=read, applicant_types=types, regions=regions, region=PLACE)
    assert eligibility(facts, TOWN) == expected


def test_county_and_town_are_asked_apart() -> None:
    facts = Facts(county=YES, town=NO, regions=("DE",))
    assert (admission(facts, COUNTY), admission(facts, TOWN)) == (Admission.YES, Admission.NO)
    assert not shut_out(facts, [TOWN, COUNTY])
    assert shut_out(facts, [TOWN])


def test_what_was_read_of_municipalities_says_nothing_of_companies() -> None:
    facts = Facts(county=YES, town=YES, applicant_types=(T.COMPANY,), regions=("DE",))
    company = Applicant(key="c", name="C", type=T.COMPANY, region="DE-NW")
    assert eligibility(facts, company) == Eligibility(Admission.YES)
    school = Applicant(key="s", name="S", type=T.EDUCATION, region="DE-NW")
    assert admission(facts, school) is Admission.NO


@PROPERTY
@given(FACTS, READ, READ, APPLICANTS)
def test_a_verdict_keeps_its_evidence(
    facts: Facts, county: Eligibility, town: Eligibility, applicant: Applicant
) -> None:
    read = replace(facts, county=county, town=town, region=PLACE)
    answer = eligibility(read, applicant)
    if answer.verdict is Admission.YES:
        assert read.regions
        assert answer.evidence in (None, WORDS)
    if answer.evidence == PLACE:
        assert answer.verdict is Admission.NO
    assert admission(read, applicant) is answer.verdict
    assert (answer.verdict is Admission.NO) == shut_out(read, [applicant])
