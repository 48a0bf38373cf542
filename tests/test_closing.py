from __future__ import annotations

from datetime import date

import pytest

from scout.domain import DeadlineKind, FundingCall, Section
from scout.facts import Deadline
from scout.reading import sections as known
from scout.reading.facts import read_facts
from scout.reading.sentences import sentences_of
from scout.reading.timing import deadlines
from scout.reading.timing.closing import is_ended, is_one_of_several, is_past, leaves_open
from scout.reading.timing.deadlines import dates_in, read_deadline


def read(**texts: str) -> Deadline | None:
    return read_deadline(sentences_of(sections(texts)))


def closed_by(**texts: str) -> str | None:
    found = deadlines.closed_by(read(**texts))
    return found.quote if found else None


def sections(texts: dict[str, str]) -> list[Section]:
    names = {
        "note": known.STATUS_NOTE,
        "field": known.DEADLINES,
        "short": known.SHORT_TEXT,
        "full": known.FULL_TEXT,
        "guideline": known.GUIDELINE,
    }
    return [Section(names[name], text) for name, text in texts.items()]


PAST = "Skizzen konnten bis zum 30. Juni 2025 eingereicht werden."
PRESENT = "Skizzen sind bis zum 30. Juni 2025 vorzulegen."
SHUT = "Eine Antragstellung ist derzeit nicht möglich."


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Eine Antragstellung ist derzeit nicht möglich.", True),
        ("Die Antragstellung ist zurzeit leider nicht möglich.", True),
        ("Anträge werden nicht mehr entgegengenommen.", True),
        ("Die Förderung wurde eingestellt.", True),
        ("Eine Antragstellung per Fax ist nicht möglich.", False),
        ("Sobald die Mittel ausgeschöpft sind, werden keine Anträge mehr angenommen.", False),
        ("Anträge können gestellt werden.", False),
    ],
)
def test_a_sentence_says_that_applying_has_ended(text: str, expected: bool) -> None:  # noqa: FBT001 - from the table
    assert is_ended(text) is expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (PAST, True),
        ("Die Antragsfrist endete am 1. Mai 2025.", True),
        ("Die Antragsfrist ist am 31. März 2025 abgelaufen.", True),
        ("Anträge waren bis zum 15. Mai 2025 zu stellen.", True),
        ("Skizzen mussten im Portal, das im Netz verfügbar ist, bis 1.5.2025 vorliegen.", True),
        ("Anträge sind bis zum 15. Mai 2025 zu stellen.", False),
        ("Wenn die Antragsfrist abgelaufen ist, gilt die nächste.", False),
    ],
)
def test_a_sentence_speaks_of_the_past(text: str, expected: bool) -> None:  # noqa: FBT001 - from the table
    assert is_past(text) is expected


def test_one_round_among_others_is_told_apart() -> None:
    assert is_one_of_several("Eine erstmalige Einreichung war zum 1. März 2025 möglich.")
    assert not is_one_of_several(PAST)


def test_a_way_is_left_open_by_a_day_or_a_word() -> None:
    assert leaves_open("Der zweite Aufruf endet am 1. Mai 2027.")
    assert leaves_open("Anträge nimmt das Amt weiterhin an.")
    assert not leaves_open(PAST)
    assert not leaves_open("Am 1. Mai 2027 öffnet das Portal.")


def test_the_field_in_the_past_tense_closes_what_the_guideline_still_asks_for() -> None:
    found = read(field=PAST, guideline=PRESENT)
    assert found is not None
    assert (found.kind, found.dates, found.quote) == (
        DeadlineKind.CLOSED,
        (date(2025, 6, 30),),
        PAST,
    )
    assert closed_by(field=PAST, guideline=PRESENT) == PAST


def test_a_note_of_the_guideline_closes_its_own_day() -> None:
    found = read(field="Reichen Sie Anträge bis zum 1.4.2025 ein.", guideline=PAST)
    assert found is not None
    assert found.kind is DeadlineKind.CLOSED
    assert found.dates == (date(2025, 4, 1), date(2025, 6, 30))


def test_a_later_day_keeps_the_way_open_beside_a_past_round() -> None:
    found = read(guideline=f"{PAST} Anträge sind bis zum 30. Juni 2027 zu stellen.")
    assert found is not None
    assert (found.kind, found.dates) == (
        DeadlineKind.FIXED,
        (date(2025, 6, 30), date(2027, 6, 30)),
    )
    assert closed_by(guideline=f"{PAST} Anträge sind bis zum 30. Juni 2027 zu stellen.") is None


def test_a_first_round_in_the_past_closes_nothing() -> None:
    text = (
        "Skizzen sind jeweils zum 1. März einzureichen. "
        "Die erstmalige Einreichung von Skizzen war zum 1. März 2025 möglich."
    )
    found = read(guideline=text)
    assert found is not None
    assert found.kind is not DeadlineKind.CLOSED
    assert found.days == ("03-01",)


def test_two_past_rounds_are_closed_with_both_days() -> None:
    text = f"{PAST}\nAnträge mussten bis zum 1. Mai 2023 vorliegen."
    found = read(guideline=text)
    assert found is not None
    assert (found.kind, found.dates) == (
        DeadlineKind.CLOSED,
        (date(2023, 5, 1), date(2025, 6, 30)),
    )


def test_the_status_note_comes_first() -> None:
    assert closed_by(note=SHUT, field=PAST) == SHUT
    found = read(note=SHUT, guideline="Anträge sind jährlich bis zum 31. März zu stellen.")
    assert found is not None
    assert (found.kind, found.days, found.quote) == (DeadlineKind.CLOSED, ("03-31",), SHUT)


def test_a_note_that_leaves_a_way_open_closes_nothing() -> None:
    note = f"{SHUT} Der nächste Aufruf endet am 1. Mai 2027."
    assert closed_by(note=note) is None
    found = read(note=note)
    assert found is not None
    assert (found.kind, found.dates) == (DeadlineKind.FIXED, (date(2027, 5, 1),))


def test_the_summary_can_close_and_the_guideline_needs_more_than_a_word() -> None:
    assert closed_by(full="Anträge können nicht mehr gestellt werden.") is not None
    assert closed_by(guideline="Mit dem Antrag ist die Frist nicht mehr möglich.") is None


def test_a_field_that_nobody_understands_is_not_passed_over() -> None:
    assert read(field="Der Förderverein ist dann gefragt.") is None
    assert read(field="Die Termine finden Sie im Internet.") == Deadline(DeadlineKind.NONE_STATED)
    found = read(field="Das Amt ist dann gefragt.", guideline="Anträge sind jederzeit möglich.")
    assert found is not None
    assert found.kind is DeadlineKind.ROLLING


def test_the_deciding_sentence_stands_first_and_the_summary_before_the_guideline() -> None:
    full = "Stellen Sie Ihren Antrag bis zum 31.3. eines Jahres."
    guideline = "Anträge sind bis zum 31. März eines Jahres zu stellen. Sie sind jederzeit möglich."
    found = read(guideline=guideline, full=full)
    assert found is not None
    assert [each.section for each in found.evidence] == [known.FULL_TEXT, known.GUIDELINE]
    assert found.quote == full


def test_hours_stand_beside_their_days() -> None:
    found = read(field="Anträge: bis 1.3.2027, 12 Uhr\nSkizzen: bis 1.2.2027")
    assert found is not None
    assert found.dates == (date(2027, 2, 1), date(2027, 3, 1))
    assert found.times == ("", "12:00")
    plain = read(field="Anträge: bis 1.3.2027")
    assert plain is not None
    assert plain.times == ()


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Das Antragsverfahren ist zweistufig.", True),
        ("Es wird ein zweistufiges Verfahren durchgeführt.", True),
        ("In der ersten Verfahrensstufe sind Projektskizzen vorzulegen.", True),
        (
            "Nach positiver Bewertung der Skizze wird zur Vorlage eines Vollantrags eingeladen.",
            True,
        ),
        ("Reichen Sie zunächst Ihre Interessenbekundung beim Ministerium ein.", True),
        ("Nach Auswahl durch die Jury ist ein förmlicher Antrag zu stellen.", True),
        ("Die Verfasser werden aufgefordert, einen förmlichen Förderantrag vorzulegen.", True),
        ("Dem Antrag ist eine Lageskizze beizufügen.", False),
        ("Die Prüfung der Anträge erfolgt in zwei Schritten.", False),
        ("Der Antrag ist förmlich zu stellen.", False),
    ],
)
def test_a_sketch_before_the_application_makes_two_stages(text: str, expected: bool) -> None:  # noqa: FBT001 - from the table
    found = read(guideline=text)
    assert found is not None
    assert found.two_stage is expected


def test_days_that_open_are_no_ends() -> None:
    text = "Von 1.1.2027 bis 1.2.2027 und wieder ab 1.5.2027 ist das Portal offen."
    assert dates_in(text) == (date(2027, 2, 1),)


@pytest.mark.parametrize(
    ("section", "text", "kind"),
    [
        (
            known.FULL_TEXT,
            "Bitte stellen Sie Ihren Antrag spätestens 8 Wochen vor dem geplanten Beginn "
            "Ihrer Maßnahme.",
            DeadlineKind.RELATIVE,
        ),
        (
            known.GUIDELINE,
            "Der Antrag soll mindestens drei Monate vor Maßnahmenbeginn bei der "
            "Bewilligungsstelle eingehen.",
            DeadlineKind.RELATIVE,
        ),
        (
            known.GUIDELINE,
            "Anträge sind innerhalb von sechs Monaten nach Abschluss der Maßnahme bei der "
            "Bewilligungsbehörde zu stellen.",
            DeadlineKind.RELATIVE,
        ),
        (
            known.FULL_TEXT,
            "Den Antrag müssen Sie innerhalb von 3 Monaten nach Rechnungsdatum einreichen.",
            DeadlineKind.RELATIVE,
        ),
        (
            known.DEADLINES,
            "Der Antrag muss zwei Monate vor Veranstaltungsbeginn vorliegen.",
            DeadlineKind.RELATIVE,
        ),
        (
            known.GUIDELINE,
            "Die Antragsfrist beträgt sechs Wochen vor Durchführung des Projekts.",
            DeadlineKind.RELATIVE,
        ),
        (
            known.FULL_TEXT,
            "Sie können Ihren Antrag ganzjährig stellen.",
            DeadlineKind.ROLLING,
        ),
        (
            known.DEADLINES,
            "Eine Antragstellung ist jederzeit möglich.",
            DeadlineKind.ROLLING,
        ),
        (
            known.DEADLINES,
            "Es gibt keine Antragsfrist.",
            DeadlineKind.ROLLING,
        ),
        (
            known.GUIDELINE,
            "7.1 Die Anträge können fortlaufend bei der Bewilligungsbehörde eingereicht werden.",
            DeadlineKind.ROLLING,
        ),
        (
            known.FULL_TEXT,
            "Fristen müssen Sie bei der Antragstellung nicht beachten.",
            DeadlineKind.ROLLING,
        ),
        (
            known.DEADLINES,
            "Anträge sind nicht an Fristen gebunden.",
            DeadlineKind.ROLLING,
        ),
        (
            known.DEADLINES,
            "Applications can be submitted at any time.",
            DeadlineKind.ROLLING,
        ),
        (
            known.GUIDELINE,
            "Projektvorschläge können während der Laufzeit dieser Richtlinie laufend "
            "eingereicht werden.",
            DeadlineKind.ROLLING,
        ),
        (
            known.STATUS_NOTE,
            "Derzeit ist keine Antragstellung möglich.",
            DeadlineKind.CLOSED,
        ),
        (
            known.STATUS_NOTE,
            "Die Antragsfrist ist abgelaufen.",
            DeadlineKind.CLOSED,
        ),
        (
            known.FULL_TEXT,
            "Aufgrund der hohen Nachfrage sind die Mittel ausgeschöpft. Neue Anträge "
            "können nicht mehr angenommen werden.",
            DeadlineKind.CLOSED,
        ),
        (
            known.DEADLINES,
            "Anträge konnten bis zum 31. August 2024 gestellt werden.",
            DeadlineKind.CLOSED,
        ),
        (
            known.STATUS_NOTE,
            "Das Förderprogramm ist ausgelaufen.",
            DeadlineKind.CLOSED,
        ),
        (
            known.STATUS_NOTE,
            "Das Antragsportal ist geschlossen. Ein neuer Aufruf ist nicht geplant.",
            DeadlineKind.CLOSED,
        ),
        (
            known.SHORT_TEXT,
            "Die Einreichungsfrist für Skizzen endete am 15. Januar 2025.",
            DeadlineKind.CLOSED,
        ),
        (
            known.GUIDELINE,
            "Vollständige Anträge sind spätestens acht Wochen vor Projektbeginn, "
            "frühestens jedoch ab dem 1. Januar des Jahres einzureichen.",
            DeadlineKind.RELATIVE,
        ),
        (
            known.FULL_TEXT,
            "Den Förderantrag reichen Sie bitte mindestens 6 Wochen vor Reisebeginn ein.",
            DeadlineKind.RELATIVE,
        ),
        (
            known.GUIDELINE,
            "Der Antrag ist spätestens einen Monat vor Beginn der Freizeit beim Jugendamt "
            "einzureichen.",
            DeadlineKind.RELATIVE,
        ),
        (
            known.FULL_TEXT,
            "Ihr Antrag muss mindestens 4 Monate vor Projektstart bei der Stiftung vorliegen.",
            DeadlineKind.RELATIVE,
        ),
        (
            known.DEADLINES,
            "spätestens 10 Wochen vor Projektbeginn",
            DeadlineKind.RELATIVE,
        ),
        (
            known.GUIDELINE,
            "Anträge sind spätestens 3 Monate nach der Inbetriebnahme zu stellen.",
            DeadlineKind.RELATIVE,
        ),
        (
            known.GUIDELINE,
            "Der Antrag auf Förderung ist innerhalb von zwölf Monaten nach Kauf des "
            "Fahrzeugs zu stellen.",
            DeadlineKind.RELATIVE,
        ),
        (
            known.DEADLINES,
            "Anträge werden laufend entgegengenommen.",
            DeadlineKind.ROLLING,
        ),
        (
            known.FULL_TEXT,
            "Sie können Anträge laufend, mindestens aber 6 Wochen vor Beginn der Maßnahme stellen.",
            DeadlineKind.RELATIVE,
        ),
        (
            known.GUIDELINE,
            "Die Einreichung von Anträgen ist ohne zeitliche Befristung möglich.",
            DeadlineKind.ROLLING,
        ),
        (
            known.FULL_TEXT,
            "Eine Bewerbung ist fortlaufend möglich.",
            DeadlineKind.ROLLING,
        ),
        (
            known.GUIDELINE,
            "Die Antragstellung ist nicht an einen Stichtag gebunden.",
            DeadlineKind.ROLLING,
        ),
        (
            known.GUIDELINE,
            "Anträge können ganzjährig bis zum Ausschöpfen der Mittel gestellt werden.",
            DeadlineKind.ROLLING,
        ),
        (
            known.STATUS_NOTE,
            "Die Fördermittel für das Jahr 2025 sind vollständig ausgeschöpft. Es können "
            "keine Anträge mehr gestellt werden.",
            DeadlineKind.CLOSED,
        ),
        (
            known.STATUS_NOTE,
            "Aktuell können keine Anträge gestellt werden.",
            DeadlineKind.CLOSED,
        ),
        (
            known.STATUS_NOTE,
            "Das Programm ist beendet.",
            DeadlineKind.CLOSED,
        ),
        (
            known.STATUS_NOTE,
            "Antragstellungen sind vorübergehend nicht möglich.",
            DeadlineKind.CLOSED,
        ),
        (
            known.STATUS_NOTE,
            "Die Bewerbungsfrist für die aktuelle Runde ist beendet.",
            DeadlineKind.CLOSED,
        ),
        (
            known.STATUS_NOTE,
            "Es gilt ein Antragsstopp.",
            DeadlineKind.CLOSED,
        ),
        (
            known.STATUS_NOTE,
            "Antragsstopp seit dem 1. Juli 2025",
            DeadlineKind.CLOSED,
        ),
        (
            known.STATUS_NOTE,
            "Das Förderfenster ist derzeit geschlossen.",
            DeadlineKind.CLOSED,
        ),
        (
            known.FULL_TEXT,
            "Bitte beachten Sie: Die Antragsphase ist beendet.",
            DeadlineKind.CLOSED,
        ),
        (
            known.STATUS_NOTE,
            "Wegen der vorläufigen Haushaltsführung werden zurzeit keine Anträge angenommen.",
            DeadlineKind.CLOSED,
        ),
        (
            known.FULL_TEXT,
            "Stellen Sie Ihren Antrag bitte rechtzeitig, mindestens 6 Wochen vor Beginn "
            "der Maßnahme, beim Landesamt.",
            DeadlineKind.RELATIVE,
        ),
        (
            known.DEADLINES,
            "mind. 6 Wochen vor Beginn des Projekts",
            DeadlineKind.RELATIVE,
        ),
        (
            known.DEADLINES,
            "Es bestehen keine Fristen.",
            DeadlineKind.ROLLING,
        ),
        (
            known.STATUS_NOTE,
            "Die Mittel sind ausgeschöpft, daher können derzeit keine neuen Anträge "
            "gestellt werden.",
            DeadlineKind.CLOSED,
        ),
        (
            known.STATUS_NOTE,
            "Antragsstellung war bis zum 30.11.2025 möglich.",
            DeadlineKind.CLOSED,
        ),
        (
            known.STATUS_NOTE,
            "Bitte beachten Sie: Das Programm wurde Ende 2024 eingestellt.",
            DeadlineKind.CLOSED,
        ),
        (
            known.STATUS_NOTE,
            "Die Förderrichtlinie ist außer Kraft getreten. Eine Neuauflage wird vorbereitet.",
            DeadlineKind.CLOSED,
        ),
        (
            known.FULL_TEXT,
            "Anträge konnten Sie bis zum 30.6.2025 stellen.",
            DeadlineKind.CLOSED,
        ),
        (
            known.DEADLINES,
            "Anträge können innerhalb von 6 Wochen vor Beginn gestellt werden.",
            DeadlineKind.RELATIVE,
        ),
        (
            known.STATUS_NOTE,
            "Der aktuelle Förderaufruf ist abgeschlossen.",
            DeadlineKind.CLOSED,
        ),
    ],
)
def test_doors_that_are_open_or_shut_in_many_turns_of_phrase(
    section: str, text: str, kind: DeadlineKind
) -> None:
    found = read_deadline(sentences_of([Section(section, text)]))
    assert found is not None
    assert found.kind is kind


def test_a_page_says_under_any_heading_that_nobody_can_apply_any_more() -> None:
    said = "Die Antragstellung ist nicht mehr möglich. Das Programm ist ausgelaufen."
    for heading, is_closed in (
        ("Aktuelles", True),
        ("Antragstellung", True),
        ("7.2 Fristen", False),
    ):
        call = FundingCall(
            source="x",
            key="k",
            url="https://a.example/",
            title="Netze",
            sections=(Section("Kurztext", "Das Land fördert Netze."), Section(heading, said)),
        )
        assert read_facts(call).closed is is_closed, heading
