from __future__ import annotations

import pytest

from scout.match.documents import rank_calls, to_document, to_profile
from tests.builders import funding_call, project

GLASFASER = "Gefördert wird der Ausbau von Glasfaser für Schulen und Rathäuser im ländlichen Raum."
PFLEGE = "Gefördert werden digitale Assistenzsysteme in der ambulanten Altenpflege."


def test_a_document_begins_with_the_summary_and_ends_with_the_guideline() -> None:
    call = funding_call(
        texts={
            "Richtlinie": "Drittens.",
            "Rechtliche Voraussetzungen": "Zweitens.",
            "Volltext": "Erstens.",
            "Kurztext": "Zuerst.",
        },
        title="Ein\n  Titel",
        language="en",
    )
    document = to_document(7, call)
    assert (document.key, document.title, document.language) == ("7", "Ein Titel", "en")
    assert document.text == "Zuerst.\nErstens.\nZweitens.\nDrittens."


@pytest.mark.parametrize(
    "heading",
    [
        "Statushinweis",
        "Fristen",
        "Bearbeitungsdauer",
        "Erforderliche Unterlagen",
        "Fundstelle",
        "Quelle",
        "Sprachen",
    ],
)
def test_what_says_nothing_of_the_subject_is_left_out(heading: str) -> None:
    call = funding_call(texts={heading: "Bis morgen.", "Kurztext": GLASFASER})
    assert to_document(1, call).text == GLASFASER


def test_a_call_without_title_and_text_is_an_empty_document() -> None:
    document = to_document(1, funding_call(title=None, texts={}))
    assert (document.title, document.text) == ("", "")


def test_a_very_long_text_is_cut_at_its_end() -> None:
    call = funding_call(texts={"Richtlinie": "r" * 50_000, "Kurztext": GLASFASER})
    text = to_document(1, call).text
    assert text.startswith(f"{GLASFASER}\nrrr")
    assert len(text) == 12_000


def test_a_profile_has_a_text_for_each_language() -> None:
    profile = to_profile(
        project(
            title="Glasfaser",
            keywords=("Breitband", "Schule"),
            description="Alle Schulen ans Netz.",
            english="fibre for schools",
        )
    )
    assert profile.key == "glasfaser"
    german = profile.texts["de"].splitlines()
    assert german.count("Glasfaser") == german.count("Breitband Schule") > 1
    assert german[-1] == "Alle Schulen ans Netz."
    assert profile.texts["en"] == "fibre for schools"


def test_each_project_gets_its_own_call_with_words_and_an_unaltered_quote() -> None:
    found = {
        1: funding_call("g", title="Glasfaser im ländlichen Raum", texts={"Kurztext": GLASFASER}),
        2: funding_call("p", title="Digitale Pflege", texts={"Kurztext": PFLEGE}),
    }
    names = {number: (call.source, call.key) for number, call in found.items()}
    documents = [to_document(number, call) for number, call in found.items()]
    plan = [
        project("netz", title="Glasfaser für Schulen", description="Ausbau von Glasfaser."),
        project("alter", title="Altenpflege", description="Digitale Assistenzsysteme."),
        project("leer", title="Waldbrand", description="Löschteiche und Hydranten."),
    ]
    ranked = rank_calls(plan, documents, names, 0.05)
    assert {key: [call_id for call_id, _ in hits] for key, hits in ranked.items()} == {
        "netz": [1],
        "alter": [2],
        "leer": [],
    }
    ((_, match),) = ranked["netz"]
    assert (match.project, match.source, match.key) == ("netz", "probe", "g")
    assert 0.05 <= match.score <= 1
    (reason,) = match.reasons
    assert reason.contribution == match.score
    assert "Glasfaser" in reason.words
    assert reason.quote is not None
    assert reason.quote in GLASFASER


def test_an_english_call_is_found_by_the_english_line_only() -> None:
    call = funding_call(
        language="en",
        title="Fibre for rural schools",
        texts={"Kurztext": "The action supports fibre networks in rural schools."},
    )
    documents = [to_document(1, call)]
    plan = [
        project("mit", title="Glasfaser", english="fibre networks for schools"),
        project("ohne", title="Glasfaser"),
    ]
    ranked = rank_calls(plan, documents, {1: ("probe", "k1")}, 0.05)
    assert [len(ranked["mit"]), len(ranked["ohne"])] == [1, 0]


def test_without_calls_every_project_has_an_empty_list() -> None:
    assert rank_calls([project()], [], {}, 0.05) == {"glasfaser": []}
