"""Quotes are shown without the mark of their list, and unaltered otherwise."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scout.digest.short import quoted
from scout.quote_wording import without_mark

SENTENCE = "Antragsberechtigt sind Kommunen – auch gemeinsam (1. Stufe: a) oder b))."


@pytest.mark.parametrize(
    "mark",
    [
        *("• ", "•", "•\t", "▪ ", "■ ", "● ", "◦ ", "‣ ", "· ", "\uf0b7 ", "✓ "),
        *("- ", "– ", "— ", "* ", "o ", "-\u00a0"),
        *("a) ", "aa) ", "(a) ", "B) ", "1) ", "(2) ", "12) ", "iv) "),
        *("1. ", "12. ", "4.2.1 ", "4.2.1.3 "),
        *("• a) ", "- 1. ", " • "),
    ],
)
def test_a_mark_of_a_list_is_not_shown(mark: str) -> None:
    assert without_mark(mark + SENTENCE) == SENTENCE
    assert quoted(mark + SENTENCE) == f"„{SENTENCE}“"


@pytest.mark.parametrize(
    "text",
    [
        "1. März 2027 ist der letzte Tag.",
        "1. bis 3. Quartal 2027",
        "2. Stichtag ist der 30. September.",
        "3. Förderaufruf: Anträge bis zum 1. Mai.",
        "31.12. Ende der Frist",
        "5 Kommunen erhalten je 50.000 Euro.",
        "12.30 Uhr ist Schluss.",
        "1.10 Die Frist beginnt.",
        "4.2 Die Antragsteller teilen sich die Millionen.",
        "1.10.27 Die Frist endet.",
        "-5 % gegenüber dem Vorjahr",
        "*innen sind mitgemeint.",
        "(EU) 2021/241 gilt.",
        "(Kreise) sind gemeint.",
        "z. B. Städte und Gemeinden",
        "o. ä. Einrichtungen",
        "§ 3 Die Förderung",
        "•",
        "a) ",
        "",
    ],
)
def test_what_may_belong_to_the_sentence_stays(text: str) -> None:
    assert without_mark(text) == text


def test_a_text_of_several_items_keeps_all_its_marks() -> None:
    several = "a) Die Frist endet am 1. Mai.\nb) Die Summe beträgt 5.000 Euro."
    assert without_mark(several) == several
    broken = "• Anträge sind bis zum\n31. März 2027 zu stellen."
    assert without_mark(broken) == "Anträge sind bis zum\n31. März 2027 zu stellen."


LETTERS = st.text(alphabet="•-–*o a)(1.4\nDie§\u00a0")


@given(st.text() | LETTERS)
def test_only_a_beginning_without_words_is_ever_taken_away(text: str) -> None:
    shown = without_mark(text)
    assert text.endswith(shown)
    assert bool(shown) is bool(text)
    taken = text.removesuffix(shown)
    assert sum(map(str.isalpha, taken)) <= 10, "marks of two items within each other, no word"
    assert sum(map(str.isdecimal, taken)) <= 16
