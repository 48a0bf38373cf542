"""Write down what the web answers while a crawl goes on, in case it fails.

    each answer: body to a file of its own, one line that names it; whoever is killed leaves both

Sits next to the downloader, so that redirects, errors and robots.txt are there, too; bodies as they
came over the wire. Bounded: where there are too many, the oldest bodies go, but for the first ones
and for pages at fault. Their lines stay. Nothing here is kept: ``scout.collect.failed`` decides.
"""

from __future__ import annotations

import json
from itertools import chain
from pathlib import Path
from typing import Any

from scrapy import Request, signals
from scrapy.crawler import Crawler
from scrapy.http import Response

from scout.collect.bundle import body_digest
from scout.collect.failures import finding_of
from scout.collect.walls import NOTICED
from scout.domain import Finding, Weight

SETTING = "SCOUT_TRAIL"
LINES = "trail.jsonl"
MOST_BYTES = 50_000_000
MOST_ANSWERS = 500

_FIRST = 50
_MOST_AT_FAULT = 50
# What a replay, or a person, can need; cookies and logins are not among it.
_HEADERS = frozenset(
    "content-type content-encoding content-language date etag last-modified location retry-after "
    "server tdm-policy tdm-reservation".split()
)


class TrailMiddleware:
    """Downloader middleware that leaves a trail in the folder named in ``SCOUT_TRAIL``."""

    def __init__(self, crawler: Crawler) -> None:
        self._folder = Path(crawler.settings[SETTING])
        self._folder.mkdir(parents=True, exist_ok=True)
        self._lines = (self._folder / LINES).open("ab")
        self._bodies = Bodies(self._folder)
        self._number = 0
        self._numbers: dict[str, int] = {}
        self._asked: set[Request] = set()
        self._is_broken = False
        crawler.signals.connect(self._spider_error, signals.spider_error)
        crawler.signals.connect(self._item_scraped, signals.item_scraped)
        crawler.signals.connect(self._noticed, NOTICED)
        crawler.signals.connect(self.close, signals.spider_closed)

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> TrailMiddleware:
        """Make one for ``crawler``; Scrapy's way of handing over settings."""
        return cls(crawler)

    def process_request(self, request: Request) -> None:
        """Note that ``request`` goes to the network: what others refuse never does."""
        self._asked.add(request)

    def process_response(self, request: Request, response: Response) -> Response:
        """Write ``response`` down and hand it on as it came."""
        self._asked.discard(request)
        headers = [
            [name.decode("latin-1"), value.decode("latin-1")]
            for name, values in response.headers.items()
            for value in values
            if name.decode("latin-1").lower() in _HEADERS
        ]
        entry: dict[str, Any] = {"status": response.status, "headers": headers}
        if "partial" in response.flags:
            entry["partial"] = True
        self._write(request, entry, response.body)
        return response

    def process_exception(self, request: Request, exception: Exception) -> None:
        """Write down how the connection failed; leaves the exception to others."""
        if request in self._asked:
            self._asked.discard(request)
            cause = finding_of(exception, request, Weight.NOTE)
            self._write(request, {"error": "failed", "code": cause.code, "text": cause.text}, b"")

    def close(self) -> None:
        """End the trail."""
        self._lines.close()

    def _write(self, request: Request, entry: dict[str, Any], body: bytes) -> None:
        if self._is_broken or self._lines.closed:
            return
        self._number += 1
        self._numbers[request.url] = self._number
        line = {"number": self._number, "method": request.method, "url": request.url} | entry
        if request.body:
            line["body_sha256"] = body_digest(request.body)
        if body:
            line["bytes"] = len(body)
        try:
            self._bodies.add(self._number, body)
            self._lines.write(json.dumps(line).encode() + b"\n")
            self._lines.flush()
        except OSError:
            # A full disk must not cost a crawl that would have been good.
            self._is_broken = True

    def _spider_error(self, response: Response | None) -> None:
        self._at_fault(getattr(response, "url", None))

    def _item_scraped(self, item: object) -> None:
        if isinstance(item, Finding):
            self._noticed(item)

    def _noticed(self, finding: Finding) -> None:
        if finding.weight is not Weight.NOTE:
            self._at_fault(finding.url)

    def _at_fault(self, url: str | None) -> None:
        if url in self._numbers:
            self._bodies.hold(self._numbers[url])


class Bodies:
    """Files named by number in ``folder``, of which only so many are kept."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._sizes: dict[int, int] = {}
        self._held: set[int] = set()
        self._total = 0

    def add(self, number: int, body: bytes) -> None:
        """Keep ``body``, and let older ones go where there are too many; an empty one is none."""
        if not body or len(body) > MOST_BYTES:
            return
        (self._folder / str(number)).write_bytes(body)
        self._sizes[number] = len(body)
        self._total += len(body)
        while self._total > MOST_BYTES or len(self._sizes) > MOST_ANSWERS:
            self._let_go(self._least_needed(number))

    def hold(self, number: int) -> None:
        """Let others go before ``number``."""
        if len(self._held) < _MOST_AT_FAULT:
            self._held.add(number)

    def _least_needed(self, newest: int) -> int:
        others = [each for each in self._sizes if each != newest]
        free = [each for each in others if each not in self._held]
        later = (each for each in free if each > _FIRST)
        return next(chain(later, free, others), newest)

    def _let_go(self, number: int) -> None:
        (self._folder / str(number)).unlink()
        self._total -= self._sizes.pop(number)
