"""EFRE.NRW: calls of the programme EFRE/JTF of the EU and the Land.

``https://www.efre.nrw/einfach-machen/foerderung-finden/<slug>`` (low: neither list nor page was
seen). The list is read for links below its own address, page by page; where it shows none, the map
of the site is. A page states "geöffnet" or "geschlossen", and its Einreichungsfrist as a label or
as a ``time`` element. The slug identifies a call.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace

from scrapy.http import Response

from scout.collect.list_spider import ListSpider
from scout.collect.page_spider import Told
from scout.domain import Expectations, Finding, FundingCall, Section, Source
from scout.reading.sections import SHORT_TEXT, STATUS_NOTE

SITE = "https://www.efre.nrw/"
LIST = f"{SITE}einfach-machen/foerderung-finden"
_NOT_OPEN = (
    r"(?:geschlossen|beendet|abgelaufen|geplant|in planung|in vorbereitung|angekündigt|demnächst)"
)
_IS_NOT_OPEN = re.compile(rf"\b{_NOT_OPEN}\b", re.IGNORECASE)
_LINE = re.compile(
    rf"(?:(?:status|aufruf|einreichung|antragstellung):?[ \t])?(?:ist )?{_NOT_OPEN}\.?",
    re.IGNORECASE,
)
_STATUS = "status"
_FIRST_LINES = 8


class NrwEfre(ListSpider):
    """Reads the list, then each call's page by meaning."""

    name = "nrw_efre"
    start_urls = [LIST]  # noqa: RUF012 - Scrapy's own form
    below = f"{LIST}/"
    map_url = f"{SITE}sitemap.xml"
    max_requests = 1000
    # The fund is the EU's, whoever adds to it; it is spent in the Land.
    codes = {"Foerdergeber": ("eu",), "Foerdergebiet": ("nordrhein_westfalen",)}  # noqa: RUF012 - the base's own form
    source = Source(
        name=name,
        title="EFRE.NRW: Förderung finden",
        publisher="EFRE-Verwaltungsbehörde Nordrhein-Westfalen",
        url=LIST,
        licence="nicht angegeben",
        attribution="© EFRE.NRW",
        expects=Expectations(min_items=3, max_items=400, fill={"title": 0.9}),
        time_limit_s=1800,
    )

    def parse_call(
        self, response: Response, key: str, told: Told
    ) -> Iterator[FundingCall | Finding]:
        """Yield the call that one page describes; that it is not open becomes its status note."""
        for found in super().parse_call(response, key, told):
            yield _with_status(found) if isinstance(found, FundingCall) else found


def _with_status(call: FundingCall) -> FundingCall:
    note = _state(call)
    added = (Section(STATUS_NOTE, note),) if note else ()
    return replace(call, sections=(*added, *call.sections))


def _state(call: FundingCall) -> str | None:
    """Return the words with which a page says that its call is closed or only announced, if any.

    They stand beside a label, or on a line of their own above the text.
    """
    stated = {label.lower(): value for label, value in call.stated.items()}.get(_STATUS, "")
    if _IS_NOT_OPEN.search(stated):
        return stated
    lead = next((part.text for part in call.sections if part.heading == SHORT_TEXT), "")
    lines = (line.removeprefix("• ").strip() for line in lead.split("\n")[:_FIRST_LINES])
    return next((line for line in lines if _LINE.fullmatch(line)), None)
