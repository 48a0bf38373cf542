"""Förderdatenbank des Bundes: programmes of Bund, Länder and EU, from the official export.

A ZIP of XML (https://www.foerderdatenbank.de/FDB/WS/export). A programme's identity is its path
below ``Foerderprogramm/``: the same name exists in several Länder. Funder and external links stand
in other files of the ZIP and are followed; contact persons and addresses are left alone.
"""

from __future__ import annotations

from collections.abc import Iterator

from bs4.element import Tag
from lxml.etree import _Element as Element
from scrapy.http import Response

from scout.collect.spider import Archive, CrawlError, ScoutSpider, parse_xml, web_link
from scout.domain import Expectations, Finding, FundingCall, Link, Section, Source, Weight
from scout.reading import sections

ROOT = "BMWI/"
PROGRAMMES = "BMWI/FDB/Content/DE/Foerderprogramm/"
SITE = "https://www.foerderdatenbank.de/"
_HREF = "{http://www.w3.org/1999/xlink}href"
_TARGET = "target:/"

# Rich texts of the export and the headings under which the site shows them, in reading order.
_SECTIONS = {
    "header": sections.STATUS_NOTE,
    "teaserText": sections.SHORT_TEXT,
    "summary": sections.FULL_TEXT,
    "procInfluence": sections.DEADLINES,
    "regulatoryFWork": sections.CONDITIONS,
    "procMethod": sections.PROCEDURE,
    "progress": "Bearbeitungsdauer",
    "competenceDescr": "Erforderliche Unterlagen",
    "functions": "Sprachen",
    "procDescription": "Fundstelle",
    "bodyText": sections.GUIDELINE,
}
_STATED = ("keywords", "dateOfIssue", "dateOfExpiration")


class DeFoerderdatenbank(ScoutSpider):
    """Reads the export in one go."""

    name = "de_foerderdatenbank"
    one_page_says_all = True
    start_urls = [f"{SITE}FDB/WS/export"]  # noqa: RUF012 - Scrapy's own form
    custom_settings = {"DOWNLOAD_MAXSIZE": 200_000_000, "DOWNLOAD_TIMEOUT": 300}  # noqa: RUF012 - as above
    source = Source(
        name=name,
        title="Förderdatenbank des Bundes",
        publisher="Bundesministerium für Wirtschaft und Energie",
        url=SITE,
        licence="CC BY-ND 4.0",
        attribution="© Bundesministerium für Wirtschaft und Energie, CC BY-ND 4.0",
        expects=Expectations(
            min_items=1500,
            max_items=6000,
            fill={"title": 0.95, "code.Foerderart": 0.9, "code.Foerdergebiet": 0.9},
        ),
        time_limit_s=1200,
    )

    def parse(self, response: Response) -> Iterator[FundingCall | Finding]:
        """Yield a call for each programme of the export, and what was odd in its files."""
        documents = _Documents(self.archive(response, ROOT))
        for name in documents.names:
            if name.startswith(PROGRAMMES) and name.endswith(".xml"):
                document = documents.get(name, Weight.DOUBT)
                if document is not None:
                    yield self._call(name, document, documents)
        documents.check_rest()
        yield from documents.findings

    def _call(self, name: str, document: _Document, documents: _Documents) -> FundingCall:
        return FundingCall(
            source=self.name,
            key=name.removeprefix(PROGRAMMES).removesuffix(".xml"),
            url=f"{SITE}{name.removeprefix(ROOT).removesuffix('.xml')}.html",
            title=document.title,
            sections=_sections(document),
            funder=documents.title_of(document.references("Foerderorganisation")),
            links=documents.links_to(document.external_links()),
            codes=document.codes(),
            stated={field: value for field in _STATED if (value := document.plain(field))},
        )


class _Document:
    """One file of the export: ``<document>`` with a ``<property name="gsb:…">`` a field."""

    def __init__(self, root: Element) -> None:
        self._fields = {
            (field.get("name") or "").removeprefix("gsb:"): field for field in root.iter("property")
        }
        self._parsed: dict[str, Tag] = {}

    @property
    def title(self) -> str | None:
        """The title on one line; ``None`` where there is none."""
        return " ".join(sections.text_of(self.rich("title")).split()) or None

    def rich(self, field: str) -> Tag:
        """Return a rich text: HTML that the export escapes and wraps in the letters of CDATA."""
        if field not in self._parsed:
            text = self._text(field, "text").strip().removeprefix("<![CDATA[").removesuffix("]]>")
            self._parsed[field] = sections.parse_html(text)
        return self._parsed[field]

    def plain(self, field: str) -> str:
        """Return the value of a plain field, "" where it is empty or missing."""
        return self._text(field, "value").strip()

    def codes(self) -> dict[str, tuple[str, ...]]:
        """Return the codes of all classifications that have any, by the classifier's name."""
        codes: dict[str, tuple[str, ...]] = {}
        for group, targets in self._classified():
            found = tuple(_last(target) for target in targets if "/Categories/" in target)
            if found:
                codes[group] = tuple(dict.fromkeys((*codes.get(group, ()), *found)))
        return codes

    def references(self, wanted: str) -> list[str]:
        """Return the member names that the classifier ``wanted`` points to."""
        return [
            _member(target)
            for group, targets in self._classified()
            if group == wanted
            for target in targets
        ]

    def external_links(self) -> list[str]:
        """Return the member names of external links, those of the texts last."""
        inline = (
            _member(target)
            for field in _SECTIONS
            for _, target in sections.links_of(self.rich(field), "xlink:href")
            if "/ExternerLink/" in target
        )
        return list(dict.fromkeys((*self.references("ExternerLink"), *inline)))

    def _text(self, field: str, child: str) -> str:
        element = self._fields.get(field)
        return "" if element is None else element.findtext(child) or ""

    def _classified(self) -> Iterator[tuple[str, list[str]]]:
        for field in self._fields.values():
            for entry in field.iter("classifiedLinkList"):
                group = entry.find("classifierLinks/link")
                if group is not None:
                    targets = [link.get(_HREF, "") for link in entry.iterfind("links/link")]
                    yield _last(group.get(_HREF, "")), targets


class _Documents:
    """The files of the export by member name, read when asked for; link files are remembered."""

    def __init__(self, archive: Archive) -> None:
        self._archive = archive
        self._linked: dict[str, Link | None] = {}
        self._unread = dict.fromkeys(archive.names)
        self.names = archive.names
        self.findings: list[Finding] = []

    def get(self, name: str, weight: Weight) -> _Document | None:
        """Return the file ``name``; ``None``, with a finding of ``weight``, if it is unreadable."""
        self._unread.pop(name, None)
        try:
            root, problem = parse_xml(self._archive.read(name))
        except CrawlError as error:
            if error.code == "zip_damaged":
                raise
            self._report(error.code, f"{name}: {error.text}", weight)
            return None
        if problem is not None:
            self._report("not_well_formed", f"{name}: {problem}", Weight.NOTE)
        return _Document(root)

    def check_rest(self) -> None:
        """Look whether the files that nothing asked for are well-formed; keep nothing of them."""
        for name in [name for name in self._unread if name.endswith(".xml")]:
            self.get(name, Weight.NOTE)

    def title_of(self, names: list[str]) -> str | None:
        """Return the titles of the files ``names``, joined; ``None`` if none is known."""
        titles = [link.title for name in names if (link := self._link(name)) and link.title]
        return "; ".join(titles) or None

    def links_to(self, names: list[str]) -> tuple[Link, ...]:
        """Return the web addresses that the files ``names`` stand for, each once."""
        links = [link for name in names if (link := self._link(name)) and link.url]
        return tuple({link.url: link for link in reversed(links)}.values())[::-1]

    def _link(self, name: str) -> Link | None:
        if name not in self._linked:
            self._linked[name] = self._read_link(name)
        return self._linked[name]

    def _read_link(self, name: str) -> Link | None:
        if name not in self._archive:
            self._report(
                "link_missing", f"{name} is linked and not part of the export", Weight.NOTE
            )
            return None
        document = self.get(name, Weight.NOTE)
        if document is None:
            return None
        return Link(document.title or "", web_link(document.plain("url")) or "")

    def _report(self, code: str, text: str, weight: Weight) -> None:
        self.findings.append(Finding(code, text[:500], f"{SITE}FDB/WS/export", weight))


def _sections(document: _Document) -> tuple[Section, ...]:
    """Return the texts under their headings.

    Where Kurztext and Volltext are empty the guideline's field holds the description itself, under
    headings of its own.
    """
    parts = [
        Section(name, sections.text_of(document.rich(field))) for field, name in _SECTIONS.items()
    ]
    described = {part.heading for part in parts if part.text}
    if not described & {sections.SHORT_TEXT, sections.FULL_TEXT}:
        parts = [part for part in parts if part.heading != sections.GUIDELINE]
        for part in sections.split_at_headings(document.rich("bodyText")):
            parts.append(Section(part.heading or "Beschreibung", part.text))
    texts: dict[str, list[str]] = {}
    for part in parts:
        if part.text:
            texts.setdefault(part.heading, []).append(part.text)
    return tuple(Section(heading, "\n".join(found)) for heading, found in texts.items())


def _last(target: str) -> str:
    return target.rpartition("/")[2]


def _member(target: str) -> str:
    """Return the name of the file that ``target:/BMWI/…`` points to."""
    return f"{target.removeprefix(_TARGET)}.xml"
