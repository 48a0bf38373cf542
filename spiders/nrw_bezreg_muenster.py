"""Bezirksregierung Münster: programmes that the district government pays out to its towns.

``https://www.bezreg-muenster.de/foerderungen/<slug>`` (medium: pages were seen, their list was
not). The list at ``/foerderungen`` is read for links below its own address, page by page; where it
shows none, the map of the site is. The slug identifies a programme; what stands deeper is of it.
"""

from __future__ import annotations

from scout.collect.list_spider import ListSpider
from scout.domain import Expectations, Source

SITE = "https://www.bezreg-muenster.de/"


class NrwBezregMuenster(ListSpider):
    """Reads the list, then each programme's page by meaning."""

    name = "nrw_bezreg_muenster"
    start_urls = [f"{SITE}foerderungen"]  # noqa: RUF012 - Scrapy's own form
    below = f"{SITE}foerderungen/"
    map_url = f"{SITE}sitemap.xml"
    max_requests = 1500
    # It pays out what the Land gives, in its own district.
    codes = {"Foerdergeber": ("land",), "Foerdergebiet": ("nordrhein_westfalen",)}  # noqa: RUF012 - the base's own form
    source = Source(
        name=name,
        title="Förderungen der Bezirksregierung Münster",
        publisher="Bezirksregierung Münster",
        url=f"{SITE}foerderungen",
        licence="nicht angegeben",
        attribution="© Bezirksregierung Münster",
        expects=Expectations(min_items=10, max_items=600, fill={"title": 0.9}),
        time_limit_s=1800,
    )
