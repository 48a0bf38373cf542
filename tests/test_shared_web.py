"""The main job on the recorded real world; skipped where ../shared is absent."""

from __future__ import annotations

import json

import pytest

from scout.store import calls
from scout.store.engine import open_store

SOURCE = "de_foerderdatenbank"
DAYS = ("2026-08-15", "2026-08-22", "2026-08-22")


@pytest.fixture
def walked(shared, scout, json_lines):
    """Both recorded weeks taken in, the second twice; gives the three reports."""
    reports = []
    for day in DAYS:
        web = shared / "web" / day
        result = scout("collect", SOURCE, "--replay", web, "--today", day, "--json")
        assert result.returncode == 0, result.stderr
        reports += json_lines(result)
        assert scout("read", "--today", day).returncode == 0
    return reports


def test_the_changes_of_a_week_are_found_by_key(shared, walked, scout, json_lines):
    expected = json.loads((shared / "web" / "changes.json").read_text())[SOURCE]

    first, second, third = walked

    assert [report["items"] for report in walked] == [184, 186, 186]
    assert [report["verdict"] for report in walked] == ["OK", "OK", "OK"]
    assert (first["new"], second["new"], third["new"]) == (184, 6, 0)
    assert (third["changed"], third["gone"], third["back"]) == (0, 0, 0)
    assert {finding["code"] for finding in second["findings"]} == {"not_well_formed"}
    calls = json_lines(scout("calls", "--today", "2026-08-22", "--json"))
    new = [call["key"] for call in calls if call["first_seen_on"] == "2026-08-22"]
    gone = [call["key"] for call in calls if call["gone_on"] == "2026-08-22"]
    assert sorted(new) == sorted(expected["new"])
    assert sorted(gone) == sorted(expected["gone"])


@pytest.mark.parametrize(
    ("kind", "field", "deadline"),
    [("deadline added", "section.Fristen", "FIXED"), ("closed", "section.Statushinweis", "CLOSED")],
)
def test_the_changed_field_stands_in_the_history_and_in_the_facts(
    kind, field, deadline, shared, walked, scout, json_lines
):
    changes = json.loads((shared / "web" / "changes.json").read_text())[SOURCE]["changed"]
    calls = {
        call["key"]: call for call in json_lines(scout("calls", "--today", "2026-08-22", "--json"))
    }

    for key in changes[kind]:
        news = [
            each
            for each in json_lines(scout("history", key, "--json"))
            if each["field"] != "listing"
        ]
        assert [(each["field"], each["old"]) for each in news] == [(field, None)]
        assert calls[key]["deadline"]["kind"] == deadline
        assert calls[key]["deadline"]["quote"] in news[0]["new"]
    changed = {key for keys in changes.values() for key in keys}
    assert walked[1]["changed"] == len(changed)


def test_the_publishers_own_documents_are_read_in_full(walked, home):
    store = open_store(home)
    with store.reading() as connection:
        (entry,) = calls.find(connection, "Bund/BMAS/einstiegsgeld")
        call = calls.content(connection, entry.id)
    store.close()

    headings = [section.heading for section in call.sections]
    assert headings[1:5] == [
        "Ziel und Gegenstand",
        "Antragsberechtigte",
        "Voraussetzungen",
        "Art und Höhe der Förderung",
    ]
    assert call.funder == "Bundesagentur für Arbeit (BA)"
    assert "https://www.bmas.de" in [link.url for link in call.links]
    everything = repr(call)
    assert "455-5500" not in everything, "contact persons are left out"
    assert "Regensburger" not in everything


def test_quotes_of_matches_stand_unaltered_in_the_texts(shared, walked, home, scout, json_lines):
    assert scout("init", home).returncode == 0
    assert scout("strategy", "import").returncode == 0
    assert scout("match", "--today", "2026-08-22").returncode == 0
    projects = [
        line["key"]
        for line in json_lines(scout("strategy", "--json"))
        if line["kind"] == "projects"
    ]
    store = open_store(home)
    quotes = 0
    with store.reading() as connection:
        for project in projects:
            for match in json_lines(scout("matches", project, "--json")):
                (entry,) = calls.find(connection, f"{match['source']}:{match['key']}")
                text = "\n".join(each.text for each in calls.content(connection, entry.id).sections)
                assert 0 < match["score"] <= 1
                for reason in match["reasons"]:
                    assert reason["quote"] in text or reason["quote"] == match["title"]
                    quotes += 1
    store.close()
    assert quotes > 0
