"""Spiders of ours for many sources at a time, and for sites in trouble; all read by meaning."""

from __future__ import annotations

import os
from collections.abc import Iterator
from typing import Any

import scrapy
from scrapy.http import Response

from scout.collect.page_spider import Frame, PageSpider, Told
from scout.domain import Expectations, Finding, FundingCall, Sighting, Source

SITE = os.environ.get("PROBE_SITE", "http://127.0.0.1:9")
MANY = tuple(f"many{number:02}" for number in range(20))
TROUBLED = ("slow", "failing", "endless", "huge", "bomb")


class Many(PageSpider):
    """Reads a list, the next one where there is one, and each call's page."""

    name = "many"
    max_requests = 700
    sources = tuple(
        Source(
            name=name,
            title=name,
            publisher="Benchmark",
            url=f"{SITE}/{name}/list",
            licence="none",
            attribution="Benchmark",
            expects=Expectations(min_items=10, max_items=600),
            time_limit_s=60,
        )
        for name in (*MANY, *TROUBLED)
    )

    def parse(self, response: Response) -> Iterator[scrapy.Request | Sighting | Any]:
        for link in response.css("main a::attr(href)").getall():
            yield from self.call_page(link, response.urljoin(link))
        for link in response.css("a[rel=next]::attr(href)").getall():
            yield response.follow(link, self.parse)

    def parse_call(
        self, response: Response, key: str, told: Told
    ) -> Iterator[FundingCall | Finding]:
        del told
        yield from self.read_call(response, Frame(source=self.name, key=key))
