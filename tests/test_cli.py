"""The command line as its users meet it: output, --json, exit codes, messages."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from scout.cli.common import printable
from scout.sample import STRATEGY
from scout.sample.export import sample_documents

COMMANDS = "init demo sources collect read calls history news strategy match".split()
CALL_KEYS = {
    "source", "key", "url", "title", "level", "kinds", "status", "first_seen_on", "gone_on",
    "applicant_types", "regions", "topics", "language", "deadline", "opens_on", "budget",
    "expected_grants", "min_grant", "max_grant", "lesser_grants",
    "programme", "valid_until", "rates", "own_share",
    "loan_rates", "max_loan", "eligibility", "terms", "also_at", "disagreements",
}  # fmt: skip
DEADLINE_KEYS = {
    "kind", "dates", "days", "two_stage", "later_dates", "later_days", "quote", "quotes", "times",
    "zone",
}  # fmt: skip
MATCH_KEYS = {
    "project", "source", "key", "url", "title", "score", "excluded", "reasons", "eligibility",
    "facts", "also_at", "disagreements",
}  # fmt: skip
REASON_KEYS = {"signal", "contribution", "words", "quote", "names", "shares"}
COLLECT_KEYS = {
    "source", "verdict", "items", "rejected", "new", "changed", "gone", "back", "seconds",
    "findings",
}  # fmt: skip


@pytest.fixture
def walked(collected, scout):
    """The sample's first day with its strategy, read and matched."""
    for words in (("strategy", "import", STRATEGY), ("read",), ("match", "--today", "2026-11-16")):
        assert scout(*words).returncode == 0
    return collected


@pytest.mark.parametrize("command", [*COMMANDS, "matches", "digest", "deliver", "outbox"])
def test_every_command_explains_itself_and_takes_home_today_and_json(command, scout):
    result = scout(command, "--help")

    assert result.returncode == 0
    for option in ("--home", "--today", "--json"):
        assert option in result.stdout


def test_collect_reports_with_the_promised_keys(bundle, scout, json_lines):
    result = scout("collect", "--replay", bundle(), "--today", "2026-11-16", "--json")

    (report,) = json_lines(result)
    assert set(report) == COLLECT_KEYS
    assert (report["verdict"], report["new"], report["findings"]) == ("OK", report["items"], [])
    assert report["seconds"] > 0


def test_without_sources_a_bundle_is_crawled_for_what_it_covers(bundle, scout, json_lines):
    folder = bundle()
    index = json.loads((folder / "index.json").read_text())
    index["expects"]["eu_not_yet_known"] = {"min_items": 1}
    (folder / "index.json").write_text(json.dumps(index))

    result = scout("collect", "--replay", folder, "--json")

    assert [report["source"] for report in json_lines(result)] == ["de_foerderdatenbank"]
    assert "eu_not_yet_known" in result.stderr


def test_calls_have_the_promised_keys_and_say_null_where_nothing_is_known(
    walked, scout, json_lines
):
    calls = json_lines(scout("calls", "--today", "2026-11-16", "--json"))

    assert len(calls) >= 40
    assert all(set(call) == CALL_KEYS for call in calls)
    assert {call["status"] for call in calls} >= {"OPEN", "CLOSED"}
    deadlines = [call["deadline"] for call in calls if call["deadline"]]
    assert all(set(each) == DEADLINE_KEYS for each in deadlines)
    assert {each["kind"] for each in deadlines} >= {"FIXED", "RECURRING", "CLOSED", "NONE_STATED"}
    closed = next(call for call in calls if call["key"] == "Bund/BMEL/smarte-land-regionen")
    assert (closed["status"], closed["level"]) == ("CLOSED", "FEDERAL")


def test_calls_that_were_not_read_yet_are_unknown_not_guessed(collected, scout, json_lines):
    calls = json_lines(scout("calls", "--json"))

    assert {call["status"] for call in calls} == {"UNKNOWN"}
    assert all(call["deadline"] is None and call["kinds"] == [] for call in calls)


def test_calls_can_be_chosen_by_status(walked, scout, json_lines):
    closed = json_lines(scout("calls", "--status", "closed", "--today", "2026-11-16", "--json"))
    wrong = scout("calls", "--status", "shut")

    assert {call["status"] for call in closed} == {"CLOSED"}
    assert wrong.returncode == 2
    assert "expected one of FORECASTED" in wrong.stderr


def test_matches_have_the_promised_keys_and_come_best_first(walked, scout, json_lines):
    matches = json_lines(scout("matches", "glasfaser-schulen", "--top", "3", "--json"))

    assert 1 <= len(matches) <= 3
    scores = [match["score"] for match in matches]
    assert scores == sorted(scores, reverse=True)
    for match in matches:
        assert set(match) == MATCH_KEYS
        assert match["excluded"] is False
        assert all(set(each) == REASON_KEYS for each in match["reasons"])
        text = match["reasons"][0]
        assert text["signal"] == "text"
        assert text["words"]
        assert sum(each["contribution"] for each in match["reasons"]) == pytest.approx(
            match["score"], abs=0.001
        )


def test_a_call_of_another_land_is_not_among_the_matches(walked, scout, json_lines):
    projects = [
        line for line in json_lines(scout("strategy", "--json")) if line["kind"] == "projects"
    ]
    found = [
        match["key"]
        for project in projects
        for match in json_lines(scout("matches", project["key"], "--top", "99", "--json"))
    ]
    reports = json_lines(scout("match", "--today", "2026-11-16", "--json"))

    assert found
    assert not [key for key in found if key.startswith("Land/") and "/NRW/" not in key]
    assert sum(report["shut_out"] for report in reports) > 0


def test_a_project_that_fits_nothing_shows_nothing(walked, tmp_path, scout, json_lines):
    text = STRATEGY.read_text("utf-8") + (
        '\n[[projects]]\nkey = "unsinn"\ntitle = "Quantenflausch"\nfield = "Bildung"\n'
        'description = "Zwölf Papageien stricken Mondscheinmützen für Eisbären."\n'
        'applicants = ["kreis-coesfeld"]\n'
    )
    file = tmp_path / "strategy.toml"
    file.write_text(text)
    assert scout("strategy", "import", file).returncode == 0
    assert scout("match", "--today", "2026-11-16").returncode == 0

    assert json_lines(scout("matches", "unsinn", "--json")) == []
    assert "No call that can be applied for fits unsinn" in scout("matches", "unsinn").stdout


@pytest.mark.parametrize(
    ("words", "message"),
    [
        (("collect", "de_nowhere"), "news_heise, news_kommune21"),
        (("collect", "--replay", "/nowhere"), "/nowhere/index.json: cannot be read"),
        (("matches", "glasfaser-schule"), "expected a key of the strategy (glasfaser-schulen"),
        (("history", "Land/NRW/nichts"), "found 'Land/NRW/nichts'"),
        (("digest", "--to", "niemand@nirgends.example"), "found 'niemand@nirgends.example'"),
        (("strategy", "import", "/nowhere.toml"), "/nowhere.toml: cannot be read"),
    ],
)
def test_wrong_usage_is_told_plainly_and_ends_with_2(words, message, walked, scout):
    result = scout(*words)

    assert result.returncode == 2
    assert message in result.stderr
    assert result.stdout == ""
    assert "Traceback" not in result.stderr


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("[match]\nthreshold = 7\n", "scout.toml, line 2, match.threshold"),
        ("[match]\nlimit = 1\n", "scout.toml, line 2, match.limit: unknown key"),
        ("[match\n", "scout.toml: not valid TOML"),
    ],
)
def test_a_wrong_setting_stops_every_command_before_it_begins(text, message, home, scout):
    home.mkdir()
    (home / "scout.toml").write_text(text)

    result = scout("collect")

    assert result.returncode == 2
    assert message in result.stderr
    assert not (home / "scout.db").exists()


def test_importing_a_strategy_twice_changes_nothing_and_a_change_is_named(
    home, tmp_path, scout, json_lines
):
    file = tmp_path / "strategy.toml"
    file.write_text(STRATEGY.read_text("utf-8"))

    first = json_lines(scout("strategy", "import", file, "--json"))
    second = json_lines(scout("strategy", "import", file, "--json"))
    file.write_text(file.read_text().replace('field = "Bildung"', 'field = "Schule"'))
    result = scout("strategy", "import", file, "--json")

    assert {change["change"] for change in first} == {"added"}
    assert len([change for change in first if change["kind"] == "projects"]) >= 12
    assert len([change for change in first if change["kind"] == "applicants"]) == 12
    assert second == []
    assert result.returncode == 2
    assert "expected one of the fields of projects" in result.stderr


def test_init_writes_what_runs_and_leaves_what_is_there(home, scout):
    first = scout("init", home)
    (home / "scout.toml").write_text("[match]\nthreshold = 0.5\n")
    second = scout("init", home)

    assert first.returncode == second.returncode == 0
    assert (home / "scout.toml").read_text() == "[match]\nthreshold = 0.5\n"
    assert scout("strategy", "import").returncode == 0


def test_history_tells_of_both_days(collected, bundle, scout, json_lines):
    web = bundle(sample_documents(2), name="second")
    assert scout("collect", "--replay", web, "--today", "2026-11-23").returncode == 0

    changes = json_lines(scout("history", "Land/NRW/zukunft-der-zentren", "--json"))

    assert set(changes[0]) == {"source", "key", "on", "field", "old", "new"}
    assert [(each["on"], each["field"]) for each in changes] == [
        ("2026-11-16", "listing"),
        ("2026-11-23", "section.Fristen"),
    ]


def test_what_a_source_says_cannot_command_the_terminal():
    hostile = "Förderung \x1b[2J\x1b]0;pwned\x07 neu\r\n\u202eGnurednä\x9b31m"

    assert printable(hostile) == "Förderung [2J]0;pwned neu Gnurednä31m"


def test_the_command_is_installed_and_says_its_version():
    scout = Path(sys.executable).parent / "scout"

    result = subprocess.run([scout, "--version"], capture_output=True, text=True, check=True)

    assert result.stdout == "foerderscout 0.1.0\n"


def test_help_starts_nothing_heavy():
    code = (
        "import sys\nfrom scout.cli.main import app\n"
        "heavy = {'scrapy', 'sklearn', 'sqlalchemy', 'jinja2', 'lxml', 'alembic', 'pydantic'}\n"
        "heavy.add('feedparser')\n"
        "print(sorted(heavy & set(sys.modules)))"
    )
    command = [sys.executable, "-c", code]

    result = subprocess.run(
        command, capture_output=True, text=True, check=True, env=dict(os.environ)
    )

    assert result.stdout == "[]\n"


def test_home_may_stand_before_or_behind_import(tmp_path, monkeypatch, scout, json_lines):
    elsewhere = tmp_path / "elsewhere"
    monkeypatch.chdir(tmp_path)

    result = scout("strategy", "--home", elsewhere, "import", STRATEGY, SCOUT_HOME="")

    assert result.returncode == 0
    assert (elsewhere / "scout.db").exists()
    assert not (tmp_path / "scout.db").exists()


@pytest.mark.parametrize("spoilt", ["home is a file", "database is a text", "database is a folder"])
def test_a_home_that_cannot_be_used_is_told_plainly(spoilt, home, scout):
    if spoilt == "home is a file":
        home.write_text("no folder")
    else:
        home.mkdir()
    if spoilt == "database is a text":
        (home / "scout.db").write_text("This is no database. " * 100)
    if spoilt == "database is a folder":
        (home / "scout.db").mkdir()

    result = scout("calls")

    assert result.returncode == 2
    assert str(home) in result.stderr
    assert "Traceback" not in result.stderr


def test_init_into_a_file_is_told_plainly(tmp_path, scout):
    (tmp_path / "file").write_text("x")

    result = scout("init", tmp_path / "file")

    assert result.returncode == 2
    assert "expected a folder" in result.stderr


def test_matches_leave_out_what_is_over_on_the_day_that_is_asked_for(walked, scout, json_lines):
    def keys(day: str) -> list[str]:
        found = json_lines(scout("matches", "ortskerne-leerstand", "--today", day, "--json"))
        return [match["key"] for match in found]

    assert "Land/NRW/zukunft-der-zentren" in keys("2026-11-16")
    assert "Land/NRW/zukunft-der-zentren" not in keys("2028-01-01")


def test_a_recording_never_hides_behind_an_older_one(bundle, tmp_path, scout):
    web, rec = bundle(), tmp_path / "rec"
    words = ("collect", "--replay", web, "--record")
    assert scout(*words, rec, "--today", "2026-11-16").returncode == 0

    for day, message in (("2026-11-16", "holds de_foerderdatenbank"), ("2026-11-23", "2026-11-16")):
        again = scout(*words, rec, "--today", day)
        assert (again.returncode, message in again.stderr) == (2, True)
    onto_itself = scout(*words, web, "--today", "2026-11-16")
    assert (onto_itself.returncode, "being replayed" in onto_itself.stderr) == (2, True)
    nowhere = scout(*words, "/proc/nowhere", "--today", "2026-11-16")
    assert (nowhere.returncode, "cannot be written" in nowhere.stderr) == (2, True)


def test_facts_of_an_older_text_are_not_shown(walked, bundle, scout, json_lines):
    web = bundle(sample_documents(2), name="second")
    assert scout("collect", "--replay", web, "--today", "2026-11-23").returncode == 0

    calls = {call["key"]: call for call in json_lines(scout("calls", "--json"))}

    changed = calls["Land/NRW/zukunft-der-zentren"]
    assert (changed["status"], changed["deadline"]) == ("UNKNOWN", None)


def test_the_strategy_shows_who_decides_when(home, scout):
    assert scout("init", home).returncode == 0
    assert scout("strategy", "import").returncode == 0

    shown = [
        line.split() for line in scout("strategy", "--today", "2026-12-11").stdout.splitlines()
    ]

    assert ["kreis-coesfeld", "Kreistag", "2026-12-16", "2027-07-07"] in shown
    assert ["stadt-duelmen", "Rat", "2027-03-04", "2027-07-01"] in shown
    assert ["stadt-olfen", "–", "not", "known", "–"] in shown


def test_an_event_that_may_be_a_sitting_is_told_when_its_calendar_is_imported(
    home, tmp_path, scout, json_lines
):
    file = tmp_path / "strategy.toml"
    text = (
        '[[applicants]]\nkey = "kreis"\nname = "Kreis"\ntype = "county"\nregion = "DE-NW"\n'
        'sittings_ics = "kreis.ics"\n[[applicants.bodies]]\nname = "Kreistag"\n'
    )
    file.write_text(text)
    events = (
        f"BEGIN:VEVENT\nSUMMARY:{title}\nDTSTART;VALUE=DATE:{day}\nEND:VEVENT\n"
        for title, day in (
            ("Kreistag", "20270310"),
            ("Kreistag (Reserve)", "20270512"),
            ("Kreistag (Reserve)", "20270519"),
            ("Vorbesprechung Kreistag", "20270301"),
            ("Kreistag vielleicht", "20260301"),
        )
    )
    (tmp_path / "kreis.ics").write_text(f"BEGIN:VCALENDAR\n{''.join(events)}END:VCALENDAR\n")
    told = scout("strategy", "import", file, "--today", "2026-11-24")

    assert told.returncode == 0
    assert told.stderr.splitlines() == [
        "Kreis, Kreistag: „Kreistag (Reserve)“ am 12.05.2027 steht im Kalender und zählt nicht als "
        "Sitzung, weil der Titel das nicht eindeutig sagt.",
        "Wenn es eine Sitzung ist: den Tag in strategy.toml unter sittings eintragen, dann: "
        "scout strategy import",
    ]
    (shown,) = json_lines(scout("strategy", "--json"))
    assert shown["bodies"][0]["sittings"] == ["2027-03-10"]
    file.write_text(text + "sittings = [2027-05-12, 2027-05-19]\n")
    assert scout("strategy", "import", file, "--today", "2026-11-24").stderr == ""


def test_sittings_of_a_calendar_are_imported_and_a_new_one_is_a_change(
    home, tmp_path, scout, json_lines
):
    file = tmp_path / "strategy.toml"
    file.write_text(
        '[[applicants]]\nkey = "kreis"\nname = "Kreis"\ntype = "county"\nregion = "DE-NW"\n'
        'sittings_ics = "kreis.ics"\n[[applicants.bodies]]\nname = "Kreistag"\n'
    )
    event = "BEGIN:VEVENT\nSUMMARY:{}\nDTSTART;VALUE=DATE:{}\nEND:VEVENT\n"
    sitting = event.format("Kreistag", "20270310")
    calendar = "BEGIN:VCALENDAR\n{}END:VCALENDAR\n"
    (tmp_path / "kreis.ics").write_text(calendar.format(sitting))
    first = json_lines(scout("strategy", "import", file, "--json"))
    (tmp_path / "kreis.ics").write_text(
        calendar.format(sitting + event.format("Kreistag", "20270505"))
    )
    second = json_lines(scout("strategy", "import", file, "--json"))
    (shown,) = json_lines(scout("strategy", "--json"))

    assert [(change["change"], change["fields"]) for change in first + second] == [
        ("added", []),
        ("changed", ["bodies"]),
    ]
    assert shown["bodies"] == [
        {
            "name": "Kreistag",
            "sittings": ["2027-03-10", "2027-05-05"],
            "papers_days": 14,
            "unsure": [],
        }
    ]
    (tmp_path / "kreis.ics").write_text("kein Kalender")
    refused = scout("strategy", "import", file)
    assert refused.returncode == 2
    assert "applicants[1].sittings_ics: " in refused.stderr
    assert json_lines(scout("strategy", "--json")) == [shown]
