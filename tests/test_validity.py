from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from scout.domain import Section
from scout.reading.sentences import sentences_of
from scout.reading.timing.validity import read_opening, read_validity
from tests.patience import patience

PROPERTY = settings(max_examples=250, deadline=None)
PIECES = (
    "Diese Richtlinie Sie tritt am 1.1.2027 31. Dezember 2030 in Kraft und außer bis zum gilt "
    "befristet AGVO Anträge können ab dem gestellt werden . \n Geltungsdauer ; Programmlaufzeit –"
).split(" ")


def valid_until(text: str) -> str | None:
    found = read_validity(sentences_of([Section("Richtlinie", text)]))
    if found is None:
        return None
    assert found.evidence is not None
    assert text[found.evidence.start : found.evidence.end] == found.evidence.quote
    return found.on.isoformat()


def opens_on(text: str) -> str | None:
    found = read_opening(sentences_of([Section("Volltext", text)]))
    return found.on.isoformat() if found else None


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("Die Richtlinie tritt am 1.1.25 in Kraft und am 31.12.2029 außer Kraft.", "2029-12-31"),
        (
            "Diese Richtlinie tritt am Tag nach ihrer Verkündung in Kraft und mit Ablauf des "
            "30. Juni 2028 außer Kraft.",
            "2028-06-30",
        ),
        ("Dieser Runderlass tritt mit Ablauf des 31. Dezember 2028 außer Kraft.", "2028-12-31"),
        ("Dieser RdErl. tritt am 1.3.2026 in Kraft und am 31.12.2030 außer Kraft.", "2030-12-31"),
        ("8 Schlussbestimmungen\nSie tritt am 31. Dezember 2029 außer Kraft.", "2029-12-31"),
        ("Sie tritt spätestens mit Ablauf des 31. Mai 2029 außer Kraft.", "2029-05-31"),
        ("Diese Grundsätze treten am 1. Mai 2026 in Kraft und gelten bis 30.4.2031.", "2031-04-30"),
        ("Die Geltungsdauer dieser Richtlinie endet am 31. Dezember 2027.", "2027-12-31"),
        ("9 Geltungsdauer\nDie Geltungsdauer ist bis zum 31.12.2027 befristet.", "2027-12-31"),
        ("Das Förderprogramm ist bis zum 31. Dezember 2028 befristet.", "2028-12-31"),
        ("Die Richtlinie ist befristet bis längstens 31. Dezember 2030.", "2030-12-31"),
        ("Die Verwaltungsvorschrift gilt bis zum 30. September 2029.", "2029-09-30"),
        ("Diese Bekanntmachung ist bis zum 31. Juli 2028 gültig.", "2028-07-31"),
        ("Die Laufzeit dieser Richtlinie ist bis zum 31. März 2029 begrenzt.", "2029-03-31"),
        ("Die Förderrichtlinie endet zunächst am 31. Dezember 2027.", "2027-12-31"),
        ("Die Förderhinweise laufen mit dem 31.12.2027 aus.", "2027-12-31"),
        ("Dieses Programm läuft bis zum 31. Oktober 2027.", "2027-10-31"),
        (
            "Die Laufzeit dieser Förderrichtlinie ist bis zum Auslaufen der AGVO zuzüglich sechs "
            "Monaten, mithin bis zum 30. Juni 2027, befristet.",
            "2027-06-30",
        ),
        (
            "Diese Richtlinie löst die Richtlinie vom 3. Mai 2019, geändert am 2. Juni 2020, ab; "
            "sie gilt bis zum 31. Dezember 2028.",
            "2028-12-31",
        ),
        (
            "Anträge sind jederzeit während der Programmlaufzeit (1. Januar 2024 – 31. Dezember "
            "2028) möglich.",
            "2028-12-31",
        ),
        (
            "Die Richtlinie gilt bis zum 31. Dezember 2026.\n"
            "Verlängerung der Richtlinie bis zum 31. Dezember 2028 durch Erlass vom 3. Mai 2026.",
            "2028-12-31",
        ),
        (
            "Diese Richtlinie tritt am 1. Juli 2026 in Kraft und am 30. Juni 2029 außer Kraft.\n"
            "Gleichzeitig tritt die Richtlinie vom 4. Mai 2021 mit Ablauf des 30. Juni 2026 außer "
            "Kraft.",
            "2029-06-30",
        ),
        ("1Sie tritt mit Ablauf des 31. Dezember 2027 außer Kraft.", "2027-12-31"),
    ],
)
def test_the_end_of_the_guideline_is_read(text: str, day: str) -> None:
    assert valid_until(text) == day


@pytest.mark.parametrize(
    "text",
    [
        "Diese Richtlinie tritt am 1. Januar 2027 in Kraft.",
        "Gleichzeitig tritt die Richtlinie vom 3. Mai 2021 außer Kraft.",
        "Der Bezugserlass tritt mit Ablauf des 31.12.2026 außer Kraft.",
        "Die bisherige Richtlinie tritt mit Ablauf des 31. Dezember 2026 außer Kraft.",
        "Abweichend hiervon tritt Nr. 6 am 31. Dezember 2027 außer Kraft.",
        "Die Verordnung (EU) 2023/2831 gilt bis zum 31. Dezember 2030.",
        "Die Geltungsdauer der AGVO ist bis zum 31. Dezember 2026 befristet.",
        "Die De-minimis-Verordnung gilt bis zum 31. Dezember 2030.",
        "Sollte die AGVO verlängert werden, gilt die Richtlinie bis zum 31. Dezember 2030.",
        "Eine Verlängerung der Richtlinie ist bis zum 31. Dezember 2030 vorgesehen.",
        "Die Laufzeit verlängert sich, aber nicht über den 31. Dezember 2030 hinaus.",
        "Die Maßnahme ist bis zum 31.12.2027 befristet.",
        "Satz 2 ist befristet bis zum 31.12.2027.",
        "Die staatliche Beihilfe wurde mit einer Laufzeit bis 31.12.2027 genehmigt.",
        "Der Bewilligungszeitraum endet am 31. Dezember 2027.",
        "Die Laufzeit der Vorhaben endet spätestens am 31. Dezember 2028.",
        "Die Antragsfrist endet am 31. März 2027.",
        "Anträge nach dieser Richtlinie sind bis zum 31. März 2027 zu stellen.",
        "Zuwendungsfähig sind Ausgaben bis zum 31. Dezember 2027.",
        "Es gilt die Fassung der Bekanntmachung vom 3. Mai 2024.",
        "Stand: 31.12.2026",
        "",
    ],
)
def test_the_end_of_something_else_is_not_that_of_the_guideline(text: str) -> None:
    assert valid_until(text) is None


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("Anträge können ab dem 1. März 2027 gestellt werden.", "2027-03-01"),
        ("Anträge sind frühestens ab 01.03.2027 möglich.", "2027-03-01"),
        ("Die Bewerbungsfrist beginnt am 1. Februar 2027 und endet am 1. Mai 2027.", "2027-02-01"),
        ("Am 01.02.2027 öffnet das Antragsportal.", "2027-02-01"),
        ("Start der Antragstellung ist der 1. April 2027.", "2027-04-01"),
        (
            "Skizzen können vom 1. März 2027 bis zum 30. April 2027 eingereicht werden.",
            "2027-03-01",
        ),
        ("Die Antragstellung ist zum 1. März 2027 wieder möglich.", "2027-03-01"),
        ("Bewerbungen sind zwischen dem 2.5.2027 und dem 30.6.2027 möglich.", "2027-05-02"),
    ],
)
def test_the_day_on_which_applying_opens_is_read(text: str, day: str) -> None:
    assert opens_on(text) == day


@pytest.mark.parametrize(
    "text",
    [
        "Anträge können bis zum 31. März 2027 gestellt werden.",
        "Mit dem Vorhaben kann ab dem 1. März 2027 begonnen werden.",
        "Anträge für Maßnahmen ab dem 1. Januar 2027 können gestellt werden.",
        "Anträge sind ab dem 1.1.2027 verpflichtend elektronisch zu stellen.",
        "Die Richtlinie gilt ab dem 1. Januar 2027 für alle Anträge.",
        "Der Bewilligungszeitraum kann am 1. Juli 2027 beginnen.",
        "Anträge können ab März gestellt werden.",
        "",
    ],
)
def test_another_beginning_is_no_opening(text: str) -> None:
    assert opens_on(text) is None


@PROPERTY
@given(
    st.one_of(st.text(max_size=300), st.lists(st.sampled_from(PIECES), max_size=40).map(" ".join))
)
def test_any_text_gives_days_whose_words_stand_in_it(text: str) -> None:
    sentences = sentences_of([Section("Richtlinie", text)])
    for found in (read_validity(sentences), read_opening(sentences)):
        if found is not None:
            assert found.evidence is not None
            assert text[found.evidence.start : found.evidence.end] == found.evidence.quote


@pytest.mark.parametrize(
    "text",
    [
        "9" * 300_000,
        "die Richtlinie gilt bis zum " * 12_000,
        "außer Kraft 1.1.2027 " * 12_000,
        "Anträge ab dem 1.1.2027 " * 12_000,
        "diese „ " * 40_000 + "1.1.2027",
        "[" * 300_000,
    ],
    ids=lambda text: text[:12],
)
def test_hostile_texts_come_to_an_end(text: str) -> None:
    sentences = sentences_of([Section("Richtlinie", text)])
    with patience():
        found = (read_validity(sentences), read_opening(sentences))
    for day in found:
        if day is not None:
            assert day.evidence is not None
            assert text[day.evidence.start : day.evidence.end] == day.evidence.quote


@pytest.mark.parametrize(
    ("text", "day"),
    [
        (
            "Die Antragstellung ist noch bis zum 31. Dezember 2026 möglich. Das Programm "
            "läuft bis zum 31. Dezember 2027.",
            "2027-12-31",
        ),
        (
            "9 Inkrafttreten, Außerkrafttreten\nDiese Richtlinie tritt am Tag nach ihrer "
            "Veröffentlichung in Kraft und mit Ablauf des 31. Dezember 2028 außer Kraft.",
            "2028-12-31",
        ),
        (
            "10 Geltungsdauer\nDiese Verwaltungsvorschrift gilt vom 1. Januar 2024 bis zum "
            "31. Dezember 2027.",
            "2027-12-31",
        ),
        (
            "Die Geltungsdauer dieser Richtlinien ist bis zum 30. Juni 2029 befristet.",
            "2029-06-30",
        ),
        (
            "8 Schlussbestimmungen\nDer Runderlass tritt mit Wirkung vom 1. März 2025 in "
            "Kraft und am 28. Februar 2030 außer Kraft.",
            "2030-02-28",
        ),
        (
            "Die Laufzeit dieser Förderrichtlinie ist bis zum Zeitpunkt des Auslaufens "
            "ihrer beihilferechtlichen Grundlage, der AGVO, zuzüglich einer "
            "Anpassungsperiode von sechs Monaten, mithin bis zum 30. Juni 2027, befristet.",
            "2027-06-30",
        ),
        (
            "Sie verliert mit Ablauf des 31.12.2026 ihre Gültigkeit.",
            "2026-12-31",
        ),
        (
            "Die Richtlinie gilt bis 31. Dezember 2029.",
            "2029-12-31",
        ),
        (
            "11 Laufzeit\nDas Programm endet am 31.12.2027.",
            "2027-12-31",
        ),
        (
            "Dieser Erlass tritt am 1.7.2025 in Kraft. Er tritt mit Ablauf des 30.6.2030 "
            "außer Kraft.",
            "2030-06-30",
        ),
        (
            "Die Geltungsdauer der Richtlinie vom 3. Mai 2021 wird bis zum 31. Dezember "
            "2028 verlängert.",
            "2028-12-31",
        ),
        (
            "Die Richtlinie tritt zum 1. Januar 2026 in Kraft und ist gültig bis "
            "einschließlich 31. Dezember 2026.",
            "2026-12-31",
        ),
        (
            "Die Richtlinie tritt am 31.12.2027 außer Kraft. Anträge können bis zum "
            "30.06.2027 gestellt werden.",
            "2027-12-31",
        ),
        (
            "8 Inkrafttreten und Geltungsdauer\nDie Förderrichtlinie tritt mit Wirkung vom "
            "1. Januar 2025 in Kraft. Sie gilt bis zum 31. Dezember 2029.",
            "2029-12-31",
        ),
        (
            "9 In-Kraft-Treten\nDiese Verwaltungsvorschrift tritt am 1. Januar 2024 in "
            "Kraft und am 31. Dezember 2028 außer Kraft.",
            "2028-12-31",
        ),
        (
            "Diese Richtlinie tritt am 1. Mai 2025 in Kraft; sie tritt mit Ablauf des 30. "
            "April 2030 außer Kraft.",
            "2030-04-30",
        ),
        (
            "Diese Förderrichtlinie tritt mit Ablauf des 31. Dezember 2027 außer Kraft, "
            "nicht jedoch vor Abschluss der bewilligten Vorhaben.",
            "2027-12-31",
        ),
        (
            "IX. Inkrafttreten\nDiese Richtlinie tritt rückwirkend zum 1. Januar 2026 in "
            "Kraft und hat eine Gültigkeit bis 31. Dezember 2030.",
            "2030-12-31",
        ),
        (
            "Dieser Runderlass tritt am Tag nach der Veröffentlichung in Kraft und tritt "
            "am 31.12.2026 außer Kraft.",
            "2026-12-31",
        ),
        (
            "Die Grundsätze treten am 1. Januar 2025 in Kraft und mit Ablauf des 31. "
            "Dezember 2026 außer Kraft.",
            "2026-12-31",
        ),
        (
            "12 Befristung\nDie Förderung nach dieser Richtlinie ist bis zum 31. Dezember "
            "2027 befristet.",
            "2027-12-31",
        ),
        (
            "Die Richtlinie tritt am 1.1.2025 in Kraft und hat eine Laufzeit bis zum 31.12.2027.",
            "2027-12-31",
        ),
        (
            "Das Programm hat eine Laufzeit bis zum 31.12.2026.",
            "2026-12-31",
        ),
        (
            "Ihre Geltungsdauer endet mit Ablauf des 30. Juni 2028.",
            "2028-06-30",
        ),
        (
            "6 Geltungsdauer\nDie Richtlinie tritt mit dem Tage ihrer Bekanntgabe in Kraft. "
            "Sie ist bis zum 31. Dezember 2028 befristet.",
            "2028-12-31",
        ),
        (
            "Diese Verwaltungsvorschrift tritt am 1. Juli 2024 in Kraft und spätestens am "
            "30. Juni 2031 außer Kraft.",
            "2031-06-30",
        ),
        (
            "Der Geltungszeitraum dieser Richtlinie endet am 31. Dezember 2027.",
            "2027-12-31",
        ),
        (
            "Die Richtlinien gelten für die Zeit vom 1. Januar 2026 bis 31. Dezember 2030.",
            "2030-12-31",
        ),
        (
            "Die Förderbekanntmachung ist bis zum Ablauf des 31. Dezember 2026 gültig.",
            "2026-12-31",
        ),
        (
            "Vorbehaltlich einer Verlängerung tritt diese Richtlinie am 30. Juni 2027 außer Kraft.",
            "2027-06-30",
        ),
    ],
)
def test_validity_is_read_in_many_turns_of_phrase(text: str, day: str) -> None:
    assert valid_until(text) == day


@pytest.mark.parametrize(
    "text",
    [
        "5.3 Bewilligungszeitraum\nDer Bewilligungszeitraum endet spätestens am 31. Dezember 2028.",
        "Die Zweckbindungsfrist endet am 31.12.2035.",
        "9.2 Übergangsregelung\nFür Anträge, die bis zum 31. Dezember 2024 gestellt wurden, "
        "gilt die Richtlinie in der Fassung vom 12. März 2021.",
        "Die Richtlinie tritt am 15. Mai 2025 in Kraft. Gleichzeitig tritt der Erlass vom "
        "1. Juni 2020 außer Kraft, dessen Geltung am 31. Mai 2025 endete.",
        "Die De-minimis-Verordnung (EU) 2023/2831 gilt bis zum 31. Dezember 2030.",
        "Projekte müssen spätestens bis zum 31. Dezember 2028 beendet und abgerechnet sein.",
        "Der Förderzeitraum beginnt am 1. Juli 2026 und endet am 30. Juni 2029.",
        "Bereits vor Inkrafttreten dieser Richtlinie am 1. März 2025 gestellte Anträge "
        "werden nach altem Recht beschieden.",
        "Abweichend von Satz 1 gilt für die Länder: Sie melden dem Bund bis zum 1. Oktober "
        "die angemeldeten Projekte.",
        "10 Inkrafttreten\nDiese Richtlinie tritt am 1. Januar 2026 in Kraft. Gleichzeitig "
        "tritt die Richtlinie vom 12. Mai 2021, die bis zum 31. Dezember 2025 gilt, außer "
        "Kraft.",
        "Der Bundesrahmen gilt bis zum 31. Dezember 2029; die Förderung richtet sich danach.",
        "Die Gemeinde hat den Zuschuss, soweit er nicht bis zum 31.12.2027 verwendet "
        "wurde, zu erstatten.",
    ],
)
def test_what_ends_beside_the_guideline_is_not_its_validity(text: str) -> None:
    assert valid_until(text) is None
