"""Compounds: what is split, where, and that the fast way splits like the plain one."""

from __future__ import annotations

from math import sqrt

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from matching.compounds import LINKS, SHORTEST_PART, least_documents, part_words

PROPERTY = settings(max_examples=300, deadline=None)
FEW_LETTERS = st.text(alphabet="esn", min_size=1, max_size=14)
SYLLABLES = st.lists(st.sampled_from(["wald", "pfad", "wege", "s", "en", "er", "x"]), max_size=6)
SPELLED = st.one_of(FEW_LETTERS, SYLLABLES.map("".join), st.text(max_size=6))
VOCABULARY = st.dictionaries(SPELLED, st.integers(0, 9), max_size=14)


def split(
    frequencies: dict[str, int], least: int = 3, whole: frozenset[str] = frozenset()
) -> dict[str, set[str]]:
    """Return the parts of each word, without the word itself."""
    words = sorted(frequencies)
    numbers = np.array([frequencies[word] for word in words], dtype=np.int64)
    parts = part_words(words, numbers, least, whole)
    assert parts.shape == (len(words), len(words))
    assert parts.dtype == np.float32
    assert set(parts.data.tolist()) <= {1.0}
    found = {}
    for place, word in enumerate(words):
        of_word = [words[part] for part in parts[place].indices]
        assert word in of_word
        assert len(set(of_word)) == len(of_word)
        found[word] = set(of_word) - {word}
    return found


def plainly_split(
    frequencies: dict[str, int], least: int, whole: frozenset[str]
) -> dict[str, set[str]]:
    """Split as the docstring says, word by word, cut by cut."""
    parts = {
        word
        for word, times in frequencies.items()
        if times >= least and len(word) >= SHORTEST_PART and word.isalpha() and word not in whole
    }

    def cut(word: str) -> tuple[str, ...]:
        found = []
        for head in parts:
            for number, link in enumerate(LINKS):
                tail = word.removeprefix(head + link)
                if word == head + link + tail and tail in parts:
                    worth = sqrt(frequencies[head] * frequencies[tail])
                    found.append((-worth, head, number, tail))
        return () if not found else (min(found)[1], min(found)[3])

    def all_parts(word: str, depth: int) -> set[str]:
        found = set(cut(word))
        return found.union(*(all_parts(part, depth - 1) for part in found if depth > 1))

    return {word: all_parts(word, 3) - {word} for word in frequencies}


def test_a_compound_falls_into_words_of_the_corpus() -> None:
    corpus = {"hochwasser": 9, "schutz": 9, "konzept": 9, "hochwasserschutzkonzept": 1}
    assert split(corpus)["hochwasserschutzkonzept"] == set()
    corpus["hochwasserschutz"] = 3
    assert split(corpus)["hochwasserschutzkonzept"] == {
        "hochwasserschutz",
        "hochwasser",
        "schutz",
        "konzept",
    }


@pytest.mark.parametrize(
    ("compound", "head", "tail"),
    [
        ("förderungsprogramm", "förderung", "programm"),
        ("landesnetz", "land", "netz"),
        ("straßennetz", "straße", "netz"),
        ("personenverkehr", "person", "verkehr"),
        ("kindergarten", "kind", "garten"),
        ("pferdestall", "pferd", "stall"),
        ("glaubensfrage", "glaube", "frage"),
        ("breitbandausbau", "breitband", "ausbau"),
    ],
    ids=["s", "es", "n", "en", "er", "e", "ns", "none"],
)
def test_links_are_left_out(compound: str, head: str, tail: str) -> None:
    assert split({compound: 0, head: 3, tail: 3})[compound] == {head, tail}


def test_other_letters_between_two_words_are_no_link() -> None:
    assert split({"breitbandxausbau": 1, "breitband": 5, "ausbau": 5})["breitbandxausbau"] == set()


def test_all_of_a_word_must_be_explained() -> None:
    assert split({"pegelstands": 1, "pegel": 5, "stand": 5})["pegelstands"] == set()


@pytest.mark.parametrize(("times", "parts"), [(2, set()), (3, {"funk", "mast"})])
def test_a_part_must_stand_in_enough_documents(times: int, parts: set[str]) -> None:
    assert split({"funkmast": 9, "funk": 9, "mast": times})["funkmast"] == parts


def test_a_large_corpus_asks_for_more_documents() -> None:
    assert [least_documents(number) for number in (0, 3, 19_999, 20_000, 200_000)] == [
        3,
        3,
        3,
        8,
        8,
    ]


@pytest.mark.parametrize(
    ("compound", "head", "tail"), [("seewege", "see", "wege"), ("waldsee", "wald", "see")]
)
def test_a_part_has_four_letters(compound: str, head: str, tail: str) -> None:
    assert split({compound: 5, head: 9, tail: 9})[compound] == set()


def test_words_that_say_nothing_are_no_parts() -> None:
    corpus = {"förderprogramm": 5, "förder": 5, "programm": 50}
    assert split(corpus)["förderprogramm"] == {"förder", "programm"}
    assert split(corpus, whole=frozenset({"programm"}))["förderprogramm"] == set()


def test_what_is_not_all_letters_is_no_part() -> None:
    assert split({"2030plan": 5, "2030": 9, "plan": 9})["2030plan"] == set()


def test_the_cut_into_frequent_words_is_taken() -> None:
    """Staub|ecken is a cut too, but nobody speaks of corners full of dust."""
    corpus = {"staubecken": 1, "stau": 40, "becken": 40, "staub": 5, "ecken": 5}
    assert split(corpus)["staubecken"] == {"stau", "becken"}
    corpus |= {"staub": 90, "ecken": 90}
    assert split(corpus)["staubecken"] == {"staub", "ecken"}


def test_of_equal_cuts_the_first_head_by_spelling_is_taken() -> None:
    assert split({"staubecken": 1, "stau": 5, "becken": 5, "staub": 5, "ecken": 5})[
        "staubecken"
    ] == {"stau", "becken"}


def test_parts_are_split_twice_more_and_no_further() -> None:
    names = ["aaaa", "bbbb", "cccc", "dddd", "ffff"]
    corpus = dict.fromkeys(names, 5) | {"".join(names[:end]): 5 for end in range(2, 6)}
    assert split(corpus)["aaaabbbbccccddddffff"] == {
        "aaaabbbbccccdddd",
        "aaaabbbbcccc",
        "aaaabbbb",
        "cccc",
        "dddd",
        "ffff",
    }


def test_a_word_that_no_document_has_is_split_and_is_no_part() -> None:
    corpus = {"wald": 5, "pfad": 5, "waldpfad": 0, "waldpfadwald": 0}
    assert split(corpus) == {
        "wald": set(),
        "pfad": set(),
        "waldpfad": {"wald", "pfad"},
        "waldpfadwald": set(),
    }


def test_no_words_have_no_parts() -> None:
    assert split({}) == {}
    assert split({"": 9, "wald": 9}) == {"": set(), "wald": set()}


@PROPERTY
@given(VOCABULARY, st.integers(1, 5), st.data())
def test_words_are_split_as_the_plain_way_does(
    frequencies: dict[str, int], least: int, data: st.DataObject
) -> None:
    whole = frozenset(data.draw(st.lists(st.sampled_from(sorted(frequencies) or [""]), max_size=2)))
    assert split(frequencies, least, whole) == plainly_split(frequencies, least, whole)


@PROPERTY
@given(VOCABULARY, st.lists(SPELLED, max_size=8))
def test_words_that_no_document_has_change_nothing_for_the_others(
    frequencies: dict[str, int], asked: list[str]
) -> None:
    alone = split(frequencies, 1)
    beside = split(dict.fromkeys(asked, 0) | frequencies, 1)
    assert {word: beside[word] for word in alone} == alone


def test_a_vocabulary_of_equal_letters_comes_to_an_end() -> None:
    corpus = {"e" * length: 5 for length in range(1, 400)}
    assert "e" * 399 in split(corpus)
