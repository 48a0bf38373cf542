"""The base of spiders of federal sites that are built with the Government Site Builder.

    lists -> entries below known addresses, each with its heading -> pages · lists below, next pages

Links there carry a session (";jsessionid=…") and where one came from ("?nn=…"): a page has one
address without them. A "…_node.html" is a list itself. Their robots.txt forbids /SiteGlobals/,
where feeds and search pages stand; nothing here leads there.
"""

from __future__ import annotations

import re
from collections.abc import AsyncIterator, Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any, ClassVar
from urllib.parse import urldefrag, urljoin

import scrapy
from bs4.element import NavigableString, Tag
from scrapy.http import Response, TextResponse
from twisted.python.failure import Failure

from scout.collect.link_list import next_pages, rest_below
from scout.collect.page_spider import Frame, PageSpider, Told
from scout.domain import Finding, FundingCall, Sighting, Weight
from scout.reading.page_content import base_of
from scout.reading.pages import read_page
from scout.reading.sections import parse_html

__all__ = ["Entry", "GovernmentSiteSpider", "ToDo", "entries_below"]

ToDo = Iterator[scrapy.Request | Sighting | Finding]

_HEADINGS = ("h2", "h3", "h4", "h5", "h6")
_LONGEST_MARKUP = 4_000_000
_LONGEST_HEADING = 200
_SESSION = re.compile(r";jsessionid=[^/?#]*", re.IGNORECASE)
_LIST = re.compile(r"_node\.html$")
_PAGE = re.compile(r"\.html?$|\.pdf$|(?:^|/)[^./]+$", re.IGNORECASE)
# Without it the builder answers with a page around the file.
_FILE = "?__blob=publicationFile"


@dataclass(frozen=True, slots=True)
class Entry:
    """A page that a list links to, below ``root``: ``rest`` is the rest of its address.

    ``under`` are the headings that it stands under, the page's own left out.
    """

    root: str
    rest: str
    title: str
    under: tuple[str, ...] = ()

    @property
    def url(self) -> str:
        """The address of the page, without a session."""
        return f"{self.root}{self.rest}{_FILE if self.rest.lower().endswith('.pdf') else ''}"

    @property
    def is_list(self) -> bool:
        """Whether the page is a list itself."""
        return bool(_LIST.search(self.rest))


class GovernmentSiteSpider(PageSpider):
    """A spider of calls that lists of a federal site link to.

    ``below`` maps addresses, below which pages of calls stand, to what their keys begin with; the
    key of a call ends with the rest of its address. ``further_lists`` are read beside those of
    ``start_urls``: one that does not come is a doubt, and no failure.
    """

    below: ClassVar[Mapping[str, str]]
    further_lists: ClassVar[tuple[str, ...]] = ()
    most_lists: ClassVar[int] = 40

    def __init__(self, *args: Any, **values: Any) -> None:
        super().__init__(*args, **values)
        self._asked = {*self.start_urls, *self.further_lists}

    async def start(self) -> AsyncIterator[Any]:
        """Ask for the lists that are known."""
        for url in (*self.start_urls, *self.further_lists):
            yield self._list(url, is_known=True)

    def parse(self, response: Response, *, is_known: bool = False) -> ToDo:
        """Yield what there is to do for the entries of a list, its lists below and next pages."""
        self.expect(response, "page")
        markup = response.text if isinstance(response, TextResponse) else ""
        entries = entries_below(markup, response.url, tuple(self.below))
        if is_known and not entries:
            asked = response.request
            origin = asked.meta.get("redirect_urls", [asked.url])[0] if asked else ""
            is_first = origin in self.start_urls
            text = "the list shows nothing: its form may have changed"
            weight = Weight.FAILURE if is_first else Weight.DOUBT
            yield Finding("list_without_calls", text, response.url, weight)
        yield from self.calls_of([each for each in entries if not each.is_list], response.url)
        further = [each.url for each in entries if each.is_list]
        for url in (*further, *next_pages(markup, response.url)):
            yield from self._further(_SESSION.sub("", url))

    def read_listed_call(
        self, response: Response, frame: Frame, told: Told
    ) -> Iterator[FundingCall | Finding]:
        """Yield the call of a page; one without a title, as files are, has that of the list."""
        for found in self.read_call(response, frame):
            if isinstance(found, FundingCall) and not found.title:
                yield replace(found, title=told.get("title") or None)
            else:
                yield found

    def calls_of(self, entries: list[Entry], url: str) -> ToDo:
        """Yield what there is to do for the entries of the list at ``url``."""
        del url
        for entry in entries:
            told = {"title": entry.title, "under": "\n".join(entry.under)}
            yield from self.call_page(self.key_of(entry), entry.url, told)

    def key_of(self, entry: Entry) -> str:
        """Return the key of the call that an entry leads to."""
        return f"{self.below[entry.root]}{entry.rest}"

    def _further(self, url: str) -> ToDo:
        """Ask for a further page of a list, if nobody did and few enough were."""
        if url in self._asked:
            return
        self._asked.add(url)
        if len(self._asked) <= self.most_lists:
            yield self._list(url)
        elif len(self._asked) == self.most_lists + 1:
            text = f"the list goes on after {self.most_lists} pages"
            yield Finding("list_cut", text, url, Weight.DOUBT)

    def list_failed(self, failure: Failure) -> Iterator[Finding]:
        """Report a list that did not come."""
        yield from self.failed(failure)

    def _list(self, url: str, *, is_known: bool = False) -> scrapy.Request:
        return scrapy.Request(
            url,
            self.parse,
            errback=self.list_failed,
            cb_kwargs={"is_known": is_known},
            dont_filter=True,
        )


def entries_below(markup: str, base_url: str, roots: tuple[str, ...]) -> list[Entry]:
    """Return the entries of a list that stand below one of ``roots``, each once, in order.

    Pages and PDFs only; links in the frame of the site are none.
    """
    under = _headings(markup, base_url, roots)
    found: dict[tuple[str, str], Entry] = {}
    for link in read_page(markup, base_url).links:
        for root, rest in _places(base_url, link.url, roots):
            if _PAGE.search(rest):
                place = (root, rest)
                found.setdefault(place, Entry(root, rest, link.title, under.get(place, ())))
    return list(found.values())


def _headings(
    markup: str, base_url: str, roots: tuple[str, ...]
) -> dict[tuple[str, str], tuple[str, ...]]:
    """Return the headings that each link below ``roots`` stands under, where it comes first.

    A heading that is a link, or in one, is an entry's title. Looks at each tag once.
    """
    found: dict[tuple[str, str], tuple[str, ...]] = {}
    tree = parse_html(markup[:_LONGEST_MARKUP])
    base_url = base_of(tree, base_url)
    # For each tag the heading around it, and whether it is in a link.
    around: dict[int, tuple[int, bool]] = {id(tree): (0, False)}
    words: dict[int, str] = {}
    now: dict[str, int] = {}
    for node in tree.descendants:
        heading, in_link = around[id(node.parent)]
        if not isinstance(node, Tag):
            if heading in words and type(node) is NavigableString:
                words[heading] = (words[heading] + node)[: 2 * _LONGEST_HEADING]
            continue
        if node.name in _HEADINGS and not in_link:
            heading = id(node)
            words[heading] = ""
            now = {level: each for level, each in now.items() if level < node.name}
            now[node.name] = heading
        around[id(node)] = heading, in_link or node.name == "a"
        if node.name == "a" and node.get("href"):
            words.pop(heading, None)
            under = (" ".join(words[each].split()) for each in now.values() if each in words)
            named = tuple(each[:_LONGEST_HEADING] for each in under if each)
            for place in _places(base_url, str(node["href"]), roots):
                found.setdefault(place, named)
    return found


def _places(base_url: str, target: str, roots: tuple[str, ...]) -> Iterator[tuple[str, str]]:
    address = _address(base_url, target)
    for root in roots:
        rest = rest_below(address, root)
        if rest is not None:
            yield root, rest


def _address(base_url: str, target: str) -> str:
    try:
        return _SESSION.sub("", urldefrag(urljoin(base_url, target.strip())).url)
    except ValueError:
        return ""
