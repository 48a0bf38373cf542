"""Answer requests from a recorded day of the web instead of the network.

Sits below all of Scrapy's middlewares, so that robots.txt, retries, redirects and limits are the
real ones. Opens no socket. An address that the bundle does not list answers 404; where the crawl
behind the bundle was ended from outside, it is where that happened.
"""

from __future__ import annotations

from pathlib import Path

from scrapy import Request
from scrapy.core.downloader.handlers.base import BaseDownloadHandler
from scrapy.crawler import Crawler
from scrapy.exceptions import (
    CannotResolveHostError,
    DownloadConnectionRefusedError,
    DownloadTimeoutError,
)
from scrapy.http import Headers, Response
from scrapy.responsetypes import responsetypes

from scout.collect.bundle import Recorded, body_digest, load_bundle, request_key
from scout.collect.failures import FailedThenError, Refused
from scout.domain import Weight

SETTING = "SCOUT_REPLAY"
ENDED = object()  # signal: the crawl behind the bundle was ended here, for ``finding``
LEFT_OUT = "left_out"

_ERRORS: dict[str, type[Exception]] = {
    "refused": DownloadConnectionRefusedError,
    "timeout": DownloadTimeoutError,
    "dns": CannotResolveHostError,
}
# The body is stored decoded and whole: what the wire said of its coding and length is over.
_WIRE_ONLY = frozenset(("content-encoding", "content-length", "transfer-encoding"))


class ReplayHandler(BaseDownloadHandler):
    """Download handler for http and https that reads the bundle named in ``SCOUT_REPLAY``."""

    lazy = False

    def __init__(self, crawler: Crawler) -> None:
        super().__init__(crawler)
        self._folder = Path(crawler.settings[SETTING])
        self._crawler = crawler
        self._waiting: dict[tuple[str, str], list[Recorded]] = {}
        bundle = load_bundle(self._folder)
        self._ended = bundle.kept.ended if bundle.kept else None
        for recorded in bundle.responses:
            self._waiting.setdefault(request_key(recorded.method, recorded.url), []).append(
                recorded
            )

    async def download_request(self, request: Request) -> Response:
        """Return the recorded answer, or raise as the connection failed then.

        Raises:
            Refused: ``left_out``, as a note, where the bundle has no more than the address.
        """
        recorded = self._next(request)
        if recorded is None:
            if self._ended is not None:
                self._crawler.signals.send_catch_log(ENDED, finding=self._ended)
            return Response(request.url, status=404)
        if recorded.left_out is not None:
            raise Refused(LEFT_OUT, f"not in the bundle: {recorded.left_out}", Weight.NOTE)
        if recorded.error == "failed":
            raise FailedThenError(recorded.code, recorded.text)
        if recorded.error is not None:
            raise _ERRORS[recorded.error](f"{recorded.error} (recorded): {request.url}")
        headers = Headers(
            {name: value for name, value in recorded.headers if name.lower() not in _WIRE_ONLY}
        )
        body = (self._folder / recorded.file).read_bytes() if recorded.file else b""
        kind = responsetypes.from_args(headers=headers, url=request.url, body=body)
        status = recorded.status or 200
        flags = ["partial"] if recorded.partial else []
        return kind(url=request.url, status=status, headers=headers, body=body, flags=flags)

    def _next(self, request: Request) -> Recorded | None:
        """Take the next fitting entry; the last one is given again and again."""
        entries = self._waiting.get(request_key(request.method, request.url), [])
        digest = body_digest(request.body)
        fitting = [entry for entry in entries if entry.body_sha256 in (None, digest)]
        if len(fitting) > 1:
            entries.remove(fitting[0])
        return fitting[0] if fitting else None
