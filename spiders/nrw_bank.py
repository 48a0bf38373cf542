"""NRW.BANK: its own products, and programmes of Land, Bund and EU for North Rhine-Westphalia.

The map of the site names every product page (452 in August 2026; sure). A page has one of two
forms (medium): a lead list – "Zuschuss, bis zu 80 %", "Für Kommunen, …", "Fördergeber: Land" –
above headings such as "Wer wird gefördert?"; or labels Fördernehmer, Förderthemen, Förderart,
Fördergeber. The number in the address identifies a product; the words behind it change.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

import scrapy
from scrapy.http import Response

from scout.collect.label_codes import codes_of, codes_of_page
from scout.collect.page_spider import Frame, PageSpider, Told
from scout.collect.page_texts import Text, call_of, text_of_page
from scout.collect.spider import read_sitemap
from scout.domain import Expectations, Finding, FundingCall, Sighting, Source
from scout.reading.sections import SHORT_TEXT

SITE = "https://www.nrwbank.de/"
_PRODUCT = re.compile(
    r"https://(?:www\.)?nrwbank\.de/de/foerderung/foerderprodukte/([0-9]{1,9})/[^/?#]{1,300}\.html"
)
_LEAD_LINES = 6
# Where the land or its bank gives, alone or with others, it is for the land. What the Bund gives is
# for all; what the EU gives stands here because it is for North Rhine-Westphalia.
_REGIONS = {"land": "nordrhein_westfalen", "bund": "bundesweit", "eu": "nordrhein_westfalen"}


class NrwBank(PageSpider):
    """Reads the map of the site, then each product's page by meaning."""

    name = "nrw_bank"
    start_urls = [f"{SITE}sitemap.xml"]  # noqa: RUF012 - Scrapy's own form
    max_requests = 3000
    source = Source(
        name=name,
        title="NRW.BANK Förderprodukte",
        publisher="NRW.BANK",
        url=SITE,
        licence="nicht angegeben",
        attribution="© NRW.BANK",
        expects=Expectations(
            min_items=300,
            max_items=1500,
            fill={"title": 0.95, "funder": 0.6, "code.Foerdergeber": 0.5},
        ),
        time_limit_s=5400,
    )

    def parse(self, response: Response) -> Iterator[scrapy.Request | Sighting | Finding]:
        """Yield what there is to do for each product that the map names."""
        self.expect(response, "xml")
        sitemap = read_sitemap(response.body, response.url)
        yield from sitemap.findings
        for entry in sitemap.entries:
            product = _PRODUCT.fullmatch(entry.loc)
            if sitemap.is_index:
                yield scrapy.Request(entry.loc, self.parse, errback=self.failed)
            elif product:
                yield from self.call_page(product.group(1), entry.loc)

    def parse_call(
        self, response: Response, key: str, told: Told
    ) -> Iterator[FundingCall | Finding]:
        """Yield the product that one page describes."""
        del told
        text = text_of_page(response)
        codes, unknown = codes_of_page(text)
        for group, (found, strange) in _lead_codes(text).items():
            codes |= {group: found} if found and group not in codes else {}
            unknown += strange
        givers = codes.get("Foerdergeber", ())
        region = next((where for giver, where in _REGIONS.items() if giver in givers), None)
        if region and "Foerdergebiet" not in codes:
            codes["Foerdergebiet"] = (region,)
        yield from text.findings
        yield from self.unplaced(text.unplaced, response.url)
        yield from self.unknown_labels(unknown, response.url)
        yield call_of(Frame(source=self.name, key=key, codes=codes), text, response.url)


def _lead_codes(text: Text) -> dict[str, tuple[tuple[str, ...], tuple[str, ...]]]:
    """Return codes and unknown labels, by group, of the list above the text."""
    lead = next((each.text for each in text.sections if each.heading == SHORT_TEXT), "")
    found: dict[str, tuple[tuple[str, ...], tuple[str, ...]]] = {}
    for line in lead.split("\n")[:_LEAD_LINES]:
        label = line.removeprefix("• ").strip()
        if label.endswith((".", "!", "?")):
            break
        if label.startswith("Für "):
            found["Foerderberechtigte"] = codes_of("Foerderberechtigte", label.removeprefix("Für "))
        elif (kinds := codes_of("Foerderart", label))[0]:
            found["Foerderart"] = kinds
    return found
