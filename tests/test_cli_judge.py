"""scout judge and scout judgements: what is said of a call, taken back, and listed."""

from __future__ import annotations

from contextlib import closing
from pathlib import Path

import pytest
from sqlalchemy import delete, update

from scout.sample import STRATEGY
from scout.store import judgements, tables
from scout.store.engine import open_store
from tests.builders import NOON, bring, bring_news, funding_call, judgement, news_item

KEYS = {"project", "source", "key", "title", "verdict", "before", "judgements"}
LISTED_KEYS = {"project", "source", "key", "title", "verdict", "judged_at", "judged_by"}
PROJECT = "radwege-alltag"
OTHER = "glasfaser-schulen"
CALLS = [
    funding_call("Land/radwege", title="Radwege für  alle"),
    funding_call("Land/glasfaser", title="Glasfaser\x1b[2J"),
    funding_call("Land/nichts", title=None),
    funding_call("doppelt", url="https://foerderung.example/eins"),
]


@pytest.fixture
def office(home: Path, tmp_path: Path, scout) -> Path:
    """A home with the sample's strategy, a few calls, and a news item."""
    with closing(open_store(home)) as store:
        bring(store, tmp_path, CALLS, NOON)
        bring(store, tmp_path, [funding_call("doppelt", source="other")], NOON, name="other")
        bring_news(store, tmp_path, [news_item("n1", title="Bund\x1b[2J fördert")], NOON)
    assert scout("strategy", "import", STRATEGY).returncode == 0
    return home


@pytest.fixture
def listed(scout, json_lines):
    """What scout judgements --json says."""

    def listed(*words: str) -> list[tuple[str, ...]]:
        found = json_lines(scout("judgements", *words, "--json"))
        return [(each["project"], each["source"], each["key"], each["verdict"]) for each in found]

    return listed


def test_who_judged_by_her_own_link_is_shown_until_somebody_judges_at_the_console(
    office, scout, json_lines
):
    said = judgement(PROJECT, "Land/radwege")
    with closing(open_store(office)) as store, store.writing() as connection:
        judgements.save(connection, said, by="Anna@Kreis.example")
    scout("judge", PROJECT, "Land/nichts", "relevant")
    authors = {each["key"]: each["judged_by"] for each in json_lines(scout("judgements", "--json"))}
    assert authors == {"Land/radwege": "anna@kreis.example", "Land/nichts": None}
    assert "anna@kreis.example" in scout("judgements", COLUMNS="160").stdout
    scout("judge", PROJECT, "Land/radwege", "irrelevant")
    assert "anna" not in scout("judgements", "--json").stdout


def test_a_judgement_is_said_and_listed(office, scout, listed):
    said = scout("judge", PROJECT, "Land/radwege", "relevant")
    assert (said.returncode, said.stderr) == (0, "")
    assert said.stdout == (
        f"judged relevant: Radwege für alle (1 judgement for {PROJECT};"
        " it counts from the next scout match on)\n"
    )
    assert scout("judge", PROJECT, "Land/nichts", "IRRELEVANT").stdout == (
        f"judged irrelevant: Land/nichts (2 judgements for {PROJECT};"
        " they count from the next scout match on)\n"
    )
    assert set(listed()) == {
        (PROJECT, "probe", "Land/radwege", "relevant"),
        (PROJECT, "probe", "Land/nichts", "irrelevant"),
    }


@pytest.mark.parametrize("name", ["doppelt", "probe:doppelt", "https://foerderung.example/eins"])
def test_a_call_is_named_as_everywhere(name, office, scout, listed):
    said = scout("judge", PROJECT, name, "relevant")
    if name == "doppelt":
        assert said.returncode == 2
        assert "may mean other:doppelt, probe:doppelt: give source:key" in said.stderr
        assert listed() == []
    else:
        assert said.returncode == 0
        assert listed() == [(PROJECT, "probe", "doppelt", "relevant")]


def test_a_new_judgement_takes_the_place_of_the_old_one(office, scout, listed):
    scout("judge", PROJECT, "Land/radwege", "relevant")
    again = scout("judge", PROJECT, "Land/radwege", "relevant").stdout
    assert again.startswith("judged relevant: Radwege für alle (1 judgement for ")
    turned = scout("judge", PROJECT, "Land/radwege", "irrelevant").stdout
    assert turned.startswith("judged irrelevant, no longer relevant: Radwege für alle (1 judgement")
    assert listed() == [(PROJECT, "probe", "Land/radwege", "irrelevant")]


def test_a_title_cannot_command_the_terminal(office, scout):
    said = scout("judge", PROJECT, "Land/glasfaser", "relevant").stdout
    assert said.startswith("judged relevant: Glasfaser[2J (1 judgement")


def test_projects_are_judged_each_for_itself(office, scout, listed):
    scout("judge", PROJECT, "Land/radwege", "relevant")
    said = scout("judge", OTHER, "Land/radwege", "irrelevant").stdout
    assert said.startswith("judged irrelevant: ")
    assert f"(1 judgement for {OTHER};" in said
    assert listed(PROJECT) == [(PROJECT, "probe", "Land/radwege", "relevant")]
    assert [each[0] for each in listed()] == [OTHER, PROJECT]


def test_none_takes_back_and_says_so(office, scout, listed):
    for key in ("Land/radwege", "Land/glasfaser"):
        scout("judge", PROJECT, key, "relevant")
    said = scout("judge", PROJECT, "Land/radwege", "none")
    assert (said.returncode, said.stdout) == (
        0,
        f"no longer judged relevant: Radwege für alle (1 judgement for {PROJECT};"
        " it counts from the next scout match on)\n",
    )
    assert listed() == [(PROJECT, "probe", "Land/glasfaser", "relevant")]
    said = scout("judge", PROJECT, "Land/glasfaser", "none").stdout
    assert said.endswith(f"(no judgement for {PROJECT} is left)\n")
    assert listed() == []


def test_none_for_what_was_never_judged_says_so_and_is_no_error(office, scout, listed):
    scout("judge", OTHER, "Land/radwege", "relevant")
    said = scout("judge", PROJECT, "Land/radwege", "none")
    assert (said.returncode, said.stderr) == (0, "")
    assert said.stdout.startswith("was never judged: Radwege für alle (no judgement for ")
    assert len(listed()) == 1


def test_json_says_what_was_and_what_is(office, scout, json_lines):
    (first,) = json_lines(scout("judge", PROJECT, "Land/radwege", "relevant", "--json"))
    (second,) = json_lines(scout("judge", PROJECT, "Land/radwege", "none", "--json"))
    assert first == {
        "project": PROJECT,
        "source": "probe",
        "key": "Land/radwege",
        "title": "Radwege für  alle",
        "verdict": "relevant",
        "before": "none",
        "judgements": 1,
    }
    assert second == first | {"verdict": "none", "before": "relevant", "judgements": 0}
    assert set(first) == KEYS


def test_an_unknown_project_is_told_with_those_that_are_near(office, scout, listed):
    for verdict in ("relevant", "none"):
        said = scout("judge", "radwege-altag", "Land/radwege", verdict)
        assert said.returncode == 2
        assert "PROJECT: expected a key of the strategy (radwege-alltag" in said.stderr
        assert "found 'radwege-altag'" in said.stderr
    assert "PROJECT: expected a key" in scout("judgements", "radwege-altag").stderr
    assert listed() == []


@pytest.mark.parametrize("verdict", ["relevant", "none"])
def test_an_unknown_call_is_told_with_keys_that_are_near(verdict, office, scout, listed):
    said = scout("judge", PROJECT, "Land/radweg", verdict)
    assert (said.returncode, said.stdout) == (2, "")
    assert said.stderr == (
        "scout: CALL: expected key, source:key or address of a stored call (Land/radwege),"
        " found 'Land/radweg'\n"
    )
    assert "stored call, found 'xyz'" in scout("judge", PROJECT, "xyz", verdict).stderr
    assert listed() == []


@pytest.mark.parametrize("name", ["n1", "news_probe:n1", "https://blatt.example/n1"])
def test_news_cannot_be_judged(name, office, scout, listed):
    said = scout("judge", PROJECT, name, "relevant")
    assert (said.returncode, said.stderr) == (
        2,
        "scout: CALL: expected a call, found the news item 'Bund[2J fördert'\n",
    )
    assert listed() == []


def test_an_unknown_verdict_is_refused(office, scout, listed):
    said = scout("judge", PROJECT, "Land/radwege", "relevnt")
    assert (said.returncode, said.stderr) == (
        2,
        "scout: VERDICT: expected relevant, irrelevant or none, found 'relevnt'\n",
    )
    assert listed() == []


def test_the_table_has_day_project_verdict_and_title(office, scout):
    scout("judge", PROJECT, "Land/radwege", "relevant", "--today", "2026-12-20")
    scout("judge", PROJECT, "Land/glasfaser", "irrelevant", "--today", "2026-12-19")
    scout("judge", PROJECT, "Land/nichts", "irrelevant", "--today", "2026-12-21")
    title, _, head, _, *rows = scout("judgements", PROJECT).stdout.splitlines()
    assert title.strip() == "3 judgements"
    assert head.split() == ["judged", "project", "verdict", "call"]
    assert [row.split() for row in rows if row.strip()] == [
        ["2026-12-19", PROJECT, "irrelevant", "Glasfaser[2J"],
        ["2026-12-20", PROJECT, "relevant", "Radwege", "für", "alle"],
        ["2026-12-21", PROJECT, "irrelevant", "Land/nichts"],
    ]


def test_a_listed_judgement_has_the_promised_keys(office, scout, json_lines):
    scout("judge", PROJECT, "Land/radwege", "relevant", "--today", "2026-12-20")
    (found,) = json_lines(scout("judgements", "--json"))
    assert set(found) == LISTED_KEYS
    assert found["judged_at"] == "2026-12-20T11:00:00+00:00"
    assert found["title"] == "Radwege für  alle"


def test_what_is_not_stored_any_more_is_listed_and_can_be_taken_back(
    office, scout, json_lines, listed
):
    scout("judge", PROJECT, "Land/radwege", "relevant")
    with closing(open_store(office)) as store, store.writing() as connection:
        for table in (tables.changes, tables.calls):
            connection.execute(delete(table))
    (found,) = json_lines(scout("judgements", "--json"))
    assert found["title"] is None
    assert "Land/radwege" in scout("judgements").stdout
    assert scout("judge", PROJECT, "Land/radwege", "irrelevant").returncode == 2
    assert scout("judge", OTHER, "probe:Land/radwege", "none").returncode == 2
    said = scout("judge", PROJECT, "probe:Land/radwege", "none").stdout
    assert said.startswith("no longer judged relevant: Land/radwege (")
    assert listed() == []


def test_a_key_that_two_sources_have_is_taken_back_where_it_was_judged(office, scout, listed):
    scout("judge", PROJECT, "probe:doppelt", "relevant")
    assert scout("judge", PROJECT, "doppelt", "none").returncode == 0
    assert listed() == []
    for name in ("probe:doppelt", "other:doppelt"):
        scout("judge", PROJECT, name, "relevant")
    assert "give source:key" in scout("judge", PROJECT, "doppelt", "none").stderr
    assert scout("judge", PROJECT, "other:doppelt", "none").returncode == 0
    assert listed() == [(PROJECT, "probe", "doppelt", "relevant")]


def test_what_was_said_for_a_project_that_left_the_strategy_can_be_taken_back(
    office, scout, listed
):
    scout("judge", PROJECT, "Land/radwege", "relevant")
    with closing(open_store(office)) as store, store.writing() as connection:
        table = tables.strategy_entries
        connection.execute(update(table).where(table.c.key == PROJECT).values(active=False))
    assert listed(PROJECT) == [(PROJECT, "probe", "Land/radwege", "relevant")]
    assert scout("judge", PROJECT, "Land/radwege", "irrelevant").returncode == 2
    assert scout("judge", PROJECT, "Land/radwege", "none").returncode == 0
    assert listed() == []


def test_judgements_outlive_a_new_collection(office, scout, listed, tmp_path):
    scout("judge", PROJECT, "Land/radwege", "relevant")
    with closing(open_store(office)) as store:
        bring(store, tmp_path, [funding_call("Land/radwege", title="Anders")], NOON)
    assert listed() == [(PROJECT, "probe", "Land/radwege", "relevant")]
    assert "Anders" in scout("judgements").stdout


def test_without_judgements_there_is_nothing_to_list(office, scout, listed):
    assert listed() == listed(PROJECT) == []
    assert "0 judgements" in scout("judgements").stdout


def test_other_commands_name_keys_that_are_near_too(office, scout):
    assert "(Land/glasfaser), found 'glasfaser'" in scout("history", "glasfaser").stderr
