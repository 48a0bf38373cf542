"""Förderberatung des Bundes: calls of all ministries, from the feeds of foerderinfo.bund.de.

Eleven feeds of twenty entries each; their form is sure, from several independent readings of 2026.
A title ends with the period: "Titel | 01.10.2026 - 31.12.2026". A call's identity is its link
(``key_of``), whatever feeds, title or period say. The link leads to a ministry's page or PDF, whose
form is not certain and which is read by meaning; where it leads elsewhere, or cannot be read, the
call comes as the feed tells it.

    all feeds -> one call a link, with the topics of all its feeds -> its page
"""

from __future__ import annotations

import re
from collections.abc import AsyncIterator, Iterator, Mapping
from dataclasses import replace
from datetime import date
from typing import Any

import scrapy
from scrapy.http import Response
from twisted.python.failure import Failure

from scout.collect.page_spider import Frame, PageSpider, Told
from scout.collect.page_texts import Text, call_of
from scout.collect.spider import CrawlError, Kind, read_feed
from scout.domain import Expectations, Finding, FundingCall, Section, Sighting, Source, Weight
from scout.reading import sections

FEEDS = "https://www.foerderinfo.bund.de/foerderinfo/de/services/rss/bekanntmachungen-"
ALL = "alle"
TOPICS = (
    "kmu-foerderung", "klima-energie", "gesundheit-ernaehrung", "mobilitaet",
    "bildung-hochschulen-wissenschaft", "schluesseltechnologien", "kommunikation", "sicherheit",
    "internationales", "sozial-geistes-sozialwissenschaften",
)  # fmt: skip
# Titles are those of guidelines, and the period stands at their very end.
LONGEST_TITLE = 2_000

# Federal houses, and those who publish for them, at addresses outside of bund.de.
_HOSTS = (
    "bund.de", "bundesanzeiger.de", "bundesregierung.de", "bundeswirtschaftsministerium.de",
    "bundesgesundheitsministerium.de", "bundesumweltministerium.de", "bundesfinanzministerium.de",
    "g-ba.de", "ptj.de", "fz-juelich.de", "projekttraeger.de", "dlr.de", "vdi.de", "vdivde-it.de",
    "kit.edu", "gesundheitsforschung-bmbf.de", "gesundheitsforschung-bmftr.de", "fona.de", "kfw.de",
    "internationales-buero.de", "bibb.de", "daad.de", "fnr.de", "ble.de", "z-u-g.org", "zim.de",
    "exist.de", "esf.de", "foerderdatenbank.de",
)  # fmt: skip

_DAY = r"[0-9]{1,2}\.[0-9]{1,2}\.[0-9]{4}"
_PERIOD = re.compile(
    rf"(?:(?P<opens>{_DAY}) (?:[-–—]|bis(?: zum)?) |(?:bis(?: zum)? )?)(?P<closes>{_DAY})|"
    rf"ab(?: dem)? (?P<begins>{_DAY})|(?:fort)?laufend|unbefristet",
    re.IGNORECASE,
)
_OF_THE_FEDERATION = {"Foerdergeber": ("bund",), "Foerdergebiet": ("bundesweit",)}
# What is added to a link without naming another page: a session, a place in the menu, a part of
# the page; and the version of a file, which changes with the file.
_NOISE = re.compile(r";jsessionid=[^/?#;]*|(?<=[?&])nn=[^&#]*(?:&|(?=#|$))|#.*", re.IGNORECASE)
_VERSION = re.compile(r"(?<=[?&])v=[0-9]*(?:&|$)")
# A page that is not for us is no doubt about the crawl.
_NOT_FOR_US = ("robots_forbidden", "host_not_declared", "tdm_reserved")


class DeFoerderinfo(PageSpider):
    """Reads the feeds, then the page that each of their links leads to."""

    name = "de_foerderinfo"
    start_urls = [f"{FEEDS}{ALL}/rssnewsfeed.xml"]  # noqa: RUF012 - Scrapy's own form
    max_requests = 3_000
    source = Source(
        name=name,
        title="Förderberatung des Bundes",
        publisher="Bundesministerium für Forschung, Technologie und Raumfahrt",
        url="https://www.foerderinfo.bund.de/",
        licence="nicht angegeben",
        attribution="© Förderberatung „Forschung und Innovation“ des Bundes",
        expects=Expectations(
            min_items=15,
            max_items=2_000,
            fill={"title": 0.95, f"section.{sections.DEADLINES}": 0.5},
            window=True,
        ),
        # Up to 220 links, most to hosts that want 30 seconds between two pages.
        time_limit_s=10_800,
        most_revisits=60,
        hosts=_HOSTS,
    )

    def __init__(self, *args: Any, **values: Any) -> None:
        super().__init__(*args, **values)
        # By feed what it says of calls, by key; ``None`` of one that did not come.
        self._said: dict[str, dict[str, Told] | None] = {}

    async def start(self) -> AsyncIterator[Any]:
        """Ask for all feeds; only the one of all calls fails the crawl if it does not come."""
        for feed in (ALL, *TOPICS):
            yield scrapy.Request(
                f"{FEEDS}{feed}/rssnewsfeed.xml",
                callback=self.parse,
                errback=self.feed_failed,
                cb_kwargs={"feed": feed},
                dont_filter=True,
            )

    def parse(self, response: Response, feed: str = ALL) -> Iterator[Any]:
        """Read one feed; with the last one tell the calls of all."""
        try:
            entries, findings = _entries(response)
        except CrawlError as error:
            weight = Weight.FAILURE if feed == ALL else Weight.DOUBT
            yield Finding(error.code, error.text, response.url, weight)
            yield from self._came(feed, None)
        else:
            yield from findings
            yield from self._came(feed, entries)

    def feed_failed(self, failure: Failure) -> Iterator[Any]:
        """Report a feed that did not come, and go on."""
        yield from self.failed(failure)
        feed: str = failure.request.cb_kwargs["feed"]  # type: ignore[attr-defined]
        yield from self._came(feed, None)

    def expect(self, response: Response, kind: Kind) -> None:
        """Make sure of all but pages: a wall around one of many hosts is no wall around us."""
        if kind != "page":
            super().expect(response, kind)

    def parse_call(
        self, response: Response, key: str, told: Told
    ) -> Iterator[FundingCall | Finding]:
        """Yield the call of a ministry's page or PDF, with what the feeds say of it."""
        try:
            super().expect(response, "page")
        except CrawlError as error:
            yield Finding(error.code, error.text, response.url, Weight.DOUBT)
            yield from self._bare(key, told)
            return
        for found in self.read_call(response, frame_of(key, told)):
            yield _completed(found, told) if isinstance(found, FundingCall) else found

    def call_failed(self, failure: Failure) -> Iterator[Any]:
        """Say why a page did not come; a call that nobody knows comes without it."""
        asked = failure.request.cb_kwargs  # type: ignore[attr-defined]
        found = list(super().call_failed(failure))
        yield from (_weighed(each) if isinstance(each, Finding) else each for each in found)
        if asked["is_listed"] and not any(isinstance(each, Sighting) for each in found):
            yield from self._bare(asked["key"], asked["told"])

    def page_unread(self, key: str, told: Told, finding: Finding) -> Iterator[Any]:
        """Say that a page tells nothing; a call that nobody knows comes without it."""
        yield from super().page_unread(key, told, finding)
        yield from self._bare(key, told)

    def _bare(self, key: str, told: Told) -> Iterator[FundingCall]:
        """Yield a call as the feed tells it, unless its text is known from another night."""
        if key not in self._known:
            call = call_of(frame_of(key, told), Text(title=None, sections=()), told["link"])
            yield _completed(call, told)

    def _came(self, feed: str, said: dict[str, Told] | None) -> Iterator[Any]:
        """Note what a feed says; after the last one tell all calls, unless the crawl failed."""
        self._said[feed] = said
        if len(self._said) <= len(TOPICS) or self._said[ALL] is None:
            return
        for key, told in self._calls().items():
            if self.follows(told["link"]):
                yield from self.call_page(key, told["link"], told)
                continue
            for found in self.call_without_page(frame_of(key, told), told["link"]):
                yield _completed(found, told) if isinstance(found, FundingCall) else found

    def _calls(self) -> Mapping[str, Told]:
        """Return each call once, as its first feed has it, with the topics of all its feeds.

        A feed shows only its newest: a known call that left one has not lost the topic.
        """
        calls: dict[str, dict[str, str]] = {}
        topics: dict[str, set[str]] = {}
        for feed in (ALL, *TOPICS):
            for key, told in (self._said[feed] or {}).items():
                calls.setdefault(key, dict(told))
                topics.setdefault(key, set()).update({feed} - {ALL})
        for key, call in calls.items():
            known = self._known[key].told.get("topics", "") if key in self._known else ""
            call["topics"] = " ".join(sorted(topics[key] | set(known.split())))
        return calls


def parted(title: str) -> tuple[str, str, bool]:
    """Part a title of the feeds into title and period, and tell if its end is not understood.

    The period is "" where there is none. What is no period stays in the title.
    """
    before, _, end = title.rpartition("|")
    before, end = before.strip(), end.strip()
    if before and _period(end):
        return before, end, False
    return title, "", bool(before) and any(map(str.isdigit, end))


def link_of(address: str) -> str:
    """Return a link as it names its page: without a session, a place in the menu, a fragment."""
    return _NOISE.sub("", address).rstrip("?&")


def key_of(link: str) -> str:
    """Return what identifies the call behind ``link``: the link, of a file without its version."""
    return _VERSION.sub("", link).rstrip("?&") if "__blob=" in link else link


def frame_of(key: str, told: Told) -> Frame:
    """Return what the feeds say of a call beside its page."""
    days = _PERIOD.fullmatch(told.get("period", ""))
    stated = {
        "opens": days and (days["opens"] or days["begins"]),
        "closes": days and days["closes"],
    }
    topics = tuple(told.get("topics", "").split())
    return Frame(
        source=DeFoerderinfo.name,
        key=key,
        url=told.get("link", ""),
        title=told.get("title"),
        codes=_OF_THE_FEDERATION | ({"Foerderthema": topics} if topics else {}),
        stated={name: day for name, day in stated.items() if day},
    )


def _entries(response: Response) -> tuple[dict[str, Told], list[Finding]]:
    """Return what a feed says of calls, by key, and what is odd in it.

    Raises:
        CrawlError: if it is no feed, or one without entries.
    """
    feed = read_feed(response.body, response.url, LONGEST_TITLE)
    if not feed.entries:
        raise CrawlError("feed_empty", "the feed has no entries")
    said: dict[str, Told] = {}
    findings = list(feed.findings)
    for entry in feed.entries:
        title, period, is_odd = parted(entry.title)
        if is_odd:
            text = f"the end of the title is no period that we know: {entry.title[-80:]!r}"
            findings.append(Finding("period_not_read", text, entry.url))
        link = link_of(entry.url)
        told = {"link": link, "title": title, "period": period, "summary": entry.summary}
        said.setdefault(key_of(link), told)
    return said, findings


def _period(text: str) -> bool:
    """Tell whether ``text`` is a period whose days exist and follow each other."""
    found = _PERIOD.fullmatch(text)
    if found is None:
        return False
    try:
        days = [_day(day) for day in found.group("opens", "closes", "begins") if day]
    except ValueError:
        return False
    return days == sorted(days)


def _day(text: str) -> date:
    day, month, year = map(int, text.split("."))
    return date(year, month, day)


def _completed(call: FundingCall, told: Told) -> FundingCall:
    """Add what the feeds say: the period above the page's Fristen, words where it has no lead."""
    texts = {part.heading: part.text for part in call.sections}
    if summary := told.get("summary"):
        texts = {sections.SHORT_TEXT: summary, **texts}
    if period := told.get("period"):
        own = texts.get(sections.DEADLINES, "")
        texts[sections.DEADLINES] = f"{period}\n{own}".rstrip()
    return replace(call, sections=tuple(Section(*each) for each in texts.items()))


def _weighed(finding: Finding) -> Finding:
    """Return what a page that did not come means: one of many hosts fails nothing."""
    if finding.weight is Weight.NOTE or finding.code in _NOT_FOR_US:
        return replace(finding, weight=Weight.NOTE)
    return replace(finding, weight=Weight.DOUBT)
