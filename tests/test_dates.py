from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from scout.reading.timing.dates import days_in, looks_dated
from tests.patience import patience

PROPERTY = settings(max_examples=250, deadline=None)
MONTHS = (
    "Januar Februar März April Mai Juni Juli August September Oktober November Dezember".split()
)
PIECES = (
    "1. 31. 30.6. 31.12. 31.12.2027 2027 März Mai Ende Februar Monate der und , / : ( ) 12 Uhr "
    "Nummer 3.1.2 EN 13.5. bis zum 29.02. March 31 2027-01-05 20. 24:00 99.99.2027 - 5 pm "
    "2027-03-31T23:59:00Z 01.12.2026-31.12.2026 0001-01-01T00:00Z"
).split()


def named(text: str) -> list[str]:
    return [f"{day.on or day.yearly}{' ' + day.time if day.time else ''}" for day in days_in(text)]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("bis zum 31.03.2027", ["2027-03-31"]),
        ("bis zum 31. 3. 2027", ["2027-03-31"]),
        ("bis zum 31.3.2027.", ["2027-03-31"]),
        ("(10.11.2023)", ["2023-11-10"]),
        ("bis 31. März 2027", ["2027-03-31"]),
        ("bis 31.März 2027", ["2027-03-31"]),
        ("bis 31.März2027", ["2027-03-31"]),
        ("bis 1. Okt. 2027", ["2027-10-01"]),
        ("bis 5. Sept. 2027", ["2027-09-05"]),
        ("bis 3. Jänner 2027", ["2027-01-03"]),
        ("Stand 2027-03-31", ["2027-03-31"]),
        ("zum 30.6.", ["06-30"]),
        ("jeweils zum 30.09. und 31.03.", ["09-30", "03-31"]),
        ("zum 31.3 jedes Jahres", ["03-31"]),
        ("• 1.11. des Vorjahres", ["11-01"]),
        ("1.6. des laufenden Jahres", ["06-01"]),
        ("bis 31. März", ["03-31"]),
        ("15.01., 15.04., 15.07. und 15.10.", []),
        ("zum 15.01., 15.04., 15.07. und 15.10.", ["01-15", "04-15", "07-15", "10-15"]),
        ("1. März und 1. September", ["03-01", "09-01"]),
        ("31. Mai/30. Juni/30. November", ["05-31", "06-30", "11-30"]),
        ("30.4. bzw. 31.8. des Jahres", []),
        ("bis 30.4. bzw. 31.8. des Jahres", ["04-30", "08-31"]),
        ("1. und 15. März 2027", ["2027-03-01", "2027-03-15"]),
        ("1. oder 15. März", ["03-01", "03-15"]),
        ("1. März und 1. September 2027", ["2027-03-01", "2027-09-01"]),
        ("am 15.01., 15.04. und 15.07.2027", ["2027-01-15", "2027-04-15", "2027-07-15"]),
        ("zwischen dem 1. März und dem 30. April 2027", ["2027-03-01", "2027-04-30"]),
        ("vom 1. März. Das Jahr endet am 31. Dezember 2027", ["03-01", "2027-12-31"]),
        ("zum 20. der Monate Februar, April und Juni", ["02-20", "04-20", "06-20"]),
        ("zum 1. der Monate Mai und November", ["05-01", "11-01"]),
        ("bis Ende Oktober", ["10-31"]),
        ("bis Ende Februar", ["02-28"]),
        ("bis Ende Februar 2028", ["2028-02-29"]),
        ("bis Ende des Monats April 2027", ["2027-04-30"]),
        ("29.02. jedes Jahres", ["02-29"]),
        ("am 29.02. jedes Jahres", ["02-29"]),
        ("31 March 2027", ["2027-03-31"]),
        ("the 1st of May 2027", ["2027-05-01"]),
        ("March 31, 2027", ["2027-03-31"]),
    ],
)
def test_a_day_is_found_in_every_form(text: str, expected: list[str]) -> None:
    assert named(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("bis 31.03.2027, 12:00 Uhr", ["2027-03-31 12:00"]),
        ("bis 31.03.2027 um 12.30 Uhr", ["2027-03-31 12:30"]),
        ("am 31. März 2027 um 14 Uhr", ["2027-03-31 14:00"]),
        ("am 31. März 2027 bis 9 Uhr", ["2027-03-31 09:00"]),
        ("am 31. März 2027 (23:59 Uhr)", ["2027-03-31 23:59"]),
        ("am 31. März 2027, 24:00 Uhr", ["2027-03-31 23:59"]),
        ("by 31 March 2027 at 17:00", ["2027-03-31 17:00"]),
        ("bis 31.3.2027, 12 Uhr, und bis 30.9.2027", ["2027-03-31 12:00", "2027-09-30"]),
        ("am 31. März 2027 um 99:99 Uhr", ["2027-03-31"]),
        ("am 31. März 2027 mit 12 Gästen", ["2027-03-31"]),
    ],
)
def test_the_hour_belongs_to_its_day(text: str, expected: list[str]) -> None:
    assert named(text) == expected


@pytest.mark.parametrize(
    "text",
    [
        "Nummer 3.1.2",
        "nach Nummer 2.3. gilt",
        "nach den Nummern 2.3. und 2.4. gilt",
        "Ziffer 4.1. und 4.2. der Richtlinie",
        "Abschnitt 12.10.3",
        "DIN EN 13.5. gilt",
        "4.1. Gegenstand der Förderung",
        "5.1. und 5.2. gelten",
        "§ 3.2. der Satzung",
        "Version 1.2. der Software",
        "bis zum 31.12.27",
        "bis zum 31.12.20277",
        "am 31.02.2027",
        "am 29. Februar 2027",
        "am 00.13.2027",
        "am 32. März 2027",
        "am 1.1.1.2027",
        "eine Quote von 3.5 Prozent",
        "1.250.000 EUR",
        "Haus 12. Mairegen",
        "2. FEB-Projektantrag",
        "am 10.10.10.10",
        "Tel. 0251 411-0",
        "Ende gut, alles gut",
        "Mitte Oktober",
        "im März 2027",
        "",
    ],
)
def test_what_only_looks_like_a_day_is_none(text: str) -> None:
    assert days_in(text) == ()


def test_spans_hold_the_words_of_the_day() -> None:
    text = "Frist: 1. und 15. März 2027, 12 Uhr, sonst bis Ende Mai"
    assert [text[day.start : day.end] for day in days_in(text)] == [
        "1",
        "15. März 2027, 12 Uhr",
        "Ende Mai",
    ]


@PROPERTY
@given(st.dates(date(1990, 1, 1), date(2099, 12, 31)), st.sampled_from([" ", "", "\u00a0"]))
def test_every_day_is_read_in_every_spelling(day: date, blank: str) -> None:
    month = MONTHS[day.month - 1]
    for written in (
        f"{day:%d.%m.%Y}",
        f"{day.day}.{day.month}.{day.year}",
        f"{day.day}.{blank}{month}{blank}{day.year}",
        f"{day:%Y-%m-%d}",
    ):
        assert [each.on for each in days_in(f"bis zum {written}!")] == [day]


@PROPERTY
@given(
    st.one_of(st.text(max_size=200), st.lists(st.sampled_from(PIECES), max_size=25).map(" ".join))
)
def test_any_text_gives_days_of_the_calendar_in_order(text: str) -> None:
    found = days_in(text)
    assert [day.start for day in found] == sorted(day.start for day in found)
    for day in found:
        assert 0 <= day.start < day.end <= len(text)
        assert date.fromisoformat(f"{day.year or 2024}-{day.yearly}")
        assert looks_dated(text)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("01.12.2026-31.12.2026", ["2026-12-01", "2026-12-31"]),
        ("01.12.2026 -31.12.2026", ["2026-12-01", "2026-12-31"]),
        ("01.12.2026/31.12.2026", ["2026-12-01", "2026-12-31"]),
        ("01.12.-31.12.2026", ["2026-12-01", "2026-12-31"]),
        ("01.12. – 31.01.2027", ["2026-12-01", "2027-01-31"]),
        ("1. Dezember bis 31. Januar 2027", ["2026-12-01", "2027-01-31"]),
        ("15. Oktober und 15. März 2027", ["2027-10-15", "2027-03-15"]),
        ("29.02. - 31.03.2027", ["02-29", "2027-03-31"]),
        ("zum 30.4.-31.8.", ["04-30", "08-31"]),
        ("13.5.-14.5.", []),
        ("Nr. 3.1.-3.2. gilt", []),
        ("EN 60-31.12.2026", []),
        ("2026-31.12.2026", []),
    ],
)
def test_spans_are_two_days(text: str, expected: list[str]) -> None:
    assert named(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("2027-03-31T23:59:00", ["2027-03-31 23:59"]),
        ("2027-03-31T23:59", ["2027-03-31 23:59"]),
        ("2027-03-31T23:59:00+02:00", ["2027-03-31 23:59"]),
        ("2027-03-31T23:59:00+01:00", ["2027-03-31 23:59"]),
        ("2027-03-31T12:00:00.000Z", ["2027-03-31 14:00"]),
        ("2027-01-31T12:00:00Z", ["2027-01-31 13:00"]),
        ("2027-03-31T21:59:00Z", ["2027-03-31 23:59"]),
        # The German midnight with which the day begins, written in UTC.
        ("2027-03-30T22:00:00Z", ["2027-03-31"]),
        ("2027-12-30T23:00:00+00:00", ["2027-12-31"]),
        # A German clock in the clothes of UTC, most likely: a later day would lose the call.
        ("2027-03-31T23:59:00Z", ["2027-03-31 23:59"]),
        ("2027-03-31T00:00:00+02:00", ["2027-03-31"]),
        ("2027-03-31T24:00:00", ["2027-03-31 23:59"]),
        ("2027-03-31T99:99:00", ["2027-03-31"]),
        ("2027-02-30T12:00:00", []),
        ("2027-03-31 23:59:59", ["2027-03-31 23:59"]),
        ("2027-03-31Tag", []),
    ],
)
def test_moments_as_programs_write_them(text: str, expected: list[str]) -> None:
    assert named(text) == expected


@pytest.mark.parametrize(
    ("text", "hour"),
    [
        ("31 March 2027 at 5 pm", "17:00"),
        ("31 March 2027, 5:30 p.m.", "17:30"),
        ("31 March 2027, 11.30 am", "11:30"),
        ("31 March 2027, 12 pm", "12:00"),
        ("31 March 2027, 12:01 am", "00:01"),
        ("31 March 2027, 17:00:00 Brussels time", "17:00"),
        ("31.03.2027, 23:59:59 Uhr", "23:59"),
    ],
)
def test_hours_with_halves_of_the_day_and_seconds(text: str, hour: str) -> None:
    assert named(text) == [f"2027-03-31 {hour}"]


@pytest.mark.parametrize("hour", ["13 pm", "0 am"])
def test_an_hour_that_no_clock_shows_is_none(hour: str) -> None:
    assert named(f"31 March 2027, {hour}") == ["2027-03-31"]


@pytest.mark.parametrize(
    "text",
    [
        "9" * 300_000,
        "1." * 150_000,
        "1. " * 100_000,
        "31.12." * 50_000,
        "bis zum 1. und " * 20_000,
        "Ende " * 60_000,
        "1. der Monate " * 20_000,
        "1. der Monate " + "Mai, " * 60_000,
        "1. Mai, " * 30_000,
        "(" * 300_000,
        "1.1.2027-" * 30_000,
        "2027-01-01T" * 30_000,
        "1.1.2027 12:00" + ":00" * 100_000,
    ],
    ids=lambda text: text[:12],
)
def test_hostile_texts_come_to_an_end(text: str) -> None:
    with patience():
        found = days_in(text)
    assert all(0 <= day.start < day.end <= len(text) for day in found)
