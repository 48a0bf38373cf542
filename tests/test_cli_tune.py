"""scout tune: seen before it is kept, taken back, proposed; and what is wrong is told."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.builders import funding_call, project
from tests.desk import PROJECTS, desk_in

DAY = ("--today", "2026-12-19")
PREVIEW_KEYS = {"project", "matches", "quality", "moves", "kept"}
MOVE_KEYS = {
    "document", "rank_before", "rank_after", "score_before", "score_after", "kind", "title",
}  # fmt: skip
QUALITY_KEYS = {"judgements", "relevant", "ndcg10", "average_precision"}
HISTORY_KEYS = {"change_id", "project", "name", "old", "new", "at", "undoes"}
VERDICTS = {
    "rad-0": True, "rad-1": True, "rad-3": True, "rad-5": False, "netz-0": False, "wald-3": False,
}  # fmt: skip


@pytest.fixture
def office(home: Path) -> Path:
    with desk_in(home) as desk:
        desk.fill()
        desk.judge_all("rad", VERDICTS)
    return home


@pytest.fixture
def tuned(home: Path):
    """What is kept for a scope."""

    def tuned(scope: str = "rad") -> dict[str, float]:
        from scout.store import tunings  # noqa: PLC0415 - beside the fixture that needs it

        with desk_in(home) as desk, desk.home.store.reading() as connection:
            return tunings.own_values(connection, scope)

    return tuned


@pytest.fixture
def tune(scout):
    def tune(*words: str):
        return scout("tune", *words, *DAY)

    return tune


def test_a_change_is_shown_and_nothing_is_kept(office, tune, tuned):
    database = (office / "scout.db").read_bytes()
    shown = tune("rad", "--set", "word.lastenräder=0", "--set", "threshold=0,2")
    assert shown.returncode == 0
    assert shown.stderr == "Nothing is changed yet: --keep keeps it\n"
    assert "matches before," in shown.stdout
    assert "leaves" in shown.stdout
    assert "Quality on 6 judgements: nDCG@10 " in shown.stdout
    assert tuned() == {}
    assert (office / "scout.db").read_bytes() == database


def test_what_is_shown_is_what_match_gives_after_it_is_kept(office, scout, tune, json_lines):
    words = ("rad", "--set", "word.radverkehr=0", "--set", "wanted.Naturpark=0.5", "--json")
    (preview,) = json_lines(tune(*words, "--keep"))
    scout("match", *DAY)
    found = json_lines(scout("matches", "rad", *DAY, "--json"))
    after = sorted(
        (move["rank_after"], round(move["score_after"], 4), move["title"])
        for move in preview["moves"]
        if move["rank_after"]
    )
    assert after == [(n, each["score"], each["title"]) for n, each in enumerate(found, start=1)]
    assert preview["matches"]["after"] == len(found)
    assert "Aufruf rad 7" in {move["title"] for move in preview["moves"]}


def test_a_preview_has_the_promised_keys(office, tune, json_lines):
    (preview,) = json_lines(tune("rad", "--set", "weight.region=0", "--json"))
    assert set(preview) == PREVIEW_KEYS
    assert preview["kept"] is False
    assert set(preview["quality"]["before"]) == set(preview["quality"]["after"]) == QUALITY_KEYS
    assert all(set(move) == MOVE_KEYS for move in preview["moves"])
    (kept,) = json_lines(tune("rad", "--set", "weight.region=0", "--keep", "--json"))
    assert kept == preview | {"kept": True}


def test_what_is_kept_can_be_taken_back_step_by_step(office, tune, tuned):
    assert "Kept as change 1; it counts from the next scout match on" in (
        tune("rad", "--set", "threshold=0.2", "--keep").stderr
    )
    tune("rad", "--set", "threshold=0.3", "--set", "wanted.Höfe=0.5", "--keep")
    assert tuned() == {"threshold": 0.3, "wanted.Höfe": 0.5}
    undone = tune("rad", "--undo")
    assert undone.stdout == (
        "threshold: 0.3 → 0.2\nwanted.Höfe: 0.5 → default\n"
        "Change 2 is taken back; it counts from the next scout match on\n"
    )
    assert tuned() == {"threshold": 0.2}
    assert tune("rad", "--undo").returncode == 0
    assert tuned() == {}
    nothing = tune("rad", "--undo")
    assert (nothing.returncode, nothing.stdout) == (0, "Nothing is left to take back for rad\n")


def test_what_is_so_already_makes_no_change(office, tune, tuned):
    tune("rad", "--set", "threshold=0.2", "--keep")
    again = tune("rad", "--set", "threshold=0.2", "--keep")
    assert (again.returncode, again.stderr) == (0, "All of it was so already\n")
    assert tune("rad", "--set", "topic.X=", "--keep").stderr == "All of it was so already\n"


def test_a_value_is_reset_by_naming_none(office, tune, tuned):
    tune("rad", "--set", "wanted.Höfe=0.5", "--set", "threshold=0.2", "--keep")
    tune("rad", "--set", "wanted.höfe=", "--set", "threshold=default", "--keep")
    assert tuned() == {}


def test_all_projects_are_tuned_at_once_unless_one_has_its_own(office, tune, tuned, json_lines):
    tune("netz", "--set", "threshold=0.4", "--keep")
    found = json_lines(tune("--overall", "--set", "threshold=0.9", "--keep", "--json"))
    after = {each["project"]: each["matches"]["after"] for each in found}
    assert set(after) == {each.key for each in PROJECTS}
    assert (after["rad"], after["pflege"]) == (0, 0)
    assert after["netz"] > 0, "its own threshold stands before that of all"
    assert tuned("") == {"threshold": 0.9}
    assert json_lines(tune("netz", "--json")) == [
        {"name": "threshold", "own": 0.4, "overall": 0.9, "default": 0.08}
    ]
    assert tune("--overall", "--undo").returncode == 0
    assert tuned("") == {}
    assert tuned("netz") == {"threshold": 0.4}


def test_a_project_is_previewed_with_what_is_tuned_for_all(office, tune, json_lines):
    tune("--overall", "--set", "threshold=0.9", "--keep")
    (found,) = json_lines(tune("pflege", "--set", "word.tablets=2", "--json"))
    assert found["matches"] == {"before": 0, "after": 0}
    (found,) = json_lines(tune("pflege", "--set", "threshold=0.08", "--json"))
    assert found["matches"]["before"] == 0 < found["matches"]["after"]


def test_of_all_projects_only_those_in_which_something_moves_are_printed(office, tune):
    shown = tune("--overall", "--set", "word.radverkehr=0").stdout
    assert "rad: " in shown
    assert "pflege: " not in shown
    assert tune("--overall", "--set", "topic.Gibtesnicht=1").stdout == (
        "Nothing moves in any project\n"
    )


def test_the_list_says_what_holds_and_where_it_comes_from(office, tune, json_lines):
    assert "(scout.toml)" in tune("rad").stdout
    tune("rad", "--set", "weight.judgements=1.5", "--keep")
    tune("--overall", "--set", "unwanted.Dörfer=0.1", "--keep")
    assert json_lines(tune("rad", "--json")) == [
        {"name": "threshold", "own": None, "overall": None, "default": 0.08},
        {"name": "unwanted.Dörfer", "own": None, "overall": 0.1, "default": None},
        {"name": "weight.judgements", "own": 1.5, "overall": None, "default": None},
    ]
    shown = tune("rad").stdout
    assert "Tuned for rad" in shown
    assert "Tuned for all projects" in tune("--overall").stdout


def test_the_history_is_told_newest_first(office, tune, json_lines):
    tune("rad", "--set", "threshold=0.2", "--keep")
    tune("netz", "--set", "threshold=0.3", "--keep")
    tune("rad", "--undo")
    found = json_lines(tune("rad", "--history", "--json"))
    assert all(set(each) == HISTORY_KEYS for each in found)
    assert [(each["old"], each["new"], each["undoes"]) for each in found] == [
        (0.2, None, 1),
        (None, 0.2, None),
    ]
    shown = tune("rad", "--history").stdout
    assert "2 values changed" in shown
    assert "takes back 1" in shown
    assert "0.3" not in shown


@pytest.mark.parametrize(
    ("words", "parts"),
    [
        ((), ("PROJECT: expected the key of a project or --overall, found neither",)),
        (("rad", "--overall"), ("PROJECT: expected", "--overall, found both")),
        (("radd", "--set", "threshold=0.2"), ("PROJECT: expected a key", "(rad)", "'radd'")),
        (("rad", "--keep"), ("--keep: expected --set NAME=VALUE with it, found none",)),
        (("rad", "--set", "threshold"), ("--set: expected NAME=VALUE, found 'threshold'",)),
        (("rad", "--set", "threshold=2"), ("--set threshold: expected a number", "found '2'")),
        (("rad", "--set", "weight.mond=1"), ("--set weight.mond: expected a signal", "'mond'")),
        (("rad", "--set", "mond=1"), ("--set: expected threshold, weight.SIGNAL", "'mond'")),
        (("rad", "--undo", "--history"), ("--history: expected alone, found it with --undo",)),
        (("rad", "--set", "threshold=.2", "--suggest"), ("--suggest: expected alone", "--set")),
        (("rad", "--undo", "--keep"), ("--keep: expected --set NAME=VALUE with it, found none",)),
        (("rad", "--suggest", "--keep"), ("--keep: expected --set",)),
        (("--overall", "--suggest"), ("--suggest: expected the key of a project", "--overall")),
        (
            ("rad", "--suggest"),
            (
                "--suggest: expected at least 10",
                "found 3 relevant, 3 irrelevant",
                "scout judge rad",
            ),
        ),
    ],
)
def test_what_is_wrong_is_told_with_option_expected_and_found(words, parts, office, tune, tuned):
    told = tune(*words)
    assert (told.returncode, told.stdout) == (2, "")
    for part in parts:
        assert part in told.stderr
    assert tuned() == {}


def test_one_wrong_value_keeps_none(office, tune, tuned):
    told = tune("rad", "--set", "threshold=0.2", "--set", "word.rad=9", "--keep")
    assert told.returncode == 2
    assert tuned() == {}


def test_without_judgements_quality_is_not_measured_and_said_so(office, tune, json_lines):
    shown = tune("netz", "--set", "threshold=0.2").stdout
    assert "Quality: not measurable with 0 judgements, 0 of them relevant" in shown
    (values,) = json_lines(tune("netz", "--set", "threshold=0.2", "--json"))
    assert values["quality"]["after"]["ndcg10"] is None


@pytest.mark.parametrize("form", [(), ("--json",)])
def test_what_was_to_be_kept_is_kept_though_nobody_reads_the_output(form, office, tuned):
    reading, writing = os.pipe()
    os.close(reading)
    command = [sys.executable, "-m", "scout.cli.main", "tune", "rad", "--set", "threshold=0.2"]
    code = "import sys; sys.argv[0] = 'scout'; from scout.cli.main import main; main()"
    command[1:3] = ["-c", code]
    with open(writing, "wb") as closed:  # noqa: PTH123 - a pipe has no path
        done = subprocess.run(
            [*command, "--keep", *form, *DAY],
            env=os.environ | {"SCOUT_HOME": str(office)},
            stdout=closed,
            stderr=subprocess.PIPE,
            text=True,
            check=False,
            cwd=Path(__file__).parent.parent,
        )
    assert tuned() == {"threshold": 0.2}
    assert "Traceback" not in done.stderr


def test_values_are_proposed_from_enough_judgements(home, tune, json_lines):
    plan = project("ort", title="Ortskerne", description="Leere Häuser in Ortskernen wohnlich.")
    verdicts = {f"ort-{number:02}": number % 2 == 0 for number in range(20)}
    told = {True: "Der Denkmalschutz hilft jedem Denkmal.", False: "Neue Parkplätze entstehen."}
    calls = [
        funding_call(key, title="Ortskerne", texts={"Kurztext": f"Häuser, {key}. {told[fits]}"})
        for key, fits in verdicts.items()
    ]
    with desk_in(home) as desk:
        desk.fill(calls, [plan])
        desk.tune("ort", {"weight.judgements": 0.0})
        desk.judge_all("ort", verdicts)
    found = json_lines(tune("ort", "--suggest", "--json"))
    assert found
    for each in found:
        assert set(each) == {"name", "value", "before", "after", "chance"}
        assert 0 < each["chance"] <= 0.1
        assert set(each["before"]) == set(each["after"]) == QUALITY_KEYS
        gain = each["after"]["average_precision"] - each["before"]["average_precision"]
        assert gain > 0.004
    shown = " ".join(tune("ort", "--suggest").stdout.split())
    assert "What would agree better with 20 judgements, each alone" in shown
    assert f"{found[0]['name']}={found[0]['value']:g}" in shown
    taken = tune("ort", "--set", f"{found[0]['name']}={found[0]['value']:g}", "--json")
    (preview,) = json_lines(taken)
    assert preview["quality"]["before"] == found[0]["before"]


def test_where_chance_would_do_as_well_nothing_is_proposed(office, home, tune):
    with desk_in(home) as desk:
        desk.judge_all("rad", {f"wald-{number}": False for number in range(4)} | VERDICTS)
        desk.judge_all("rad", {f"netz-{number}": False for number in range(4)})
    done = tune("rad", "--suggest")
    assert done.returncode == 0
    assert "than chance would" in done.stdout


def test_what_a_wish_meets_is_told(office, tune):
    done = tune("rad", "--set", "wanted.xqzzy=0,5", "--set", "word.Elefant=2")
    assert "wanted.xqzzy: meets 0 of" in done.stderr
    assert "word.Elefant: rad lacks this word, so nothing moves" in done.stderr
    assert "wanted.Lastenräder: meets 0" not in tune("rad", "--set", "wanted.Lastenräder=1").stderr


def test_a_project_can_lift_a_wish_that_holds_for_all(office, tune, tuned):
    tune("--overall", "--set", "wanted.Lastenräder=0,5", "--keep")
    assert tune("rad", "--set", "wanted.lastenräder=0", "--keep").returncode == 0
    assert tuned("rad") == {"wanted.Lastenräder": 0.0}
