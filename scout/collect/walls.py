"""Refuse answers that are no pages, have the others read as they are written, and let no request
end without a word.

An address that has moved to another site which the source declares is read there, and the crawl
says so; to any other it is not followed (``reach``).
"""

from __future__ import annotations

from ipaddress import ip_address

from scrapy import Request, signals
from scrapy.crawler import Crawler
from scrapy.http import HtmlResponse, Response
from scrapy.http.request import NO_CALLBACK
from scrapy.utils.httpobj import urlparse_cached

from scout.collect import answers
from scout.collect.failures import CUT_OFF, REDIRECT_LOOP, Refused
from scout.domain import Finding, Weight

NOTICED = object()  # signal: ``finding`` is for the crawl's report

_REFUSALS = (403, 429, 503)
_PROXY_LOGIN = 407


class WallMiddleware:
    """Downloader middleware that lets only answers through that can be the page.

    Every request of a spider gets an errback: without one Scrapy only logs what failed.
    """

    def __init__(self, crawler: Crawler) -> None:
        self._crawler = crawler
        self._moved: set[tuple[str, str]] = set()
        self._written: set[str] = set()
        crawler.signals.connect(self.request_dropped, signals.request_dropped)

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> WallMiddleware:
        """Make one for ``crawler``; Scrapy's way of handing over settings."""
        return cls(crawler)

    def process_request(self, request: Request) -> None:
        """Give a request of the spider the base's errback, if it has none."""
        failed = getattr(self._crawler.spider, "failed", None)
        if request.errback is None and request.callback is not NO_CALLBACK:
            request.errback = failed

    def request_dropped(self, request: Request) -> None:
        """Report a page that leads back to itself: to Scrapy it is one that was seen already."""
        fingerprint = self._crawler.request_fingerprinter.fingerprint
        origins = request.meta.get("redirect_urls", [])
        if fingerprint(request) in {fingerprint(request.replace(url=url)) for url in origins}:
            self._notice(Finding(*REDIRECT_LOOP, origins[0], Weight.DOUBT))

    def process_response(self, request: Request, response: Response) -> Response:
        """Hand on an answer that can be what was asked for.

        Raises:
            Refused: ``bot_wall``, ``proxy_failed`` or ``cut_off``.
        """
        status, body = response.status, response.body
        # A wall before robots.txt is told by its status: it may not stand before the pages.
        is_page = request.callback is not NO_CALLBACK
        if is_page and status in _REFUSALS and answers.asks_for_human(body, status):
            text = f"the page asks for a human: HTTP {status}, {answers.described(body)}"
            raise Refused("bot_wall", text, Weight.FAILURE)
        if status == _PROXY_LOGIN:
            text = "the proxy named in http.proxy wants another user or password"
            raise Refused("proxy_failed", text)
        if "partial" in response.flags and answers.is_cut_off(body):
            raise Refused(*CUT_OFF)
        self._notice_move(request)
        return self._as_written(response) if isinstance(response, HtmlResponse) else response

    def _as_written(self, response: HtmlResponse) -> HtmlResponse:
        """Return ``response`` as to be read in the encoding that its bytes are in."""
        declared = answers.declared_encoding(response.headers.get("Content-Type"), response.body)
        written = answers.wrongly_declared(response.body, declared)
        if written is None:
            return response
        if written.strays:
            what = f"the page is {written.encoding} with letters of another encoding in it"
        else:
            what = f"the page is {written.encoding} and says to be {declared}"
        if declared is not None and what not in self._written:
            self._written.add(what)
            text = f"{what}: read as it is written"
            self._notice(Finding("charset_wrong", text, response.url, Weight.NOTE))
        if not written.strays:
            return response.replace(encoding=written.encoding)
        return response.replace(body=written.text.encode(), encoding=written.encoding)

    def _notice_move(self, request: Request) -> None:
        origin = (request.meta.get("redirect_urls") or [request.url])[0]
        before = urlparse_cached(request.replace(url=origin)).hostname or ""
        after = urlparse_cached(request).hostname or ""
        if site_of(before) != site_of(after) and (before, after) not in self._moved:
            self._moved.add((before, after))
            text = f"the page has moved from {before} to another site, {after}"
            self._notice(Finding("moved", text, origin, Weight.DOUBT))

    def _notice(self, finding: Finding) -> None:
        self._crawler.signals.send_catch_log(NOTICED, finding=finding)


def site_of(host: str) -> str:
    """Return what hosts of one publisher have in common: the last two labels, or all of an address.

    Federal bodies share ``bund.de``: they count as one.
    """
    try:
        return str(ip_address(host.strip("[]")))
    except ValueError:
        return ".".join(host.lower().rstrip(".").rsplit(".", 2)[-2:])
