"""scout track: what recipients do with calls is shown, set and ended."""

from __future__ import annotations

from contextlib import closing
from pathlib import Path

import pytest
from sqlalchemy import delete

from scout.fit import TrackingState
from scout.store import strategy, tables
from scout.store.engine import open_store
from tests.builders import NOON, SOURCE, bring, funding_call
from tests.person_rows import ANNA, BERND, plan

KEY = "Land/radwege"


@pytest.fixture
def office(home: Path, tmp_path: Path) -> Path:
    """A home with two recipients and two calls."""
    found = [funding_call(KEY, title="Rad\x1b[2J wege"), funding_call("k2", title=None)]
    with closing(open_store(home)) as store:
        bring(store, tmp_path, found, NOON)
        with store.writing() as connection:
            strategy.save(connection, plan(ANNA, BERND))
    return home


def test_a_state_is_set_and_listed(office, scout, json_lines):
    said = scout("track", ANNA, SOURCE, KEY, "reviewing", "--today", "2026-12-19")
    assert (said.returncode, said.stderr) == (0, "")
    assert said.stdout == f"reviewing, was new: Rad[2J wege ({ANNA})\n"
    scout("track", BERND, SOURCE, "k2", "DISMISSED", "--today", "2026-12-20")
    assert json_lines(scout("track", "--json")) == [
        {
            "recipient": BERND,
            "source": SOURCE,
            "key": "k2",
            "title": None,
            "state": "dismissed",
            "set_at": "2026-12-20T11:00:00+00:00",
        },
        {
            "recipient": ANNA.casefold(),
            "source": SOURCE,
            "key": KEY,
            "title": "Rad\x1b[2J wege",
            "state": "reviewing",
            "set_at": "2026-12-19T11:00:00+00:00",
        },
    ]
    assert [each["key"] for each in json_lines(scout("track", ANNA.upper(), "--json"))] == [KEY]
    printed = scout("track", COLUMNS="200").stdout
    assert "2 calls tracked" in printed
    assert "\x1b" not in printed
    assert "reviewing" in printed


@pytest.mark.parametrize("state", [each for each in TrackingState if each != "NEW"])
def test_every_state_can_be_set_and_new_ends_it(office, scout, json_lines, state):
    word = state.value.lower()
    (said,) = json_lines(scout("track", ANNA, SOURCE, KEY, word, "--json"))
    assert (said["state"], said["before"]) == (word, "new")
    (said,) = json_lines(scout("track", ANNA, SOURCE, KEY, "new", "--json"))
    assert (said["state"], said["before"]) == ("new", word)
    assert json_lines(scout("track", "--json")) == []


def test_setting_it_again_keeps_since_when(office, scout, json_lines):
    for day in ("2026-12-19", "2026-12-22"):
        said = scout("track", ANNA, SOURCE, "k2", "applying", "--today", day)
    assert said.stdout == f"applying: k2 ({ANNA})\n"
    (found,) = json_lines(scout("track", "--json"))
    assert found["set_at"] == "2026-12-19T11:00:00+00:00"


def test_what_is_tracked_can_be_ended_when_its_call_is_no_longer_stored(office, scout, json_lines):
    scout("track", ANNA, SOURCE, KEY, "granted")
    with closing(open_store(office)) as store, store.writing() as connection:
        connection.execute(delete(tables.changes))
        connection.execute(delete(tables.calls))
    (found,) = json_lines(scout("track", "--json"))
    assert found["title"] is None
    assert scout("track", ANNA, SOURCE, KEY, "rejected").stdout == (
        f"rejected, was granted: {KEY} ({ANNA})\n"
    )
    refused = scout("track", BERND, SOURCE, KEY, "granted")
    assert refused.returncode == 2
    assert f"expected a call that is stored, found {SOURCE} {KEY!r}" in refused.stderr


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        (("ana@kreis.example",), "ADDRESS: expected a recipient of the strategy"),
        (("ana@kreis.example", SOURCE, KEY, "new"), "ADDRESS: expected a recipient"),
        ((ANNA, SOURCE), "expected ADDRESS SOURCE KEY STATE, or ADDRESS alone, or nothing"),
        ((ANNA, SOURCE, KEY), "expected ADDRESS SOURCE KEY STATE"),
        ((ANNA, SOURCE, "k9", "new"), "SOURCE KEY: expected a call that is stored"),
        ((ANNA, "k2", SOURCE, "new"), "SOURCE KEY: expected a call that is stored"),
        ((ANNA, SOURCE, KEY, "gut"), "STATE: expected one of new, reviewing, applying"),
    ],
)
def test_wrong_words_are_refused_and_change_nothing(office, scout, json_lines, words, expected):
    done = scout("track", *words)
    assert (done.returncode, done.stdout) == (2, "")
    assert expected in done.stderr
    assert json_lines(scout("track", "--json")) == []
