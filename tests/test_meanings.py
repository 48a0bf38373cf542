"""What headings and labels of funding publishers mean, and what they do not."""

from __future__ import annotations

import re
import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from scout.domain import Section
from scout.reading.meanings import (
    Meaning,
    is_audience,
    is_known,
    is_no_content,
    meaning_of,
    number_of,
    without_colon,
)
from scout.reading.outline import split_at_lines

PROPERTY = settings(max_examples=200, deadline=None)
HEADINGS = {
    Meaning.SUMMARY: "Kurztext|Kurzbeschreibung|Auf einen Blick|Das Wichtigste in Kürze|Überblick",
    Meaning.PURPOSE: "Was wird gefördert?|Gegenstand der Förderung|Förderziel|Zuwendungszweck|"
    "1 Förderziel, Zuwendungszweck, Rechtsgrundlage|2 Gegenstand der Förderung|Ziel der Förderung|"
    "Welche Maßnahmen werden gefördert?|Fördergegenstand|Ziel und Gegenstand|Was fördern wir?|"
    "Was ist förderfähig?|GEGENSTAND DER FÖRDERUNG|Förderfähige Maßnahmen",
    Meaning.WHO: "Wer wird gefördert?|Antragsberechtigte|Zuwendungsempfänger|Fördernehmer|"
    "Wer kann einen Antrag stellen?|3. Zuwendungsempfängerinnen und Zuwendungsempfänger|"
    "Antragsteller*innen|Wer ist antragsberechtigt?|Zielgruppe|Antragsberechtigt|"
    "Förderempfänger:|Wer kann sich bewerben?|Förderberechtigte|III. Antragsberechtigung",
    Meaning.CONDITIONS: "Voraussetzungen|Zuwendungsvoraussetzungen|Welche Voraussetzungen gelten?|"
    "4 Besondere Zuwendungsvoraussetzungen|6 Sonstige Zuwendungsbestimmungen|Fördervoraussetzungen|"
    "Rechtliche Voraussetzungen|Voraussetzungen für die Förderung|Was ist zu beachten?|"
    "Wer wird nicht gefördert?|Was wird nicht gefördert?|Förderausschluss",
    Meaning.AMOUNT: "Art und Höhe|Wie wird gefördert?|Höhe der Förderung|Förderhöhe|Fördersatz|"
    "Art und Umfang, Höhe der Zuwendung|5. Art, Umfang und Höhe der Zuwendung|Förderquote|"
    "Wie hoch ist der Zuschuss?|Konditionen|Wie hoch ist die Förderung?|Förderhöchstbetrag|"
    "Maximale Fördersumme|Maximaler Zuschuss|Höchstbetrag der Förderung",
    Meaning.DEADLINE: "Fristen|Antragsfrist|Bewerbungsfrist:|Einreichungsfrist|Stichtag|"
    "Wann kann ich einen Antrag stellen?|Bis wann muss der Antrag gestellt werden?|Antragsschluss|"
    "Fristen und Termine|Einreichungsfristen|Antragszeitraum|Frist zur Einreichung",
    Meaning.PROCEDURE: "Verfahren|Antragsverfahren|Wie kann ich die Förderung beantragen?|"
    "7.2 Zweistufiges Antragsverfahren|7.2.1 Vorlage und Auswahl von Projektskizzen|"
    "Wie stelle ich einen Antrag?|Antragstellung|Fristen und Verfahren|Verfahrensablauf|"
    "7.2.2 Vorlage förmlicher Förderanträge und Entscheidungsverfahren|Wie läuft das Verfahren ab?|"
    "Wo ist der Antrag zu stellen?|Wo sind Anträge einzureichen?",
    Meaning.FUNDER: "Fördergeber|Fördermittelgeber|Zuwendungsgeber|Fördergeber:|Wer fördert?",
    Meaning.KIND: "Förderart|Art der Förderung|Förderinstrument|FÖRDERART",
    Meaning.TOPIC: "Förderthemen|Förderbereich|Themen|Förderschwerpunkte",
    Meaning.REGION: "Fördergebiet|Fördergebiet:|Gebietskulisse|Räumlicher Geltungsbereich",
    Meaning.LEGAL: "Rechtsgrundlage|Richtlinie|Förderrichtlinie|8 Geltungsdauer|"
    "9. Inkrafttreten, Außerkrafttreten|Rechtsgrundlagen",
    Meaning.CONTACT: "Ansprechpartner|Kontakt|Ihre Ansprechperson|Kontakt und Beratung vor Ort|"
    "Ansprechpartnerinnen und Ansprechpartner|Haben Sie Fragen?|Ihre Ansprechpartnerin im Amt|"
    "Ansprechpunkt|Weitere Auskünfte|Telefon|E-Mail|Kontaktdaten",
}
PAIRS = [(text, meaning) for meaning, texts in HEADINGS.items() for text in texts.split("|")]
PAIRS.remove(("Kontakt und Beratung vor Ort", Meaning.CONTACT))


@pytest.mark.parametrize(("heading", "meaning"), PAIRS)
def test_a_heading_means_what_its_words_say(heading, meaning):
    assert meaning_of(heading) is meaning


@pytest.mark.parametrize(
    "heading",
    "Kreise|Beratung|Wann?|Wer?|Was?|Wann beginnt die Schule?|Wie ist das Wetter?|Wie wird|"
    "Anträge können bis zum 31. Mai gestellt werden|Hintergrund|Kommunen|80 %|2027|a)|7.2|...|||"
    "Wer wir sind|Was wir tun|Die Frist der Stadt endet bald|Verfahrensbeistand|Kontaktlinsen|"
    "Richtlinien und Voraussetzungen und Fristen und Fördergeber|Modul A: Konzepte".split("|"),
)
def test_nothing_is_guessed(heading):
    assert meaning_of(heading) is None


@pytest.mark.parametrize(
    ("heading", "audience"),
    [
        ("Zielgruppe", True),
        ("3. Zielgruppen:", True),
        ("Adressaten der Förderung", True),
        ("An wen richtet sich das Programm?", True),
        ("Zielgruppe und Voraussetzungen", True),
        ("Zielgruppe und Antragsberechtigte", False),
        ("Antragsberechtigte", False),
        ("Teilnahmeberechtigte", False),
        ("Wen fördern wir?", False),
        ("Wer wird gefördert?", False),
        ("Voraussetzungen", False),
        ("", False),
    ],
)
def test_an_audience_is_told_from_those_who_may_apply(heading, audience):
    assert is_audience(heading) is audience


@PROPERTY
@given(
    st.sampled_from(PAIRS),
    st.sampled_from(["", "4 ", "4. ", "7.2 ", "7.2.1 ", "IV. ", "a) ", "Nr. 3 ", "§ 4 "]),
    st.sampled_from(["", ":", "?", " :", " ?", "…", "\u00a0", "\n"]),
    st.booleans(),
)
def test_number_case_and_end_of_a_heading_do_not_matter(pair, number, end, loud):
    heading, meaning = pair
    bare = re.sub(r"^[\dIV.]+ ", "", heading).rstrip(":?")
    assert meaning_of(number + (bare.upper() if loud else bare) + end) is meaning


@PROPERTY
@given(st.sampled_from(["Ziel", "Höhe", "Voraussetzungen", "Gegenstand", "Empfänger"]))
def test_whose_it_is_does_not_matter(heading):
    alone = meaning_of(heading)
    assert alone is not None
    for whose in (
        "der Zuwendung",
        "der Förderung",
        "des Förderprogramms",
        "der Billigkeitsleistung",
    ):
        assert meaning_of(f"{heading} {whose}") is alone


def test_soft_hyphens_and_hard_blanks_do_not_matter():
    assert meaning_of("Wer\u00a0wird ge\u00adfördert?") is Meaning.WHO


@pytest.mark.parametrize(
    ("heading", "known"),
    [
        ("Kontaktaufnahme und Beantragung", True),
        ("Weitere Informationen", True),
        ("Downloads", True),
        ("Fristen", True),
        ("Stand:", True),
        ("Pegelhäuschen", False),
        ("Fristen und Pegelhäuschen", False),
    ],
)
def test_what_is_known_need_not_be_reported(heading, known):
    assert is_known(heading) is known


@pytest.mark.parametrize(
    ("heading", "frame"),
    [
        ("Das könnte Sie auch interessieren", True),
        ("Ähnliche Förderprogramme", True),
        ("Weiterführende Links", True),
        ("Seite teilen", True),
        ("Weitere Informationen", False),
        ("Förderprogramme", False),
        ("Fristen", False),
    ],
)
def test_what_stands_under_some_headings_is_of_the_site(heading, frame):
    assert is_no_content(heading) is frame


@pytest.mark.parametrize(
    ("heading", "number"),
    [
        ("7.2.1 Vorlage", (7, 2, 1)),
        ("4. Voraussetzungen", (4,)),
        ("1) Ziel", (1,)),
        ("Voraussetzungen", ()),
        ("2027", ()),
        ("80 %", ()),
        ("IV. Ziel", ()),
        ("", ()),
    ],
)
def test_the_number_of_a_heading_is_kept_apart(heading, number):
    assert number_of(heading) == number


@PROPERTY
@given(st.text(alphabet=st.characters(exclude_categories=("Cs",)), max_size=400))
def test_any_words_are_survived(text):
    assert meaning_of(text) in (None, *Meaning)
    assert is_known(text) or meaning_of(text) is None
    assert without_colon(text) == without_colon(without_colon(text) + ":")
    assert all(0 <= part <= 99 for part in number_of(text))


@pytest.mark.parametrize(
    "text",
    [
        "wer kann " + "a " * 100_000,
        "wie " * 80,
        ("wer wird " * 17)[:159],
        "-" * 100_000,
        "1." * 50_000,
        "und " * 39,
        "art und " * 19,
        "ihre " * 31,
        ", " * 79,
        "a-" * 79,
    ],
)
def test_hostile_words_cost_nothing(text):
    started = time.process_time()

    meaning_of(text)
    is_known(text)

    assert time.process_time() - started < 0.5


# --- headings that are lines ------------------------------------------------------------------


def parted(text: str, heading: str = "") -> dict[str, str]:
    return {part.heading: part.text for part in split_at_lines([Section(heading, text)])}


def test_numbered_lines_part_a_text():
    assert parted("Vorweg\n1 Ziel\nNetze\n2 Gegenstand\nPegel\n2.1 Fristen\nkeine") == {
        "": "Vorweg",
        "1 Ziel": "Netze",
        "2 Gegenstand": "Pegel",
        "2.1 Fristen": "keine",
    }


def test_a_number_below_a_placed_heading_stays_there_unless_it_means_something():
    text = "3 Zuwendungsempfänger\n3.1 Kommunen\nKreise\n3.2 Vereine\nalle\n4 Frist\nkeine"

    assert parted(text) == {
        "3 Zuwendungsempfänger": "3.1 Kommunen\nKreise\n3.2 Vereine\nalle",
        "4 Frist": "keine",
    }


@pytest.mark.parametrize(
    "text",
    [
        "1 Kreise\n2 Städte\n3 Gemeinden",
        "1. Januar\nDann beginnt es.",
        "3 Jahre Laufzeit\nDanach endet es.",
        "Es gelten\n80 Prozent als Satz\nfür alle",
        "1 Das ist ein Satz, der hier endet.\nUnd noch einer.",
        "Das gilt:\nVoraussetzungen:\nkeine",
        "7 Dinge\nkommen ohne die ersten sechs",
        "Antragsfrist\t30. Juni\nFördersatz\t80 %",
    ],
)
def test_what_is_no_heading_stays_in_the_text(text):
    assert parted(text) == {"": text}


@PROPERTY
@given(
    st.lists(
        st.sampled_from(
            ["1 Ziel", "2 Gegenstand", "2.1 Netze", "Fristen", "Text.", "3 Bau", "4 Art", "• Punkt"]
        ),
        min_size=1,
        max_size=12,
    )
)
def test_no_line_that_is_no_heading_is_lost(lines):
    found = parted("\n".join(lines), "Start")
    kept = [line for text in found.values() for line in text.split("\n")]

    for line in lines:
        if meaning_of(line) is None:
            assert line in kept or line in found
    assert all(text for text in found.values())
