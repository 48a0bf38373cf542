"""Deutsche Forschungsgemeinschaft: its calls, from the feed "Information für die Wissenschaft".

Twenty entries with title and link (https://www.dfg.de/service/rss/de/323556/feed.rss; sure, from
several readings of 2026), of which about half are calls; the rest are lists of conferences, prizes
and reports of what was granted. A call asks for something to be handed in: that is looked for in
the text of its page (medium), in German and English, because titles of both kinds sound alike. The
pages are prose with few headings. A call's identity is the path of its page. Its money is that of
Bund and Länder together, so that no level is stated.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any
from urllib.parse import urlsplit

from scrapy.http import Response

from scout.collect.page_spider import Frame, PageSpider, Told
from scout.collect.spider import CrawlError, read_feed
from scout.domain import (
    Expectations,
    Finding,
    FundingCall,
    Sighting,
    SightingKind,
    Source,
    Weight,
)

DFG = "Deutsche Forschungsgemeinschaft"
FEED = "https://www.dfg.de/service/rss/de/323556/feed.rss"
LONGEST_TITLE = 1_000

# Never a call: not asked for.
_NEVER = re.compile(
    r"kongresse und tagungen|fachkollegien|jahresbericht|fotowettbewerb|stellenausschreibung|"
    r"in memoriam|nachruf",
    re.IGNORECASE,
)
_CALL = re.compile(
    r"\bausschreibung|\bcall\b|\bcalls for\b|schwerpunktprogramm|priority programme|"
    r"antr[aä]ge\b|antragstellung|antragsfrist|einreichungsfrist|skizzen|aufruf|"
    r"förder(?:initiative|möglichkeit|angebot)",
    re.IGNORECASE,
)
# What was decided is no call, whatever it names.
_NEWS = re.compile(
    r"bewilligt|richtet\b.{0,200}\bein\b|eingerichtet|verlängert|verliehen|ausgezeichnet|"
    r"\bpreis|\bfördert\b|gewählt|ernannt|ergebnis|rückblick|bericht",
    re.IGNORECASE,
)
_PAPERS = (
    r"(?:antr[aä]ge?n?|antragsskizzen?|skizzen?|bewerbung(?:en)?|interessen?bekundung(?:en)?|"
    r"projektvorschläge)"
)
_HANDED_IN = r"(?:einzureichen|eingereicht|einreichen|zu stellen|gestellt|vorzulegen|entgegen)"
_ASKS = re.compile(
    rf"\b{_PAPERS}\b.{{0,200}}?\b{_HANDED_IN}\b|\b(?:antrags|einreichungs|bewerbungs)frist\b|"
    r"\bruft\b.{0,200}?\b(?:einreichung|antragstellung|bewerbung)\b|"
    r"\b(?:proposals?|applications?)\b.{0,200}?\b(?:submit|submitted|received|due)\b|"
    r"\b(?:submit|invites?|call for)\b.{0,200}?\b(?:proposals?|applications?)\b",
    re.IGNORECASE,
)


class DeDfg(PageSpider):
    """Reads the feed, then the page of each entry that may be a call."""

    name = "de_dfg"
    start_urls = [FEED]  # noqa: RUF012 - Scrapy's own form
    max_requests = 600
    source = Source(
        name=name,
        title="DFG: Information für die Wissenschaft",
        publisher=DFG,
        url="https://www.dfg.de/",
        licence="nicht angegeben",
        attribution=f"© {DFG}",
        expects=Expectations(min_items=2, max_items=500, fill={"title": 0.95}, window=True),
        time_limit_s=1_800,
    )

    def parse(self, response: Response) -> Iterator[Any]:
        """Ask for the pages of what may be a call; say how many entries are none."""
        feed = read_feed(response.body, response.url, LONGEST_TITLE)
        yield from feed.findings
        if not feed.entries:
            raise CrawlError("feed_empty", "the feed has no entries")
        left_out = 0
        for entry in feed.entries:
            told, key = {"title": entry.title}, urlsplit(entry.url).path.strip("/")
            if _NEVER.search(entry.title) or not key:
                left_out += 1
            elif self.follows(entry.url):
                yield from self.call_page(key, entry.url, told)
            elif names_call(entry.title):
                yield from self.call_without_page(_frame(entry.url, told), entry.url)
            else:
                left_out += 1
        if left_out:
            text = f"{left_out} of {len(feed.entries)} entries are no calls by their titles"
            yield Finding("no_call", text, response.url)

    def parse_call(
        self, response: Response, key: str, told: Told
    ) -> Iterator[FundingCall | Finding | Sighting]:
        """Yield the call of a page, or say that it is none."""
        calls, findings, strange = list[FundingCall](), list[Finding](), list[Finding]()
        for found in self.read_call(response, _frame(key, told)):
            if isinstance(found, FundingCall):
                calls.append(found)
            elif found.code == "page_not_understood":
                strange.append(found)
            else:
                findings.append(found)
        asks = any(asks_for_papers(part.text) for call in calls for part in call.sections)
        if strange and not asks and not shows_title(response, told["title"]):
            # Prose has no headings to place; but then it asks for something, or has its title.
            yield from strange
            return
        if asks or names_call(told["title"]):
            yield from findings
            yield from calls
            return
        doubts = [each for each in findings if each.weight is not Weight.NOTE]
        yield from doubts
        if not doubts:
            yield Sighting(key, SightingKind.NO_CALL)
        yield Finding("no_call", f"asks for nothing: {told['title']:.120}", response.url)


def shows_title(response: Response, title: str) -> bool:
    """Tell whether the head of a page has most of the long words of ``title``."""
    head = " ".join(response.css("h1 ::text, title::text").getall()).casefold()
    words = set(re.findall(r"\w{4,}", title.casefold()))
    return sum(word in head for word in words) * 2 >= len(words)


def names_call(title: str) -> bool:
    """Tell whether ``title`` is surely that of a call."""
    return bool(_CALL.search(title)) and not _NEWS.search(title)


def asks_for_papers(text: str) -> bool:
    """Tell whether ``text`` asks for applications, sketches or the like, in one of its lines."""
    return _ASKS.search(text) is not None


def _frame(key: str, told: Told) -> Frame:
    return Frame(
        source=DeDfg.name,
        key=key,
        title=told["title"],
        funder=DFG,
        codes={"Foerdergebiet": ("bundesweit",)},
    )
