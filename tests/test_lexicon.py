"""From German words to English ones, by the list and by parts."""

from __future__ import annotations

from collections.abc import Iterator
from math import sqrt
from pathlib import Path

import pytest

from matching import lexicon
from matching.lexicon import entries, translations
from matching.words import term_of


@pytest.fixture
def listed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """A word list of our own, to write into."""
    (tmp_path / "lexicon").mkdir()
    monkeypatch.setattr(lexicon, "files", lambda _package: tmp_path)
    entries.cache_clear()
    yield tmp_path / "lexicon" / "de_en.txt"
    entries.cache_clear()


def of_word(word: str, *parts: str) -> dict[str, float]:
    return translations({word: parts}).get(word, {})


def test_the_list_that_we_ship_knows_the_field() -> None:
    assert {"broadband", "flood"} <= of_word("breitband").keys() | of_word("hochwasser").keys()
    assert len(entries()) > 600


def test_a_word_has_the_words_of_its_phrases(listed: Path) -> None:
    listed.write_text("# nets\nbreitband = broadband, very fast networks\n", "utf-8")
    assert of_word("breitband") == {
        "broadband": 1.0,
        "fast": pytest.approx(1 / sqrt(2)),
        "networks": pytest.approx(1 / sqrt(2)),
    }


def test_a_word_of_two_phrases_weighs_what_it_has_in_both(listed: Path) -> None:
    listed.write_text("hochwasser = flood, flood risk", "utf-8")
    assert of_word("hochwasser")["flood"] == pytest.approx(1 + 1 / sqrt(2))


def test_all_forms_and_all_words_of_an_entry_are_known(listed: Path) -> None:
    listed.write_text("schule, museum = school  # of all kinds\n\n", "utf-8")
    for word in ("schule", "schulen", "museum", "museums"):
        assert of_word(word) == {"school": 1.0}


def test_two_entries_with_one_stem_are_put_together_with_the_larger_weight(listed: Path) -> None:
    listed.write_text("schule = primary school\nschulen = school, teaching", "utf-8")
    assert of_word("schule") == {"primary": pytest.approx(1 / sqrt(2)), "school": 1, "teaching": 1}


@pytest.mark.parametrize(
    "line", ["breitband", "= broadband", "breitband =", "breitband: broadband"]
)
def test_a_line_that_is_no_entry_is_named(listed: Path, line: str) -> None:
    listed.write_text(f"schule = school\n{line}\n", "utf-8")
    with pytest.raises(ValueError, match=r"de_en\.txt:2: expected german = english"):
        entries()


def test_a_stop_word_of_the_list_is_passed_over(listed: Path) -> None:
    listed.write_text("förderung = funding\nschule = the school", "utf-8")
    assert term_of("de")("förderung") is None
    assert entries().keys() == {term_of("de")("schule")}
    assert of_word("schule") == {"school": 1.0}


def test_a_compound_is_looked_up_by_its_parts(listed: Path) -> None:
    listed.write_text("wasser = water\nschutz = protection, water safety", "utf-8")
    assert of_word("wasserschutz", "wasser", "schutz") == {
        "water": pytest.approx(1 + 1 / sqrt(2)),
        "protection": 1.0,
        "safety": pytest.approx(1 / sqrt(2)),
    }


def test_the_whole_word_goes_before_its_parts(listed: Path) -> None:
    listed.write_text("hochwasser = flood\nhoch = high\nwasser = water", "utf-8")
    assert of_word("hochwasser", "hoch", "wasser") == {"flood": 1.0}


def test_a_part_counts_once_in_whatever_form_it_stands(listed: Path) -> None:
    listed.write_text("wasser = water", "utf-8")
    assert of_word("wasserwassers", "wasser", "wassers", "pegel") == {"water": 1.0}


def test_a_word_that_the_list_does_not_know_is_left_out(listed: Path) -> None:
    listed.write_text("wasser = water", "utf-8")
    assert translations({"pegel": (), "pegelstand": ("pegel", "stand"), "wasser": ()}) == {
        "wasser": {"water": 1.0}
    }


def test_a_word_that_says_nothing_is_not_translated_by_its_parts(listed: Path) -> None:
    listed.write_text("nachweis = evidence", "utf-8")
    assert of_word("verwendungsnachweis", "verwendung", "nachweis") == {}
    assert of_word("herkunftsnachweis", "herkunft", "nachweis") == {"evidence": 1.0}


def test_what_is_returned_may_be_changed(listed: Path) -> None:
    listed.write_text("wasser = water", "utf-8")
    of_word("wasser")["water"] = 9.0
    of_word("trinkwasser", "wasser")["water"] = 9.0
    assert of_word("wasser") == {"water": 1.0}
