"""Contact persons are not kept; a sentence with a date is, and every other line stays as it is."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scout.reading.pages import read_page, sections_of_call
from scout.reading.persons import without_persons

STAYS = [
    "Anträge stellen Kreise, Städte und Gemeinden.",
    "Fragen richten Sie an foerderung@ministerium.example.",
    "Anträge sind bis zum 31. Mai 2027 bei Frau Dr. Muster, Telefon 0251 1234, einzureichen.",
    "Die Frist endet, wenn Frau Muster (Tel. 0251 1234) die letzte Skizze erhalten hat.",
    "Bewerbungen sind bis Ende Januar 2027 an Frau Dr. Muster, muster@amt.example, zu richten.",
    "Herr und Hund kommen im Projekt „Dorf“ vor.",
    "Telefon und E-Mail sind förderfähig.",
    "Drohnen und Roboter werden gefördert.",
    "Zuständig: Bezirksregierung Münster, Telefon 0251 4110",
    "Ansprechpartner: Projektträger Jülich",
    "Projektleitung Digitale Dörfer",
    "Die Leitung: Kreis Coesfeld",
    "Ansprechpartnerin ist Petra Muster, Anträge bis 31.05.2027 per E-Mail.",
    "Die Projektleitung Digitales Rathaus wird gefördert.",
]
GOES = [
    "Ansprechpartnerin ist Frau Dr. Erika Muster, Telefon: 0228 3821-1234.",
    "Auskunft erteilt Herr Prof. Dr.-Ing. Max Beispiel (max.beispiel@traeger.example).",
    "Frau Erika Muster",
    "• Herr Dr. Max Beispiel",
    "Ansprechpartnerin: Frau E. Muster",
    "Dr. Erika Muster, E-Mail: muster(at)traeger.example",
    "Ansprechpartnerin: Petra Muster",
    "Zuständig: Petra von der Muster, Dezernat 33",
    "Sachbearbeitung: Muster, P.",
    "Projektleitung: Dr.-Ing. Anna Beispiel",
    "Rückfragen an: Petra Muster (02541 18-1234)",
    "Ihre Ansprechpartnerin ist Petra Muster, Telefon 0251 1234.",
]


@pytest.mark.parametrize("line", STAYS)
def test_a_line_that_is_no_contact_person_stays(line: str) -> None:
    assert without_persons(f"Davor.\n{line}\nDanach.") == f"Davor.\n{line}\nDanach."


@pytest.mark.parametrize("line", GOES)
def test_a_line_on_a_contact_person_goes_and_no_other(line: str) -> None:
    assert without_persons(f"Davor.\n{line}\nDanach.") == "Davor.\nDanach."


def test_the_ways_to_reach_a_person_go_with_the_name_above_them() -> None:
    text = (
        "Projektträger ist die Beispiel GmbH.\nFrau Dr. Erika Muster\nTelefon: 0228 1234\n"
        "erika.muster@traeger.example\nTelefon: 0228 99 (Zentrale)\nEs gelten die Regeln."
    )
    assert without_persons(text) == "Projektträger ist die Beispiel GmbH.\nEs gelten die Regeln."
    office = "Beispiel GmbH\nTelefon: 0228 99"
    assert without_persons(office) == office


@given(st.text(alphabet="Frau Dr.@Te l\nM:•0123", max_size=300))
def test_what_is_left_are_lines_of_the_text_in_their_order(text: str) -> None:
    lines = iter(text.split("\n"))
    assert all(line in lines for line in without_persons(text).split("\n") if line)


def test_the_sections_of_a_page_name_nobody() -> None:
    page = read_page(
        "<main><h1>Netze</h1><h2>7.1 Einschaltung eines Projektträgers</h2><p>Träger ist die "
        "Beispiel GmbH.</p><p>Ansprechpartnerin ist Frau Dr. Erika Muster, Telefon 0228 12.</p>"
        "<h2>Wer wird gefördert?</h2><p>Gemeinden.</p></main>",
        "https://traeger.example/",
    )
    texts = " ".join(section.text for section in sections_of_call(page).sections)
    assert "Muster" not in texts
    assert "Beispiel GmbH" in texts
