"""The same crawl by Scrapy alone: dictionaries, and nothing of ours."""

from __future__ import annotations

import os
from collections.abc import Iterator
from typing import Any

import scrapy
from scrapy.http import Response


class Bare(scrapy.Spider):
    """Reads every page that the list links to into a dictionary."""

    name = "bare"

    async def start(self) -> Any:
        yield scrapy.Request(f"{os.environ['PROBE_SITE']}/list")

    def parse(self, response: Response) -> Iterator[scrapy.Request]:
        for link in response.css("a::attr(href)").getall():
            yield response.follow(link, self.parse_page)

    def parse_page(self, response: Response) -> Iterator[dict[str, str | None]]:
        yield {
            "key": response.url.rpartition("/")[2],
            "url": response.url,
            "title": response.css("h1::text").get(),
            "text": " ".join(response.css("p::text").getall()),
        }
