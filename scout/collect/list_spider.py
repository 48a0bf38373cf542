"""The base of spiders whose source has a list page with links to its calls below one address.

    list -> links below -> each call's page · the list's further pages
    a first page that shows none -> the map of the site, which names all pages

For sources whose form nobody has confirmed: no class name is known here, only addresses. A list
that a script fills in shows no links at all; then the map of the site is the second way in.
"""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterable, Iterator, Mapping
from typing import Any, ClassVar

import scrapy
from scrapy.http import Response, TextResponse
from twisted.python.failure import Failure

from scout.collect.label_codes import codes_of_page
from scout.collect.link_list import links_below, next_pages, rest_below
from scout.collect.page_spider import PageSpider, Told
from scout.collect.page_texts import Frame, call_of, text_of_page
from scout.collect.spider import read_sitemap
from scout.domain import Finding, FundingCall, Sighting, Weight

__all__ = ["ListSpider", "ToDo"]

_MOVED = ("http_404", "http_410")

ToDo = Iterator[scrapy.Request | Sighting | Finding]


class ListSpider(PageSpider):
    """A spider of calls whose pages lie ``below`` one address; a call's key is the rest of it.

    ``map_url`` is asked for where the list shows nothing, "" where the site has none. ``no_calls``
    are rests that are no calls, with all below them. At most ``most_lists`` pages of a list, and as
    many maps, are read. ``codes`` hold for every call whose page states no others of
    their group. ``funder`` gives the money of all of them; ``None`` where each page says who does.
    """

    below: ClassVar[str]
    map_url: ClassVar[str] = ""
    no_calls: ClassVar[frozenset[str]] = frozenset()
    most_lists: ClassVar[int] = 50
    codes: ClassVar[Mapping[str, tuple[str, ...]]] = {}
    funder: ClassVar[str | None] = None

    def __init__(self, *args: Any, **values: Any) -> None:
        super().__init__(*args, **values)
        self._asked = set(self.start_urls)

    async def start(self) -> AsyncIterator[Any]:
        """Ask for the list; where it does not come, the map of the site may."""
        for url in self.start_urls:
            yield self._list(url, is_first=True)

    def parse(self, response: Response, *, is_first: bool = False) -> ToDo:
        """Yield what there is to do for each call on a page of the list, and its further pages."""
        self.expect(response, "page")
        markup = response.text if isinstance(response, TextResponse) else ""
        keys = self._keys(link.url for link in links_below(markup, response.url, self.below))
        yield from self._calls(keys)
        if not keys:
            yield from self._without_calls(response.url, "it shows no call", is_first=is_first)
        for address in next_pages(markup, response.url):
            yield from self._further(self._list(address))

    def list_failed(self, failure: Failure) -> ToDo:
        """Report a page of the list that did not come; for a first one that moved the map is read.

        Not for one that only fails tonight: the map may name fewer, and they would seem gone.
        """
        is_first: bool = failure.request.cb_kwargs["is_first"]  # type: ignore[attr-defined]
        for finding in self.failed(failure):
            if is_first and self.map_url and finding.code in _MOVED:
                why = f"{finding.code}: {finding.text}"
                yield from self._without_calls(finding.url or "", why, is_first=True)
            else:
                yield finding

    def parse_map(self, response: Response) -> ToDo:
        """Yield what there is to do for each call that the map of the site names."""
        self.expect(response, "xml")
        sitemap = read_sitemap(response.body, response.url)
        yield from sitemap.findings
        addresses = [entry.loc for entry in sitemap.entries]
        if not sitemap.is_index:
            yield from self._calls(self._keys(addresses))
            return
        for address in addresses:
            yield from self._further(scrapy.Request(address, self.parse_map, errback=self.failed))

    def map_failed(self, failure: Failure) -> Iterator[Finding]:
        """Report that neither the list nor the map of the site came."""
        for finding in self.failed(failure):
            yield Finding(finding.code, finding.text, finding.url, Weight.FAILURE)

    def parse_call(
        self, response: Response, key: str, told: Told
    ) -> Iterator[FundingCall | Finding]:
        """Yield the call of a page; codes that its labels state take the place of ``codes``."""
        del told
        text = text_of_page(response)
        codes, unknown = codes_of_page(text)
        yield from text.findings
        yield from self.unplaced(text.unplaced, response.url)
        yield from self.unknown_labels(unknown, response.url)
        frame = Frame(source=self.name, key=key, codes={**self.codes, **codes}, funder=self.funder)
        yield call_of(frame, text, response.url)

    def _keys(self, addresses: Iterable[str]) -> list[str]:
        rests = (rest_below(address, self.below) for address in addresses)
        return [
            rest
            for rest in rests
            if rest and not any(f"{rest}/".startswith(f"{each}/") for each in self.no_calls)
        ]

    def _calls(self, keys: Iterable[str]) -> ToDo:
        for key in keys:
            yield from self.call_page(key, f"{self.below}{key}")

    def _without_calls(self, url: str, why: str, *, is_first: bool) -> ToDo:
        """Turn to the map of the site where the list is of no use."""
        if is_first and self.map_url:
            text = f"the map of the site is read in place of the list: {why}"
            yield Finding("list_without_calls", text[:300], url, Weight.NOTE)
            yield scrapy.Request(self.map_url, self.parse_map, errback=self.map_failed)
        else:
            weight = Weight.FAILURE if is_first else Weight.DOUBT
            yield Finding("list_without_calls", f"a page of the list: {why}", url, weight)

    def _further(self, request: scrapy.Request) -> ToDo:
        """Yield ``request`` for a further page if nobody asked for it, and few enough were."""
        if request.url in self._asked:
            return
        self._asked.add(request.url)
        if len(self._asked) <= self.most_lists:
            yield request
        elif len(self._asked) == self.most_lists + 1:
            text = f"the list goes on after {self.most_lists} pages"
            yield Finding("list_cut", text, request.url, Weight.DOUBT)

    def _list(self, url: str, *, is_first: bool = False) -> scrapy.Request:
        return scrapy.Request(
            url,
            self.parse,
            errback=self.list_failed,
            cb_kwargs={"is_first": is_first},
            dont_filter=is_first,
        )
