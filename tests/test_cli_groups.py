"""scout group and scout calls --why: explained, split, joined, undone, for people and programs."""

from __future__ import annotations

from contextlib import closing
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from scout.domain import Link
from scout.store.engine import open_store
from tests.builders import NOON, bring, funding_call

PAGE = "https://amt.example/heimat"
DAY = ("--today", "2026-12-19")
OWN, BASE, BANK = "de_amt:k", "de_foerderdatenbank:Bund/heimat", "nrw_bank:7"


def until(day: str) -> dict[str, str]:
    return {
        "Kurztext": "Das Amt fördert Museen.",
        "Fristen": f"Anträge sind bis zum {day} zu stellen.",
    }


FOUND = {
    "de_amt": [
        funding_call(
            "k", source="de_amt", url=PAGE, title="Heimat\x1b[J", texts=until("31.12.2026")
        )
    ],
    "de_foerderdatenbank": [
        funding_call(
            "Bund/heimat",
            source="de_foerderdatenbank",
            title="Museen der Heimat",
            links=(Link("Amt", PAGE),),
            texts=until("15.01.2027"),
        ),
        funding_call("Bund/wald", source="de_foerderdatenbank"),
    ],
    "nrw_bank": [funding_call("7", source="nrw_bank", title="Heimat 2026")],
}


@pytest.fixture
def office(home: Path, tmp_path: Path, scout) -> Path:
    """A home with one call at two sources that disagree, and calls of one source."""
    with closing(open_store(home)) as store:
        for name, found in FOUND.items():
            bring(store, tmp_path, found, NOON, name=name)
    read = scout("read", *DAY)
    assert read.returncode == 0
    assert read.stdout.endswith("2 calls of several sources are 1\n")
    return home


def kinds(found: list[dict[str, object]], kind: str) -> list[dict[str, object]]:
    return [each for each in found if each["kind"] == kind]


@pytest.mark.parametrize("name", [OWN, PAGE, "Bund/heimat"])
def test_a_group_is_explained(office, scout, name):
    why = scout("group", "why", name, *DAY)

    assert (why.returncode, why.stderr) == (0, "")
    assert "2 calls are one; the first is shown" in why.stdout
    assert f"joined: {OWN} – {BASE} by LINK: link to amt.example/heimat" in why.stdout
    assert (
        "Frist: 31.12.2026 (de_amt, gelesen am 19.12.2026) – 15.01.2027 "
        "(Förderdatenbank des Bundes, gelesen am 19.12.2026)" in why.stdout
    )
    assert "\x1b" not in why.stdout
    assert scout("calls", "--why", name, *DAY).stdout == why.stdout


def test_a_group_is_explained_to_programs(office, scout, json_lines):
    found = json_lines(scout("calls", "--why", OWN, *DAY, "--json"))

    assert [each["key"] for each in kinds(found, "member")] == ["k", "Bund/heimat"]
    assert [each["read_on"] for each in kinds(found, "member")] == ["2026-12-19"] * 2
    assert kinds(found, "joined") == [
        {
            "kind": "joined",
            "first": OWN,
            "second": BASE,
            "rule": "LINK",
            "words": ["link to amt.example/heimat"],
            "strength": found[2]["strength"],
        }
    ]
    (disagreement,) = kinds(found, "disagreement")
    assert disagreement["field"] == "deadline"
    assert [each["value"]["dates"] for each in disagreement["values"]] == [
        ["2026-12-31"],
        ["2027-01-15"],
    ]


def test_a_call_of_one_source_says_so(office, scout, json_lines):
    assert "one with no other call" in scout("group", "why", BANK, *DAY).stdout
    (member,) = json_lines(scout("group", "why", BANK, *DAY, "--json"))
    assert (member["kind"], member["key"], member["deadline"]["kind"]) == (
        "member",
        "7",
        "NONE_STATED",
    )


def test_what_is_split_stays_split_until_it_is_undone(office, scout, json_lines):
    split = scout("group", "split", BASE, OWN, *DAY)
    assert split.stdout == f"split: {BASE} and {OWN} are two calls\n"
    assert scout("read", *DAY).returncode == 0
    found = json_lines(scout("group", "why", OWN, *DAY, "--json"))
    assert len(kinds(found, "member")) == 1
    (refused,) = kinds(found, "refused")
    assert "a person has split" in refused["because"]
    (decision,) = kinds(found, "decision")
    assert (decision["decision"], decision["decided_at"]) == ("split", "2026-12-19T11:00:00+00:00")
    shown = scout("group", "why", OWN, *DAY).stdout
    assert f"decided 2026-12-19 12:00: split, {OWN} – {BASE}" in shown

    assert json_lines(scout("group", "undo", OWN, BASE, "--json")) == [
        {"done": "undone", "first": OWN, "second": BASE, "are_one": True}
    ]


def test_what_is_joined_stays_joined(office, scout, json_lines):
    assert scout("group", "join", BANK, OWN, *DAY).stdout == (
        f"joined: {BANK} and {OWN} are one call\n"
    )
    assert scout("read", *DAY).returncode == 0
    found = json_lines(scout("group", "why", BANK, *DAY, "--json"))
    assert [f"{each['source']}:{each['key']}" for each in kinds(found, "member")] == [
        OWN,
        BASE,
        BANK,
    ]
    assert [each["rule"] for each in kinds(found, "joined")] == ["DECISION", "LINK"]


def test_all_pairs_are_listed_with_titles_and_reasons(office, scout, json_lines):
    shown = scout("group", "list")
    assert (shown.returncode, shown.stderr, "\x1b" in shown.stdout) == (0, "", False)
    assert shown.stdout.startswith("1 pair is one call each, the most doubtful")
    assert f"{OWN} – Heimat[J" in shown.stdout
    assert f"{BASE} – Museen der Heimat" in shown.stdout
    assert ": link to amt.example/heimat\n" in shown.stdout
    (pair,) = json_lines(scout("group", "list", "--json"))
    assert 0 < pair.pop("strength") < 1
    assert pair == {
        "kind": "joined",
        "first": OWN,
        "second": BASE,
        "first_title": "Heimat\x1b[J",
        "second_title": "Museen der Heimat",
        "rule": "LINK",
        "words": ["link to amt.example/heimat"],
    }
    assert scout("group", "list", "--refused").stdout == "0 pairs are weighed and not one\n"


def test_what_nearly_is_one_is_listed_the_nearest_first_and_what_is_decided_last(
    home, tmp_path, scout, json_lines
):
    pages = {title: f"https://land.example/{title}" for title in ("Brunnen", "Klimaanpassung")}
    see = tuple(Link(title, url) for title, url in pages.items())
    land = [
        funding_call(title, source="nrw_land", url=url, title=f"{title} in Kommunen")
        for title, url in pages.items()
    ]
    own = funding_call("k", source="de_amt", title="Klimaschutz in Kommunen", links=see)
    with closing(open_store(home)) as store:
        bring(store, tmp_path, land, NOON, name="nrw_land")
        bring(store, tmp_path, [own], NOON, name="de_amt")
    assert scout("read", *DAY).returncode == 0

    found = json_lines(scout("group", "list", "--refused", "--json"))
    assert [each["second"] for each in found] == ["nrw_land:Brunnen", "nrw_land:Klimaanpassung"]
    assert {each["because"] for each in found} == {"the titles share no word that names a call"}
    assert found[0]["strength"] >= found[1]["strength"]
    shown = scout("group", "list", "--refused").stdout
    assert "2 pairs are weighed and not one, the most doubtful first" in shown
    assert "  but the titles share no word that names a call\n" in shown
    assert json_lines(scout("group", "list", "--json")) == []

    assert scout("group", "join", OWN, "nrw_land:Brunnen", *DAY).returncode == 0
    assert scout("group", "undo", OWN, "nrw_land:Brunnen").returncode == 0
    assert scout("group", "split", OWN, "nrw_land:Brunnen", *DAY).returncode == 0
    found = json_lines(scout("group", "list", "--refused", "--json"))
    assert [each["second"] for each in found] == ["nrw_land:Klimaanpassung", "nrw_land:Brunnen"]


def test_a_renamed_call_is_explained_and_may_be_split(office, tmp_path, scout, json_lines):
    with closing(open_store(office)) as store:
        tomorrow = NOON + timedelta(days=1)
        moved = replace(FOUND["de_amt"][0], key="k-neu", url=f"{PAGE}-neu")
        bring(store, tmp_path, [moved], tomorrow, name="de_amt")
    assert scout("read", *DAY).stdout.endswith("2 calls of several sources are 1\n")
    shown = scout("calls", "--why", "de_amt:k", *DAY).stdout.splitlines()
    assert shown[1] == "3 calls are one; the first is shown"
    assert shown[2].startswith("  de_amt:k-neu – OPEN")
    assert [line for line in shown if line.startswith("  de_amt:k – GONE")]
    reason = next(line for line in shown if "by RENAMED: " in line)
    assert reason.startswith("joined: de_amt:k – de_amt:k-neu by RENAMED: title heimat")
    pairs = json_lines(scout("group", "list", "--json"))
    assert ["de_amt:k", "de_amt:k-neu", "RENAMED"] in [
        [each["first"], each["second"], each["rule"]] for each in pairs
    ]
    assert scout("group", "join", "de_amt:k", "de_amt:k-neu").returncode == 2
    said = json_lines(scout("group", "split", "de_amt:k", "de_amt:k-neu", "--json"))
    assert [each["are_one"] for each in said] == [False]
    assert "RENAMED" not in scout("calls", "--why", "de_amt:k", *DAY).stdout
    undone = json_lines(scout("group", "undo", "de_amt:k", "de_amt:k-neu", "--json"))
    assert [each["are_one"] for each in undone] == [True]


@pytest.mark.parametrize(
    ("words", "message"),
    [
        (("join", "Bund/heimat", "Bund/wald"), "expected calls of two sources, found"),
        (("split", OWN, OWN), "expected calls of two sources, found"),
        (
            ("split", OWN, "Bund/heima"),
            "CALL: expected key, source:key or address of a stored call",
        ),
        (("undo", OWN, BASE), "expected two calls that were split or joined, found"),
    ],
)
def test_what_cannot_be_decided_is_refused_and_changes_nothing(
    office, scout, json_lines, words, message
):
    refused = scout("group", *words)
    assert (refused.returncode, refused.stdout) == (2, "")
    assert message in refused.stderr
    found = json_lines(scout("group", "why", OWN, *DAY, "--json"))
    assert [each["kind"] for each in found] == ["member", "member", "joined", "disagreement"]


def test_why_stands_alone(office, scout):
    refused = scout("calls", "--why", OWN, "--status", "OPEN")
    assert (refused.returncode, refused.stdout) == (2, "")
    assert "--why: expected without --source and --status" in refused.stderr


def test_a_call_is_listed_once_with_all_its_sources(office, scout, json_lines):
    found = json_lines(scout("calls", *DAY, "--json"))
    assert [each["key"] for each in found] == ["k", "Bund/wald", "7"]
    (other,) = found[0]["also_at"]
    assert (other["source"], other["url"]) == (
        "de_foerderdatenbank",
        "https://foerderung.example/aufruf/Bund/heimat",
    )
    assert [each["field"] for each in found[0]["disagreements"]] == ["deadline"]
    assert found[1]["also_at"] == found[1]["disagreements"] == []
    table = " ".join(scout("calls", *DAY).stdout.split())
    assert "(auch bei: Förderdatenbank des Bundes)" in table
    of_base = json_lines(scout("calls", "--source", "de_foerderdatenbank", *DAY, "--json"))
    assert [each["key"] for each in of_base] == ["Bund/heimat", "Bund/wald"]
    assert [each["key"] for each in of_base[0]["also_at"]] == ["k"]


def test_show_names_the_other_sources_and_where_they_disagree(office, scout, json_lines):
    found = json_lines(scout("show", BASE, *DAY, "--json"))
    lines = [each["value"] for each in found if each["fact"] in ("also_at", "disagreement")]
    assert lines[0] == f"Auch bei: de_amt, {PAGE}"
    assert lines[1].startswith("Frist: 31.12.2026 (de_amt, gelesen am 19.12.2026) – 15.01.2027")
    assert lines[1] in scout("show", BASE, *DAY).stdout
