"""Who may not apply: bodies that a negation governs, in sentences written before the rules were.

A "yes" read out of "keine Kreise" is the worst fault of all; a "no" for a body that the negation
does not govern is a lost call.
"""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from scout.domain import Admission, Section
from scout.reading.applicants.denial import denials_in
from scout.reading.applicants.eligibility import read_eligibility
from scout.reading.sentences import sentences_of
from tests.patience import patience

PROPERTY = settings(max_examples=150, deadline=None)
LETTERS = {Admission.YES: "Y", Admission.NO: "N", Admission.UNKNOWN: "U"}
HEADING = "Wer wird gefördert?"


def verdicts(text: str, heading: str = HEADING, labels: tuple[str, ...] = ()) -> str:
    """Return what is read of a county and a town, as two letters."""
    who = read_eligibility(sentences_of([Section(heading, text)]), {"Foerderberechtigte": labels})
    for each in (who.county, who.town):
        if each.evidence and each.evidence.section == heading:
            assert text[each.evidence.start : each.evidence.end] == each.evidence.quote
    return LETTERS[who.county.verdict] + LETTERS[who.town.verdict]


NO_COUNTIES = [
    "• Städte und Gemeinden\n• keine Kreise",
    "• Kommunen\n• keine Kreise",
    "Städte und Gemeinden (nicht: Kreise)",
    "Städte und Gemeinden (nicht Kreise)",
    "Städte und Gemeinden, keine Kreise",
    "Städte und Gemeinden, jedoch keine Kreise.",
    "Kommunen (keine Kreise)",
    "Städte und Gemeinden; Kreise: nein",
    "• Kreise (nicht antragsberechtigt)\n• Gemeinden",
    "• Gemeinden\n• Kreise (nicht antragsberechtigt)",
    "Kommunen, aber nicht die Kreise",
    "Kommunen, nicht hingegen Landkreise",
    "Kommunen – keine Landkreise",
    "Kommunen, allerdings keine Kreise und keine Landschaftsverbände",
    "Kommunen, jedoch weder Kreise noch Landschaftsverbände",
    "Antragsberechtigt sind Kommunen, nicht Kreise.",
    "Antragsberechtigt sind Kommunen, aber keine Kreise und Zweckverbände.",
    "Antragsberechtigt sind nur Städte und Gemeinden, keine Landkreise.",
    "Zuwendungsempfänger sind Kommunen (Kreise nicht).",
    "Zuwendungsempfänger sind Kommunen; Kreise gehören nicht dazu.",
    "Gemeinden: ja, Kreise: nein",
    "Kreise: nein, Gemeinden: ja",
    "Gemeinden: ja; Kreise und Landschaftsverbände: nein",
    "Gemeinden (ja), Kreise (nein)",
    "Kommunen. Kreise nicht.",
    "Städte und Gemeinden\nKreise gehören nicht dazu",
    "Städte und Gemeinden\nKreise zählen nicht zu den Geförderten",
    "Städte und Gemeinden\nnicht: Kreise",
    "Städte und Gemeinden\nNicht Kreise",
    "Städte und Gemeinden\nKeine Kreise!",
    "Kommunen, Kreise ausgenommen",
    "Kommunen (Kreise ausgeschlossen)",
    "Kommunen\nKreise – nicht antragsberechtigt",
    "Kommunen\nKreise: nicht förderfähig",
    "Kommunen, abgesehen von den Kreisen",
    "Kommunen, bis auf die Kreise",
    "Kommunen exkl. Kreise",
    "Kommunen, ausgenommen Kreise",
    "Kommunen ohne Kreise",
    "Kommunen, nicht aber Kreise",
    "Kommunen, nicht jedoch Landkreise",
    "Kommunen. Kreise sind nicht antragsberechtigt.",
    "Bewerben können sich Kommunen, nicht aber Kreise.",
    "Kommunen\nAusgenommen:\n• Kreise",
    "Kommunen\nNicht:\n• Kreise\n• Zweckverbände",
    "Anträge können von Kommunen, nicht von Kreisen gestellt werden.",
    "Das Programm richtet sich an Kommunen, nicht an Landkreise.",
    "Kommunen (ausgenommen: Kreise)",
    "Alle Kommunen in NRW – mit Ausnahme der Kreise",
    "Städte und Gemeinden, aber nicht Landkreise und Regierungsbezirke",
    "Kommunen (keine Kreise, keine Landschaftsverbände)",
    "Städte & Gemeinden | keine Kreise",
    "Antragsberechtigt sind ausschließlich Städte und Gemeinden, also keine Kreise.",
    "Bewerben können sich Gemeinden, nicht aber die Kreise selbst.",
    "Kommunen; die Kreise sind nicht antragsberechtigt",
    "– Gemeinden\n– nicht: Kreise",
    "Kommunen unter Ausschluss der Kreise",
    "Kommunen. Keine Förderung für Kreise.",
    "Kommunen, keine Förderung von Kreisen",
    "Kommunen. Kreise können sich nicht bewerben.",
    "Kommunen. Kreise werden nicht gefördert.",
    "Städte und Gemeinden. Landkreise nehmen nicht teil.",
    "Kommunen. Landkreise bleiben außen vor.",
    "Gemeinden und Gemeindeverbände, nicht jedoch Kreise",
    "Antragsberechtigt sind Städte und Gemeinden. Kreise dürfen keinen Antrag stellen.",
    "Antragsteller: Städte, Gemeinden (Kreise ausgenommen)",
    "• Städte\n• Gemeinden\n• Kreise: nein",
    "• Städte\n• Gemeinden\n• Kreise – nein",
    "Kommunen, nicht die Kreise",
    "Kommunen. Nicht: Kreise.",
    "Gemeinden (auch kreisangehörige), nicht: Kreise",
    "Kommunen, ausdrücklich nicht die Landkreise",
    "Zuwendungsempfänger sind die kommunalen Gebietskörperschaften ohne die Kreise.",
    "Antragsberechtigt sind Kommunen mit Ausnahme der Kreise und der kreisfreien Städte.",
    "Antragsberechtigt sind Kommunen, ausgenommen Landschaftsverbände, Regionalverbände und Kreise",
    "Städte und Gemeinden; keine Antragsberechtigung für Kreise",
    "Kommunen | keine Kreise",
]
NO_TOWNS = [
    "• Kreise und kreisfreie Städte\n• keine kreisangehörigen Gemeinden",
    "Kommunen (keine kreisangehörigen Gemeinden)",
    "Kommunen, keine kreisangehörigen Städte und Gemeinden",
    "Kommunen, jedoch nicht kreisangehörige Gemeinden",
    "Kreise (nicht: Städte und Gemeinden)",
    "Kreise: ja, kreisangehörige Gemeinden: nein",
    "• Kreise\n• kreisangehörige Gemeinden (nicht antragsberechtigt)",
    "Gebietskörperschaften; kreisangehörige Gemeinden gehören nicht dazu",
    "Kreise, nicht Gemeinden",
    "Kreise, aber keine Gemeinden",
    "Landkreise, keine Städte und Gemeinden",
    "Antragsberechtigt sind Landkreise, nicht aber kreisangehörige Gemeinden.",
    "Nur Kreise. Kreisangehörige Gemeinden: nein.",
    "Kreise und kreisfreie Städte, nicht: kreisangehörige Kommunen",
    "Kommunen außer kreisangehörigen Gemeinden",
]
NO_MUNICIPALITIES = [
    "• Vereine\n• keine Kommunen",
    "Vereine und Stiftungen (keine Kommunen)",
    "Vereine, keine Gebietskörperschaften",
    "Unternehmen; Kommunen: nein",
    "Vereine, weder Kreise noch Gemeinden",
    "Vereine. Kommunen nicht.",
    "• Hochschulen\n• keine kommunalen Gebietskörperschaften",
    "Antragsberechtigt sind Unternehmen, keine Kommunen.",
    "Antragsberechtigt sind Vereine, nicht hingegen Gebietskörperschaften.",
    "Unternehmen (Kommunen sind nicht antragsberechtigt)",
]
# The negation governs something else, or nothing that applies.
ALL = [
    "nicht nur Kreise, sondern auch Gemeinden",
    "Nicht nur Kommunen, auch Vereine",
    "Kommunen, nicht zuletzt Kreise",
    "Kreise und Gemeinden, die noch keine Förderung erhalten haben",
    "Kommunen, die keine eigenen Stadtwerke haben",
    "Kommunen und Unternehmen, die nicht von Kommunen beherrscht werden",
    "Kreise und Gemeinden (keine Vereine)",
    "Kreise und Gemeinden, nicht Vereine",
    "Kreise und Gemeinden, keine Privatpersonen",
    "Kreise und Gemeinden: ja, Vereine: nein",
    "Kreise und Gemeinden mit nicht mehr als zwei Projekten",
    "Antragsberechtigt sind bisher nicht geförderte Kommunen.",
    "Antragsberechtigt sind Kommunen, keine bereits geförderten Kommunen.",
    "Zuwendungsempfänger sind Kreise, Gemeinden und Vereine, die keine Gemeinden sind.",
    "Kommunen, keine kreisfreien Städte",
    "Kreise und Gemeinden, keine Landschaftsverbände",
    "Kommunen, in denen keine Kreise mitwirken",
    "Kreise und Gemeinden: keine Frist",
    "Kreise und Gemeinden (nicht rückzahlbarer Zuschuss)",
    "Kommunen. Kommunen in der Haushaltssicherung sind nicht ausgeschlossen.",
    "Kreise und Gemeinden, auch ohne eigenes Konzept",
    "Nicht antragsberechtigt sind Vereine. Antragsberechtigt sind Kommunen.",
    "Kommunen (keine Ortsteile)",
    "Kreise und Gemeinden, sofern keine andere Förderung besteht",
    "Kommunen. Ein Konzept ist nicht nötig.",
    "Antragsberechtigt sind Kreise und Gemeinden, deren Vorhaben noch nicht begonnen wurde.",
    "Antragsberechtigt sind Kommunen; Vereine können nicht gefördert werden.",
    "Antragsberechtigt sind Kommunen – nicht jedoch Unternehmen, an denen Kommunen beteiligt sind.",
    "Antragsberechtigt sind Kommunen, ausgenommen Vereine, die Kommunen beraten.",
    "Kommunen, keine Privatpersonen, keine Vereine",
    "Gemeinden und Kreise (nicht wirtschaftlich tätig)",
    "Gemeinden und Kreise – keine Antragsfrist",
    "Kommunen, nicht aber deren Eigenbetriebe",
    "Kommunen, keine kommunalen Unternehmen",
    "Kreise und Gemeinden, nicht aber deren Unternehmen",
    "Antragsberechtigt sind Kommunen, aber keine Unternehmen von Kommunen.",
    "Antragsberechtigt sind Kreise, Gemeinden, nicht aber Stadtwerke der Gemeinden.",
    "Kreise und Gemeinden, nicht Ortsgemeinden",
    "• Kommunen\n• keine kommunalen Unternehmen",
    "Antragsberechtigt sind Kommunen. Nicht antragsberechtigt sind kommunale Unternehmen.",
    "Kommunen können sich nicht erneut bewerben. Antragsberechtigt sind Kommunen.",
    "Kommunen: ja, Unternehmen der Kommunen: nein",
    "Kommunen (Eigenbetriebe der Kommunen nicht)",
    "Kommunen, Zweckverbände von Kommunen nicht",
    "Kommunen. Unternehmen der Kommunen nicht.",
]


@pytest.mark.parametrize("text", NO_COUNTIES)
def test_counties_are_shut_out_and_towns_are_not(text: str) -> None:
    assert verdicts(text) == "NY"


@pytest.mark.parametrize("text", NO_TOWNS)
def test_towns_are_shut_out_and_counties_are_not(text: str) -> None:
    assert verdicts(text) == "YN"


@pytest.mark.parametrize("text", NO_MUNICIPALITIES)
def test_all_municipalities_are_shut_out(text: str) -> None:
    assert verdicts(text) == "NN"


@pytest.mark.parametrize("text", ALL)
def test_a_negation_of_something_else_shuts_out_nobody(text: str) -> None:
    assert verdicts(text) == "YY"


@pytest.mark.parametrize(
    ("text", "county"),
    [
        ("• Städte und Gemeinden\n• keine Kreise", "N"),
        ("Kommunen (keine Kreise)", "N"),
        ("Kommunen; Kreise: nein", "N"),
        ("Kommunen (keine kommunalen Unternehmen)", "Y"),
    ],
)
def test_a_label_that_admits_municipalities_does_not_undo_it(text: str, county: str) -> None:
    assert verdicts(text, labels=("kommune",)) == f"{county}Y"


@pytest.mark.parametrize(
    ("text", "possible"),
    [
        # said of the last only, or of the whole list
        ("Städte und Gemeinden, Kreise: nein", ("NU", "NY")),
        ("Kreise, Landschaftsverbände: nein\nGemeinden: ja", ("UY", "NY")),
        # what follows is read at least as "unknown"
        ("Antragsberechtigt sind keine Kreise, sondern Städte und Gemeinden.", ("NU", "NY")),
        ("Kommunen, nur keine Kreise", ("NU", "NY")),
        ("Kommunen; nicht antragsberechtigt: Kreise", ("NU", "NY")),
        ("Kommunen (ausgenommen sind Kreise)", ("NU", "NY")),
        ("Anträge von Kommunen, nicht jedoch von Kreisen", ("NU", "NY")),
        ("3 Zuwendungsempfänger\nKommunen\n3.1 Ausnahmen\nKreise", ("NU", "NY")),
    ],
)
def test_what_may_be_denied_is_never_a_yes(text: str, possible: tuple[str, ...]) -> None:
    assert verdicts(text) in possible


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Antragsberechtigt sind Gemeinden; Kreise sind ausgeschlossen.", "NY"),
        ("Antragsberechtigt sind Kommunen; Vereine können nicht gefördert werden.", "YY"),
        ("Kommunen; die Kreise sind nicht antragsberechtigt", "NY"),
        ("Kommunen in der Haushaltssicherung sind nicht ausgeschlossen.", "UU"),
        ("Nicht antragsberechtigt sind Vereine und auch keine Kommunen.", "NN"),
    ],
)
def test_the_parts_of_a_sentence_are_read_by_themselves(text: str, expected: str) -> None:
    assert verdicts(text) == expected


@pytest.mark.parametrize(
    ("heading", "expected"),
    [
        ("Nicht antragsberechtigt", "NN"),
        ("Wer wird gefördert?", "YY"),
        ("Wer wird nicht gefördert?", "UU"),
    ],
)
def test_a_heading_shuts_out_those_below_it(heading: str, expected: str) -> None:
    assert verdicts("Kreise und Gemeinden", heading) == expected


def test_a_lead_shuts_out_only_where_applicants_are_spoken_of() -> None:
    items = "Ausnahmen:\n• Kommunen"
    assert verdicts(items) == "NN"
    assert verdicts(items, "Fristen") == "UU"


@pytest.mark.parametrize(
    ("heading", "text", "expected"),
    [
        ("Zielgruppe", "Alle Städte und Gemeinden sowie Kreise in Nordrhein-Westfalen.", "YY"),
        ("Zielgruppen", "Kommunen", "YY"),
        ("Adressaten", "Kreise, Städte und Gemeinden", "YY"),
        ("An wen richtet sich das Programm?", "Kreise und Gemeinden", "YY"),
        ("Teilnahmeberechtigte", "Kommunen", "YY"),
        ("Teilnahmeberechtigt sind", "Kreise und Gemeinden", "YY"),
        ("Wen fördern wir?", "Kreise und kreisfreie Städte", "YN"),
        ("Zielgruppe", "Kommunen, keine Kreise", "NY"),
        # who is not named is not shut out
        ("Zielgruppe", "Kreise und kreisfreie Städte", "YU"),
        ("Zielgruppe", "Kinder und Jugendliche", "UU"),
        ("Zielgruppe", "Familien, Vereine", "UU"),
        ("Zielgruppe", "Unternehmen", "UU"),
        # people in a municipality are none
        ("Zielgruppe", "Menschen in Städten und Gemeinden", "UU"),
        ("Zielgruppe", "Zielgruppe sind Jugendliche in Gemeinden.", "UU"),
    ],
)
def test_an_audience_may_apply_and_shuts_out_nobody(heading: str, text: str, expected: str) -> None:
    assert verdicts(text, heading) == expected


def test_applicants_are_asked_before_an_audience() -> None:
    sections = [
        Section("Zielgruppe", "Kommunen"),
        Section("Antragsberechtigte", "Vereine und Stiftungen"),
    ]
    who = read_eligibility(sentences_of(sections), {})
    assert who.county.verdict is who.town.verdict is Admission.NO


WORDS = st.sampled_from(
    "keine kein nicht weder noch nein Kommunen Kreise Gemeinden kreisangehörige Vereine und , "
    ". : ; ( ) – sondern die der sind ausgenommen gehören dazu bereits geförderten für".split()
)


@PROPERTY
@given(st.lists(WORDS, max_size=40).map(" ".join))
def test_every_answer_has_its_words_whatever_is_denied(text: str) -> None:
    assert len(verdicts(text)) == 2


@PROPERTY
@given(st.text(max_size=300))
def test_denials_stand_in_the_text(text: str) -> None:
    found = denials_in(text, 0, len(text))
    assert all(0 <= first <= last <= len(text) for first, last in (*found.shut_out, *found.aside))


@pytest.mark.parametrize(
    "piece",
    [
        "keine ",
        "nicht ",
        "keine Kreise, ",
        "Kreise: nein ",
        "Kreise und ",
        "weder noch ",
        "Kreise (",
    ],
)
def test_hostile_texts_end(piece: str) -> None:
    text = piece * (200_000 // len(piece))
    with patience():
        assert len(verdicts(text)) == 2
