"""The main job on the recorded real world; skipped where ../shared is absent."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from scout.store import calls, matches
from scout.store.engine import open_store

SHARED = Path(__file__).parent.parent.parent / "shared"
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


def euros(amount: float) -> dict[str, object]:
    """A sum that a field of the portal states."""
    scope = {"per": None, "unit": "", "condition": ""}
    return {"amount": amount, "currency": "EUR", "quote": None, **scope}


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
                    if reason["quote"] is not None:
                        assert reason["quote"] in text or reason["quote"] == match["title"]
                        quotes += 1
    store.close()
    assert quotes > 0


# --- the EU's portal --------------------------------------------------------------------------

EU = "eu_funding_tenders"


@pytest.fixture(scope="module")
def _walked_eu(tmp_path_factory):
    """A home with both recorded weeks of the portal, the second twice, and the three reports."""
    if not SHARED.is_dir():
        pytest.skip("../shared is absent")
    home = tmp_path_factory.mktemp("eu") / "home"
    reports = []
    for day in DAYS:
        for words in (["collect", EU, "--replay", SHARED / "web" / day, "--json"], ["read"]):
            command = [sys.executable, "-m", "scout", *words, "--home", home, "--today", day]
            result = subprocess.run(list(map(str, command)), check=True, capture_output=True)
            reports += [
                json.loads(line) for line in result.stdout.splitlines() if words[0] == "collect"
            ]
    return home, reports


@pytest.fixture
def walked_eu(_walked_eu, home):
    """``home`` as a copy of that one; gives the three reports."""
    folder, reports = _walked_eu
    shutil.copytree(folder, home)
    return reports


def test_the_portals_week_is_found_by_key(shared, walked_eu, home, scout, json_lines):
    expected = json.loads((shared / "web" / "changes.json").read_text())[EU]

    first, second, third = walked_eu

    assert [report["items"] for report in walked_eu] == [*expected["calls"], expected["calls"][1]]
    assert [report["verdict"] for report in walked_eu] == ["OK", "OK", "OK"]
    assert (second["new"], second["gone"], second["back"]) == (25, 14, 0)
    assert (third["new"], third["changed"], third["gone"], third["back"]) == (0, 0, 0, 0)
    codes = [finding["code"] for finding in first["findings"]]
    assert sorted(codes) == ["json_text_broken", "json_text_broken", "stale_copies"]
    calls = json_lines(scout("calls", "--today", "2026-08-22", "--json"))
    new = [call["key"] for call in calls if call["first_seen_on"] == "2026-08-22"]
    gone = [call["key"] for call in calls if call["gone_on"] == "2026-08-22"]
    assert sorted(new) == sorted(expected["new"])
    assert sorted(gone) == sorted(expected["gone"])
    assert len({call["url"] for call in calls}) == len(calls)


def test_exactly_the_fields_that_changed_stand_in_the_portals_history(shared, walked_eu, home):
    expected = json.loads((shared / "web" / "changes.json").read_text())[EU]["changed"]
    store = open_store(home)
    with store.reading() as connection:
        entries = [each for each in calls.history(connection) if each.field != "listing"]
    store.close()

    by_field = {}
    for entry in entries:
        by_field.setdefault(entry.field, []).append(entry.key)
    assert sorted(by_field.pop("stated.deadlineDate")) == sorted(expected["deadline"])
    assert {field: len(keys) for field, keys in by_field.items()} == {
        "code.status": 4,
        "stated.startDate": 2,
    }


def test_facts_of_the_portal_are_understood_throughout(walked_eu, scout, json_lines):
    found = {
        call["key"]: call for call in json_lines(scout("calls", "--today", "2026-08-22", "--json"))
    }
    by_status = {}
    for call in found.values():
        by_status.setdefault(call["status"], set()).add(call["key"])

    assert set(by_status) == {"OPEN", "FORECASTED", "CLOSED", "GONE"}
    assert all(call["deadline"] and call["programme"] for call in found.values())
    assert all(call["level"] == "EU" and call["language"] == "en" for call in found.values())
    # Of what left the list, only what could still be applied for is news.
    left = {key for key, call in found.items() if call["gone_on"]}
    assert left == (left & by_status["CLOSED"]) | by_status["GONE"]
    assert all(
        max(found[key]["deadline"]["dates"]) < "2026-08-22" for key in left & by_status["CLOSED"]
    )
    hydro = found["HORIZON-CL5-2027-07-D3-11"]
    assert (hydro["status"], hydro["opens_on"]) == ("FORECASTED", "2027-08-04")
    assert hydro["deadline"]["dates"] == ["2027-12-01"]
    assert hydro["deadline"]["times"] == []
    assert hydro["budget"] == euros(17_000_000)
    assert hydro["min_grant"] == hydro["max_grant"] == euros(8_500_000)
    assert (hydro["expected_grants"], hydro["programme"]) == (2, "HORIZON")
    climate = found["HORIZON-MISS-2027-01-CLIMA-01"]
    assert climate["budget"]["amount"] == 72323812.37
    vouchers = found["15083COMPETITIVE_CALLen"]
    assert vouchers["deadline"] | {"quote": None} == {
        "kind": "FIXED",
        "dates": ["2028-04-30"],
        "days": [],
        "two_stage": False,
        "later_dates": [],
        "later_days": [],
        "quote": None,
        "quotes": [],
        "times": ["23:59"],
        "zone": "Europe/Brussels",
    }


def test_the_portals_calls_of_interest_are_ranked_with_quotes(walked_eu, home, scout, json_lines):
    assert scout("init", home).returncode == 0
    assert scout("strategy", "import").returncode == 0
    assert scout("match", "--today", "2026-08-22").returncode == 0
    store = open_store(home)
    with store.reading() as connection:
        found = matches.load(connection)
        texts = dict(calls.contents(connection, [each.call_id for each in found]))
        facts = {entry.id: entry.facts for entry in calls.entries(connection)}
    store.close()

    assert found
    assert not {"EDF", "RELEX-PROSPECT"} & {facts[each.call_id].programme for each in found}
    for each in found:
        text = "\n".join(section.text for section in texts[each.call_id].sections)
        of_text, *others = each.match.reasons
        assert of_text.quote in text or of_text.quote == texts[each.call_id].title
        assert all(reason.quote is None or reason.quote in text for reason in others)
