"""SPRIND, the federal agency for disruptive innovation: its challenges, from the API of its site.

``/api/challenges`` is a Strapi API (https://docs.strapi.io/cms/api/rest): the envelope is sure –
version 4 has ``attributes``, version 5 has not –, the names of fields are not (low: one reading of
2026 saw ``headline_short_de``, ``slug_de``, ``meta_description_de``, and the state as an entry of
``category``). So they are read by their words, texts by their headings, and what nobody can place
is reported. Deadlines stand in fields or in the texts. A challenge's identity is its documentId, in
version 4 its id.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any
from urllib.parse import quote

import scrapy
from scrapy.http import Response
from twisted.python.failure import Failure

from scout.collect.page_spider import Frame
from scout.collect.page_texts import Text, call_of
from scout.collect.spider import CrawlError, Paging, ScoutSpider, parse_json
from scout.domain import Expectations, Finding, FundingCall, Section, Source, Weight
from scout.reading import sections
from scout.reading.cms_fields import Fields, Kind
from scout.reading.pages import read_page, sections_of_call

API = "https://cms.system.sprind.org/api/challenges?pagination%5BpageSize%5D=100&populate=*"
SITE = "https://www.sprind.org/"
AGENCY = "SPRIND – Bundesagentur für Sprunginnovationen"
LAST_PAGE = 20

# What is open needs no note; any other state is for the reader of facts.
_OPEN = re.compile(r"\boffen|\bopen\b|\baccepting\b", re.IGNORECASE)


class DeSprind(ScoutSpider):
    """Asks for page after page, and tells the challenges when the list has ended."""

    name = "de_sprind"
    start_urls = [API]  # noqa: RUF012 - Scrapy's own form
    max_requests = 60
    source = Source(
        name=name,
        title="SPRIND Challenges",
        publisher=AGENCY,
        url=SITE,
        licence="nicht angegeben",
        attribution=f"© {AGENCY}",
        expects=Expectations(min_items=5, max_items=500, fill={"title": 0.95}),
    )

    def __init__(self, *args: Any, **values: Any) -> None:
        super().__init__(*args, **values)
        self._paging = Paging(LAST_PAGE)

    def parse(self, response: Response, page: int = 1) -> Iterator[Any]:
        """Take in one page; ask for the next one, or tell the challenges of all."""
        yield from self._paging.take(*_rows(parse_json(response.body)), page)
        yield from self._after(page)

    def page_failed(self, failure: Failure) -> Iterator[Any]:
        """Report a page that did not come and go on."""
        yield from self.failed(failure)
        page: int = failure.request.cb_kwargs["page"]  # type: ignore[attr-defined]
        self._paging.miss(page)
        yield from self._after(page)

    def _after(self, page: int) -> Iterator[Any]:
        if self._paging.goes_on:
            yield scrapy.Request(
                f"{API}&pagination%5Bpage%5D={page + 1}",
                callback=self.parse,
                errback=self.page_failed,
                cb_kwargs={"page": page + 1},
            )
            return
        for row in self._paging.records:
            yield from challenge(row)


def challenge(row: Any) -> Iterator[FundingCall | Finding]:
    """Yield the call of one record, and what was odd in it."""
    try:
        key, values = _record(row)
    except CrawlError as error:
        yield Finding(error.code, error.text, API, Weight.DOUBT)
        return
    fields = Fields(values)
    slug = quote(fields.plain("slug")[:200], safe="")
    url = f"{SITE}{fields.language}/challenges/{slug}"
    page = read_page(f"<main>{fields.markup()}</main>", url)
    reading = sections_of_call(page)
    if reading.unplaced:
        names = ", ".join(reading.unplaced)
        yield Finding("heading_unplaced", f"no rule can place: {names}"[:500], url)
    if not reading.sections:
        yield Finding("page_without_text", "the record has no text of a call", url, Weight.DOUBT)
    frame = Frame(
        source=DeSprind.name,
        key=key,
        url=url,
        title=fields.title,
        funder=AGENCY,
        codes={"Foerdergeber": ("bund",), "Foerdergebiet": ("bundesweit",)},
        stated={**fields.stated(), **_state(fields)},
        sections=tuple(_status(fields)),
    )
    texts = _with_days(reading.sections, fields.days(Kind.CLOSES))
    text = Text(
        title=None,
        sections=texts,
        links=page.links[:200],
        stated=reading.stated,
        language=fields.language,
    )
    yield call_of(frame, text, url)


def _rows(answer: Any) -> tuple[list[Any], int]:
    """Return the records of a page, and how many there are on all pages."""
    data = answer.get("data") if isinstance(answer, dict) else None
    meta = answer.get("meta") if isinstance(answer, dict) else None
    paging = meta.get("pagination") if isinstance(meta, dict) else None
    total = paging.get("total") if isinstance(paging, dict) else None
    if not isinstance(data, list) or type(total) is not int or total < 0:
        text = f"expected data and meta.pagination.total, found {answer!r:.200}"
        raise CrawlError("other_structure", text)
    return data, total


def _record(row: Any) -> tuple[str, Mapping[str, Any]]:
    """Return the identity of a record and its fields, in the form of either version.

    Raises:
        CrawlError: ``record_form``.
    """
    values = row.get("attributes", row) if isinstance(row, dict) else None
    key = (row.get("documentId") or row.get("id")) if isinstance(row, dict) else None
    if isinstance(key, bool) or not isinstance(key, str | int) or not isinstance(values, dict):
        text = f"expected an object with an id and fields, found {row!r:.200}"
        raise CrawlError("record_form", text)
    return str(key), values


def _state(fields: Fields) -> Mapping[str, str]:
    states = "\n".join(fields.states())
    return {"state": states} if states else {}


def _status(fields: Fields) -> Iterator[Section]:
    """Yield the source's words on where a challenge stands, unless it is open."""
    states = fields.states()
    if states and not any(map(_OPEN.search, states)):
        yield Section(sections.STATUS_NOTE, "\n".join(states))


def _with_days(texts: tuple[Section, ...], days: list[str]) -> tuple[Section, ...]:
    """Put the days of fields above what the texts say of Fristen."""
    if not days:
        return texts
    found = {part.heading: part.text for part in texts}
    own = found.get(sections.DEADLINES, "")
    found[sections.DEADLINES] = "\n".join(filter(None, (*days, own)))
    return tuple(Section(*each) for each in found.items())
