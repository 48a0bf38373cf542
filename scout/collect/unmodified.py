"""Ask whether a source is still what was read, and keep with what to ask next time.

    before a crawl:  validators of what the store holds -> the job
    after it:        OK -> the new ones, DOUBTFUL -> none, FAILED -> those that were there

A doubtful crawl writes a part: then the store holds no state of the page that has validators. What
a bundle answers is no page of today: a replay asks with none and keeps none.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

from sqlalchemy import Connection

from scout import __version__
from scout.collect.crawl import Crawl, CrawlOptions
from scout.collect.verdict import Figures, LastGood, is_unmodified
from scout.domain import Brings, Finding, Source, Verdict
from scout.store import calls, runs, validators


def asking_with_validators(
    connection: Connection, source: str, options: CrawlOptions
) -> CrawlOptions:
    """Return ``options`` with what the pages of ``source`` can be asked with, if they may be."""
    has_been_read = runs.newest(connection, source, (runs.OK,)) is not None
    if options.replay or options.record or not has_been_read:
        return options
    return replace(options, validators=validators.load(connection, source, __version__))


def keep_validators(
    connection: Connection,
    source: str,
    options: CrawlOptions,
    brought: Crawl,
    verdict: Verdict,
) -> None:
    """Keep what fits to what this transaction writes of ``source``; call it in each that does."""
    if verdict is Verdict.FAILED:
        return
    is_ok = verdict is Verdict.OK
    if is_ok and is_unmodified(brought.basket.findings):
        return
    is_of_today = not (options.replay or options.record)
    found = brought.validators if is_ok and is_of_today else {}
    validators.replace(connection, source, __version__, found)


def seen_again(connection: Connection, source: Source, now: datetime) -> None:
    """Note that all items of ``source`` that were listed still are."""
    # A feed that is the same still shows what it showed; which items that were is not kept.
    if source.brings is Brings.CALLS:
        stored = calls.states(connection, source.name).values()
        calls.mark_seen(connection, [state.id for state in stored if state.listed], now)


def weighed_as(
    figures: Figures, findings: Sequence[Finding], last_good: LastGood | None
) -> Figures:
    """Return what a run is noted with: a page that is not modified still says what it said."""
    if last_good is None or not is_unmodified(findings):
        return figures
    return Figures(last_good.items, 0, last_good.fill)
