"""BLE: calls of the federal programme for rural areas (BULEplus): Smarte.Land.Regionen and others.

Low: ``…/BULE/Foerdermassnahmen/`` and pages below it are known by their addresses
(``Modellprojekte/Land.OpenData.html``, 2024). Since 2026 the programme has a site of its own,
``land-zukunft.de``, where a page ``foerdermassnahmen/<slug>`` was seen; its list is taken to be at
the address above. Where both show a measure, grouping joins them. The path identifies a call. A
measure that the list shows under a heading such as "Abgeschlossen" carries it as its status note.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from scrapy.http import Response

from scout.collect.government_site import GovernmentSiteSpider
from scout.collect.page_spider import Frame, Told
from scout.domain import Expectations, Finding, FundingCall, Section, Source
from scout.reading import sections

BULE = "https://www.ble.de/DE/Projektfoerderung/Foerderungen-Auftraege/BULE/Foerdermassnahmen/"
OWN_SITE = "https://land-zukunft.de/foerdermassnahmen"

_OVER = re.compile(
    r"abgeschlossen|abgelaufen|beendet|geschlossen|ausgelaufen|vergangen|nicht mehr möglich",
    re.IGNORECASE,
)


class DeBle(GovernmentSiteSpider):
    """Reads both lists, then each measure's page by meaning."""

    name = "de_ble"
    start_urls = [BULE]  # noqa: RUF012 - Scrapy's own form
    further_lists = (OWN_SITE,)
    below = {BULE: "", f"{OWN_SITE}/": "land-zukunft/"}  # noqa: RUF012 - never written
    max_requests = 600
    source = Source(
        name=name,
        title="BULEplus: Fördermaßnahmen für ländliche Räume",
        publisher="Bundesanstalt für Landwirtschaft und Ernährung",
        url=BULE,
        licence="nicht angegeben",
        attribution="© Bundesanstalt für Landwirtschaft und Ernährung",
        expects=Expectations(min_items=1, max_items=300, fill={"title": 0.9}),
        time_limit_s=1800,
        hosts=("land-zukunft.de",),
    )

    def parse_call(
        self, response: Response, key: str, told: Told
    ) -> Iterator[FundingCall | Finding]:
        """Yield the measure of one page, with what the list says of its end."""
        codes = {"Foerdergeber": ("bund",), "Foerdergebiet": ("bundesweit",)}
        note = status_note(told)
        frame = Frame(
            source=self.name,
            key=key,
            codes=codes,
            sections=(Section(sections.STATUS_NOTE, note),) if note else (),
        )
        yield from self.read_listed_call(response, frame, told)


def status_note(told: Told) -> str:
    """Return the words of the list that say that a measure is over, "" if none do."""
    said = (*told.get("under", "").split("\n"), told.get("title", ""))
    return next((words for words in said if _OVER.search(words)), "")
