"""How good the ranking is: on a test collection, or on what analysts judged."""

from __future__ import annotations

import time
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from scout.cli.common import (
    HERE,
    HomeOption,
    JsonOption,
    TodayOption,
    moment,
    open_home,
    print_json,
    print_table,
    progress,
    say,
)

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from scout.match.comparison import Comparison

_DIGITS = 4
_FILES = "corpus.jsonl, queries.jsonl (both also .gz), qrels.tsv"


def evaluate(
    folder: Annotated[
        Path | None, typer.Argument(metavar="DIR", help=f"Test collection: {_FILES}.")
    ] = None,
    run: Annotated[
        Path | None,
        typer.Option(
            metavar="OUT.tsv",
            help="Write query, document, rank and score of the first 100 there; "
            "qrels.tsv may then be absent.",
        ),
    ] = None,
    home: HomeOption = HERE,
    today: TodayOption = None,
    as_json: JsonOption = False,
) -> None:
    """Measure how well the ranking agrees with what people found relevant.

    With DIR: nDCG@10, Recall@100 and MRR of the ranking of a test collection by its texts, as means
    over the queries that have a relevant document. Needs no home and stores nothing.

    Without DIR: for each project with judgements, how well the order of its judged calls agrees
    with them: as it was tuned and has learned, beside untuned, by default weights and without
    judgements. Only judged calls are ordered (condensed lists), because what nobody judged may well
    fit. Each has its score from a ranking that learned from the other four fifths only (held-out
    folds), because one that was told the answer agrees with it. These figures are not those of a
    test collection.
    """
    if folder is not None:
        _evaluate_collection(folder, run, as_json=as_json)
        return
    if run is not None:
        from scout.errors import UsageError

        raise UsageError("--run: expected DIR, the test collection to rank, found none")
    _evaluate_home(home, today, as_json=as_json)


def _evaluate_collection(folder: Path, run: Path | None, *, as_json: bool) -> None:
    values, seconds = _measured(folder, run, as_json=as_json)
    if as_json:
        print_json(values)
        return
    figures = [_shown(values[name]) for name in ("ndcg10", "recall100", "mrr")]
    counts = [f"{values[name]:,}" for name in ("queries", "documents")]
    columns = [*values, "seconds"]
    print_table("", [f"{name}#" for name in columns], [[*figures, *counts, f"{seconds:.1f}"]])


def _measured(folder: Path, run: Path | None, *, as_json: bool) -> tuple[dict[str, Any], float]:
    """Return what is promised to programs, and the seconds that it took.

    Raises:
        UsageError: if the collection cannot be read or the run not be written.
    """
    from scout.errors import UsageError
    from scout.match import collection

    if run is not None:
        collection.check_run_path(run)
    elif folder.is_dir() and not (folder / collection.QRELS).exists():
        wanted = f"expected {collection.QRELS} to measure by, or --run OUT.tsv to rank only"
        raise UsageError(f"{folder}: {wanted}, found neither")
    began = time.perf_counter()
    with progress(quiet=as_json) as tell:
        found = collection.read_collection(folder, tell)
        ranked = collection.ranked(found, tell)
    measured = collection.quality(found, ranked)
    if run is not None:
        collection.write_run(run, ranked)
    values = {
        "ndcg10": _rounded(measured.ndcg10),
        "recall100": _rounded(measured.recall100),
        "mrr": _rounded(measured.mrr),
        "queries": measured.queries,
        "documents": len(found.documents),
    }
    return values, time.perf_counter() - began


def _evaluate_home(home: Path, today: datetime | None, *, as_json: bool) -> None:
    found = _compared(home, today)
    if not found:
        say("No stored call is judged for a project: scout judge PROJECT CALL relevant")
        return
    if as_json:
        for each in found:
            print_json(_values(each))
        return
    columns = ("project", "judged#", "fit#", "nDCG#", "plain#", "AP#", "plain#")
    print_table("", columns, [*map(_row, found), _mean_row(found)])
    say("plain: without what was tuned and judged; judged calls only, each held out in turn")
    for each in found:
        if _is_worse(each):
            say(f"{each.project}: what was tuned and judged makes its order worse, not better")


def _compared(home: Path, today: datetime | None) -> Sequence[Comparison]:
    from scout.clock import day_of
    from scout.match.comparison import compared
    from scout.match.pool import load_pool

    with open_home(home) as opened:
        with opened.store.reading() as connection:
            pool = load_pool(connection, opened.settings, day_of(moment(today)))
        return compared(pool, opened.folder)


def _values(each: Comparison) -> dict[str, Any]:
    return {
        "project": each.project,
        "judgements": each.now.judgements,
        "relevant": each.now.relevant,
        "ndcg10": _rounded(each.now.ndcg10),
        "average_precision": _rounded(each.now.average_precision),
        "untuned_ndcg10": _rounded(each.untuned.ndcg10),
        "untuned_average_precision": _rounded(each.untuned.average_precision),
    }


def _row(each: Comparison) -> list[str]:
    counts = (str(each.now.judgements), str(each.now.relevant))
    return [each.project, *counts, *map(_shown, _figures(each))]


def _mean_row(found: Sequence[Comparison]) -> list[str]:
    """Return the means over the projects that could be measured."""
    from scout.match.comparison import mean

    means = [mean(values) for values in zip(*map(_figures, found), strict=True)]
    return ["mean", "", "", *map(_shown, means)]


def _figures(each: Comparison) -> tuple[float | None, ...]:
    return (
        each.now.ndcg10,
        each.untuned.ndcg10,
        each.now.average_precision,
        each.untuned.average_precision,
    )


def _is_worse(each: Comparison) -> bool:
    now, plain = each.now.average_precision, each.untuned.average_precision
    return now is not None and plain is not None and now < plain


def _rounded(value: float | None) -> float | None:
    return None if value is None else round(value, _DIGITS)


def _shown(value: float | None) -> str:
    return "–" if value is None else f"{value:.3f}"
