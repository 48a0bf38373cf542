"""Bundesministerium für Forschung, Technologie und Raumfahrt: its announcements, in full.

The way in are the links of the feed of all calls at foerderinfo.bund.de (sure). The announcements
lie at ``/SharedDocs/Bekanntmachungen/DE/2026/10/2026-10-02-bekanntmachung-<slug>.html`` and are
asked for in the plain view that newsletters use (medium: one reading of 2026). They are guidelines
in numbered paragraphs, with the deadline in 7.2. A call's identity is its path below ``/DE/``.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

import scrapy
from scrapy.http import Response

from scout.collect.page_spider import Frame, PageSpider, Told
from scout.collect.spider import CrawlError, read_feed
from scout.domain import Expectations, Finding, FundingCall, Sighting, Source

FEED = (
    "https://www.foerderinfo.bund.de/foerderinfo/de/services/rss/bekanntmachungen-alle/"
    "rssnewsfeed.xml"
)
SITE = "https://www.bmftr.bund.de/"
MINISTRY = "Bundesministerium für Forschung, Technologie und Raumfahrt"
PLAIN = "?view=renderNewsletterHtml"
LONGEST_TITLE = 2_000

_OURS = re.compile(r"https?://(?:www\.)?bmftr\.bund\.de/", re.IGNORECASE)
_PAGE = re.compile(
    r"(?P<page>https?://[^/?#]+/(?:[\w-]{1,40}/){0,3}Bekanntmachungen/DE/"
    r"(?P<key>[\w/-]{1,300})\.html)(?:[;?#].*)?",
    re.IGNORECASE | re.ASCII,
)


class DeBmftr(PageSpider):
    """Reads the feed, then those pages it links to that are the ministry's own."""

    name = "de_bmftr"
    start_urls = [FEED]  # noqa: RUF012 - Scrapy's own form
    max_requests = 1_000
    source = Source(
        name=name,
        title="BMFTR: Bekanntmachungen",
        publisher=MINISTRY,
        url=SITE,
        licence="nicht angegeben",
        attribution=f"© {MINISTRY}",
        expects=Expectations(min_items=3, max_items=1_000, fill={"title": 0.95}, window=True),
        # At most twenty new pages, and the due ones, with 30 seconds between two.
        time_limit_s=7_200,
        most_revisits=60,
    )

    def parse(self, response: Response) -> Iterator[scrapy.Request | Sighting | Finding]:
        """Ask for the ministry's announcements; what the feed tells of other houses is not ours."""
        feed = read_feed(response.body, response.url, LONGEST_TITLE)
        yield from feed.findings
        if not feed.entries:
            raise CrawlError("feed_empty", "the feed has no entries")
        for entry in feed.entries:
            if not _OURS.match(entry.url):
                continue
            if found := _PAGE.fullmatch(entry.url):
                told = {"title": entry.title, "page": found["page"]}
                yield from self.call_page(found["key"], found["page"] + PLAIN, told)
            else:
                text = "a link to the ministry that is none to an announcement"
                yield Finding("link_form_unknown", text, entry.url)

    def parse_call(
        self, response: Response, key: str, told: Told
    ) -> Iterator[FundingCall | Finding]:
        """Yield the call of one announcement, under the address that people open.

        Its title is that of the feed: the page's may be only "Bekanntmachung".
        """
        frame = Frame(
            source=self.name,
            key=key,
            url=told["page"],
            title=_without_period(told["title"]),
            funder=MINISTRY,
            codes={"Foerdergeber": ("bund",), "Foerdergebiet": ("bundesweit",)},
        )
        yield from self.read_call(response, frame)


def _without_period(title: str) -> str:
    """Return a title of the feed without the days that stand behind its last bar."""
    before, _, end = title.rpartition("|")
    return before.strip() if before and not any(map(str.isalpha, end)) else title
