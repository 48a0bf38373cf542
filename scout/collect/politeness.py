"""Wait as long as a publisher asks for, within bounds.

``Retry-After`` on 429 and 503 (RFC 9110, section 10.2.3) holds for the whole host. A crawl waits at
most ``LONGEST_WAIT_S`` seconds at a time and ``MOST_WAITS`` times; a publisher who asks for more is
left alone, and the crawl says so. Without the header Scrapy's own retries hold. In a replay waits
are counted and not slept.
"""

from __future__ import annotations

import asyncio
import time
from dataclasses import dataclass, field
from datetime import UTC, datetime

from scrapy import Request
from scrapy.crawler import Crawler
from scrapy.http import Response
from scrapy.utils.httpobj import urlparse_cached

from scout.collect.failures import Refused
from scout.collect.http_words import http_date, retry_after_s
from scout.collect.replay import SETTING as REPLAY

LONGEST_WAIT_S = 120.0
MOST_WAITS = 3
WAITS = "scout/waits"
WAITED_S = "scout/waited_s"

_BUSY = (429, 503)


@dataclass(frozen=True, slots=True)
class Pause:
    """For how long a host asked to be left alone, from when on, and whether the crawl waits."""

    begun: float
    asked_s: float
    is_kept: bool

    def left_s(self, now: float) -> float:
        """Return the seconds that are still to wait."""
        return max(self.begun + self.asked_s - now, 0.0)


@dataclass(slots=True)
class Patience:
    """What hosts asked for in one crawl. Reads no clock: ``now`` is in seconds of any clock."""

    waits: int = 0
    pauses: dict[str, Pause] = field(default_factory=dict)

    def ask(self, host: str, asked_s: float, now: float) -> Pause:
        """Note that ``host`` asks to wait, and decide whether the crawl does."""
        is_kept = asked_s <= LONGEST_WAIT_S and self.waits < MOST_WAITS
        self.waits += is_kept
        self.pauses[host] = Pause(now, asked_s, is_kept)
        return self.pauses[host]


class RetryAfterMiddleware:
    """Downloader middleware that keeps the pauses which hosts ask for."""

    def __init__(self, crawler: Crawler) -> None:
        self._crawler = crawler
        self._patience = Patience()
        # What a recorded host asks for is never over: its time does not pass.
        self._is_replay = bool(crawler.settings[REPLAY])

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> RetryAfterMiddleware:
        """Make one for ``crawler``; Scrapy's way of handing over settings."""
        return cls(crawler)

    async def process_request(self, request: Request) -> None:
        """Hold ``request`` back while its host asks for it.

        Raises:
            Refused: if the host asks for more than a crawl waits.
        """
        while (pause := self._patience.pauses.get(_host(request))) is not None:
            left_s = pause.left_s(self._now())
            if left_s and not pause.is_kept:
                raise _asked_to_wait(pause)
            if not left_s or self._is_replay:
                return
            await asyncio.sleep(left_s)

    def process_response(self, request: Request, response: Response) -> Request | Response:
        """Ask again, after the pause, where an answer names one; hand on all others.

        Raises:
            Refused: if the host asks for more than a crawl waits.
        """
        asked_s = _asked_s(response) if response.status in _BUSY else None
        if asked_s is None:
            return response
        pause = self._patience.ask(_host(request), asked_s, self._now())
        if not pause.is_kept:
            raise _asked_to_wait(pause)
        if self._crawler.stats is not None:
            waited_s = self._crawler.stats.get_value(WAITED_S, 0.0) + asked_s
            self._crawler.stats.set_value(WAITED_S, waited_s)
            self._crawler.stats.set_value(WAITS, self._patience.waits)
        return request.replace(dont_filter=True)

    def _now(self) -> float:
        return 0.0 if self._is_replay else time.monotonic()


def spoken(seconds: float) -> str:
    """Return a duration as people say it, rounded to its largest unit."""
    for name, length in (("days", 86_400), ("hours", 3_600), ("minutes", 60)):
        if seconds >= 2 * length:
            return f"{seconds / length:.0f} {name}"
    return f"{seconds:.0f} seconds"


def _asked_s(response: Response) -> float | None:
    """Return what ``Retry-After`` asks for; a date is compared with the server's own clock."""
    now = datetime.now(UTC)
    servers_now = http_date(_header(response, "Date"), now)
    return retry_after_s(_header(response, "Retry-After"), servers_now or now)


def _header(response: Response, name: str) -> str:
    return (response.headers.get(name) or b"").decode("latin-1")


def _host(request: Request) -> str:
    return urlparse_cached(request).netloc


def _asked_to_wait(pause: Pause) -> Refused:
    text = (
        f"the publisher asks to come back in {spoken(pause.asked_s)}; a crawl waits at most "
        f"{MOST_WAITS} times, and {spoken(LONGEST_WAIT_S)} at a time"
    )
    return Refused("asked_to_wait", text)
