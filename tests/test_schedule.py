"""When which job is due: working days, holidays of NRW, the change of clocks."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scout.clock import GERMANY, day_of
from scout.domain import Frequency
from scout.schedule import moments, newest, next_due, read_again_on, scheduled_jobs
from scout.settings import ScheduleSettings
from tests.builders import source

MOMENTS = st.datetimes(datetime(2024, 1, 1), datetime(2034, 1, 1), timezones=st.just(UTC))  # noqa: DTZ001 - bounds of a strategy are naive


def job(name: str, **settings: object):
    jobs = {each.name: each for each in scheduled_jobs(ScheduleSettings(**settings))}
    return jobs[name]


def days(name: str, first: date, count: int, **settings: object) -> list[str]:
    after = datetime(first.year, first.month, first.day, tzinfo=GERMANY)
    found = moments(job(name, **settings), after, after + timedelta(days=count))
    return [f"{moment.astimezone(GERMANY):%a %d.%m. %H:%M}" for moment in found]


def test_the_jobs_stand_in_the_order_in_which_a_round_is_made():
    jobs = scheduled_jobs(ScheduleSettings(early={"b": "01:00", "a": "01:30"}))
    assert [each.name for each in jobs] == [
        "early:b",
        "early:a",
        "night",
        "digest-daily",
        "digest-weekly",
        "digest-monthly",
    ]
    assert [each.source for each in jobs[:3]] == ["b", "a", None]
    assert [each.frequency for each in jobs[2:4]] == [None, Frequency.DAILY]


def test_the_night_comes_every_night_of_the_year():
    found = list(
        moments(job("night"), datetime(2026, 1, 1, tzinfo=UTC), datetime(2027, 1, 1, tzinfo=UTC))
    )
    assert len(found) == 365
    assert {f"{moment.astimezone(GERMANY):%H:%M}" for moment in found} == {"03:30"}


@pytest.mark.parametrize(
    ("day", "hours"),
    [(date(2026, 3, 28), 23), (date(2026, 10, 24), 25), (date(2026, 6, 1), 24)],
    ids=["spring", "autumn", "summer"],
)
def test_two_nights_are_as_far_apart_as_the_clocks_say(day: date, hours: int):
    after = datetime(day.year, day.month, day.day, tzinfo=GERMANY)
    first, second = moments(job("night"), after, after + timedelta(days=2))
    assert second - first == timedelta(hours=hours)


def test_daily_digests_leave_out_weekends_and_holidays_of_nrw():
    assert days("digest-daily", date(2026, 5, 29), 8) == [
        "Fri 29.05. 07:00",
        "Mon 01.06. 07:00",
        "Tue 02.06. 07:00",
        "Wed 03.06. 07:00",
        "Fri 05.06. 07:00",  # Fronleichnam on the 4th
    ]


def test_a_holiday_of_another_land_is_a_working_day():
    assert "Thu 04.06. 07:00" in days("digest-daily", date(2026, 6, 1), 5, holidays="BE")


def test_weekly_digests_come_on_monday_or_on_the_next_working_day():
    assert days("digest-weekly", date(2027, 3, 15), 21) == [
        "Mon 15.03. 07:00",
        "Mon 22.03. 07:00",
        "Tue 30.03. 07:00",  # Ostermontag on the 29th
    ]


def test_a_weekly_friday_that_is_a_holiday_moves_into_the_next_week_and_no_week_is_lost():
    assert days("digest-weekly", date(2027, 3, 19), 28, digest_day="friday") == [
        "Fri 19.03. 07:00",
        "Tue 30.03. 07:00",  # Karfreitag on the 26th
        "Fri 02.04. 07:00",
        "Fri 09.04. 07:00",
    ]


def test_monthly_digests_come_on_the_first_such_weekday_of_the_month():
    assert days("digest-monthly", date(2026, 11, 1), 100) == [
        "Mon 02.11. 07:00",
        "Mon 07.12. 07:00",
        "Mon 04.01. 07:00",
        "Mon 01.02. 07:00",
    ]
    assert days("digest-monthly", date(2028, 5, 1), 10) == ["Tue 02.05. 07:00"]


def test_times_and_day_come_from_the_settings():
    assert days("night", date(2026, 11, 24), 1, night="00:15") == ["Tue 24.11. 00:15"]
    found = days("digest-weekly", date(2026, 11, 23), 7, digest_day="wednesday", digest_at="06:45")
    assert found == ["Wed 25.11. 06:45"]


@given(
    now=MOMENTS, name=st.sampled_from([each.name for each in scheduled_jobs(ScheduleSettings())])
)
def test_what_was_due_and_what_comes_stand_around_now(now: datetime, name: str):
    wanted = job(name)
    before, after = newest(wanted, now), next_due(wanted, now)
    assert before <= now < after
    assert list(moments(wanted, before, after)) == [after]


@given(now=MOMENTS, weekday=st.sampled_from(["monday", "wednesday", "friday"]))
def test_every_week_has_one_weekly_moment_and_it_is_a_working_day(now: datetime, weekday: str):
    weekly = job("digest-weekly", digest_day=weekday)
    found = list(moments(weekly, now, now + timedelta(weeks=8)))
    assert 7 <= len(found) <= 9
    rest_free = set(moments(job("digest-daily"), now, now + timedelta(weeks=8)))
    assert set(found) <= rest_free


@given(now=MOMENTS, steps=st.lists(st.integers(1, 200), min_size=1, max_size=10))
def test_moments_do_not_depend_on_how_often_one_looks(now: datetime, steps: list[int]):
    wanted = job("digest-weekly")
    at, found = now, []
    for hours in steps:
        found += moments(wanted, at, at + timedelta(hours=hours))
        at += timedelta(hours=hours)
    assert found == list(moments(wanted, now, at))


def test_a_moment_in_utc_belongs_to_the_german_day():
    (found,) = moments(
        job("night", night="00:15"),
        datetime(2026, 7, 1, 21, tzinfo=UTC),
        datetime(2026, 7, 2, 21, tzinfo=UTC),
    )
    assert (found.hour, day_of(found)) == (22, date(2026, 7, 2))


def test_a_source_of_every_day_is_read_any_night_and_one_of_a_month_after_its_days():
    read_on, monthly = date(2026, 11, 16), source("katalog", every_days=28)
    assert read_again_on(source(), read_on) is None
    assert read_again_on(monthly, None) is None
    assert read_again_on(monthly, read_on) == date(2026, 12, 14)
