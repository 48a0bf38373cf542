"""The base of spiders whose source has a page for each call, and lists that show them.

    lists -> each call's page, if it is new or due -> calls
    when nothing is left: due pages of known open calls that no list showed

What is known and due is decided before the crawl (``revisits``). A page that is not due, or says
that it is what was read last, makes a ``Sighting``; it keeps the call listed as it is stored. So
does one that is not there though it is listed: lists link to dead pages. One that says nothing of a
call (maintenance, a login, the list itself) makes no call and takes none away. A list that says
anything else of a call than last time makes its page due, and wanted whole.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from typing import Any, Self
from urllib.parse import urldefrag, urlsplit

import scrapy
from scrapy import signals
from scrapy.crawler import Crawler
from scrapy.exceptions import DontCloseSpider
from scrapy.http import Request, Response
from scrapy.http.request import NO_CALLBACK
from scrapy.spidermiddlewares.httperror import HttpError
from twisted.python.failure import Failure

from scout.collect.addresses import Network, networks_of
from scout.collect.conditional import ANEW, CALL_KEY, CONDITIONAL
from scout.collect.failures import Refused
from scout.collect.known_page import KnownPage
from scout.collect.page_texts import Frame, Text, call_of, is_pdf, text_of_page
from scout.collect.reach import place_of, reach_of
from scout.collect.resolver import MAY_REACH
from scout.collect.spider import ScoutSpider
from scout.collect.verdict import NOT_MODIFIED, NOT_UNDERSTOOD, PAGE_MISSING, RESERVED
from scout.domain import Finding, FundingCall, Sighting, SightingKind, Weight

__all__ = ["KNOWN", "Frame", "PageSpider", "Told"]

KNOWN = "SCOUT_KNOWN"

_NO_LONGER_THERE = (404, 410)

Told = Mapping[str, str]


class PageSpider(ScoutSpider):
    """A spider of a source that has a page for each call.

    ``parse`` reads a list and yields from ``call_page`` for each call on it; ``parse_call`` makes a
    call of a page and is told what the list said. Each call is asked for once a crawl, by the
    first list that shows it.
    """

    def __init__(self, *args: Any, **values: Any) -> None:
        super().__init__(*args, **values)
        self._known: dict[str, KnownPage] = {}
        self._shown: set[str] = set()
        self._unplaced: set[tuple[str, str]] = set()
        self._elsewhere: set[str] = set()
        self._listed_at: dict[str, str] = {}
        self._lists = {_place(url) for url in self.start_urls}
        self._networks: tuple[Network, ...] = ()

    @classmethod
    def from_crawler(cls, crawler: Crawler, *args: Any, **values: Any) -> Self:
        """Make one for ``crawler``, which hands over what is known."""
        spider = super().from_crawler(crawler, *args, **values)
        known: Iterable[KnownPage] = crawler.settings.get(KNOWN) or ()
        spider._known = {page.key: page for page in known}
        spider._networks = networks_of(crawler.settings.getlist(MAY_REACH))
        crawler.signals.connect(spider.ask_what_no_list_shows, signals.spider_idle)
        crawler.signals.connect(spider.notice_list, signals.response_received)
        return spider

    def parse_call(
        self, response: Response, key: str, told: Told
    ) -> Iterator[FundingCall | Finding | Sighting]:
        """Yield the call of one page, and what was odd; ``told`` is what the list said of it.

        A page that is none of a call is told by a ``Sighting`` of NO_CALL: it is left alone then.
        Of a page that no list shows any more it is what the list said when it was read last.
        """
        raise NotImplementedError

    def read_call(self, response: Response, frame: Frame) -> Iterator[FundingCall | Finding]:
        """Yield the call that a page of HTML or a PDF describes, read by meaning."""
        text = text_of_page(response)
        yield from text.findings
        yield from self.unplaced(text.unplaced, response.url)
        yield call_of(frame, text, response.url)

    def call_page(
        self, key: str, url: str, told: Told | None = None
    ) -> Iterator[scrapy.Request | Sighting]:
        """Yield what there is to do for a call that a list shows: nothing, if it did already."""
        if key in self._shown:
            return
        self._shown.add(key)
        self._listed_at.setdefault(_place(url), key)
        known, told = self._known.get(key), dict(told or {})
        is_same = known is not None and known.url == url and known.told == told
        if known is not None and is_same and not known.due:
            if known.is_call:
                yield Sighting(key, SightingKind.NOT_DUE)
        else:
            yield self._request(key, url, told, is_listed=True, anew=not is_same)

    def follows(self, url: str) -> bool:
        """Tell whether ``url`` is where the source says that its spider goes."""
        return reach_of(self.source, self.start_urls, self._networks).objection(url) is None

    def call_without_page(self, frame: Frame, url: str) -> Iterator[FundingCall | Finding]:
        """Yield the call that only a list tells of, because its page, ``url``, is not followed.

        Says so once a crawl for each host.
        """
        self._shown.add(frame.key)
        place = place_of(url)
        host = place.host if place else ""
        if host not in self._elsewhere:
            self._elsewhere.add(host)
            text = f"links to {host or 'no plain address'} are not followed: calls without text"
            yield Finding("link_not_followed", text, url[:500], Weight.NOTE)
        yield call_of(frame, Text(title=None, sections=()), url)

    def ask_what_no_list_shows(self) -> None:
        """Ask, once all lists are read, for the due pages that none of them showed.

        What left a complete list is gone with it; but who knows before the end whether the list can
        be believed? A page that is not there is gone in any case. Where no such list came nobody is
        asked: the site is not to be read tonight.
        """
        if not (self._shown or self.source.expects.window):
            return
        waiting = [page for key, page in self._known.items() if key not in self._shown]
        self._shown.update(page.key for page in waiting)
        asked = [page for page in waiting if page.alone]
        for page in asked:
            request = self._request(page.key, page.url, page.told, is_listed=False)
            self.crawler.engine.crawl(request)
        if asked:
            raise DontCloseSpider

    def call_failed(self, failure: Failure) -> Iterator[FundingCall | Finding | Sighting]:
        """Say what it means that the page of a call did not come."""
        asked = failure.request.cb_kwargs  # type: ignore[attr-defined]
        error = failure.value
        if isinstance(error, Refused) and error.code == NOT_MODIFIED:
            yield Sighting(asked["key"], self._kind_of_unmodified(**asked))
        elif (
            isinstance(error, Refused)
            and error.code == RESERVED
            and not self._is_left_over(**asked)
        ):
            yield from self.page_unread(asked["key"], asked["told"], next(self.failed(failure)))
        elif not isinstance(error, HttpError) or error.response.status not in _NO_LONGER_THERE:
            found = self.failed(failure)
            yield from map(_as_note, found) if self._is_left_over(**asked) else found
        elif asked["is_listed"]:
            url: str = failure.request.url  # type: ignore[attr-defined]
            text = f"a page that the list links to is not there: HTTP {error.response.status}"
            yield Sighting(asked["key"], SightingKind.MISSING, url)
            yield Finding(PAGE_MISSING, text, url, Weight.NOTE)
        else:
            yield Sighting(asked["key"], SightingKind.GONE)

    def is_known_call(self, key: str) -> bool:
        """Tell whether a page told of a call when it was read last."""
        return key in self._known and self._known[key].is_call

    def page_unread(
        self, key: str, told: Told, finding: Finding
    ) -> Iterator[FundingCall | Finding | Sighting]:
        """Say that a page came and tells nothing of its call; how many there are decides."""
        del told
        yield Sighting(key, SightingKind.UNREAD, finding.url)
        yield _as_note(finding)

    def notice_list(self, response: Response, request: Request) -> None:
        """Remember where a list stands in the end: a call that leads there has no page."""
        if CALL_KEY not in request.meta and request.callback is not NO_CALLBACK:
            self._lists.add(_place(response.url))

    def unplaced(self, headings: Iterable[str], url: str) -> Iterator[Finding]:
        """Report headings that nobody can place, each once a crawl, with the first such page."""
        yield from self._once("heading_unplaced", "a heading that no rule can place", headings, url)

    def unknown_labels(self, labels: Iterable[str], url: str) -> Iterator[Finding]:
        """Report stated labels that stand for no code, each once a crawl."""
        yield from self._once("label_unknown", "a label that stands for no code", labels, url)

    def _once(self, code: str, text: str, found: Iterable[str], url: str) -> Iterator[Finding]:
        for words in found:
            if (code, words) not in self._unplaced:
                self._unplaced.add((code, words))
                yield Finding(code, f"{text}: {words:.120}", url, Weight.NOTE)

    def _request(
        self, key: str, url: str, told: Told, *, is_listed: bool, anew: bool = False
    ) -> scrapy.Request:
        return scrapy.Request(
            url,
            callback=self._parse_page,
            errback=self.call_failed,
            cb_kwargs={"key": key, "told": told, "is_listed": is_listed},
            meta={CONDITIONAL: True, CALL_KEY: key, ANEW: anew},
            dont_filter=True,
        )

    def _parse_page(
        self, response: Response, key: str, told: Told, *, is_listed: bool
    ) -> Iterator[FundingCall | Finding | Sighting]:
        if self._is_left_over(key=key, is_listed=is_listed):
            yield Sighting(key, self._kind_of_left_over(response, key))
            return
        if elsewhere := self._leads_elsewhere(response, key):
            if not is_listed and self._other_call(response, key):
                yield Sighting(key, SightingKind.GONE)
            else:
                yield from self.page_unread(key, told, elsewhere)
            return
        if not is_pdf(response):
            self.expect(response, "page")
        yield from self._understood(self.parse_call(response, key, told), key, told)

    def _understood(
        self, found: Iterable[FundingCall | Finding | Sighting], key: str, told: Told
    ) -> Iterator[FundingCall | Finding | Sighting]:
        """Let no call pass of a page of which it was said before that nobody understands it."""
        is_unread = False
        for each in found:
            if isinstance(each, Finding) and each.code in NOT_UNDERSTOOD:
                is_unread = True
                yield from self.page_unread(key, told, each)
            elif isinstance(each, Finding) or not is_unread:
                yield each

    def _leads_elsewhere(self, response: Response, key: str) -> Finding | None:
        """Return what to say of a page that was asked for and led to one that is not its own."""
        asked = response.request
        origins = asked.meta.get("redirect_urls") if asked else None
        if not origins or _place(origins[0]) == _place(response.url):
            return None
        if _place(response.url) in self._lists:
            where = "a list"
        elif self._other_call(response, key):
            where = "the page of another call"
        elif not urlsplit(response.url).path.strip("/"):
            where = "the first page of the site"
        else:
            return None
        text = f"the page of a call leads to {where}: {response.url}"
        return Finding("page_elsewhere", text[:500], origins[0], Weight.NOTE)

    def _other_call(self, response: Response, key: str) -> bool:
        return self._listed_at.get(_place(response.url), key) != key

    def _is_left_over(self, key: str, *, is_listed: bool, **_: Any) -> bool:
        """Tell whether a call left a complete list: then its page says only whether it is there."""
        del key
        return not is_listed and not self.source.expects.window

    def _kind_of_left_over(self, response: Response, key: str) -> SightingKind:
        return SightingKind.GONE if self._other_call(response, key) else SightingKind.UNLISTED

    def _kind_of_unmodified(self, key: str, *, is_listed: bool, **_: Any) -> SightingKind:
        if self._is_left_over(key, is_listed=is_listed):
            return SightingKind.UNLISTED
        known = self._known.get(key)
        is_call = known is None or known.is_call
        return SightingKind.UNMODIFIED if is_call else SightingKind.NO_CALL


def _as_note(finding: Finding) -> Finding:
    return replace(finding, weight=Weight.NOTE)


def _place(url: str) -> str:
    """Return an address without what does not tell pages apart: scheme, fragment, last slash."""
    return urldefrag(url).url.partition("://")[2].rstrip("/")
