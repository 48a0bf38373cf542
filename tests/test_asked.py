"""What is looked for: a profile's words, and what the word list makes of them."""

from __future__ import annotations

from math import log

import numpy as np
import pytest

from matching.asked import english_words, known_words, words_of
from matching.features import features_of
from matching.texts import Profile, Wishes

FLOOD = {"hochwasser": {"flood": 1.0, "water": 0.5}, "pegel": {"water": 0.5}}


def profile(german: str = "", english: str = "", **factors: float) -> Profile:
    return Profile("p", {"de": german, "en": english}, Wishes(words=factors))


def test_words_have_their_frequencies() -> None:
    assert words_of(profile("Pegel, PEGEL und Straße"), "de") == {
        "pegel": 2,
        "und": 1,
        "strasse": 1,
    }
    assert words_of(Profile("p", {}), "de") == {}


def test_a_factor_is_on_all_forms_of_a_word() -> None:
    found = words_of(profile("Radweg Radwege Pegel", Radwegen=0.5), "de")
    assert found == {"radweg": 0.5, "radwege": 0.5, "pegel": 1}


@pytest.mark.parametrize("factor", [0.0, -1.0])
def test_a_muted_word_is_gone(factor: float) -> None:
    assert words_of(profile("Pegel und Ampel", PEGEL=factor), "de") == {"und": 1, "ampel": 1}


def test_a_factor_on_one_word_is_not_on_compounds_of_it() -> None:
    assert words_of(profile("Pegelstand", Pegel=0), "de") == {"pegelstand": 1}


def test_a_factor_on_an_english_word_is_on_the_english_line() -> None:
    assert words_of(profile(english="Floods in cities", flood=3), "en") == {
        "floods": 3,
        "in": 1,
        "cities": 1,
    }


def test_a_german_text_is_carried_over_word_by_word() -> None:
    assert english_words(profile(), {"hochwasser": 1, "pegel": 1}, FLOOD) == {
        "flood": 1,
        "water": 1,
    }


def test_a_word_that_stands_often_counts_more_but_not_as_many_times() -> None:
    found = english_words(profile(), {"hochwasser": 8}, FLOOD)
    assert found["flood"] == pytest.approx(1 + log(8))


@pytest.mark.parametrize("factor", [0.25, 0.5, 1.0])
def test_a_word_that_an_analyst_has_halved_counts_half_in_english_too(factor: float) -> None:
    assert english_words(profile(), {"hochwasser": factor}, FLOOD)["flood"] == factor


def test_beside_an_english_line_the_word_list_only_helps() -> None:
    found = english_words(profile(english="flood gauges"), {"hochwasser": 1}, FLOOD)
    assert found == {
        "flood": pytest.approx(1.3),
        "gauges": 1,
        "water": pytest.approx(0.15),
    }


def test_words_that_the_list_does_not_know_stay_german() -> None:
    assert english_words(profile(), {"drohne": 1}, FLOOD) == {}


def test_compounds_are_known_by_the_parts_that_the_corpus_has() -> None:
    words = ["breitband", "netz", "breitbandnetz"]
    asked = [{"breitbandnetz": 1.0}, {"xyzzy": 1.0, "breitband": 2.0}]
    vocabulary = [*words, "xyzzy"]
    features = features_of(vocabulary, np.array([5, 5, 0, 0]), 9, "de")
    found = known_words(asked, features)
    assert found.keys() == {"breitbandnetz", "breitband"}
    assert found["breitband"].keys() <= found["breitbandnetz"].keys()
    unsplit = features_of(vocabulary, np.array([5, 1, 0, 0]), 9, "de")
    assert known_words(asked, unsplit).keys() == {"breitband"}
