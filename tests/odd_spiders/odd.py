"""Spiders that misbehave, and one that behaves, for tests of the crawl; found by Scrapy's loader.

They read a site on loopback whose address the test puts into ODD_SITE.
"""

from __future__ import annotations

import asyncio
import os
import signal
import time
from collections.abc import AsyncIterator, Iterator
from dataclasses import replace

import scrapy
from scrapy.http import Response

from scout.collect.page_spider import Frame, PageSpider, Told
from scout.collect.spider import CrawlError, ScoutSpider
from scout.domain import (
    Expectations,
    Finding,
    FundingCall,
    Section,
    Sighting,
    SightingKind,
    Source,
)
from spiders.de_foerderdatenbank import DeFoerderdatenbank


def source(name: str, **expects: int) -> Source:
    """Return a source for a test's spider."""
    return Source(
        name=name,
        title=name,
        publisher="Test",
        url="http://127.0.0.1/",
        licence="none",
        attribution="Test",
        expects=Expectations(**expects),
        time_limit_s=60,
    )


class Odd(ScoutSpider):
    """Reads /list and each page it links to."""

    name = "odd"
    source = source("odd", min_items=2)

    @property
    def start_urls(self) -> list[str]:  # type: ignore[override]
        return [f"{os.environ.get('ODD_SITE', 'http://127.0.0.1:9')}/list"]

    @start_urls.setter
    def start_urls(self, value: object) -> None:
        del value

    def parse(self, response: Response) -> Iterator[scrapy.Request | FundingCall]:
        for link in response.css("a::attr(href)").getall():
            yield response.follow(link, self.parse_page, errback=self.failed)

    def parse_page(self, response: Response) -> Iterator[FundingCall]:
        text = " ".join(response.css("p::text").getall())
        yield FundingCall(
            source=self.name,
            key=response.url.rpartition("/")[2],
            url=response.url,
            title=response.css("h1::text").get(),
            sections=(Section("Kurztext", text),),
        )


class Raising(Odd):
    """Raises in a callback."""

    name = "raising"
    source = source("raising")

    def parse_page(self, response: Response) -> Iterator[FundingCall]:
        yield from super().parse_page(response)
        raise LookupError("the page has another form, says anna@amt.example")


class Refusing(Odd):
    """Raises on purpose."""

    name = "refusing"
    source = source("refusing")

    def parse_page(self, response: Response) -> Iterator[FundingCall]:
        raise CrawlError("bot_wall", "the page asks for a human")
        yield


class Hanging(Odd):
    """Burns time in a callback and does not listen to TERM."""

    name = "hanging"
    source = source("hanging")

    def parse(self, response: Response) -> None:
        signal.signal(signal.SIGTERM, signal.SIG_IGN)
        time.sleep(3600)


class Endless(Odd):
    """Finds ever more."""

    name = "endless"
    source = source("endless", max_items=20)

    def parse(self, response: Response) -> Iterator[FundingCall]:
        for number in range(100_000):
            yield FundingCall(
                source=self.name,
                key=str(number),
                url=f"{response.url}/{number}",
                title=f"Nummer {number}",
                sections=(),
            )


class Doubling(Odd):
    """Brings one call twice and one of another source."""

    name = "doubling"
    source = source("doubling")

    def parse(self, response: Response) -> Iterator[FundingCall]:
        for name, key in ((self.name, "a"), (self.name, "a"), ("elsewhere", "b"), (self.name, "c")):
            yield FundingCall(source=name, key=key, url=response.url, title="Titel", sections=())


class Slow(Odd):
    """Takes its time, so that it can be killed in the middle."""

    name = "slow"
    source = source("slow")

    async def parse(self, response: Response) -> AsyncIterator[FundingCall]:  # type: ignore[override]
        for number in range(1200):
            await asyncio.sleep(0.05)
            yield FundingCall(
                source=self.name, key=str(number), url=response.url, title="Titel", sections=()
            )


class Crashing(Odd):
    """Takes the whole process down, as a parser written in C may."""

    name = "crashing"
    source = source("crashing")

    def parse(self, response: Response) -> None:
        os._exit(7)


class OddList(Odd):
    """Reads everything on one page, and says so."""

    name = "odd_list"
    source = source("odd_list", min_items=2)
    one_page_says_all = True

    def parse(self, response: Response) -> Iterator[scrapy.Request | FundingCall]:
        self.expect(response, "page")
        for entry in response.css("li"):
            text = " ".join(entry.css("p::text").getall())
            yield FundingCall(
                source=self.name,
                key=entry.attrib["id"],
                url=response.urljoin(f"/{entry.attrib['id']}"),
                title=entry.css("h2::text").get(),
                sections=(Section("Kurztext", text),) if text else (),
            )


class OddPaged(OddList):
    """Reads page after page."""

    name = "odd_paged"
    source = source("odd_paged")
    one_page_says_all = False
    max_requests = 30

    def parse(self, response: Response) -> Iterator[scrapy.Request | FundingCall]:
        yield from super().parse(response)
        for link in response.css("a[rel=next]::attr(href)").getall():
            yield response.follow(link, self.parse)


class OddFar(Odd):
    """May read the pages of another host, too."""

    name = "odd_far"
    source = replace(source("odd_far"), hosts=("localhost",))


class OddListFar(OddList):
    """May read its page at another host, too."""

    name = "odd_list_far"
    source = replace(source("odd_list_far", min_items=2), hosts=("localhost",))


class OddFeed(Odd):
    """Expects XML."""

    name = "odd_feed"
    source = source("odd_feed")

    def parse(self, response: Response) -> None:
        self.expect(response, "xml")


class OddExport(DeFoerderdatenbank):
    """Reads the Förderdatenbank's export from the test's site, a small one."""

    name = "odd_export"
    source = replace(
        DeFoerderdatenbank.source,
        name=name,
        expects=replace(DeFoerderdatenbank.source.expects, min_items=10),
    )

    @property
    def start_urls(self) -> list[str]:  # type: ignore[override]
        return [f"{os.environ.get('ODD_SITE', 'http://127.0.0.1:9')}/export"]

    @start_urls.setter
    def start_urls(self, value: object) -> None:
        del value


class OddPages(PageSpider):
    """Reads a list that shows calls by their key, and each one's page."""

    name = "odd_pages"
    source = source("odd_pages")

    @property
    def start_urls(self) -> list[str]:  # type: ignore[override]
        return [f"{os.environ.get('ODD_SITE', 'http://127.0.0.1:9')}/list"]

    @start_urls.setter
    def start_urls(self, value: object) -> None:
        del value

    def parse(self, response: Response) -> Iterator[scrapy.Request | Sighting]:
        for link in response.css("a::attr(href)").getall():
            yield from self.call_page(
                link.strip("/"),
                response.urljoin(link),
                {"list": response.css("b::text").get() or ""},
            )

    def parse_call(
        self, response: Response, key: str, told: Told
    ) -> Iterator[FundingCall | Sighting]:
        if "Kein Aufruf" in response.text:
            yield Sighting(key, SightingKind.NO_CALL)
            return
        text = " ".join(response.css("p::text").getall())
        yield FundingCall(
            source=self.name,
            key=key,
            url=response.url,
            title=response.css("h1::text").get(),
            sections=(Section("Kurztext", text),) if text else (),
            stated=dict(told),
        )


class OddWindow(OddPages):
    """Reads a list that shows its newest only."""

    name = "odd_window"
    source = replace(source("odd_window"), expects=Expectations(window=True))


class OddRead(OddPages):
    """Reads each call's page by meaning, as the spiders of public authorities do."""

    name = "odd_read"
    source = source("odd_read")

    def parse_call(  # type: ignore[override]
        self, response: Response, key: str, told: Told
    ) -> Iterator[FundingCall | Finding]:
        yield from self.read_call(response, Frame(source=self.name, key=key, stated=told))
