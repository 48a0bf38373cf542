"""Respect that a publisher reserves the mining of its texts (W3C TDM Reservation Protocol).

    /.well-known/tdmrep.json, once a host and crawl, before its first page -> rules by path
    every page: what it says of itself in HTML, else in its header, else what the rules say
    -> reserved: its text reaches nobody

https://www.w3.org/community/reports/tdmrep/CG-FINAL-tdmrep-20240510/ and its order: the page's own
word holds against the file's, so that a page under a rule is asked for all the same. A file that
cannot be read reserves nothing and is told as a note. Policies are named, not read.
"""

from __future__ import annotations

import asyncio
import json
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any
from urllib.parse import quote

from lxml import etree
from scrapy import Request
from scrapy.crawler import Crawler
from scrapy.http import HtmlResponse, Response
from scrapy.http.request import NO_CALLBACK
from scrapy.utils.httpobj import urlparse_cached

from scout.collect.failures import Refused, finding_of
from scout.collect.walls import NOTICED
from scout.domain import Finding, Weight

PATH = "/.well-known/tdmrep.json"
LARGEST_FILE = 1_000_000
HEAD = 100_000  # bytes of a page in which its own word is looked for

_LONGEST_POLICY = 200
_PATIENCE_S = 10
_NOT_MODIFIED = 304
_RESERVED = "tdm-reservation"
_POLICY = "tdm-policy"
_SAID = {"0": False, "1": True}
_CODED = re.compile(r"%([0-9a-f]{2})", re.IGNORECASE | re.ASCII)
_PLAIN = frozenset("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~")
_ALL_OF_ASCII = "".join(map(chr, range(0x21, 0x7F)))


@dataclass(frozen=True, slots=True)
class Reservation:
    """What a publisher said: is mining reserved, and under which policy (a URL), if it names one.

    An own word that nothing is reserved is one, too.
    """

    is_reserved: bool
    policy: str | None = None


@dataclass(frozen=True, slots=True)
class Rule:
    """What holds for the paths that ``location`` matches: as in robots.txt, with "*" and "$"."""

    location: str
    reservation: Reservation


def read_rules(content: bytes) -> tuple[Rule, ...] | None:
    """Return the rules of a tdmrep.json, in its order, or ``None`` if it is none.

    What is no rule in it is left out, as the protocol says.
    """
    try:
        found = json.loads(content) if len(content) <= LARGEST_FILE else None
    except (ValueError, RecursionError):
        return None
    return tuple(_rules(found)) if isinstance(found, list) else None


def in_file(rules: Iterable[Rule], path: str) -> Reservation | None:
    """Return what ``rules`` say of ``path`` (with its query): the first one that matches."""
    usual = _usual(path)
    return next((rule.reservation for rule in rules if _matches(rule.location, usual)), None)


def in_page(body: bytes) -> Reservation | None:
    """Return what an HTML page says of itself in its first ``HEAD`` bytes."""
    head = body[:HEAD]
    if _RESERVED.encode() not in head.lower():
        return None
    parser = etree.HTMLParser(no_network=True, huge_tree=False, remove_comments=True)
    try:
        root = etree.fromstring(head, parser)
    except etree.XMLSyntaxError:
        return None
    said: dict[str, str] = {}
    for meta in root.iter("meta") if root is not None else ():
        said.setdefault(str(meta.get("name", "")).strip().lower(), str(meta.get("content", "")))
    return _reservation(said.get(_RESERVED), said.get(_POLICY))


def in_header(response: Response) -> Reservation | None:
    """Return what the header of ``response`` says."""
    reserved, policy = (
        (response.headers.get(name) or b"").decode("latin-1") for name in (_RESERVED, _POLICY)
    )
    return _reservation(reserved, policy)


class ReservationMiddleware:
    """Downloader middleware that hands on no page whose mining is reserved."""

    def __init__(self, crawler: Crawler) -> None:
        self._crawler = crawler
        self._asked: dict[str, asyncio.Future[tuple[Rule, ...]]] = {}
        self._rules: dict[str, tuple[Rule, ...]] = {}

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> ReservationMiddleware:
        """Make one for ``crawler``; Scrapy's way of handing over settings."""
        return cls(crawler)

    async def process_request(self, request: Request) -> None:
        """Read what the host of ``request`` reserves before its first page is asked for."""
        if request.callback is NO_CALLBACK:
            return
        site = urlparse_cached(request).netloc
        if site not in self._asked:
            self._asked[site] = asyncio.ensure_future(self._ask(request))
        self._rules[site] = await asyncio.shield(self._asked[site])

    def process_response(self, request: Request, response: Response) -> Response:
        """Hand on a page that may be read.

        Raises:
            Refused: ``tdm_reserved``.
        """
        is_page = 200 <= response.status < 300 or response.status == _NOT_MODIFIED
        if request.callback is NO_CALLBACK or not is_page:
            return response
        found = self._of(request, response)
        if found is None or not found.is_reserved:
            return response
        named = f"; its policy: {found.policy}" if found.policy else ""
        text = f"the publisher reserves the mining of texts and data on this page{named}"
        raise Refused("tdm_reserved", text)

    def _of(self, request: Request, response: Response) -> Reservation | None:
        """Return the word that holds: each of the three outdoes the next."""
        own = in_page(response.body) if isinstance(response, HtmlResponse) else None
        parts = urlparse_cached(request)
        path = parts.path + (f"?{parts.query}" if parts.query else "")
        return own or in_header(response) or in_file(self._rules.get(parts.netloc, ()), path)

    async def _ask(self, request: Request) -> tuple[Rule, ...]:
        parts = urlparse_cached(request)
        asked = Request(
            f"{parts.scheme}://{parts.netloc}{PATH}",
            callback=NO_CALLBACK,
            meta={
                "dont_retry": True,
                "download_timeout": _PATIENCE_S,
                "download_maxsize": LARGEST_FILE,
            },
        )
        try:
            answer = await self._crawler.engine.download_async(asked)
        except Exception as error:  # noqa: BLE001 - whatever it is, nothing is reserved there
            return self._nothing(asked, finding_of(error, asked, Weight.NOTE).text)
        if 400 <= answer.status < 500:
            return ()
        if not 200 <= answer.status < 300:
            return self._nothing(asked, f"HTTP {answer.status}")
        rules = read_rules(answer.body)
        return self._nothing(asked, "no rules in it") if rules is None else rules

    def _nothing(self, asked: Request, reason: str) -> tuple[Rule, ...]:
        """Report why it is not known what the host reserves."""
        text = f"tdmrep.json cannot be read, and taken to reserve nothing: {reason}"
        finding = Finding("tdm_unknown", text[:300], asked.url, Weight.NOTE)
        self._crawler.signals.send_catch_log(NOTICED, finding=finding)
        return ()


def _rules(found: Iterable[Any]) -> Iterator[Rule]:
    for each in found:
        rule = each if isinstance(each, dict) else {}
        location = rule.get("location")
        reservation = _reservation(str(rule.get(_RESERVED)), rule.get(_POLICY))
        if isinstance(location, str) and location and reservation is not None:
            yield Rule(_usual(location), reservation)


def _reservation(reserved: str | None, policy: object) -> Reservation | None:
    """Return what two values say; any other than 0 and 1 says nothing."""
    is_reserved = _SAID.get((reserved or "").strip())
    if is_reserved is None:
        return None
    address = policy.strip() if isinstance(policy, str) else ""
    is_web = address.lower().startswith(("http://", "https://")) and address.isprintable()
    return Reservation(is_reserved, address[:_LONGEST_POLICY] if is_web else None)


def _usual(path: str) -> str:
    """Return ``path`` with each letter coded or not as is usual, so that two can be compared."""
    return _CODED.sub(_usual_letter, quote(path, safe=_ALL_OF_ASCII))


def _usual_letter(coded: re.Match[str]) -> str:
    letter = chr(int(coded[1], 16))
    return letter if letter in _PLAIN else coded[0].upper()


def _matches(location: str, path: str) -> bool:
    """Tell whether ``path`` is one of ``location``; takes time in proportion to their lengths."""
    is_whole = location.endswith("$")
    first, *others = location.removesuffix("$").split("*")
    if not path.startswith(first):
        return False
    at = len(first)
    last = others.pop() if is_whole and others else None
    for part in others:
        found = path.find(part, at)
        if found < 0:
            return False
        at = found + len(part)
    if last is not None:
        return len(path) - len(last) >= at and path.endswith(last)
    return not is_whole or at == len(path)
