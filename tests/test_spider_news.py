"""The feeds as sources: read through the real crawl, and whatever they answer instead."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
from collections.abc import Callable, Sequence
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from scrapy.http import XmlResponse

from scout.collect.catalogue import sources
from scout.domain import Finding, NewsItem
from spiders.news import News

FEED = "https://www.heise.de/rss/heise-atom.xml"
DAY = date(2026, 11, 16)
ROOT = Path(__file__).parent.parent
PAGE = (
    "<!DOCTYPE html><html><head><title>Bitte warten</title></head><body>"
    + "<p>Wir prüfen Ihren Browser.</p>" * 4300
    + "</body></html>"
)
BOMB = '<!DOCTYPE feed [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;">]>'


def entry(number: int, **values: str) -> str:
    """One entry of a feed; a value of "" leaves its element out."""
    given = {
        "id": f"tag:blatt.example,2026:{number}",
        "title": f"Meldung {number}",
        "link": f"https://blatt.example/{number}?wt_mc=rss",
        "published": f"2026-11-{1 + number % 15:02}T08:00:00+01:00",
        "summary": f"Was Nummer {number} sagt.",
    } | values
    link = f'<link href="{given.pop("link")}"/>' if given["link"] else given.pop("link")
    return f"<entry>{link}{''.join(f'<{n}>{v}</{n}>' for n, v in given.items() if v)}</entry>"


def feed(*entries: str) -> str:
    return (
        f'<feed xmlns="http://www.w3.org/2005/Atom"><title>Blatt</title>{"".join(entries)}</feed>'
    )


def write_web(folder: Path, body: str = "", *, robots: str = "", **answer: Any) -> Path:
    """Write a day of the web on which the feed answers ``body``, or fails as ``answer`` says."""
    folder.mkdir()
    (folder / "feed.xml").write_text(body)
    (folder / "robots.txt").write_text(robots)
    given = {"url": FEED} | (answer or {"status": 200, "file": "feed.xml"})
    allowed = {"url": "https://www.heise.de/robots.txt", "status": 200, "file": "robots.txt"}
    index = {"expects": {"news_heise": {"min_items": 1}}, "responses": [given, allowed]}
    (folder / "index.json").write_text(json.dumps(index))
    return folder


@pytest.fixture
def web(tmp_path: Path) -> Callable[..., Path]:
    """Write one more day of the web."""
    return lambda *body, **values: write_web(
        tmp_path / f"web{len(list(tmp_path.glob('web*')))}", *body, **values
    )


@pytest.fixture(scope="module")
def _read(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A home in which a feed of six entries was read; made once, to be copied."""
    folder = tmp_path_factory.mktemp("read")
    day = write_web(folder / "web", feed(*[entry(n) for n in range(20, 26)]))
    command = [sys.executable, "-m", "scout", "collect", "--home", str(folder / "home")]
    subprocess.run([*command, "--replay", str(day), "--today", str(DAY)], check=True, cwd=ROOT)
    return folder / "home"


@pytest.fixture
def read(home: Path, _read: Path) -> Path:
    """``home``, with a feed of six entries read on DAY."""
    return Path(shutil.copytree(_read, home))


@pytest.fixture
def collect(scout, json_lines) -> Callable[..., dict[str, Any]]:
    """Read a day of the web with the real crawl; returns the one report."""

    def run(folder: Path, day: date = DAY) -> dict[str, Any]:
        result = scout("collect", "--replay", folder, "--today", day, "--json")
        (report,) = json_lines(result)
        assert result.returncode == (report["verdict"] == "FAILED")
        return dict(report)

    return run


def codes(report: dict[str, Any]) -> list[str]:
    return [finding["code"] for finding in report["findings"]]


def found(spider: News, body: str) -> Sequence[NewsItem | Finding]:
    response = XmlResponse(spider.source.url, body=body.encode(), encoding="utf-8")
    return list(spider.parse(response))


def test_a_spider_serves_the_source_whose_name_it_is_given():
    spider = News("news_kommune21")

    assert spider.source == sources()["news_kommune21"]
    assert (spider.name, spider.start_urls) == ("news_kommune21", [spider.source.url])
    assert News.name == "news"
    with pytest.raises(ValueError, match="not enough values"):
        News("news_nobody")


def test_an_entry_becomes_an_item_of_that_source():
    (item,) = found(News("news_t3n"), feed(entry(7)))

    assert item == NewsItem(
        source="news_t3n",
        key="tag:blatt.example,2026:7",
        url="https://blatt.example/7",
        title="Meldung 7",
        published_at=datetime(2026, 11, 8, 7, tzinfo=UTC),
        summary="Was Nummer 7 sagt.",
        language="de",
    )


def test_the_language_is_german_unless_the_feed_says_otherwise():
    body = feed(entry(1)).replace("<feed ", '<feed xml:lang="en-GB" ')

    (item,) = found(News("news_t3n"), body)

    assert isinstance(item, NewsItem)
    assert item.language == "en"


def test_a_finding_names_the_feed_it_concerns():
    *_, finding = found(News("news_vdz"), feed(*[entry(n) for n in range(4)], entry(9, link="")))

    assert isinstance(finding, Finding)
    assert (finding.code, finding.url) == ("entries_left_out", "https://www.vdz.org/rss.xml")


def test_a_feed_is_a_source_of_its_own(web, collect, scout, json_lines):
    report = collect(web(feed(*[entry(n) for n in range(3)])))

    assert (report["source"], report["verdict"]) == ("news_heise", "OK")
    assert (report["items"], report["new"], report["findings"]) == (3, 3, [])
    states = {state["name"]: state for state in json_lines(scout("sources", "--json"))}
    assert states["news_heise"]["outcome"] == "OK"
    assert states["news_heise"]["brings"] == "NEWS"
    assert states["news_golem"]["outcome"] is None
    assert states["de_foerderdatenbank"]["brings"] == "CALLS"
    assert "news" not in states


def test_a_recording_of_a_feed_is_one_of_its_source(web, tmp_path, collect, scout):
    first = web(feed(entry(1)))
    words = ("collect", "news_heise", "--replay", first, "--record", tmp_path / "rec")
    assert scout(*words, "--today", DAY).returncode == 0

    index = json.loads((tmp_path / "rec" / "index.json").read_text())

    assert index["expects"] == {"news_heise": {"min_items": 1}}
    assert collect(tmp_path / "rec")["items"] == 1


def test_a_changed_entry_is_no_news_and_what_left_the_feed_is_not_gone(
    web, collect, scout, json_lines
):
    collect(web(feed(entry(1), entry(2), entry(3))))

    report = collect(
        web(feed(entry(2, title="Korrigiert"), entry(3), entry(4))), DAY + timedelta(1)
    )

    counts = {name: report[name] for name in ("new", "changed", "gone", "back")}
    assert counts == {"new": 1, "changed": 1, "gone": 0, "back": 0}
    titles = {each["key"][-1]: each["title"] for each in json_lines(scout("news", "--json"))}
    assert titles == {"1": "Meldung 1", "2": "Korrigiert", "3": "Meldung 3", "4": "Meldung 4"}


def test_a_window_may_shrink_and_grow_as_its_publisher_likes(web, collect):
    sizes = []
    for day, size in enumerate((60, 20, 1, 60)):
        report = collect(web(feed(*[entry(n) for n in range(size)])), DAY + timedelta(day))
        sizes.append((report["verdict"], report["items"], report["findings"]))

    assert sizes == [("OK", 60, []), ("OK", 20, []), ("OK", 1, []), ("OK", 60, [])]


WORLDS: dict[str, tuple[dict[str, Any], str]] = {
    "a page for people": ({"body": PAGE}, "not_a_feed"),
    "another XML": ({"body": "<urlset><url><loc>https://a.example/</loc></url></urlset>"},
                    "not_a_feed"),
    "nothing": ({"body": "\n"}, "feed_empty"),
    "no entries": ({"body": feed()}, "too_few_items"),
    "entries without links": ({"body": feed(entry(1, link=""))}, "too_few_items"),
    "entities of its own": ({"body": BOMB + feed(entry(1, title="&b;"))}, "xml_doctype"),
    "an impossible encoding": ({"body": '<?xml version="1.0" encoding="undefined"?>' + feed()},
                               "feed_damaged"),
    "robots.txt forbids it": ({"body": feed(entry(1)), "robots": "User-agent: *\nDisallow: /rss/"},
                              "robots_forbidden"),
    "HTTP 403": ({"status": 403}, "http_403"),
    "HTTP 404": ({"status": 404}, "http_404"),
    "HTTP 500": ({"status": 500}, "http_500"),
    "refused": ({"error": "refused"}, "connection_refused"),
    "timeout": ({"error": "timeout"}, "timeout"),
    "no such host": ({"error": "dns"}, "host_unknown"),
}  # fmt: skip


@pytest.mark.parametrize("name", sorted(WORLDS))
def test_a_broken_feed_fails_and_leaves_the_store_alone(
    name, read, web, collect, scout, json_lines
):
    answer, code = WORLDS[name]
    before = scout("news", "--json").stdout

    report = collect(web(**answer), DAY + timedelta(1))

    assert (report["verdict"], report["new"], report["changed"]) == ("FAILED", 0, 0)
    assert code in codes(report)
    assert scout("news", "--json").stdout == before
    states = {state["name"]: state for state in json_lines(scout("sources", "--json"))}
    assert states["news_heise"]["outcome"] == "FAILED"
    assert states["news_heise"]["last_read_on"] == "2026-11-16"


GERMAN = [entry(n, published=f"Mo, {n:02} Okt 2026 08:00:00 +0200") for n in range(1, 7)]
DOUBTS: dict[str, tuple[list[str], list[str]]] = {
    "another form of dates": (GERMAN, ["dates_not_read", "fill_rate", "fill_rate_fell"]),
    "no dates": ([entry(n, published="") for n in range(6)], ["fill_rate", "fill_rate_fell"]),
    "no summaries": ([entry(n, summary="") for n in range(6)], ["fill_rate_fell"]),
    "half without links": ([entry(n, link="" if n % 2 else f"/{n}") for n in range(6)],
                           ["entries_left_out"]),
    "one key for all": ([entry(n, id="immer") for n in range(6)], ["entries_repeated"]),
}  # fmt: skip


@pytest.mark.parametrize("name", sorted(DOUBTS))
def test_a_feed_that_lost_something_is_read_with_doubts(name, read, web, collect):
    entries, expected = DOUBTS[name]

    report = collect(web(feed(*entries)), DAY + timedelta(1))

    assert (report["verdict"], codes(report)) == ("DOUBTFUL", expected)
    assert report["new"] == report["items"] > 0
    urls = {finding["url"] for finding in report["findings"]}
    assert urls <= {FEED, None}


def test_a_feed_that_is_not_well_formed_is_read_with_a_note(web, collect):
    report = collect(web(feed(entry(1), entry(2)).replace("</feed>", "")))

    assert (report["verdict"], report["items"], codes(report)) == ("OK", 2, ["not_well_formed"])


def test_a_feed_that_never_ends_is_cut_with_a_note(web, collect):
    report = collect(web(feed(*[entry(n) for n in range(600)])))

    assert (report["verdict"], report["items"], codes(report)) == ("OK", 500, ["feed_cut"])


def test_a_feed_that_comes_back_to_life_is_read_again(read, web, collect):
    said = []
    for day, body in enumerate((PAGE, PAGE, feed(entry(20), entry(26))), start=1):
        report = collect(web(body), DAY + timedelta(day))
        said.append((report["verdict"], report["new"]))

    assert said == [("FAILED", 0), ("FAILED", 0), ("OK", 1)]


def test_the_recorded_week_of_heise_is_read_once(shared, scout, json_lines):
    said = []
    for day in ("2026-08-15", "2026-08-22"):
        words = ("--replay", shared / "web" / day, "--today", day, "--json")
        (report,) = json_lines(scout("collect", "news_heise", *words))
        said.append([report[name] for name in ("verdict", "items", "new", "changed", "findings")])

    assert said == [["OK", 150, 150, 0, []], ["OK", 150, 0, 0, []]]
