"""The base of all spiders: what a spider file needs, and nothing else of the house.

A spider says which ``Source`` it reads, where it begins, and turns pages into ``FundingCall``s and
``Finding``s, field by field. It does not store, judge, or read facts. A callback that raises fails
the crawl; ``CrawlError`` does it with a code of its own.
"""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterator
from typing import Any, ClassVar

import scrapy
from lxml import etree
from scrapy.exceptions import (
    CannotResolveHostError,
    DownloadConnectionRefusedError,
    DownloadTimeoutError,
    IgnoreRequest,
)
from scrapy.http import Response
from scrapy.spidermiddlewares.httperror import HttpError
from twisted.python.failure import Failure

from scout.collect.archive import Archive, ArchiveLimits
from scout.domain import Finding, Source, Weight
from scout.errors import CrawlError

__all__ = ["Archive", "ArchiveLimits", "CrawlError", "ScoutSpider", "parse_xml", "web_link"]

_REASONS: tuple[tuple[type[Exception], str, str], ...] = (
    (DownloadConnectionRefusedError, "connection_refused", "the connection was refused"),
    (DownloadTimeoutError, "timeout", "no answer in time"),
    (CannotResolveHostError, "host_unknown", "the host's name is not known"),
    (IgnoreRequest, "robots_forbidden", "the request was not made"),
)
# Not text in XML 1.0 (https://www.w3.org/TR/xml/#charsets), yet real exports contain them.
_ILLEGAL = bytes(code for code in range(0x20) if code not in (0x09, 0x0A, 0x0D))


class ScoutSpider(scrapy.Spider):
    """A spider of one source. Set ``source`` and ``start_urls``, write ``parse``."""

    source: ClassVar[Source]

    async def start(self) -> AsyncIterator[Any]:
        """Ask for the first pages; what fails there is reported, not swallowed."""
        for url in self.start_urls:
            yield scrapy.Request(url, errback=self.failed, dont_filter=True)

    def failed(self, failure: Failure) -> Iterator[Finding]:
        """Turn a request that brought no page into a finding."""
        request: scrapy.Request = failure.request  # type: ignore[attr-defined]
        is_first = (
            request.url in self.start_urls
            or request.meta.get("redirect_urls", [""])[0] in self.start_urls
        )
        weight = Weight.FAILURE if is_first else Weight.DOUBT
        error = failure.value
        if isinstance(error, HttpError):
            status = error.response.status
            yield Finding(f"http_{status}", f"the page answered HTTP {status}", request.url, weight)
            return
        for kind, code, text in _REASONS:
            if isinstance(error, kind):
                yield Finding(code, f"{text}: {error}"[:300], request.url, weight)
                return
        text = f"{type(error).__name__}: {error}"
        yield Finding("download_failed", text[:300], request.url, weight)

    def archive(
        self, response: Response, root: str, limits: ArchiveLimits | None = None
    ) -> Archive:
        """Return the ZIP that ``response`` holds.

        Raises:
            CrawlError: if it cannot be believed.
        """
        return Archive(response.body, root, limits or ArchiveLimits())


def parse_xml(content: bytes) -> tuple[etree._Element, str | None]:
    """Return the root of an XML document, and what was wrong with it or ``None``.

    Bytes that XML does not allow are left out, if that makes the document well-formed; the reason
    says so. Resolves no entities, loads nothing, refuses a document type declaration.

    Raises:
        CrawlError: ``not_well_formed`` or ``xml_doctype``.
    """
    try:
        return _parse(content), None
    except etree.XMLSyntaxError as error:
        problem = str(error)
    try:
        return _parse(content.translate(None, _ILLEGAL)), f"{problem}; read without these bytes"
    except etree.XMLSyntaxError:
        raise CrawlError("not_well_formed", problem) from None


def web_link(address: str | None) -> str | None:
    """Return ``address`` if it is one of the web (http, https), else ``None``."""
    stripped = (address or "").strip()
    is_web = stripped.lower().startswith(("http://", "https://")) and not any(
        map(str.isspace, stripped)
    )
    return stripped if is_web else None


def _parse(content: bytes) -> etree._Element:
    parser = etree.XMLParser(
        resolve_entities=False,
        no_network=True,
        huge_tree=False,
        load_dtd=False,
        remove_comments=True,
    )
    root = etree.fromstring(content, parser)
    if root.getroottree().docinfo.doctype:
        raise CrawlError("xml_doctype", "the XML declares a document type, which we do not read")
    return root
