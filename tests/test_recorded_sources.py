"""Every source on its recorded pages: what comes is what stands beside them, field by field.

``tests/recorded/<source>/`` holds ``expected.json`` and one bundle for each form of its pages (see
docs/bundles.md): all forms must bring the same. The pages are our own, in the forms that the
publishers use.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import asdict
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from scout.collect.catalogue import sources
from scout.collect.crawl import CrawlOptions, crawl
from scout.collect.verdict import Figures, judge
from scout.domain import Source, Verdict

RECORDED = Path(__file__).parent / "recorded"
DAY = date(2026, 11, 23)
# Read in tests of their own, from exports and answers that builders make.
ELSEWHERE = ("de_foerderdatenbank", "eu_funding_tenders", "news_")
FORMS = sorted(path.parent for path in RECORDED.glob("*/*/index.json"))


def brought(source: Source, bundle: Path, folder: Path) -> tuple[dict[str, Any], Verdict]:
    """Return items by key and codes of findings, as ``expected.json`` has them."""
    basket = crawl(source, folder, CrawlOptions(today=DAY, replay=bundle), lambda _: None).basket
    figures = Figures(basket.items, basket.rejected, basket.fill, len(basket.missing))
    verdict, findings = judge(
        figures, basket.findings, source.with_min_items(1).expects, last_good=None
    )
    items = {item.key: asdict(item) for item in basket._believed()}
    for item in items.values():
        del item["source"], item["key"]
        if "sections" in item:
            item["sections"] = {each["heading"]: each["text"] for each in item["sections"]}
            item["links"] = {each["url"]: each["title"] for each in item["links"]}
    odd = sorted(f"{each.code} {each.url or ''}".strip() for each in findings)
    return json.loads(json.dumps({"items": items, "findings": odd}, default=str)), verdict


@pytest.mark.parametrize("form", FORMS, ids=lambda path: f"{path.parent.name}-{path.name}")
def test_a_recorded_page_brings_what_stands_beside_it(form: Path, tmp_path: Path) -> None:
    expected: Mapping[str, Any] = json.loads((form.parent / "expected.json").read_text("utf-8"))

    found, verdict = brought(sources()[form.parent.name], form, tmp_path)

    assert found["items"] == expected["items"]
    assert found["findings"] == expected["findings"]
    assert verdict is Verdict(expected.get("verdict", "OK"))


def test_every_source_has_recorded_pages_and_expected_items() -> None:
    there = {path.parent.name for path in FORMS}
    wanted = {name for name in sources() if not name.startswith(ELSEWHERE)}
    assert wanted <= there
    assert all((RECORDED / name / "expected.json").exists() for name in there)
