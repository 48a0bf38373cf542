"""What an analyst may set, how it is spelled, and what is said of what cannot be."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from matching.texts import Wishes
from scout.errors import UsageError
from scout.match import tuning
from scout.match.tuning import parse, threshold, wishes

SIGNALS = "wanted unwanted topics eligibility region time_left grant_size watched".split()
PROGRAMMES = {
    "digital-europe": ("digital-europe", "Digitales Europa", "DIGITAL"),
    "leader": ("leader", "LEADER", "Ländliche Entwicklung"),
}

real_signals, real_programmes = tuning._signals, tuning._programmes


@pytest.fixture(autouse=True)
def _known(monkeypatch: pytest.MonkeyPatch) -> None:
    """Signals and programmes that stay what they are, whatever the ranking learns."""
    monkeypatch.setattr(tuning, "_signals", lambda: list(SIGNALS))
    monkeypatch.setattr(tuning, "_programmes", lambda: dict(PROGRAMMES))


def complaint(*texts: str, known: tuple[str, ...] = ()) -> str:
    with pytest.raises(UsageError) as caught:
        parse(texts, known)
    said = str(caught.value)
    assert said.startswith("--set")
    assert "expected" in said
    assert "found" in said
    assert "\n" not in said
    return said


@pytest.mark.parametrize(
    ("text", "name", "value"),
    [
        ("threshold=0.2", "threshold", 0.2),
        ("threshold=0,2", "threshold", 0.2),
        ("threshold=1", "threshold", 1.0),
        ("weight.region=0", "weight.region", 0.0),
        ("weight.judgements=2", "weight.judgements", 2.0),
        ("wanted.Glasfaser=0,5", "wanted.Glasfaser", 0.5),
        ("wanted.Open Data=1", "wanted.Open Data", 1.0),
        ("unwanted.OZG 2.0=0.5", "unwanted.OZG 2.0", 0.5),
        ("wanted.a=b=0.5", "wanted.a=b", 0.5),
        ("word.Straße=5", "word.Straße", 5.0),
        ("word.5G=0", "word.5G", 0.0),
        ("topic.Frauenförderung=-1", "topic.Frauenförderung", -1.0),
        ("topic.Umwelt=\N{MINUS SIGN}0,5", "topic.Umwelt", -0.5),
        ("topic.Umwelt=+0.5", "topic.Umwelt", 0.5),
        ("watch.leader=0.3", "watch.leader", 0.3),
        ("wanted.Glasfaser=", "wanted.Glasfaser", None),
        ("wanted.Glasfaser=default", "wanted.Glasfaser", None),
        ("threshold= Default ", "threshold", None),
    ],
)
def test_a_setting_is_a_name_with_a_number_or_nothing(
    text: str, name: str, value: float | None
) -> None:
    assert parse([text]) == {name: value}


def test_white_space_is_collapsed_and_letters_stay_as_spelled() -> None:
    given = ["  wanted.  Open \t Data \n= 0,5 ", "word .GlasFaser=2"]
    assert parse(given) == {"wanted.Open Data": 0.5, "word.GlasFaser": 2.0}


def test_settings_come_in_the_order_in_which_they_were_given() -> None:
    assert list(parse(["word.b=1", "threshold=", "word.a=1"])) == ["word.b", "threshold", "word.a"]
    assert parse([]) == {}


@pytest.mark.parametrize(
    ("name", "inside", "outside", "allowed"),
    [
        ("threshold", "0.001 1", "0 -0.1 1.01", "a number above 0 and up to 1"),
        ("weight.region", "0 1", "-0.1 1,01", "a number from 0 to 1"),
        ("weight.judgements", "0 2", "-0.1 2,01", "a number from 0 to 2"),
        ("wanted.x1", "0 0.001 1", "-0.1 1.01", "a number from 0 to 1"),
        ("unwanted.x1", "0 0.001 1", "-0.1 1.01", "a number from 0 to 1"),
        ("word.x1", "0 5", "-0.1 5.01", "a number from 0 to 5"),
        ("topic.x1", "-1 0 1", "-1.01 1.01", "a number from -1 to 1"),
        ("watch.leader", "0 0.001 1", "-0.1 1.01", "a number from 0 to 1"),
    ],
)
def test_each_kind_has_its_range(name: str, inside: str, outside: str, allowed: str) -> None:
    for value in inside.split():
        assert parse([f"{name}={value}"]) == {name: float(value)}
    for value in outside.split():
        assert complaint(f"{name}={value}") == (
            f"--set {name}: expected {allowed}, or nothing for the default, found {value!r}"
        )


@pytest.mark.parametrize(
    "value",
    [
        "x",
        "1.0,5",
        "0.1.2",
        "1e-1",
        "nan",
        "inf",
        "0x1",
        "½",
        "٠",
        ".5",
        "5.",
        "1_0",
        "--1",
        "9" * 400,
    ],
)
def test_what_is_no_number_is_refused(value: str) -> None:
    assert f"found {value!r}" in complaint(f"word.Netz={value}")


def test_nothing_below_zero_is_zero_itself() -> None:
    (value,) = parse(["topic.Umwelt=-0"]).values()
    assert str(value) == "0.0"


@pytest.mark.parametrize("text", ["", "threshold", "0.5", "=0.5", " = "])
def test_what_is_no_setting_is_refused(text: str) -> None:
    assert complaint(text) == f"--set: expected NAME=VALUE, found {text!r}"


@pytest.mark.parametrize(
    ("name", "close"),
    [
        ("treshold", " (close: threshold)"),
        ("Threshold", " (close: threshold)"),
        ("threshold.x", " (close: threshold)"),
        ("weigth.region", " (close: weight)"),
        ("wantd.Netz", " (close: wanted, unwanted, watch)"),
        ("wanted", " (close: wanted, unwanted)"),
        ("words.", " (close: word)"),
        ("letters", ""),
        ("weight. ", " (close: weight)"),
        (".Netz", ""),
    ],
)
def test_a_name_of_no_kind_is_refused_with_those_that_are_near(name: str, close: str) -> None:
    assert complaint(f"{name}=0.5") == (
        "--set: expected threshold, weight.SIGNAL, wanted.WORDS, unwanted.WORDS, word.WORD,"
        f" topic.NAME or watch.PROGRAMME{close}, found {name.strip()!r}"
    )


def test_weights_are_those_of_signals_and_of_judgements() -> None:
    for signal in SIGNALS:
        assert parse([f"weight.{signal}=1"]) == {f"weight.{signal}": 1.0}
        assert "from 0 to 1," in complaint(f"weight.{signal}=2")
    assert complaint("weight.letters=0.5").startswith(
        "--set weight.letters: expected a signal, one of wanted, unwanted, topics,"
    )
    said = complaint("weight.Eligibilty=0.5")
    assert said.endswith(", judgements (close: eligibility), found 'Eligibilty'")


def test_the_signals_and_programmes_of_the_ranking_are_those_that_can_be_named() -> None:
    assert sorted(real_signals()) == sorted(SIGNALS)
    found = real_programmes()
    assert found
    assert all(key in names for key, names in found.items())


@pytest.mark.parametrize("name", ["wanted.-", "unwanted.…", "wanted.!?"])
def test_wanted_and_unwanted_need_a_word(name: str) -> None:
    assert f"--set {name}: expected a word or a phrase" in complaint(f"{name}=0.5")


@pytest.mark.parametrize("name", ["word.Open Data", "word.E-Government", "word.Netz.", "word.-"])
def test_a_factor_is_on_one_word(name: str) -> None:
    assert f"--set {name}: expected one word (a hyphen parts words)" in complaint(f"{name}=2")


@pytest.mark.parametrize(
    "name", ["DIGITAL", "Digitales  europa", "digital-europe", "Digital-Europe"]
)
def test_a_programme_has_several_names_and_is_known_by_its_key(name: str) -> None:
    assert parse([f"watch.{name}=0.5"]) == {"watch.digital-europe": 0.5}


def test_an_unknown_programme_is_refused_with_those_that_are_near_or_all() -> None:
    assert complaint("watch.Digitales Europe=1") == (
        "--set watch.Digitales Europe: expected a programme (close: digitales europa,"
        " digital-europe, digital), found 'Digitales Europe'"
    )
    assert "expected a programme (digital-europe, leader), found 'xyz'" in complaint("watch.xyz=1")


def test_a_name_is_set_once() -> None:
    twice = "--set: expected each name once, found {!r} again"
    assert complaint("word.a1=1", "word.a1=") == twice.format("word.a1")
    assert complaint("wanted.Netz=1", "wanted.NETZ=0.5") == twice.format("wanted.NETZ")
    assert complaint("watch.leader=1", "watch.LEADER=1") == twice.format("watch.leader")


def test_what_is_set_already_keeps_its_capital_letters() -> None:
    known = ("wanted.Glasfaser", "word.Straße")
    assert parse(["wanted.GLASFASER=1", "word.STRASSE="], known) == {
        "wanted.Glasfaser": 1.0,
        "word.Straße": None,
    }


def test_what_is_set_already_can_be_reset_although_it_is_no_name_any_more() -> None:
    old = ("weight.letters", "watch.ended")
    assert parse([f"{name}=" for name in old], old) == dict.fromkeys(old)
    assert "expected a signal" in complaint("weight.letters=1", known=old)
    assert "expected a signal" in complaint("weight.letters=")


@pytest.mark.parametrize(
    "name", ["wanted.a\x00b", "topic.\x1b[2J", "wanted.\udcff", "word.Netz\xad"]
)
def test_what_cannot_be_seen_is_no_name(name: str) -> None:
    said = complaint(f"{name}=1")
    assert "characters that can be seen" in said
    assert said.isprintable()


def test_a_name_fits_the_store() -> None:
    longest = f"topic.{'ß' * 194}"
    assert parse([f"{longest}=1"]) == {longest: 1.0}
    assert "expected a name of at most 200 characters" in complaint(f"{longest}ß=1")


def test_values_become_wishes_and_the_threshold_is_none() -> None:
    values = {
        "threshold": 0.3,
        "weight.region": 0.0,
        "weight.judgements": 2.0,
        "wanted.OZG 2.0": 0.5,
        "unwanted.Open Data": 1.0,
        "word.Netz": 0.0,
        "topic.Umwelt": -0.5,
        "watch.leader": 0.7,
    }
    assert wishes(values) == Wishes(
        weights={"region": 0.0, "judgements": 2.0},
        wanted={"OZG 2.0": 0.5},
        unwanted={"Open Data": 1.0},
        topics={"Umwelt": -0.5},
        watched={"leader": 0.7},
        words={"Netz": 0.0},
    )
    assert wishes({}) == Wishes()
    with pytest.raises(ValueError, match=re.escape("found 'letters.Netz'")):
        wishes({"letters.Netz": 1.0})


def test_the_threshold_is_the_one_that_is_set_or_the_default() -> None:
    assert threshold({"threshold": 0.3}, 0.1) == 0.3
    assert threshold({"word.Netz": 0.3}, 0.1) == 0.1


KINDS = st.sampled_from(("threshold", "weight.region", "wanted.", "word.", "topic.", "watch.", "x"))


@given(kind=KINDS, rest=st.text(max_size=12), value=st.text(max_size=6) | st.floats().map(str))
def test_anything_is_a_setting_that_can_be_given_again_or_a_usage_error(
    kind: str, rest: str, value: str
) -> None:
    try:
        found = parse([f"{kind}{rest}={value}"])
    except UsageError:
        return
    ((name, number),) = found.items()
    assert name == " ".join(name.split())
    assert len(name) <= tuning.LONGEST_NAME
    assert parse([f"{name}={'' if number is None else number}"]) == found
    if number is not None:
        assert isinstance(wishes({name: number}), Wishes)
