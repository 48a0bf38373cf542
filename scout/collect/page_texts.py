"""Make a call of the page that describes it, HTML or PDF, read by meaning.

Where the form of a page is not certain, headings, labels and link texts say more than class names:
those stay when a site is built anew. What nobody can place is reported with the page's address.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from scrapy.http import Response, TextResponse

from scout.domain import Finding, FundingCall, Link, Section, Weight
from scout.reading.pages import Reading, read_page, sections_of_call
from scout.reading.pdfs import read_pdf

_PDF = b"%PDF-"
_HEAD = 1024
_MOST_LINKS = 200


@dataclass(frozen=True, slots=True, kw_only=True)
class Frame:
    """What is known of a call beside its page: from the list, or because it is always so.

    Where both say something, the frame's title, funder and sections win; ``stated`` and ``codes``
    are joined. ``url`` is the address that people open, "" for that of the page.
    """

    source: str
    key: str
    url: str = ""
    title: str | None = None
    funder: str | None = None
    codes: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    stated: Mapping[str, str] = field(default_factory=dict)
    sections: tuple[Section, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Text:
    """What a page says: headings that nobody can place, and what was odd, beside the text."""

    title: str | None
    sections: tuple[Section, ...]
    links: tuple[Link, ...] = ()
    stated: Mapping[str, str] = field(default_factory=dict)
    funder: str | None = None
    language: str = "de"
    unplaced: tuple[str, ...] = ()
    findings: tuple[Finding, ...] = ()


def is_pdf(response: Response) -> bool:
    """Tell whether ``response`` is a PDF, by its first bytes, whatever its headers say."""
    return _PDF in response.body[:_HEAD]


def text_of_page(response: Response, *, is_guideline: bool = False) -> Text:
    """Read a page or a PDF; one without any text for a call has a finding that says so.

    A page that is a guideline, and none about one, makes one section of that name.
    """
    if is_pdf(response):
        pdf = read_pdf(response.body, response.url)
        return Text(title=pdf.title, sections=pdf.sections, findings=pdf.findings)
    markup = response.text if isinstance(response, TextResponse) else response.body
    page = read_page(markup, response.url)
    reading = sections_of_call(page, is_guideline=is_guideline)
    return Text(
        title=page.title,
        sections=reading.sections,
        links=page.links[:_MOST_LINKS],
        stated=reading.stated,
        funder=reading.funder,
        language=page.language,
        unplaced=reading.unplaced,
        findings=_not_understood(response.url, reading),
    )


def call_of(frame: Frame, text: Text, address: str) -> FundingCall:
    """Return the call that ``text``, read at ``address``, describes within ``frame``."""
    framed = {section.heading for section in frame.sections}
    own = tuple(section for section in text.sections if section.heading not in framed)
    return FundingCall(
        source=frame.source,
        key=frame.key,
        url=frame.url or address,
        title=frame.title or text.title,
        sections=(*frame.sections, *own),
        funder=frame.funder or text.funder,
        links=text.links,
        codes=frame.codes,
        stated={**text.stated, **frame.stated},
        language=text.language,
    )


def _not_understood(url: str, reading: Reading) -> tuple[Finding, ...]:
    if not reading.sections:
        text = "the page has no text of a call"
        return (Finding("page_without_text", text, url, Weight.DOUBT),)
    if not reading.meanings:
        text = "no heading of the page is one of a funding call: its form may have changed"
        return (Finding("page_not_understood", text, url, Weight.DOUBT),)
    return ()
