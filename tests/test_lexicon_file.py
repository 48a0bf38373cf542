"""The German-English word list, read as plain text: its form, and no word that tells nothing."""

from __future__ import annotations

import re
from collections import Counter
from pathlib import Path
from typing import NamedTuple

LEXICON = Path(__file__).parents[1] / "matching" / "lexicon"
ONE_WORD = re.compile(r"[^\W_]+")


class Entry(NamedTuple):
    """One line of the word list, under the heading it stands below."""

    line: int
    heading: str
    german: tuple[str, ...]
    english: tuple[str, ...]


def _headings_and_entries() -> tuple[list[str], list[Entry]]:
    """Read the file; a line that is neither blank, heading nor entry fails here."""
    headings: list[str] = []
    entries: list[Entry] = []
    text = (LEXICON / "de_en.txt").read_text("utf-8")
    for number, line in enumerate(text.splitlines(), start=1):
        if not line:
            continue
        if line.startswith("# "):
            headings.append(line.removeprefix("# "))
            continue
        left, sign, right = line.partition(" = ")
        assert sign, f"line {number} is no entry: {line}"
        assert " = " not in right, f"line {number} has two signs: {line}"
        assert headings, f"line {number} stands before the first heading"
        german, english = tuple(left.split(", ")), tuple(right.split(", "))
        entries.append(Entry(number, headings[-1], german, english))
    return headings, entries


def _stop_words(language: str) -> frozenset[str]:
    text = (LEXICON / f"stopwords_{language}.txt").read_text("utf-8")
    lines = (line.partition("#")[0].split() for line in text.splitlines())
    return frozenset(word for words in lines for word in words)


def test_the_list_covers_the_field() -> None:
    headings, entries = _headings_and_entries()
    assert len(entries) > 600
    assert [name for name, times in Counter(headings).items() if times > 1] == []
    assert set(headings) - {entry.heading for entry in entries} == set()


def test_the_german_side_is_single_lower_case_words() -> None:
    _, entries = _headings_and_entries()
    wrong = [
        (entry.line, word)
        for entry in entries
        for word in entry.german
        if not ONE_WORD.fullmatch(word) or word != word.lower()
    ]
    assert wrong == []


def test_no_german_word_stands_twice() -> None:
    _, entries = _headings_and_entries()
    times = Counter(word for entry in entries for word in entry.german)
    assert [word for word, count in times.items() if count > 1] == []


def test_no_german_word_is_a_stop_word() -> None:
    _, entries = _headings_and_entries()
    assert {word for entry in entries for word in entry.german} & _stop_words("de") == set()


def test_the_english_side_is_one_to_four_lower_case_phrases() -> None:
    _, entries = _headings_and_entries()
    wrong = [
        (entry.line, entry.english)
        for entry in entries
        if not 1 <= len(entry.english) <= 4
        or len(set(entry.english)) < len(entry.english)
        or any(not phrase or phrase != " ".join(phrase.split()).lower() for phrase in entry.english)
    ]
    assert wrong == []


def test_no_english_phrase_is_made_of_stop_words_alone() -> None:
    """Hyphens part words, so "well-being" would leave nothing to search for."""
    _, entries = _headings_and_entries()
    stopped = _stop_words("en")
    empty = [
        (entry.line, phrase)
        for entry in entries
        for phrase in entry.english
        if set(ONE_WORD.findall(phrase)) <= stopped
    ]
    assert empty == []
