"""Read a site's map: the pages that it has, or the maps that it is made of.

https://www.sitemaps.org/protocol.html. Pure. By the rules of ``parse_xml``: Scrapy's own reader
mends what is broken and reads a document type declaration. A map may come packed (.xml.gz); it is
unpacked to no more than an answer may be long.
"""

from __future__ import annotations

import re
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from lxml import etree

from scout.domain import Finding, Weight
from scout.errors import CrawlError
from scout.reading.xml_documents import parse_xml

LARGEST = 10_000_000  # bytes, unpacked
MOST_ENTRIES = 50_000  # the protocol's own limit

_LONGEST_URL = 2_000
_PACKED = b"\x1f\x8b"
_GZIP = 16 + zlib.MAX_WBITS
# By the root's name: is it a map of maps, and what is an entry called.
_FORMS = {"urlset": (False, "url"), "sitemapindex": (True, "sitemap")}
# https://www.w3.org/TR/NOTE-datetime, from the day on; real maps leave the zone out.
_DATE = re.compile(
    r"(?P<day>\d{4}-\d{2}-\d{2})"
    r"(?:[T ]\d{2}:\d{2}(?::\d{2}(?:\.\d{1,9})?)?(?:Z|[+-]\d{2}:?\d{2})?)?",
    re.IGNORECASE | re.ASCII,
)


@dataclass(frozen=True, slots=True)
class SitemapEntry:
    """A page, or a map of a map of maps: its address and the day it last changed.

    ``lastmod`` is the day as the map writes it, in whichever zone; ``None`` where it names none.
    """

    loc: str
    lastmod: date | None = None


@dataclass(frozen=True, slots=True)
class Sitemap:
    """The entries of a map, in its order and each address once, and what was odd.

    ``is_index`` says that they are maps, not pages.
    """

    is_index: bool
    entries: tuple[SitemapEntry, ...]
    findings: tuple[Finding, ...] = ()


def read_sitemap(content: bytes, url: str) -> Sitemap:
    """Return what the map at ``url`` says.

    Entries without a whole address of the web are left out and counted; other sites' addresses are
    not: who asks for them is held back.

    Raises:
        CrawlError: ``not_a_sitemap``, ``too_large``, ``cut_off``, ``not_well_formed`` or
            ``xml_doctype``.
    """
    root, problem = parse_xml(_unpacked(content))
    form = _FORMS.get(_name(root))
    if form is None:
        text = f"expected a sitemap, found XML that begins with <{_name(root)}>"
        raise CrawlError("not_a_sitemap", text[:300])
    is_index, tag = form
    elements = [each for each in root if _name(each) == tag]
    stated = [_stated(each) for each in elements[:MOST_ENTRIES]]
    entries: dict[str, SitemapEntry] = {}
    for loc, changed in stated:
        if _is_address(loc):
            entries.setdefault(loc, SitemapEntry(loc, _day(changed)))
    findings = _odd(problem, len(elements), stated, url)
    return Sitemap(is_index, tuple(entries.values()), tuple(findings))


def _unpacked(content: bytes) -> bytes:
    if not content.startswith(_PACKED):
        return content
    unpacking = zlib.decompressobj(_GZIP)
    try:
        unpacked = unpacking.decompress(content, LARGEST + 1)
    except zlib.error as error:
        raise CrawlError("cut_off", f"the sitemap cannot be unpacked: {error}") from None
    if len(unpacked) > LARGEST:
        raise CrawlError("too_large", f"the sitemap is longer than {LARGEST} bytes unpacked")
    if not unpacking.eof:
        raise CrawlError("cut_off", "the packed sitemap broke off in the middle")
    return unpacked


def _name(element: etree._Element) -> str:
    """Return the name of an element without its namespace, which maps often get wrong."""
    return element.tag.rpartition("}")[2] if isinstance(element.tag, str) else ""


def _stated(element: etree._Element) -> tuple[str, str]:
    """Return address and date of an entry as they are written, "" where there is none."""
    said: dict[str, str] = {}
    for child in element:
        said.setdefault(_name(child), (child.text or "").strip())
    return said.get("loc", ""), said.get("lastmod", "")


def _is_address(loc: str) -> bool:
    is_plain = len(loc) <= _LONGEST_URL and loc.isprintable() and " " not in loc
    return is_plain and loc.lower().startswith(("http://", "https://"))


def _day(stated: str) -> date | None:
    found = _DATE.fullmatch(stated)
    try:
        return date.fromisoformat(found["day"]) if found else None
    except ValueError:
        return None


def _odd(
    problem: str | None, total: int, stated: list[tuple[str, str]], url: str
) -> Iterator[Finding]:
    """Say what was odd about a map of ``total`` entries, of which ``stated`` were looked at."""
    if problem:
        yield Finding("not_well_formed", problem[:300], url)
    if total > MOST_ENTRIES:
        text = f"the sitemap has {total} entries: the first {MOST_ENTRIES} were read"
        yield Finding("sitemap_cut", text, url, Weight.DOUBT)
    unusable = sum(not _is_address(loc) for loc, _ in stated)
    if unusable:
        weight = Weight.DOUBT if unusable * 3 > len(stated) else Weight.NOTE
        text = f"{unusable} of {len(stated)} entries of the sitemap have no address: left out"
        yield Finding("sitemap_entries_left_out", text, url, weight)
    odd = [changed for _, changed in stated if changed and _day(changed) is None]
    if odd:
        text = f"{len(odd)} of {len(stated)} dates of the sitemap name no day: {odd[0]!r:.80}"
        yield Finding("sitemap_dates_not_read", text, url)
