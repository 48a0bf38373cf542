"""BBSR: calls of the federal institute that studies building, towns and regions.

Heimat 2.0, Region gestalten and their successors are announced here, among many tenders for
research. Low: a page of 2023 is known, ``…/forschung/aufrufe/aktuelle-meldungen/<name>.html`` with
the labels Veröffentlichungsdatum and Abgabefrist; the list of tenders, ``…/ausschreibungen/``, is
known by its address, that of calls, ``…/aufrufe/``, is taken to be like it. The path identifies a
call. What asks for offers is no funding: it is left out by its words, and counted.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace

from scrapy.http import Response

from scout.collect.government_site import Entry, GovernmentSiteSpider, ToDo
from scout.collect.page_spider import Frame, Told
from scout.domain import (
    Expectations,
    Finding,
    FundingCall,
    Section,
    Sighting,
    SightingKind,
    Source,
)
from scout.reading.sections import DEADLINES, SHORT_TEXT

RESEARCH = "https://www.bbsr.bund.de/BBSR/DE/forschung/"

_FUNDING = re.compile(
    r"(?:förder|projekt|bewerbungs|modellprojekt)aufruf|interessen(?:s)?bekundung|zuwendung|"
    r"förder(?:mittel|richtlinie|bekanntmachung|initiative|quote|gegenstand)|eigenanteil|"
    r"(?:antrags|bewerbungs|förder|zuwendungs)berechtig|(?:modellvorhaben|modellregionen) gesucht",
    re.IGNORECASE,
)
_LABELLED = re.compile(r"(?:• )?Abgabefrist:? (?P<day>[0-9]\S.{0,60})")
_TENDER = re.compile(
    r"auftragsforschung|auftragnehmer|auftragsbekanntmachung|leistungsbeschreibung|teilnahmewettbewerb|"
    r"vergabe(?:verfahren|unterlage|nummer|art|stelle|plattform)|e-?vergabe|verhandlungsvergabe|"
    r"angebot(?:s(?:frist|abgabe|aufforderung)|e? (?:ab|ein)zu(?:geben|reichen))|\bbieter|"
    r"öffentliche ausschreibung|\b(?:uvgo|vgv)\b|forschungsassistenz|dienstleistungsauftrag",
    re.IGNORECASE,
)


class DeBbsr(GovernmentSiteSpider):
    """Reads the lists, then the page of each entry that is not surely a tender."""

    name = "de_bbsr"
    start_urls = [f"{RESEARCH}ausschreibungen/_node.html"]  # noqa: RUF012 - Scrapy's own form
    further_lists = (f"{RESEARCH}aufrufe/_node.html",)
    below = {  # noqa: RUF012 - never written
        f"{RESEARCH}ausschreibungen/": "ausschreibungen/",
        f"{RESEARCH}aufrufe/": "aufrufe/",
    }
    max_requests = 400
    source = Source(
        name=name,
        title="BBSR: Aufrufe und Ausschreibungen",
        publisher="Bundesinstitut für Bau-, Stadt- und Raumforschung",
        url=f"{RESEARCH}ausschreibungen/_node.html",
        licence="nicht angegeben",
        attribution="© Bundesinstitut für Bau-, Stadt- und Raumforschung",
        # In many a month there are tenders only. A list that shows nothing at all fails.
        expects=Expectations(min_items=0, max_items=200, fill={"title": 0.9}, window=True),
        time_limit_s=1800,
    )

    def calls_of(self, entries: list[Entry], url: str) -> ToDo:
        """Yield what there is to do for the entries of a list that are not surely tenders."""
        tenders = [each for each in entries if is_funding(_words_of(each)) is False]
        yield from super().calls_of([each for each in entries if each not in tenders], url)
        if tenders:
            text = (
                f"{len(tenders)} tenders of {len(entries)} entries are no funding, by their titles"
            )
            yield Finding("tenders_left_out", text, url)

    def parse_call(
        self, response: Response, key: str, told: Told
    ) -> Iterator[FundingCall | Finding | Sighting]:
        """Yield the call of one page; one that asks for offers is left out."""
        codes = {"Foerdergeber": ("bund",), "Foerdergebiet": ("bundesweit",)}
        frame = Frame(source=self.name, key=key, codes=codes)
        found = [_with_deadline(each) for each in self.read_listed_call(response, frame, told)]
        text = "\n".join(map(_text_of, found))
        verdict = is_funding(told.get("title", "")) or is_funding(text)
        if verdict is False:
            yield Finding("tenders_left_out", "the page is that of a tender", response.url)
            yield Sighting(key, SightingKind.NO_CALL)
            return
        if verdict is None:
            text = "the page does not say clearly whether it is funding or a tender"
            yield Finding("kind_unclear", text, response.url)
        yield from found


def is_funding(text: str) -> bool | None:
    """Tell funding from a tender by its words; ``None`` if they say neither, or both."""
    funding, tender = bool(_FUNDING.search(text)), bool(_TENDER.search(text))
    return funding if funding != tender else None


def _text_of(found: FundingCall | Finding) -> str:
    if isinstance(found, Finding):
        return ""
    return "\n".join((found.title or "", *(part.text for part in found.sections)))


def _with_deadline(found: FundingCall | Finding) -> FundingCall | Finding:
    """Make a section of the day behind "Abgabefrist" where it stands in the lead as mere text."""
    if isinstance(found, Finding) or DEADLINES in (part.heading for part in found.sections):
        return found
    lead = next((part.text for part in found.sections if part.heading == SHORT_TEXT), "")
    days = [match["day"] for line in lead.split("\n")[:20] if (match := _LABELLED.match(line))]
    return replace(
        found, sections=(*found.sections, *(Section(DEADLINES, day) for day in days[:1]))
    )


def _words_of(entry: Entry) -> str:
    return "\n".join((entry.title, *entry.under))
