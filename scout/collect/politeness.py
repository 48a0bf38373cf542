"""Wait as long as a publisher asks for, within bounds.

``Retry-After`` on 429 and 503 (RFC 9110, section 10.2.3) holds for the whole host. A crawl waits at
most ``LONGEST_WAIT_S`` seconds at a time and ``MOST_WAITED_S`` in all, and asks a page again at
most ``MOST_WAITS`` times. A page that always asks for more is given up, the others are asked; after
``MOST_IN_VAIN`` of one host in a row the next are asked once each. Each page that was given up is a
finding that says why. Without the header Scrapy's own retries hold. In a replay waits are counted
and not slept.
"""

from __future__ import annotations

import asyncio
import time
from collections import Counter
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
MOST_WAITED_S = 360.0
MOST_WAITS = 3
MOST_IN_VAIN = 3
WAITS = "scout/waits"
WAITED_S = "scout/waited_s"

_BUSY = (429, 503)


@dataclass(frozen=True, slots=True)
class Pause:
    """For how long a host asked to be left alone, from when on; ``refusal``: why nobody waits.

    ``None`` where the crawl does.
    """

    begun: float
    asked_s: float
    refusal: str | None = None

    def left_s(self, now: float) -> float:
        """Return the seconds that are still to wait."""
        return max(self.begun + self.asked_s - now, 0.0)


@dataclass(slots=True)
class Patience:
    """What hosts asked for in one crawl. Reads no clock: ``now`` is in seconds of any clock.

    ``waited_s`` are the seconds of all pauses that are kept, ``waits`` is their number.
    """

    waits: int = 0
    waited_s: float = 0.0
    pauses: dict[str, Pause] = field(default_factory=dict)
    _times: Counter[str] = field(default_factory=Counter)
    _in_vain: Counter[str] = field(default_factory=Counter)

    def ask(self, host: str, page: str, asked_s: float, now: float) -> str | None:
        """Note that ``host`` asks to wait, and decide whether the crawl does.

        Returns why ``page`` is given up, ``None`` where it is to be asked again. The pause of a
        page that is given up holds for the next one.
        """
        self._times[page] += 1
        refusal = self._refusal(host, asked_s)
        self.pauses[host] = Pause(now, asked_s, refusal)
        if refusal is None:
            self.waits += 1
            self.waited_s += asked_s
            if self._times[page] > MOST_WAITS:
                refusal = f"a page is asked at most {MOST_WAITS + 1} times"
        self._in_vain[host] += refusal is not None
        return refusal

    def answered(self, host: str) -> None:
        """Note that ``host`` answered a page: it is to be waited for again."""
        del self._in_vain[host]

    def _refusal(self, host: str, asked_s: float) -> str | None:
        if asked_s > LONGEST_WAIT_S:
            return f"a crawl waits at most {spoken(LONGEST_WAIT_S)} at a time"
        if self.waited_s + asked_s > MOST_WAITED_S:
            return (
                f"a crawl waits at most {spoken(MOST_WAITED_S)} in all, and this one has waited "
                f"{spoken(self.waited_s)}"
            )
        if self._in_vain[host] >= MOST_IN_VAIN:
            return f"the {MOST_IN_VAIN} pages before were given up for the same"
        return None


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
            if left_s and pause.refusal is not None:
                raise _asked_to_wait(pause.asked_s, pause.refusal)
            if not left_s or self._is_replay:
                return
            await asyncio.sleep(left_s)

    def process_response(self, request: Request, response: Response) -> Request | Response:
        """Ask again, after the pause, where an answer names one; hand on all others.

        Raises:
            Refused: if the host asks for more than a crawl waits.
        """
        host = _host(request)
        asked_s = _asked_s(response) if response.status in _BUSY else None
        if asked_s is None:
            self._patience.answered(host)
            return response
        refusal = self._patience.ask(host, request.url, asked_s, self._now())
        if self._crawler.stats is not None:
            self._crawler.stats.set_value(WAITED_S, self._patience.waited_s)
            self._crawler.stats.set_value(WAITS, self._patience.waits)
        if refusal is not None:
            raise _asked_to_wait(asked_s, refusal)
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


def _asked_to_wait(asked_s: float, refusal: str) -> Refused:
    text = f"the publisher asks to come back in {spoken(asked_s)}; {refusal}"
    return Refused("asked_to_wait", text)
