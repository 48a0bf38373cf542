"""Read one source from beginning to end: lock, crawl, judge, take in, note how it ended.

    lock -> wait for its turn at the hosts -> begin run -> crawl in a child
         -> judge -> decide + write + end run in one transaction

Until the last step the store only knows that a run was begun: a crawl that is killed leaves it as
it was, and its run is listed as aborted.
"""

from __future__ import annotations

import shutil
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, nullcontext
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path

from sqlalchemy import Connection

from scout.clock import day_of
from scout.collect import failed
from scout.collect.bundle import Bundle
from scout.collect.crawl import Crawl, CrawlOptions, crawl
from scout.collect.intake import Intake, settle
from scout.collect.sightings import (
    figures_with,
    keep_page_reads,
    sighted,
    telling_what_is_known,
)
from scout.collect.state_then import remembered, restore
from scout.collect.turns import turn
from scout.collect.unmodified import (
    asking_with_validators,
    keep_validators,
    seen_again,
    weighed_as,
)
from scout.collect.verdict import LastGood, is_unmodified, judge
from scout.domain import Finding, Source, Verdict, Weight
from scout.lock import process_lock
from scout.store import calls, runs
from scout.store.engine import Store


@dataclass(frozen=True, slots=True, kw_only=True)
class CollectReport:
    """How reading one source went. Counts are of calls or news; ``seconds`` is all the time."""

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
    """Read ``source`` once. What goes wrong with the source stands in the report.

    A bundle that a failed crawl left behind is only judged: nothing of it is taken in or noted.
    """
    begun = time.monotonic()
    # The lock is the database's, its folder the home's: neither is shared with another crawl.
    with (
        store.lock(source.name) as unread,
        process_lock(home, f"crawls.{source.name}") as unused,
    ):
        if not (unread and unused):
            text = "another process is reading this source right now"
            busy = Finding("busy", text, None, Weight.FAILURE)
            return CollectReport(source=source.name, verdict=Verdict.FAILED, findings=(busy,))
        bundle = failed.kept_bundle(options.replay)
        if bundle is not None:
            report = _look_again(home, store, source, options, bundle, now, progress)
            return replace(report, seconds=round(time.monotonic() - begun, 2))
        # A recorded day asks nobody.
        alone = nullcontext() if options.replay else turn(home, source, progress)
        with alone:
            report = _read(home, store, source, options, now, progress)
    return replace(report, seconds=round(time.monotonic() - begun, 2))


def _read(
    home: Path,
    store: Store,
    source: Source,
    options: CrawlOptions,
    now: datetime,
    progress: Callable[[str, int], None],
) -> CollectReport:
    with store.writing() as connection:
        runs.abandon(connection, source.name)
        options = asking_with_validators(connection, source.name, options)
        options = telling_what_is_known(connection, source, options, now)
        run_id = runs.begin(connection, source.name, now)
    with _crawl_folder(home, source.name) as folder:
        brought = crawl(source, folder, options, lambda count: progress(source.name, count))
        _keep_log(folder / "crawl.log", home, source.name)
        with store.writing() as connection:
            report = _take_in(connection, source, options, brought, run_id, now)
        has_failed = report.verdict is Verdict.FAILED and not brought.aborted
        if has_failed and options.leaves_trail:
            with store.reading() as connection:
                known = {page.key for page in options.known}
                then = remembered(connection, source.name, known)
            failed.keep(home, source, folder, report.findings, options.today, now, then)
    return report


def _look_again(
    home: Path,
    store: Store,
    source: Source,
    options: CrawlOptions,
    bundle: Bundle,
    now: datetime,
    progress: Callable[[str, int], None],
) -> CollectReport:
    """Say of the ``bundle`` of a failed crawl what the crawl said; what is written is undone."""
    options = failed.as_then(options, bundle)
    with _crawl_folder(home, source.name) as folder:
        brought = crawl(source, folder, options, lambda count: progress(source.name, count))
        with store.writing() as connection:
            if bundle.kept is not None and bundle.kept.then is not None:
                restore(connection, source.name, bundle.kept.then, now)
            run_id = runs.begin(connection, source.name, now)
            report = _take_in(connection, source, options, brought, run_id, now)
            connection.rollback()
    findings = failed.told_again(bundle, report.findings)
    verdict = report.verdict if findings == report.findings else Verdict.FAILED
    return replace(report, verdict=verdict, findings=findings)


def _take_in(
    connection: Connection,
    source: Source,
    options: CrawlOptions,
    brought: Crawl,
    run_id: int,
    now: datetime,
) -> CollectReport:
    """Judge the basket and write what can be believed, with the run's end, in the caller's
    transaction.
    """
    basket = brought.basket
    stored = calls.states(connection, source.name)
    before = runs.newest_read(connection, source.name) if basket.missing else ()
    seen = sighted(basket, stored, before, day_of(now))
    figures = figures_with(connection, basket, seen)
    good = runs.newest(connection, source.name, (runs.OK,))
    last_good = LastGood(good.items or 0, good.fill) if good else None
    verdict, findings = judge(
        figures, (*basket.findings, *seen.findings), source.expects, last_good
    )
    if verdict is not Verdict.FAILED and is_unmodified(basket.findings):
        figures = weighed_as(figures, basket.findings, last_good)
        seen_again(connection, source, now)
        taken = Intake()
    else:
        taken = settle(connection, source, basket, verdict, seen, run_id, now)
    keep_validators(connection, source.name, options, brought, verdict)
    keep_page_reads(connection, source.name, options, brought, verdict, seen, now)
    runs.finish(
        connection,
        run_id,
        now=now,
        outcome=runs.ABORTED if brought.aborted else verdict.value,
        items=figures.items,
        fill=figures.fill,
        findings=findings,
    )
    return CollectReport(
        source=source.name,
        verdict=verdict,
        items=figures.items,
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
