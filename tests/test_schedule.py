"""When which job is due: working days, holidays of NRW, the change of clocks."""

from __future__ import annotations

from bisect import bisect_left
from datetime import UTC, date, datetime, timedelta

import holidays
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from scout.clock import GERMANY, day_of
from scout.domain import Frequency
from scout.schedule import (
    moments,
    newest,
    next_due,
    next_issue_on,
    read_again_on,
    scheduled_jobs,
)
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


SUMMER = ["2027-07-05/2027-08-17"]  # Monday to Tuesday


def test_no_digest_goes_out_in_a_break_and_one_right_after_it():
    assert days("digest-weekly", date(2027, 6, 28), 63, breaks=SUMMER) == [
        "Mon 28.06. 07:00",
        "Wed 18.08. 07:00",
        "Mon 23.08. 07:00",
    ]
    assert days("digest-daily", date(2027, 7, 2), 49, breaks=SUMMER) == [
        "Fri 02.07. 07:00",
        "Wed 18.08. 07:00",
        "Thu 19.08. 07:00",
    ]


def test_monthly_digests_of_two_months_in_a_break_are_one_after_it():
    assert days("digest-monthly", date(2027, 6, 1), 100, breaks=SUMMER) == [
        "Mon 07.06. 07:00",
        "Wed 18.08. 07:00",
        "Mon 06.09. 07:00",
    ]


def test_a_break_that_ends_on_a_friday_is_followed_by_the_monday_and_by_it_alone():
    found = days("digest-weekly", date(2027, 7, 1), 60, breaks=["2027-07-05/2027-08-13"])
    assert found == ["Mon 16.08. 07:00", "Mon 23.08. 07:00"]


def test_a_break_between_two_monthly_days_changes_nothing():
    between = {"breaks": ["2027-07-06/2027-07-31"]}
    plain = days("digest-monthly", date(2027, 6, 1), 100)
    assert days("digest-monthly", date(2027, 6, 1), 100, **between) == plain


def test_nights_and_early_sources_know_no_break():
    assert len(days("night", date(2027, 7, 5), 44, breaks=SUMMER)) == 44
    assert len(days("early:a", date(2027, 7, 5), 44, breaks=SUMMER, early={"a": "01:00"})) == 44


@pytest.mark.parametrize(
    ("frequency", "day"),
    [
        (Frequency.DAILY, date(2027, 8, 18)),
        (Frequency.WEEKLY, date(2027, 8, 18)),
        (Frequency.MONTHLY, date(2027, 8, 18)),
    ],
)
def test_the_next_issue_after_the_last_one_before_a_break(frequency: Frequency, day: date):
    summer = ScheduleSettings(breaks=SUMMER)
    assert next_issue_on(frequency, summer, date(2027, 7, 2)) == day
    after = {Frequency.DAILY: 19, Frequency.WEEKLY: 23}
    if frequency in after:
        assert next_issue_on(frequency, summer, day) == date(2027, 8, after[frequency])


def test_breaks_that_adjoin_are_looked_beyond():
    first = date(2027, 1, 4)
    edges = [first + timedelta(days=62 * number) for number in range(6)]
    breaks = [f"{day}/{day + timedelta(days=61)}" for day in edges]
    now = datetime(2027, 6, 1, 12, tzinfo=UTC)
    weekly = job("digest-weekly", breaks=breaks)
    assert day_of(newest(weekly, now)) == date(2026, 12, 28)
    assert day_of(next_due(weekly, now)) == date(2028, 1, 11)


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


@st.composite
def schedules(draw: st.DrawFn) -> ScheduleSettings:
    """Settings with some breaks between 2026 and 2029, which may overlap and adjoin."""
    begins = draw(st.lists(st.dates(date(2026, 1, 1), date(2029, 1, 1)), max_size=5))
    breaks = [f"{first}/{first + timedelta(days=draw(st.integers(0, 61)))}" for first in begins]
    return ScheduleSettings(
        breaks=breaks,
        digest_day=draw(st.sampled_from(["monday", "tuesday", "friday"])),
        digest_at=draw(st.sampled_from(["00:00", "07:00", "23:59"])),
        holidays=draw(st.sampled_from(["NW", "BY"])),
    )


def working_days(settings: ScheduleSettings, first: date, count: int) -> list[date]:
    """Return the days on which somebody is there, counted by a rule of the test's own."""
    free = holidays.country_holidays("DE", subdiv=settings.holidays)
    away = {
        begin + timedelta(days=number)
        for begin, end in (map(date.fromisoformat, each.split("/")) for each in settings.breaks)
        for number in range((end - begin).days + 1)
    }
    found = (first + timedelta(days=number) for number in range(count))
    return [day for day in found if day.weekday() < 5 and day not in free and day not in away]


YEARS = (date(2025, 12, 1), 1400)


@settings(max_examples=25)
@given(asked=schedules(), frequency=st.sampled_from(list(Frequency)))
def test_every_planned_day_has_its_issue_on_the_first_working_day_and_no_day_has_two(
    asked: ScheduleSettings, frequency: Frequency
):
    first, count = YEARS
    working = working_days(asked, first, count)
    weekday = ["monday", "tuesday", "wednesday", "thursday", "friday"].index(asked.digest_day)
    expected = set()
    for day in (first + timedelta(days=number) for number in range(count)):
        is_weekday = day.weekday() == weekday
        planned = {
            Frequency.DAILY: True,
            Frequency.WEEKLY: is_weekday,
            Frequency.MONTHLY: is_weekday and day.day <= 7,
        }
        place = bisect_left(working, day)
        if planned[frequency] and place < len(working):
            expected.add(working[place])
    wanted = next(each for each in scheduled_jobs(asked) if each.frequency is frequency)
    begin = datetime(first.year, first.month, first.day, tzinfo=GERMANY) - timedelta(minutes=1)
    found = list(moments(wanted, begin, begin + timedelta(days=count - 10)))
    on = [day_of(moment) for moment in found]
    assert on == sorted(day for day in expected if day <= on[-1])
    assert {f"{moment.astimezone(GERMANY):%H:%M}" for moment in found} == {asked.digest_at}


@settings(max_examples=40)
@given(
    asked=schedules(),
    frequency=st.sampled_from(list(Frequency)),
    today=st.dates(date(2026, 1, 1), date(2029, 6, 1)),
)
def test_the_next_issue_is_the_next_moment_of_the_clock_on_a_later_day(
    asked: ScheduleSettings, frequency: Frequency, today: date
):
    wanted = next(each for each in scheduled_jobs(asked) if each.frequency is frequency)
    end_of_today = datetime(today.year, today.month, today.day, 23, 59, 59, tzinfo=GERMANY)
    due = next_due(wanted, end_of_today.astimezone(UTC))
    assert next_issue_on(frequency, asked, today) == day_of(due)
    assert newest(wanted, due) == due
    assert newest(wanted, due - timedelta(seconds=1)) < end_of_today.astimezone(UTC)


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
