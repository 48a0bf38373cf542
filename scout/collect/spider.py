"""The base of all spiders: what a spider file needs, and nothing else of the house.

A spider says which ``Source`` it reads, where it begins, and turns pages into ``FundingCall``s or
``NewsItem``s and ``Finding``s, field by field. It does not store, judge, or read facts. A callback
that raises fails the crawl; ``CrawlError`` does it with a code of its own.
"""

from __future__ import annotations

import json
from collections.abc import AsyncIterator, Iterator, Mapping
from typing import Any, ClassVar, Literal

import scrapy
from scrapy.http import Response
from twisted.python.failure import Failure

from scout.collect import answers
from scout.collect.archive import Archive, ArchiveLimits
from scout.collect.conditional import CONDITIONAL
from scout.collect.failures import finding_of
from scout.collect.paging import Paging
from scout.domain import Finding, Source, Weight
from scout.errors import CrawlError
from scout.reading.feeds import read_feed
from scout.reading.sitemaps import Sitemap, SitemapEntry, read_sitemap
from scout.reading.xml_documents import parse_xml

__all__ = [
    "Archive",
    "ArchiveLimits",
    "CrawlError",
    "Paging",
    "ScoutSpider",
    "Sitemap",
    "SitemapEntry",
    "json_form",
    "parse_json",
    "parse_xml",
    "read_feed",
    "read_sitemap",
    "web_link",
]

Kind = Literal["zip", "xml", "json", "page"]
_KINDS: dict[Kind, str] = {"zip": "a ZIP", "xml": "XML", "json": "JSON", "page": "a page"}
_BOUNDARY = "foerderscout-d41f8a6c"


class ScoutSpider(scrapy.Spider):
    """A spider of one source. Set ``source`` and ``start_urls``, write ``parse``.

    One that reads many sources of one form sets ``sources`` instead. Each of its crawls is of the
    one that it is given by name, and begins at that source's address.

    ``one_page_says_all`` is for a source that is one page: it is asked for only if it is not what
    was read last. ``max_requests`` ends a crawl that goes on and on; robots.txt, redirects and
    retries count.
    """

    source: Source
    sources: ClassVar[tuple[Source, ...]] = ()
    one_page_says_all: ClassVar[bool] = False
    max_requests: ClassVar[int] = 300

    def __init__(self, source: str | None = None, **values: Any) -> None:
        super().__init__(**values)
        if self.sources:
            (self.source,) = (each for each in self.sources if each.name == source)
            self.name = self.source.name
            self.start_urls = [self.source.url]

    async def start(self) -> AsyncIterator[Any]:
        """Ask for the first pages; what fails there is reported, not swallowed."""
        # Where there are two pages, one that is not modified says nothing of the other.
        meta = {CONDITIONAL: self.one_page_says_all and len(self.start_urls) == 1}
        for url in self.start_urls:
            yield scrapy.Request(url, errback=self.failed, dont_filter=True, meta=meta)

    def failed(self, failure: Failure) -> Iterator[Finding]:
        """Turn a request that brought no page into a finding."""
        request: scrapy.Request = failure.request  # type: ignore[attr-defined]
        is_first = (
            request.url in self.start_urls
            or request.meta.get("redirect_urls", [""])[0] in self.start_urls
        )
        yield finding_of(failure.value, request, Weight.FAILURE if is_first else Weight.DOUBT)

    def expect(self, response: Response, kind: Kind) -> None:
        """Make sure that ``response`` is no page for people where ``kind`` is expected.

        For a ``page`` only that it does not ask for a human. Does not check that it is well-formed:
        who parses it will see.

        Raises:
            CrawlError: ``bot_wall``.
        """
        body = response.body
        is_wall = (
            answers.asks_for_human(body, response.status)
            if kind == "page"
            else answers.is_html(body)
        )
        if is_wall:
            found = answers.described(body)
            text = f"the page asks for a human: expected {_KINDS[kind]}, found {found}"
            raise CrawlError("bot_wall", text)

    def archive(
        self, response: Response, root: str, limits: ArchiveLimits | None = None
    ) -> Archive:
        """Return the ZIP that ``response`` holds.

        Raises:
            CrawlError: if it cannot be believed.
        """
        return Archive(response.body, root, limits or ArchiveLimits())


def parse_json(content: bytes) -> Any:
    """Return what a JSON document holds.

    Raises:
        CrawlError: ``bot_wall`` for a page of HTML, which is what robots are kept out with;
            ``not_json`` for anything else.
    """
    try:
        return json.loads(content)
    except (ValueError, RecursionError) as error:
        found = f"expected JSON, found {content[:80]!r} ({error})"
        if answers.is_html(content):
            raise CrawlError("bot_wall", f"the page asks for a human: {found}"[:300]) from None
        raise CrawlError("not_json", found[:300]) from None


def json_form(parts: Mapping[str, Any]) -> tuple[str, dict[str, str]]:
    """Return body and headers of a form (RFC 7578) whose parts are JSON.

    The same parts give the same bytes every time, so that a recorded answer is found again.
    """
    body = "".join(
        f'--{_BOUNDARY}\r\nContent-Disposition: form-data; name="{name}"; filename="blob"\r\n'
        f"Content-Type: application/json\r\n\r\n{json.dumps(value)}\r\n"
        for name, value in parts.items()
    )
    form = f"multipart/form-data; boundary={_BOUNDARY}"
    return f"{body}--{_BOUNDARY}--\r\n", {"Content-Type": form, "Accept": "application/json"}


def web_link(address: str | None) -> str | None:
    """Return ``address`` if it is one of the web (http, https), else ``None``."""
    stripped = (address or "").strip()
    is_web = stripped.lower().startswith(("http://", "https://")) and not any(
        map(str.isspace, stripped)
    )
    return stripped if is_web else None
