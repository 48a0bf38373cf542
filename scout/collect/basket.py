"""What one crawl brought: a file of calls and findings, and the figures by which it is judged.

The child writes a line for each; the parent reads them twice, once to judge and once to store, and
never holds all texts at a time.
"""

from __future__ import annotations

import hashlib
import json
import re
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from pydantic import TypeAdapter

from scout.domain import Finding, FundingCall, Weight, source_fields

CALL = TypeAdapter(FundingCall)
FINDING = TypeAdapter(Finding)

_MOST_FINDINGS = 200
_LONGEST_KEY = 500
_LONGEST_URL = 2000
_WEB = re.compile(r"https?://[^\s\x00-\x1f\x7f]+", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Basket:
    """The figures of one crawl and where its calls lie.

    ``hashes`` maps each believed call's key to the hash of its content; ``fill`` each field to the
    share of calls in [0, 1] that carry it. ``rejected`` counts items that could not be believed.
    """

    source: str
    path: Path
    hashes: Mapping[str, str]
    fill: Mapping[str, float]
    rejected: int = 0
    findings: tuple[Finding, ...] = field(default=())

    @property
    def items(self) -> int:
        """The number of calls that can be taken in."""
        return len(self.hashes)

    def calls(self) -> Iterator[FundingCall]:
        """Yield the believed calls once each, reading the file anew."""
        waiting = dict(self.hashes)
        for call, _ in _lines(self.path):
            if call is None or _problem(call, self.source, {}) is not None:
                continue
            if waiting.get(call.key) == content_hash(call):
                del waiting[call.key]
                yield call


def line_of_call(call: FundingCall) -> bytes:
    """Return the line that stands for ``call`` in a basket's file."""
    return b'{"call":' + CALL.dump_json(call) + b"}\n"


def line_of_finding(finding: Finding) -> bytes:
    """Return the line that stands for ``finding`` in a basket's file."""
    return b'{"finding":' + FINDING.dump_json(finding) + b"}\n"


def content_hash(call: FundingCall) -> str:
    """Return a digest of all source fields; equal content has equal digests on every machine."""
    text = json.dumps(source_fields(call), ensure_ascii=False, sort_keys=True)
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()


def read_basket(path: Path, source: str) -> Basket:
    """Read what a child wrote; each item that cannot be believed is counted and reported."""
    hashes: dict[str, str] = {}
    filled: Counter[str] = Counter()
    findings: list[Finding] = []
    rejected = 0
    for call, finding in _lines(path):
        if call is not None:
            problem = _problem(call, source, hashes)
            if problem is None:
                hashes[call.key] = content_hash(call)
                filled.update(source_fields(call).keys())
                continue
            rejected += 1
            finding = Finding("item_rejected", problem, call.url[:_LONGEST_URL], Weight.DOUBT)  # noqa: PLW2901 - the same line of the report
        if finding is not None:
            findings.append(finding)
    fill = {name: count / len(hashes) for name, count in sorted(filled.items())}
    return Basket(source, path, hashes, fill, rejected, _bounded(findings))


def _problem(call: FundingCall, source: str, seen: Mapping[str, str]) -> str | None:
    """Say why ``call`` cannot be taken in, or return ``None``."""
    if call.source != source:
        return f"expected an item of {source}, found one of {call.source!r:.80}"
    if not call.key.strip() or len(call.key) > _LONGEST_KEY:
        return f"expected a key of 1 to {_LONGEST_KEY} characters, found {call.key!r:.80}"
    if call.key in seen:
        return f"the key {call.key!r:.120} came twice"
    if not _WEB.fullmatch(call.url) or len(call.url) > _LONGEST_URL:
        return f"expected an address of the web, found {call.url!r:.120}"
    headings = [section.heading for section in call.sections]
    return "a heading stands twice" if len(set(headings)) < len(headings) else None


def _lines(path: Path) -> Iterator[tuple[FundingCall | None, Finding | None]]:
    if not path.exists():
        return
    with path.open("rb") as lines:
        for line in lines:
            yield _parsed(line)


def _parsed(line: bytes) -> tuple[FundingCall | None, Finding | None]:
    try:
        entry: Any = json.loads(line)
        if "call" in entry:
            return CALL.validate_python(entry["call"]), None
        return None, FINDING.validate_python(entry["finding"])
    except (ValueError, KeyError, TypeError, RecursionError) as error:
        text = f"a line of the crawl cannot be read: {str(error).splitlines()[0]:.200}"
        return None, Finding("item_unreadable", text, None, Weight.DOUBT)


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
