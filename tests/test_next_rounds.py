"""What is over for one year or one round goes on where the text names the next one."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from scout.domain import CallStatus, DeadlineKind, FundingCall, Section
from scout.facts import Facts
from scout.reading import sections as known
from scout.reading.facts import read_facts, status_of
from scout.reading.sentences import sentences_of
from scout.reading.timing.deadlines import read_deadline
from scout.reading.timing.rounds import announces_round, closed_year, names_next_day
from tests.patience import patience

TODAY = date(2026, 11, 23)
DAY = date(2027, 3, 31)
PROPERTY = settings(max_examples=200, deadline=None)
OVER = "Für 2026 können keine Anträge mehr gestellt werden."


def read(*sections: tuple[str, str]) -> Facts:
    """Read a call that says just this."""
    said = tuple(Section(heading, text) for heading, text in sections)
    return read_facts(
        FundingCall(source="q", key="k", url="https://q.example/", title="Radwege", sections=said)
    )


def status(facts: Facts, today: date = TODAY) -> CallStatus:
    return status_of(facts, listed=True, today=today)


def kind(facts: Facts) -> DeadlineKind | None:
    return facts.deadline.kind if facts.deadline else None


NEXT_DAY = (
    f"{OVER} Der nächste Stichtag ist der 31. März 2027.",
    f"Hinweis: {OVER} Der nächste Stichtag ist der 31. März 2027.",
    f"Der nächste Stichtag ist der 31. März 2027. {OVER}",
    "Die Antragsfrist für 2026 ist abgelaufen. Die nächste Antragsrunde endet am 31. März 2027.",
    "Anträge für das Jahr 2026 sind nicht mehr möglich. Nächster Stichtag: 31.03.2027.",
    "Für das Haushaltsjahr 2026 werden keine Anträge mehr angenommen. Nächste Antragsfrist: "
    "31.03.2027.",
    "Im Jahr 2026 ist eine Antragstellung nicht mehr möglich; nächster Antragstermin ist der "
    "31. März 2027.",
    "Die Bewerbungsphase 2026 ist beendet. Nächster Termin: 31. März 2027.",
    "Es können wieder Anträge gestellt werden. Der nächste Stichtag ist der 31. März 2027.",
)


@pytest.mark.parametrize("text", NEXT_DAY)
@pytest.mark.parametrize(
    "section", [known.SHORT_TEXT, known.FULL_TEXT, known.DEADLINES, known.STATUS_NOTE, "Aktuelles"]
)
def test_a_next_round_with_a_day_ahead_opens_again(section: str, text: str) -> None:
    facts = read((section, text))
    assert facts.deadline is not None
    assert (facts.closed, kind(facts)) == (False, DeadlineKind.FIXED)
    assert facts.deadline.dates == (DAY,)
    if section != known.STATUS_NOTE:  # whose words that are no label stay for a person to read
        assert status(facts) is CallStatus.OPEN
    assert status(facts, date(2027, 4, 1)) is not CallStatus.OPEN


def test_several_next_days_are_all_read() -> None:
    text = f"{OVER} Die nächsten Stichtage sind der 31. März 2027 und der 30. September 2027."
    found = read((known.SHORT_TEXT, text)).deadline
    assert found is not None
    assert found.dates == (DAY, date(2027, 9, 30))


@pytest.mark.parametrize(
    "text",
    [
        f"{OVER} Die nächste Sitzung des Beirats ist am 31. März 2027.",
        f"{OVER} Die Informationsveranstaltung zum nächsten Aufruf ist am 31. März 2027.",
        f"{OVER} Der nächste Stichtag für den Verwendungsnachweis ist der 31. März 2027.",
        f"{OVER} Der nächste Mittelabruf ist bis zum 31. März 2027 möglich.",
    ],
)
def test_the_next_day_of_another_matter_opens_nothing(text: str) -> None:
    facts = read((known.SHORT_TEXT, text))
    assert (kind(facts), status(facts)) == (DeadlineKind.CLOSED, CallStatus.CLOSED)
    assert facts.deadline is not None
    assert facts.deadline.dates == ()


def test_a_next_day_alone_is_of_nobody_knows_what() -> None:
    facts = read((known.SHORT_TEXT, "Das Land fördert Radwege. Nächster Termin: 31.03.2027"))
    assert kind(facts) is DeadlineKind.NONE_STATED


def test_a_guideline_says_for_any_year_what_comes_next() -> None:
    text = f"{OVER} Der nächste Stichtag ist der 31. März 2027."
    assert kind(read((known.GUIDELINE, text))) is DeadlineKind.NONE_STATED


@pytest.mark.parametrize(
    ("other", "expected"),
    [
        (("Verfahren", "Anträge sind bis zum 31. März 2027 zu stellen."), DeadlineKind.FIXED),
        ((known.DEADLINES, "jährlich bis 31. März"), DeadlineKind.RECURRING),
        ((known.GUIDELINE, "Anträge sind jeweils bis zum 31. März eines Jahres zu stellen."),
         DeadlineKind.RECURRING),
    ],
)  # fmt: skip
def test_one_year_alone_is_closed(other: tuple[str, str], expected: DeadlineKind) -> None:
    facts = read((known.SHORT_TEXT, OVER), other)
    assert (kind(facts), status(facts)) == (expected, CallStatus.OPEN)


@pytest.mark.parametrize(
    "text",
    [
        "Seit 2025 können keine Anträge mehr gestellt werden.",
        "Ab dem Jahr 2026 ist keine Antragstellung mehr möglich.",
        "Der letzte Förderaufruf 2025 ist abgeschlossen, Anträge sind nicht mehr möglich.",
        "Es können keine Anträge mehr gestellt werden.",
    ],
)
def test_what_is_over_for_good_stays_closed(text: str) -> None:
    facts = read((known.SHORT_TEXT, text), (known.DEADLINES, "jährlich bis 31. März"))
    assert (kind(facts), status(facts)) == (DeadlineKind.CLOSED, CallStatus.CLOSED)


def test_days_of_the_closed_year_open_nothing() -> None:
    own = ("Verfahren", "Anträge sind bis zum 15. Dezember 2026 zu stellen.")
    facts = read((known.SHORT_TEXT, OVER), own)
    assert (kind(facts), status(facts)) == (DeadlineKind.CLOSED, CallStatus.CLOSED)


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("Die Antragstellung ist beendet. Der nächste Aufruf folgt im Frühjahr.", "im Frühjahr"),
        ("Der Förderaufruf ist beendet. Der nächste Aufruf folgt im Frühjahr.", "im Frühjahr"),
        (f"{OVER} Ein neuer Aufruf ist für 2027 geplant.", "geplant"),
        (f"{OVER} Nächster Aufruf: Frühjahr 2027.", "Nächster Aufruf"),
        ("Der Aufruf 2026 ist geschlossen. Über einen weiteren Aufruf wird im Frühjahr 2027 "
         "entschieden.", "entschieden"),
    ],
)  # fmt: skip
@pytest.mark.parametrize("section", [known.SHORT_TEXT, known.DEADLINES, known.STATUS_NOTE])
def test_a_next_round_without_a_day_is_closed_now_and_says_so(
    section: str, text: str, words: str
) -> None:
    facts = read((section, text))
    assert (kind(facts), status(facts)) == (DeadlineKind.CLOSED, CallStatus.CLOSED)
    assert facts.deadline is not None
    assert facts.closed_by is not None
    assert "next-round" not in (facts.closed_by.rule, facts.deadline.evidence[0].rule)
    said = [each.quote for each in facts.deadline.evidence if each.rule == "next-round"]
    assert len(said) == 1
    assert words in said[0]


@pytest.mark.parametrize(
    "text",
    [
        "Für das Jahr 2026 sind keine Anträge mehr möglich. Anträge für 2027 können ab dem "
        "1. Februar 2027 gestellt werden.",
        "Die Antragstellung ist derzeit nicht möglich. Anträge können wieder ab dem "
        "1. Februar 2027 gestellt werden.",
    ],
)
def test_what_opens_again_is_announced_until_that_day_and_open_from_it_on(text: str) -> None:
    facts = read((known.SHORT_TEXT, text))
    assert (facts.closed, status(facts)) == (False, CallStatus.FORECASTED)
    assert status(facts, date(2027, 2, 1)) is CallStatus.OPEN


@pytest.mark.parametrize(
    "others",
    [
        ((known.DEADLINES, "31.03.2027"), ("Rückblick", "Der Förderaufruf ist beendet.")),
        ((known.SHORT_TEXT, "Der Aufruf ist beendet."), (known.DEADLINES, "laufend")),
        ((known.STATUS_NOTE, "Runde 1 ist beendet. Die zweite Runde läuft bis Ende 2027."),),
    ],
)  # fmt: skip
def test_a_call_that_is_over_closes_nothing_beside_an_open_way(
    others: tuple[tuple[str, str], ...],
) -> None:
    assert not read(*others).closed


@PROPERTY
@given(st.integers(2000, 2098), st.dates(date(2000, 1, 1), date(2099, 12, 31)))
def test_a_year_is_closed_unless_the_next_day_comes_after_it(year: int, day: date) -> None:
    text = f"Für {year} können keine Anträge mehr gestellt werden."
    own = f"Anträge sind bis zum {day:%d.%m.%Y} zu stellen."
    found = read_deadline(
        sentences_of([Section(known.SHORT_TEXT, text), Section("Verfahren", own)])
    )
    assert found is not None
    assert found.dates == (day,)
    assert (found.kind is DeadlineKind.CLOSED) == (day.year <= year)


@PROPERTY
@given(st.text(max_size=300))
def test_any_text_is_read_to_its_end(text: str) -> None:
    assert announces_round(text) in (True, False)
    assert names_next_day(text) in (True, False)
    assert (closed_year(text) or 2000) in range(2000, 2101)


@pytest.mark.parametrize(
    "text",
    ["nächste " * 100_000, "für das Jahr " * 80_000, "; nächster Termin" * 50_000,
     "wird " * 200_000, "Die nächste Runde " * 50_000, "2026" * 200_000],
    ids=range(6),
)  # fmt: skip
def test_hostile_texts_come_to_an_end(text: str) -> None:
    with patience():
        found = read((known.SHORT_TEXT, f"Keine Anträge mehr möglich. {text}"))
    assert kind(found) is DeadlineKind.CLOSED
