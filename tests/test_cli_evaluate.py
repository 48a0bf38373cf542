"""scout evaluate: a test collection without a home, and what analysts judged in one."""

from __future__ import annotations

import json
import os
import random
import shutil
import subprocess
import sys
from contextlib import closing
from pathlib import Path

import pytest

from scout.match import collection
from scout.sample import STRATEGY
from scout.store.engine import open_store
from tests.builders import NOON, bring, funding_call, judgement

ROOT = Path(__file__).parent.parent
OWN = ROOT / "tests" / "collection"
KEYS = ["ndcg10", "recall100", "mrr", "queries", "documents"]
HOME_KEYS = [
    "project",
    "judgements",
    "relevant",
    "ndcg10",
    "average_precision",
    "untuned_ndcg10",
    "untuned_average_precision",
]
PROJECT = "radwege-alltag"
OTHER = "glasfaser-schulen"


@pytest.fixture
def own(tmp_path: Path) -> Path:
    """A copy of our own collection, to be changed."""
    return Path(shutil.copytree(OWN, tmp_path / "own"))


# --- a collection -------------------------------------------------------------------------------


def test_a_collection_is_measured_without_a_home(scout, home):
    done = scout("evaluate", OWN)

    assert (done.returncode, done.stderr) == (0, "")
    head, _, row = [line for line in done.stdout.splitlines() if line.strip()]
    assert head.split() == [*KEYS, "seconds"]
    ndcg10, recall100, mrr, queries, documents, seconds = row.split()
    assert 0.5 < float(ndcg10) < float(mrr) < float(recall100) < 1
    assert (queries, documents) == ("22", "89")
    assert float(seconds) < 60
    assert not home.exists()


def test_json_has_the_promised_keys_and_nothing_else(scout, json_lines):
    (found,) = json_lines(scout("evaluate", OWN, "--json"))

    assert list(found) == KEYS
    assert (found["queries"], found["documents"]) == (22, 89)
    assert all(found[name] == round(found[name], 4) for name in KEYS[:3])


def test_queries_are_those_that_have_a_relevant_document(scout, json_lines, own):
    (own / "qrels.tsv").write_text("q-solar\tpv-dach\t1\nq-hitze\tpv-dach\t0\n")
    (found,) = json_lines(scout("evaluate", own, "--json"))

    assert (found["queries"], found["recall100"]) == (1, 1.0)


def test_where_nothing_is_relevant_nothing_is_measured(scout, json_lines, own):
    (own / "qrels.tsv").write_text("q-solar\tpv-dach\t0\n")
    (found,) = json_lines(scout("evaluate", own, "--json"))

    assert found == {"ndcg10": None, "recall100": None, "mrr": None, "queries": 0, "documents": 89}


def test_a_complaint_names_file_and_line(scout, own):
    (own / "qrels.tsv").write_text("q-solar\tpv-dach\t1\nq-solar\tnichts\t1\n")
    done = scout("evaluate", own)

    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr == (
        f"scout: {own}/qrels.tsv, line 2: expected the id of a document, found 'nichts'\n"
    )


def test_a_folder_that_is_not_there_is_refused(scout, tmp_path, home):
    done = scout("evaluate", tmp_path / "nowhere")

    assert done.returncode == 2
    assert "nowhere: expected the folder of a collection, found none" in done.stderr
    assert not home.exists()


def test_without_grades_there_is_nothing_to_measure(scout, own):
    (own / "qrels.tsv").unlink()
    done = scout("evaluate", own)

    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr == (
        f"scout: {own}: expected qrels.tsv to measure by, or --run OUT.tsv to rank only,"
        " found neither\n"
    )


# --- its run ------------------------------------------------------------------------------------


def test_a_run_has_query_document_rank_and_score(scout, json_lines, tmp_path):
    out = tmp_path / "run.tsv"
    (found,) = json_lines(scout("evaluate", OWN, "--run", out, "--json"))

    assert list(found) == KEYS
    text = out.read_bytes().decode()
    assert text.endswith("\n")
    assert "\r" not in text
    places: dict[str, list[tuple[int, float]]] = {}
    for line in text.removesuffix("\n").split("\n"):
        query, document, rank, score = line.split("\t")
        assert document
        assert score == f"{float(score):.6f}"
        places.setdefault(query, []).append((int(rank), float(score)))
    lines = (OWN / "queries.jsonl").read_text("utf-8").splitlines()
    queries = [json.loads(line)["id"] for line in lines]
    assert list(places) == queries
    for of_query in places.values():
        ranks, scores = zip(*of_query, strict=True)
        assert list(ranks) == list(range(1, len(ranks) + 1))
        assert list(scores) == sorted(scores, reverse=True)
        assert 0 <= scores[-1] <= scores[0] <= 1


def test_a_run_holds_the_first_hundred(scout, own, tmp_path):
    with (own / "corpus.jsonl").open("a", encoding="utf-8") as corpus:
        for number in range(150):
            record = {"id": f"x{number}", "title": "Radwege", "text": f"Radwege {number}"}
            corpus.write(json.dumps(record) + "\n")
    scout("evaluate", own, "--run", tmp_path / "run.tsv")

    lines = (tmp_path / "run.tsv").read_text().splitlines()
    assert sum(line.startswith("q-radwege\t") for line in lines) == 100


def test_a_run_is_the_same_bytes_whatever_the_process_and_the_order(own, tmp_path):
    lines = (own / "corpus.jsonl").read_text("utf-8").splitlines(keepends=True)
    random.Random(3).shuffle(lines)
    (own / "corpus.jsonl").write_text("".join(lines), "utf-8")
    runs = []
    for seed, folder in (("1", OWN), ("2", OWN), ("3", own)):
        out = tmp_path / f"{seed}.tsv"
        command = [sys.executable, "-m", "scout", "evaluate", str(folder), "--run", str(out)]
        subprocess.run(
            command,
            check=True,
            cwd=ROOT,
            env=os.environ | {"PYTHONHASHSEED": seed},
            stdout=subprocess.DEVNULL,
        )
        runs.append(out.read_bytes())

    assert runs[0] == runs[1] == runs[2]
    assert runs[0].count(b"\n") > 500


def test_without_grades_a_run_is_all_there_is(scout, json_lines, own, tmp_path):
    (own / "qrels.tsv").unlink()
    out = tmp_path / "run.tsv"
    (found,) = json_lines(scout("evaluate", own, "--run", out, "--json"))
    assert found == {"ndcg10": None, "recall100": None, "mrr": None, "queries": 22, "documents": 89}
    assert out.read_bytes()

    row = scout("evaluate", own, "--run", out).stdout.splitlines()[-2]
    assert row.split()[:5] == ["–", "–", "–", "22", "89"]


def test_a_run_takes_the_place_of_an_old_one_also_through_a_link(scout, tmp_path):
    out, link = tmp_path / "run.tsv", tmp_path / "link.tsv"
    out.write_text("old")
    link.symlink_to(out)
    assert scout("evaluate", OWN, "--run", link).returncode == 0

    assert link.is_symlink()
    assert out.read_text().startswith("q-glasfaser\t")
    assert sorted(path.name for path in tmp_path.iterdir()) == ["link.tsv", "run.tsv"]


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("nowhere/run.tsv", "--run: expected a file in a folder that is there, found"),
        ("folder", "--run: expected a file or a new name, found"),
        ("pipe", "--run: expected a file or a new name, found"),
    ],
)
def test_a_run_that_has_no_place_is_refused_before_the_work(
    name, said, scout, tmp_path, monkeypatch
):
    (tmp_path / "folder").mkdir()
    os.mkfifo(tmp_path / "pipe")
    monkeypatch.setattr(collection, "read_collection", None)
    done = scout("evaluate", OWN, "--run", tmp_path / name)

    assert (done.returncode, done.stdout) == (2, "")
    assert f"{said} {str(tmp_path / name)!r}" in done.stderr


def test_a_run_that_cannot_be_written_leaves_the_old_one(scout, tmp_path, monkeypatch):
    out = tmp_path / "run.tsv"
    out.write_text("old")

    def full(descriptor: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(collection.os, "fsync", full)
    done = scout("evaluate", OWN, "--run", out)

    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr == f"scout: {out}: cannot be written: No space left on device\n"
    assert [path.name for path in tmp_path.iterdir()] == ["run.tsv"]
    assert out.read_text() == "old"


def test_a_run_needs_a_collection(scout, tmp_path, home):
    done = scout("evaluate", "--run", tmp_path / "run.tsv")

    assert done.returncode == 2
    assert "--run: expected DIR, the test collection to rank, found none" in done.stderr
    assert not home.exists()


# --- judgements in a home -----------------------------------------------------------------------


@pytest.fixture
def office(home: Path, tmp_path: Path, scout) -> Path:
    """A home with the sample's strategy and calls that fit a project as its text has it, or not."""
    found = [
        *(
            funding_call(
                f"rad{number}",
                title=f"Radwege {number}",
                texts={"Kurztext": "Gefördert werden Radwege im Alltag und Abstellanlagen."},
            )
            for number in range(10)
        ),
        *(
            funding_call(
                f"moor{number}",
                title=f"Moore {number}",
                texts={"Kurztext": "Torfmoose wachsen auf vernässten Mooren und speichern."},
            )
            for number in range(10)
        ),
    ]
    with closing(open_store(home)) as store:
        bring(store, tmp_path, found, NOON)
    assert scout("strategy", "import", STRATEGY).returncode == 0
    return home


def say(home: Path, project: str, **said: bool) -> None:
    """Judge the calls of these keys."""
    from scout.store import judgements  # noqa: PLC0415 - only these tests have a store

    with closing(open_store(home)) as store, store.writing() as connection:
        for key, relevant in said.items():
            judgements.save(connection, judgement(project, key, relevant=relevant))


def say_against_the_text(home: Path) -> None:
    """Say that what the text looks for does not fit, and that something else does."""
    say(home, PROJECT, **{f"rad{number}": False for number in range(10)})
    say(home, PROJECT, **{f"moor{number}": True for number in range(10)})


def test_a_project_has_its_figures_as_it_is_and_untuned(office, scout, json_lines):
    say_against_the_text(office)
    (found,) = json_lines(scout("evaluate", "--json", "--today", "2026-12-19"))

    assert list(found) == HOME_KEYS
    assert (found["project"], found["judgements"], found["relevant"]) == (PROJECT, 20, 10)
    # The text alone ranks all of the others first; what was judged of others of its kind does not.
    assert found["untuned_ndcg10"] < 0.2
    assert found["untuned_average_precision"] < 0.4
    assert found["ndcg10"] > 0.9
    assert found["average_precision"] > 0.9
    assert all(found[name] == round(found[name], 4) for name in HOME_KEYS[3:])


def test_each_project_has_a_row_and_the_mean_comes_last(office, scout):
    say_against_the_text(office)
    say(office, OTHER, rad1=True)
    done = scout("evaluate", "--today", "2026-12-19")

    assert done.returncode == 0
    assert done.stderr.startswith("plain: without what was tuned and judged")
    head, _, *rows = [line.split() for line in done.stdout.splitlines() if line.strip()]
    assert head == ["project", "judged", "fit", "nDCG", "plain", "AP", "plain"]
    figures = {row[0]: row[1:] for row in rows}
    assert set(figures) == {PROJECT, OTHER, "mean"}
    # One judgement alone can be in no wrong order.
    assert figures[OTHER] == ["1", "1", "–", "–", "–", "–"]
    assert figures[PROJECT][:2] == ["20", "10"]
    assert figures["mean"] == figures[PROJECT][2:]
    assert rows[-1][0] == "mean"


def test_figures_that_nobody_can_measure_are_null(office, scout, json_lines):
    say(office, OTHER, rad1=True, rad2=True)
    (found,) = json_lines(scout("evaluate", "--json"))

    assert (found["judgements"], found["relevant"]) == (2, 2)
    assert {found[name] for name in HOME_KEYS[3:]} == {None}


@pytest.mark.parametrize("words", [(), ("--json",)])
def test_without_judgements_that_is_said(words, office, scout):
    done = scout("evaluate", *words)

    assert (done.returncode, done.stdout) == (0, "")
    assert done.stderr == (
        "No stored call is judged for a project: scout judge PROJECT CALL relevant\n"
    )


def test_help_says_how_figures_of_a_home_are_measured(scout):
    said = " ".join(scout("evaluate", "--help").stdout.split()).replace("- ", "-")

    assert "condensed lists" in said
    assert "held-out folds" in said
