"""Which sources there are, known without starting Scrapy: no reactor, no network."""

from __future__ import annotations

from collections.abc import Sequence

from scrapy.settings import Settings
from scrapy.spiderloader import SpiderLoader

from scout.collect import scrapy_settings
from scout.collect.spider import ScoutSpider
from scout.domain import Source

SPIDER_MODULES = tuple(scrapy_settings.SPIDER_MODULES)


def sources(spider_modules: Sequence[str] = SPIDER_MODULES) -> dict[str, Source]:
    """Return the source of each spider, by name, in alphabetical order.

    A spider's name is its source's name; a test holds it.
    """
    loader = SpiderLoader.from_settings(Settings({"SPIDER_MODULES": list(spider_modules)}))
    spiders = {name: loader.load(name) for name in sorted(loader.list())}
    return {
        name: spider.source for name, spider in spiders.items() if issubclass(spider, ScoutSpider)
    }
