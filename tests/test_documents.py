from __future__ import annotations

import pytest

from matching.rank import rank
from scout.match.documents import Ranking, rank_all, to_document, to_news_document, to_profile
from scout.store.news import NewsEntry
from tests.builders import TODAY, funding_call, news_item, project

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
    ranked = rank_all(plan, documents, names, [], 0.05).calls
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
    ranked = rank_all(plan, documents, {1: ("probe", "k1")}, [], 0.05).calls
    assert [len(ranked["mit"]), len(ranked["ohne"])] == [1, 0]


def test_without_calls_every_project_has_an_empty_list() -> None:
    assert rank_all([project()], [], {}, [], 0.05).calls == {"glasfaser": []}


def news(number: int, title: str, summary: str = "") -> NewsEntry:
    return NewsEntry(number, news_item(f"n{number}", title=title, summary=summary), TODAY)


PLAN = [
    project(
        "netz", title="Glasfaser für Schulen", description="Ausbau von Glasfaser.", keywords=()
    ),
    project("alter", title="Altenpflege", description="Digitale Assistenzsysteme."),
]


def ranked(*found: NewsEntry, threshold: float = 0.05) -> Ranking:
    calls = {1: funding_call("g", texts={"Kurztext": GLASFASER}),
             2: funding_call("p", texts={"Kurztext": PFLEGE})}  # fmt: skip
    documents = [to_document(number, call) for number, call in calls.items()]
    names = {number: (call.source, call.key) for number, call in calls.items()}
    return rank_all(PLAN, documents, names, found, threshold)


def test_a_news_item_is_ranked_by_title_and_summary_under_a_key_of_its_own() -> None:
    document = to_news_document(1, news_item(title="Titel", summary="Text", language="en"))
    assert (document.key, document.title, document.text) == ("news:1", "Titel", "Text")
    assert document.language == "en"


def test_calls_and_news_of_the_same_number_are_kept_apart() -> None:
    found = ranked(news(1, "Glasfaser für alle Schulen", "Der Ausbau geht weiter."))

    assert [call_id for call_id, _ in found.calls["netz"]] == [1]
    assert [call_id for call_id, _ in found.calls["alter"]] == [2]
    (entry,) = found.news
    match = entry.match
    assert (entry.news_id, match.project) == (1, "netz")
    assert (match.source, match.key) == ("news_probe", "n1")
    assert match.words[:2] == ("Glasfaser", "Schulen")
    assert 0.05 <= match.score <= 1


def test_the_same_text_has_the_same_score_as_a_call_and_as_news() -> None:
    call = funding_call("g", title="Glasfaser für Schulen", texts={"Kurztext": GLASFASER})
    item = news(7, "Glasfaser für Schulen", GLASFASER)

    found = rank_all(PLAN, [to_document(1, call)], {1: ("probe", "g")}, [item], 0.05)

    assert [match.score for _, match in found.calls["netz"]] == [
        entry.match.score for entry in found.news if entry.match.project == "netz"
    ]


@pytest.mark.parametrize(
    ("title", "fits"),
    [
        ("Glasfaser", False),
        ("Glasfaser, Glasfaser, Glasfaser!", False),
        ("Glasfaser-Lampen für das Wohnzimmer", False),
        ("Glasfaser für die Schulen im Kreis", True),
    ],
)
def test_one_word_alone_says_nothing_however_heavy_it_is(title: str, fits: bool) -> None:  # noqa: FBT001 - a column of a table
    found = ranked(news(1, title), news(2, "Fußball am Sonntag", "Der Verein gewann."))

    assert [entry.match.project for entry in found.news] == (["netz"] if fits else [])


def test_what_the_heaviest_word_leaves_must_be_worth_two_thirds_of_the_threshold() -> None:
    item = news(1, "Glasfaser für die Schulen im Kreis")
    (entry,) = ranked(item).news
    rest = _without_heaviest(item)

    assert ranked(item, threshold=rest * 1.49).news == [entry]
    assert ranked(item, threshold=rest * 1.51).news == []
    assert entry.match.score > rest * 1.51, "the score alone would reach it"


def _without_heaviest(item: NewsEntry) -> float:
    """Return the score of ``item`` for PLAN's first project less its heaviest word's share."""
    calls = [funding_call("g", texts={"Kurztext": GLASFASER}),
             funding_call("p", texts={"Kurztext": PFLEGE})]  # fmt: skip
    documents = [to_document(number, call) for number, call in enumerate(calls, start=1)]
    hits = rank([to_profile(PLAN[0])], [*documents, to_news_document(1, item.item)], threshold=0.01)
    (hit,) = (hit for hit in hits["netz"] if hit.document == "news:1")
    return hit.score - hit.shares[0]
