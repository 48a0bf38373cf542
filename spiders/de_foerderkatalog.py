"""Förderkatalog des Bundes: what counties and towns of Nordrhein-Westfalen were funded for.

No calls: the answer to "what did comparable counties get?". The whole catalogue has 302,043
projects (October 2026), most of companies and universities; asked is for the recipients of one
Land, and kept are counties, towns and their associations, by name and municipality.

    search form (session) -> list of hits -> the same list as CSV, in ISO-8859-15

Fields of the form, header of the CSV and number of hits are known from several independent readers
of the real thing (medium to high); the markup around them is not, and is read by meaning. Whatever
is not understood ends the crawl. A project is identified by its Förderkennzeichen.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from parsel import Selector
from scrapy import FormRequest, Request
from scrapy.http import HtmlResponse, Response

from scout.collect.spider import CrawlError, ScoutSpider, web_link
from scout.domain import Brings, Expectations, Finding, Source, Weight
from scout.funded import FundedProject
from scout.reading.municipal import is_municipal
from scout.reading.project_table import Catalogue, read_projects

SEARCH = "https://foerderportal.bund.de/foekat/jsp/SucheAction.do"
CSV = f"{SEARCH}?actionMode=print&presentationType=csv"
VIEW = f"{SEARCH}?actionMode=view&fkz="
LAND = "Nordrhein-Westfalen"
# All municipalities of the Land: its counties are the ones that compare themselves.
AGS = "05"

_LAND_FIELD = "suche.bundeslandSuche[0]"
# Detailed search; not only what still runs; by the seat of the recipient.
_ASKED = {
    "actionMode": "searchlist",
    "suche.detailSuche": "true",
    "suche.lfdVhb": "N",
    "suche.nurVerbund": "N",
    "suche.ZeSt": "ZE",
}
_BUTTON = " or ".join(f"@type='{kind}'" for kind in ("submit", "button", "image", "reset"))
_HITS = re.compile(r"(?<![\d.])(\d{1,3}(?:\.\d{3}){1,3}|\d{1,9})\s+Treffer\b")


class DeFoerderkatalog(ScoutSpider):
    """Searches the catalogue and reads the hits as a table."""

    name = "de_foerderkatalog"
    start_urls = [f"{SEARCH}?actionMode=searchmask"]  # noqa: RUF012 - Scrapy's own form
    # The list of hits belongs to a session. One Land makes about 40 MB, the catalogue 150.
    custom_settings = {  # noqa: RUF012 - as above
        "COOKIES_ENABLED": True,
        "DOWNLOAD_MAXSIZE": 180_000_000,
        "DOWNLOAD_TIMEOUT": 900,
    }
    max_requests = 30
    source = Source(
        name=name,
        title="Förderkatalog des Bundes",
        publisher="Bundesministerium für Forschung, Technologie und Raumfahrt",
        url="https://foerderportal.bund.de/foekat/jsp/StartAction.do",
        licence="nicht angegeben",
        attribution="© Förderkatalog des Bundes",
        expects=Expectations(
            min_items=500,
            max_items=60_000,
            fill={"title": 0.95, "amount": 0.7, "starts_on": 0.7, "programme": 0.7},
            max_age_days=42,
        ),
        time_limit_s=2400,
        brings=Brings.PROJECTS,
        every_days=28,
    )

    def parse(self, response: Response) -> Iterator[Request | Finding]:
        """Send the search form back with what is asked for; without a form, ask as it is known."""
        page = self._page(response)
        for form in page.xpath("//form"):
            if (field := _land_field(form)) is not None:
                yield from self._absent(form, page.url)
                yield self._search(page, form, _ASKED | _land(field))
                return
        text = "the page has no form that asks for a Bundesland: asked without one"
        yield Finding("form_missing", text, page.url)
        asked = _ASKED | {_LAND_FIELD: LAND}
        yield FormRequest(SEARCH, formdata=asked, callback=self.parse_hits, dont_filter=True)

    def parse_hits(self, response: Response) -> Iterator[Request | Finding]:
        """Read how many hits there are, and ask for them as a table."""
        page = self._page(response)
        hits = _hits(page)
        link = _csv_link(page)
        if hits is None and link is None:
            text = "the answer names neither a number of hits nor a table of them"
            raise CrawlError("other_structure", text)
        if hits == 0:
            raise CrawlError("other_structure", f"the search finds nothing in {LAND}")
        if hits is None:
            yield Finding("hits_unknown", "the answer does not say how many hits it has", page.url)
        if link is None:
            text = "the answer has no link to a table: asked for as it is known"
            yield Finding("link_missing", text, page.url)
        yield Request(link or CSV, self.parse_table, cb_kwargs={"hits": hits}, dont_filter=True)

    def parse_table(
        self, response: Response, hits: int | None
    ) -> Iterator[FundedProject | Finding]:
        """Yield what municipal bodies of the Land were funded for, and what was odd."""
        self.expect(response, "page")
        catalogue = Catalogue(self.name, response.url, VIEW)
        rows = elsewhere = 0
        for found in read_projects(response.body, catalogue):
            if isinstance(found, Finding):
                yield found
                continue
            rows += 1
            recipient = found.recipient
            if not is_municipal(recipient.name):
                continue
            if (recipient.ags or "").startswith(AGS):
                yield found
            else:
                elsewhere += 1
        if elsewhere:
            text = f"{elsewhere} municipal recipients are not of {LAND}, or nothing says so"
            yield Finding("projects_elsewhere", text, response.url)
        if hits is not None and rows < hits:
            text = f"{rows} rows came of the {hits} that the search found"
            yield Finding("records_missing", text, response.url, Weight.DOUBT)

    def _search(self, page: HtmlResponse, form: Selector, asked: dict[str, str]) -> Request:
        """Return what the form sends: its own fields as they stand, but for those ``asked``."""
        own = [(name, value) for name, value in form.root.form_values() if name not in asked]
        return FormRequest(
            page.urljoin(form.attrib.get("action") or page.url),
            method="POST" if form.attrib.get("method", "").lower() == "post" else "GET",
            formdata=[*own, *asked.items()],
            encoding=page.encoding,
            callback=self.parse_hits,
            dont_filter=True,
        )

    def _absent(self, form: Selector, url: str) -> Iterator[Finding]:
        fields = set(form.xpath(".//@name").getall())
        if absent := sorted(_ASKED.keys() - fields):
            text = f"the search form lacks {', '.join(absent)}: sent all the same"
            yield Finding("form_changed", text, url)

    def _page(self, response: Response) -> HtmlResponse:
        self.expect(response, "page")
        if not isinstance(response, HtmlResponse):
            raise CrawlError("other_structure", "expected a page of HTML, found something else")
        return response


def _land_field(form: Selector) -> Selector | None:
    """Return the field that asks for a Bundesland, by its name or its label."""
    fields = form.xpath(f".//*[self::select or self::input[not({_BUTTON})]][@name]")
    labels = {
        label.attrib["for"]
        for label in form.xpath(".//label[@for]")
        if "bundesland" in _text(label).lower()
    }
    named = (field for field in fields if "bundesland" in field.attrib["name"].lower())
    labelled = (field for field in fields if field.attrib.get("id") in labels)
    return next(named, None) or next(labelled, None)


def _land(field: Selector) -> dict[str, str]:
    """Return name and value by which the form asks for the Land.

    Raises:
        CrawlError: ``other_structure``, if it offers others only.
    """
    name = field.attrib["name"]
    if field.root.tag != "select":
        return {name: LAND}
    for option in field.xpath(".//option"):
        if _text(option) == LAND:
            return {name: option.attrib.get("value", LAND)}
    raise CrawlError("other_structure", f"the search form does not offer {LAND}")


def _text(element: Selector) -> str:
    return " ".join("".join(element.xpath(".//text()").getall()).split())


def _hits(page: HtmlResponse) -> int | None:
    text = " ".join(page.xpath("//body//text()[not(parent::script)]").getall())
    if found := _HITS.search(text):
        return int(found[1].replace(".", ""))
    return 0 if re.search(r"\bkeine\s+(?:Treffer|Vorhaben)\b", text) else None


def _csv_link(page: HtmlResponse) -> str | None:
    """Return the address of the table: a link that says CSV, or that speaks of a text file."""
    for link in page.xpath("//a[@href]"):
        href = link.attrib["href"]
        said = " ".join([href, _text(link), *link.xpath(".//@alt | .//@title").getall()]).lower()
        if "csv" in said or "textdatei" in said:
            return web_link(page.urljoin(href))
    return None
