"""Days of the web with feeds on them, and what a source brings of such a day."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from html import escape
from pathlib import Path
from typing import Any

from scout.collect.basket import Basket
from scout.collect.catalogue import sources
from scout.collect.crawl import CrawlOptions, crawl
from scout.collect.verdict import Figures, judge
from scout.domain import Finding, FundingCall, Verdict

DAY = date(2026, 11, 23)
WALL = "<html><head><title>Just a moment...</title></head><body>captcha</body></html>"


def rss(*entries: tuple[str, str], **values: str) -> str:
    """Return a feed of entries with title and link; ``values`` stand in each of them."""
    more = "".join(f"<{name}>{escape(value)}</{name}>" for name, value in values.items())
    items = "".join(
        f"<item><title>{escape(title)}</title><link>{escape(link)}</link>{more}</item>"
        for title, link in entries
    )
    return f'<rss version="2.0"><channel><title>Aufrufe</title>{items}</channel></rss>'


def html(title: str, text: str) -> str:
    """Return a page with a heading of a call and ``text`` below it."""
    body = f"<h1>{title}</h1><h2>Was wird gefördert?</h2><p>{text}</p>"
    return f"<html lang='de'><meta charset='utf-8'><body><main>{body}</main></body></html>"


@dataclass(frozen=True, slots=True)
class Brought:
    """What a crawl of one day brought, judged as a first one."""

    calls: Mapping[str, FundingCall]
    findings: Sequence[Finding]
    verdict: Verdict
    basket: Basket

    @property
    def odd(self) -> list[tuple[str, str]]:
        """Codes and weights of all findings, in order of the alphabet."""
        return sorted((each.code, each.weight.value) for each in self.findings)


def write_web(folder: Path, source: str, answers: Mapping[str, str | bytes | int]) -> Path:
    """Write a day of the web: a body by address, or a status where there is none."""
    folder.mkdir(parents=True)
    responses: list[dict[str, Any]] = []
    for place, (url, answer) in enumerate(answers.items()):
        if isinstance(answer, int):
            responses.append({"url": url, "status": answer})
            continue
        body = answer.encode() if isinstance(answer, str) else answer
        (folder / f"{place}.bin").write_bytes(body)
        responses.append({"url": url, "status": 200, "file": f"{place}.bin"})
    index = {"expects": {source: {"min_items": 1}}, "responses": responses}
    (folder / "index.json").write_text(json.dumps(index))
    return folder


def brought(source: str, web: Path, folder: Path, **values: Any) -> Brought:
    """Crawl ``source`` on a day of the web and judge what it brought."""
    folder.mkdir(parents=True, exist_ok=True)
    options = CrawlOptions(today=DAY, replay=web, **values)
    wanted = sources()[source].with_min_items(1)
    basket = crawl(wanted, folder, options, lambda _: None).basket
    figures = Figures(basket.items, basket.rejected, basket.fill, len(basket.missing))
    verdict, findings = judge(figures, basket.findings, wanted.expects, last_good=None)
    return Brought({call.key: call for call in basket.calls()}, findings, verdict, basket)
