"""Days that end no applying: those that others took the place of, and those of other matters."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from scout.domain import DeadlineKind, Section
from scout.facts import Deadline
from scout.reading import sections as known
from scout.reading.sentences import sentences_of
from scout.reading.timing.dates import days_in
from scout.reading.timing.deadlines import read_deadline
from scout.reading.timing.replaced import is_replaced
from scout.reading.timing.validity import read_validity
from tests.patience import patience

PROPERTY = settings(max_examples=200, deadline=None)
OLD = date(2026, 12, 15)
NEW = date(2027, 2, 15)


def read(*sections: tuple[str, str]) -> Deadline | None:
    return read_deadline(sentences_of([Section(heading, text) for heading, text in sections]))


def dates(*sections: tuple[str, str]) -> tuple[date, ...]:
    found = read(*sections)
    return found.dates if found else ()


REPLACED = (
    "verlängert bis 15.02.2027 (bisher 15.12.2026)",
    "bis 15.02.2027 verlängert (zuvor 15.12.2026)",
    "15.02.2027 (verlängert, ursprünglich 15.12.2026)",
    "15.02.2027 (vorher: 15.12.2026)",
    "15.02.2027 statt 15.12.2026",
    "Neue Frist: 15.02.2027, alte Frist: 15.12.2026",
    "Anträge sind bis zum 15.02.2027 (bisher: 15.12.2026) einzureichen.",
    "Die bisherige Frist 15.12.2026 entfällt. Der Aufruf ist bis 15.02.2027 verlängert worden.",
    "Die Antragsfrist wurde bis zum 15.02.2027 verlängert. Die ursprüngliche Frist (15.12.2026) "
    "gilt nicht mehr.",
    "Die Antragsfrist 15.12.2026 wurde aufgehoben. Anträge sind bis zum 15.02.2027 einzureichen.",
    "01.09.2026 - 15.12.2026\nDer Aufruf ist bis 15. Februar 2027 verlängert worden; die "
    "bisherige Frist 15. Dezember 2026 entfällt.",
    "01.09.2026 - 15.12.2026\nAnträge können nun bis zum 15. Februar 2027 gestellt werden (statt "
    "bisher 15. Dezember 2026).",
    "01.09.2026 - 15.12.2026\nDie Antragsfrist wurde bis zum 15. Februar 2027 verlängert.",
)


@pytest.mark.parametrize("field", REPLACED)
def test_the_day_that_counted_before_is_left_out(field: str) -> None:
    found = read((known.DEADLINES, field))
    assert found is not None
    assert (found.kind, found.dates) == (DeadlineKind.FIXED, (NEW,))
    assert all("01.09.2026" not in each.quote for each in found.evidence)


def test_a_day_may_be_brought_forward() -> None:
    text = "Die Frist wurde auf den 15.12.2026 verkürzt; die bisherige Frist 15.02.2027 entfällt."
    assert dates((known.DEADLINES, text)) == (OLD,)


@pytest.mark.parametrize("section", [known.SHORT_TEXT, known.FULL_TEXT, "Aktuelles"])
def test_what_a_page_says_of_the_old_day_overrules_the_period_of_a_feed(section: str) -> None:
    text = (
        "Der Aufruf ist bis 15.02.2027 verlängert worden; die bisherige Frist 15.12.2026 entfällt."
    )
    assert dates((known.DEADLINES, "01.09.2026 - 15.12.2026"), (section, text)) == (NEW,)


@pytest.mark.parametrize(
    "sections",
    [
        ((known.DEADLINES, "15.12.2026 und 15.02.2027"),),
        ((known.DEADLINES, "Stichtage sind wie bisher der 15.12.2026 und der 15.02.2027."),),
        ((known.DEADLINES, "Antragsfrist: bisherige Antragsteller bis 15.12.2026, neue bis "
          "15.02.2027."),),
        ((known.DEADLINES, "15.12.2026"),
         (known.FULL_TEXT, "Die Antragsfrist für Modul B wurde bis zum 15.02.2027 verlängert.")),
        ((known.DEADLINES, "Stichtage:\n• 15.12.2026\n• 01.01.2027"),
         (known.SHORT_TEXT, "Die Antragsfrist wurde bis zum 15.02.2027 verlängert.")),
        ((known.FULL_TEXT, "Statt eines Papierantrags sind Anträge bis zum 15.12.2026 im Portal "
          "oder bis zum 15.02.2027 per E-Mail zu stellen."),),
    ],
    ids=range(6),
)  # fmt: skip
def test_a_day_that_nothing_calls_old_stays(sections: tuple[tuple[str, str], ...]) -> None:
    assert {OLD, NEW} <= set(dates(*sections))


@pytest.mark.parametrize(
    "text",
    [
        "Der Verwendungsnachweis ist bis 15.02.2027 (bisher 15.12.2026) vorzulegen.",
        "Die Frist zur Vorlage des Verwendungsnachweises wurde bis zum 15.02.2027 verlängert.",
    ],
)
def test_what_is_moved_for_another_matter_moves_no_deadline(text: str) -> None:
    assert dates((known.DEADLINES, "15.12.2026"), (known.FULL_TEXT, text)) == (OLD,)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Der Aufruf ist bis 15. Februar 2027 verlängert; die bisherige Frist entfällt.", None),
        ("Der Förderaufruf wurde bis zum 15. Februar 2027 verlängert.", None),
        ("Die Richtlinie wurde bis zum 15. Februar 2027 verlängert.", NEW),
        ("Das Förderprogramm wurde bis zum 15. Februar 2027 verlängert.", NEW),
    ],
)  # fmt: skip
def test_a_call_that_is_prolonged_prolongs_no_guideline(text: str, expected: date | None) -> None:
    found = read_validity(sentences_of([Section(known.FULL_TEXT, text)]))
    assert (found.on if found else None) == expected
    assert bool(dates((known.FULL_TEXT, text))) == (expected is None)


@pytest.mark.parametrize(
    "text",
    [
        "Der Antrag muss bis zum 15. Februar 2027 bewilligungsreif sein. Anträge sind daher bis "
        "zum 15. Dezember 2026 zu stellen.",
        "Anträge müssen bis spätestens 15.02.2027 bewilligt sein; Antragsfrist ist der 15.12.2026.",
        "Die Bewilligungsreife der Anträge muss bis zum 15.02.2027 vorliegen. Antragsschluss: "
        "15.12.2026",
        "Anträge müssen bis zum 15.12.2026 gestellt und bis zum 15.02.2027 bewilligt sein.",
    ],
)  # fmt: skip
@pytest.mark.parametrize("section", [known.DEADLINES, known.FULL_TEXT])
def test_by_when_an_application_is_ripe_or_decided_is_no_deadline(section: str, text: str) -> None:
    assert dates((section, text)) == (OLD,)


@pytest.mark.parametrize(
    "text",
    [
        "Bewilligungsreife Anträge sind bis zum 15. Februar 2027 vorzulegen.",
        "Der Antrag muss bis zum 15. Februar 2027 vollständig vorliegen und bewilligungsreif sein.",
        "Anträge müssen bis zum 15.02.2027 vollständig und bewilligungsreif vorliegen.",
        "Anträge sind bis zum 15.02.2027 einzureichen und werden bis Juni 2027 bewilligt.",
        "Wegen einer Störung des Portals können Anträge bis zum 15.02.2027 gestellt werden.",
        "Anträge, die bis zum 15.02.2027 nicht gestellt werden, werden nicht berücksichtigt.",
        "Bis zum 15. Februar 2027 ist das Antragsportal geöffnet.",
        "Die Einreichung der Anträge per Post ist bis zum 15.02.2027 möglich, per Fax ist sie "
        "nicht möglich.",
    ],
)
def test_a_deadline_beside_such_words_stays_one(text: str) -> None:
    assert dates((known.FULL_TEXT, text)) == (NEW,)


@pytest.mark.parametrize(
    "text",
    [
        "Anträge können derzeit nicht gestellt werden, da das Förderportal bis zum 30.11.2026 "
        "gewartet wird.",
        "Wegen Wartungsarbeiten können bis zum 30.11.2026 keine Anträge gestellt werden.",
        "Bis zum 30. November 2026 ist die Einreichung von Anträgen wegen einer Umstellung des "
        "Portals nicht möglich.",
        "Anträge können bis zum 30.11.2026 nicht gestellt werden.",
        "Das Antragsportal ist bis zum 30.11.2026 geschlossen.",
        "Die Antragstellung ist derzeit wegen Wartung nicht möglich.",
    ],
)
def test_works_on_a_portal_end_no_applying_and_close_nothing(text: str) -> None:
    found = read((known.SHORT_TEXT, text))
    assert found == Deadline(DeadlineKind.NONE_STATED)
    assert dates((known.SHORT_TEXT, text), (known.DEADLINES, "15.02.2027")) == (NEW,)


@pytest.mark.parametrize(
    "text",
    [
        "Anträge können derzeit nicht gestellt werden.",
        "Wegen der Umstellung der Förderung auf EFRE können keine Anträge mehr gestellt werden.",
    ],
)
def test_what_no_work_on_a_portal_keeps_one_from_is_closed(text: str) -> None:
    found = read((known.SHORT_TEXT, text))
    assert found is not None
    assert found.kind is DeadlineKind.CLOSED


@pytest.mark.parametrize(
    ("field", "kind", "days"),
    [
        ("Ganzjährig bis zum 30.11. für das laufende Jahr.", DeadlineKind.RECURRING, ("11-30",)),
        ("Jederzeit, spätestens jedoch bis zum 30.11. des laufenden Jahres.",
         DeadlineKind.RECURRING, ("11-30",)),
        ("Anträge können ganzjährig bis zum 30.11. für das laufende Jahr gestellt werden.",
         DeadlineKind.RECURRING, ("11-30",)),
        ("Ganzjährig bis 30. November", None, ()),
        ("ganzjährig, Antragsschluss 30. November", None, ()),
        ("Ganzjährig", DeadlineKind.ROLLING, ()),
        ("ab 1. Januar ganzjährig", DeadlineKind.ROLLING, ()),
        ("fortlaufend bis zum 30. November 2026", DeadlineKind.FIXED, ()),
        ("Laufend. Anträge, die bis zum 30.11. eingehen, werden im selben Jahr beschieden.",
         DeadlineKind.ROLLING, ()),
    ],
    ids=range(9),
)  # fmt: skip
def test_at_any_time_up_to_a_day_is_no_open_door(
    field: str, kind: DeadlineKind | None, days: tuple[str, ...]
) -> None:
    found = read((known.DEADLINES, field))
    assert (found.kind if found else None, found.days if found else ()) == (kind, days)


@PROPERTY
@given(
    st.dates(date(2020, 1, 1), date(2060, 12, 31)),
    st.dates(date(2020, 1, 1), date(2060, 12, 31)),
    st.sampled_from(["bisher", "ursprünglich", "zuvor", "vorher", "statt"]),
)
def test_of_two_days_the_new_one_is_read(new: date, old: date, word: str) -> None:
    field = f"{new:%d.%m.%Y} ({word} {old:%d.%m.%Y})"
    if new != old:
        assert dates((known.DEADLINES, field)) == (new,)


@PROPERTY
@given(st.lists(st.sampled_from(
    "bisher statt alte Frist entfällt 15.12.2026 15.02.2027 30.11. ( ) , : ; Antrag bleibt".split()
), max_size=20).map(" ".join))  # fmt: skip
def test_an_old_day_is_never_all_that_a_field_says(field: str) -> None:
    days = days_in(field)
    gone = [day for day in days if is_replaced(field, day)]
    found = read((known.DEADLINES, field))
    if found and found.dates:
        assert not {day.on for day in gone} & set(found.dates)


@pytest.mark.parametrize(
    "text",
    ["bisher " * 100_000, "statt bisherige Frist " * 20_000, "bis 15.12.2026 nicht " * 3_000,
     "ganzjährig bis " * 60_000, "(bisher 15.12.2026) " * 3_000],
    ids=range(5),
)  # fmt: skip
def test_hostile_texts_come_to_an_end(text: str) -> None:
    said = f"Antrag {text}"
    for section in (known.DEADLINES, known.FULL_TEXT):
        with patience():
            found = read((section, said))
        for each in found.evidence if found else ():
            assert said[each.start : each.end] == each.quote
        assert not found or set(found.dates) <= {date(2026, 12, 15)}
