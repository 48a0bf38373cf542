"""What is known of a call beside its text: field by field, and unknown stays unknown."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from matching.texts import Circumstances
from scout.domain import Admission, ApplicantType, DeadlineKind
from scout.facts import Deadline, Eligibility, Facts, Money, Per
from scout.match.circumstances import circumstances
from tests.builders import TODAY, applicant, deadline_on, facts

COUNTY = applicant("kreis")
TOWN = applicant("stadt", name="Stadt Ahrn", type=ApplicantType.TOWN)
ELSEWHERE = applicant("fern", name="Kreis Fernau", region="DE-BY")
YES, NO, UNKNOWN = (Eligibility(verdict) for verdict in Admission)
DAYS = st.dates(TODAY - timedelta(days=900), TODAY + timedelta(days=900))


def days_left(deadline: Deadline | None, today: date = TODAY) -> int | None:
    return circumstances(Facts(deadline=deadline), [COUNTY], today).days_left


def admitted(*applicants, **known) -> bool | None:
    return circumstances(Facts(**({"regions": ("DE",)} | known)), applicants, TODAY).admitted


def test_facts_that_were_not_read_and_those_that_say_nothing_leave_all_unknown() -> None:
    assert circumstances(None, [COUNTY], TODAY) == Circumstances()
    assert circumstances(Facts(), [COUNTY], TODAY) == Circumstances()


@pytest.mark.parametrize(
    ("days", "left"),
    [((0,), 0), ((1,), 1), ((-1,), None), ((-30, 40, 10), 10), ((), None)],
)
def test_a_fixed_deadline_is_as_far_as_its_next_date(
    days: tuple[int, ...], left: int | None
) -> None:
    assert days_left(deadline_on(*(TODAY + timedelta(days=each) for each in days))) == left


@pytest.mark.parametrize(
    "kind", sorted(set(DeadlineKind) - {DeadlineKind.FIXED, DeadlineKind.RECURRING})
)
def test_a_deadline_without_a_day_leaves_the_time_unknown(kind: DeadlineKind) -> None:
    assert days_left(Deadline(kind)) is None
    assert days_left(None) is None


@pytest.mark.parametrize(
    ("days", "today", "left"),
    [
        (("12-19",), TODAY, 0),
        (("12-18",), TODAY, 364),
        (("03-31", "12-20"), TODAY, 1),
        (("02-29",), date(2027, 2, 1), 27),
        (("02-29",), date(2028, 2, 1), 28),
        ((), TODAY, None),
    ],
)
def test_a_recurring_deadline_is_as_far_as_its_next_day_of_a_year(
    days: tuple[str, ...], today: date, left: int | None
) -> None:
    assert days_left(Deadline(DeadlineKind.RECURRING, days=days), today) == left


def test_a_recurring_deadline_with_a_date_ahead_takes_the_earlier_and_no_date_past() -> None:
    soon, past = TODAY + timedelta(days=3), TODAY - timedelta(days=3)
    assert days_left(Deadline(DeadlineKind.RECURRING, (soon,), ("12-31",))) == 3
    assert days_left(Deadline(DeadlineKind.RECURRING, (past,), ("12-31",))) == 12


@given(st.lists(DAYS, max_size=4), st.lists(DAYS.map("{:%m-%d}".format), max_size=3), DAYS)
def test_days_left_are_never_negative_and_unknown_only_if_nothing_lies_ahead(
    dates: list[date], days: list[str], today: date
) -> None:
    left = days_left(Deadline(DeadlineKind.RECURRING, tuple(dates), tuple(days)), today)
    assert (left is None) == (not days and all(day < today for day in dates))
    assert left is None or 0 <= left <= 900 * 2
    assert left is None or not days or left <= 366


@pytest.mark.parametrize("per", list(Per))
def test_the_grant_of_one_project_is_known_and_what_is_paid_by_the_month_is_not(per: Per) -> None:
    known = circumstances(Facts(max_grant=Money(Decimal("1234.50"), per=per)), [], TODAY)
    assert known.grant_eur == (1234.5 if per is Per.PROJECT else None)


def test_a_sum_in_euros_of_which_nobody_says_for_what_is_the_grant() -> None:
    assert circumstances(Facts(max_grant=Money(Decimal(50_000))), [], TODAY).grant_eur == 50_000
    assert circumstances(Facts(max_grant=Money(Decimal(0))), [], TODAY).grant_eur == 0


def test_another_currency_or_another_sum_is_not_the_grant() -> None:
    krona = Facts(max_grant=Money(Decimal(50_000), "SEK"))
    others = Facts(
        min_grant=Money(Decimal(1)), budget=Money(Decimal(2)), max_loan=Money(Decimal(3))
    )
    assert circumstances(krona, [], TODAY).grant_eur is None
    assert circumstances(others, [], TODAY).grant_eur is None


@pytest.mark.parametrize(
    ("county", "town", "expected"),
    [
        (YES, YES, True),
        (YES, NO, True),
        (NO, YES, True),
        (UNKNOWN, YES, True),
        (NO, NO, False),
        (NO, UNKNOWN, None),
        (UNKNOWN, UNKNOWN, None),
    ],
)
def test_one_applicant_who_may_apply_is_enough_and_no_takes_all(
    county: Eligibility,
    town: Eligibility,
    expected: bool | None,  # noqa: FBT001 - a column of a table
) -> None:
    known = {
        "county": county,
        "town": town,
        "applicant_types": () if UNKNOWN in (county, town) else (ApplicantType.COMPANY,),
    }
    assert admitted(COUNTY, TOWN, **known) is expected
    assert admitted(TOWN, COUNTY, **known) is expected


def test_without_applicants_nobody_is_admitted_or_shut_out() -> None:
    assert admitted(county=YES) is None
    assert admitted(county=NO) is None


def test_an_applicant_from_elsewhere_is_shut_out_by_the_region() -> None:
    known = {"county": YES, "regions": ("DE-NW",)}
    assert admitted(COUNTY, **known) is True
    assert admitted(ELSEWHERE, **known) is False
    assert admitted(ELSEWHERE, COUNTY, **known) is True


@pytest.mark.parametrize(
    ("regions", "applicants", "expected"),
    [
        ((), [COUNTY], None),
        (("DE-NW",), [], None),
        (("DE",), [ELSEWHERE], True),
        (("DE-NW",), [COUNTY, ELSEWHERE], True),
        (("DE-NW",), [ELSEWHERE], False),
        (("DE-NW", "DE-BY"), [ELSEWHERE], True),
    ],
)
def test_the_region_holds_any_of_the_applicants(
    regions: tuple[str, ...],
    applicants: list,
    expected: bool | None,  # noqa: FBT001 - a column of a table
) -> None:
    assert circumstances(Facts(regions=regions), applicants, TODAY).in_region is expected


def test_topics_are_the_sources_own_and_the_programmes_name() -> None:
    known = facts(topics=("Umwelt & Naturschutz", "Digitalisierung"), programme="LIFE")
    assert circumstances(known, [], TODAY).topics == (
        "Umwelt & Naturschutz",
        "Digitalisierung",
        "LIFE",
    )
    assert circumstances(facts(), [], TODAY).topics == ()
