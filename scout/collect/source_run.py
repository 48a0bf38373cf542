"""Read one source from beginning to end: lock, crawl, judge, take in, note how it ended.

    lock -> begin run -> crawl in a child -> judge -> decide + write + end run in one transaction

Until the last step the store only knows that a run was begun: a crawl that is killed leaves it as
it was, and its run is listed as aborted.
"""

from __future__ import annotations

import shutil
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path

from scout.clock import day_of
from scout.collect.crawl import Crawl, CrawlOptions, crawl
from scout.collect.intake import Intake, decide, take_in
from scout.collect.verdict import Figures, LastGood, judge
from scout.domain import Finding, Source, Verdict, Weight
from scout.lock import process_lock
from scout.store import calls, runs
from scout.store.engine import Store


@dataclass(frozen=True, slots=True, kw_only=True)
class CollectReport:
    """How reading one source went. Counts are of calls; ``seconds`` is the whole time it took."""

    source: str
    verdict: Verdict
    items: int = 0
    rejected: int = 0
    new: int = 0
    changed: int = 0
    gone: int = 0
    back: int = 0
    seconds: float = 0.0
    findings: tuple[Finding, ...] = ()


def collect_source(
    home: Path,
    store: Store,
    source: Source,
    options: CrawlOptions,
    now: datetime,
    progress: Callable[[str, int], None],
) -> CollectReport:
    """Read ``source`` once. What goes wrong with the source stands in the report."""
    begun = time.monotonic()
    with process_lock(home, source.name) as free:
        if not free:
            text = "another process is reading this source right now"
            busy = Finding("busy", text, None, Weight.FAILURE)
            return CollectReport(source=source.name, verdict=Verdict.FAILED, findings=(busy,))
        with store.writing() as connection:
            runs.abandon(connection, source.name)
            run_id = runs.begin(connection, source.name, now)
        with _crawl_folder(home, source.name) as folder:
            brought = crawl(source, folder, options, lambda count: progress(source.name, count))
            _keep_log(folder / "crawl.log", home, source.name)
            report = _take_in(store, source, brought, run_id, now)
    return replace(report, seconds=round(time.monotonic() - begun, 2))


def _take_in(
    store: Store, source: Source, brought: Crawl, run_id: int, now: datetime
) -> CollectReport:
    """Judge the basket and write what can be believed, with the run's end, in one transaction."""
    basket = brought.basket
    figures = Figures(basket.items, basket.rejected, basket.fill)
    with store.writing() as connection:
        good = runs.newest(connection, source.name, (runs.OK,))
        last_good = LastGood(good.items or 0, good.fill) if good else None
        verdict, findings = judge(figures, basket.findings, source.expects, last_good)
        stored = calls.states(connection, source.name)
        said = decide(basket.hashes, stored, verdict)
        taken = Intake()
        if said:
            taken = take_in(connection, basket, said, stored, run_id, now, day_of(now))
        runs.finish(
            connection,
            run_id,
            now=now,
            outcome=runs.ABORTED if brought.aborted else verdict.value,
            items=basket.items,
            fill=basket.fill,
            findings=findings,
        )
    return CollectReport(
        source=source.name,
        verdict=verdict,
        items=basket.items,
        rejected=basket.rejected,
        new=taken.new,
        changed=taken.changed,
        gone=taken.gone,
        back=taken.back,
        findings=findings,
    )


@contextmanager
def _crawl_folder(home: Path, source: str) -> Iterator[Path]:
    """Give an empty folder for one crawl; what a killed one left behind is swept away first."""
    folder = home / "crawls" / source
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    try:
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _keep_log(log: Path, home: Path, source: str) -> None:
    """Keep the newest log of each source for the operator."""
    if log.exists():
        folder = home / "logs"
        folder.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(log, folder / f"{source}.log")
