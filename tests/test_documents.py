from __future__ import annotations

import pytest

from scout.match.documents import to_document, to_news_document, to_profile
from tests.builders import funding_call, news_item, project

GLASFASER = "Gefördert wird der Ausbau von Glasfaser für Schulen und Rathäuser im ländlichen Raum."


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


def test_a_topic_of_the_eu_is_quoted_from_the_parts_that_say_what_is_paid_for() -> None:
    outcome, scope, rest = "Towns share sensors.", "Gateways.", "Sensors are a parent's business."
    call = funding_call(
        texts={"Parent topic": rest, "Scope": scope, "Expected Outcome": outcome}, language="en"
    )
    document = to_document(1, call)
    assert document.text == f"{outcome}\n{scope}\n{rest}"
    assert document.summary == len(f"{outcome}\n{scope}\n")


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


def test_a_news_item_is_ranked_by_title_and_summary_under_a_key_of_its_own() -> None:
    document = to_news_document(1, news_item(title="Titel", summary="Text", language="en"))
    assert (document.key, document.title, document.text) == ("news:1", "Titel", "Text")
    assert document.language == "en"
