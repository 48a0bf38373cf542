"""The index: what scores are, and what they do not hang on."""

from __future__ import annotations

from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from matching import blocks, space
from matching.counts import count
from matching.index import Index
from matching.texts import Document, Profile, Wishes
from matching.words import LANGUAGES
from tests.funding_texts import ENGLISH, GERMAN

PROPERTY = settings(max_examples=80, deadline=None)
VOCABULARY = (
    "Glasfaser Breitband Breitbandausbau Ausbau Sensor Sensoren Hochwasser Hochwasserschutz Schutz "
    "Pegel Ampel Radweg Archiv Chatbot Drohne Klinik Museum Solarstrom Wärmenetz und die Antrag 7 "
    "broadband sensor flood floods museum the Xyzzy Breit\u00adband Straße"
).split()
TEXT = st.lists(st.sampled_from([*VOCABULARY, ".", "\n"]), max_size=25).map(" ".join)
ANY_TEXT = st.one_of(TEXT, st.text(alphabet=st.characters(), max_size=60))
DOCUMENTS = st.lists(
    st.tuples(ANY_TEXT, ANY_TEXT, st.sampled_from(["de", "en", "x"])), max_size=8
).map(lambda rows: [Document(f"d{number}", *row) for number, row in enumerate(rows)])
PROFILE = st.builds(
    Profile,
    st.just("p"),
    st.dictionaries(st.sampled_from(["de", "en"]), ANY_TEXT),
    st.builds(
        Wishes,
        words=st.dictionaries(
            st.sampled_from(VOCABULARY), st.sampled_from([0, 0.5, 5]), max_size=2
        ),
    ),
    st.dictionaries(st.sampled_from(["d0", "d1", "d2", "gone"]), st.booleans()),
)
FLOOD = "Pegel und Sensoren warnen vor Hochwasser, Deiche und Polder schützen davor"


def built(documents: list[Document], *profiles: Profile) -> Index:
    return Index.build(count(documents), profiles)


def scores(documents: list[Document], **texts: str) -> dict[str, float]:
    """Return the scores of one profile, by document."""
    found = built(documents, Profile("p", texts))
    return dict(zip(found.keys, found.scores()[0].tolist(), strict=True))


def best(documents: list[Document], **texts: str) -> str:
    found = scores(documents, **texts)
    return max(found, key=found.__getitem__)


def test_scores_have_a_row_a_profile_and_a_column_a_document() -> None:
    documents = [
        Document("b", "Floods", "", "en"),
        Document("c", "Pegel", ""),
        Document("a", "", ""),
    ]
    found = built(documents, Profile("p", {"de": "Pegel"}), Profile("q", {}))
    assert found.keys == ("a", "c", "b")
    assert found.scores().shape == found.learned_scores().shape == (2, 3)
    # Whoever asks for one key after the other must not make the list each time.
    assert found.keys is found.keys


@pytest.mark.parametrize("documents", [[], GERMAN])
def test_without_profiles_or_documents_there_are_no_scores(documents: list[Document]) -> None:
    assert built(documents).scores().shape == (0, len(documents))
    assert built(documents).learned_scores().shape == (0, len(documents))
    assert built([], Profile("p", {"de": FLOOD, "en": "floods"})).scores().shape == (1, 0)


def test_counts_of_one_language_are_enough() -> None:
    counts = {"en": count(ENGLISH)["en"]}
    found = Index.build(counts, [Profile("p", {"en": "flood"})])
    assert found.keys == tuple(document.key for document in ENGLISH)


@pytest.mark.parametrize(
    ("text", "key"),
    [
        ("Breitbandausbau mit Glasfaser im ländlichen Raum", "de-00"),
        ("Warnung vor Starkregen", "de-04"),
        ("Neue Radwege am Bahnhof", "de-06"),
        ("Chatbot im Bürgerbüro", "de-31"),
        ("Digitalisierung der Sammlung im Museum", "de-12"),
        ("LED für die Straßenbeleuchtung", "de-21"),
    ],
)
def test_the_fitting_document_comes_first(text: str, key: str) -> None:
    assert best([*GERMAN, *ENGLISH], de=text) == key


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_profiles_own_text_scores_one(language: str) -> None:
    for one, other in pairwise(GERMAN if language == "de" else ENGLISH):
        text = f"{one.title}, {one.text} {other.title}, {other.text}"
        own = Document("own", "", text, language)
        found = scores([*GERMAN, *ENGLISH, own], **{language: text})
        assert found["own"] == pytest.approx(1.0, abs=1e-5)


@pytest.mark.parametrize("number", [1, 2, 3, 4, 5, 6])
def test_what_is_said_in_less_than_five_words_is_never_met_in_full(number: int) -> None:
    text = " ".join(["Pegel", "Ampel", "Museum", "Drohne", "Klinik", "Archiv"][:number])
    found = scores([*GERMAN, Document("own", "", text)], de=text)
    assert found["own"] == pytest.approx(min(1.0, number / 5))


def test_no_other_text_of_the_corpus_is_as_good_as_the_own() -> None:
    for document in GERMAN:
        others = [other for other in GERMAN if other.key != document.key]
        assert max(scores(others, de=f"{document.title}. {document.text}").values()) < 0.5


def test_one_common_word_is_no_perfect_fit() -> None:
    text = (
        "Die Stadt baut eine Datenplattform mit Sensoren für Pegel, Parkplätze und Luftqualität auf"
    )
    for document in (
        Document("d", "Sensoren", ""),
        Document("d", "", "Sensoren"),
        Document("d", "Sensoren Sensoren", "Sensoren " * 1000),
    ):
        assert 0.0 < scores([*GERMAN, document], de=text)["d"] < 0.4


def test_a_text_that_repeats_the_profile_scores_no_more_than_one() -> None:
    found = scores([*GERMAN, Document("d", FLOOD, FLOOD * 50)], de=FLOOD)
    assert found["d"] == pytest.approx(1.0)


def test_words_that_no_document_has_lower_the_score() -> None:
    few = scores(GERMAN, de=FLOOD)["de-03"]
    assert 0.0 < scores(GERMAN, de=f"{FLOOD} Xyzzy Quux Frobnitz")["de-03"] < few


def test_a_rare_word_counts_more_than_a_frequent_one() -> None:
    filler = [Document(f"f{number}", "", "Ampel im Amt") for number in range(20)]
    documents = [*filler, Document("often", "", "Ampel Zebra"), Document("rare", "", "Pegel Zebra")]
    found = scores(documents, de="Ampel Pegel")
    assert found["rare"] > found["often"] > 0


def test_a_part_of_a_compound_is_found_where_no_word_is_the_same() -> None:
    corpus = [Document(f"w{number}", "", "Pfad, Wald") for number in range(3)]
    documents = [*corpus, Document("d", "", "Ein Waldpfad"), Document("e", "", "Ampel")]
    found = scores(documents, de="Pfad")
    assert found["d"] > 0.05
    assert found["e"] == 0.0


def test_letters_find_what_is_written_otherwise() -> None:
    found = scores([*GERMAN, Document("d", "", "Digitalisierungsoffensive")], de="Digitalisierung")
    assert found["d"] > 0.02


def test_no_judgements_teach_nothing() -> None:
    assert not built(GERMAN, Profile("p", {"de": FLOOD})).learned_scores().any()


# --- Languages ------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("german", "key"),
    [
        ("Schutz vor Hochwasser mit Sensoren", "en-01"),
        ("Breitbandausbau in ländlichen Räumen", "en-00"),
        ("Künstliche Intelligenz für Bürger", "en-05"),
        ("Wärmepumpen und Speicher im Quartier", "en-02"),
    ],
)
def test_english_documents_are_found_by_the_word_list(german: str, key: str) -> None:
    found = scores([*GERMAN, *ENGLISH], de=german)
    english = {name: score for name, score in found.items() if name.startswith("en")}
    assert max(english, key=english.__getitem__) == key
    assert english[key] > 0.02


def test_english_documents_are_found_better_with_an_english_line() -> None:
    german = "Wir wollen Bürger rechtzeitig warnen, wenn Bäche über die Ufer treten"
    without = scores([*GERMAN, *ENGLISH], de=german)
    with_line = scores(
        [*GERMAN, *ENGLISH], de=german, en="early warning systems for floods and heavy rain"
    )
    assert with_line["en-01"] > 1.5 * without["en-01"]
    assert max(ENGLISH, key=lambda document: with_line[document.key]).key == "en-01"


def test_an_english_line_changes_no_score_of_a_german_document() -> None:
    without, with_line = scores(GERMAN, de=FLOOD), scores(GERMAN, de=FLOOD, en="floods")
    assert with_line == without


def test_a_german_project_wants_fewer_english_documents() -> None:
    own = Document("own", "", ENGLISH[1].text, "en")
    both = scores([*ENGLISH, own], de="Drohne", en=own.text)["own"]
    english = scores([*ENGLISH, own], en=own.text)["own"]
    assert english == pytest.approx(1.0, abs=1e-5)
    assert 0.0 < both <= 0.4 + 1e-5


def test_what_the_word_list_knows_less_of_counts_less_in_english() -> None:
    known = scores([*GERMAN, *ENGLISH], de="Hochwasser Sensor")["en-01"]
    less = scores([*GERMAN, *ENGLISH], de="Hochwasser Sensor Xyzzy Quux Frobnitz")["en-01"]
    assert 0.0 < less < known


def test_a_profile_whose_words_the_list_does_not_know_finds_nothing_english() -> None:
    found = scores(ENGLISH, de="Xyzzy Quux")
    assert not any(found.values())


def test_a_text_in_an_unknown_language_is_not_looked_for() -> None:
    assert not any(scores([*GERMAN, *ENGLISH], fr=FLOOD).values())


# --- Wishes ---------------------------------------------------------------------------------


def with_factor(factor: float, word: str, text: str, *documents: Document) -> dict[str, float]:
    profile = Profile("p", {"de": text}, Wishes(words={word: factor}))
    found = built([*GERMAN, *documents], profile)
    return dict(zip(found.keys, found.scores()[0].tolist(), strict=True))


def test_a_muted_word_finds_nothing() -> None:
    text = "Drohne über dem Radweg"
    assert with_factor(1, "Drohne", text)["de-23"] > 0
    muted = with_factor(0, "drohne", text)
    assert muted["de-23"] == 0.0
    assert muted["de-06"] > 0
    assert not any(with_factor(0, "Drohne", "Drohne").values())


def test_a_doubled_word_moves_up_what_has_it() -> None:
    text = "Drohne am Radweg mit Ampel und Sensor am Museum"
    plain, doubled = with_factor(1, "Museum", text), with_factor(2, "Museum", text)
    assert doubled["de-12"] > plain["de-12"]
    assert doubled["de-23"] < plain["de-23"]


def test_a_muted_word_is_muted_in_english_as_well() -> None:
    profile = Profile("p", {"de": "Hochwasser"}, Wishes(words={"Hochwasser": 0}))
    assert not built([*GERMAN, *ENGLISH], profile).scores().any()


# --- What scores do not hang on -------------------------------------------------------------


@PROPERTY
@given(DOCUMENTS, st.lists(PROFILE, max_size=3))
def test_scores_are_shares_and_never_nan(
    documents: list[Document], profiles: list[Profile]
) -> None:
    found = built(documents, *profiles)
    assert found.scores().shape == (len(profiles), len(documents))
    assert np.isfinite(found.scores()).all()
    assert ((found.scores() >= 0) & (found.scores() <= 1)).all()
    assert np.isfinite(found.learned_scores()).all()
    assert ((found.translated >= 0) & (found.translated <= 1 + 1e-6)).all()


@PROPERTY
@given(DOCUMENTS, DOCUMENTS, st.lists(PROFILE, min_size=1, max_size=2))
def test_counts_that_were_carried_on_give_the_same_scores(
    yesterday: list[Document], today: list[Document], profiles: list[Profile]
) -> None:
    fresh = Index.build(count(today), profiles)
    carried_on = Index.build(count(today, count(yesterday)), profiles)
    assert carried_on.keys == fresh.keys
    assert carried_on.scores().tobytes() == fresh.scores().tobytes()
    assert carried_on.learned_scores().tobytes() == fresh.learned_scores().tobytes()


@PROPERTY
@given(DOCUMENTS, st.lists(PROFILE, min_size=1, max_size=4), st.randoms(use_true_random=False))
def test_the_order_of_documents_and_profiles_does_not_matter(
    documents: list[Document], profiles: list[Profile], random: object
) -> None:
    order = list(range(len(profiles)))
    shuffled = list(documents)
    random.shuffle(order)  # type: ignore[attr-defined]
    random.shuffle(shuffled)  # type: ignore[attr-defined]
    one_way = built(documents, *profiles)
    other_way = built(shuffled, *(profiles[place] for place in order))
    assert other_way.keys == one_way.keys
    assert np.array_equal(other_way.scores(), one_way.scores()[order])
    assert np.array_equal(other_way.learned_scores(), one_way.learned_scores()[order])


@PROPERTY
@given(DOCUMENTS, PROFILE, st.lists(PROFILE, min_size=1, max_size=3))
def test_other_profiles_change_nothing_for_the_first(
    documents: list[Document], profile: Profile, others: list[Profile]
) -> None:
    """Their words are in the vocabulary then, but no document has them: bit for bit the same."""
    alone, beside = built(documents, profile), built(documents, profile, *others)
    assert beside.scores()[0].tobytes() == alone.scores()[0].tobytes()
    assert beside.learned_scores()[0].tobytes() == alone.learned_scores()[0].tobytes()
    assert beside.translated[0] == alone.translated[0]


def test_real_sentences_do_not_hang_on_other_profiles() -> None:
    profiles = [Profile(each.key, {"de": f"{each.title} {each.text}"}) for each in GERMAN]
    documents = [*GERMAN[:20], *ENGLISH]
    together = built(documents, *profiles).scores()
    for row, profile in enumerate(profiles):
        assert built(documents, profile).scores()[0].tobytes() == together[row].tobytes()


def test_large_corpora_are_multiplied_in_blocks(monkeypatch: pytest.MonkeyPatch) -> None:
    profiles = [Profile("p", {"de": FLOOD}), Profile("q", {"de": "Museum", "en": "museum"})]
    whole = built([*GERMAN, *ENGLISH], *profiles).scores()
    monkeypatch.setattr(blocks, "_ROWS", 5)
    monkeypatch.setattr(space, "_ROWS_AT_ONCE", 1)
    assert built([*GERMAN, *ENGLISH], *profiles).scores().tobytes() == whole.tobytes()


@pytest.mark.parametrize(
    "text",
    [
        "",
        " ",
        "und",
        "7",
        "x",
        "Pegel",
        "\0\x01\x1f",
        "\ud800\udfff",
        "🚲" * 9,
        "字" * 50,
        "ß",
        "\u00ad",
    ],
)
def test_any_profile_and_any_document_have_scores(text: str) -> None:
    documents = [*GERMAN, Document("d", text, text), Document("e", text, text, "en")]
    found = built(documents, Profile("p", {"de": text, "en": text})).scores()
    assert np.isfinite(found).all()
    assert ((found >= 0) & (found <= 1)).all()


@pytest.mark.parametrize("text", ["Pegel " * 350_000, "9" * 2_000_000, "a\u00ad" * 1_000_000])
def test_texts_of_two_megabytes_come_to_an_end(text: str) -> None:
    documents = [*GERMAN, Document("d", "Pegel", text)]
    found = scores(documents, de=f"Pegel {text}")
    assert 0.0 < found["d"] <= 1.0


def test_many_different_words_come_to_an_end() -> None:
    text = " ".join(f"wort{number}" for number in range(200_000))
    assert scores([*GERMAN, Document("d", "Pegel", text)], de=text)["d"] > 0
