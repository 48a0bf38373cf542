"""recht.nrw.de: funding guidelines of the Land, which are decrees among thousands of others.

The map of the site is a list of maps, each with the day of its last change (medium); a decree is
``/lrmb/verwaltungsvorschrift/<ddmmyyyy>-<slug>``. Whether it is a funding guideline is told by the
words of the slug, which are those of its title; where they leave room, by the text, too. A page is
asked again when the map says that it changed. Maps that did not change are read all the same: what
stands in them would be gone otherwise, and they are few. Day and slug identify a decree.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

import scrapy
from scrapy.http import Response

from scout.collect.guidelines import Likely, guideline, speaks_of_money
from scout.collect.page_spider import Frame, PageSpider, Told
from scout.collect.page_texts import Text, call_of, text_of_page
from scout.collect.spider import read_sitemap
from scout.domain import (
    Expectations,
    Finding,
    FundingCall,
    Sighting,
    SightingKind,
    Source,
    Weight,
)

SITE = "https://recht.nrw.de/"
MOST_MAPS = 200
_DECREE = re.compile(
    r"https://(?:www\.)?recht\.nrw\.de/lrmb/verwaltungsvorschrift/([0-9]{8}-[a-z0-9_%.~-]{1,400})/?",
    re.IGNORECASE,
)
_DAY = len("ddmmyyyy-")
_LONGEST_NAME = 200
_CODES = {"Foerdergeber": ("land",), "Foerdergebiet": ("nordrhein_westfalen",)}

_ISSUED_BY = re.compile(
    r"\b(?:\w{0,20}erlass|RdErl\.?|Erl\.|Bek\.|Bekanntmachung) (?:des|d\.) "
    r"Ministeriums (für [^\n;–]{3,150}?)(?: des Landes Nordrhein-Westfalen)?\s+(?:vom|v\.|-|–|\()"
)


class NrwRecht(PageSpider):
    """Reads all maps of the site, then each funding guideline by meaning."""

    name = "nrw_recht"
    start_urls = [f"{SITE}sitemap.xml"]  # noqa: RUF012 - Scrapy's own form
    custom_settings = {"DOWNLOAD_MAXSIZE": 30_000_000}  # noqa: RUF012 - as above
    max_requests = 6000
    source = Source(
        name=name,
        title="Förderrichtlinien im Recht des Landes NRW",
        publisher="Ministerium des Innern des Landes Nordrhein-Westfalen",
        url=SITE,
        licence="amtliches Werk (§ 5 UrhG)",
        attribution="recht.nrw.de, Ministerium des Innern des Landes Nordrhein-Westfalen",
        expects=Expectations(min_items=50, max_items=4000, fill={"title": 0.95}),
        time_limit_s=14_400,
        revisit_days=90,
    )

    def __init__(self, *args: Any, **values: Any) -> None:
        super().__init__(*args, **values)
        self._maps = 0

    def parse(self, response: Response) -> Iterator[scrapy.Request | Sighting | Finding]:
        """Yield what there is to do for each guideline of a map, and the maps that it names."""
        self.expect(response, "xml")
        sitemap = read_sitemap(response.body, response.url)
        yield from sitemap.findings
        for entry in sitemap.entries:
            if sitemap.is_index:
                yield from self._map(entry.loc)
                continue
            decree = _DECREE.fullmatch(entry.loc)
            if decree and guideline(decree[1][_DAY:]) is not Likely.NO:
                told = {"lastmod": f"{entry.lastmod or ''}"}
                yield from self.call_page(decree[1], entry.loc, told)

    def parse_call(
        self, response: Response, key: str, told: Told
    ) -> Iterator[FundingCall | Finding | Sighting]:
        """Yield the guideline that one page holds; nothing where its text gives no money."""
        del told
        text = text_of_page(response, is_guideline=True)
        is_odd = self.is_known_call(key) and bool(text.findings)
        is_perhaps = guideline(key[_DAY:]) is Likely.PERHAPS
        if is_perhaps and not is_odd and not speaks_of_money(text.sections):
            said = "its title may be one of a funding guideline, its text gives no money"
            yield Finding("no_funding_guideline", said, response.url, Weight.NOTE)
            yield Sighting(key, SightingKind.NO_CALL)
            return
        yield from text.findings
        yield from self.unplaced(text.unplaced, response.url)
        issuer = text.funder or _issuer(text)
        frame = Frame(source=self.name, key=key, codes=_CODES, funder=issuer)
        yield call_of(frame, text, response.url)

    def _map(self, url: str) -> Iterator[scrapy.Request | Finding]:
        """Yield the request for a further map, while there are few enough."""
        self._maps += 1
        if self._maps <= MOST_MAPS:
            yield scrapy.Request(url, self.parse, errback=self.failed)
        elif self._maps == MOST_MAPS + 1:
            text = f"the site names more than {MOST_MAPS} maps"
            yield Finding("list_cut", text, url, Weight.DOUBT)


def _issuer(text: Text) -> str | None:
    """Return the ministry that issued a decree: it says so before its first number."""
    head = " ".join("\n".join(part.text[:2_000] for part in text.sections[:1]).split(" "))
    found = _ISSUED_BY.search(head)
    return f"Ministerium {found[1].strip()}"[:_LONGEST_NAME] if found else None
