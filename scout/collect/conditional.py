"""Ask for a page only if it is not what was read last (conditional requests, RFC 9110, section 13).

Only for requests that say so in their ``meta``: those for a page that says everything by itself,
and those for the page of one call, which name its key. A list that is not modified would say
nothing of the pages it links to. What to ask with comes from the parent and goes back to it;
nothing is kept here.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from datetime import UTC, datetime

from scrapy import Request, signals
from scrapy.crawler import Crawler
from scrapy.http import Response

from scout.collect import answers
from scout.collect.failures import Refused
from scout.collect.http_words import http_date
from scout.collect.verdict import NOT_MODIFIED
from scout.domain import Weight

CONDITIONAL = "scout_conditional"
CALL_KEY = "scout_call_key"
ANEW = "scout_anew"  # the page is wanted whole, whatever it was
SETTING = "SCOUT_VALIDATORS"
STAT = "scout/validators"
PAGES_STAT = "scout/pages"

# By address: entity tag and date of the last change, as the server wrote them.
Validators = Mapping[str, tuple[str | None, str | None]]

_LONGEST_TAG = 1000
_LONGEST_URL = 2000
_TAG = re.compile(r'(?:W/)?"[\x21\x23-\x7e\x80-\xff]*"')


class ConditionalMiddleware:
    """Downloader middleware that asks with validators and collects new ones in the stats."""

    def __init__(self, crawler: Crawler) -> None:
        self._crawler = crawler
        self._known: Validators = crawler.settings[SETTING] or {}
        self._found: dict[str, tuple[str | None, str | None]] = {}
        self._pages: dict[str, tuple[str, str | None, str | None, Mapping[str, str]]] = {}
        crawler.signals.connect(self.close, signals.spider_closed)

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> ConditionalMiddleware:
        """Make one for ``crawler``; Scrapy's way of handing over settings."""
        return cls(crawler)

    def process_request(self, request: Request) -> None:
        """Ask with what is known of this very address; a redirect must not carry it elsewhere."""
        if not request.meta.get(CONDITIONAL):
            return
        # Where the page of one call leads to that of another, "not modified" would say so of both.
        is_led = CALL_KEY in request.meta and request.meta.get("redirect_urls")
        is_anew = request.meta.get(ANEW) or is_led
        tag, modified = (None, None) if is_anew else self._known.get(request.url, (None, None))
        for name, value in (("If-None-Match", tag), ("If-Modified-Since", modified)):
            request.headers.pop(name, None)
            if value is not None:
                request.headers[name] = value.encode("latin-1")

    def process_response(self, request: Request, response: Response) -> Response:
        """Hand on a page and remember with what it can be asked next time.

        Raises:
            Refused: ``not_modified``, if the server says that the page is what was read last.
        """
        if not request.meta.get(CONDITIONAL):
            return response
        if response.status == 304:
            raise Refused(NOT_MODIFIED, "the page is what was read last", Weight.NOTE)
        found = validators_of(response)
        # A page whose end nobody marked may be cut off: it must be read again.
        is_whole = response.status == 200 and "partial" not in response.flags
        is_page = not answers.asks_for_human(response.body, response.status)
        if is_whole and is_page and len(request.url) <= _LONGEST_URL:
            self._remember(request, found)
        return response

    def close(self) -> None:
        """Hand over what was found: by address, and by key of the call whose page it is."""
        if self._crawler.stats is not None:
            self._crawler.stats.set_value(STAT, json.dumps(self._found))
            self._crawler.stats.set_value(PAGES_STAT, json.dumps(self._pages))

    def _remember(self, request: Request, found: tuple[str | None, str | None]) -> None:
        key = request.meta.get(CALL_KEY)
        if key is None:
            if any(found):
                self._found[request.url] = found
            return
        # It is asked for by the address that the list names: what holds for another one, to which
        # it leads, must not be asked with there.
        origins = request.meta.get("redirect_urls")
        page = (origins[0], None, None) if origins else (request.url, *found)
        self._pages[key] = (*page, request.cb_kwargs["told"])


def validators_of(response: Response) -> tuple[str | None, str | None]:
    """Return entity tag and date of the last change, each ``None`` where it is none of HTTP."""
    tag, modified = (
        (response.headers.get(name) or b"").decode("latin-1").strip()
        for name in ("ETag", "Last-Modified")
    )
    is_tag = len(tag) <= _LONGEST_TAG and _TAG.fullmatch(tag)
    is_date = http_date(modified, datetime.now(UTC))
    return (tag if is_tag else None), (modified if is_date else None)
