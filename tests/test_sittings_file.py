from __future__ import annotations

import os
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from scout.council import Unsure
from scout.errors import UsageError
from scout.sittings_file import MAX_BYTES, Sittings, read_sittings

BODIES = {"Kreistag": "Kreistag", "Kreisausschuss": "Kreisausschuss"}
START = "DTSTART;TZID=Europe/Berlin:20270310T170000"


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "sitzungen.ics"


def event(summary: str = "Kreistag", *lines: str) -> str:
    return "\r\n".join(("BEGIN:VEVENT", f"SUMMARY:{summary}", *(lines or (START,)), "END:VEVENT"))


def calendar(*events: str) -> str:
    head = ("BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//Rat//DE")
    return "\r\n".join((*head, *events, "END:VCALENDAR", ""))


def read(path: Path, *events: str, **titles: str) -> dict[str, tuple[date, ...]]:
    path.write_text(calendar(*events), encoding="utf-8", newline="")
    return {name: found.days for name, found in read_sittings(path, titles or BODIES).items()}


def days(path: Path, *events: str) -> list[str]:
    return [str(day) for day in read(path, *events)["Kreistag"]]


def complaint(path: Path, *events: str) -> str:
    with pytest.raises(UsageError) as caught:
        read(path, *events)
    return str(caught.value).replace(f"{path.parent}/", "")


def test_each_body_gets_the_days_of_its_events_in_order(path: Path) -> None:
    found = read(
        path,
        event("9. Sitzung des Kreistags – Kreistag", "DTSTART:20270505T150000Z"),
        event("KREISAUSSCHUSS", "DTSTART;VALUE=DATE:20270224"),
        event("Sitzung: Kreistag (öffentlich)", START),
        event("Schulausschuss", "DTSTART;VALUE=DATE:20270226"),
        event("Kreistag", "DTSTART:20270310T090000"),
    )
    assert found == {
        "Kreistag": (date(2027, 3, 10), date(2027, 5, 5)),
        "Kreisausschuss": (date(2027, 2, 24),),
    }


def test_a_body_without_events_has_no_days(path: Path) -> None:
    assert read(path, event())["Kreisausschuss"] == ()


@pytest.mark.parametrize(
    ("summary", "words", "fits"),
    [
        ("Rat", "Rat", True),
        ("Sitzung Rat der Stadt", "rat", True),
        ("Rat-Sitzung", "Rat", True),
        ("Haupt-  und\\nFinanzausschuss", "haupt- und finanzausschuss", True),
        ("Straßenausschuss", "STRASSENAUSSCHUSS", True),
        ("Bu\u0308rgerausschuss", "Bürgerausschuss", True),
        ("Ratsempfang", "Rat", False),
        ("Beirat", "Rat", False),
        ("Haupt- oder Finanzausschuss", "Haupt- und Finanzausschuss", False),
        ("Der Rat.", "Rat.", True),
        ("Der Rats", "Rat.", False),
    ],
)
def test_a_title_fits_by_whole_words(path: Path, summary: str, words: str, *, fits: bool) -> None:
    found = read(path, event(summary), event("Anker"), Rat=words, Anker="Anker")
    assert bool(found["Rat"]) is fits


@pytest.mark.parametrize(
    ("line", "day"),
    [
        ("DTSTART:20270309T223000Z", "2027-03-09"),
        ("DTSTART:20270309T233000Z", "2027-03-10"),
        ("DTSTART:20270630T223000Z", "2027-07-01"),
        ("DTSTART;TZID=W. Europe Standard Time:20270310T003000", "2027-03-10"),
        ("DTSTART;TZID=America/New_York:20270309T200000", "2027-03-10"),
        ("DTSTART;TZID=Nirgendwo:20270310T003000", "2027-03-10"),
        ("DTSTART;VALUE=DATE:20270310", "2027-03-10"),
    ],
)
def test_a_sitting_is_on_its_day_in_germany(path: Path, line: str, day: str) -> None:
    assert days(path, event("Kreistag", line)) == [day]


@pytest.mark.parametrize(
    "off",
    [
        event("Kreistag", START, "STATUS:CANCELLED"),
        event("Kreistag", START, "STATUS: cancelled"),
        event("Kreistag – ABGESAGT"),
        event("Kreistag entfällt!"),
        event("Kreistag fällt aus"),
    ],
)
def test_a_sitting_that_is_off_is_left_out(path: Path, off: str) -> None:
    other = event("Kreistag", "DTSTART;VALUE=DATE:20270505", "STATUS:CONFIRMED")
    assert days(path, off, other) == ["2027-05-05"]


@pytest.mark.parametrize(
    "other",
    [
        event("Vorbesprechung Kreistag"),
        event("Fraktionssitzung vor Kreistag", START, "RRULE:FREQ=WEEKLY"),
        event("Arbeitsgruppe des Kreistages"),
        event("Kreistag", START, "DESCRIPTION:Bemerkung:\\nDie Sitzung entfällt!"),
        event("Kreistag", START, "STATUS:CANCELLED", "RRULE:FREQ=WEEKLY"),
    ],
)
def test_what_is_something_else_is_neither_a_sitting_nor_told(path: Path, other: str) -> None:
    path.write_text(calendar(other, event("Kreistag", "DTSTART;VALUE=DATE:20270505")), "utf-8")
    found = read_sittings(path, BODIES)["Kreistag"]
    assert found == Sittings((date(2027, 5, 5),))


@pytest.mark.parametrize(
    ("lines", "title"),
    [
        (("SUMMARY:Kreistag (Reserve)", START), "Kreistag (Reserve)"),
        (("SUMMARY:Kreistag", START, "STATUS:TENTATIVE"), "Kreistag"),
        (("SUMMARY:Kreistag", START, "DESCRIPTION:Sitzung wohl entfallen"), "Kreistag"),
        (("SUMMARY:Kreistag der Stadt Olfen", START), "Kreistag der Stadt Olfen"),
        ((f"SUMMARY:Kreistag {'a' * 200}", START), f"Kreistag {'a' * 110}…"),
        (("SUMMARY:Kreistag\\n\u202eneu", START), "Kreistag neu"),
    ],
    ids=["reserve", "tentative", "remark", "elsewhere", "long", "steering"],
)
def test_what_is_not_sure_is_told_with_its_title(
    path: Path, lines: tuple[str, ...], title: str
) -> None:
    unsure = "\r\n".join(("BEGIN:VEVENT", *lines, "END:VEVENT"))
    path.write_text(calendar(unsure, event("Kreistag", "DTSTART;VALUE=DATE:20270505")), "utf-8")
    found = read_sittings(path, BODIES, "Kreis Coesfeld")["Kreistag"]
    assert found == Sittings((date(2027, 5, 5),), (Unsure(date(2027, 3, 10), title),))


def test_a_day_that_is_a_sitting_elsewhere_is_sure(path: Path) -> None:
    path.write_text(calendar(event("Kreistag (Reserve)"), event()), "utf-8")
    assert read_sittings(path, BODIES)["Kreistag"] == Sittings((date(2027, 3, 10),))


def test_of_two_versions_of_an_event_the_newer_counts(path: Path) -> None:
    uid = "UID:ALLRIS-Sitzung-1004064"
    later = "DTSTART;TZID=Europe/Berlin:20270317T170000"
    newer = event("Kreistag", uid, later, "SEQUENCE:2")
    assert days(path, newer, event("Kreistag", uid, START, "SEQUENCE:1")) == ["2027-03-17"]
    broken = event("Kreistag", uid, START, "SEQUENCE:viele")
    assert days(path, broken, newer) == ["2027-03-17"]
    # Some programs give all their events one uid: they are no versions of each other.
    assert days(path, event("Kreistag", uid, START), event("Kreistag", uid, later)) == [
        "2027-03-10",
        "2027-03-17",
    ]


def test_an_event_that_stands_there_again_as_cancelled_is_off(path: Path) -> None:
    uid, other = "UID:ALLRIS-Sitzung-1", event("Kreistag", "DTSTART;VALUE=DATE:20270505")
    off = event("Kreistag", uid, START, "STATUS:CANCELLED")
    assert days(path, event("Kreistag", uid, START), off, other) == ["2027-05-05"]


def test_the_first_day_of_a_series_is_called_off_alone(path: Path) -> None:
    uid, first = "UID:reihe@rat", "RECURRENCE-ID;TZID=Europe/Berlin:20270310T170000"
    off = event("Kreistag", uid, START, first, "STATUS:CANCELLED")
    series = event("Kreistag", uid, START, "RRULE:FREQ=WEEKLY;COUNT=3")
    assert days(path, series, off) == ["2027-03-17", "2027-03-24"]


def test_the_form_of_a_council_information_system_is_read(path: Path) -> None:
    lines = (
        "UID:ALLRIS-Sitzung-2002434",
        "PRIORITY:2",
        "CLASS:PUBLIC",
        "X-LOTUS-CHARSET:UTF-8",
        "DTSTAMP;TZID=Europe/Berlin:20270126T062648",
        "DTSTART;TZID=Europe/Berlin:20271215T170000",
        "DTEND;TZID=Europe/Berlin:20271216T000000",
        "X-MICROSOFT-CDO-ALLDAYEVENT:FALSE",
        "SUMMARY;LANGUAGE=de:Rat der Stadt Dülmen",
        "LOCATION;LANGUAGE=de:",
        "DESCRIPTION;LANGUAGE=de:Exportiert am 26.01.2027\\n\\nSitzungskalender:\\nhttps://x.example",
        "",
    )
    sitting = "\r\n".join(("BEGIN:VEVENT", *lines, "END:VEVENT"))
    off = sitting.replace("de:Rat", "de:ENTFÄLLT! Rat").replace("20271215T17", "20271013T17")
    off = off.replace("2002434", "2002435")
    zone = ("BEGIN:VTIMEZONE", "TZID:Europe/Berlin", "TZOFFSETFROM:+0100", "END:VTIMEZONE")
    path.write_text(calendar("\r\n".join(zone), sitting, off), encoding="utf-8", newline="")
    assert read_sittings(path, {"Rat": "Rat"}, "Stadt Dülmen")["Rat"] == Sittings(
        (date(2027, 12, 15),)
    )


def test_a_rule_is_expanded_to_its_end(path: Path) -> None:
    rule = event("Kreistag", START, "RRULE:FREQ=MONTHLY;BYDAY=2WE;UNTIL=20270609T150000Z")
    assert days(path, rule) == ["2027-03-10", "2027-04-14", "2027-05-12", "2027-06-09"]
    too_late = rule.replace("T150000Z", "T145959Z")
    assert days(path, too_late) == ["2027-03-10", "2027-04-14", "2027-05-12"]
    to_the_day = rule.replace("20270609T150000Z", "20270609")
    assert days(path, to_the_day) == ["2027-03-10", "2027-04-14", "2027-05-12", "2027-06-09"]


def test_a_rule_by_count_has_its_exceptions_and_additions(path: Path) -> None:
    rule = event(
        "Kreistag",
        START,
        "RRULE:FREQ=WEEKLY;INTERVAL=2;COUNT=4",
        "EXDATE;TZID=Europe/Berlin:20270324T170000",
        "EXDATE;VALUE=DATE:20270421",
        "RDATE;VALUE=DATE:20270601,20270602",
        "RDATE;VALUE=PERIOD:20270603T150000Z/PT2H",
    )
    assert days(path, rule) == [
        "2027-03-10",
        "2027-04-07",
        "2027-06-01",
        "2027-06-02",
        "2027-06-03",
    ]


def test_one_day_of_a_series_is_moved_or_called_off_by_an_event_of_its_own(path: Path) -> None:
    series = ("UID:reihe@rat", START, "RRULE:FREQ=WEEKLY;COUNT=3")
    moved = ("UID:reihe@rat", "RECURRENCE-ID;TZID=Europe/Berlin:20270317T170000")
    found = days(
        path,
        event("Kreistag", *moved, "DTSTART;TZID=Europe/Berlin:20270318T170000"),
        event("Kreistag", *series),
        event(
            "Ausgefallen",
            "UID:reihe@rat",
            "RECURRENCE-ID:20270324T160000Z",
            "DTSTART:20270324T160000Z",
        ),
        event("Kreistag", "UID:andere@rat", "DTSTART;VALUE=DATE:20270324", "STATUS:CANCELLED"),
    )
    assert found == ["2027-03-10", "2027-03-18"]


def test_the_day_that_another_series_moves_stays_where_it_is(path: Path) -> None:
    change = "RECURRENCE-ID;TZID=Europe/Berlin:20270310T170000"
    found = days(
        path,
        event("Kreistag", "UID:eins@rat", START),
        event("Schulausschuss", "UID:zwei@rat", change, START),
    )
    assert found == ["2027-03-10"]


@pytest.mark.parametrize(
    ("lines", "said"),
    [
        (("LOCATION:Kreishaus",), "DTSTART is missing"),
        (("DTSTART:gestern",), "DTSTART cannot be read: 'Expected"),
        (("DTSTART;VALUE=TIME:170000",), "expected a day or a moment as DTSTART"),
        ((START, START), "expected one DTSTART, found 2"),
        (("DTSTART:19991231T120000Z",), "from 2000-01-01 to 2099-12-31, found 1999-12-31"),
        (("DTSTART:99991231T235959Z",), "from 2000-01-01 to 2099-12-31, found 9999-12-31"),
        ((START, "RRULE:FREQ=NIE;COUNT=3"), "RRULE cannot be read"),
        ((START, "RRULE:COUNT=3"), "expected one of DAILY, WEEKLY, MONTHLY, YEARLY"),
        ((START, "RRULE:FREQ=SECONDLY;COUNT=3"), "expected one of DAILY, WEEKLY, MONTHLY, YEARLY"),
        (
            (START, "RRULE:FREQ=MONTHLY"),
            "expected a rule with an end (UNTIL or COUNT), found RRULE",
        ),
        ((START, "RRULE:FREQ=DAILY;INTERVAL=0;COUNT=2"), "expected an INTERVAL of at least 1"),
        ((START, "RRULE:FREQ=DAILY;COUNT=100000"), "expected a rule of at most 500 days"),
        ((START, "RRULE:FREQ=DAILY;COUNT=-1"), "RRULE 'FREQ=DAILY;COUNT=-1' cannot be read"),
        ((START, "RRULE:FREQ=YEARLY;BYHOUR=1,2;COUNT=2"), "expected a rule without BYHOUR"),
        ((START, "RRULE:FREQ=DAILY;COUNT=2", "RRULE:FREQ=DAILY;COUNT=3"), "expected one RRULE"),
        ((START, "RDATE:morgen"), "RDATE cannot be read"),
        ((START, "EXDATE:morgen"), "EXDATE cannot be read"),
        ((START, "RDATE;VALUE=DATE:22220101"), "from 2000-01-01 to 2099-12-31, found 2222-01-01"),
        (
            (START, "RECURRENCE-ID;RANGE=THISANDFUTURE:20270310T160000Z"),
            "expected the change of one day, found RECURRENCE-ID with RANGE",
        ),
        ((START, "RECURRENCE-ID:nie"), "RECURRENCE-ID cannot be read"),
    ],
)
def test_what_cannot_be_read_is_named_with_file_and_event(
    path: Path, lines: tuple[str, ...], said: str
) -> None:
    found = complaint(path, event("Schulausschuss"), event("9. Kreistag", *lines))
    assert found.startswith("sitzungen.ics, event 2, '9. Kreistag': ")
    assert said in found


def test_what_other_events_have_wrong_does_not_matter(path: Path) -> None:
    broken = event("Schulausschuss", "DTSTART:gestern", "RRULE:FREQ=NIE")
    assert days(path, broken, event()) == ["2027-03-10"]


def test_a_rule_that_fits_no_day_ends(path: Path) -> None:
    rule = event("Kreistag", START, "RRULE:FREQ=DAILY;BYMONTH=2;BYMONTHDAY=30;COUNT=3")
    assert days(path, rule) == ["2027-03-10"]


def test_a_calendar_without_any_sitting_of_the_bodies_is_named(path: Path) -> None:
    names = [event(f"Ausschuss {number}") for number in range(7)]
    assert complaint(path, *names) == (
        "sitzungen.ics: expected sittings with 'Kreistag', 'Kreisausschuss' and nothing else in "
        "the title, not called off, found 'Ausschuss 0', 'Ausschuss 1', 'Ausschuss 2', "
        "'Ausschuss 3', 'Ausschuss 4' and 2 more"
    )
    assert "found no events" in complaint(path)
    off = event("Kreistag", START, "STATUS:CANCELLED")
    assert complaint(path, off).endswith("found 'Kreistag'")


def test_too_many_sittings_are_refused(path: Path) -> None:
    many = (date(2027, 1, 1) + timedelta(days=number) for number in range(1001))
    events = [event("Kreistag", f"DTSTART;VALUE=DATE:{day:%Y%m%d}") for day in many]
    assert complaint(path, *events) == (
        "sitzungen.ics: expected at most 1000 sittings of a body, found 1001 for 'Kreistag'"
    )


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"", "expected a whole calendar"),
        (b"<html>Anmeldung</html>", "no calendar that can be read"),
        (b"BEGIN:VEVENT\r\nSUMMARY:Kreistag\r\nEND:VEVENT\r\n", "expected a whole calendar"),
        (calendar(event(), event())[:-20].encode(), "expected a whole calendar"),
        (b"BEGIN:VCALENDAR\r\n" * 5000, "expected a whole calendar"),
        (calendar(event("Bürgerrat")).encode("latin-1"), "expected UTF-8, found"),
        (b"\x00" * 100, "no calendar that can be read"),
        (b"X" * (MAX_BYTES + 1), "expected at most 5000000 bytes, found 5000001"),
    ],
    ids=["empty", "page", "event", "cut-off", "nested", "latin-1", "nul", "large"],
)
def test_what_is_no_calendar_is_named(path: Path, content: bytes, said: str) -> None:
    path.write_bytes(content)
    with pytest.raises(UsageError) as caught:
        read_sittings(path, BODIES)
    assert str(caught.value).startswith(f"{path}: {said}")


def test_a_calendar_with_a_byte_order_mark_is_read(path: Path) -> None:
    path.write_text(calendar(event()), encoding="utf-8-sig", newline="")
    assert read_sittings(path, BODIES)["Kreistag"].days == (date(2027, 3, 10),)


def test_several_calendars_in_one_file_are_read(path: Path) -> None:
    later = event("Kreistag", "DTSTART;VALUE=DATE:20270505")
    path.write_text(calendar(event()) + calendar(later), encoding="utf-8", newline="")
    assert read_sittings(path, BODIES)["Kreistag"].days == (date(2027, 3, 10), date(2027, 5, 5))


def test_only_a_file_is_read(path: Path) -> None:
    for place in (path, path.parent, path.parent / ("x" * 300)):
        with pytest.raises(UsageError, match=r"expected a calendar file|cannot be read"):
            read_sittings(place, BODIES)
    os.mkfifo(path)
    with pytest.raises(UsageError, match="expected a calendar file"):
        read_sittings(path, BODIES)


PROPERTY = settings(
    max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
MOMENTS = st.tuples(st.dates(date(2026, 1, 1), date(2030, 12, 31)), st.integers(0, 23))


@PROPERTY
@given(moments=st.lists(MOMENTS, min_size=1, max_size=8))
def test_any_day_that_is_written_comes_back(path: Path, moments: list[tuple[date, int]]) -> None:
    events = [event("Kreistag", f"DTSTART:{day:%Y%m%d}T{hour:02}5959") for day, hour in moments]
    assert read(path, *events)["Kreistag"] == tuple(sorted({day for day, _ in moments}))


PIECES = st.sampled_from(
    (
        *"DTSTART RRULE EXDATE RDATE RECURRENCE-ID STATUS SUMMARY UID".split(),
        *'; : = , \\ " \r\n'.split(" "),
        *"VALUE=DATE VALUE=PERIOD TZID=Europe/Berlin 20270310 T170000 Z Kreistag".split(),
        *"FREQ=DAILY FREQ=YEARLY COUNT=3 UNTIL=20270401 INTERVAL=2 BYDAY=2WE".split(),
        *"BYMONTHDAY=31 BYSETPOS=-1 BYWEEKNO=60 WKST=XX RSCALE=HEBREW SKIP=OMIT".split(),
        *"BEGIN:VEVENT END:VEVENT BEGIN:VALARM PT1H /P9999999999D 99999999 00000000 -1 é".split(),
    )
)
LINES = st.one_of(
    st.lists(PIECES, max_size=12).map("".join),
    st.lists(PIECES, max_size=6).map(lambda parts: "RRULE:" + ";".join(parts)),
    st.text(st.characters(codec="utf-8"), max_size=30),
)


@PROPERTY
@given(lines=st.lists(LINES, max_size=6))
def test_any_calendar_is_read_or_complained_of(path: Path, lines: list[str]) -> None:
    text = calendar(event("Kreistag", START, *lines))
    path.write_text(text, encoding="utf-8", newline="")
    try:
        found = read_sittings(path, BODIES)
    except UsageError as error:
        said = str(error)
    else:
        said = f"{path}: read"
        assert any(body.days for body in found.values())
        for body in found.values():
            assert list(body.days) == sorted(set(body.days))
    assert said.startswith(str(path))


@PROPERTY
@given(text=st.one_of(st.text(max_size=200), st.lists(LINES, max_size=12).map("\n".join)))
def test_any_text_is_read_or_complained_of_and_nothing_is_invented(path: Path, text: str) -> None:
    path.write_text(text, encoding="utf-8", errors="replace", newline="")
    try:
        found = read_sittings(path, BODIES)
    except UsageError as error:
        said = str(error)
    else:
        said = f"{path}: read"
        assert "VEVENT" in text
        assert not found["Kreisausschuss"].days or "kreisausschuss" in text.casefold()
    assert said.startswith(str(path))


TITLES = st.sampled_from(
    "Kreistag|Sitzung des Kreistags|Vorbesprechung Kreistag|Kreistag (Reserve)|Abgesagt: Kreistag|"
    "Kreistag entfällt|Fraktionssitzung vor Kreistag|AG des Kreistages|Schulausschuss|"
    "14. Sitzung des Kreistages|Kreistag?|Verschoben: Kreistag".split("|")
)
HELD = {"Kreistag", "Sitzung des Kreistags", "14. Sitzung des Kreistages"}
STATES = st.sampled_from(["CONFIRMED", "CANCELLED", "TENTATIVE", ""])


@PROPERTY
@given(events=st.lists(st.tuples(TITLES, STATES, st.dates(date(2026, 1, 1), date(2030, 12, 31)))))
def test_no_day_is_a_sitting_that_no_event_holds(
    path: Path, events: list[tuple[str, str, date]]
) -> None:
    anchor = event("Kreisausschuss", "DTSTART;VALUE=DATE:20270224")
    written = [
        event(title, f"DTSTART;VALUE=DATE:{day:%Y%m%d}", *([f"STATUS:{state}"] if state else []))
        for title, state, day in events
    ]
    held = {
        day
        for title, state, day in events
        if title in HELD and state not in ("CANCELLED", "TENTATIVE")
    }
    path.write_text(calendar(anchor, *written), encoding="utf-8", newline="")
    found = read_sittings(path, BODIES)
    assert found["Kreistag"].days == tuple(sorted(held))
    assert not {each.day for each in found["Kreistag"].unsure} & held
    assert found["Kreisausschuss"] == Sittings((date(2027, 2, 24),))


def test_the_zone_of_a_moment_is_not_that_of_the_machine(
    path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    moment = datetime(2027, 3, 9, 23, 30, tzinfo=UTC)
    monkeypatch.setenv("TZ", "Pacific/Auckland")
    assert days(path, event("Kreistag", f"DTSTART:{moment:%Y%m%dT%H%M%SZ}")) == ["2027-03-10"]
