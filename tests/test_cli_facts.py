"""``scout facts`` and ``scout show``: what was read, with its words, for programs and people."""

from __future__ import annotations

import gzip
import json
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
SHARED = ROOT.parent / "shared"
KEYS = {
    "id", "deadline_kind", "application_dates", "recurring_days", "two_stage",
    "guideline_valid_until", "max_rate_percent", "max_grant_eur", "min_grant_eur",
    "eligible_county_nrw", "eligible_town_nrw", "evidence",
}  # fmt: skip
RECORD = {
    "id": "spielplatz",
    "title": "Spielplätze für alle",
    "url": "https://foerderung.example/spielplatz",
    "funding_type": ["Zuschuss"],
    "funding_location": ["Nordrhein-Westfalen"],
    "funding_area": ["Infrastruktur"],
    "eligible_applicants": ["Kommune"],
    "description": "### Volltext\n\nDie Höhe des Zuschusses beträgt bis zu 70 Prozent Ihrer "
    "zuwendungsfähigen Ausgaben, maximal EUR 30.000 je Vorhaben.\n\nRichten Sie Ihren Antrag bitte "
    "bis zum 15.4.2027 an die Bezirksregierung.",
    "more_info": "### rechtliche Voraussetzungen\n\nAntragsberechtigt sind kreisangehörige "
    "Städte und Gemeinden in Nordrhein-Westfalen.",
    "legal_basis": "### Richtlinie\n\n7 Geltungsdauer\n\nDiese Richtlinie tritt am 1. Januar 2026 "
    "in Kraft und mit Ablauf des 31. Dezember 2029 außer Kraft.",
}


@pytest.fixture
def records(tmp_path):
    """A file of programmes with the given lines; gzipped where its name says so."""

    def write(*lines: object, name: str = "programmes.jsonl") -> Path:
        text = "".join(f"{each if isinstance(each, str) else json.dumps(each)}\n" for each in lines)
        data = text.encode()
        (tmp_path / name).write_bytes(gzip.compress(data) if name.endswith(".gz") else data)
        return tmp_path / name

    return write


@pytest.mark.parametrize("name", ["programmes.jsonl", "programmes.jsonl.gz"])
def test_facts_of_a_file_come_one_object_a_line_with_the_promised_keys(
    name, records, scout, json_lines
):
    result = scout("facts", records(RECORD, "", {"id": "leer"}, name=name), "--json")

    full, empty = json_lines(result)
    assert set(full) == set(empty) == KEYS
    evidence = full.pop("evidence")
    assert full == {
        "id": "spielplatz",
        "deadline_kind": "fixed",
        "application_dates": ["2027-04-15"],
        "recurring_days": [],
        "two_stage": False,
        "guideline_valid_until": "2029-12-31",
        "max_rate_percent": 70,
        "max_grant_eur": 30000,
        "min_grant_eur": None,
        "eligible_county_nrw": "no",
        "eligible_town_nrw": "yes",
    }
    assert "15.4.2027" in evidence["deadline"]
    assert "70 Prozent" in evidence["rate"]
    assert "30.000" in evidence["max_grant"]
    assert "kreisangehörige" in evidence["eligibility_town"]
    assert "31. Dezember 2029" in evidence["valid_until"]
    assert (empty["deadline_kind"], empty["max_rate_percent"]) == ("none_stated", None)
    assert (empty["eligible_county_nrw"], empty["eligible_town_nrw"]) == ("unknown", "unknown")


def test_another_region_is_asked_for(records, scout, json_lines):
    (found,) = json_lines(scout("facts", records(RECORD), "--region", "DE-HE", "--json"))

    assert found["eligible_town_nrw"] == "no"
    assert "Nordrhein-Westfalen" in found["evidence"]["eligibility_town"]


@pytest.mark.parametrize(
    ("lines", "message"),
    [
        ((RECORD, "kein JSON"), "line 2: expected a JSON object, found 'kein JSON'"),
        ((RECORD, "[" * 100_000), "line 2: expected a JSON object, found '[[["),
        ((RECORD, '{"id": ' + "9" * 5_000 + "}"), "line 2: expected a JSON object, found"),
        (({"id": 3},), "line 1: id: expected a text, found '3'"),
        (({**RECORD, "funding_type": "Zuschuss"},), "line 1: funding_type: expected a list"),
    ],
)
def test_a_wrong_line_is_named_and_nothing_is_printed(lines, message, records, scout):
    result = scout("facts", records(*lines), "--json")

    assert (result.returncode, result.stdout) == (2, "")
    assert message in result.stderr


def test_bytes_that_are_no_utf8_are_named_with_their_line(tmp_path, scout):
    file = tmp_path / "latin.jsonl"
    file.write_bytes(b'{"id": "a"}\n' * 500 + '{"id": "ä"}\n'.encode("latin-1"))
    result = scout("facts", file, "--json")

    assert (result.returncode, result.stdout) == (2, "")
    assert "line 501: expected UTF-8, found" in result.stderr


def test_halves_of_characters_and_a_byte_order_mark_stop_nothing(tmp_path, scout, json_lines):
    text = "### Volltext\\n\\nAnträge sind bis zum 31.12.2027 \\ud83d zu stellen."
    file = tmp_path / "odd.jsonl"
    file.write_text(f'\ufeff{{"id": "b", "description": "{text}"}}\n', "utf-8")
    (found,) = json_lines(scout("facts", file, "--json"))

    assert found["application_dates"] == ["2027-12-31"]


@pytest.mark.parametrize("region", ["NRW", "", "DE-XX"])
def test_a_region_that_is_none_is_told(region, records, scout):
    result = scout("facts", records(RECORD), "--region", region, "--json")

    assert (result.returncode, result.stdout) == (2, "")
    assert "--region: expected one of DE, DE-BB" in result.stderr


def test_a_region_may_be_written_small(records, scout, json_lines):
    (found,) = json_lines(scout("facts", records(RECORD), "--region", "de-nw", "--json"))
    assert found["eligible_town_nrw"] == "yes"


def test_a_file_that_cannot_be_read_is_named(tmp_path, records, scout):
    broken = tmp_path / "broken.jsonl.gz"
    broken.write_bytes(gzip.compress(b'{"id": "x"}\n' * 500)[:-12])
    for path in (tmp_path / "missing.jsonl", broken, tmp_path):
        result = scout("facts", path)
        assert (result.returncode, result.stdout) == (2, "")
        assert str(path) in result.stderr


def test_show_tells_each_fact_with_its_words_place_and_rule(collected, scout, json_lines):
    assert scout("read").returncode == 0
    key = "Land/NRW/rad-und-fussverkehr-kommunen"

    found = json_lines(scout("show", key, "--today", "2026-11-16", "--json"))
    text = scout("show", key, "--today", "2026-11-16").stdout

    assert {"deadline", "rate"} <= {each["fact"] for each in found}
    for each in found:
        assert set(each) == {"fact", "value", "quote", "section", "start", "end", "rule"}
        assert (each["quote"] is None) == (each["rule"] is None)
        if each["quote"]:
            assert each["end"] - each["start"] == len(each["quote"])
    assert "Rad- und Fußverkehr" in text.splitlines()[0]
    assert all(each["rule"] in text for each in found if each["rule"])


def test_show_wants_a_call_that_is_there(collected, scout):
    result = scout("show", "Land/NRW/niemand")

    assert result.returncode == 2
    assert "CALL: expected key" in result.stderr


@pytest.mark.skipif(not SHARED.is_dir(), reason="../shared is absent")
def test_real_programmes_reach_the_required_figures(scout, tmp_path):
    """The floor for the shared half: what the issue asks of the half that is kept back."""
    found = tmp_path / "found.jsonl"
    found.write_text(scout("facts", SHARED / "gold" / "programmes.jsonl.gz", "--json").stdout)
    command = [sys.executable, SHARED / "tools" / "score_facts.py", SHARED / "gold" / "facts.jsonl"]

    score = json.loads(subprocess.check_output([*command, found, "--json"]))

    assert (score["missing"], score["lost_yes"]) == (0, 0)
    assert score["false_deadline_dates"] <= 2
    for name, least in (("quotes", 0.92), ("deadline_kind", 0.9), ("eligible_county_nrw", 0.95),
                        ("eligible_town_nrw", 0.95)):  # fmt: skip
        assert score[name] >= least, name
    for name, precision, recall in (
        ("application_dates", 0.88, 0.80),
        ("recurring_days", 0.90, 0.85),
        ("guideline_valid_until", 0.92, 0.88),
        ("max_rate_percent", 0.90, 0.85),
        ("max_grant_eur", 0.80, 0.75),
    ):
        assert score[name]["precision"] >= precision, name
        assert score[name]["recall"] >= recall, name
