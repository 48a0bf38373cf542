from __future__ import annotations

from datetime import UTC, datetime, timedelta
from email.utils import format_datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from scout.collect.http_words import http_date, retry_after_s

PROPERTY = settings(max_examples=300, deadline=None)
NOW = datetime(2026, 11, 23, 11, 0, 0, tzinfo=UTC)
# 1990 to 2075: within fifty years of NOW on both sides, for years of two digits.
MOMENTS = st.integers(631_152_000, 3_345_000_000).map(lambda s: datetime.fromtimestamp(s, UTC))
FORMS = ("%a, %d %b %Y %H:%M:%S GMT", "%A, %d-%b-%y %H:%M:%S GMT", "%a %b %e %H:%M:%S %Y")


@pytest.mark.parametrize(
    ("value", "seconds"),
    [
        ("120", 120),
        ("0", 0),
        (" 5\t", 5),
        ("007", 7),
        ("9" * 5000, 10 * 365 * 86_400),
        ("Mon, 23 Nov 2026 11:02:00 GMT", 120),
        ("Monday, 23-Nov-26 11:02:00 GMT", 120),
        ("Mon Nov 23 11:02:00 2026", 120),
        ("Sun Nov  1 11:02:00 2026", 0),
        ("Mon, 23 Nov 2026 10:00:00 GMT", 0),
        ("Mon, 23 Nov 2026 11:00:60 GMT", 59),
        ("Fri, 31 Dec 9999 23:59:59 GMT", 10 * 365 * 86_400),
    ],
)
def test_what_a_publisher_asks_for_is_read(value: str, seconds: float) -> None:
    assert retry_after_s(value, NOW) == seconds


@pytest.mark.parametrize(
    "value",
    [
        "",
        " ",
        "bald",
        "-5",
        "+5",
        "1.5",
        "1e3",
        "٣",
        "12 s",
        "120, 240",
        "5\n",
        "Mon, 23 Nov 2026 11:02:00",
        "Mon, 23 Nov 2026 11:02:00 CET",
        "Mon, 23 Nov 2026 11:02:00 +0100",
        "Mon, 32 Nov 2026 11:02:00 GMT",
        "Mon, 00 Nov 2026 11:02:00 GMT",
        "Mon, 23 Nov 2026 25:02:00 GMT",
        "Mon, 23 Nov 0000 11:02:00 GMT",
        "Mo, 23 Nov 2026 11:02:00 GMT",
        "Mon, 23 nov 2026 11:02:00 GMT",
        "Mon, 3 Nov 2026 11:02:00 GMT",
        "2026-11-23T11:02:00Z",
    ],
)
def test_what_is_no_form_of_http_is_not_understood(value: str) -> None:
    assert retry_after_s(value, NOW) is None


@PROPERTY
@given(st.text())
def test_whatever_stands_there_is_none_or_a_bounded_time(value: str) -> None:
    seconds = retry_after_s(value, NOW)
    assert seconds is None or 0 <= seconds <= 10 * 365 * 86_400


@PROPERTY
@given(MOMENTS, st.sampled_from(FORMS))
def test_every_moment_is_read_in_all_three_forms(moment: datetime, form: str) -> None:
    assert http_date(moment.strftime(form), NOW) == moment
    assert http_date(format_datetime(moment, usegmt=True), NOW) == moment


@PROPERTY
@given(st.integers(0, 10**6), MOMENTS)
def test_seconds_and_a_date_so_far_ahead_mean_the_same(seconds: int, now: datetime) -> None:
    ahead = format_datetime(now + timedelta(seconds=seconds), usegmt=True)
    assert retry_after_s(str(seconds), now) == retry_after_s(ahead, now) == seconds


@pytest.mark.parametrize(
    ("digits", "year"), [("26", 2026), ("76", 2076), ("77", 1977), ("99", 1999), ("00", 2000)]
)
def test_a_year_of_two_digits_is_at_most_fifty_years_ahead(digits: str, year: int) -> None:
    found = http_date(f"Monday, 23-Nov-{digits} 11:02:00 GMT", NOW)
    assert found is not None
    assert found.year == year
