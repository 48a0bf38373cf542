"""Which words of a calendar make an event a sitting of a body, and which do not."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from scout.sitting_titles import Said, Titles
from tests.patience import patience

PROPERTY = settings(max_examples=300, deadline=None)
HFA = "Haupt- und Finanzausschuss"

# As ALLRIS, SessionNet, SD.NET and town halls' own lists write them: body, place, title.
SITTINGS = (
    ("Rat", "Stadt Coesfeld", "Rat"),
    ("Rat", "Stadt Coesfeld", "Rat der Stadt Coesfeld"),
    ("Rat", "Stadt Coesfeld", "Rat - öffentliche Sitzung"),
    ("Rat", "Stadt Coesfeld", "Rat (ö/nö)"),
    ("Rat", "Stadt Coesfeld", "Ratssitzung"),
    ("Rat", "Stadt Coesfeld", "Stadt Coesfeld: Sitzung des Rates"),
    ("Rat", "Gemeinde Nottuln", "Sitzung des Rates der Gemeinde Nottuln"),
    ("Rat", "Gemeinde Nottuln", "Sitzung Nr. 18 des Rates der Gemeinde Nottuln"),
    ("Rat", "Gemeinde Nottuln", "Konstituierende Sitzung des Rats der Gemeinde Nottuln"),
    ("Rat", "Hansestadt Warendorf", "Rat der Stadt Warendorf"),
    ("Rat", "Stadt Bad Driburg", "Rat der Stadt Bad Driburg"),
    (
        "Rat",
        "",
        "öffentliche/nichtöffentliche Sitzung des Rates der Stadt - 24.02.2027 - 15:00 Uhr",
    ),
    ("Rat", "", "RAT/2027/0001 Rat"),
    ("Rat der Stadt Coesfeld", "Stadt Coesfeld", "Rat der Stadt Coesfeld"),
    ("Gemeinderat", "", "Gemeinderatssitzung vom 14.10.2027"),
    ("Gemeinderat", "", "Sitzung des Gemeinderates im Rathaus"),
    (HFA, "", "Haupt- und Finanzausschuss (12. Sitzung)"),
    (HFA, "", "Haupt- und Finanzausschuss, 6. Sitzung"),
    (HFA, "", "Haupt- & Finanzausschuss (HFA)"),
    (HFA, "", "Haupt– u. Finanzausschuß"),
    (HFA, "", "Sitzung des Haupt- und Finanzausschusses – nicht öffentlicher Teil"),
    (HFA, "", "A/31/WP.16 öffentliche/nichtöffentliche Sitzung des Haupt- und Finanzausschusses"),
    ("HFA", "", "3. HFA-Sitzung"),
    ("Ausschuss für Umwelt", "", "14. Sitzung des Ausschusses für Umwelt"),
    ("Technischer Ausschuss", "", "Sitzung des Technischen Ausschusses"),
    ("Gemeindevertretung", "", "Außerordentliche Sitzung der Gemeindevertretung"),
    ("Kreistag", "Kreis Coesfeld", "Sitzung des Kreistages des Kreises Coesfeld"),
    ("Kreistag", "Kreis Coesfeld", "XI/12 Kreistag, Sondersitzung"),
    ("Kreistag", "Kreis Coesfeld", "Kreistag am Mittwoch, 10. März 2027, 17:00 Uhr, Kreishaus"),
    ("Kreistag", "Kreis Coesfeld", "Kreistag (Einbringung Haushalt 2028)"),
    ("Unterausschuss Jugendhilfe", "", "Unterausschuss Jugendhilfe"),
)
OFF = (
    ("Rat", "ENTFÄLLT!!! Rat"),
    ("Rat", "ENTFAELLT: Rat der Stadt"),
    ("Rat", "Rat (entfällt wegen Krankheit)"),
    ("Rat", "Rat – fällt leider aus"),
    ("Rat", "Der Rat ist entfallen"),
    ("Rat", "Rat: Sitzung findet nicht statt"),
    ("Rat", "Rat wurde abgesagt mangels Beratungsgegenständen"),
    (HFA, "Abgesagt: Haupt- und Finanzausschuss"),
    (HFA, "Sitzung des Haupt- und Finanzausschusses ABGESAGT"),
    ("Kreistag", "Cancelled: Kreistag"),
    ("Kreistag", "Canceled: Kreistag"),
)
# Something else for certain, or another body.
OTHERS = (
    ("Kreisausschuss", "Vorbesprechung Kreisausschuss"),
    ("Kreisausschuss", "Vorbesprechung: Kreisausschuss"),
    ("Kreisausschuss", "Fraktionssitzung zur Vorbereitung Kreisausschuss"),
    ("Rat", "Fraktionssitzung vor Rat"),
    ("Rat", "Arbeitsgruppe des Rates"),
    ("Rat", "Empfang des Rates"),
    ("Rat", "Vorlagenschluss Rat"),
    ("Rat", "Ladungsfrist für die Sitzung des Rates"),
    ("Jugendhilfeausschuss", "Unterausschuss des Jugendhilfeausschusses"),
    ("Rat", "Ratsempfang"),
    ("Rat", "Gemeinderatssitzung"),
    ("Rat", "Beirat für Inklusion"),
    ("Rat", "Jugendrat"),
    (HFA, "Haupt- oder Finanzausschuss"),
    ("Rat", ""),
)
# Named, and not plain: nobody may guess.
NOT_SURE = (
    ("Rat", "", "Rat (Reserve)"),
    ("Rat", "", "Rat?"),
    ("Rat", "", "ggf. Rat"),
    ("Rat", "", "Verschoben: Rat"),
    ("Rat", "", "Rat entfällt nicht"),
    ("Rat", "", "Rat (öffentlicher Teil entfällt)"),
    ("Rat", "", "Rat (Vorbesprechung entfällt)"),
    ("Rat", "", "Rat Vorbesprechung"),
    ("Rat", "", "Vorbesprechung, danach Rat"),
    ("Rat", "", "Fraktionssitzung 16 Uhr Rat"),
    ("Rat", "", "Rat mit anschließendem Empfang"),
    ("Rat", "", "Rat – Ältestenrat"),
    ("Rat", "", "Rats-TV"),
    ("Rat", "", "Jugend-Rat"),
    ("Rat", "", "Rat (ABC)"),
    ("Rat", "", "14 Tage vor Rat"),
    ("Rat", "", "Gemeinsame Sitzung von Rat und Bauausschuss"),
    ("Rat", "Stadt Olfen", "Rat der Stadt Coesfeld"),
    ("Rat", "Samtgemeinde Scharnebeck", "Rat der Gemeinde Scharnebeck"),
    ("Finanzausschuss", "", "Haupt- und Finanzausschuss"),
    ("Ausschuss für Umwelt", "", "Ausschuss für Umwelt- und Klimaschutz"),
)


@pytest.mark.parametrize(("words", "place", "title"), SITTINGS)
def test_what_has_only_words_of_a_sitting_is_one(words: str, place: str, title: str) -> None:
    assert Titles(words, place).judge(title) is Said.SITTING


@pytest.mark.parametrize(("words", "title"), OFF)
def test_a_title_says_that_a_sitting_is_called_off(words: str, title: str) -> None:
    assert Titles(words).judge(title) is Said.OFF


@pytest.mark.parametrize(("words", "title"), OTHERS)
def test_another_matter_is_no_sitting(words: str, title: str) -> None:
    assert Titles(words).judge(title) is Said.OTHER


@pytest.mark.parametrize(("words", "place", "title"), NOT_SURE)
def test_what_has_a_word_more_is_not_sure(words: str, place: str, title: str) -> None:
    assert Titles(words, place).judge(title) is Said.NOT_SURE


@pytest.mark.parametrize(
    ("description", "said"),
    [
        (
            "Link zur Tagesordnung: https://ris.example/7\n\nBemerkung:\nDie Sitzung entfällt!",
            "OFF",
        ),
        ("Bemerkung: Sitzung wurde abgesagt", "OFF"),
        ("Die Sitzung findet nicht statt.", "OFF"),
        ("Sitzung des Rates mit Dülmen entfällt, neuer Termin folgt", "NOT_SURE"),
        ("entfällt voraussichtlich", "NOT_SURE"),
        ("Tagesordnung:\n1. Haushalt\n2. TOP 2 entfällt", "SITTING"),
        ("Exportiert am 26.01.2027", "SITTING"),
    ],
)
def test_a_remark_in_the_description_calls_a_sitting_off(description: str, said: str) -> None:
    assert Titles("Rat").judge("Rat", description) is Said[said]


def test_words_that_name_more_than_a_body_are_taken_as_they_are() -> None:
    assert Titles("Vorbesprechung Rat").judge("Vorbesprechung Rat") is Said.SITTING


WORDS = st.sampled_from(
    "Rat Rates Kreistag Sitzung der Stadt Coesfeld 14. am ( ) - , : ? Vorbesprechung Fraktion vor "
    "Reserve entfällt abgesagt nicht öffentliche Teil und mit Ausschuss HFA 2027 ENTFALLEN".split()
)


@PROPERTY
@given(st.lists(WORDS, max_size=8))
def test_a_sitting_has_no_word_of_anything_else(words: list[str]) -> None:
    said = Titles("Rat", "Stadt Coesfeld").judge(" ".join(words))
    if said is Said.SITTING:
        harmless = {"Rat", "Rates", "Sitzung", "der", "Stadt", "Coesfeld", "14.", "am", "Teil"}
        assert set(words) <= harmless | {"(", ")", "-", ",", ":", "und", "öffentliche", "2027",
                                         "nicht"}  # fmt: skip
        assert {"Rat", "Rates"} & set(words)


@PROPERTY
@given(st.text(max_size=60), st.text(min_size=1, max_size=20), st.text(max_size=20))
def test_any_words_are_judged(title: str, words: str, place: str) -> None:
    assert Titles(words, place).judge(title, title) in Said


@pytest.mark.parametrize("piece", ["Rat ", "sitzung ", "im ", "n. ö. ", "a/1/2", "Rat entfällt, "])
def test_endless_titles_come_to_an_end(piece: str) -> None:
    with patience():
        said = Titles("Rat").judge(
            f"Rat {piece * 20_000}Ausflug", f"Sitzung {piece * 20_000}Ausflug"
        )
    assert said is not Said.SITTING, "an outing is no sitting"
