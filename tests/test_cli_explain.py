"""scout explain: why a call stands where it does, for people and for programs."""

from __future__ import annotations

from pathlib import Path

import pytest

from scout.domain import Level
from tests.builders import NOON, bring_news, facts, funding_call, news_item
from tests.desk import CLOSED, OPEN, TEXTS, all_calls, desk_in

DAY = ("--today", "2026-12-19")
KEYS = {
    "project", "source", "key", "url", "title", "texts", "threshold", "score", "rank", "ranked",
    "fits", "excluded", "judged", "reasons", "project_words", "neighbours", "what_if",
}  # fmt: skip
REASON_KEYS = {"signal", "contribution", "words", "quote", "names", "shares"}
EDF = facts(OPEN.deadline, level=Level.EU, programme="EDF")


@pytest.fixture
def office(home: Path) -> Path:
    with desk_in(home) as desk:
        strange = funding_call("fremd", title="Xylophon", texts={"Kurztext": "Quarz, Jojo."})
        steering = funding_call("boese", title="Radwege\x1b[2J und\nRadverkehr",
                                texts={"Kurztext": "Radwege an Schulen, Lastenräder."})  # fmt: skip
        found = [*all_calls(), strange, steering]
        desk.fill(found, facts_of={"rad-0": CLOSED, "rad-1": EDF, "fremd": None})
        bring_news(desk.home.store, home, [news_item("n1", title="Radwege")], NOON)
    return home


def test_a_call_is_explained_with_the_promised_keys(office, scout, json_lines):
    (values,) = json_lines(scout("explain", "rad", "rad-3", *DAY, "--json"))
    assert set(values) == KEYS
    assert (values["project"], values["source"], values["key"]) == ("rad", "probe", "rad-3")
    assert all(set(each) == REASON_KEYS for each in values["reasons"])
    assert all(
        set(word) == {"word", "share", "by"} for each in values["reasons"] for word in each["words"]
    )
    assert all(set(each) == {"word", "share"} for each in values["project_words"])
    assert all(set(each) == {"title", "rank", "score"} for each in values["neighbours"])
    assert all(set(each) == {"change", "rank", "score"} for each in values["what_if"])
    assert 1 <= values["rank"] <= values["ranked"]
    assert sum(each["contribution"] for each in values["reasons"]) == pytest.approx(
        values["score"], abs=0.001
    )


@pytest.mark.parametrize(
    "name", ["rad-3", "probe:rad-3", "https://foerderung.example/aufruf/rad-3"]
)
def test_a_call_is_named_as_everywhere(name, office, scout, json_lines):
    (values,) = json_lines(scout("explain", "rad", name, *DAY, "--json"))
    assert values["key"] == "rad-3"


@pytest.mark.parametrize("key", ["rad-2", "rad-3", "rad-4", "rad-5", "rad-6"])
def test_the_quote_stands_unaltered_in_the_text(key, office, scout, json_lines):
    (values,) = json_lines(scout("explain", "rad", key, *DAY, "--json"))
    quotes = [each["quote"] for each in values["reasons"] if each["quote"]]
    text = TEXTS["rad"].strip().splitlines()[int(key[-1])].strip()
    assert quotes
    assert all(quote in text or quote == values["title"] for quote in quotes)


def test_people_see_rank_reasons_quote_words_and_changes(office, scout, json_lines):
    (values,) = json_lines(scout("explain", "rad", "rad-3", *DAY, "--json"))
    text = " ".join(scout("explain", "rad", "rad-3", *DAY).stdout.split())
    assert (
        f"rank {values['rank']} of {values['ranked']}, score {values['score']:.2f}: a match" in text
    )
    assert "Aufruf rad 3 https://foerderung.example/aufruf/rad-3" in text
    for word in ("Text", "Antragsberechtigung", "Region", "What would move it", "judged relevant"):
        assert word in text
    for change in values["what_if"]:
        assert change["change"] in text
    assert f"„{values['reasons'][0]['quote']}“" in text
    assert "Words of the project that meet it: " in text


def test_what_would_move_it_is_what_explain_says_after_it_was_done(office, scout, json_lines):
    def explained():
        (values,) = json_lines(scout("explain", "rad", "rad-3", *DAY, "--json"))
        return values

    promised = {each["change"]: (each["rank"], each["score"]) for each in explained()["what_if"]}
    (judged,) = (name for name in promised if "=" not in name)
    word = next(name for name in promised if name.startswith("word."))
    assert scout("tune", "rad", "--set", word, "--keep", *DAY).returncode == 0
    after = explained()
    assert (after["rank"], after["score"]) == promised[word]
    assert scout("tune", "rad", "--undo", *DAY).returncode == 0
    assert scout("judge", "rad", "rad-3", "relevant").returncode == 0
    after = explained()
    assert (after["rank"], after["score"]) == promised[judged]
    assert after["judged"] is True
    assert ", judged relevant" in scout("explain", "rad", "rad-3", *DAY).stdout


def test_what_was_judged_irrelevant_is_no_match_whatever_it_scores(office, scout, json_lines):
    scout("judge", "rad", "rad-3", "irrelevant")
    scout("tune", "rad", "--set", "wanted.Lastenräder=1", "--keep", *DAY)
    (values,) = json_lines(scout("explain", "rad", "rad-3", *DAY, "--json"))
    assert values["score"] > values["threshold"]
    assert values["fits"] is False
    shown = scout("explain", "rad", "rad-3", *DAY).stdout
    assert "no match (threshold 0.08), judged irrelevant" in shown


def test_one_word_alone_is_no_match_and_the_reader_is_told_why(office, scout, json_lines):
    (values,) = json_lines(scout("explain", "rad", "netz-4", *DAY, "--json"))
    scout("tune", "rad", "--set", f"threshold={values['score'] * 0.9:.4f}", "--keep", *DAY)
    shown = scout("explain", "rad", "netz-4", *DAY).stdout
    assert "no match (threshold" in shown
    assert "; without its heaviest word too little is left)" in shown


def test_a_call_that_shares_no_word_scores_nothing(office, scout, json_lines):
    told = scout("explain", "rad", "fremd", *DAY)
    (values,) = json_lines(scout("explain", "rad", "fremd", *DAY, "--json"))
    assert (told.returncode, told.stderr) == (0, "")
    assert told.stdout.endswith("Shares no word with rad: score 0\n")
    assert (values["score"], values["rank"]) == (0.0, None)
    assert all(reason["contribution"] == 0 for reason in values["reasons"])


@pytest.mark.parametrize(
    ("words", "message"),
    [
        (("rad", "rad-0"), "CALL: expected one that can be applied for, this one is CLOSED: rad-0"),
        (("rad", "rad-1"), "CALL: expected one of the programmes in eu_programmes of scout.toml"),
        (("rad", "rad-99"), "CALL: expected key, source:key or address of a stored call"),
        (("rad", "n1"), "CALL: expected "),
        (("radd", "rad-3"), "PROJECT: expected a key of the strategy (rad), found 'radd'"),
        (("", "rad-3"), "PROJECT: expected a key of the strategy"),
    ],
)
def test_what_cannot_be_explained_is_told_clearly(words, message, office, scout):
    told = scout("explain", *words, *DAY)
    assert (told.returncode, told.stdout) == (2, "")
    assert message in told.stderr


def test_a_judged_call_that_is_closed_is_not_explained_either(office, scout):
    scout("judge", "rad", "rad-0", "relevant")
    assert "this one is CLOSED" in scout("explain", "rad", "rad-0", *DAY).stderr


def test_a_source_cannot_command_the_terminal(office, scout):
    shown = scout("explain", "rad", "boese", *DAY).stdout
    assert "\x1b" not in shown
    assert shown.startswith("Radwege[2J und Radverkehr\n")


def test_explaining_stores_nothing(office, scout, json_lines):
    before = (office / "scout.db").read_bytes()
    assert scout("explain", "rad", "rad-3", *DAY).returncode == 0
    assert (office / "scout.db").read_bytes() == before
