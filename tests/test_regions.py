"""Where an applicant must lie, in sentences written for this."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from scout.domain import Admission, Section
from scout.reading.applicants.eligibility import read_eligibility
from scout.reading.applicants.regions import LAENDER, region_sentence, regions_in_text
from scout.reading.classifications import translate_regions
from scout.reading.sections import CONDITIONS, FULL_TEXT, GUIDELINE
from scout.reading.sentences import sentences_of
from tests.patience import patience

PROPERTY = settings(max_examples=100, deadline=None)


@pytest.mark.parametrize(
    ("text", "regions", "rule"),
    [
        ("Unternehmen mit Sitz in Nordrhein-Westfalen werden gefördert.", ("DE-NW",), "seat-in"),
        ("Sie haben Ihren Wohnsitz in Bayern.", ("DE-BY",), "seat-in"),
        ("Die Betriebsstätte muss im Freistaat Sachsen sein.", ("DE-SN",), "seat-in"),
        ("Sie sind in Sachsen-Anhalt ansässig.", ("DE-ST",), "seat-in"),
        ("Der Tätigkeitsschwerpunkt liegt in Berlin.", ("DE-BE",), "seat-in"),
        ("Der Sitz liegt in Brandenburg oder Berlin.", ("DE-BB", "DE-BE"), "seat-in"),
        ("Antragsberechtigt sind die Landkreise in Hessen.", ("DE-HE",), "bodies-of-land"),
        ("Antragsberechtigt sind niedersächsische Landkreise.", ("DE-NI",), "bodies-of-land"),
        ("Antragsberechtigt sind die Thüringer Gemeinden.", ("DE-TH",), "bodies-of-land"),
        ("Es geht um Kommunen des Landes Rheinland-Pfalz.", ("DE-RP",), "bodies-of-land"),
        ("Es geht um Gemeinden Baden-Württembergs.", ("DE-BW",), "bodies-of-land"),
        ("Vereine in NRW sind antragsberechtigt.", ("DE-NW",), "bodies-of-land"),
        ("Das Vorhaben wird im Saarland durchgeführt.", ("DE-SL",), "takes-place-in"),
        ("Sie müssen das Projekt in Schleswig-Holstein umsetzen.", ("DE-SH",), "takes-place-in"),
        ("Das Land Brandenburg unterstützt Sie.", ("DE-BB",), "land-supports"),
        ("Die Freie und Hansestadt Hamburg gewährt Mittel.", ("DE-HH",), "land-supports"),
        ("Das Programm gilt bundesweit.", ("DE",), "whole-country"),
        ("Sie benötigen eine Niederlassung in Deutschland.", ("DE",), "seat-in"),
        ("Wir helfen gern.", (), None),
        ("Das hat sich schon in Bayern bewährt.", (), None),
        ("Das Bremer Modell überzeugt.", (), None),
        ("Die Mitsachsenden sind froh.", (), None),
    ],
)
def test_the_text_says_where(text: str, regions: tuple[str, ...], rule: str | None) -> None:
    found, evidence = regions_in_text(sentences_of([Section(GUIDELINE, text)]), ())
    assert found == regions
    assert (evidence.rule if evidence else None) == rule
    if evidence:
        assert evidence.quote == text


def test_every_land_is_known_by_its_name() -> None:
    for iso, (name, _) in LAENDER.items():
        text = f"Der Sitz des Trägers muss in {name} liegen."
        assert regions_in_text(sentences_of([Section(GUIDELINE, text)]), ())[0] == (iso,)


def test_the_lands_are_those_of_the_classification() -> None:
    codes = [f"de_{iso[3:].lower()}" for iso in LAENDER]
    assert translate_regions(codes) == (tuple(LAENDER), ())


@pytest.mark.parametrize(
    ("texts", "region", "expected"),
    [
        (
            {
                FULL_TEXT: "Das Land Hessen unterstützt Sie.",
                CONDITIONS: "Antragsberechtigt sind Landkreise in Hessen.",
            },
            "DE-HE",
            "Antragsberechtigt sind Landkreise in Hessen.",
        ),
        (
            {
                GUIDELINE: "Das Vorhaben wird in Sachsen durchgeführt.",
                FULL_TEXT: "Der Freistaat Sachsen unterstützt Sie.",
            },
            "DE-SN",
            "Der Freistaat Sachsen unterstützt Sie.",
        ),
        ({GUIDELINE: "Das Land Sachsen-Anhalt fördert."}, "DE-SN", None),
        ({GUIDELINE: "Das Land Hessen fördert."}, "DE-NW", None),
    ],
)
def test_words_for_a_region_come_from_the_best_place(
    texts: dict[str, str], region: str, expected: str | None
) -> None:
    sentences = sentences_of([Section(heading, text) for heading, text in texts.items()])
    evidence = region_sentence(sentences, (), [region])
    assert (evidence.quote if evidence else None) == expected


def test_codes_go_before_the_text_and_are_evidence_where_it_says_nothing() -> None:
    sentences = sentences_of([Section(GUIDELINE, "Sie haben Ihren Sitz in Bayern.")])
    who = read_eligibility(sentences, {"Foerdergebiet": ("hessen",)})
    assert who.regions == ("DE-HE",)
    assert who.region is not None
    assert (who.region.quote, who.region.section) == ("hessen", "Foerdergebiet")
    assert read_eligibility(sentences, {}).regions == ("DE-BY",)
    assert read_eligibility((), {}).regions == ()
    assert read_eligibility((), {}).region is None


def test_the_whole_country_keeps_its_code() -> None:
    sentences = sentences_of([Section(GUIDELINE, "Das Land Hessen macht mit.")])
    who = read_eligibility(sentences, {"Foerdergebiet": ("_bundesweit", "hessen")})
    assert who.regions == ("DE", "DE-HE")
    assert who.region is not None
    assert who.region.quote == "_bundesweit"


def test_applicants_that_only_name_a_land_are_the_last_resort() -> None:
    text = "Antragsberechtigt sind Stiftungen wie jene von Bayern."
    who = read_eligibility(sentences_of([Section(GUIDELINE, text)]), {"Foerdergebiet": ("bayern",)})
    assert who.region is not None
    assert who.region.rule == "named-with-bodies"


@pytest.mark.parametrize(
    "text",
    [
        "Gemeinden und Gemeindeverbände der fünf Modellregionen sowie Unternehmen und Vereine",
        "Gemeinden und Kreise der fünf Modellregionen",
        "Kommunen in den ausgewählten Modellkommunen",
        "Kommunen der geförderten Regionen",
        "Kommunen im Fördergebiet der GRW",
        "Antragsberechtigt sind Kommunen in den geförderten Regionen.",
        "Antragsberechtigt sind Kreise und Gemeinden der teilnehmenden Pilotregionen.",
        "Antragsberechtigt sind die Gemeinden und Gemeindeverbände in den 28 LEADER-Regionen.",
        "Kommunen in den folgenden Gebieten: Eifel und Hunsrück",
        "Gemeinden und Gemeindeverbände der Kreise Düren und Euskirchen",
        "Kommunen der drei ausgewählten Smart-City-Regionen",
        "Kommunen in einem der sechs Fördergebiete",
        "Gemeinden, Kreise und Zweckverbände der vier Modellräume",
        "Kreise, Städte und Gemeinden in Grenzregionen",
        "Gemeinden und Kreise des Rheinischen Reviers",
        "Kommunen der Regierungsbezirke Arnsberg und Detmold",
        "Kreise und Gemeinden aus den benannten Transformationsregionen",
        "Kreise, Gemeinden und deren Zusammenschlüsse in den ausgewählten Modellregionen",
        "Kommunen der 12 Regionen",
        "Kommunen in anerkannten LEADER-Regionen",
        "Kommunen in den Fördergebieten des Programms",
        "Städte und Gemeinden sowie Kreise im Kreis Düren",
    ],
)
def test_applicants_in_places_that_were_chosen_are_left_open(text: str) -> None:
    who = read_eligibility(sentences_of([Section("Wer wird gefördert?", text)]), {})
    assert who.county.verdict is not Admission.YES
    assert who.town.verdict is not Admission.YES
    assert Admission.NO not in (who.county.verdict, who.town.verdict)
    assert who.county.evidence is not None


@pytest.mark.parametrize(
    "text",
    [
        "Kreise und Gemeinden in Nordrhein-Westfalen",
        "Kreise und Gemeinden, die mit den ausgewählten Modellkommunen zusammenarbeiten",
        "Gemeinden und Kreise, insbesondere der fünf Modellregionen",
        "Gemeinden und Kreise, auch außerhalb der ausgewählten Modellregionen",
        "Alle 396 Kommunen und 31 Kreise in Nordrhein-Westfalen",
        "Gemeinden und Kreise des Landes Nordrhein-Westfalen",
        "Gemeinden und Kreise im Regierungsbezirk Münster",
        "Kommunen in den Kreisen Borken, Coesfeld und Steinfurt",
        "Kommunen mit Sitz im Fördergebiet Nordrhein-Westfalen – Niederlande (Kreis Coesfeld)",
        "Kreise und Gemeinden; bei Vorhaben in ausgewählten Modellregionen auch Vereine",
        "Gemeinden und Kreise für Maßnahmen",
        "Kommunen in der Haushaltssicherung",
        "Landkreise, Städte und Gemeinden der Bundesrepublik Deutschland",
        "Antragsberechtigt sind die Kreise und Gemeinden in den Grenzen des Landes.",
        "Gemeinden, Kreise und Zusammenschlüsse aus mindestens drei Gemeinden",
        "Kreise, Gemeinden und Verbünde der teilnehmenden Kommunen",
        "Kreise und Gemeinden im jeweiligen Gebiet",
        "Kreise und Gemeinden mit einem der folgenden Vorhaben",
        "Kommunen und Vereine im Programmgebiet",
        "Kommunen im Fördergebiet",
        "Kommunen mit einem Vorhaben in einer anerkannten LEADER-Region",
        "Gemeinden und Gemeindeverbände der Kreise Nordrhein-Westfalens",
    ],
)
def test_places_that_are_only_mentioned_leave_nothing_open(text: str) -> None:
    who = read_eligibility(sentences_of([Section("Wer wird gefördert?", text)]), {})
    assert who.county.verdict is who.town.verdict is Admission.YES


@PROPERTY
@given(st.text(max_size=300))
def test_no_text_is_too_odd(text: str) -> None:
    regions, evidence = regions_in_text(sentences_of([Section(GUIDELINE, text)]), ())
    assert bool(regions) == (evidence is not None)
    if evidence is not None:
        assert text[evidence.start : evidence.end] == evidence.quote


@pytest.mark.parametrize("piece", ["Sitz in ", "Kommunen in ", "Bayern ", "durchführen ", "9", "("])
def test_hostile_texts_end(piece: str) -> None:
    text = piece * (200_000 // len(piece))
    with patience():
        sentences = sentences_of([Section(GUIDELINE, text)])
        _, said = regions_in_text(sentences, sentences)
        other = region_sentence(sentences, sentences, ["DE-HE"])
    for each in (said, other):
        assert each is None or text[each.start : each.end] == each.quote
