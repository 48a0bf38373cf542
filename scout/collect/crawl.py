"""Crawl one source in a child process, within a time limit, and bring home what it wrote.

The store is not touched here. A crawl that hangs is ended (TERM, then KILL, to the whole group);
one that dies leaves its basket unbelieved.
"""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from pathlib import Path
from typing import Any

from scout import __version__
from scout.collect.basket import Basket, read_basket
from scout.collect.catalogue import SPIDER_MODULES, spider_of
from scout.collect.child import LIMIT_REACHED, Job
from scout.collect.conditional import PAGES_STAT as PAGES
from scout.collect.conditional import STAT as VALIDATORS
from scout.collect.conditional import Validators
from scout.collect.known_page import KnownPage
from scout.collect.way_out import WayOut, environment
from scout.domain import Finding, Source, Weight

# Address, entity tag, date of the last change, what the list said.
CallPage = tuple[str, str | None, str | None, Mapping[str, str]]

TRAIL = "trail"
_GRACE_S = 5.0
_POLL_S = 0.05
_ASKED_TO_STOP = "shutdown"
_ENDINGS_KNOWN = ("finished", LIMIT_REACHED)  # the second one stands in the basket already


@dataclass(frozen=True, slots=True)
class CrawlOptions:
    """How to crawl: from the web or a bundle, recording or not, under which name, by which way.

    ``validators`` are what pages are asked with, by address: have they changed since? ``known``
    are the pages of single calls that were read before. ``keeps_failed`` says that what the web
    answered is kept if the crawl fails. ``may_reach`` are networks ("127.0.0.0/8")
    that count as public, for the sites of tests: no setting names them.
    """

    today: date
    replay: Path | None = None
    record: Path | None = None
    keeps_failed: bool = True
    contact: str = ""
    way_out: WayOut = field(default_factory=WayOut)
    may_reach: tuple[str, ...] = ()
    validators: Validators = field(default_factory=dict)
    known: tuple[KnownPage, ...] = ()
    spider_modules: tuple[str, ...] = SPIDER_MODULES
    time_limit_s: float | None = None
    overrides: Mapping[str, Any] = field(default_factory=dict)

    @property
    def leaves_trail(self) -> bool:
        """Whether what the web answers is written down, in case the crawl fails."""
        return self.keeps_failed and self.replay is None


@dataclass(frozen=True, slots=True)
class Crawl:
    """What a crawl brought; ``aborted`` if it was ended from outside and says nothing.

    ``validators`` are what its pages can be asked with next time, by address; ``pages`` are those
    of single calls, by key: address, entity tag, date of the last change, what the list said.
    """

    basket: Basket
    aborted: bool = False
    validators: Validators = field(default_factory=dict)
    pages: Mapping[str, CallPage] = field(default_factory=dict)


def crawl(
    source: Source, folder: Path, options: CrawlOptions, progress: Callable[[int], None]
) -> Crawl:
    """Run the spider of ``source`` with its files in ``folder`` and return what it brought.

    ``progress`` is told the number of items so far. Does not judge; what went wrong stands among
    the basket's findings.
    """
    job = Job(
        spider=spider_of(source.name, options.spider_modules),
        source=source.name,
        basket=folder / "basket.jsonl",
        outcome=folder / "outcome.json",
        day=options.today.isoformat(),
        user_agent=_user_agent(options.contact),
        spider_modules=options.spider_modules,
        max_items=source.expects.max_items,
        min_items=source.expects.min_items,
        replay=options.replay.resolve() if options.replay else None,
        record=options.record.resolve() if options.record else None,
        trail=folder / TRAIL if options.leaves_trail else None,
        may_reach=options.may_reach,
        validators={**options.validators, **_validators_of(options.known)},
        known=options.known,
        overrides=dict(options.overrides),
    )
    (folder / "job.json").write_text(job.model_dump_json(), encoding="utf-8")
    limit_s = options.time_limit_s or source.time_limit_s
    surroundings = environment(options.way_out, folder, os.environ)
    code, in_time = _run(folder, surroundings, limit_s, lambda: progress(_lines(job.basket)))
    findings, aborted = _ending(job.outcome, code, limit_s, in_time=in_time)
    basket = read_basket(job.basket, source.name, source.brings)
    basket = replace(basket, findings=(*basket.findings, *findings))
    return Crawl(basket, aborted, _validators(job.outcome), _pages(job.outcome))


def _run(
    folder: Path, surroundings: Mapping[str, str], limit_s: float, tick: Callable[[], None]
) -> tuple[int, bool]:
    """Run the child; return its exit code and whether it ended by itself in time."""
    command = [sys.executable, "-m", "scout.collect.child", str(folder / "job.json")]
    with (folder / "crawl.log").open("wb") as log:
        # Its own group, so that it can be ended whole; our end of its stdin tells it that we live.
        child = subprocess.Popen(  # noqa: S603 - our own module with a file we wrote
            command,
            stdin=subprocess.PIPE,
            stdout=log,
            stderr=log,
            start_new_session=True,
            env=surroundings,
        )
    ends_at = time.monotonic() + limit_s
    try:
        while child.poll() is None and time.monotonic() < ends_at:
            tick()
            time.sleep(_POLL_S)
        in_time = child.poll() is not None
    finally:
        _end(child)
    return child.returncode, in_time


def _end(child: subprocess.Popen[bytes]) -> None:
    for ending in (signal.SIGTERM, signal.SIGKILL):
        if child.poll() is not None:
            break
        os.killpg(child.pid, ending)
        try:
            child.wait(_GRACE_S)
        except subprocess.TimeoutExpired:
            continue
    if child.stdin:
        child.stdin.close()


def _ending(
    outcome: Path, code: int, limit_s: float, *, in_time: bool
) -> tuple[tuple[Finding, ...], bool]:
    """Say what the way in which the child ended means, and whether it was aborted."""
    if not in_time:
        text = f"the crawl did not end within {limit_s:.0f} seconds"
        return (Finding("time_limit", text, None, Weight.FAILURE),), False
    if code < 0:
        text = f"the crawl was ended from outside by {signal.Signals(-code).name}"
        return (Finding("aborted", text, None, Weight.FAILURE),), True
    if code != 0 or not outcome.exists():
        text = f"the crawl broke off with exit code {code}; see its log"
        return (Finding("crashed", text, None, Weight.FAILURE),), False
    reason = json.loads(outcome.read_text("utf-8")).get("finish_reason")
    return _by_reason(reason), reason == _ASKED_TO_STOP


def _by_reason(reason: str | None) -> tuple[Finding, ...]:
    """Say what Scrapy's own reason for ending means."""
    if reason in _ENDINGS_KNOWN:
        return ()
    if reason == _ASKED_TO_STOP:
        return (Finding("aborted", "the crawl was asked to stop", None, Weight.FAILURE),)
    if reason is None:
        return (Finding("crashed", "the crawl did not begin; see its log", None, Weight.FAILURE),)
    return (Finding("not_finished", f"the crawl ended early: {reason}", None, Weight.FAILURE),)


def _validators_of(known: Iterable[KnownPage]) -> Validators:
    """Return what the pages of known calls are asked with, by address."""
    pages = (page for page in known if page.due and (page.etag or page.last_modified))
    return {page.url: (page.etag, page.last_modified) for page in pages}


def _validators(outcome: Path) -> Validators:
    """Return what the child found that its pages can be asked with; it checked each of them."""
    return {url: (tag, modified) for url, (tag, modified) in _found(outcome, VALIDATORS).items()}


def _pages(outcome: Path) -> Mapping[str, CallPage]:
    return {key: tuple(values) for key, values in _found(outcome, PAGES).items()}


def _found(outcome: Path, stat: str) -> dict[str, Any]:
    stats = json.loads(outcome.read_text("utf-8")) if outcome.exists() else {}
    found: dict[str, Any] = json.loads(stats.get(stat, "{}"))
    return found


def _user_agent(contact: str) -> str:
    return f"foerderscout/{__version__}" + (f" (+{contact})" if contact else "")


def _lines(path: Path) -> int:
    """Count what came so far without reading it all at a time."""
    if not path.exists():
        return 0
    with path.open("rb") as file:
        return sum(chunk.count(b"\n") for chunk in iter(lambda: file.read(1 << 20), b""))
