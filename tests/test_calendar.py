from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from icalendar import Calendar, Event, Timezone

from scout.clock import GERMANY
from scout.council import InternalDeadline, Reach
from scout.digest.days import StatedDay
from scout.digest.deadlines import DeadlineItem
from scout.exchange.ics import CalendarEntry, calendar_of, entries_of, uid_of
from scout.fit import TrackingState
from tests.builders import NOON, applicant, call_entry, project

PROPERTY = settings(max_examples=200, deadline=None)
ENDS = date(2027, 3, 31)
IN_TIME = InternalDeadline(
    reach=Reach.IN_TIME,
    body="Kreistag",
    sitting_on=date(2027, 3, 10),
    papers_body="Kreisausschuss",
    papers_on=date(2027, 2, 10),
    write_from=date(2027, 1, 13),
    known_until=date(2027, 4, 21),
)
URGENT = InternalDeadline(reach=Reach.URGENT_ONLY, known_until=date(2027, 4, 21))
NOT_KNOWN = InternalDeadline(reach=Reach.NOT_KNOWN)


def entry(**values: Any) -> CalendarEntry:
    given: dict[str, Any] = {"identity": ("probe", "k1"), "day": ENDS, "summary": "Frist: Radwege"}
    return CalendarEntry(**(given | values))


def item(*days: date | StatedDay, **values: Any) -> DeadlineItem:
    """A call with these days ahead, all that its source states."""
    call = values.get("call") or call_entry(1, title="Radwege im Kreis")
    stated = (
        day
        if isinstance(day, StatedDay)
        else StatedDay(day, call.source, call.key, call.url, place)
        for place, day in enumerate(days or (ENDS,))
    )
    given: dict[str, Any] = {
        "call": call,
        "days": tuple(stated),
        "project": project(title="Radwege für den Alltag"),
        "tracked": TrackingState.REVIEWING,
        "internal": ((applicant("kreis", name="Kreis Coesfeld"), IN_TIME),),
    }
    return DeadlineItem(**(given | values))


def parsed(text: str) -> Calendar:
    """Read a calendar as another program would, and hold it to the form of RFC 5545."""
    raw = text.encode()
    assert raw.endswith(b"END:VCALENDAR\r\n")
    assert all(len(line) <= 75 for line in raw.split(b"\r\n"))
    assert b"\n" not in raw.replace(b"\r\n", b"")
    (found,) = Calendar.from_ical(raw, multiple=True)
    assert isinstance(found, Calendar)
    assert not any(event.errors for event in found.walk())
    return found


def events(text: str) -> list[Event]:
    return [each for each in parsed(text).walk("VEVENT") if isinstance(each, Event)]


def test_a_deadline_is_a_whole_day_that_makes_nobody_busy() -> None:
    text = calendar_of([entry(description="eins\nzwei", url="https://bund.example/1")], "A", NOON)
    assert text.split("\r\n") == [
        "BEGIN:VCALENDAR",
        "VERSION:2.0",
        "PRODID:-//foerderscout//Fristen//DE",
        "CALSCALE:GREGORIAN",
        "METHOD:PUBLISH",
        "X-WR-CALNAME:A",
        "BEGIN:VEVENT",
        "SUMMARY:Frist: Radwege",
        "DTSTART;VALUE=DATE:20270331",
        "DTEND;VALUE=DATE:20270401",
        "DTSTAMP:20261219T110000Z",
        f"UID:{uid_of(('probe', 'k1'))}",
        "DESCRIPTION:eins\\nzwei",
        "TRANSP:TRANSPARENT",
        "URL:https://bund.example/1",
        "END:VEVENT",
        "END:VCALENDAR",
        "",
    ]


def test_a_calendar_without_deadlines_is_one_all_the_same() -> None:
    text = calendar_of([], "Fristen Anna Bergmann", NOON)
    found = parsed(text)
    assert found["X-WR-CALNAME"] == "Fristen Anna Bergmann"
    # RFC 5545, 3.6: one component at least; RFC 5546, 3.2.1: what is published has an event.
    assert [each.name for each in found.subcomponents] == ["VTIMEZONE"]
    assert "METHOD" not in found


@given(day=st.dates(date(1997, 1, 1), date(2040, 12, 31)))
def test_the_zone_of_an_empty_calendar_is_the_one_that_germany_has(day: date) -> None:
    (zone,) = Calendar.from_ical(calendar_of([], "A", NOON)).walk("VTIMEZONE")
    assert isinstance(zone, Timezone)
    noon = datetime(day.year, day.month, day.day, 12)  # noqa: DTZ001 - the zone comes below
    assert (
        noon.replace(tzinfo=zone.to_tz(lookup_tzid=False)).utcoffset()
        == noon.replace(tzinfo=GERMANY).utcoffset()
    )


def test_each_call_brings_its_deadline_and_the_papers_of_each_applicant_in_time() -> None:
    town = applicant("stadt", name="Stadt Dülmen")
    found = entries_of(
        [
            item(
                internal=(
                    (applicant("kreis", name="Kreis Coesfeld"), IN_TIME),
                    (town, URGENT),
                    (applicant("olfen"), NOT_KNOWN),
                )
            ),
            item(call=call_entry(2, title=None), internal=()),
        ]
    )
    assert [(each.day, each.summary) for each in found] == [
        (ENDS, "Frist: Radwege im Kreis"),
        (date(2027, 2, 10), "Vorlagenschluss Kreisausschuss, Kreis Coesfeld: Radwege im Kreis"),
        (ENDS, "Frist: (ohne Titel) k2"),
    ]
    assert {each.url for each in found[:2]} == {"https://foerderung.example/aufruf/k1"}
    assert found[0].description == "Vorhaben: Radwege für den Alltag"
    assert found[1].description == (
        "Beschluss: 10.03.2027 (Kreistag)\n"
        "Vorlage spätestens beginnen: 13.01.2027\n"
        "Frist des Aufrufs: 31.03.2027\n"
        "Vorhaben: Radwege für den Alltag"
    )


def uids(*items: DeadlineItem) -> list[str]:
    return [uid_of(each.identity) for each in entries_of(items)]


def test_a_deadline_that_moved_is_the_same_entry_on_another_day() -> None:
    later = ENDS + timedelta(days=30)
    moved = InternalDeadline(reach=Reach.IN_TIME, papers_on=date(2027, 4, 7), papers_body="HFA")
    after = item(
        later,
        call=call_entry(99, key="k1", title="Anderer Titel"),
        project=project("anderes"),
        internal=((applicant("kreis", name="Umbenannt"), moved),),
    )
    assert uids(after) == uids(item())


SECOND = date(2027, 9, 30)


def in_time_for(day: date | None, papers_on: date = date(2027, 8, 4)) -> InternalDeadline:
    return replace(IN_TIME, papers_on=papers_on, deadline_on=day)


def test_all_days_of_a_call_are_in_the_calendar_and_the_first_is_what_it_was_alone() -> None:
    several = entries_of([item(ENDS, SECOND, internal=())])
    assert [each.day for each in several] == [ENDS, SECOND]
    assert several[0].identity == entries_of([item(internal=())])[0].identity
    assert several[1].identity != several[0].identity


def test_a_day_stays_the_same_entry_when_the_one_before_it_is_over() -> None:
    kreis = applicant("kreis")
    named = (in_time_for(ENDS, date(2027, 2, 10)), in_time_for(SECOND))
    before = entries_of([item(ENDS, SECOND, internal=tuple((kreis, each) for each in named))])
    left = StatedDay(SECOND, before[0].identity[1], "k1", "https://foerderung.example/1", place=1)
    after = entries_of([item(left, internal=((kreis, in_time_for(None)),))])
    assert {each.identity: each.day for each in after}.items() <= {
        each.identity: each.day for each in before
    }.items()
    assert [each.day for each in after] == [SECOND, date(2027, 8, 4)]
    assert len({each.identity for each in before}) == 4


def test_papers_name_the_deadline_that_they_are_for() -> None:
    kreis = applicant("kreis")
    found = entries_of(
        [item(ENDS, SECOND, internal=((kreis, URGENT), (kreis, in_time_for(SECOND))))]
    )
    assert [each.day for each in found] == [ENDS, SECOND, date(2027, 8, 4)]
    assert "Frist des Aufrufs: 30.09.2027" in found[2].description


def test_days_of_sources_that_contradict_each_other_say_so_and_link_to_their_pages() -> None:
    other = StatedDay(ENDS, "nrw", "9", "https://nrw.example/9", is_disputed=True)
    own = StatedDay(SECOND, "probe", "k1", "https://foerderung.example/1", is_disputed=True)
    found = entries_of([item(other, own)])
    assert [(each.day, each.url) for each in found[:2]] == [
        (ENDS, "https://nrw.example/9"), (SECOND, "https://foerderung.example/1"),
    ]  # fmt: skip
    assert all("verschiedene Fristen" in each.description for each in found[:2])
    agreed = entries_of([item()])
    assert found[2].identity == agreed[1].identity, "the papers move with the day that counts"


def test_a_day_of_papers_stays_though_little_time_is_left_to_write() -> None:
    short = replace(IN_TIME, reach=Reach.SHORT)
    _, papers = entries_of([item(internal=((applicant("kreis"), short),))])
    assert papers.day == IN_TIME.papers_on
    assert "Weniger als 4 Wochen Schreibzeit" in papers.description
    assert "beginnen" not in papers.description


def test_the_last_known_sittings_of_a_list_that_ends_early_are_no_entry() -> None:
    early = replace(IN_TIME, reach=Reach.NOT_KNOWN)
    assert len(entries_of([item(internal=((applicant("kreis"), early),))])) == 1


def test_different_calls_sources_and_applicants_are_different_entries() -> None:
    town = ((applicant("stadt"), IN_TIME),)
    every = (
        uids(item())
        + uids(item(call=call_entry(2)))
        + uids(item(call=call_entry(1, source="andere")))
        + uids(item(internal=town))[1:]
    )
    assert len(set(every)) == len(every) == 7
    assert uid_of(("a", "b,c")) != uid_of(("a", "b", "c"))


def test_a_uid_stays_what_it_was_when_the_first_calendar_was_sent() -> None:
    assert uid_of(("deadline", "probe", "k1")) == "2b48d1a7-0a11-5d37-9ea9-6c7aa8cdfb8c"


def test_what_stands_twice_is_written_once() -> None:
    text = calendar_of([entry(), entry(summary="noch einmal")], "A", NOON)
    assert [str(each["SUMMARY"]) for each in events(text)] == ["Frist: Radwege"]


def test_a_later_issue_has_a_newer_stamp_in_utc() -> None:
    summer = datetime.fromisoformat("2027-07-01T02:30:00+02:00")
    (event,) = events(calendar_of([entry()], "A", summer))
    assert event["DTSTAMP"].dt == datetime(2027, 7, 1, 0, 30, tzinfo=UTC)


def test_the_last_day_of_all_has_no_day_after_it() -> None:
    (event,) = events(calendar_of([entry(day=date.max)], "A", NOON))
    assert (event["DTSTART"].dt, event.get("DTEND")) == (date.max, None)


@pytest.mark.parametrize(
    "url",
    [
        "",
        "ftp://bund.example/1",
        "javascript:alert(1)",
        "file:///etc/passwd",
        "https://bund.example/1\r\nATTACH:https://evil.example",
        "https://bund.example/ein leerzeichen",
        "https://bund.example/\x1b[2J",
        "https://" + "a" * 2_000,
        "//bund.example/1",
    ],
    ids=range(9),
)
def test_only_a_whole_address_of_the_web_is_a_link(url: str) -> None:
    (event,) = events(calendar_of([entry(url=url)], "A", NOON))
    assert "URL" not in event


def test_texts_are_bounded() -> None:
    long = entry(summary="ü" * 5_000, description="\n".join(["lang " * 100] * 100))
    (event,) = events(calendar_of([long], "N" * 5_000, NOON))
    assert str(event["SUMMARY"]) == "ü" * 249 + "…"
    assert len(event["DESCRIPTION"]) <= 2_000


TEXTS = st.one_of(
    st.text(max_size=200),
    st.lists(
        st.sampled_from(
            (
                *("\r\n", "\n", "\u2028", "\x00", "\\n", "\\", ";", ",", ":", '"', "😀", "\u202e"),
                *("\ud800", "ä", "END:VEVENT", "BEGIN:VALARM", "ATTACH:https://evil.example"),
                *(" ", "^n", "\u061c"),
            )
        ),
        max_size=9,
    ).map("".join),
)
STEERING = set(
    "\u061c\u200e\u200f\u2028\u2029\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069"
)


@PROPERTY
@given(title=TEXTS, name=TEXTS, description=TEXTS, url=TEXTS, day=st.dates())
def test_any_text_comes_back_as_text_and_adds_nothing(
    title: str, name: str, description: str, url: str, day: date
) -> None:
    hostile = entry(summary=title, description=description, url=url, day=day)
    text = calendar_of([hostile], name, NOON)
    found = parsed(text)
    (event,) = events(text)
    assert [each.name for each in found.walk()] == ["VCALENDAR", "VEVENT"]
    assert set(event) <= set("UID DTSTAMP DTSTART DTEND SUMMARY DESCRIPTION URL TRANSP".split())
    assert event["DTSTART"].dt == day
    for shown in (str(event["SUMMARY"]), str(found["X-WR-CALNAME"])):
        assert not any(unseen(char) for char in shown)
    for shown, written in ((event["SUMMARY"], title), (event.get("DESCRIPTION", ""), description)):
        assert words(str(shown)) == words(written)


def words(text: str) -> list[str]:
    """The text without white space and what steers a reader."""
    kept = (char for char in text if not unseen(char))
    return [char for char in kept if not char.isspace()]


def unseen(char: str) -> bool:
    code = ord(char)
    is_control = code < 32 or 0x7F <= code <= 0x9F or 0xD800 <= code <= 0xDFFF
    return is_control or char in STEERING or char in "\ufeff\ufffe\uffff"


@PROPERTY
@given(title=st.text(max_size=300), key=st.text(min_size=1, max_size=30))
def test_any_call_brings_the_same_calendar_every_time(title: str, key: str) -> None:
    items = [item(call=call_entry(1, key=key, title=title))]
    once = calendar_of(entries_of(items), "Fristen", NOON)
    assert once == calendar_of(entries_of(items), "Fristen", NOON)
    assert len(events(once)) == 2
