"""Which sources there are, known without starting Scrapy: no reactor, no network."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path

from scrapy.settings import Settings
from scrapy.spiderloader import SpiderLoader

from scout.collect import scrapy_settings
from scout.collect.bundle import load_bundle
from scout.collect.spider import ScoutSpider
from scout.domain import Source
from scout.errors import UsageError
from scout.settings import ScheduleSettings

SPIDER_MODULES = tuple(scrapy_settings.SPIDER_MODULES)


def sources(spider_modules: Sequence[str] = SPIDER_MODULES) -> dict[str, Source]:
    """Return all sources by name, in alphabetical order."""
    found = {source.name: source for source, _ in _served(spider_modules)}
    return dict(sorted(found.items()))


def spider_of(source: str, spider_modules: Sequence[str] = SPIDER_MODULES) -> str:
    """Return the name of the spider that reads ``source``.

    It is the source's own name, unless the spider reads many of one form; a test holds it.
    """
    return next(spider for each, spider in _served(spider_modules) if each.name == source)


def _served(spider_modules: Sequence[str]) -> Iterator[tuple[Source, str]]:
    """Yield each source with the name of its spider."""
    loader = SpiderLoader.from_settings(Settings({"SPIDER_MODULES": list(spider_modules)}))
    for name in loader.list():
        spider = loader.load(name)
        if issubclass(spider, ScoutSpider):
            yield from ((source, name) for source in spider.sources or (spider.source,))


def check_early(schedule: ScheduleSettings) -> None:
    """Refuse a schedule that names a source nobody has: it would never be collected.

    Raises:
        UsageError: naming it, and the sources there are.
    """
    known = sources()
    for name in schedule.early:
        if name not in known:
            raise UsageError(
                f"scout.toml, schedule.early: expected one of {', '.join(known)}, found {name!r}"
            )


def choose_sources(wanted: Sequence[str], replay: Path | None) -> tuple[list[Source], list[str]]:
    """Return the sources to crawl and the names that a bundle covers and nobody knows.

    Without ``wanted`` these are the sources that the bundle covers, or all. A bundle's least number
    of items takes the place of the source's own.

    Raises:
        UsageError: if a wanted source is not known, or the bundle cannot be used.
    """
    known = sources()
    for name in wanted:
        if name not in known:
            raise UsageError(f"source: expected one of {', '.join(known)}, found {name!r}")
    covered = load_bundle(replay).expects if replay else {}
    names = list(dict.fromkeys(wanted)) or list(covered or known)
    chosen = []
    for name in (name for name in names if name in known):
        source = known[name]
        if name in covered:
            source = source.with_min_items(covered[name].min_items)
        chosen.append(source)
    return chosen, [name for name in names if name not in known]
