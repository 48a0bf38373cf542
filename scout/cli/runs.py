"""Runs: what the clock did, and what each crawl brought."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Annotated, Any

import typer

from scout.cli.common import (
    HERE,
    MOST_ROWS,
    HomeOption,
    JsonOption,
    open_home,
    print_json,
    print_table,
)

if TYPE_CHECKING:
    from scout.store.runs import Run
    from scout.store.slots import Slot


def list_runs(
    limit: Annotated[
        int, typer.Option(min=1, max=MOST_ROWS, help="At most this many of each kind.")
    ] = 40,
    home: HomeOption = HERE,
    as_json: JsonOption = False,
) -> None:
    """List what the clock had to do and what was crawled, newest first, each with its outcome.

    A slot is a moment of a job of scout-scheduler: DONE, FAILED, MISSED (a later one made up for
    it), ABORTED (taken up again), RETRY (failed, tried again after a pause), RUNNING. A crawl is
    OK, DOUBTFUL, FAILED, ABORTED or RUNNING.
    """
    from scout.jobs import running_or_aborted
    from scout.store import runs, slots

    with open_home(home) as opened:
        with opened.store.reading() as connection:
            jobs = slots.recent(connection, limit)
            crawls = runs.recent(connection, limit)
        crawls = [running_or_aborted(opened.store, run) for run in crawls]
    rows = [*map(_slot_values, jobs), *map(_crawl_values, crawls)]
    rows.sort(key=lambda row: row["started_at"] or row["due_at"], reverse=True)
    if as_json:
        for row in rows:
            print_json(row)
        return
    cells = [
        (
            row["kind"],
            row["name"],
            _moment(row["due_at"] or row["started_at"]),
            row["outcome"],
            row["summary"] or "",
        )
        for row in rows
    ]
    print_table("", ("kind", "name", "when", "outcome", "what"), cells, texts=("what",))


def _slot_values(slot: Slot) -> dict[str, Any]:
    return {
        "kind": "slot",
        "name": slot.job,
        "due_at": slot.due_at,
        "started_at": slot.started_at,
        "finished_at": slot.finished_at,
        "outcome": slot.outcome,
        "attempts": slot.attempts,
        "items": None,
        "summary": slot.summary,
        "findings": [],
    }


def _crawl_values(run: Run) -> dict[str, Any]:
    from scout.cli.sources import finding_values

    return {
        "kind": "crawl",
        "name": run.source,
        "due_at": None,
        "started_at": run.started_at,
        "finished_at": run.finished_at,
        "outcome": run.outcome,
        "attempts": 1,
        "items": run.items,
        "summary": None if run.items is None else f"{run.items} items",
        "findings": [finding_values(finding) for finding in run.findings],
    }


def _moment(value: datetime) -> str:
    """Return a moment as people in the office read it."""
    from scout.clock import GERMANY

    return f"{value.astimezone(GERMANY):%Y-%m-%d %H:%M}"
