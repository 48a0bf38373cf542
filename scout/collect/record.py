"""Write down what the web answered, in the form that ``scout.collect.replay`` reads.

Sits next to the downloader: redirects, errors and robots.txt are recorded too. Bodies are stored
decoded, under numbers; nothing of an address becomes part of a path.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from datetime import date
from pathlib import Path
from typing import Any

from scrapy import Request, signals
from scrapy.crawler import Crawler
from scrapy.downloadermiddlewares.httpcompression import HttpCompressionMiddleware
from scrapy.exceptions import (
    CannotResolveHostError,
    DownloadConnectionRefusedError,
    DownloadTimeoutError,
    NotConfigured,
)
from scrapy.http import Response

from scout.collect.bundle import INDEX, body_digest, load_bundle
from scout.errors import UsageError

SETTING = "SCOUT_RECORD"

_ERRORS: dict[type[Exception], str] = {
    DownloadConnectionRefusedError: "refused",
    DownloadTimeoutError: "timeout",
    CannotResolveHostError: "dns",
}


def prepare_recording(folder: Path, sources: Sequence[str], day: date, replay: Path | None) -> None:
    """Make ``folder`` ready to record ``sources`` on ``day``, before anything is crawled.

    Raises:
        UsageError: if it cannot be written, is the bundle that is being replayed, or holds another
            day or one of ``sources`` already: a second recording would hide behind the first.
    """
    if replay is not None and folder.resolve() == replay.resolve():
        raise UsageError(f"--record: {folder} is being replayed; expected another folder")
    try:
        (folder / "files").mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise UsageError(f"--record: {folder} cannot be written: {error.strerror}") from None
    if not (folder / INDEX).exists():
        return
    there = load_bundle(folder)
    if there.day not in (None, day):
        raise UsageError(f"--record: {folder} holds {there.day}; expected an empty folder or {day}")
    for name in sources:
        if name in there.expects:
            raise UsageError(f"--record: {folder} holds {name} already; expected another folder")


class RecordMiddleware:
    """Downloader middleware that adds each answer to the bundle named in ``SCOUT_RECORD``.

    A bundle that is there already is carried on, so that several sources fill one day.
    """

    def __init__(self, crawler: Crawler) -> None:
        if not crawler.settings.get(SETTING):
            raise NotConfigured
        self._folder = Path(crawler.settings[SETTING])
        self._source = str(crawler.settings["SCOUT_SOURCE"])
        self._decoder = HttpCompressionMiddleware.from_crawler(crawler)
        index = self._folder / INDEX
        self._index: dict[str, Any] = json.loads(index.read_text("utf-8")) if index.exists() else {}
        self._index.setdefault("day", crawler.settings["SCOUT_DAY"])
        self._index.setdefault("expects", {})[self._source] = {
            "min_items": crawler.settings.getint("SCOUT_MIN_ITEMS", 1)
        }
        self._responses: list[dict[str, Any]] = self._index.setdefault("responses", [])
        (self._folder / "files").mkdir(parents=True, exist_ok=True)
        crawler.signals.connect(self.close, signals.spider_closed)

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> RecordMiddleware:
        """Make one for ``crawler``; Scrapy's way of handing over settings."""
        return cls(crawler)

    def process_response(self, request: Request, response: Response) -> Response:
        """Record ``response`` and hand it on as it came."""
        decoded = self._decoder.process_response(request, response)
        if isinstance(decoded, Response):
            file = f"files/{len(self._responses) + 1:05}"
            (self._folder / file).write_bytes(decoded.body)
            headers = [
                [name.decode("latin-1"), value.decode("latin-1")]
                for name, values in decoded.headers.items()
                for value in values
            ]
            entry = {"status": response.status, "headers": headers, "file": file}
            self._responses.append(self._of(request) | entry)
        return response

    def process_exception(self, request: Request, exception: Exception) -> None:
        """Record the ways of failing that a bundle knows; leaves the exception to others."""
        if name := _ERRORS.get(type(exception)):
            self._responses.append(self._of(request) | {"error": name})

    def close(self) -> None:
        """Write the index, after the last answer."""
        text = json.dumps(self._index, ensure_ascii=False, indent=1)
        (self._folder / INDEX).write_text(text, encoding="utf-8")

    def _of(self, request: Request) -> dict[str, Any]:
        entry = {"method": request.method, "url": request.url}
        return entry | ({"body_sha256": body_digest(request.body)} if request.body else {})
