"""Run one crawl in a process of its own: ``python -m scout.collect.child JOB.json``.

Writes items and findings to the job's basket, line by line, and at the very end an outcome file: a
child that dies leaves none. Touches no store. Ends when its parent does: the parent holds the other
end of its standard input, and when that closes nobody waits for the result any more.
"""

from __future__ import annotations

import json
import os
import sys
import threading
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from pydantic import BaseModel, ConfigDict
from scrapy import signals
from scrapy.crawler import CrawlerProcess
from scrapy.http import Response
from scrapy.settings import Settings
from scrapy.spiderloader import SpiderLoader
from twisted.python.failure import Failure

from scout.collect import conditional, record, replay, resolver, scrapy_settings, trail
from scout.collect.basket import Item, line_of_finding, line_of_item, line_of_sighting
from scout.collect.known_page import KnownPage
from scout.collect.page_spider import KNOWN
from scout.collect.spider import ScoutSpider
from scout.collect.walls import NOTICED
from scout.domain import Finding, Sighting, Weight
from scout.errors import CrawlError
from scout.log import log_to_stderr

LIMIT_REACHED = "limit_reached"
_ABANDONED = 3


class Job(BaseModel):
    """What a child is told. ``day`` is an ISO date; paths are absolute."""

    model_config = ConfigDict(frozen=True)

    spider: str
    source: str
    basket: Path
    outcome: Path
    day: str
    user_agent: str
    spider_modules: tuple[str, ...]
    max_items: int
    min_items: int
    replay: Path | None = None
    record: Path | None = None
    trail: Path | None = None
    may_reach: tuple[str, ...] = ()
    validators: Mapping[str, tuple[str | None, str | None]] = {}
    known: tuple[KnownPage, ...] = ()
    overrides: dict[str, Any] = {}


class Harvest:
    """Scrapy pipeline and listener: what comes goes to the basket's file at once."""

    def __init__(self, job: Job, max_requests: int) -> None:
        self._file = job.basket.open("ab")
        self._outcome = job.outcome
        self._left = job.max_items
        self._requests_left = max_requests

    def item_scraped(self, item: object) -> None:
        """Write an item or a finding; end the crawl when it brings more than can be believed."""
        if isinstance(item, Finding):
            self._file.write(line_of_finding(item))
        elif isinstance(item, Sighting):
            self._file.write(line_of_sighting(item))
        elif isinstance(item, Item):
            self._file.write(line_of_item(item))
            self._left -= 1
            if self._left < 0:
                self.end_at_limit("more items came than the source can have")
        else:
            self.write(
                Finding(
                    "item_unreadable", f"an item of type {type(item).__name__}", None, Weight.DOUBT
                )
            )
        self._file.flush()

    def request_made(self) -> None:
        """Count a request on its way to the network; end a crawl that makes ever more of them."""
        self._requests_left -= 1
        if self._requests_left < 0:
            self.end_at_limit("more pages were asked for than the source can have")

    def end_at_limit(self, text: str) -> None:
        """End a crawl that goes on beyond its source's bounds."""
        self.end(Finding("limit_reached", text, None, Weight.FAILURE))

    def end(self, finding: Finding) -> None:
        """End a crawl for what ``finding`` says, in the middle of whatever it does.

        Scrapy's own way of closing lets a callback go on that never ends.
        """
        self.write(finding)
        self.close()
        _write_outcome(self._outcome, {"finish_reason": LIMIT_REACHED})
        os._exit(0)

    def spider_error(self, failure: Failure, response: Response | Failure | None) -> None:
        """Turn what a callback raised into the finding that fails the crawl."""
        url = getattr(response, "url", None)
        error = failure.value
        if isinstance(error, CrawlError):
            self.write(Finding(error.code, error.text[:500], url, Weight.FAILURE))
        else:
            text = f"the spider failed: {type(error).__name__}: {error}"
            self.write(Finding("exception", text[:500], url, Weight.FAILURE))

    def write(self, finding: Finding) -> None:
        """Add ``finding`` to the basket."""
        self._file.write(line_of_finding(finding))
        self._file.flush()

    def close(self) -> None:
        """Close the basket's file."""
        self._file.close()


def scrapy_settings_of(job: Job) -> Settings:
    """Return Scrapy's settings for ``job``: ours, then what replaying and recording need."""
    settings = Settings()
    settings.setmodule(scrapy_settings)
    values: dict[str, Any] = {
        "USER_AGENT": job.user_agent,
        "SPIDER_MODULES": list(job.spider_modules),
        "SCOUT_DAY": job.day,
        "SCOUT_SOURCE": job.source,
        "SCOUT_MIN_ITEMS": job.min_items,
        conditional.SETTING: job.validators,
        resolver.MAY_REACH: list(job.may_reach),
        KNOWN: job.known,
    }
    if job.replay is not None:
        handler = "scout.collect.replay.ReplayHandler"
        values["DOWNLOAD_HANDLERS"] = scrapy_settings.DOWNLOAD_HANDLERS | {
            "http": handler,
            "https": handler,
        }
        values |= {
            replay.SETTING: str(job.replay),
            "DOWNLOAD_DELAY": 0,
            "AUTOTHROTTLE_ENABLED": False,
        }
    writers = {
        record.SETTING: (job.record, "scout.collect.record.RecordMiddleware", 990),
        trail.SETTING: (job.trail, "scout.collect.trail.TrailMiddleware", 995),
    }
    middlewares = dict(scrapy_settings.DOWNLOADER_MIDDLEWARES)
    for name, (folder, middleware, place) in writers.items():
        if folder is not None:
            middlewares[middleware] = place
            values[name] = str(folder)
    values["DOWNLOADER_MIDDLEWARES"] = middlewares
    for name, value in (values | job.overrides).items():
        settings.set(name, value, priority="cmdline")
    return settings


def run(job: Job) -> None:
    """Crawl once and write the outcome; returns when the crawl is over."""
    settings = scrapy_settings_of(job)
    # Not Scrapy's own handler: a traceback may repeat what a page says of its contact persons.
    log_to_stderr(settings["LOG_LEVEL"], settings["LOG_FORMAT"])
    process = CrawlerProcess(settings, install_root_handler=False)
    crawler = process.create_crawler(SpiderLoader.from_settings(settings).load(job.spider))
    harvest = Harvest(job, getattr(crawler.spidercls, "max_requests", ScoutSpider.max_requests))
    crawler.signals.connect(harvest.item_scraped, signals.item_scraped)
    crawler.signals.connect(harvest.spider_error, signals.spider_error)
    crawler.signals.connect(harvest.request_made, signals.request_reached_downloader)
    crawler.signals.connect(harvest.write, NOTICED)
    crawler.signals.connect(harvest.end, replay.ENDED)
    process.crawl(crawler, source=job.source)
    process.start()
    harvest.close()
    _write_outcome(job.outcome, crawler.stats.get_stats() if crawler.stats else {})


def _write_outcome(path: Path, stats: Mapping[str, Any]) -> None:
    """Write the stats by which the parent judges; the file is whole or not there."""
    plain = {name: value for name, value in stats.items() if isinstance(value, int | float | str)}
    part = path.with_suffix(".part")
    part.write_text(json.dumps(plain), encoding="utf-8")
    part.rename(path)


def _end_with_parent() -> None:
    # Not sys.stdin: its lock would be held while the interpreter shuts down.
    while os.read(0, 1024):
        pass
    os._exit(_ABANDONED)


def main() -> None:
    """Read the job named on the command line and run it."""
    job = Job.model_validate_json(Path(sys.argv[1]).read_bytes())
    threading.Thread(target=_end_with_parent, daemon=True).start()
    run(job)


if __name__ == "__main__":
    main()
