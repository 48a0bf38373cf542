"""A spider of ours that reads the benchmark's loopback site; benchmarks/bare.py is its peer."""

from __future__ import annotations

import os
from collections.abc import Iterator

import scrapy
from scrapy.http import Response

from scout.collect.spider import ScoutSpider
from scout.domain import Expectations, FundingCall, Section, Source


class Ours(ScoutSpider):
    """Reads every page that the list links to into a call."""

    name = "ours"
    max_requests = 5000
    start_urls = [f"{os.environ.get('PROBE_SITE', 'http://127.0.0.1:9')}/list"]  # noqa: RUF012 - Scrapy's own form
    source = Source(
        name=name,
        title=name,
        publisher="Benchmark",
        url="http://127.0.0.1/",
        licence="none",
        attribution="Benchmark",
        expects=Expectations(),
    )

    def parse(self, response: Response) -> Iterator[scrapy.Request]:
        for link in response.css("a::attr(href)").getall():
            yield response.follow(link, self.parse_page, errback=self.failed)

    def parse_page(self, response: Response) -> Iterator[FundingCall]:
        yield FundingCall(
            source=self.name,
            key=response.url.rpartition("/")[2],
            url=response.url,
            title=response.css("h1::text").get(),
            sections=(Section("Text", " ".join(response.css("p::text").getall())),),
        )
