from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from scout.domain import Admission, Applicant, ApplicantType, Facts
from scout.reading.eligibility import admission, shut_out

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
