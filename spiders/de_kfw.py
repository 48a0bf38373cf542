"""KfW: loans and grants of the federal development bank for municipalities and their companies.

No list is known that robots may read, so the products are kept by hand, as of 2026-11: ``NUMBERS``
are those that a municipality, or a company that it owns, may ask for. Medium: the short address
``https://www.kfw.de/<number>``, which KfW prints on its leaflets, leads to the product's page,
whose own path changes; its heading names kind and number ("Zuschuss Nr. 444"). The number
identifies a product. A page that is gone, or is not the product's, is reported: then the list is
to be looked at.
"""

from __future__ import annotations

import re
from collections.abc import AsyncIterator, Iterable, Iterator
from dataclasses import dataclass
from typing import Any
from urllib.parse import unquote

from scrapy.http import Response, TextResponse
from scrapy.spidermiddlewares.httperror import HttpError
from twisted.python.failure import Failure

from scout.collect.label_codes import codes_of
from scout.collect.page_spider import Frame, PageSpider, Told
from scout.domain import (
    Expectations,
    Finding,
    FundingCall,
    Sighting,
    SightingKind,
    Source,
    Weight,
)

SITE = "https://www.kfw.de/"
NUMBERS = (
    # Municipalities: infrastructure, quarters, mobility, nature, buildings and heating.
    *"201 208 264 267 422 432 444 464 498 499".split(),
    # Municipal and social companies: infrastructure, quarters, broadband, mobility.
    *"148 202 206 239 268 269".split(),
    # Companies, those of municipalities among them: environment, energy, buildings.
    *"230 240 241 261 263 270 293 295 298 299 459 522".split(),
)

_GONE = (404, 410)
_LONGEST_HEAD = 600
_BEFORE = 200
_NUMBERS = r"[0-9]{3}(?: ?(?:,|/|-|–|und|oder) ?[0-9]{3}){0,5}(?![0-9])"
# "Zuschuss Nr. 444 Natürlicher Klimaschutz in Kommunen", "Kredit Nr. 268, 269 Mobilität".
_NAMED = re.compile(rf"(?P<kind>[\w-]{{3,30}}) Nr\. ?(?P<numbers>{_NUMBERS}) ?[:|–-]? ?")
_IN_BRACKETS = re.compile(rf"\((?P<numbers>{_NUMBERS})\)")


class DeKfw(PageSpider):
    """Reads the page of each product by meaning."""

    name = "de_kfw"
    max_requests = 300
    source = Source(
        name=name,
        title="KfW: Förderprodukte für Kommunen",
        publisher="KfW",
        url=SITE,
        licence="nicht angegeben",
        attribution="© KfW",
        expects=Expectations(
            min_items=15,
            max_items=60,
            fill={"title": 0.95, "code.Foerderart": 0.8},
            missing=0.5,  # of our own list, which nobody keeps from growing old
        ),
        time_limit_s=1800,
    )

    async def start(self) -> AsyncIterator[Any]:
        """Yield what there is to do for each product."""
        for number in NUMBERS:
            for each in self.call_page(number, address_of(number)):
                yield each

    def parse_call(
        self, response: Response, key: str, told: Told
    ) -> Iterator[FundingCall | Finding]:
        """Yield the product of one page; a page that names another one is none of it."""
        del told
        head = head_of(response)
        if key not in numbers_in(head.before, head.title, head.name, unquote(response.url)):
            text = f"this is not the page of product {key}: the list may be out of date"
            yield Finding("other_product", text, response.url, Weight.DOUBT)
            return
        kind, title = head.kind_and_title(key)
        kinds, unknown = codes_of("Foerderart", kind)
        yield from self.unknown_labels(unknown, response.url)
        codes = {"Foerdergeber": ("bund",), "Foerdergebiet": ("bundesweit",), "Foerderart": kinds}
        frame = Frame(
            source=self.name,
            key=key,
            url=address_of(key),
            title=title or None,
            funder="KfW",
            codes={group: found for group, found in codes.items() if found},
            stated={"Förderart": kind} if kind else {},
        )
        yield from self.read_call(response, frame)

    def call_failed(self, failure: Failure) -> Iterator[FundingCall | Finding | Sighting]:
        """Say what it means that a page did not come; of our own list the page is the judge."""
        key: str = failure.request.cb_kwargs["key"]  # type: ignore[attr-defined]
        error = failure.value
        if isinstance(error, HttpError) and error.response.status in _GONE:
            yield Sighting(key, SightingKind.MISSING, address_of(key))
            text = f"product {key} has no page any more: take it off the list"
            yield Finding("product_gone", text, address_of(key), Weight.NOTE)
            return
        yield from super().call_failed(failure)


def address_of(number: str) -> str:
    """Return the short address of a product, which stays when its page moves."""
    return f"{SITE}{number}"


@dataclass(frozen=True, slots=True)
class Head:
    """What stands at the head of a page: text before the heading, the heading, the page's name.

    Pieces of a heading are parted by blanks: kind, number and title are pieces of one.
    """

    before: str = ""
    title: str = ""
    name: str = ""

    def kind_and_title(self, number: str) -> tuple[str, str]:
        """Return in which form the product gives money, "" if it does not say, and its title."""
        for words in (self.title, self.before):
            for found in _NAMED.finditer(words):
                if number in _split(found["numbers"]):
                    is_part = words == self.title and found.start() == 0
                    return found["kind"], self.title[found.end() :] if is_part else self.title
        return "", self.title


def head_of(response: Response) -> Head:
    """Return the head of a page; an empty one of what is no page of text."""
    if not isinstance(response, TextResponse):
        return Head()
    first = "(//h1)[1]"
    before = response.xpath(f"{first}/preceding::text()[not(parent::script or parent::style)]")
    heading = response.xpath(f"{first}//text()")
    return Head(
        before=_joined(before.getall())[-_BEFORE:],
        title=_joined(heading.getall())[:_LONGEST_HEAD],
        name=_joined(response.xpath("//title//text()").getall())[:_LONGEST_HEAD],
    )


def numbers_in(*texts: str) -> set[str]:
    """Return the numbers of products that ``texts`` name: "Kredit Nr. 208", "(208)"."""
    named = (form.finditer(text) for text in texts for form in (_NAMED, _IN_BRACKETS))
    return {number for found in named for each in found for number in _split(each["numbers"])}


def _split(numbers: str) -> list[str]:
    return re.findall(r"[0-9]{3}", numbers)


def _joined(pieces: Iterable[str]) -> str:
    return " ".join(" ".join(pieces).replace("\u00ad", "").split())
