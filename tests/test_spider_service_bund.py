"""service.bund.de: tenders as news; a feed that robots.txt forbids is not read and says so."""

from __future__ import annotations

import json
import shutil
from datetime import date
from pathlib import Path

import pytest

from scout.collect.catalogue import sources, spider_of
from scout.collect.crawl import CrawlOptions, crawl
from scout.domain import Brings, NewsItem, Weight

RECORDED = Path(__file__).parent / "recorded" / "de_service_bund" / "one"
DAY = date(2026, 11, 23)


@pytest.fixture
def web(tmp_path: Path) -> Path:
    """The recorded day, to be changed."""
    (tmp_path / "out").mkdir()
    return Path(shutil.copytree(RECORDED, tmp_path / "web"))


def test_tenders_are_news_of_a_window_and_only_title_and_link_are_licensed():
    source = sources()["de_service_bund"]

    assert spider_of(source.name) == "news"
    assert (source.brings, source.licence) == (Brings.NEWS, "nur Titel und Link")
    assert source.expects.window
    assert source.expects.max_items == 500


def test_what_is_asked_for_is_kept_to_be_ranked(web):
    options = CrawlOptions(today=DAY, replay=web)

    basket = crawl(sources()["de_service_bund"], web.parent / "out", options, lambda _: None).basket

    items = [each for each in basket._believed() if isinstance(each, NewsItem)]
    assert [each.title for each in items][:1] == [
        "Sensoren und Plattform für die Grundwassermessung im Kreis"
    ]
    assert "Vergabestelle: Kreis Musterland" in items[0].summary


def test_a_feed_that_robots_txt_forbids_is_not_read_and_says_so(web):
    (web / "files" / "robots.txt").write_text("User-agent: *\nDisallow: /Content/Globals/\n")
    options = CrawlOptions(today=DAY, replay=web, record=web.parent / "said")

    basket = crawl(sources()["de_service_bund"], web.parent / "out", options, lambda _: None).basket

    assert basket.items == 0
    assert [(each.code, each.weight) for each in basket.findings] == [
        ("robots_forbidden", Weight.FAILURE)
    ]
    said = json.loads((web.parent / "said" / "index.json").read_text())["responses"]
    assert [each["url"].rpartition("/")[2] for each in said] == ["robots.txt"]
