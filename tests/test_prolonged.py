"""A deadline that was moved is read with its sentence; what else is prolonged is no deadline."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from scout.domain import DeadlineKind, Section
from scout.facts import Deadline
from scout.reading import sections as known
from scout.reading.sections import text_of
from scout.reading.sentences import sentences_of
from scout.reading.timing.deadlines import read_deadline
from scout.reading.timing.validity import read_opening, read_validity
from tests.patience import patience

PROPERTY = settings(max_examples=250, deadline=None)
DAY = date(2027, 2, 26)
EARLIER = date(2027, 1, 15)

# What is prolonged to 26 February 2027, wherever a call says it.
MOVED = (
    "Die Antragsfrist wurde bis zum 26. Februar 2027 verlängert.",
    "Die Antragsfrist wurde bis zum 26.02.2027 verlängert.",
    "Die Antragsfrist ist bis 26.02.2027 verlängert worden.",
    "Die Antragsfrist wird bis zum 26.\u00a0Februar\u00a02027 verlängert.",
    "Die Antragsfrist wurde nochmals bis einschließlich 26.02.2027, 12:00 Uhr, verlängert.",
    "Die Antragsfrist wurde auf den 26.02.2027 verlängert.",
    "Die Antragsfrist verlängert sich bis zum 26. Februar 2027.",
    "Die Antragsfrist wurde verlängert und endet nun am 26. Februar 2027.",
    "Die Antragsfrist wurde verlängert, sie endet nun am 26. Februar 2027.",
    "Die Antragsfrist wurde verlängert: Anträge sind bis zum 26. Februar 2027 zu stellen.",
    "Die Antragsfrist wurde verlängert: Anträge für den laufenden Aufruf können bis zum "
    "26. Februar 2027 gestellt werden.",
    "Die Antragsfrist wurde verlängert – Anträge können bis zum 26. Februar 2027 gestellt werden.",
    "Die Antragsfrist wurde verlängert; Anträge können bis zum 26. Februar 2027 gestellt werden.",
    "Die Antragsfrist wurde verlängert, sodass Anträge bis zum 26. Februar 2027 gestellt "
    "werden können.",
    "Die Antragsfrist wird verlängert. Anträge können bis zum 26.02.2027 gestellt werden.",
    "Die Frist wird verlängert. Skizzen können nun bis zum 26. Februar 2027 eingereicht werden.",
    "Die Frist wird verlängert: Skizzen können nun bis zum 26. Februar 2027 eingereicht werden.",
    "Die Frist zur Einreichung von Projektskizzen wurde bis zum 26. Februar 2027 verlängert.",
    "Die Frist für die Antragstellung wird bis zum 26.02.2027 verlängert.",
    "Die Frist für Bewerbungen wurde bis zum 26.02.2027 verlängert.",
    "Bis zum 26. Februar 2027 verlängert das Land die Antragsfrist.",
    "Bis zum 26. Februar 2027 wurde die Bewerbungsfrist verlängert.",
    "Wir verlängern die Bewerbungsfrist bis zum 26. Februar 2027.",
    "Das Ministerium hat die Einreichungsfrist bis zum 26. Februar 2027 verlängert.",
    "Der Einsendeschluss wurde bis zum 26. Februar 2027 verlängert.",
    "Die Bewerbungsphase ist bis zum 26. Februar 2027 verlängert.",
    "Der Antragszeitraum wurde bis zum 26. Februar 2027 verlängert.",
    "Die Bewerbungsfrist für den Förderaufruf „Grüne Höfe“ wurde bis 26.02.2027 verlängert.",
    "Die Antragsfrist des Programms „Grüne Höfe“ wurde bis zum 26.02.2027 verlängert.",
    "Für Vorhaben mit langem Bewilligungszeitraum wurde die Antragsfrist bis zum 26.02.2027 "
    "verlängert.",
    "Die Richtlinie wurde geändert und die Antragsfrist bis zum 26. Februar 2027 verlängert.",
    "Antragsfrist verlängert bis 26.02.2027",
    "Antragsfrist bis zum 26.02.2027 verlängert!",
    "Antragsfrist: 26.02.2027 (verlängert)",
    "Bewerbungsschluss ist der 26. Februar 2027 (Fristverlängerung).",
    "Die verlängerte Antragsfrist endet am 26. Februar 2027.",
    "Der Förderaufruf wurde bis zum 26. Februar 2027 verlängert.",
    "Der zweite Förderaufruf ist bis zum 26.02.2027 verlängert worden.",
    "Das Land hat den Projektaufruf bis zum 26. Februar 2027 verlängert.",
    "Die Ausschreibung wird bis zum 26. Februar 2027 verlängert.",
    "Die Antragstellung wurde bis zum 26. Februar 2027 verlängert.",
    "Die Einreichung von Skizzen wurde bis zum 26. Februar 2027 verlängert.",
    "Das Förderprogramm wurde verlängert: Anträge können nun bis zum 26. Februar 2027 gestellt "
    "werden.",
    "Die Antragsfrist wird auf den 26.02.2027 verschoben.",
    "Die Antragsfrist wurde bis zum 26.02.2027 ausgeweitet.",
    "Die Antragsfrist wurde bis zum 26. Februar 2027 ausgedehnt.",
    "Die Bewerbungsfrist verschiebt sich auf den 26.02.2027.",
    "Die Frist zur Einreichung der Antragsunterlagen wurde bis zum 26.02.2027 verlängert.",
    "Die Frist zur Einreichung von Projektskizzen wird auf den 26.02.2027 verschoben.",
)
# The day that counted before, or on which that was decided, is named, too.
MOVED_FROM = (
    "Die Antragsfrist wurde vom 15.01.2027 auf den 26.02.2027 verlängert.",
    "Die Antragsfrist vom 15. Januar 2027 wurde bis zum 26. Februar 2027 verlängert.",
    "Die ursprünglich am 15. Januar 2027 endende Antragsfrist wurde bis zum 26.02.2027 verlängert.",
    "Die Antragsfrist, die am 15.01.2027 endete, wurde bis zum 26. Februar 2027 verlängert.",
    "Die Antragsfrist wurde verlängert und endet statt am 15.01.2027 nun am 26.02.2027.",
    "Antragsfrist: 15.01.2027 verlängert bis 26.02.2027",
    "Am 15.01.2027 wurde die Antragsfrist bis zum 26.02.2027 verlängert.",
    "Die Antragsfrist wurde am 15.01.2027 bis zum 26.02.2027 verlängert.",
    "Die Antragsfrist wurde mit Erlass vom 15.01.2027 bis zum 26.02.2027 verlängert.",
    "Der Aufruf vom 15.01.2026 wurde bis zum 26.02.2027 verlängert.",
    "Neue Antragsfrist: 26.02.2027 (bisher 15.01.2027), die Frist wurde verlängert.",
    "Die Antragsfrist wurde bis zum 26.02.2027 verlängert (bisher: 15.01.2027).",
    "Die Antragsfrist wurde vom 15.01.2027 auf den 26.02.2027 verschoben.",
    "Die ursprünglich am 15.01.2027 endende Antragsfrist wurde auf den 26.02.2027 verschoben.",
)
# Only what a page or a field of the call says of itself; in a guideline it may be a request.
ANNOUNCED = (
    "Frist verlängert bis 26.02.2027",
    "Frist verlängert bis zum 26. Februar 2027!",
    "Achtung: Frist verlängert bis 26.02.2027",
    "Fristverlängerung bis zum 26. Februar 2027",
    "Fristverlängerung: Anträge können nun bis zum 26. Februar 2027 gestellt werden.",
    "Fristverlängerung – Skizzen können bis zum 26. Februar 2027 eingereicht werden.",
    "Verlängerung der Antragsfrist bis zum 26. Februar 2027",
    "Verlängerung der Antragsfrist: Anträge können bis zum 26.02.2027 gestellt werden.",
    "Verlängerung des Förderaufrufs bis zum 26. Februar 2027",
)
OTHER_MATTERS = (
    "Die Richtlinie wurde verlängert und gilt bis zum 31. Dezember 2028.",
    "Die Geltungsdauer der Förderrichtlinie wird bis zum 31. Dezember 2028 verlängert.",
    "Die Laufzeit des Förderaufrufs wurde bis zum 31. Dezember 2028 verlängert.",
    "Die Laufzeit der Ausschreibung wurde bis zum 31. Dezember 2028 verlängert.",
    "Das Förderprogramm wurde bis zum 31. Dezember 2028 verlängert.",
    "Die Förderung im Rahmen des Aufrufs wird bis zum 31. Dezember 2028 verlängert.",
    "Die Umsetzung der im Aufruf ausgewählten Projekte wird bis zum 31.12.2028 verlängert.",
    "Die Betreuung der Bewerbungen wird bis zum 31. Dezember 2028 verlängert.",
    "Der Durchführungszeitraum wurde bis zum 31. Dezember 2028 verlängert.",
    "Der Durchführungszeitraum der beantragten Vorhaben wird bis zum 30.06.2028 verlängert.",
    "Der Bewilligungszeitraum wird bis zum 30. Juni 2028 verlängert.",
    "Bis zum 30. Juni 2028 wird der Bewilligungszeitraum für gestellte Anträge verlängert.",
    "Der Bewilligungszeitraum wurde verlängert: Mittel können bis zum 30. Juni 2028 beantragt "
    "werden.",
    "Verlängerung des Bewilligungszeitraums: Anträge sind bis zum 30. September 2028 zu stellen.",
    "Die Projektlaufzeit verlängert sich bis zum 31. Dezember 2028.",
    "Die Laufzeit der eingereichten Vorhaben wird bis zum 31. Dezember 2028 verlängert.",
    "Die Zweckbindungsfrist wurde bis zum 31. Dezember 2030 verlängert.",
    "Die Zweckbindungsfrist der mit Antrag vom Vorjahr geförderten Geräte wird bis zum "
    "31.12.2030 verlängert.",
    "Die Aufbewahrungsfrist für Anträge wird bis zum 31. Dezember 2035 verlängert.",
    "Die Frist zur Umsetzung der beantragten Maßnahmen wurde bis zum 31.12.2028 verlängert.",
    "Die Frist nach Nummer 4.2 wird für eingereichte Anträge bis zum 31.12.2028 verlängert.",
    "Die Frist zur Vorlage des Verwendungsnachweises wird bis zum 30. Juni 2027 verlängert.",
    "Nach Ablauf der Antragsfrist wurde der Durchführungszeitraum bis zum 31.12.2028 verlängert.",
    "Nach dem Ende der Antragsfrist wird der Bewilligungszeitraum bis 31.12.2028 verlängert.",
    "Die Antragsfrist wurde verlängert, die Vorhaben laufen bis zum 31. Dezember 2028.",
    "Die Antragsfrist wurde verlängert und Maßnahmen laufen bis zum 31. Dezember 2028.",
    "Die Antragsfrist wurde verlängert: Vorhaben laufen bis zum 31. Dezember 2028.",
    "Die Antragsfrist wurde verlängert und der Bewilligungszeitraum bis 31.12.2028 verlängert.",
    "Auf Antrag kann die Bewilligungsbehörde eine Fristverlängerung bis zum 30. Juni 2027 "
    "gewähren.",
    "Die Frist zur Durchführung der Anträge wurde bis zum 31. Dezember 2028 verlängert.",
    "Die Ausschreibung der Bauleistungen wird bis zum 31. Dezember 2028 verlängert.",
    "Die verlängerte Antragsfrist gilt nur für Projekte bis zum 31. Dezember 2028.",
    "Die Antragsfrist wurde verlängert, Mittel stehen bis zum 31. Dezember 2028 bereit.",
    "Die Antragsfrist wurde verlängert, Beratungen sind bis zum 1. Februar 2027 möglich.",
    "Anträge für verlängerte Öffnungszeiten sind bis zum 31. Dezember 2027 einzureichen.",
    "Mit dem neuen Aufruf verlängern sich Projekte bis zum 31. Dezember 2028.",
    "Der Aufruf verlängert die Förderung bis zum 31. Dezember 2028.",
    "Die Antragsfrist kann bis zum 30. Juni 2027 verlängert werden.",
    "Die Antragsfrist soll bis zum 30. Juni 2027 verlängert werden.",
    "Die Antragsfrist wird voraussichtlich bis zum 30. Juni 2027 verlängert.",
    "Die Antragsfrist wird nicht bis zum 30. Juni 2027 verlängert.",
    "Wird die Antragsfrist bis zum 30. Juni 2027 verlängert, entfällt der zweite Aufruf.",
    "Sollte die Antragsfrist verlängert werden, endet sie spätestens am 30. Juni 2027.",
    "Falls die Antragsfrist bis zum 30. Juni 2027 verlängert wird, erhalten Sie Nachricht.",
    "Eine Verlängerung der Antragsfrist bis zum 30. Juni 2027 ist ausgeschlossen.",
    "Verlängerung der Antragsfrist bis zum 30. Juni 2027 möglich",
    "Die Verlängerung der Antragsfrist ist bis zum 10. Januar 2027 zu beantragen.",
    "Anträge auf Fristverlängerung sind bis zum 10. Januar 2027 zu stellen.",
    "Anträge auf Verlängerung der Antragsfrist sind bis zum 10. Januar 2027 zu stellen.",
    "Laufzeitverlängerung: Der Antrag ist bis zum 30. September 2028 zu stellen.",
    "Fristverlängerung: Der Antrag ist bis zum 30. September 2028 zu stellen.",
    "Die Antragsfrist wird in diesem Jahr bis zum 15. Mai verlängert.",
    "Die Antragsfrist wurde verlängert: Anträge können bis zum 15. Mai gestellt werden.",
    # Deadlines of other matters, however near the words are.
    "Die Frist zur Einreichung der Unterlagen für Widersprüche wurde bis zum 15.01.2027 "
    "verlängert.",
    "Die Frist zur Einreichung von Widersprüchen wurde bis zum 15.01.2027 verlängert.",
    "Die Frist zur Einreichung der Unterlagen für Widersprüche wird auf den 15.01.2027 verschoben.",
    "Die Widerspruchsfrist wurde bis zum 15.01.2027 verlängert.",
    "Die Frist zur Einreichung der Unterlagen wurde bis zum 15.01.2027 verlängert.",
    "Die Frist zur Einreichung fehlender Unterlagen zum Antrag wurde bis zum 15.01.2027 "
    "verlängert.",
    "Die Frist zur Einreichung der Verwendungsnachweise wurde bis zum 15.01.2027 verlängert.",
    "Die Einreichfrist für Verwendungsnachweise wurde bis zum 15.01.2027 verlängert.",
    "Die Frist zur Abgabe der Jahresabschlüsse wurde bis zum 15.01.2027 verlängert.",
    "Fristverlängerung bis 15.01.2027 für Verwendungsnachweise",
    "Fristverlängerung bis 15.01.2027 für die Projektumsetzung",
    "Der Bewilligungszeitraum wird auf den 31.12.2028 ausgeweitet.",
    "Die Projektlaufzeit wird bis zum 31.12.2028 ausgedehnt.",
    "Die Gültigkeit der Richtlinie wird bis zum 31.12.2028 ausgeweitet.",
    "Der Start der Antragsphase wird auf den 15.01.2027 verschoben.",
    "Der Beginn der Antragsfrist wurde auf den 15.01.2027 verschoben.",
    "Die Antragsfrist soll auf den 15.01.2027 verschoben werden.",
    "Die Antragsfrist kann bis zum 15.01.2027 ausgeweitet werden.",
    "Die Antragsfrist wird nicht auf den 15.01.2027 verschoben.",
    "Die Antragsfrist wird auf den 15. Mai verschoben.",
)
# A bare "Frist" is the one for applying that the sentence before it speaks of.
APPLYING_BEFORE = (
    "Anträge können weiterhin gestellt werden. Die Frist wurde bis zum 26.02.2027 verlängert.",
    "Anträge sind digital einzureichen. Die Frist wird bis zum 26. Februar 2027 verlängert.",
    "Projektskizzen können beim Projektträger eingereicht werden. Diese Frist ist bis zum "
    "26.02.2027 verlängert worden.",
    "Bewerbungen sind digital einzureichen. Die Frist hierfür wurde bis zum 26.02.2027 verlängert.",
    "Förderanträge sind digital zu stellen. Die Frist wurde auf den 26.02.2027 verschoben.",
)
OTHER_BEFORE = (
    "Die Frist wurde bis zum 26.02.2027 verlängert.",
    "Das Programm fördert Radwege. Die Frist wurde bis zum 26.02.2027 verlängert.",
    "Der Verwendungsnachweis ist vorzulegen. Die Frist wurde bis zum 26.02.2027 verlängert.",
    "Anträge auf Auszahlung sind zu stellen. Die Frist wurde bis zum 26.02.2027 verlängert.",
    "Änderungsanträge sind digital zu stellen. Die Frist wurde bis zum 26.02.2027 verlängert.",
    "Anträge sind zu stellen, Unterlagen können nachgereicht werden. Die Frist wurde bis zum "
    "26.02.2027 verlängert.",
    "Anträge können gestellt werden, die Widerspruchsfrist beträgt einen Monat. Die Frist wurde "
    "bis zum 26.02.2027 verlängert.",
    "Anträge können nicht mehr gestellt werden. Die Frist wurde bis zum 26.02.2027 verlängert.",
    "Anträge können gestellt werden. Die Vorhaben beginnen im Mai. Die Frist wurde bis zum "
    "26.02.2027 verlängert.",
    "Anträge können gestellt werden. Die Frist wurde bis zum 26.02.2027 für den Mittelabruf "
    "verlängert.",
    "Anträge können gestellt werden. Die Frist wird auf Antrag bis zum 26.02.2027 verlängert.",
    "Anträge können gestellt werden. Die Frist kann bis zum 26.02.2027 verlängert werden.",
    "Anträge können gestellt werden. Die Frist für Rückmeldungen wurde bis zum 26.02.2027 "
    "verlängert.",
    "Anträge können gestellt werden. Die Frist, in der Maßnahmen abzuschließen sind, wurde bis "
    "zum 26.02.2027 verlängert.",
)


def read(text: str, section: str = known.FULL_TEXT) -> Deadline | None:
    return read_deadline(sentences_of([Section(section, text)]))


def assert_moved(text: str, section: str) -> None:
    found = read(text, section)
    assert found is not None
    assert (found.kind, found.dates, found.days) == (DeadlineKind.FIXED, (DAY,), ())
    assert found.quote is not None
    assert found.quote in text
    assert "26." in found.quote


@pytest.mark.parametrize("section", [known.FULL_TEXT, known.DEADLINES, known.STATUS_NOTE])
@pytest.mark.parametrize("text", [*MOVED, *MOVED_FROM, *ANNOUNCED])
def test_a_deadline_that_was_moved_ends_on_its_new_day(text: str, section: str) -> None:
    assert_moved(text, section)


@pytest.mark.parametrize("text", [*MOVED, *MOVED_FROM])
def test_a_guideline_may_tell_of_a_moved_deadline_in_a_whole_sentence(text: str) -> None:
    assert_moved(text, known.GUIDELINE)


@pytest.mark.parametrize("text", ANNOUNCED)
def test_in_a_guideline_a_headline_of_prolonging_is_about_a_request(text: str) -> None:
    found = read(text, known.GUIDELINE)
    assert found is not None
    assert found.dates == ()


@pytest.mark.parametrize("section", [known.FULL_TEXT, known.GUIDELINE])
@pytest.mark.parametrize("text", OTHER_MATTERS)
def test_what_else_is_prolonged_or_only_might_be_ends_no_applying(text: str, section: str) -> None:
    found = read(text, section)
    assert found is not None
    assert (found.dates, found.days) == ((), ())


@pytest.mark.parametrize(
    "text",
    [
        "Die Frist wurde bis zum 26.02.2027 verlängert.",
        "Die Frist wird bis zum 26. Februar 2027 verlängert.",
        "Verlängert bis 26.02.2027",
    ],
)
def test_a_bare_frist_is_one_for_applying_only_in_the_sources_own_field(text: str) -> None:
    assert_moved(text, known.DEADLINES)
    elsewhere = read(text)
    assert elsewhere is not None
    assert elsewhere.dates == ()


@pytest.mark.parametrize("text", APPLYING_BEFORE)
def test_a_bare_frist_is_the_one_that_the_sentence_before_speaks_of(text: str) -> None:
    assert_moved(text, known.FULL_TEXT)
    guideline = read(text, known.GUIDELINE)
    assert guideline is not None
    assert guideline.dates == ()


@pytest.mark.parametrize("text", OTHER_BEFORE)
def test_a_bare_frist_of_which_nobody_says_what_for_is_not_read(text: str) -> None:
    found = read(text)
    assert found is not None
    assert found.dates == ()


def test_a_bare_frist_stands_for_the_deadline_that_was_named_before_it() -> None:
    found = read(
        "Anträge sind bis zum 15. Januar 2027 zu stellen. Die Frist wurde bis zum 26.02.2027 "
        "verlängert."
    )
    assert found is not None
    assert found.dates == (EARLIER, DAY)


@pytest.mark.parametrize(
    ("heading", "dates"),
    [
        ("Antragsfrist", (DAY,)),
        ("Antragstellung", (DAY,)),
        ("4.2 Antragstellung", (DAY,)),
        ("Einreichung von Projektskizzen", (DAY,)),
        ("Antragsverfahren", (DAY,)),
        ("Verwendungsnachweis", ()),
        ("Auszahlungsanträge", ()),
        ("Widerspruch gegen abgelehnte Anträge", ()),
        ("Ansprechpersonen", ()),
    ],
)
def test_a_bare_frist_is_what_its_heading_says(heading: str, dates: tuple[date, ...]) -> None:
    html = f"<h3>{heading}</h3><p>Die Frist wurde bis zum 26.02.2027 verlängert.</p>"
    found = read(text_of(html))
    assert found is not None
    assert found.dates == dates


def test_a_status_note_that_prolongs_the_frist_names_the_deadline() -> None:
    assert_moved("Die Frist wurde bis zum 26.02.2027 verlängert.", known.STATUS_NOTE)


@pytest.mark.parametrize(
    "html",
    [
        "<p>Die Antragsfrist wurde <strong>bis zum 26. Februar 2027</strong> verlängert.</p>",
        "<p>Die <b>Antragsfrist</b> wurde bis zum<br>26.&nbsp;Februar&nbsp;2027<br>verlängert.</p>",
        "<p><strong>Antragsfrist verlängert:</strong><br>Anträge können bis zum 26.02.2027 "
        "gestellt werden.</p>",
        "<ul><li>Die Antragsfrist wurde bis zum <em>26.02.2027</em> verl&auml;ngert.</li></ul>",
        "<p>Die Antrags&shy;frist wurde bis zum 26.02.2027 ver&shy;längert.</p>",
        "<p>Die Antragsfrist wurde wie folgt verlängert:</p>"
        "<ul><li>bis zum 26. Februar 2027 für alle Kommunen</li></ul>",
    ],
)
def test_bold_words_breaks_and_lists_hide_no_moved_deadline(html: str) -> None:
    found = read(text_of(html))
    assert found is not None
    assert (found.kind, found.dates) == (DeadlineKind.FIXED, (DAY,))


@pytest.mark.parametrize("text", [*MOVED[:4], *MOVED[27:30], "Frist verlängert bis 26.02.2027"])
def test_a_moved_deadline_is_no_validity_of_a_guideline(text: str) -> None:
    assert read_validity(sentences_of([Section(known.FULL_TEXT, text)])) is None


def test_both_the_old_sentence_and_the_new_one_are_kept() -> None:
    found = read(
        "Anträge sind bis zum 15. Januar 2027 zu stellen.\n"
        "Die Antragsfrist wurde bis zum 26. Februar 2027 verlängert."
    )
    assert found is not None
    assert found.dates == (EARLIER, DAY)


def test_a_deadline_that_was_moved_and_has_run_out_keeps_its_day() -> None:
    found = read("Die bis zum 26.02.2027 verlängerte Antragsfrist ist abgelaufen.")
    assert found is not None
    assert (found.kind, found.dates) == (DeadlineKind.FIXED, (DAY,))


@pytest.mark.parametrize("text", MOVED_FROM)
def test_the_day_that_counted_before_opens_nothing(text: str) -> None:
    assert read_opening(sentences_of([Section(known.FULL_TEXT, text)])) is None


@pytest.mark.parametrize("section", [known.FULL_TEXT, known.DEADLINES])
@pytest.mark.parametrize(
    "text",
    [
        "Die Antragsfrist wurde bis zum 26.02.2027 verlängert " * 2_000,
        "Antragsfrist verlängert: antragsfrist Frist neue sie 26.02.2027 " * 2_000,
        "Antragsfrist verlängert: " + "frist " * 20_000 + "X 26.02.2027",
        "Antragsfrist verlängert " + "a" * 100_000 + " bis zum 26.02.2027",
        "Anträge verlängert, die am 26.02.2027 " * 2_000,
        "Anträge können gestellt werden. Die Frist wurde bis zum 26.02.2027 verschoben. " * 1_000,
    ],
    ids=["sentences", "labels", "frist", "word", "asides", "bare"],
)
def test_hostile_texts_of_prolonging_come_to_an_end(text: str, section: str) -> None:
    with patience():
        found = read(text, section)
    for each in found.evidence if found else ():
        assert text[each.start : each.end] == each.quote


WORDS = (
    "Die Antragsfrist Frist Fristverlängerung Verlängerung verlängert verlängern wurde wird kann "
    "verschoben ausgeweitet Widersprüche nicht bis zum auf den 26.02.2027 26. Februar 2027 "
    "15. Mai Laufzeit Bewilligungszeitraum "
    "Richtlinie der des Förderaufruf Anträge gestellt werden und , : ; ( ) – ! ."
).split()


@PROPERTY
@given(st.lists(st.sampled_from([*WORDS, "\n", "\n• ", "\u00a0"]), max_size=40).map(" ".join))
def test_any_words_of_prolonging_give_days_that_stand_in_their_quotes(text: str) -> None:
    for section in (known.DEADLINES, known.FULL_TEXT, known.GUIDELINE, known.STATUS_NOTE):
        found = read(text, section)
        if found and found.dates:
            assert set(found.dates) <= {DAY, date(2027, 2, 26)}
            assert any(each.quote in text for each in found.evidence)


@PROPERTY
@given(
    st.sampled_from(
        ["Laufzeit", "Zweckbindungsfrist", "Aufbewahrungsfrist", "Geltungsdauer", "Förderdauer"]
    ),
    st.sampled_from(
        ["des Förderaufrufs", "der Anträge", "der Ausschreibung", "", "der Richtlinie"]
    ),
    st.sampled_from(["wurde", "wird", "ist"]),
    st.sampled_from(["bis zum", "bis", "auf den"]),
    st.dates(date(2026, 1, 1), date(2039, 12, 31)),
)
def test_no_other_time_that_is_prolonged_is_a_deadline(
    what: str, of: str, verb: str, until: str, day: date
) -> None:
    found = read(f"Die {what} {of} {verb} {until} {day:%d.%m.%Y} verlängert.")
    assert found is not None
    assert found.dates == ()
