"""EU Funding & Tenders Portal: open and forthcoming calls, from its public search API.

https://ec.europa.eu/info/funding-tenders/opportunities/portal/screen/support/apis. A POST of parts
of JSON brings 100 records a page. A topic (type 1, 2) is one call by its identifier. A cascade call
(type 8) carries its parent topic's identifier and title; its own are the reference and the summary,
and its page has the reference's number, whatever address the API gives. Records of a DATASOURCE
other than SEDIA are stale copies and never calls.
"""

from __future__ import annotations

import json
import re
from collections.abc import AsyncIterator, Callable, Iterable, Iterator, Mapping
from datetime import datetime, timedelta
from typing import Any
from urllib.parse import quote, unquote

import scrapy
from scrapy.http import Response
from scrapy.spidermiddlewares.httperror import HttpError
from twisted.python.failure import Failure

from scout.collect.spider import (
    CrawlError,
    Paging,
    ScoutSpider,
    json_form,
    parse_json,
    web_link,
)
from scout.domain import Expectations, Finding, FundingCall, Link, Section, Source, Weight
from scout.reading import sections
from scout.reading.eu.budget_overview import budget_of, joined, models_of

API = "https://api.tech.ec.europa.eu/search-api/prod/rest/"
PORTAL = "https://ec.europa.eu/info/funding-tenders/opportunities/portal/screen/opportunities/"
LAST_PAGE = 100  # the API shows no more than 10,000 records

_SEARCH = f"{API}search?apiKey=SEDIA&text=***&pageSize=100&pageNumber="
_CODES = ("type", "status", "frameworkProgramme", "programmeDivision", "typesOfAction")
_MUST = [
    {"terms": {"type": ["1", "2", "8"]}},
    {"terms": {"status": ["31094501", "31094502"]}},
]
_QUERY: dict[str, Any] = {"query": {"bool": {"must": _MUST}}, "languages": ["en"]}
# In other orders many records are equal and move from page to page while we read. Yet only the
# second one is what the portal itself is known to ask for.
_ORDERS = ("identifier", "sortStatus")
_REFUSALS = (400, 422, 500)
_LIST = _QUERY | {
    "displayFields": [
        *_CODES,
        *"DATASOURCE actions budget budgetOverview callIdentifier callTitle currency".split(),
        *"deadlineDate deadlineModel description descriptionByte identifier language".split(),
        *"reference startDate title url".split(),
    ],
}
_CASCADE_NUMBER = re.compile(r"([0-9]+)COMPETITIVE_CALL")
_LONGEST, _LONGEST_TEXT, _MOST_VALUES = 2_000, 300_000, 200


class EuFundingTenders(ScoutSpider):
    """Asks for labels, then for page after page, and tells the calls when the list has ended."""

    name = "eu_funding_tenders"
    start_urls = [f"{_SEARCH}1"]  # noqa: RUF012 - Scrapy's own form
    # Each page is asked for by the one before it: the usual limit of depth would cut the list.
    custom_settings = {"DEPTH_LIMIT": 0, "DOWNLOAD_MAXSIZE": 50_000_000, "DOWNLOAD_TIMEOUT": 90}  # noqa: RUF012 - as above
    source = Source(
        name=name,
        title="EU Funding & Tenders Portal",
        publisher="Europäische Kommission",
        url="https://ec.europa.eu/info/funding-tenders/opportunities/portal/",
        licence="CC BY 4.0",
        attribution="© Europäische Union, CC BY 4.0",
        expects=Expectations(
            min_items=300,
            max_items=5000,
            fill={"title": 0.95, "code.frameworkProgramme": 0.95, "stated.deadlineDate": 0.9},
        ),
        time_limit_s=1200,
    )

    def __init__(self, *args: Any, **values: Any) -> None:
        super().__init__(*args, **values)
        self._labels: Mapping[str, str] = {}
        self._paging = Paging(LAST_PAGE)
        self._orders = iter(_ORDERS)
        self._order = next(self._orders)

    async def start(self) -> AsyncIterator[Any]:
        """Ask for the labels of codes first; without them codes stay as they are."""
        url = f"{API}facet?apiKey=SEDIA&text=***"
        yield _post(url, _QUERY, callback=self.parse_labels, errback=self.without_labels)

    def parse_labels(self, response: Response) -> Iterator[Any]:
        """Remember what codes of programmes are called; go on to the list in any case."""
        try:
            self._labels = _labels(parse_json(response.body))
        except CrawlError as error:
            yield Finding("labels_missing", f"{error.code}: {error.text}"[:300], response.url)
        yield self._page(1)

    def without_labels(self, failure: Failure) -> Iterator[Any]:
        """Note why no labels came and go on to the list."""
        for finding in self.failed(failure):
            yield Finding("labels_missing", f"{finding.code}: {finding.text}", finding.url)
        yield self._page(1)

    def parse(self, response: Response, page: int = 1) -> Iterator[Any]:
        """Take in one page; ask for the next one, or tell the calls of all."""
        yield from self._paging.take(*_rows(parse_json(response.body)), page)
        yield from self._after(page)

    def failed_page(self, failure: Failure) -> Iterator[Any]:
        """Report a page that did not come and go on; only the first says that there are others.

        Where the first is refused, it may be for the order in which we ask.
        """
        page: int = failure.request.cb_kwargs["page"]  # type: ignore[attr-defined]
        error = failure.value
        status = error.response.status if isinstance(error, HttpError) else None
        if page == 1 and status in _REFUSALS and (other := next(self._orders, None)):
            yield Finding("order_refused", f"asked again in the order of {other}", _SEARCH)
            self._order = other
            yield self._page(1)
            return
        yield from self.failed(failure)
        if page > 1:
            self._paging.miss(page)
            yield from self._after(page)

    def _after(self, page: int) -> Iterator[Any]:
        if self._paging.goes_on:
            yield self._page(page + 1)
        else:
            yield from _calls(self._paging.records, self._labels)

    def _page(self, page: int) -> scrapy.Request:
        parts = _LIST | {"sort": {"field": self._order, "order": "ASC"}}
        request = _post(f"{_SEARCH}{page}", parts, callback=self.parse, errback=self.failed_page)
        return request.replace(cb_kwargs={"page": page})


class _Record:
    """One record: fields with lists of texts. Raises ``CrawlError`` where its form is another one.

    ``notes`` is what was odd and cost a value only.
    """

    def __init__(self, row: Any) -> None:
        # A few cascade calls have their fields in the record itself.
        fields = row.get("metadata", row) if isinstance(row, dict) else None
        if not isinstance(fields, dict):
            raise CrawlError("record_form", f"expected an object of fields, found {row!r:.120}")
        self._row, self._fields = row, fields
        self.notes: list[Finding] = []
        datasource = self.first("DATASOURCE")
        self.is_stale = datasource not in ("", "SEDIA")
        self.identifier, self.reference = self.first("identifier"), self.own("reference")
        self.is_cascade = self.first("type") == "8"
        self.key = self.reference if self.is_cascade else self.identifier
        if not self.is_stale and not all(
            (self.key, self.identifier, self.first("type"), datasource)
        ):
            text = "expected DATASOURCE, type, identifier and, of a cascade call, a reference"
            raise CrawlError("record_form", f"{text}, found {row!r:.120}")
        text = json.dumps(fields, sort_keys=True)
        self.fullness = (sum(map(bool, fields.values())), len(text), text)

    def own(self, field: str) -> str:
        """Return a text of the record itself, "" if it has none."""
        value = self._row.get(field)
        return sections.printable(value)[:_LONGEST].strip() if isinstance(value, str) else ""

    def values(self, field: str, longest: int = _LONGEST) -> tuple[str, ...]:
        """Return the texts of a field, each once, in an order that does not change by itself."""
        found = self._fields.get(field) or []
        found = [found] if isinstance(found, str) and self._fields is self._row else found
        if not isinstance(found, list) or {type(each) for each in found} - {str, int, float}:
            raise CrawlError("field_form", f"{field}: expected a list of texts: {found!r:.120}")
        if len(found) > _MOST_VALUES or any(len(str(each)) > longest for each in found):
            raise CrawlError("value_too_long", f"{field}: more text than can be believed")
        return tuple(sorted({sections.printable(str(each)).strip() for each in found} - {""}))

    def first(self, field: str, longest: int = _LONGEST) -> str:
        """Return the text of a field, "" if it has none."""
        return next(iter(self.values(field, longest)), "")

    def moments(self, field: str) -> str:
        """Return the dates of a field as they are written, one a line."""
        found = self.values(field)
        if not all(map(_is_moment, found)):
            raise CrawlError("date_form", f"{field}: expected times in UTC, found {found!r:.120}")
        return "\n".join(found)

    def decoded(self, field: str, read: Callable[[Any], Any], nothing: Any) -> Any:
        """Return what ``read`` finds in the JSON text of a field; a broken text is noted."""
        text = self.first(field, _LONGEST_TEXT)
        try:
            return read(json.loads(text)) if text else nothing
        except (ValueError, LookupError, TypeError, AttributeError, RecursionError) as error:
            self.notes.append(Finding("json_text_broken", f"{field}: {error}"[:300], self.page))
            return nothing

    @property
    def page(self) -> str:
        """The portal's page of the call."""
        number = _CASCADE_NUMBER.match(self.reference)
        if self.is_cascade and number:
            return f"{PORTAL}competitive-calls-cs/{number.group(1)}"
        if self.own("url").startswith(PORTAL):
            return self.own("url")
        if "PROSPECT" in self.reference:
            return f"{PORTAL}prospect-details/{quote(self.reference, safe='')}"
        return f"{PORTAL}topic-details/{quote(self.identifier, safe='')}"


def _calls(rows: Iterable[Any], labels: Mapping[str, str]) -> Iterator[FundingCall | Finding]:
    """Yield a call for each identity, from the fullest of its records, and what was odd."""
    fullest: dict[str, _Record] = {}
    stale = 0
    for row in rows:
        try:
            record = _Record(row)
        except CrawlError as error:
            yield _doubt(error, row)
            continue
        stale += record.is_stale
        if not record.is_stale:
            other = fullest.get(record.key, record)
            fullest[record.key] = max(record, other, key=lambda each: each.fullness)
    if stale:
        yield Finding("stale_copies", f"{stale} records are copies of another database's")
    for record in fullest.values():
        try:
            yield _call(record, labels)
        except CrawlError as error:
            yield _doubt(error, {"url": record.page})
        yield from record.notes


def _call(record: _Record, labels: Mapping[str, str]) -> FundingCall:
    title, summary = _line(record.first("title")), _line(record.own("summary"))
    model = record.values("deadlineModel") or record.decoded("actions", models_of, ())
    codes = {field: record.values(field) for field in _CODES} | {"deadlineModel": model}
    stated = {
        "callIdentifier": record.first("callIdentifier"),
        "startDate": record.moments("startDate"),
        "deadlineDate": record.moments("deadlineDate"),
        "programme": "\n".join(
            labels[code] for code in codes["frameworkProgramme"] if code in labels
        ),
        "currency": record.first("currency"),
        **record.decoded("budget", lambda figure: {"budget": joined([figure], sum)}, {}),
        **record.decoded("budgetOverview", lambda each: budget_of(each, record.identifier), {}),
    }
    parent = [Section(sections.PARENT_TOPIC, title)] if record.is_cascade and title else []
    if record.is_cascade:
        stated["parentTopic"] = record.identifier
    else:
        stated |= {"identifier": record.identifier, "callTitle": _line(record.first("callTitle"))}
    texts = (record.first(field, _LONGEST_TEXT) for field in ("descriptionByte", "description"))
    description = sections.parse_html(next(filter(None, texts), ""))
    links = {url: name for name, href in sections.links_of(description) if (url := web_link(href))}
    return FundingCall(
        source=EuFundingTenders.name,
        key=record.key,
        url=record.page,
        title=(summary or title if record.is_cascade else title or summary) or None,
        sections=(*sections.split_topic(description), *parent),
        links=tuple(Link(name[:300], url) for url, name in links.items())[:_MOST_VALUES],
        codes={group: found for group, found in codes.items() if found},
        stated={field: value for field, value in stated.items() if value},
        language="en",
    )


def _is_moment(text: str) -> bool:
    try:
        moment = datetime.strptime(text, "%Y-%m-%dT%H:%M:%S.%f%z")
    except ValueError:
        return False
    return moment.utcoffset() == timedelta(0)


def _line(html: str) -> str:
    """Return a title on one line; titles are written with the entities of HTML."""
    return " ".join(sections.text_of(html).split())


def _labels(answer: Any) -> dict[str, str]:
    """Return what programmes are called, by code; labels come percent-encoded."""
    try:
        found = {
            value["rawValue"]: " ".join(sections.printable(unquote(value["value"])).split())[:300]
            for facet in answer["facets"]
            if "frameworkProgramme" in (facet.get("name"), facet.get("rawName"))
            for value in facet["values"]
        }
    except (LookupError, TypeError, AttributeError) as error:
        raise CrawlError("other_structure", f"labels: {type(error).__name__}: {error}") from None
    if not found:
        raise CrawlError("other_structure", "there are no labels of frameworkProgramme")
    return found


def _rows(answer: Any) -> tuple[list[Any], int]:
    """Return the records of a page, and how many there are on all pages."""
    rows = answer.get("results") if isinstance(answer, dict) else None
    total = answer.get("totalResults") if isinstance(answer, dict) else None
    if not isinstance(rows, list) or type(total) is not int or total < 0:
        text = f"expected results and totalResults, found {answer!r:.200}"
        raise CrawlError("other_structure", text)
    return rows, total


def _doubt(error: CrawlError, row: Any) -> Finding:
    url = row.get("url") if isinstance(row, dict) else None
    return Finding(error.code, error.text[:500], str(url)[:_LONGEST] if url else None, Weight.DOUBT)


def _post(url: str, parts: Mapping[str, Any], **handlers: Any) -> scrapy.Request:
    body, headers = json_form(parts)
    return scrapy.Request(
        url, method="POST", body=body, headers=headers, dont_filter=True, **handlers
    )
