"""Read a feed as it comes: RSS 0.90 to 2.0, RSS 1.0 (RDF) and Atom, well-formed or not.

    bytes -> a feed at all? -> feedparser -> entries: key, address, plain title, date -> findings

Pure. feedparser only sees bytes in a buffer: of a ``str`` it would make a file or an address to
open. Nothing is asked of the HTTP headers: a feed says its encoding itself, and where it does not,
a server's default is no better than UTF-8. What a feed says of its entries stays as it is said: an
address without what is known to follow readers around, a date that is understood or none.
"""

from __future__ import annotations

import html
import io
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta, timezone
from typing import Any
from urllib.parse import urljoin, urlsplit, urlunsplit

from scout.clock import GERMANY
from scout.domain import Finding, Weight
from scout.errors import CrawlError
from scout.reading.sections import text_of

_HEAD = 8_000
_MOST_ENTRIES = 500
_LONGEST_KEY = 500
_LONGEST_URL = 2_000
_LONGEST_TITLE = 300
_LONGEST_SUMMARY = 2_000
_LONGEST_MARKUP = 20_000

_ROOT = re.compile(r"<(?:[\w.-]{1,40}:)?(?:rss|rdf|feed)[\s>]", re.IGNORECASE)
_OWN_ENTITIES = re.compile(r"<!DOCTYPE[^>\[]*\[", re.IGNORECASE)
_REFERENCE = re.compile(rb"&#(x[0-9a-f]+|[0-9]+);?", re.IGNORECASE)
# A "<" that begins no element which may stand in a line of text is text itself.
_STRAY = re.compile(
    r"<(?!/?(?:a|abbr|b|bdi|bdo|big|br|cite|code|del|dfn|em|font|i|img|ins|kbd|mark|p|q|s|samp|"
    r"small|span|strike|strong|sub|sup|time|tt|u|var|wbr)\b[^<>]*>)",
    re.IGNORECASE,
)
_MARKUP = ("text/html", "application/xhtml+xml")
_LANGUAGE = re.compile(r"[a-z]{2,3}(?![a-z])", re.IGNORECASE)
_TRACKING = frozenset(
    "wt_mc wt_zmc fbclid gclid dclid msclkid igshid mc_cid mc_eid pk_campaign pk_kwd".split()
)
_TRACKING_FAMILIES = ("utm_", "mtm_")

_MONTHS = "jan feb mar apr may jun jul aug sep oct nov dec".split()
# https://www.rfc-editor.org/rfc/rfc822#section-5, with years of four digits (RFC 2822).
_MAIL_DATE = re.compile(
    r"(?:(?:mon|tue|wed|thu|fri|sat|sun),?\s+)?(?P<day>\d{1,2})\s+(?P<month>[a-z]{3})\s+"
    r"(?P<year>\d{4})\s+(?P<hour>\d{1,2}):(?P<minute>\d{2})(?::(?P<second>\d{2}))?\s+(?P<zone>\S+)",
    re.IGNORECASE | re.ASCII,
)
# https://www.w3.org/TR/NOTE-datetime, from the day on.
_WEB_DATE = re.compile(
    r"(?P<year>\d{4})-(?P<month>\d{2})-(?P<day>\d{2})(?:[t ](?P<hour>\d{2}):(?P<minute>\d{2})"
    r"(?::(?P<second>\d{2})(?:\.\d+)?)?\s?(?P<zone>\S+))?",
    re.IGNORECASE | re.ASCII,
)
_OFFSET = re.compile(r"(?P<sign>[+-])(?P<hours>\d{2}):?(?P<minutes>[0-5]\d)", re.ASCII)
# Those of RFC 822, in hours, and what feeds in Germany say.
_ZONES = {"z": 0, "ut": 0, "gmt": 0, "utc": 0, "mez": 1, "cet": 1, "mesz": 2, "cest": 2}
_ZONES |= {"edt": -4, "est": -5, "cdt": -5, "cst": -6, "mdt": -6, "mst": -7, "pdt": -7, "pst": -8}


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """One entry of a feed. ``language`` is an ISO 639 code, ``None`` where the feed says none.

    ``key`` is the entry's own id, or its address. ``published_at`` is aware UTC: when it was
    published or, where only that is said, last changed; a day without an hour begins in Germany.
    """

    key: str
    url: str
    title: str
    published_at: datetime | None
    summary: str
    language: str | None


@dataclass(frozen=True, slots=True)
class Feed:
    """The entries of a feed, in its order and each key once, and what was odd."""

    entries: tuple[Entry, ...]
    findings: tuple[Finding, ...]


def read_feed(content: bytes, url: str, longest_title: int = _LONGEST_TITLE) -> Feed:
    """Return what the feed at ``url`` says; relative addresses begin there.

    A feed without entries is a feed. An entry without title, or without an address of the web, is
    left out and counted. Titles are cut to ``longest_title`` characters.

    Raises:
        CrawlError: ``feed_empty``, ``not_a_feed``, ``xml_doctype`` or ``feed_damaged``.
    """
    _check(content)
    parsed = _parsed(content)
    if not parsed.get("version"):
        raise _no_feed(content)
    found = parsed["entries"][:_MOST_ENTRIES]
    language = parsed["feed"].get("language")
    read = [_entry(values, url, language, longest_title) for values in found]
    entries: dict[str, Entry] = {}
    for entry in read:
        if entry is not None:
            entries.setdefault(entry.key, entry)
    findings = [
        *_odd_form(parsed, url),
        *_left_out(read, len(entries), url),
        *_odd_dates(found, url),
    ]
    return Feed(tuple(entries.values()), tuple(findings))


def _check(content: bytes) -> None:
    """Refuse what is no feed or declares entities, before anything parses it."""
    if not content.strip():
        raise CrawlError("feed_empty", "expected a feed, found nothing")
    # A byte of each character is enough to recognise the beginning, also of UTF-16.
    head = content[:_HEAD].replace(b"\0", b"").decode("latin-1")
    root = _ROOT.search(head)
    if root is None:
        raise _no_feed(content)
    if _OWN_ENTITIES.search(head, 0, root.start()):
        raise CrawlError("xml_doctype", "the feed declares entities of its own: not read")


def _no_feed(content: bytes) -> CrawlError:
    start = " ".join(content[:120].decode("utf-8", "replace").split())
    text = f"expected a feed, found {len(content)} bytes that begin with {start!r}"
    return CrawlError("not_a_feed", text[:300])


def _parsed(content: bytes) -> Mapping[str, Any]:
    # A tenth of a second: only who reads a feed pays for it.
    import feedparser  # noqa: PLC0415

    legal = io.BytesIO(_REFERENCE.sub(_legal, content))
    # Its parsers raise whatever a broken feed makes of them.
    try:
        found: Mapping[str, Any] = feedparser.parse(
            legal, sanitize_html=False, resolve_relative_uris=False
        )
    except Exception as error:
        text = f"the feed cannot be parsed: {type(error).__name__}: {error}"
        raise CrawlError("feed_damaged", text[:300]) from error
    return found


def _legal(reference: re.Match[bytes]) -> bytes:
    """Drop a reference to what is no character: one of them would make a whole feed unreadable."""
    digits = reference[1].lower()
    if len(digits) > 8:
        return b""
    code = int(digits[1:], 16) if digits.startswith(b"x") else int(digits)
    is_text = code in (9, 10, 13) or 0x20 <= code < 0xD800 or 0xE000 <= code <= 0x10FFFF
    return reference[0] if is_text else b""


def _entry(
    values: Mapping[str, Any], url: str, language: object, longest_title: int
) -> Entry | None:
    title = _title(values.get("title_detail"), longest_title)
    address = _link(values, url)
    key = next((key for key in (_own_id(values), address) if key and len(key) <= _LONGEST_KEY), "")
    if not (title and address and key):
        return None
    own_language = values.get("language") or values["title_detail"].get("language")
    return Entry(
        key=key,
        url=address,
        title=title,
        published_at=_moment(_stated_date(values)),
        summary=_summary(values),
        language=_code(own_language) or _code(language),
    )


def _title(detail: object, longest: int) -> str:
    """Return a title on one plain line; "<" in it is text more often than in a summary."""
    value, kind = _told(detail)
    text = _plain(_STRAY.sub("&lt;", value) if kind == "text/html" else value, kind)
    line = " ".join(text.split())
    return line if len(line) <= longest else f"{line[: longest - 1]}…"


def _summary(values: Mapping[str, Any]) -> str:
    """Return the summary; where there is none, the text itself."""
    content = values.get("content")
    first = content[0] if isinstance(content, list) and content else None
    text = _plain(*_told(values.get("summary_detail"))) or _plain(*_told(first))
    return text[:_LONGEST_SUMMARY]


def _told(detail: object) -> tuple[str, object]:
    """Return the beginning of what feedparser calls a detail, and its media type."""
    if not isinstance(detail, Mapping) or not isinstance(detail.get("value"), str):
        return "", None
    return detail["value"][:_LONGEST_MARKUP], detail.get("type")


def _plain(value: str, kind: object) -> str:
    return text_of(value if kind in _MARKUP else html.escape(value, quote=False))


def _own_id(values: Mapping[str, Any]) -> str:
    own = values.get("id")
    line = " ".join(own.split()) if isinstance(own, str) else ""
    return line if line.isprintable() else ""


def _link(values: Mapping[str, Any], url: str) -> str | None:
    """Return the first address of the web that the entry gives as its own page."""
    links = values.get("links")
    given = links if isinstance(links, list) else []
    own = (link for link in given if isinstance(link, Mapping) and link.get("rel") == "alternate")
    addresses = [_address(link.get("href"), url) for link in own]
    # An id that says it is an address is one if it is whole; resolving it would make one up.
    addresses.append(_address(values.get("link"), ""))
    return next((address for address in addresses if address), None)


def _address(link: object, base: str) -> str | None:
    if not isinstance(link, str) or not link.strip():
        return None
    try:
        parts = urlsplit(link.strip())
        parts = parts if parts.scheme else urlsplit(urljoin(base, link.strip()))
        host = parts.hostname
    except ValueError:
        return None
    query = "&".join(each for each in parts.query.split("&") if not _is_tracking(each))
    address = urlunsplit(parts._replace(query=query))
    is_one_word = address.isprintable() and not any(map(str.isspace, address))
    is_web = parts.scheme in ("http", "https") and host and is_one_word
    return address if is_web and len(address) <= _LONGEST_URL else None


def _is_tracking(parameter: str) -> bool:
    name = parameter.partition("=")[0].lower()
    return name in _TRACKING or name.startswith(_TRACKING_FAMILIES)


def _code(language: object) -> str | None:
    found = _LANGUAGE.match(language) if isinstance(language, str) else None
    return found[0].lower() if found else None


def _stated_date(values: Mapping[str, Any]) -> str:
    # Asked for one that is not there, feedparser would warn and give another one.
    names = (name for name in ("published", "updated", "created") if name in values)
    stated = (values[name] for name in names)
    return next((" ".join(each.split()) for each in stated if isinstance(each, str)), "")


def _moment(stated: str) -> datetime | None:
    """Return the moment that ``stated`` names in a form that the formats know, or ``None``."""
    found = _MAIL_DATE.fullmatch(stated) or _WEB_DATE.fullmatch(stated)
    if found is None:
        return None
    said = found.groupdict()
    month = said["month"].lower()
    zone = GERMANY if said["zone"] is None else _zone(said["zone"])
    if zone is None or not (month.isdigit() or month in _MONTHS):
        return None
    number = int(month) if month.isdigit() else _MONTHS.index(month) + 1
    day = (int(said["year"]), number, int(said["day"]))
    hour, minute, second = (int(said[name] or 0) for name in ("hour", "minute", "second"))
    try:
        return datetime(*day, hour, minute, second, tzinfo=zone).astimezone(UTC)
    except (ValueError, OverflowError):
        return None


def _zone(name: str) -> timezone | None:
    if name.lower() in _ZONES:
        return timezone(timedelta(hours=_ZONES[name.lower()]))
    found = _OFFSET.fullmatch(name)
    if found is None or int(found["hours"]) > 23:
        return None
    offset = timedelta(hours=int(found["hours"]), minutes=int(found["minutes"]))
    return timezone(-offset if found["sign"] == "-" else offset)


def _odd_form(parsed: Mapping[str, Any], url: str) -> Iterator[Finding]:
    if parsed.get("bozo"):
        text = f"the feed is not well-formed: {parsed.get('bozo_exception')}"
        yield Finding("not_well_formed", text[:300], url)
    if (total := len(parsed["entries"])) > _MOST_ENTRIES:
        text = f"the feed has {total} entries: the first {_MOST_ENTRIES} were read"
        yield Finding("feed_cut", text, url)


def _left_out(read: Sequence[Entry | None], kept: int, url: str) -> Iterator[Finding]:
    """Count what was left out; where it is over a third, it is hardly the feed that we know."""
    total, unusable = len(read), read.count(None)
    reasons = {
        "entries_left_out": (unusable, "have no title or no address of the web"),
        "entries_repeated": (total - unusable - kept, "came again under the same key"),
    }
    for code, (count, text) in reasons.items():
        if count:
            weight = Weight.DOUBT if count * 3 > total else Weight.NOTE
            yield Finding(code, f"{count} of {total} entries {text}: left out", url, weight)


def _odd_dates(found: Sequence[Mapping[str, Any]], url: str) -> Iterator[Finding]:
    stated = [date for values in found if (date := _stated_date(values))]
    odd = [date for date in stated if _moment(date) is None]
    if odd:
        text = f"{len(odd)} of {len(stated)} dates are not understood: {odd[0]!r:.80}"
        yield Finding("dates_not_read", text, url)
