"""``scout sources``: a line each, one in full, all of it for programs; and alarms by hand."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from dataclasses import replace
from datetime import date, datetime
from pathlib import Path

import pytest

from scout.cli.sources import show_report
from scout.collect.source_run import CollectReport
from scout.domain import Finding, Verdict, Weight
from scout.store import runs
from scout.store.engine import open_store
from tests.builders import NOON
from tests.conftest import ROOT, write_bundle
from tests.mailserver import mail_server

KEYS = {
    "name", "title", "publisher", "url", "licence", "brings", "state", "state_text", "forbidden_by",
    "outcome", "last_run_on", "last_read_on", "days_since_read", "max_age_days", "items",
    "items_change", "trend", "failures_in_a_row", "fill", "findings", "next_run_at", "next_job",
    "alarmed_at", "history",
}  # fmt: skip
NAME = "de_foerderdatenbank"
WALL = Finding("bot_wall", "asks for a\x1b[2J human", "https://a.example/liste", Weight.FAILURE)


@pytest.fixture
def read_twice(home: Path) -> Path:
    """A home in which one source was read twice and then failed."""
    store = open_store(home)
    for outcome, items, fill in (("OK", 60, 1.0), ("OK", 69, 0.5), ("FAILED", 0, 0.0)):
        with store.writing() as connection:
            run_id = runs.begin(connection, NAME, NOON)
            findings = (WALL,) if outcome == "FAILED" else ()
            fills = {"title": fill} if items else {}
            runs.finish(
                connection, run_id, now=NOON, outcome=outcome, items=items, fill=fills,
                findings=findings,
            )  # fmt: skip
    store.close()
    return home


def test_every_source_has_a_line(read_twice, scout) -> None:
    said = scout("sources", "--today", "2026-12-21", COLUMNS="240")
    (line,) = [each for each in said.stdout.splitlines() if NAME in each]
    assert "failed" in line
    assert "2026-12-19, 2 days ago" in line
    assert "▇█ +9" in line
    assert "title 50%" in line
    assert "failure bot_wall" in line
    assert "12-22 03:30" in line
    assert said.stdout.count("never read") >= 12


@pytest.fixture
def much_to_look_at(home: Path) -> Path:
    """A home in which one source was read with doubts, as a portal of a Land may be."""
    store = open_store(home)
    with store.writing() as connection:
        run_id = runs.begin(connection, "nrw_bezreg_muenster", NOON)
        runs.finish(
            connection, run_id, now=NOON, outcome="DOUBTFUL", items=1234, fill={"title": 1.0},
            findings=(
                Finding("announcement_without_links", "x", "https://a.example/", Weight.DOUBT),
                *[Finding("http_404", "x", f"https://a.example/{n}", Weight.DOUBT) for n in "abc"],
            ),
        )  # fmt: skip
    store.close()
    return home


@pytest.mark.parametrize("columns", [80, 100, 160])
def test_day_and_reason_are_readable_on_a_small_screen(columns, much_to_look_at, scout) -> None:
    said = scout("sources", "--today", "2026-12-29", COLUMNS=str(columns)).stdout
    assert max(map(len, said.splitlines())) <= columns
    assert "…" not in said
    lines = [each for each in said.splitlines() if "nrw_bezreg_muenster" in each]
    assert len(lines) == (1 if columns == 160 else 2)
    assert lines[0].split()[0] == "nrw_bezreg_muenster"
    assert {"2026-12-19", "1234", "12-30", "03:30"} <= set(lines[0].replace(",", " ").split())
    words = "doubt announcement_without_links; doubt http_404 ×3"
    if columns < 160:
        assert lines[1] == f"nrw_bezreg_muenster: {words}"
    assert "announcement_without_links" in said


def test_what_is_long_to_look_at_goes_on_below(read_twice, scout) -> None:
    said = scout("sources", "--today", "2026-12-21", COLUMNS="60").stdout
    (place,) = [n for n, line in enumerate(said.splitlines()) if line.startswith(f"{NAME}: ")]
    assert said.splitlines()[place - 1] == "look at"
    assert all(line.startswith("  ") for line in said.splitlines()[place + 1 :])
    assert "failure bot_wall" in said


def test_one_source_is_shown_in_full(read_twice, scout) -> None:
    said = scout("sources", NAME, "--today", "2026-12-21").stdout
    assert said.startswith(f"{NAME}: Förderdatenbank des Bundes\n")
    assert "licence    CC BY-ND 4.0" in said
    assert "next run   2026-12-22 03:30, night" in said
    assert "under, fallen" in said
    assert "failure bot_wall: asks for a" in said
    assert "  https://a.example/liste" in said
    assert "\x1b" not in said
    assert said.count("2026-12-19 12:00") == 3


def test_programs_get_all_of_it(read_twice, scout, json_lines) -> None:
    found = json_lines(scout("sources", "--json", "--today", "2026-12-21"))
    assert len(found) >= 13
    assert all(set(each) == KEYS for each in found)
    (one,) = json_lines(scout("sources", NAME, "--json", "--today", "2026-12-21"))
    assert one == next(each for each in found if each["name"] == NAME)
    assert (one["state"], one["state_text"], one["items"]) == ("FAILED", "failed", 69)
    assert (one["trend"], one["items_change"], one["days_since_read"]) == ([60, 69], 9, 2)
    assert date.fromisoformat(one["last_read_on"]) == date(2026, 12, 19)
    assert datetime.fromisoformat(one["next_run_at"]).tzinfo is not None
    assert one["findings"] == [
        {"code": "bot_wall", "text": WALL.text, "url": WALL.url, "weight": "FAILURE"}
    ]
    title = next(fill for fill in one["fill"] if fill["field"] == "title")
    assert (title["share"], title["before"]) == (0.5, 1.0)
    assert (title["is_under"], title["is_fallen"]) == (True, True)
    assert [each["outcome"] for each in one["history"]] == ["FAILED", "OK", "OK"]


def test_a_source_that_nobody_knows_is_an_error_of_the_user(scout, home) -> None:
    said = scout("sources", "nrw_nirgends")
    assert said.returncode == 2
    assert "expected one of de_" in said.stderr


def test_the_operator_is_told_by_hand_too(scout, home, bundle, json_lines) -> None:
    poor = bundle(min_items=5000)
    with mail_server() as server:
        environment = {
            "SCOUT_MAIL__HOST": "127.0.0.1",
            "SCOUT_MAIL__PORT": str(server.port),
            "SCOUT_OPERATOR__EMAIL": "it@kreis.example",
        }
        first = scout("collect", "--replay", poor, **environment)
        assert (first.returncode, "alarm" in first.stderr) == (1, False)
        second = scout("collect", "--replay", poor, **environment)
        assert "alarm to the operator: SENT" in second.stderr
        assert "alarm" not in scout("collect", "--replay", poor, **environment).stderr
        (found,) = json_lines(scout("sources", NAME, "--json"))
        assert found["alarmed_at"] is not None
        assert "ALARM since" in " ".join(scout("sources", COLUMNS="200").stdout.split())
        scout("collect", "--replay", bundle(name="good"), **environment)
        subjects = [mail["Subject"] for mail in server.messages["it@kreis.example"]]
    assert [subject.split(" – ")[0] for subject in subjects] == [
        "Förderscout: 1 Quelle nicht lesbar",
        "Förderscout: 1 Quelle wieder lesbar",
    ]


def test_an_alarm_that_cannot_be_sent_now_waits(scout, home, bundle) -> None:
    poor = bundle(min_items=5000)
    environment = {"SCOUT_OPERATOR__EMAIL": "it@kreis.example", "SCOUT_MAIL__HOST": "127.0.0.1"}
    environment |= {"SCOUT_MAIL__CA_FILE": "nirgends.pem", "SCOUT_MAIL__SECURITY": "tls"}
    scout("collect", "--replay", poor, **environment)
    said = scout("collect", "--replay", poor, **environment)
    assert said.returncode == 1
    assert "alarm to the operator: waits in the outbox" in said.stderr
    assert "QUEUED" in scout("outbox", COLUMNS="200").stdout


def test_a_failed_crawl_is_replayed_from_the_home_and_nothing_is_taken_in(
    scout, home, bundle, json_lines
) -> None:
    scout("init", home)
    kept = home / "failed" / NAME
    shutil.copytree(bundle(min_items=5000), kept)
    index = json.loads((kept / "index.json").read_text())
    index["kept"] = {"failed_at": NOON.isoformat(), "findings": []}
    (kept / "index.json").write_text(json.dumps(index))
    said = scout("collect", NAME, "--replay", f"failed/{NAME}", "--json")
    (report,) = json_lines(said)
    assert report["verdict"] == "FAILED"
    assert report["findings"][0]["code"] == "too_few_items"
    (source,) = json_lines(scout("sources", NAME, "--json"))
    assert source["history"] == []


def test_findings_that_say_the_same_are_one_line_with_their_number(capsys):
    twice = Finding("http_404", "the page answered HTTP 404", "https://a.example/", Weight.DOUBT)
    once = Finding("fill_rate", "title is filled in 10%", None, Weight.DOUBT)
    report = CollectReport(
        source="x", verdict=Verdict.DOUBTFUL, findings=(twice, once, replace(twice, url="b"))
    )

    show_report(report, as_json=False)

    assert capsys.readouterr().out.splitlines()[1:] == [
        "  doubt http_404: the page answered HTTP 404 (2 times)",
        "  doubt fill_rate: title is filled in 10%",
    ]


def test_a_source_of_its_own_time_that_nobody_has_is_refused(home, scout) -> None:
    home.mkdir()
    (home / "scout.toml").write_text('[schedule.early]\nde_foerderbank = "01:15"\n')
    for command in ("sources", "collect"):
        said = scout(command)
        assert said.returncode == 2
        assert "found 'de_foerderbank'" in said.stderr


def test_a_crawl_goes_on_where_nobody_reads_what_it_says(home) -> None:
    web = write_bundle(home / "web", date(2026, 11, 16), 1)
    names = ("de_bbsr", NAME)  # of the first nothing is recorded
    command = [sys.executable, "-m", "scout", "collect", *names, "--home", str(home)]
    left, end = os.pipe()
    os.close(left)
    try:
        done = subprocess.run(
            [*command, "--replay", str(web), "--today", "2026-11-16"],
            stdout=end, stderr=end, check=False, cwd=ROOT,
        )  # fmt: skip
    finally:
        os.close(end)
    store = open_store(home)
    with store.reading() as connection:
        read = {run.source: run.outcome for run in runs.recent(connection, 40)}
    store.close()
    assert read == {"de_bbsr": runs.FAILED, NAME: runs.OK}
    assert done.returncode == 1
