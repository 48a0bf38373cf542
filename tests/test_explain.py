"""The reasons of a score: words that sum up to it, and a quote that stands in the text."""

from __future__ import annotations

import math

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from matching.counts import count, text_of
from matching.explain import TextReason, WordShare, text_reason
from matching.index import Index
from matching.passages import passages
from matching.texts import Document, Profile
from matching.words import LANGUAGES, term_of, words
from tests.funding_texts import ENGLISH, GERMAN

PROPERTY = settings(max_examples=120, deadline=None)
VOCABULARY = (
    "Glasfaser Breitband Breitbandausbau Breitbandausbaus Ausbau Sensor Sensoren Hochwasser Schutz "
    "Hochwasserschutz Pegel Straße Straßen Straßenbeleuchtung Beleuchtung Digitalisierung "
    "Digitalisierungen digitalisieren und die Antrag flood floods flooding Hoch\u00adwasser"
).split()
TEXT = st.lists(st.sampled_from([*VOCABULARY, ".", "\n", "z. B.", "• "]), max_size=30).map(" ".join)
ANY_TEXT = st.one_of(TEXT, st.text(alphabet=st.characters(), max_size=60))
DOCUMENT = st.builds(
    Document,
    st.just("d"),
    ANY_TEXT,
    ANY_TEXT,
    st.sampled_from(["de", "en"]),
    st.one_of(st.none(), st.integers(0, 40)),
)
# Each stands in three texts, so that compounds fall into it.
PARTS = [
    Document(f"parts{number}", "", "Breitband, Ausbau, Beleuchtung, Straßen; Förderung, Hochwasser")
    for number in range(3)
]


def explained(document: Document, *others: Document, **texts: str) -> tuple[TextReason, float]:
    """Return the reason of a document's score for one profile, and the score."""
    index = Index.build(count([document, *others]), [Profile("p", texts)])
    language = document.language
    space = index.spaces[language]
    row = index.asked_for[language][0]
    score = space.scores(row)[0, space.places[document.key]]
    return text_reason(space, row, space.asked[0], document), float(score)


def shown(document: Document, *others: Document, **texts: str) -> dict[str, str]:
    """Return by what each word matched."""
    reason, _ = explained(document, *others, **texts)
    return {word.word: word.by for word in reason.words}


def quoted(text: str, asked: str, title: str = "Lage", summary: int | None = None) -> str | None:
    reason, _ = explained(Document("d", title, text, summary=summary), *GERMAN, de=asked)
    return reason.quote


# --- Words ----------------------------------------------------------------------------------


def test_words_are_the_documents_own_heaviest_first() -> None:
    reason, score = explained(
        Document("d", "Lage", "Hochwassers wegen messen Sensoren; Sensoren und ein Pegel."),
        *GERMAN,
        de="Sensor Hochwasser Pegel Drohne Museum",
    )
    assert {word.word for word in reason.words} >= {"Sensoren", "Hochwassers", "Pegel"}
    shares = [word.share for word in reason.words]
    assert shares == sorted(shares, reverse=True)
    assert math.fsum(shares) == pytest.approx(score, abs=1e-4)


def test_forms_of_a_word_are_one_word_in_its_commonest_spelling() -> None:
    document = Document("d", "Lage", "Radweg, Radwege und Radwege")
    assert shown(document, *GERMAN, de="Radwegen") == {"Radwege": "word"}


def test_a_word_is_shown_without_soft_hyphens_and_quoted_with_them() -> None:
    reason, _ = explained(Document("d", "Lage", "Bei Hoch\u00adwasser warnen."), de="Hochwasser")
    assert [word.word for word in reason.words] == ["Hochwasser"]
    assert reason.quote == "Bei Hoch\u00adwasser warnen."


@pytest.mark.parametrize(
    ("compound", "asked", "expected"),
    [
        ("Breitbandausbau", "Breitband", "Breitband·ausbau"),
        ("Breitbandausbau", "Ausbau", "Breitband·ausbau"),
        ("BREITBANDAUSBAU", "Ausbau", "BREITBAND·AUSBAU"),
        ("Breit\u00adband\u00adaus\u00adbau", "Ausbau", "Breitband·ausbau"),
        ("Straßenbeleuchtung", "Beleuchtung", "Straßen·beleuchtung"),
        ("Straßenbeleuchtung", "Straßen", "Straßen·beleuchtung"),
        ("Hochwassersbeleuchtung", "Hochwasser", "Hochwassers·beleuchtung"),
    ],
)
def test_a_raised_dot_stands_where_only_a_part_matched(
    compound: str, asked: str, expected: str
) -> None:
    document = Document("d", "Lage", f"Neu: {compound}")
    assert shown(document, *PARTS, de=asked)[expected] == "part"


def test_all_parts_that_matched_have_dots_around_them() -> None:
    corpus = [Document(f"w{n}", "", "Wald, Pfad und Wegweiser. Waldpfad") for n in range(3)]
    document = Document("d", "", "Waldpfadwegweiser")
    assert shown(document, *corpus, de="Pfad") == {"Wald·pfad·wegweiser": "part"}
    assert shown(document, *corpus, de="Wald") == {"Wald·pfadwegweiser": "part"}
    assert shown(document, *corpus, de="Pfad, Wald")["Wald·pfad·wegweiser"] == "part"


def test_a_compound_that_is_looked_for_as_a_whole_has_no_dot() -> None:
    document = Document("d", "", "Breitbandausbau")
    assert shown(document, *PARTS, de="Breitbandausbau") == {"Breitbandausbau": "word"}


def test_a_word_that_is_a_part_of_what_is_looked_for_is_a_word() -> None:
    document = Document("d", "", "Breitband")
    assert shown(document, *PARTS, de="Breitbandausbau")["Breitband"] == "word"


def test_a_word_that_is_only_written_alike_is_marked() -> None:
    document = Document("d", "", "Digitalisierungsoffensive")
    assert shown(document, *PARTS, de="Digitalisierung") == {"Digitalisierungsoffensive": "letters"}


def test_english_documents_have_english_words() -> None:
    document = Document("e", "Rivers", "Sensors warn of floods.", "en")
    reason, score = explained(document, *ENGLISH, de="Hochwasser")
    assert reason.words[0].word == "floods"
    assert reason.words[0].by == "word"
    assert reason.quote == "Sensors warn of floods."
    # In English the words of the list are what is looked for.
    assert [word for word, _ in reason.asked] == ["floods"]
    assert math.fsum(word.share for word in reason.words) == pytest.approx(score, abs=1e-4)


def test_what_is_looked_for_is_named_with_what_hangs_on_it() -> None:
    document = Document("d", "Lage", "Pegel, Pegel und ein Sensor")
    reason, score = explained(document, *GERMAN, de="Pegels am Museum mit Sensoren")
    assert {word for word, _ in reason.asked} == {"pegels", "sensoren"}
    assert math.fsum(share for _, share in reason.asked) == pytest.approx(score, abs=1e-4)


@pytest.mark.parametrize("asked", ["Xyzzy", "", "und"])
def test_where_nothing_matched_there_is_no_reason(asked: str) -> None:
    reason, score = explained(Document("d", "Lage", "Ein Pegel."), *GERMAN, de=asked)
    assert reason == TextReason((), None, ())
    assert score == reason.heaviest == 0.0


def test_the_heaviest_word_is_that_of_the_document_or_of_what_is_asked() -> None:
    words_of_document = (WordShare("Pegel", 0.3, "word"), WordShare("Ampel", 0.1, "word"))
    assert TextReason(words_of_document, None, (("pegel", 0.4),)).heaviest == 0.4
    assert TextReason(words_of_document, None, (("pegel", 0.2),)).heaviest == 0.3
    assert TextReason((), None, ()).heaviest == 0.0


def test_many_words_of_one_compound_hang_on_one_word_that_is_asked() -> None:
    """Four words of the document, but all for the sake of one: that is what ``heaviest`` tells."""
    document = Document("d", "", "Breitbandnetz Breitbandkabel Breitbandfunk Breitbandausbau")
    reason, score = explained(document, *PARTS, de="Breitband Museum Drohne Klinik Archiv")
    assert len(reason.words) == 4
    assert reason.words[0].share < 0.6 * score
    assert reason.heaviest == pytest.approx(score, abs=1e-4)


# --- Quotes ---------------------------------------------------------------------------------


def test_the_quote_is_the_sentence_that_carries_most() -> None:
    text = "Ein Pegel steht dort. Pegel und Drohne melden Hochwasser. Die Drohne fliegt."
    assert quoted(text, "Pegel Drohne Hochwasser") == "Pegel und Drohne melden Hochwasser."


def test_a_word_that_stands_twice_in_a_sentence_counts_once() -> None:
    text = "Pegel an Pegel an Pegel. Ein Pegel meldet Hochwasser."
    assert quoted(text, "Pegel Hochwasser") == "Ein Pegel meldet Hochwasser."


def test_a_sentence_is_quoted_before_a_title_that_carries_more() -> None:
    title = "Pegel Drohne Hochwasser"
    assert quoted("Wir beraten gern. Ein Pegel genügt.", title, title) == "Ein Pegel genügt."


def test_the_title_is_quoted_where_no_sentence_says_anything() -> None:
    assert quoted("Wir beraten gern.", "Pegel", "Neue Pegel") == "Neue Pegel"


def test_the_first_of_equal_sentences_is_quoted() -> None:
    assert quoted("Alte Pegel. Neue Pegel.", "Pegel") == "Alte Pegel."


def test_a_list_item_is_quoted_without_its_mark() -> None:
    assert quoted("Gefördert werden:\n• Pegel am Bach\n• Ampeln", "Pegel") == "Pegel am Bach"


def test_the_summary_is_quoted_rather_than_the_rest_unless_that_says_far_more() -> None:
    summary = "Es geht um einen Pegel am Bach."
    rest = "Richtlinie über Pegel, Sensoren, Zebrastreifen und Oldtimer."
    text = f"{summary}\n{rest}"
    # Sensors are common: both words together say less than twice what the gauge says alone.
    assert quoted(text, "Pegel Sensor") == rest
    assert quoted(text, "Pegel Sensor", summary=len(summary)) == summary
    assert quoted(text, "Pegel Zebrastreifen Oldtimer", summary=len(summary)) == rest
    assert quoted(text, "Oldtimer", summary=len(summary)) == rest


def test_what_lies_behind_ten_thousand_characters_is_not_quoted() -> None:
    text = "Wir beraten gern. " * 600 + "Ein Pegel meldet."
    assert quoted(text, "Pegel", "Neue Pegel") == "Neue Pegel"


def test_a_summary_changes_no_share() -> None:
    plain, _ = explained(Document("d", "Lage", "Pegel. Ampel."), *GERMAN, de="Pegel Ampel")
    led, _ = explained(Document("d", "Lage", "Pegel. Ampel.", summary=2), *GERMAN, de="Pegel Ampel")
    assert (plain.words, plain.asked) == (led.words, led.asked)


# --- Any texts ------------------------------------------------------------------------------


@PROPERTY
@given(DOCUMENT, ANY_TEXT)
def test_reasons_of_any_texts_are_sound(document: Document, asked: str) -> None:
    reason, score = explained(document, *PARTS, de=asked, en=asked)
    text = text_of(document)
    shares = [word.share for word in reason.words]
    assert math.fsum(shares) == pytest.approx(score, abs=1e-4)
    assert math.fsum(share for _, share in reason.asked) == pytest.approx(score, abs=1e-4)
    assert all(share > 0 for share in shares)
    assert shares == sorted(shares, reverse=True)
    assert {word.by for word in reason.words} <= {"word", "part", "letters"}
    spelled = {text[start:end].replace("\u00ad", "") for _, start, end in words(text)}
    assert {word.word.replace("·", "") for word in reason.words} <= spelled
    if document.language == "de":
        assert {word for word, _ in reason.asked} <= {word for word, _, _ in words(asked)}
    assert (reason.quote is None) is (not reason.words)
    if reason.quote is not None:
        assert reason.quote in {text[start:end] for start, end in passages(text)}
        assert "\n" not in reason.quote
        assert len(reason.quote) <= 400


@PROPERTY
@given(DOCUMENT, TEXT)
def test_no_other_passage_holds_heavier_words_than_the_quote(
    document: Document, asked: str
) -> None:
    term = term_of(document.language)
    reason, _ = explained(document, *PARTS, de=asked, en=asked)
    share_of = {term(word.word.replace("·", "").casefold()): word.share for word in reason.words}

    def worth(start: int, end: int) -> float:
        names = {term(word) for word, _, _ in words(text[start:end])}
        where = 1.0
        if end <= len(document.title):
            where = 1e-6
        elif document.summary is not None and start > len(document.title) + document.summary:
            where = 0.5
        return where * math.fsum(share_of.get(name, 0.0) for name in names if name is not None)

    text = text_of(document)
    found = {(start, end): worth(start, end) for start, end in passages(text)}
    most = max(found.values(), default=0.0)
    quoted_worth = max(
        (value for (start, end), value in found.items() if text[start:end] == reason.quote),
        default=0.0,
    )
    assert quoted_worth == pytest.approx(most)


@PROPERTY
@given(DOCUMENT, TEXT)
def test_only_parts_have_dots_and_they_stand_inside_the_word(
    document: Document, asked: str
) -> None:
    reason, _ = explained(document, *PARTS, de=asked, en=asked)
    for word in reason.words:
        if word.by == "part":
            assert all(word.word.split("·"))
        else:
            assert "·" not in word.word or "·" in text_of(document)


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_sentence_of_the_corpus_explains_itself(language: str) -> None:
    documents = GERMAN if language == "de" else ENGLISH
    profiles = [Profile(each.key, {language: f"{each.title} {each.text}"}) for each in documents]
    index = Index.build(count(documents), profiles)
    space = index.spaces[language]
    rows = index.asked_for[language]
    products = space.scores(rows)
    for row in range(len(profiles)):
        for document in documents:
            reason = text_reason(space, rows[row], space.asked[row], document)
            product = products[row, space.places[document.key]]
            assert math.fsum(each.share for each in reason.words) == pytest.approx(
                product, abs=1e-4
            )
            if document.key == profiles[row].key:
                assert {each.by for each in reason.words} == {"word"}
                assert reason.quote == document.text


@pytest.mark.parametrize("text", ["Pegel " * 350_000, "9" * 2_000_000, "x" * 59 + "\u00ad" * 10**6])
def test_hostile_texts_come_to_an_end(text: str) -> None:
    reason, score = explained(Document("d", "Pegel", text), *GERMAN, de="Pegel")
    assert math.fsum(word.share for word in reason.words) == pytest.approx(score, abs=1e-4)
