"""News and trends: one spider for all feeds. A feed is one line of data, and a source of its own.

Of press publishers only title, source and link are ever shown (§ 87f UrhG); what a feed says beside
the title is kept to be ranked.
"""

from __future__ import annotations

from collections.abc import Iterator

from scrapy.http import Response

from scout.collect.spider import ScoutSpider
from scout.domain import Brings, Expectations, Finding, NewsItem, Source
from scout.reading.feeds import read_feed

# Name, title, publisher, address behind "https://".
_FEEDS = (
    ("news_heise", "heise online", "heise medien", "www.heise.de/rss/heise-atom.xml"),
    ("news_golem", "Golem.de", "Golem Media", "rss.golem.de/rss.php?feed=RSS2.0"),
    ("news_netzpolitik", "netzpolitik.org", "netzpolitik.org", "netzpolitik.org/feed/"),
    ("news_t3n", "t3n", "yeebase media", "t3n.de/rss.xml"),
    ("news_behoerden_spiegel", "Behörden Spiegel", "ProPress Verlag",
     "www.behoerden-spiegel.de/feed/"),
    ("news_egovernment", "eGovernment", "Vogel IT-Medien", "www.egovernment.de/rss/news.xml"),
    ("news_vdz", "Verwaltung der Zukunft", "vdz", "www.vdz.org/rss.xml"),
    ("news_negz", "NEGZ", "NEGZ", "negz.org/feed/"),
    ("news_kommune21", "Kommune21", "K21 media", "www.kommune21.de/k21-meldungen/feed"),
    ("news_oefit", "ÖFIT", "Fraunhofer FOKUS", "www.oeffentliche-it.de/rss.xml"),
    ("news_bitkom", "Bitkom", "Bitkom", "www.bitkom.org/rss.xml"),
    # Tenders of federal, state and municipal bodies: what others buy is a trend. Form medium: its
    # newest, up to some hundred. Where robots.txt forbids the feed, the report says so.
    ("de_service_bund", "service.bund.de: Ausschreibungen", "Bundesverwaltungsamt",
     "www.service.bund.de/Content/Globals/Functions/RSSFeed/RSSGenerator_Ausschreibungen.xml"),
)  # fmt: skip


class News(ScoutSpider):
    """Reads the feed of the one source whose name it is given."""

    name = "news"
    one_page_says_all = True
    custom_settings = {"DOWNLOAD_MAXSIZE": 5_000_000}  # noqa: RUF012 - Scrapy's own form
    sources = tuple(
        Source(
            name=name,
            title=title,
            publisher=publisher,
            url=f"https://{address}",
            licence="nur Titel und Link",
            attribution=publisher,
            expects=Expectations(max_items=500, fill={"published_at": 0.5}, window=True),
            time_limit_s=120,
            brings=Brings.NEWS,
        )
        for name, title, publisher, address in _FEEDS
    )

    def parse(self, response: Response) -> Iterator[NewsItem | Finding]:
        """Yield the feed's entries, and what was odd in it."""
        feed = read_feed(response.body, response.url)
        for entry in feed.entries:
            yield NewsItem(
                source=self.name,
                key=entry.key,
                url=entry.url,
                title=entry.title,
                published_at=entry.published_at,
                summary=entry.summary,
                language=entry.language or "de",
            )
        yield from feed.findings
