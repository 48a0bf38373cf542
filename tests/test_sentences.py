from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from scout.domain import Section
from scout.reading.sentences import LONGEST, Sentence, legible, sentences_of

PROPERTY = settings(max_examples=250, deadline=None)
PIECES = (
    "Anträge sind bis zum 31. März 2027 Nr. 3.1 S. 12 ff. \n • a) 7.1 Verfahren : ; . ! \u00ad "
    "\u00a0 \t Der Die z. B. usw. Mio. EUR 1. 2. zum am Uhr 12"
).split(" ")


def read(text: str, section: str = "Richtlinie") -> tuple[Sentence, ...]:
    return sentences_of([Section(section, text)])


def texts(text: str) -> list[str]:
    return [sentence.plain for sentence in read(text)]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Anträge sind zu stellen. Es gilt das Datum.", 2),
        ("Ist das so? Ja! Gut.", 3),
        ("Anträge sind bis zum 31. März 2027 zu stellen.", 1),
        ("Anträge sind bis zum 31. Oktober 2027. Danach nicht.", 2),
        ("Anträge sind bis 31.12. Der Bescheid folgt.", 2),
        ("Nach Nr. 3 und Ziff. 4.1 gilt Abs. 2 Satz 1.", 1),
        ("Bis zu 1,5 Mio. Euro für z. B. Schulen.", 1),
        ("Siehe S. 12 ff. Die Anlage gilt.", 2),
        ("Gemäß § 44 LHO i. V. m. Art. 2 gilt das.", 1),
        ("Die Kosten (usw.) zählen. Sie sind zu belegen.", 2),
        ("„Das gilt.“ So steht es dort.", 2),
    ],
)
def test_a_text_is_cut_where_its_sentences_end(text: str, expected: int) -> None:
    assert len(read(text)) == expected


def test_a_sentence_keeps_its_place_and_its_words() -> None:
    text = "Titel\n\n  Erstens\u00a0gilt\u00ad das. Zweitens nicht.\n"
    for sentence in read(text):
        assert text[sentence.start : sentence.end] == sentence.text
    assert [sentence.plain for sentence in read(text)][1] == "Erstens gilt das."


def test_numbered_headings_stand_above_each_other() -> None:
    text = "7 Verfahren\n7.1 Anträge\nSie sind frei.\n7.2 Nachweis\nEr ist kurz.\n8 Schluss\nEnde."
    paths = {sentence.plain: sentence.heading for sentence in read(text)}
    assert paths["Sie sind frei."] == "7 Verfahren / 7.1 Anträge"
    assert paths["Er ist kurz."] == "7 Verfahren / 7.2 Nachweis"
    assert paths["Ende."] == "8 Schluss"


def test_the_line_before_a_list_leads_to_each_item_and_no_further() -> None:
    text = "Antragsfristen sind:\n• 1. März\n• 1. Juni\nWeiteres folgt."
    leads = [(sentence.plain, sentence.lead, sentence.is_item) for sentence in read(text)]
    assert leads[1:] == [
        ("• 1. März", "Antragsfristen sind:", True),
        ("• 1. Juni", "Antragsfristen sind:", True),
        ("Weiteres folgt.", "", False),
    ]


def test_a_complete_sentence_leads_to_nothing() -> None:
    assert [s.lead for s in read("Das gilt immer.\n• ein Haus")] == ["", ""]


def test_lines_that_begin_with_a_day_are_a_list() -> None:
    text = "Stichtage für Anträge:\n25. März 2027 (Runde 1)\n23.09.2027\nDanach endet es."
    assert [(s.lead, s.is_item) for s in read(text)] == [
        ("", False),
        ("Stichtage für Anträge:", True),
        ("Stichtage für Anträge:", True),
        ("", False),
    ]


@pytest.mark.parametrize(
    "text",
    [
        "Skizzen sind vorzulegen bis spätestens zum\n26. Juni 2027\nin elektronischer Form.",
        "Skizzen sind vorzulegen bis zum\n26. Juni 2027, 12 Uhr\nbeim Projektträger.",
        "Skizzen sind vorzulegen bis\n26.06.2027.",
        "Skizzen sind vorzulegen bis zum\n\n26. Juni 2027 um 12 Uhr\n\nProjektträger ist das Amt.",
    ],
)
def test_a_day_on_a_line_of_its_own_stays_with_its_words(text: str) -> None:
    (sentence,) = read(text)
    assert sentence.text == text


def test_a_line_that_goes_on_in_small_letters_is_one_with_the_one_before() -> None:
    assert texts("Die Höhe der\nzuwendungsfähigen Ausgaben zählt.") == [
        "Die Höhe der zuwendungsfähigen Ausgaben zählt."
    ]


@pytest.mark.parametrize(
    "text",
    ["Antrag bis zum\n7.2 Verfahren", "Antrag bis zum\n7. Verfahren", "Sie kommen am\nMontag an."],
)
def test_other_lines_stay_apart(text: str) -> None:
    assert len(read(text)) == 2


def test_evidence_holds_the_stretch_and_is_short() -> None:
    words = "Wort " * 100
    (sentence,) = read(f"Anträge {words}bis zum 31. März 2027 {words}ein")
    start = sentence.plain.index("31. März 2027")
    evidence = sentence.evidence("date", start, start + 13)
    assert "31. März 2027" in evidence.quote
    assert len(evidence.quote) <= 300
    assert sentence.text[evidence.start : evidence.end] == evidence.quote


def test_evidence_counts_soft_hyphens() -> None:
    text = "An\u00adträge " + "x\u00ad " * 200 + "bis 31. März"
    (sentence,) = read(text)
    start = sentence.plain.index("31. März")
    evidence = sentence.evidence("date", start, start + 8)
    assert text[evidence.start : evidence.end] == evidence.quote
    assert evidence.quote.endswith("31. März")


@PROPERTY
@given(
    st.one_of(st.text(max_size=300), st.lists(st.sampled_from(PIECES), max_size=40).map(" ".join))
)
def test_no_word_is_lost_and_none_is_said_twice(text: str) -> None:
    end = 0
    found = read(text)
    for sentence in found:
        assert sentence.start >= end
        assert text[end : sentence.start].strip() == ""
        assert text[sentence.start : sentence.end] == sentence.text
        assert sentence.plain == legible(sentence.text)
        assert 0 < len(sentence.text) <= LONGEST
        end = sentence.end
    assert text[end:].strip() == ""


@pytest.mark.parametrize(
    "text",
    ["x" * 300_000, "a. " * 100_000, "zum\n" * 60_000, "1. Mai\n" * 40_000, "• " * 100_000],
    ids=lambda text: text[:6],
)
def test_hostile_texts_come_to_an_end(text: str) -> None:
    assert all(len(sentence.text) <= LONGEST for sentence in read(text))
