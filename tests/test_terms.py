"""Terms a coordinator asks for, in sentences written for this in the style of guidelines."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from scout.domain import Section
from scout.facts import Term
from scout.reading.sections import CONDITIONS, GUIDELINE
from scout.reading.sentences import sentences_of
from scout.reading.terms import read_terms
from tests.patience import patience

PROPERTY = settings(max_examples=100, deadline=None)


def terms(text: str) -> set[Term]:
    return {each.term for each in read_terms(sentences_of([Section(GUIDELINE, text)]))}


@pytest.mark.parametrize(
    ("text", "term"),
    [
        ("Ein vorzeitiger Maßnahmenbeginn ist zugelassen.", Term.EARLY_START),
        ("Die Zustimmung zum vorzeitigen Vorhabenbeginn ist zu beantragen.", Term.EARLY_START),
        ("Ein förderunschädlicher Beginn kann genehmigt werden.", Term.EARLY_START),
        ("Mit dem Vorhaben darf noch nicht begonnen worden sein.", Term.EARLY_START),
        ("Vor Zugang des Zuwendungsbescheids darf nicht begonnen werden.", Term.EARLY_START),
        ("Das Projekt darf erst nach der Bewilligung begonnen werden.", Term.EARLY_START),
        ("Sie dürfen vor Bewilligung nicht mit dem Bau beginnen.", Term.EARLY_START),
        ("Eine Kumulierung mit Mitteln des Bundes ist zulässig.", Term.CUMULATION),
        ("Eine Doppelförderung ist ausgeschlossen.", Term.CUMULATION),
        ("Der Zuschuss kann mit anderen öffentlichen Mitteln kumuliert werden.", Term.CUMULATION),
        ("Eine Kombination mit weiteren Förderprogrammen ist möglich.", Term.CUMULATION),
        ("Neben anderen Zuwendungen wird der Zuschuss nicht gewährt.", Term.CUMULATION),
        ("Das Kumulationsverbot der AGVO ist zu beachten.", Term.CUMULATION),
        ("Die Zuwendung wird als De-minimis-Beihilfe gewährt.", Term.DE_MINIMIS),
        ("Die Förderung erfolgt nach der De-minimis-Verordnung.", Term.DE_MINIMIS),
        ("Der Zuschuss ist eine De-minimis-Beihilfe.", Term.DE_MINIMIS),
        ("Die Förderung unterliegt den De-minimis-Regelungen.", Term.DE_MINIMIS),
        ("Am Vorhaben sind mindestens zwei Partner beteiligt.", Term.COOPERATION),
        ("Es müssen mindestens 3 unabhängige Projektpartner mitwirken.", Term.COOPERATION),
        ("Gefördert werden ausschließlich Verbundvorhaben.", Term.COOPERATION),
        ("Eine Kooperationsvereinbarung ist mit dem Antrag vorzulegen.", Term.COOPERATION),
        ("Die Partner haben einen Kooperationsvertrag zu schließen.", Term.COOPERATION),
        ("Das Projekt muss in Kooperation mit einer Schule stehen.", Term.COOPERATION),
        ("Ein Konsortium ist erforderlich.", Term.COOPERATION),
        ("Sie dürfen erst beginnen, wenn Ihnen der Bescheid vorliegt.", Term.EARLY_START),
        ("Vorhaben, die vor Antragstellung begonnen wurden, sind raus.", Term.EARLY_START),
        ("Mittel anderer Förderprogramme können eingesetzt werden.", Term.CUMULATION),
        ("Der Zuschuss ist mit Krediten kombinierbar.", Term.CUMULATION),
        ("Sie erfolgt nach der Verordnung (EU) 2023/2831 (De-minimis).", Term.DE_MINIMIS),
        ("Das Projekt muss gemeinsam mit einer Schule stattfinden.", Term.COOPERATION),
        ("Mehrere Gemeinden reichen gemeinsam einen Antrag ein.", Term.JOINT_APPLICATION),
        ("Kommunen können einen gemeinsamen Antrag stellen.", Term.JOINT_APPLICATION),
        ("Die interkommunale Zusammenarbeit wird bevorzugt.", Term.JOINT_APPLICATION),
        ("Gefördert werden interkommunale Kooperationen.", Term.JOINT_APPLICATION),
        ("Antragsberechtigt sind Zusammenschlüsse von Gemeinden.", Term.JOINT_APPLICATION),
        ("Antragsberechtigt sind Kreise sowie deren Zusammenschlüsse.", Term.JOINT_APPLICATION),
        ("Gefördert werden nicht nur interkommunale Vorhaben.", Term.JOINT_APPLICATION),
        ("Für Verbünde aus drei oder mehr Kommunen gilt ein höherer Satz.", Term.JOINT_APPLICATION),
        (
            "Antragsberechtigt sind Kommunen und deren Zusammenschlüsse; nicht gefördert werden "
            "Vereine.",
            Term.JOINT_APPLICATION,
        ),
        ("Zuwendungsempfänger sind Kommunen und deren Zusammenschlüsse.", Term.JOINT_APPLICATION),
        ("Antragsberechtigt sind kommunale Zusammenschlüsse.", Term.JOINT_APPLICATION),
        ("Sie bewerben sich gemeinsam mit anderen Kommunen.", Term.JOINT_APPLICATION),
    ],
)
def test_a_stated_term_is_found_with_its_sentence(text: str, term: Term) -> None:
    found = read_terms(sentences_of([Section(GUIDELINE, text)]))
    assert [each.term for each in found] == [term]
    assert found[0].evidence.quote == text


@pytest.mark.parametrize(
    "text",
    [
        "Die Laufzeit beginnt mit dem Zugang des Bescheids.",
        "Die Arbeiten haben im Mai begonnen.",
        "Es gilt der kumulierte Wert der letzten Jahre.",
        "Die Bedingungen müssen kumulativ erfüllt sein.",
        "Die Kombination von Text und Bild ist erwünscht.",
        "Es handelt sich um keine De-minimis-Beihilfe.",
        "Der Antrag enthält eine De-minimis-Erklärung über erhaltene Beihilfen.",
        "Anzugeben sind bereits gewährte De-minimis-Beihilfen.",
        "Die Träger arbeiten gut zusammen.",
        "Eine Zusammenarbeit mit Partnern ist wünschenswert.",
        "Verbundprojekte können ebenfalls gefördert werden.",
        "Das Kabel muss mit dem Netz verbunden sein.",
        "Bei Verbundprojekten muss ein Ansprechpartner genannt werden.",
        "Besitz- und Betriebsgesellschaft müssen einen gemeinsamen Antrag stellen.",
        "Es gelten die Nebenbestimmungen für Gemeinden und deren Zusammenschlüsse.",
        "Zusammenschlüsse von Gemeinden sind nicht antragsberechtigt.",
        # a Zweckverband is one applicant
        "Antragsberechtigt sind Kreise sowie Zweckverbände.",
        "Städte, Gemeinden, Kreise, Landschaftsverbände und kommunale Zweckverbände in NRW",
        # what is excluded
        "Nicht gefördert werden Kreise und Zweckverbände.",
        "Ausgeschlossen sind Gebietskörperschaften und deren Zusammenschlüsse.",
        "Nicht gefördert werden:\n• Vereine,\n• Zusammenschlüsse von Gemeinden.",
        "Antragsberechtigt sind Gemeinden, nicht aber Zusammenschlüsse von Gemeinden.",
        "Antragsberechtigt sind Gemeinden, jedoch keine kommunalen Zusammenschlüsse.",
        "Kommunale Zusammenschlüsse sind von der Förderung ausgenommen.",
        "Kommunen (ausgenommen Zusammenschlüsse von Kommunen)",
        "Interkommunale Vorhaben werden nicht gefördert.",
        "Vereine und deren Verbände sind willkommen.",
        "",
    ],
)
def test_other_matters_state_no_term(text: str) -> None:
    assert terms(text) == set()


def test_each_term_is_stated_once_by_its_plainest_sentence() -> None:
    text = (
        "Mit dem Bau darf noch nicht begonnen worden sein.\n"
        "Der vorzeitige Baubeginn kann auf Antrag zugelassen werden.\n"
        "Ein vorzeitiger Maßnahmenbeginn ist anzuzeigen."
    )
    found = read_terms(sentences_of([Section(GUIDELINE, text)]))
    assert [each.evidence.rule for each in found] == ["early-start"]
    assert found[0].evidence.quote.startswith("Der vorzeitige Baubeginn")


def test_the_conditions_are_asked_before_the_guideline() -> None:
    sections = [
        Section(GUIDELINE, "Eine Doppelförderung ist ausgeschlossen."),
        Section(CONDITIONS, "Eine Kumulierung ist erlaubt."),
    ]
    (found,) = read_terms(sentences_of(sections))
    assert found.evidence.section == CONDITIONS


def test_a_heading_is_only_taken_where_no_sentence_speaks() -> None:
    text = "7.1 Vorzeitiger Maßnahmenbeginn\nVor Bewilligung darf nicht begonnen werden."
    (found,) = read_terms(sentences_of([Section(GUIDELINE, text)]))
    assert found.evidence.rule == "not-begun"
    assert terms("7.1 Vorzeitiger Maßnahmenbeginn\nHierzu gilt die LHO.") == {Term.EARLY_START}


@PROPERTY
@given(st.text(max_size=400))
def test_no_text_is_too_odd_and_quotes_stand_in_it(text: str) -> None:
    for each in read_terms(sentences_of([Section(GUIDELINE, text)])):
        assert text[each.evidence.start : each.evidence.end] == each.evidence.quote


@pytest.mark.parametrize(
    "piece",
    ["9", "(", "vorzeitig ", "nicht vor ", "mindestens zwei ", "De-minimis als ", "gemeinsam "],
)
def test_hostile_texts_end(piece: str) -> None:
    text = piece * (200_000 // len(piece))
    with patience():
        found = read_terms(sentences_of([Section(GUIDELINE, text)]))
    assert all(
        text[each.evidence.start : each.evidence.end] == each.evidence.quote for each in found
    )
