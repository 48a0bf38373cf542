"""Words that tell documents that fit from documents that do not."""

from __future__ import annotations

from math import isfinite, log

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from matching.contrast import telling_words
from matching.texts import Document
from matching.words import term_of

PROPERTY = settings(max_examples=150, deadline=None)
WORDS = st.lists(
    st.sampled_from("Pegel Pegels Deich Deiche Museum Museen und Antrag Tal Ampel".split()),
    max_size=8,
).map(" ".join)
SIDE = st.lists(WORDS, max_size=6)


def documents(*texts: str, language: str = "de") -> list[Document]:
    return [Document(str(number), "", text, language) for number, text in enumerate(texts)]


def test_words_of_each_side_that_the_other_lacks_are_told() -> None:
    fitting = documents(*["Pegel und Deich am Fluss"] * 3)
    unfitting = documents(*["Gemälde im Museum am Fluss"] * 3)
    assert telling_words(fitting, unfitting) == (["deich", "pegel"], ["gemälde", "museum"])


def test_what_tells_most_comes_first() -> None:
    fitting = documents("Pegel Deich", "Pegel Deich", "Pegel Deich", "Pegel")
    unfitting = documents("Museum", "Museum", "Museum")
    assert telling_words(fitting, unfitting)[0] == ["pegel", "deich"]


@pytest.mark.parametrize(("times", "told"), [(2, []), (3, ["pegel"])])
def test_a_word_must_stand_in_enough_documents(times: int, told: list[str]) -> None:
    fitting = documents(*["Pegel " * 9] * times, "Ampel", "Radweg")
    assert telling_words(fitting, documents("Museum")) == (told, [])
    assert telling_words(fitting, documents("Museum"), least=times)[0] == ["pegel"]


def test_forms_of_a_word_are_one_in_its_commonest_spelling() -> None:
    fitting = documents("Sensor", "Sensoren Sensoren", "SENSOREN")
    assert telling_words(fitting, []) == (["sensoren"], [])


def test_short_words_and_those_that_say_nothing_are_not_told() -> None:
    fitting = documents(*["Tal Tale und die Zuwendung 123456"] * 5)
    assert telling_words(fitting, documents("Museum")) == ([], [])


def test_titles_are_read_and_each_document_in_its_language() -> None:
    fitting = [Document(str(number), "Flooding", "floods", "en") for number in range(3)]
    assert telling_words(fitting, documents("Museum"))[0] == ["flooding"]


def test_without_documents_nothing_is_told() -> None:
    assert telling_words([], []) == ([], [])


@PROPERTY
@given(SIDE, SIDE, st.integers(1, 3))
def test_words_are_ordered_by_the_difference_of_log_odds(
    fitting: list[str], unfitting: list[str], least: int
) -> None:
    term = term_of("de")
    sides = [
        [{term(word) for word in text.casefold().split()} for text in side]
        for side in (fitting, unfitting)
    ]

    def odds(word: str) -> list[float]:
        found = []
        for side in sides:
            count = sum(term(word) in terms for terms in side)
            found.append(log((count + 0.5) / (len(side) - count + 0.5)))
        return found

    ours, theirs = telling_words(documents(*fitting), documents(*unfitting), least=least)
    for words, side, sign in ((ours, 0, 1), (theirs, 1, -1)):
        differences = [sign * (odds(word)[0] - odds(word)[1]) for word in words]
        assert all(isfinite(each) and each > 0 for each in differences)
        assert differences == sorted(differences, reverse=True)
        assert all(sum(term(word) in terms for terms in sides[side]) >= least for word in words)
    assert not set(ours) & set(theirs)
    assert telling_words(documents(*unfitting), documents(*fitting), least=least) == (theirs, ours)
