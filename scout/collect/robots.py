"""Ask a site's robots.txt before anything else, and keep to it (RFC 9309).

    robots.txt, once a site and crawl -> its rules for us, or why nothing may be asked for
    every request -> forbidden? -> the slot of its host waits at least the Crawl-delay

In place of Scrapy's own middleware, which takes an error's page for the rules and a robots.txt that
does not come for consent (section 2.3.1.4 says the opposite), and leaves ``Crawl-delay`` aside. No
spider can opt out. In a replay a delay is told in the stats and not waited for.
"""

from __future__ import annotations

import asyncio
from dataclasses import dataclass

from protego import Protego
from scrapy import Request
from scrapy.crawler import Crawler
from scrapy.http.request import NO_CALLBACK
from scrapy.utils.httpobj import urlparse_cached

from scout.collect.failures import FORBIDDEN, Cause, Refused, finding_of
from scout.collect.politeness import LONGEST_WAIT_S, spoken
from scout.collect.replay import SETTING as REPLAY
from scout.domain import Weight

LARGEST = 500 * 1024  # bytes; section 2.5
DELAY_S = "scout/robots_delay_s"

_ASKED_FOR = "scout_robots"
_FIRST_OF_ALL = 1000


@dataclass(frozen=True, slots=True)
class Rules:
    """What a site's robots.txt says to ``robot``. ``closed`` says why nothing may be asked for.

    ``delay_s`` are the seconds that it wants between two requests, 0 where it does not say.
    """

    robot: str
    rules: Protego | None = None
    closed: Cause | None = None
    delay_s: float = 0.0

    def objection(self, url: str) -> Cause | None:
        """Say why nothing may be asked for at ``url``, or ``None`` where it may."""
        if self.closed is not None:
            return self.closed
        if self.rules is not None and not self.rules.can_fetch(url, self.robot):
            return FORBIDDEN
        return None


def rules_of(status: int, body: bytes, robot: str) -> Rules:
    """Return what a robots.txt that answered with ``status`` and ``body`` says to ``robot``.

    There is none with 4xx: all is allowed. Of one that is too long its beginning counts.
    """
    if 400 <= status < 500:
        return Rules(robot)
    if not 200 <= status < 300:
        text = f"robots.txt of the site answers HTTP {status}: then nothing may be asked for"
        return Rules(robot, closed=Cause("robots_unreachable", text))
    if len(body) > LARGEST:
        # A rule that is cut in two would be another rule.
        body = body[:LARGEST].rpartition(b"\n")[0]
    rules = Protego.parse(body.decode("utf-8-sig", "ignore"))
    delay_s = rules.crawl_delay(robot) or 0.0
    if delay_s <= LONGEST_WAIT_S:
        return Rules(robot, rules, delay_s=delay_s)
    text = (
        f"robots.txt of the site asks for {spoken(delay_s)} between two pages; a crawl waits at "
        f"most {spoken(LONGEST_WAIT_S)}"
    )
    return Rules(robot, closed=Cause("robots_delay", text))


class RobotsMiddleware:
    """Downloader middleware that asks a site for nothing that its robots.txt does not allow."""

    def __init__(self, crawler: Crawler) -> None:
        self._crawler = crawler
        self._robot: str = crawler.settings["ROBOTSTXT_USER_AGENT"]
        self._least_s = crawler.settings.getfloat("DOWNLOAD_DELAY")
        self._is_replay = bool(crawler.settings[REPLAY])
        self._asked: dict[str, asyncio.Future[Rules]] = {}

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> RobotsMiddleware:
        """Make one for ``crawler``; Scrapy's way of handing over settings."""
        return cls(crawler)

    async def process_request(self, request: Request) -> None:
        """Hand on a request that robots.txt of its site allows, at the pace that it asks for.

        Raises:
            Refused: ``robots_forbidden``, ``robots_unreachable``, ``robots_delay``, or with the
                reason why robots.txt did not come.
        """
        if request.meta.get(_ASKED_FOR):
            return
        rules = await self._rules(request)
        if objection := rules.objection(request.url):
            # Where robots.txt is at fault nobody finds it by the address of the page.
            at_fault = None if rules.closed is None else _address(request)
            raise Refused(*objection, url=at_fault)
        if rules.delay_s:
            self._slow_down(request, rules.delay_s)

    async def _rules(self, request: Request) -> Rules:
        """Return the rules of the site that ``request`` is for; whoever comes first asks."""
        site = urlparse_cached(request).netloc
        if site not in self._asked:
            self._asked[site] = asyncio.ensure_future(self._ask(request))
        return await asyncio.shield(self._asked[site])

    async def _ask(self, request: Request) -> Rules:
        asked = Request(
            _address(request),
            priority=_FIRST_OF_ALL,
            meta={_ASKED_FOR: True},
            callback=NO_CALLBACK,
        )
        try:
            answer = await self._crawler.engine.download_async(asked)
        except Exception as error:  # noqa: BLE001 - whatever it is, there are no rules
            cause = finding_of(error, asked, Weight.FAILURE)
            text = f"robots.txt of the site cannot be read: {cause.text}"
            return Rules(self._robot, closed=Cause(cause.code, text))
        return rules_of(answer.status, answer.body, self._robot)

    def _slow_down(self, request: Request, delay_s: float) -> None:
        """Have the host of ``request`` left alone for ``delay_s`` seconds after the request before.

        Without Scrapy's chance, which goes below; AutoThrottle, which may have gone below after the
        last answer, may go above.
        """
        stats = self._crawler.stats
        if stats is not None:
            stats.max_value(DELAY_S, delay_s)
        if self._is_replay:
            return
        downloader = self._crawler.engine.downloader
        key = downloader.get_slot_key(request)
        # For a slot that Scrapy makes anew after a minute without requests.
        known = downloader.per_slot_settings.get(key, {})
        delay_s = max(delay_s, known.get("delay", self._least_s))
        downloader.per_slot_settings[key] = known | {"delay": delay_s, "jitter": 0.0}
        slot = downloader.slots.get(key)
        if slot is not None:
            slot.delay, slot.jitter = max(slot.delay, delay_s), 0.0


def _address(request: Request) -> str:
    """Return where robots.txt of the site that ``request`` is for stands."""
    parts = urlparse_cached(request)
    return f"{parts.scheme}://{parts.netloc}/robots.txt"
