"""Periods in a field for deadlines, labels in a status note: what pages write without a verb."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from scout.domain import CallStatus, DeadlineKind, FundingCall, Section
from scout.facts import Facts
from scout.reading.facts import read_facts, status_of
from scout.reading.sections import DEADLINES, FULL_TEXT, STATUS_NOTE
from scout.reading.sentences import sentences_of
from scout.reading.timing.labels import label_of, status_of_note
from scout.reading.timing.validity import read_opening
from tests.patience import patience

PROPERTY = settings(max_examples=200, deadline=None)
DAYS = st.dates(date(2001, 1, 1), date(2090, 12, 31))
MONTHS = (
    "Januar Februar März April Mai Juni Juli August September Oktober November Dezember".split()
)
BEFORE, WITHIN = date(2026, 9, 30), date(2026, 10, 1)


def facts_of(**texts: str) -> Facts:
    sections = tuple(Section(heading.replace("_", " "), text) for heading, text in texts.items())
    url = "https://probe.example/k"
    return read_facts(
        FundingCall(source="probe", key="k", url=url, title="Sensornetz", sections=sections)
    )


def in_field(text: str) -> Facts:
    return facts_of(**{DEADLINES: text})


def days_of(facts: Facts) -> tuple[str | None, list[str]]:
    """Return the day on which a call opens and its deadlines."""
    opens = facts.opens_on.on.isoformat() if facts.opens_on else None
    return opens, [day.isoformat() for day in facts.deadline.dates] if facts.deadline else []


# --- Periods ----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "text",
    [
        "01.10.2026 - 31.12.2026",
        "01.10.2026 – 31.12.2026",
        "01.10.2026 — 31.12.2026",
        "01.10.2026-31.12.2026",
        "01.10.2026–31.12.2026",
        "01.10.2026—31.12.2026",
        "01.10.2026 -31.12.2026",
        "01.10. - 31.12.2026",
        "01.10.-31.12.2026",
        "vom 01.10.2026 bis 31.12.2026",
        "von 01.10.2026 bis einschließlich 31.12.2026",
        "01.10.2026 bis zum 31.12.2026",
        "1. Oktober bis 31. Dezember 2026",
        "1. Oktober 2026 – 31. Dezember 2026, 12:00 Uhr",
        "zwischen dem 01.10.2026 und dem 31.12.2026",
        "2026-10-01 - 2026-12-31",
        "2026-10-01T00:00:00+02:00 - 2026-12-31T23:59:00+01:00",
        "01.10.2026 00:00 Uhr bis 31.12.2026 23:59 Uhr",
        "from 1 October 2026 to 31 December 2026",
        "1 October 2026 – 31 December 2026, 17:00 Brussels time",
        "Antragszeitraum: 01.10.2026 - 31.12.2026",
        "Bewerbungsphase: 01.10.2026 bis 31.12.2026",
        "01.10.2026 -\n31.12.2026",
        "Start: 01.10.2026\nEnde: 31.12.2026",
    ],
)
def test_a_period_opens_on_its_first_day_and_ends_on_its_last(text: str) -> None:
    facts = in_field(text)
    assert days_of(facts) == ("2026-10-01", ["2026-12-31"])
    assert facts.deadline is not None
    assert facts.deadline.kind is DeadlineKind.FIXED
    assert facts.not_understood == ()
    assert status_of(facts, listed=True, today=BEFORE) is CallStatus.FORECASTED
    assert status_of(facts, listed=True, today=WITHIN) is CallStatus.OPEN
    assert status_of(facts, listed=True, today=date(2026, 12, 31)) is CallStatus.OPEN
    assert status_of(facts, listed=True, today=date(2027, 1, 1)) is CallStatus.CLOSED


def test_a_period_that_shares_its_year_begins_in_the_year_before() -> None:
    assert days_of(in_field("01.12. – 31.01.2027")) == ("2026-12-01", ["2027-01-31"])
    assert days_of(in_field("15. November bis 15. Januar 2027")) == ("2026-11-15", ["2027-01-15"])


@pytest.mark.parametrize(
    ("line", "days"),
    [
        ("Die Projektskizze ist bis zum 15. Januar 2027 vorzulegen.", ["2026-12-31", "2027-01-15"]),
        ("Anträge sind bis zum 31. Dezember 2026, 15 Uhr, einzureichen.", ["2026-12-31"]),
        ("Die Fristen werden im Internet bekannt gegeben.", ["2026-12-31"]),
        ("01.03.2027 - 30.04.2027", ["2026-12-31", "2027-04-30"]),
    ],
)
def test_lines_below_a_period_are_read_too_and_no_last_day_is_lost(
    line: str, days: list[str]
) -> None:
    facts = in_field(f"01.10.2026 - 31.12.2026\n{line}")
    assert days_of(facts) == ("2026-10-01", days)
    assert facts.opens_on is not None
    assert facts.opens_on.evidence is not None
    assert facts.opens_on.evidence.quote == "01.10.2026 - 31.12.2026"


@pytest.mark.parametrize(
    "text",
    [
        "Bewilligungszeitraum: 01.10.2026 - 31.12.2029",
        "Projektlaufzeit:\n• 01.10.2026 - 31.12.2028",
        "Projektbeginn: 01.10.2026",
    ],
)
def test_the_time_of_a_project_is_no_period_for_applying(text: str) -> None:
    facts = in_field(text)
    assert days_of(facts) == (None, [])
    assert facts.deadline is None
    assert len(facts.not_understood) == 1


def test_days_in_the_wrong_order_are_no_period() -> None:
    assert days_of(in_field("31.12.2026 - 01.10.2026")) == (None, ["2026-10-01", "2026-12-31"])


@pytest.mark.parametrize(
    "text",
    [
        "ab 01.10.2026",
        "Ab 01.10.2026",
        "ab dem 1. Oktober 2026",
        "seit 01.10.2026",
        "Start: 01.10.2026",
        "Antragsstart 01.10.2026",
        "Start der Antragstellung: 01.10.2026",
        "Antragstellung ab 01.10.2026",
        "Antragstellung möglich ab dem 01.10.2026",
    ],
)
def test_a_field_that_names_only_a_first_day_states_no_end(text: str) -> None:
    facts = in_field(text)
    assert days_of(facts) == ("2026-10-01", [])
    assert facts.deadline is not None
    assert facts.deadline.kind is DeadlineKind.NONE_STATED
    assert facts.not_understood == ()
    assert status_of(facts, listed=True, today=BEFORE) is CallStatus.FORECASTED
    assert status_of(facts, listed=True, today=WITHIN) is CallStatus.OPEN


@pytest.mark.parametrize("text", ["ab 01.10.2026 laufend", "laufend ab 01.10.2026"])
def test_a_first_day_may_open_what_never_ends(text: str) -> None:
    facts = in_field(text)
    assert facts.deadline is not None
    assert facts.deadline.kind is DeadlineKind.ROLLING
    assert days_of(facts) == ("2026-10-01", [])


@pytest.mark.parametrize("text", ["laufend", "Laufend", "fortlaufend", "unbefristet", "ganzjährig"])
def test_a_word_says_that_a_field_has_no_end(text: str) -> None:
    facts = in_field(text)
    assert facts.deadline is not None
    assert facts.deadline.kind is DeadlineKind.ROLLING
    assert facts.not_understood == ()


def test_a_period_in_a_sentence_opens_where_its_last_day_ends_applying() -> None:
    text = "Die Bewerbungsfrist läuft vom 1. Oktober bis zum 31. Dezember 2026."
    assert days_of(facts_of(**{FULL_TEXT: text})) == ("2026-10-01", ["2026-12-31"])
    text = "Der Bewilligungszeitraum läuft vom 1. Oktober bis zum 31. Dezember 2026."
    assert days_of(facts_of(**{FULL_TEXT: text})) == (None, [])


@PROPERTY
@given(
    DAYS,
    st.integers(0, 800),
    st.sampled_from((" - ", " – ", " — ", "-", "–", "—", " bis ", " bis zum ", "bis")),
    st.booleans(),
)
def test_any_two_days_make_a_period(first: date, length: int, between: str, named: bool) -> None:  # noqa: FBT001 - drawn
    last = first + timedelta(days=length)
    if between == "bis":
        text = f"vom {first:%d.%m.%Y} bis {last:%d.%m.%Y}"
    elif named:
        days = [f"{day.day}. {MONTHS[day.month - 1]} {day.year}" for day in (first, last)]
        text = f" {between.strip()} ".join(days)
    else:
        text = f"{first:%d.%m.%Y}{between}{last:%d.%m.%Y}"
    assert days_of(in_field(text)) == (first.isoformat(), [last.isoformat()])


@pytest.mark.parametrize(
    "piece", ["01.10.2026 - ", "ab ", "vom 01.10.2026 bis ", "Antragstellung ab ", "-1.", "T23:59"]
)
def test_hostile_periods_come_to_an_end(piece: str) -> None:
    sentences = sentences_of([Section(DEADLINES, (piece * 100_000)[:200_000])])
    with patience():
        found = read_opening(sentences)
    assert found is None or found.on == date(2026, 10, 1)


# --- Without a verb ---------------------------------------------------------------------------

SKETCHES = "Vorlage und Auswahl von Projektskizzen bis zum 26. Februar 2027"


@pytest.mark.parametrize("heading", [DEADLINES, FULL_TEXT, "Verfahrensablauf", "Auswahlverfahren"])
@pytest.mark.parametrize(
    ("text", "day"),
    [
        (f"{SKETCHES}.", "2027-02-26"),
        (f"{SKETCHES}\nDie Skizzen sind elektronisch zu übermitteln.", "2027-02-26"),
        ("Einreichungsfrist: 30. Juni 2027, 12:00 Uhr", "2027-06-30"),
        ("Bewerbungsschluss 15.03.2027", "2027-03-15"),
        ("Antragsfrist 15.03.2027", "2027-03-15"),
        ("Abgabe der Förderanträge bis 15.03.2027", "2027-03-15"),
    ],
)
def test_a_line_without_a_verb_ends_applying(heading: str, text: str, day: str) -> None:
    facts = facts_of(**{heading: text})
    assert days_of(facts) == (None, [day])
    assert facts.deadline is not None
    for each in facts.deadline.evidence:
        assert text[each.start : each.end] == each.quote


@pytest.mark.parametrize(
    "text",
    [
        "Vorlage des Verwendungsnachweises bis zum 26. Februar 2027.",
        "Vorlage der Rechnungen bis zum 26. Februar 2027.",
        "Vorlage und Prüfung der Belege bis zum 26. Februar 2027.",
        "Auswahl der Skizzen am 15.03.2027",
    ],
)
def test_what_else_is_due_without_a_verb_is_no_deadline(text: str) -> None:
    assert days_of(facts_of(**{FULL_TEXT: text})) == (None, [])


@pytest.mark.parametrize("number", ["", "7.2 "])
def test_the_heading_of_a_section_may_name_the_deadline(number: str) -> None:
    heading = f"{number}{SKETCHES}"
    facts = facts_of(**{heading: "Die Skizzen sind elektronisch zu übermitteln."})
    assert days_of(facts) == (None, ["2027-02-26"])
    assert facts.deadline is not None
    (found,) = facts.deadline.evidence
    assert (found.quote, found.section, found.start) == (heading, heading, 0)
    assert found.end == len(heading)


@pytest.mark.parametrize(
    "heading", ["Zweiter Förderaufruf vom 3. März 2027", "Geförderte Projekte bis 31.12.2027"]
)
def test_another_day_in_a_heading_is_no_deadline(heading: str) -> None:
    facts = facts_of(**{heading: "Die Skizzen sind elektronisch zu übermitteln."})
    assert days_of(facts) == (None, [])


@pytest.mark.parametrize(
    ("text", "hour"),
    [
        ("Deadline: 31 March 2027, 17:00 Brussels time", "17:00"),
        ("31 March 2027 17:00:00 Brussels time", "17:00"),
        ("Deadline: 31 March 2027, 5:00 pm (CEST)", "17:00"),
        ("2027-03-31", ""),
        ("2027-03-31T23:59:00", "23:59"),
        ("2027-03-31T23:59:00+02:00", "23:59"),
    ],
)
def test_days_as_programs_and_the_english_write_them(text: str, hour: str) -> None:
    facts = in_field(text)
    assert days_of(facts) == (None, ["2027-03-31"])
    assert facts.deadline is not None
    assert facts.deadline.kind is DeadlineKind.FIXED
    assert facts.deadline.times == ((hour,) if hour else ())
    assert facts.not_understood == ()


# --- Labels -----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "note",
    [
        *("Abgeschlossen", "Geschlossen", "Beendet", "Ausgelaufen", "abgelaufen", "Eingestellt"),
        *("Closed", "Completed", "Expired", "Closed calls", "BEENDET.", "Status: geschlossen"),
        *("Beendete Maßnahmen", "Abgeschlossene Projekte", "Aufruf geschlossen"),
        *("Bekanntmachungen, die geschlossen sind", "Antragstellung nicht mehr möglich"),
    ],
)
def test_a_label_closes(note: str) -> None:
    facts = facts_of(**{STATUS_NOTE: note, DEADLINES: "31.12.2026"})
    assert facts.closed
    assert facts.closed_by is not None
    assert facts.closed_by.quote == note
    assert (facts.announced, facts.not_understood) == (False, ())


@pytest.mark.parametrize(
    "note",
    [
        *("Laufend", "Geöffnet", "Offen", "Open", "Aktiv", "offen.", "Status: offen"),
        *("Laufende Aufrufe", "Open calls", "Antragstellung möglich", "Offen\nLaufend"),
    ],
)
def test_a_label_opens(note: str) -> None:
    facts = facts_of(**{STATUS_NOTE: note, DEADLINES: "31.12.2026"})
    assert (facts.closed, facts.announced, facts.not_understood) == (False, False, ())
    assert status_of(facts, listed=True, today=WITHIN) is CallStatus.OPEN


@pytest.mark.parametrize(
    "note",
    [
        *("In Vorbereitung", "Geplant", "Coming soon", "Bald", "Demnächst", "Forthcoming"),
        *("Aufruf in Planung", "Noch nicht geöffnet", "Noch geschlossen", "Geplante Aufrufe"),
        "Antragstellung derzeit noch nicht möglich",
    ],
)
def test_a_label_announces(note: str) -> None:
    facts = facts_of(**{STATUS_NOTE: note, DEADLINES: "31.12.2026"})
    assert (facts.closed, facts.announced, facts.not_understood) == (False, True, ())
    assert status_of(facts, listed=True, today=WITHIN) is CallStatus.FORECASTED
    assert status_of(facts, listed=True, today=date(2027, 1, 1)) is CallStatus.CLOSED


@pytest.mark.parametrize(
    "note",
    [
        *(
            "Laufende Maßnahmen",
            "Nicht geöffnet",
            "Siehe Webseite",
            "Offen\nBeendet",
            "Closed soon",
        ),
        *("Closed soon", "Geplant\nOffen", "Projekte laufen", "Ein neuer Aufruf ist geplant."),
    ],
)
def test_a_note_that_says_neither_is_listed_and_leaves_the_call_unknown(note: str) -> None:
    facts = facts_of(**{STATUS_NOTE: note, DEADLINES: "31.12.2026"})
    assert (facts.closed, facts.announced) == (False, False)
    assert facts.not_understood == (f"{STATUS_NOTE}: {note}",)
    assert status_of(facts, listed=True, today=WITHIN) is CallStatus.UNKNOWN


def test_a_word_of_a_sentence_is_no_label() -> None:
    text = "Das Verfahren für abgeschlossene Vorhaben ist offen."
    assert label_of(text) is None
    assert not facts_of(**{FULL_TEXT: "Geplant\nAbgeschlossen"}).announced


@PROPERTY
@given(st.text(max_size=200))
def test_any_note_is_a_label_or_none(note: str) -> None:
    lines = {label_of(line) for line in note.split("\n") if line.strip()}
    assert status_of_note(note) in {None, *lines}


@pytest.mark.parametrize("piece", ["ist ", "Aufruf ", "noch ", "geschlossen ", "die "])
def test_hostile_labels_come_to_an_end(piece: str) -> None:
    with patience():
        found = status_of_note(piece * 50_000)
    assert found is None
