from __future__ import annotations

import math
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from matching.index import Index
from matching.rank import Document, Hit, Profile, rank
from matching.words import term_of, terms

PROPERTY = settings(max_examples=80, deadline=None)
VOCABULARY = (
    "Glasfaser Breitband Sensor Hochwasser Pegel Ampel Radweg Archiv Chatbot Drohne Klinik Museum "
    "Solarstrom Wärmenetz und die Antrag"
).split()
TEXT = st.lists(st.sampled_from([*VOCABULARY, ".", "\n"]), max_size=25).map(" ".join)
ANY_TEXT = st.text(alphabet=st.characters(), max_size=120)
FLOOD = "Pegel und Sensoren warnen vor Hochwasser"


def one(text: str, language: str = "de") -> Profile:
    return Profile("p", {language: text})


def hits(profile: Profile, *documents: Document, threshold: float = 0.01) -> list[Hit]:
    return rank([profile], documents, threshold=threshold)[profile.key]


def filler() -> list[Document]:
    return [
        Document("f1", "Museen", "Archive und Museen werden saniert."),
        Document("f2", "Radwege", "Radwege an Landstraßen mit Ampeln."),
        Document("f3", "Kliniken", "Kliniken erhalten neue Betten."),
    ]


# --- Index ------------------------------------------------------------------------------------


def test_scores_have_a_row_a_profile_and_a_column_a_document() -> None:
    scores = Index(["Pegel", "Ampel", "Radweg"], ["Pegel", "Klinik"], "de").scores()
    assert scores.shape == (2, 3)
    assert scores[0, 0] == pytest.approx(1.0)
    assert scores[0, 1] == scores[1, 0] == 0.0


def test_words_that_no_document_has_lower_the_score() -> None:
    alone, with_more = Index(["Pegel", "Ampel"], ["Pegel", "Pegel Drohne Museum"], "de").scores()
    assert 0.0 < with_more[0] < alone[0]


def test_a_rare_common_word_weighs_more_than_a_frequent_one() -> None:
    index = Index(["Ampel Pegel", "Ampel Radweg", "Ampel Archiv"], ["Ampel Pegel"], "de")
    shares = index.contributions(0, 0)
    term = term_of("de")
    assert shares[str(term("pegel"))] > shares[str(term("ampel"))]


def test_contributions_sum_up_to_the_score() -> None:
    index = Index([FLOOD, "Ampel am Radweg"], ["Hochwasser Pegel Ampel"], "de")
    for column, score in enumerate(index.scores()[0]):
        assert sum(index.contributions(0, column).values()) == pytest.approx(score)


def test_a_profile_without_a_term_scores_nothing() -> None:
    index = Index([FLOOD], ["und die der", ""], "de")
    assert not index.scores().any()
    assert index.contributions(0, 0) == {}


def test_documents_without_a_term_score_nothing() -> None:
    index = Index(["", "und"], ["Pegel"], "de")
    assert not index.scores().any()
    assert index.contributions(0, 1) == {}


@PROPERTY
@given(
    st.lists(st.one_of(TEXT, ANY_TEXT), min_size=1, max_size=6),
    st.lists(st.one_of(TEXT, ANY_TEXT), min_size=1, max_size=3),
    st.sampled_from(["de", "en"]),
)
def test_scores_are_shares_and_never_nan(
    documents: list[str], profiles: list[str], language: str
) -> None:
    index = Index(documents, profiles, language)
    scores = index.scores()
    assert np.isfinite(scores).all()
    assert ((scores >= 0) & (scores <= 1)).all()
    for row, profile in enumerate(profiles):
        for column, document in enumerate(documents):
            shares = index.contributions(row, column)
            assert set(shares) == set(terms(profile, language)) & set(terms(document, language))
            assert all(share > 0 for share in shares.values())
            assert math.isclose(sum(shares.values()), scores[row, column], abs_tol=1e-9)


# --- rank -------------------------------------------------------------------------------------


def test_the_fitting_document_comes_first() -> None:
    found = hits(one(FLOOD), *filler(), Document("flood", "Hochwasser", f"{FLOOD}. Es regnet."))
    assert found[0].document == "flood"
    assert all(hit.document == "flood" for hit in found)


def test_a_profiles_own_text_scores_one() -> None:
    (found,) = hits(one("Pegel Sensor Drohne"), Document("d", "", "Pegel Sensor Drohne"))
    assert found.score == pytest.approx(1.0)


def test_only_scores_from_the_threshold_on_are_hits() -> None:
    documents = [*filler(), Document("d", "Pegel", "Ampel am Radweg")]
    (score,) = [hit.score for hit in hits(one("Pegel Drohne"), *documents)]
    assert hits(one("Pegel Drohne"), *documents, threshold=score)
    assert not hits(one("Pegel Drohne"), *documents, threshold=math.nextafter(score, 2))


def test_a_document_that_shares_no_word_is_no_hit() -> None:
    assert hits(one("Drohne"), *filler(), threshold=1e-9) == []


def test_equal_scores_are_ordered_by_key() -> None:
    twins = [Document(key, "Pegel", "Pegel am Bach") for key in ("c", "a", "b")]
    assert [hit.document for hit in hits(one("Pegel"), *twins)] == ["a", "b", "c"]


def test_every_profile_gets_a_list_even_an_empty_one() -> None:
    profiles = [Profile("a", {"de": "Drohne"}), Profile("b", {}), Profile("c", {"de": " "})]
    assert rank(profiles, filler(), threshold=0.1) == {"a": [], "b": [], "c": []}
    assert rank(profiles, [], threshold=0.1) == {"a": [], "b": [], "c": []}
    assert rank([], filler(), threshold=0.1) == {}


def test_each_language_is_asked_in_its_own_text() -> None:
    documents = [
        Document("de", "Sensoren", "Sensoren am Fluss"),
        Document("en", "Floods", "Flood warning for rivers", "en"),
    ]
    assert [hit.document for hit in hits(one("flood river", "en"), *documents)] == ["en"]
    assert [hit.document for hit in hits(one("Sensor Fluss"), *documents)] == ["de"]
    both = Profile("p", {"de": "Sensor Fluss", "en": "flood river"})
    assert {hit.document for hit in hits(both, *documents)} == {"de", "en"}


def test_an_unknown_language_is_read_as_german() -> None:
    assert [hit.document for hit in hits(one("Pegel"), Document("d", "Pegel", "", "fr"))] == ["d"]


def test_a_word_of_the_title_counts_more_than_one_of_the_text() -> None:
    found = hits(
        one("Pegel Drohne"),
        Document("text", "Ampel Radweg", "Pegel Drohne Ampel Radweg"),
        Document("title", "Pegel Drohne", "Pegel Drohne Ampel Radweg"),
        *filler(),
    )
    assert [hit.document for hit in found] == ["title", "text"]
    assert found[0].score > found[1].score


def test_only_the_first_ten_thousand_characters_are_read() -> None:
    document = Document("d", "Ampel", "x " * 5000 + "Pegel")
    assert hits(one("Pegel"), document) == []
    assert hits(one("Pegel"), Document("d", "Ampel", "x " * 4990 + "Pegel"))


def test_words_are_the_documents_own_heaviest_first() -> None:
    (found,) = hits(
        one("Sensor Hochwasser Pegel"),
        Document("d", "Lage", "Hochwassers wegen messen Sensoren; Sensoren und ein Pegel."),
        *filler(),
    )
    assert set(found.words) == {"Sensoren", "Hochwassers", "Pegel"}
    assert list(found.shares) == sorted(found.shares, reverse=True)
    assert sum(found.shares) == pytest.approx(found.score)


def test_the_commonest_spelling_names_a_word() -> None:
    (found,) = hits(one("Sensor"), Document("d", "Lage", "Sensors, Sensoren und Sensoren"))
    assert found.words == ("Sensoren",)


def test_a_word_is_shown_without_soft_hyphens() -> None:
    (found,) = hits(one("Hochwasser"), Document("d", "Lage", "Bei Hoch\u00adwasser warnen."))
    assert found.words == ("Hochwasser",)
    assert found.quote == "Bei Hoch\u00adwasser warnen."


def test_at_most_six_words_are_named() -> None:
    text = " ".join(VOCABULARY[:10])
    (found,) = hits(one(text), Document("d", "", text))
    assert len(found.words) == len(found.shares) == 6


def test_the_quote_is_the_sentence_that_carries_most() -> None:
    text = "Ein Pegel steht dort. Pegel und Drohne melden Hochwasser. Die Drohne fliegt."
    (found,) = hits(one("Pegel Drohne Hochwasser"), Document("d", "Lage", text))
    assert found.quote == "Pegel und Drohne melden Hochwasser."


def test_a_sentence_is_quoted_before_a_title_that_carries_more() -> None:
    document = Document("d", "Pegel Drohne Hochwasser", "Wir beraten gern. Ein Pegel genügt.")
    (found,) = hits(one("Pegel Drohne Hochwasser"), document)
    assert found.quote == "Ein Pegel genügt."


def test_the_title_is_quoted_where_no_sentence_says_anything() -> None:
    (found,) = hits(one("Pegel"), Document("d", "Neue Pegel", "Wir beraten gern."))
    assert found.quote == "Neue Pegel"


def test_the_first_of_equal_sentences_is_quoted() -> None:
    (found,) = hits(one("Pegel"), Document("d", "", "Alte Pegel. Neue Pegel."))
    assert found.quote == "Alte Pegel."


def test_a_list_item_is_quoted_without_its_mark() -> None:
    (found,) = hits(
        one("Pegel"), Document("d", "Lage", "Gefördert werden:\n• Pegel am Bach\n• Ampeln")
    )
    assert found.quote == "Pegel am Bach"


DOCUMENTS = st.lists(
    st.tuples(
        st.one_of(TEXT, ANY_TEXT), st.one_of(TEXT, ANY_TEXT), st.sampled_from(["de", "en", "x"])
    ),
    max_size=7,
).map(lambda rows: [Document(f"d{number}", *row) for number, row in enumerate(rows)])


@PROPERTY
@given(DOCUMENTS, st.one_of(TEXT, ANY_TEXT), st.floats(0.01, 1))
def test_hits_of_any_texts_are_sound(
    documents: list[Document], text: str, threshold: float
) -> None:
    found = rank([Profile("p", {"de": text, "en": text})], documents, threshold=threshold)["p"]
    by_key = {document.key: document for document in documents}
    assert len({hit.document for hit in found}) == len(found)
    assert [(-hit.score, hit.document) for hit in found] == sorted(
        (-hit.score, hit.document) for hit in found
    )
    for hit in found:
        document = by_key[hit.document]
        assert threshold <= hit.score <= 1
        assert 1 <= len(hit.words) == len(hit.shares) <= 6
        assert hit.quote
        assert hit.quote in document.title or hit.quote in document.text


@PROPERTY
@given(DOCUMENTS, TEXT)
def test_the_same_input_gives_the_same_hits(documents: list[Document], text: str) -> None:
    profiles = [Profile("p", {"de": text, "en": text})]
    assert rank(profiles, documents, threshold=0.01) == rank(profiles, documents, threshold=0.01)


@PROPERTY
@given(DOCUMENTS, TEXT, st.randoms(use_true_random=False))
def test_the_ranking_does_not_hang_on_the_order_of_documents(
    documents: list[Document], text: str, random: object
) -> None:
    profiles = [Profile("p", {"de": text, "en": text})]
    shuffled = list(documents)
    random.shuffle(shuffled)  # type: ignore[attr-defined]
    one_way = rank(profiles, documents, threshold=1e-6)
    assert one_way == rank(profiles, shuffled, threshold=1e-6)


@PROPERTY
@given(DOCUMENTS, TEXT, TEXT)
def test_another_profile_changes_nothing_for_the_first(
    documents: list[Document], text: str, other: str
) -> None:
    alone = rank([Profile("p", {"de": text})], documents, threshold=0.05)["p"]
    both = [Profile("q", {"de": other}), Profile("p", {"de": text})]
    beside = rank(both, documents, threshold=0.05)["p"]
    assert {hit.document: hit.score for hit in beside} == pytest.approx(
        {hit.document: hit.score for hit in alone}
    )


def test_the_ranking_does_not_hang_on_the_seed_of_hashes() -> None:
    program = (
        "from matching.rank import *\n"
        f"words = {VOCABULARY!r}\n"
        "documents = [Document(f'd{n}', words[n % 7], ' '.join(words[n:] + words[:n])"
        " + '. ' + ' '.join(reversed(words[n:]))) for n in range(12)]\n"
        "print(rank([Profile('p', {'de': ' '.join(words)})], documents, threshold=.01))\n"
    )
    outputs = {
        subprocess.run(
            [sys.executable, "-c", program],
            env={"PYTHONHASHSEED": seed, "PYTHONPATH": str(Path(__file__).parents[1])},
            capture_output=True,
            check=True,
        ).stdout
        for seed in ("0", "1", "2")
    }
    assert len(outputs) == 1
    assert b"Hit(" in outputs.pop()


@pytest.mark.parametrize("text", ["9" * 1_000_000, "Pegel " * 200_000, "[" * 1_000_000])
def test_hostile_texts_come_to_an_end(text: str) -> None:
    (found,) = hits(one(f"Pegel {text}"), Document("d", "Pegel", text))
    assert found.document == "d"


def test_the_summary_is_quoted_rather_than_the_rest_unless_that_says_more() -> None:
    summary = "Gefördert wird ein Pegel am Fluss."
    name = "Richtlinie über Pegel und Sensor an Flüssen."
    text = f"{summary}\n{name}"
    profile = one("Pegel Sensor")
    (plain,) = hits(profile, Document("d", "Amt", text))
    (led,) = hits(profile, Document("d", "Amt", text, summary=len(summary)))
    assert (plain.quote, led.quote) == (name, summary)
    assert (plain.score, plain.words) == (led.score, led.words)
    (only,) = hits(one("Sensor"), Document("d", "Amt", text, summary=len(summary)))
    assert only.quote == name
