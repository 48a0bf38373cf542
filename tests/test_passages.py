from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from matching.passages import passages

PROPERTY = settings(max_examples=300, deadline=None)
ANY_TEXT = st.text(alphabet=st.characters(), max_size=1500)
SENTENCES = st.lists(
    st.sampled_from(
        [
            "Ein Satz. ",
            "z. B. ",
            "Nr. 4 ",
            "• ",
            "\n",
            "Wirklich?! ",
            "»Ja.« ",
            "am 1. März ",
            "x" * 90,
        ]
    ),
    max_size=40,
).map("".join)


def cut(text: str) -> list[str]:
    return [text[start:end] for start, end in passages(text)]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Erstens. Zweitens.", ["Erstens.", "Zweitens."]),
        ("Wer zahlt? Der Bund! Gut…", ["Wer zahlt?", "Der Bund!", "Gut…"]),
        ("Zeile eins\nZeile zwei", ["Zeile eins", "Zeile zwei"]),
        ("\n\n  Zeile  \r\n", ["Zeile"]),
        ("»Wir bauen.« Danach Ruhe.", ["»Wir bauen.«", "Danach Ruhe."]),
        ("(Siehe dort.) Weiter.", ["(Siehe dort.)", "Weiter."]),
        ("Am 1. März beginnt es.", ["Am 1. März beginnt es."]),
        ("Nach Nr. 4 und Abs. 2 gilt es.", ["Nach Nr. 4 und Abs. 2 gilt es."]),
        ("Pegel, z. B. am Bach, melden.", ["Pegel, z. B. am Bach, melden."]),
        ("Rund 3 Mio. Euro stehen bereit.", ["Rund 3 Mio. Euro stehen bereit."]),
        ("Es gilt bis 2027. Danach nicht.", ["Es gilt bis 2027.", "Danach nicht."]),
        ("Version 3.1.2 genügt", ["Version 3.1.2 genügt"]),
        ("Mehr unter www.beispiel.de im Netz", ["Mehr unter www.beispiel.de im Netz"]),
        ("• Sensoren\n– Funk\n- Strom\n* Wasser", ["Sensoren", "Funk", "Strom", "Wasser"]),
        ("\u00a0\u00a0Text\u00a0", ["Text"]),
        ("E-Mail - kurz", ["E-Mail - kurz"]),
        ("", []),
        (" \n•\n–\n", []),
    ],
)
def test_a_text_falls_into_sentences_and_lines(text: str, expected: list[str]) -> None:
    assert cut(text) == expected


def test_an_abbreviation_at_the_end_of_a_line_does_not_join_lines() -> None:
    assert cut("Kosten usw.\nNeue Zeile") == ["Kosten usw.", "Neue Zeile"]


def test_a_long_sentence_is_cut_at_blanks_and_loses_no_word() -> None:
    sentence = " ".join(f"wort{number}" for number in range(300))
    pieces = cut(sentence)
    assert len(pieces) > 4
    assert all(0 < len(piece) <= 400 for piece in pieces)
    assert " ".join(pieces) == sentence


def test_a_run_without_blanks_is_cut_all_the_same() -> None:
    assert cut("x" * 1000) == ["x" * 400, "x" * 400, "x" * 200]


def test_four_hundred_characters_are_not_cut() -> None:
    text = "ja " * 133 + "j"
    assert len(text) == 400
    assert cut(text) == [text]


@PROPERTY
@given(st.one_of(ANY_TEXT, SENTENCES))
def test_passages_are_ordered_short_and_not_empty(text: str) -> None:
    before = 0
    for start, end in passages(text):
        assert before <= start < end <= len(text)
        assert end - start <= 400
        assert "\n" not in text[start:end]
        before = end


@PROPERTY
@given(st.one_of(ANY_TEXT, SENTENCES))
def test_what_no_passage_has_are_blanks_and_marks(text: str) -> None:
    covered = {place for start, end in passages(text) for place in range(start, end)}
    left = {char for place, char in enumerate(text) if place not in covered}
    assert all(char.isspace() or char in "•*–-" for char in left)


@PROPERTY
@given(SENTENCES)
def test_passages_begin_without_mark_of_a_list(text: str) -> None:
    assert all(piece[0] not in "•*– \n" for piece in cut(text) if len(piece) < 300)


@PROPERTY
@given(ANY_TEXT, ANY_TEXT)
def test_lines_are_read_apart(one: str, other: str) -> None:
    both = cut(f"{one}\n{other}")
    assert both == cut(one) + cut(other)


@pytest.mark.parametrize(
    "text",
    [
        "." + '"' * 1_000_000,
        '."' * 500_000,
        ". " * 500_000,
        "1. " * 300_000,
        "9" * 1_000_000,
        "\u00a0" * 1_000_000,
        "[" * 1_000_000,
        "z. B. " * 200_000,
        "- " * 500_000,
    ],
    ids=["quotes", "dots", "points", "numbers", "digits", "blanks", "brackets", "short", "dashes"],
)
def test_hostile_texts_come_to_an_end(text: str) -> None:
    assert sum(1 for _ in passages(text)) <= len(text) // 2
