"""What one crawl brought: a file of items of one kind, and findings; the figures that are judged.

The child writes a line for each; the parent reads them twice, once to judge and once to store, and
never holds all texts at a time.
"""

from __future__ import annotations

import hashlib
import json
import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from pydantic import TypeAdapter

from scout.domain import (
    Brings,
    Finding,
    FundingCall,
    NewsItem,
    Sighting,
    SightingKind,
    Weight,
)
from scout.fields import news_fields, source_fields
from scout.funded import FundedProject, project_fields

Item = FundingCall | NewsItem | FundedProject

CALL = TypeAdapter(FundingCall)
NEWS = TypeAdapter(NewsItem)
PROJECT = TypeAdapter(FundedProject)
FINDING = TypeAdapter(Finding)
SIGHTING = TypeAdapter(Sighting)

_MOST_FINDINGS = 200
_LONGEST_KEY = 500
_LONGEST_URL = 2000
_LONGEST_TITLE = 500
_LONGEST_SUMMARY = 5000
_LONGEST_LANGUAGE = 10
_LONGEST_FIELD = 10_000
_KINDS = {
    Brings.CALLS: FundingCall,
    Brings.NEWS: NewsItem,
    Brings.PROJECTS: FundedProject,
}
# What no database and no mail can carry as text: PostgreSQL refuses NUL, UTF-8 half a character.
_NO_TEXT = re.compile("[\x00\ud800-\udfff]")
_WEB = re.compile(r"https?://[^\s\x00-\x1f\x7f]+", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Basket:
    """The figures of one crawl and where its items lie; they are what its source ``brings``.

    ``hashes`` maps each believed item's key to the hash of its content; ``fill`` each field to the
    share of items in [0, 1] that carry it. ``rejected`` counts items that could not be believed.
    ``sightings`` are of calls that did not come as items, by key; the store has to know them.
    ``missing`` are the addresses of those that are listed and whose page is not there, by key;
    ``unread`` are keys whose page came and says nothing of the call, though a list may.
    """

    source: str
    path: Path
    hashes: Mapping[str, str]
    fill: Mapping[str, float]
    rejected: int = 0
    findings: tuple[Finding, ...] = field(default=())
    brings: Brings = Brings.CALLS
    sightings: Mapping[str, SightingKind] = field(default_factory=dict)
    missing: Mapping[str, str] = field(default_factory=dict)
    unread: frozenset[str] = frozenset()

    @property
    def items(self) -> int:
        """The number of items that can be taken in."""
        return len(self.hashes)

    def calls(self) -> Iterator[FundingCall]:
        """Yield the believed calls once each, reading the file anew."""
        yield from (item for item in self._believed() if isinstance(item, FundingCall))

    def news(self) -> Iterator[NewsItem]:
        """Yield the believed news once each, reading the file anew."""
        yield from (item for item in self._believed() if isinstance(item, NewsItem))

    def projects(self) -> Iterator[FundedProject]:
        """Yield the believed projects once each, reading the file anew."""
        yield from (item for item in self._believed() if isinstance(item, FundedProject))

    def _believed(self) -> Iterator[Item]:
        waiting = dict(self.hashes)
        for item in _lines(self.path):
            if (
                not isinstance(item, Item)
                or _problem(item, self.source, self.brings, {}) is not None
            ):
                continue
            if waiting.get(item.key) == content_hash(item):
                del waiting[item.key]
                yield item


def line_of_call(call: FundingCall) -> bytes:
    """Return the line that stands for ``call`` in a basket's file."""
    return _line({"call": CALL.dump_python(call)})


def line_of_item(item: Item) -> bytes:
    """Return the line that stands for ``item`` in a basket's file."""
    if isinstance(item, FundingCall):
        return line_of_call(item)
    if isinstance(item, FundedProject):
        return _line({"project": PROJECT.dump_python(item, mode="json")})
    return _line({"news": NEWS.dump_python(item, mode="json")})


def line_of_finding(finding: Finding) -> bytes:
    """Return the line that stands for ``finding`` in a basket's file."""
    return _line({"finding": FINDING.dump_python(finding)})


def line_of_sighting(sighting: Sighting) -> bytes:
    """Return the line that stands for ``sighting`` in a basket's file."""
    return _line({"sighting": SIGHTING.dump_python(sighting)})


def _line(entry: Mapping[str, Any]) -> bytes:
    # Not pydantic's JSON, which refuses halves of characters: they shall be reported, not lost.
    return json.dumps(entry).encode() + b"\n"


def content_hash(item: Item) -> str:
    """Return a digest of all source fields; equal content has equal digests on every machine."""
    text = json.dumps(_fields(item), ensure_ascii=False, sort_keys=True)
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()


def read_basket(path: Path, source: str, brings: Brings = Brings.CALLS) -> Basket:
    """Read what a child wrote; each item that cannot be believed is counted and reported."""
    hashes: dict[str, str] = {}
    filled: Counter[str] = Counter()
    findings: list[Finding] = []
    sightings: dict[str, Sighting] = {}
    rejected = 0
    for line in _lines(path):
        if isinstance(line, Finding):
            findings.append(line)
        elif isinstance(line, Sighting):
            sightings[line.key] = line
        elif problem := _problem(line, source, brings, hashes):
            rejected += 1
            url = _NO_TEXT.sub("\ufffd", line.url[:_LONGEST_URL])
            findings.append(Finding("item_rejected", problem, url, Weight.DOUBT))
        else:
            hashes[line.key] = content_hash(line)
            filled.update(_fields(line).keys())
    fill = {name: count / len(hashes) for name, count in sorted(filled.items())}
    found = [each for key, each in sightings.items() if key not in hashes]
    return Basket(
        source,
        path,
        hashes,
        fill,
        rejected,
        _bounded(findings),
        brings,
        sightings={each.key: each.kind for each in found},
        missing={each.key: each.url or "" for each in found if each.kind is SightingKind.MISSING},
        unread=frozenset(
            key for key, each in sightings.items() if each.kind is SightingKind.UNREAD
        ),
    )


def _fields(item: Item) -> dict[str, str]:
    if isinstance(item, FundedProject):
        return project_fields(item)
    return news_fields(item) if isinstance(item, NewsItem) else source_fields(item)


def _problem(item: Item, source: str, brings: Brings, seen: Mapping[str, str]) -> str | None:
    """Say why ``item`` cannot be taken in, or return ``None``."""
    if problem := _identity_problem(item, source, seen):
        return problem
    if not isinstance(item, _KINDS[brings]):
        return f"expected an item of {brings.lower()}, found a {type(item).__name__}"
    if isinstance(item, FundedProject):
        return _project_problem(item)
    return _news_problem(item) if isinstance(item, NewsItem) else _call_problem(item)


def _identity_problem(item: Item, source: str, seen: Mapping[str, str]) -> str | None:
    if item.source != source:
        return f"expected an item of {source}, found one of {item.source!r:.80}"
    if not item.key.strip() or len(item.key) > _LONGEST_KEY:
        return f"expected a key of 1 to {_LONGEST_KEY} characters, found {item.key!r:.80}"
    if item.key in seen:
        return f"the key {item.key!r:.120} came twice"
    if not _WEB.fullmatch(item.url) or len(item.url) > _LONGEST_URL:
        return f"expected an address of the web, found {item.url!r:.120}"
    return None


def _call_problem(call: FundingCall) -> str | None:
    headings = [section.heading for section in call.sections]
    if len(set(headings)) < len(headings):
        return "a heading stands twice"
    if len(call.language) > _LONGEST_LANGUAGE:
        return f"expected a short name of a language, found {call.language!r:.80}"
    return _text_problem(_texts(call))


def _text_problem(texts: Iterable[tuple[str, str]]) -> str | None:
    for name, text in texts:
        if wrong := _NO_TEXT.search(text):
            return f"expected text, found the character {wrong.group()!r} in {name!r:.80}"
    return None


def _texts(call: FundingCall) -> Iterator[tuple[str, str]]:
    """Yield every stretch of text in a call, also the empty ones, with a name for it."""
    plain = {"key": call.key, "url": call.url, "title": call.title, "funder": call.funder}
    yield from ((name, text or "") for name, text in plain.items())
    yield "language", call.language
    for section in call.sections:
        yield section.heading, section.heading + section.text
    for link in call.links:
        yield "links", link.title + link.url
    for group, codes in call.codes.items():
        yield group, "".join((group, *codes))
    for name, value in call.stated.items():
        yield name, name + value


def _news_problem(item: NewsItem) -> str | None:
    if not item.title.strip() or len(item.title) > _LONGEST_TITLE:
        return f"expected a title of 1 to {_LONGEST_TITLE} characters, found {item.title!r:.80}"
    if len(item.summary) > _LONGEST_SUMMARY:
        return f"expected a summary of at most {_LONGEST_SUMMARY} characters"
    if not item.language or len(item.language) > _LONGEST_LANGUAGE:
        return f"expected the code of a language, found {item.language!r:.80}"
    if item.published_at is not None and item.published_at.tzinfo is None:
        return f"expected a moment with its time zone, found {item.published_at}"
    return _text_problem(news_fields(item).items()) or _text_problem([("key", item.key)])


def _project_problem(project: FundedProject) -> str | None:
    told = project_fields(project)
    if not project.recipient.name.strip():
        return "expected the name of a recipient, found none"
    if long := next((name for name, value in told.items() if len(value) > _LONGEST_FIELD), None):
        return f"expected at most {_LONGEST_FIELD} characters in {long!r}"
    return _text_problem(told.items()) or _text_problem([("key", project.key)])


def _lines(path: Path) -> Iterator[Item | Sighting | Finding]:
    if not path.exists():
        return
    with path.open("rb") as lines:
        for line in lines:
            yield _parsed(line)


def _parsed(line: bytes) -> Item | Sighting | Finding:
    try:
        entry: Any = json.loads(line)
        if "call" in entry:
            return CALL.validate_python(entry["call"])
        if "news" in entry:
            return NEWS.validate_python(entry["news"])
        if "project" in entry:
            return PROJECT.validate_python(entry["project"])
        if "sighting" in entry:
            return SIGHTING.validate_python(entry["sighting"])
        found = FINDING.validate_python(entry["finding"])
        url = found.url and _NO_TEXT.sub("\ufffd", found.url)
        return replace(found, text=_NO_TEXT.sub("\ufffd", found.text), url=url)
    except (ValueError, KeyError, TypeError, RecursionError) as error:
        text = f"a line of the crawl cannot be read: {str(error).splitlines()[0]:.200}"
        return Finding("item_unreadable", text, None, Weight.DOUBT)


def _bounded(findings: list[Finding]) -> tuple[Finding, ...]:
    """Keep a report readable: the first of many, and how many there were; failures always."""
    if len(findings) <= _MOST_FINDINGS:
        return tuple(findings)
    ranked = sorted(findings, key=lambda finding: _WEIGHTS.index(finding.weight))
    rest = len(findings) - _MOST_FINDINGS
    more = Finding(
        "more_findings", f"and {rest} more findings", None, ranked[_MOST_FINDINGS].weight
    )
    return (*ranked[:_MOST_FINDINGS], more)


_WEIGHTS = (Weight.FAILURE, Weight.DOUBT, Weight.NOTE)
