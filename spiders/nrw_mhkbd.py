"""MHKBD: programmes of the ministry for homeland, municipalities, building and digitalisation.

``https://www.mhkbd.nrw/foerderprogramme/<slug>`` (low: the list was not seen). The list is read
for links below its own address, page by page; where it shows none, the map of the site is. The slug
identifies a programme.
"""

from __future__ import annotations

from scout.collect.list_spider import ListSpider
from scout.domain import Expectations, Source

SITE = "https://www.mhkbd.nrw/"
MINISTRY = (
    "Ministerium für Heimat, Kommunales, Bau und Digitalisierung des Landes Nordrhein-Westfalen"
)


class NrwMhkbd(ListSpider):
    """Reads the list, then each programme's page by meaning."""

    name = "nrw_mhkbd"
    start_urls = [f"{SITE}foerderprogramme"]  # noqa: RUF012 - Scrapy's own form
    below = f"{SITE}foerderprogramme/"
    map_url = f"{SITE}sitemap.xml"
    max_requests = 1000
    codes = {"Foerdergeber": ("land",), "Foerdergebiet": ("nordrhein_westfalen",)}  # noqa: RUF012 - the base's own form
    funder = MINISTRY
    source = Source(
        name=name,
        title="Förderprogramme des MHKBD",
        publisher=MINISTRY,
        url=f"{SITE}foerderprogramme",
        licence="nicht angegeben",
        attribution=f"© {MINISTRY}",
        expects=Expectations(min_items=5, max_items=400, fill={"title": 0.9}),
        time_limit_s=1800,
    )
