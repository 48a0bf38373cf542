"""How well and how quickly documents are ranked: ours beside scikit-learn, bm25s and tantivy.

    python benchmarks/matching.py [--quality | --speed] [--documents N ...] [--collections DIR]

Quality is measured on judged collections and left out without them. Speed: each system in a
process of its own, one after the other and all of it several times, so that a busy minute of the
machine hits all; the median counts. Texts are the Bundestag's, recombined where more are asked for,
or made up.
"""

from __future__ import annotations

import argparse
import json
import subprocess
import sys
import tempfile
from collections import defaultdict
from collections.abc import Mapping, Sequence
from pathlib import Path
from statistics import fmean, median

from benchmarks.ranking.one_system import DEPTH
from benchmarks.ranking.peers import OURS, SYSTEMS, TEXTS_ALONE, Rankings, Task
from benchmarks.ranking.texts import (
    LARGEST,
    Collection,
    collections,
    profiles,
    read_collection,
    texts,
)
from matching.evaluation import Quality, measure, per_query, randomisation_test

ROOT = Path(__file__).parent.parent.parent
COLLECTIONS = ROOT.parent / "shared" / "collections"
SIZES = (10_000, 100_000)
PROFILES = 100
NEW_TONIGHT = 1_000
REPETITIONS = 3
Figures = Mapping[str, float]


def main() -> None:
    """Print the tables that are asked for; without options both."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    only = parser.add_mutually_exclusive_group()
    only.add_argument("--quality", action="store_true", help="quality only")
    only.add_argument("--speed", action="store_true", help="speed only")
    parser.add_argument("--documents", type=int, nargs="+", default=SIZES, metavar="N")
    parser.add_argument("--collections", type=Path, default=COLLECTIONS, metavar="DIR")
    asked = parser.parse_args()
    if not asked.speed:
        show_quality(asked.collections)
    if not asked.quality:
        for number in asked.documents:
            show_speed(asked.collections / LARGEST, number)


def show_quality(folder: Path) -> None:
    """Print how well each system ranks the judged collections in ``folder``."""
    found = collections(folder)
    if not found:
        print(f"quality: skipped, no collections in {folder}")
        return
    means: defaultdict[str, list[Quality]] = defaultdict(list)
    for collection in found:
        ranked = {name: rankings(name, collection) for name in SYSTEMS}
        for name, of_system in ranked.items():
            means[name].append(measure(of_system, collection.grades))
        counted = f"{len(collection.documents)} documents, {means[OURS][-1].queries} queries"
        print_heading(f"{collection.name}: {counted}", "p of nDCG@10")
        for name, of_system in ranked.items():
            chance = "" if name == OURS else f"{p_value(ranked[OURS], of_system, collection):14.4f}"
            print_quality(name, means[name][-1:], chance)
    print_heading("mean of the collections", "")
    for name, measured in means.items():
        print_quality(name, measured, "")
    print()


def rankings(name: str, collection: Collection) -> Rankings:
    """Return what the system of this name finds in ``collection``."""
    task = Task(collection.documents, collection.profiles, collection.language)
    return SYSTEMS[name](task).rankings(DEPTH)


def p_value(ours: Rankings, peer: Rankings, collection: Collection) -> float:
    """Return how often chance alone parts the two as far."""
    pairs = [per_query(ranked, collection.grades) for ranked in (ours, peer)]
    return randomisation_test(*(list(values.values()) for values in pairs))


def print_heading(what: str, last: str) -> None:
    """Print the heading of a table of quality."""
    print(f"{what:44} {'nDCG@10':>8} {'Recall@100':>11} {'MRR':>8} {last:>14}".rstrip())


def print_quality(name: str, measured: Sequence[Quality], chance: str) -> None:
    """Print a row of quality: the mean of what was measured."""
    ndcg10 = fmean(quality.ndcg10 or 0.0 for quality in measured)
    recall100 = fmean(quality.recall100 or 0.0 for quality in measured)
    mrr = fmean(quality.mrr or 0.0 for quality in measured)
    print(f"  {name:42} {ndcg10:8.3f} {recall100:11.3f} {mrr:8.3f} {chance}".rstrip())


def show_speed(folder: Path, number: int) -> None:
    """Print the speed and the memory of each system with so many documents."""
    collection = read_collection(folder) if folder.is_dir() else None
    with tempfile.TemporaryDirectory() as name:
        size = write_texts(Path(name), collection, number)
        of = "the Bundestag's texts" if collection else "made-up texts (no collections)"
        what = f"{number:,} documents, {size:.0f} MB of {of}"
        figures = medians(Path(name), number)
    print(f"{what}, {PROFILES} profiles, median of {REPETITIONS}; ratios are ours / peer")
    units = f"{'index s':>8} {'ratio':>6} {'query s':>8} {'ratio':>6} {'MB':>8} {'ratio':>6}"
    print(f"{'':32} {units}")
    for system in SYSTEMS:
        row = speed_row(figures[OURS], figures[system], is_peer=system != OURS)
        print(f"  {system:30} {row}".rstrip())
    print(f"  {TEXTS_ALONE:30} {'':30} {figures[TEXTS_ALONE]['megabytes']:8.0f}")
    night = f"ours, next night, {NEW_TONIGHT:,} new"
    print(f"  {night:30} {figures[OURS]['night_s']:8.2f}\n")


def speed_row(ours: Figures, own: Figures, *, is_peer: bool) -> str:
    """Return the figures of one system, each with the ratio of ours to it."""
    cells = []
    for figure, form in (("index_s", "8.2f"), ("query_s", "8.2f"), ("megabytes", "8.0f")):
        ratio = f"{ours[figure] / own[figure]:6.2f}" if is_peer else " " * 6
        cells.append(f"{own[figure]:{form}} {ratio}")
    return " ".join(cells)


def write_texts(folder: Path, collection: Collection | None, number: int) -> float:
    """Write what all systems read, and the few more texts of the next night; return megabytes."""
    size = 0
    with (folder / "texts.jsonl").open("w", encoding="utf-8") as lines:
        for place, text in enumerate(texts(collection, number + NEW_TONIGHT)):
            size += sum(len(part.encode()) for part in text) if place < number else 0
            lines.write(json.dumps(text, ensure_ascii=False) + "\n")
    looked_for = [[profile.key, dict(profile.texts)] for profile in profiles(collection, PROFILES)]
    (folder / "profiles.json").write_text(json.dumps(looked_for))
    return size / 1_000_000


def medians(folder: Path, number: int) -> dict[str, Figures]:
    """Return the figures of each system, each in the middle of several runs."""
    runs: defaultdict[str, list[Figures]] = defaultdict(list)
    for _ in range(REPETITIONS):
        for name in (*SYSTEMS, TEXTS_ALONE):
            runs[name].append(run(name, folder, number))
    return {
        name: {figure: median(each[figure] for each in of_system) for figure in of_system[0]}
        for name, of_system in runs.items()
    }


def run(name: str, folder: Path, number: int) -> Figures:
    """Return the figures of one system, from a process of its own."""
    module = "benchmarks.ranking.one_system"
    command = [sys.executable, "-m", module, name, str(folder), str(number)]
    ended = subprocess.run(command, stdout=subprocess.PIPE, check=False, cwd=ROOT)
    if ended.returncode != 0:
        sys.exit(f"{name} ended with {ended.returncode}")
    figures: Figures = json.loads(ended.stdout)
    return figures
