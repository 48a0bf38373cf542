"""scout funded: what comparable counties and towns got, for people, programs and spreadsheets."""

from __future__ import annotations

import csv
from collections.abc import Sequence
from contextlib import closing
from dataclasses import replace
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest

from scout.clock import now_or_on
from scout.funded import FundedProject
from scout.sample import STRATEGY
from scout.store.engine import open_store
from tests.builders import bring_projects, funded_body, funded_project

TODAY = date(2026, 11, 16)
COESFELD = funded_project(
    "67K1", title="Energiemanagement", url="https://katalog.example/?fkz=67K1"
)
DUELMEN = funded_project(
    "45KI2",
    title="On-Demand-Shuttle: Kleinbusse ohne Fahrplan auf dem Land",
    programme="Modernitätsfonds mFUND",
    amount=Decimal("1234567.89"),
    starts_on=date(2024, 3, 15),
    recipient=funded_body("Stadt Dülmen", "05558016", "Dülmen"),
)
BORKEN = funded_project(
    "832BB",
    title="=HYPERLINK(1)\x1b[2J",
    programme=None,
    amount=None,
    starts_on=None,
    recipient=funded_body("+Kreis Borken", "05554012", "Borken"),
    joint_project="-1",
)
KEYS = {
    *("source", "key", "url", "title", "recipient", "executing", "amount", "starts_on", "ends_on"),
    *("ministry", "unit", "division", "project_body", "programme_code", "programme", "profile"),
    *("joint_project", "kind", "first_seen_on", "last_seen_on", "gone_on", "score"),
}


def bring(home: Path, found: Sequence[FundedProject], day: date = TODAY) -> None:
    with closing(open_store(home)) as store:
        bring_projects(store, home, found, now_or_on(day))


@pytest.fixture
def read(home: Path) -> Path:
    """``home``, with three funded projects."""
    bring(home, [COESFELD, DUELMEN, BORKEN])
    return home


def test_the_largest_comes_first_with_sums_by_programme(read, scout):
    shown = scout("funded").stdout

    lines = [line.split()[0] for line in shown.splitlines() if line.strip()]
    assert shown.startswith("3 Projekte, 1,4 Mio. € (1 ohne Angabe)")
    assert [each for each in lines if each in ("67K1", "45KI2", "832BB")] == [
        "45KI2",
        "67K1",
        "832BB",
    ]
    assert "Modernitätsfonds mFUND: 1 Projekt, 1,2 Mio. €\n" in shown
    assert "KSI - Kommunales Energiemanagement: 1 Projekt, 186.420 €\n" in shown
    assert "(ohne Programm): 1 Projekt, Summe nicht angegeben\n" in shown
    assert "\x1b" not in shown


@pytest.mark.parametrize("key", ["abc", "05558-", "055580160", "５", "5 5"])
def test_a_key_that_is_none_is_an_error_of_the_user(key, read, scout):
    said = scout("funded", "--ags", key)

    assert (said.returncode, said.stdout) == (2, "")
    assert f"--ags: expected up to 8 digits of a Gemeindekennziffer, found {key!r}" in said.stderr


def test_the_newest_comes_first_if_asked(read, scout, json_lines):
    found = json_lines(scout("funded", "--sort", "start", "--json"))

    assert [each["key"] for each in found] == ["45KI2", "67K1", "832BB"]


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        (("--place", "duelmen"), ["45KI2"]),
        (("--ags", "05558"), ["45KI2", "67K1"]),
        (("--topic", "energie ksi"), ["67K1"]),
        (("--since", "2024"), ["45KI2"]),
        (("--min-sum", "186420"), ["45KI2", "67K1"]),
        (("--min-sum", "186420.01"), ["45KI2"]),
        (("--place", "kreis", "--ags", "05554"), ["832BB"]),
    ],
)
def test_filters(read, scout, json_lines, words, expected):
    assert [each["key"] for each in json_lines(scout("funded", *words, "--json"))] == expected


def test_json_has_the_promised_keys_and_says_what_left_the_catalogue(read, scout, json_lines):
    bring(read, [DUELMEN, BORKEN], date(2026, 12, 14))

    found = {each["key"]: each for each in json_lines(scout("funded", "--json"))}

    assert all(set(each) == KEYS for each in found.values())
    left = found["67K1"]
    assert (left["amount"], left["recipient"]["ags"]) == ("186420.00", "05558012")
    assert (left["first_seen_on"], left["last_seen_on"]) == ("2026-11-16", "2026-11-16")
    assert left["gone_on"] == "2026-12-14"
    assert (found["832BB"]["amount"], found["45KI2"]["gone_on"]) == (None, None)
    assert "1 Projekt nicht mehr im Katalog" in scout("funded").stderr


def test_what_is_like_a_project_of_the_strategy_comes_best_first(read, scout, json_lines):
    assert scout("strategy", "import", STRATEGY).returncode == 0
    words = ("funded", "--project", "on-demand-shuttle")

    (found,) = json_lines(scout(*words, "--json"))

    assert found["key"] == "45KI2"
    assert 0.08 <= found["score"] <= 1
    assert "Passung" in scout(*words).stdout
    assert json_lines(scout(*words, "--ags", "05554", "--json")) == []


def test_an_unknown_project_is_told_plainly(read, scout):
    result = scout("funded", "--project", "nichts")

    assert (result.returncode, result.stdout) == (2, "")
    assert "--project: expected a key of the strategy" in result.stderr


def test_a_file_for_spreadsheets_computes_nothing(read, scout, tmp_path):
    file = tmp_path / "projekte.csv"

    assert scout("funded", "--csv", file).returncode == 0

    assert file.read_bytes().startswith(b"\xef\xbb\xbf")
    with file.open(encoding="utf-8-sig", newline="") as lines:
        first, second, third = csv.DictReader(lines, delimiter=";")
    assert (first["Summe_EUR"], first["Beginn"]) == ("1234567,89", "15.03.2024")
    assert second["Empfänger"] == "Kreis Coesfeld"
    assert second["Gemeindekennziffer"] == "05558012"
    assert second["Adresse"] == "https://katalog.example/?fkz=67K1"
    assert (third["Thema"], third["Empfänger"]) == ("'=HYPERLINK(1)\x1b[2J", "'+Kreis Borken")
    assert (third["Verbund"], third["Summe_EUR"], third["Beginn"]) == ("'-1", "", "")


def test_a_file_that_cannot_be_written_is_told_plainly(read, scout, tmp_path):
    result = scout("funded", "--csv", tmp_path / "nowhere" / "projekte.csv")

    assert result.returncode == 2
    assert "cannot be written" in result.stderr


def test_many_are_shown_in_part_and_summed_in_all(home, scout):
    found = [replace(COESFELD, key=f"67K{number:03}") for number in range(60)]
    bring(home, found)

    result = scout("funded")

    assert result.stdout.startswith("60 Projekte, 11,2 Mio. €")
    assert sum("Kreis Coesfeld" in line for line in result.stdout.splitlines()) == 50
    assert "10 weitere: --top zeigt mehr, --csv schreibt alle" in result.stderr
    assert "weitere" not in scout("funded", "--top", "60").stderr


def test_what_cannot_be_compared_is_said(read, scout):
    result = scout("funded", "--since", "2000")

    assert "1 Projekt ohne Angabe von Beginn oder Summe nicht verglichen" in result.stderr


def test_without_any_it_is_said_what_to_do(home, scout, json_lines):
    result = scout("funded")

    assert (result.returncode, result.stdout) == (0, "")
    assert "scout collect de_foerderkatalog" in result.stderr
    assert json_lines(scout("funded", "--json")) == []


def test_a_choice_that_finds_nothing_says_of_how_many(read, scout):
    assert "Keines von 3 Projekten passt zur Auswahl." in scout("funded", "--place", "x y").stderr
