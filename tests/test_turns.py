"""Two crawls of one home never ask one host at a time, and neither waits for ever."""

from __future__ import annotations

import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from itertools import pairwise
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from hypothesis import given
from hypothesis import strategies as st
from scrapy.settings import Settings
from scrapy.spiderloader import SpiderLoader

from scout.clock import now_or_on
from scout.collect import scrapy_settings
from scout.collect.catalogue import sources
from scout.collect.crawl import CrawlOptions
from scout.collect.source_run import collect_source
from scout.collect.spider import ScoutSpider
from scout.collect.turns import domains_of, turn
from scout.domain import Source, Verdict
from scout.errors import Stopped
from scout.store.engine import Store, open_store
from tests.builders import source as a_source
from tests.feed_web import rss, write_web
from tests.odd_site import TODAY, Answer, Line, OddSite, odd_site, page

COLLECT = """
import sys
from pathlib import Path
from scout.clock import now_or_on
from scout.collect.source_run import collect_source
from scout.log import log_to_stderr
from scout.store.engine import open_store
from tests.odd_site import TODAY, odd_source, options
log_to_stderr()
home, name = Path(sys.argv[1]), sys.argv[2]
tell = lambda *_: print("turn", flush=True)
store = open_store(home)
report = collect_source(
    home, store, odd_source(name), options(contact=name), now_or_on(TODAY), tell
)
print(report.verdict, report.items)
"""
NAMES = ("odd", "odd_pages")


@pytest.fixture
def site(monkeypatch: pytest.MonkeyPatch) -> Iterator[OddSite]:
    with odd_site(monkeypatch) as opened:
        yield opened


@pytest.fixture
def store(home: Path) -> Iterator[Store]:
    home.mkdir()
    opened = open_store(home)
    yield opened
    opened.close()


class Crowd:
    """Counts how many requests are under way at a site, which takes its time."""

    def __init__(self) -> None:
        self.most = 0
        self._now = 0
        self._lock = threading.Lock()

    def slowly(self, answer: Answer) -> Answer:
        def write(line: Line) -> None:
            self._step(+1)
            time.sleep(0.15)
            # Before it is sent: who asked may be heard of again at once.
            self._step(-1)
            answer(line)

        return write

    def _step(self, by: int) -> None:
        with self._lock:
            self._now += by
            self.most = max(self.most, self._now)


def start(home: Path, name: str) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, "-c", COLLECT, str(home), name],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )


def read_by(site: OddSite) -> list[str]:
    """Return whose requests the site saw, in their order."""
    agents = (each.headers["user-agent"] for each in site.asked)
    return [agent.partition("(+")[2].rstrip(")") for agent in agents]


def declared(*hosts: str, name: str = "probe") -> Source:
    return a_source(name, url=f"https://{hosts[0]}/", hosts=hosts[1:])


def test_two_processes_that_read_one_host_take_turns(site: OddSite, home: Path) -> None:
    home.mkdir()
    crowd = Crowd()
    pages = "abcdef"
    listing = page("".join(f'<a href="/{key}">{key}</a>' for key in pages))
    site.pages = {f"/{key}": crowd.slowly(page(f"<h1>{key}</h1><p>Text.</p>")) for key in pages}
    site.pages["/list"] = crowd.slowly(listing)

    both = [start(home, name) for name in NAMES]
    said = [process.communicate(timeout=120) for process in both]

    assert [told.splitlines()[-1] for told, _ in said] == ["OK 6", "OK 6"]
    assert crowd.most == 1
    agents = read_by(site)
    assert set(agents) == set(NAMES)
    assert sum(before != after for before, after in pairwise(agents)) == 1
    waited = [name for name, (_, log) in zip(NAMES, said, strict=True) if "waits" in log]
    assert len(waited) == 1
    text = "waits: another process is reading pages of 127.0.0.1"
    (log,) = (log for _, log in said if "waits" in log)
    assert log.count(f"{waited[0]} {text}") == 1, "said once"


def test_a_crawl_that_is_killed_leaves_its_host_to_the_next(
    site: OddSite, home: Path, store: Store
) -> None:
    asked = threading.Event()

    def silent_at_first(line: Line) -> None:
        asked.set()
        line.closing.wait(60)

    site.pages = {"/list": silent_at_first}
    killed = start(home, "odd")
    assert asked.wait(60)
    waiting = start(home, "odd_pages")
    assert waiting.stderr is not None
    assert "odd_pages waits" in waiting.stderr.readline()
    assert set(read_by(site)) == {"odd"}
    site.pages = {"/list": page('<a href="/a">a</a>'), "/a": page("<h1>A</h1><p>Text.</p>")}

    killed.kill()
    killed.communicate()

    assert waiting.communicate(timeout=120)[0].splitlines()[-1] == "OK 1"


def test_a_recorded_day_asks_nobody_and_waits_for_nobody(
    home: Path, store: Store, tmp_path: Path
) -> None:
    dfg = sources()["de_dfg"]
    web = write_web(tmp_path / "web", "de_dfg", {dfg.url: rss()})
    options = CrawlOptions(today=TODAY, replay=web)
    with turn(home, dfg, _never):
        report = collect_source(home, store, dfg, options, now_or_on(TODAY), lambda *_: None)
    assert report.verdict is Verdict.FAILED
    assert "busy" not in {each.code for each in report.findings}


def _never(what: str, count: int) -> None:
    raise AssertionError(f"{what} waits: {count}")


def test_sources_of_other_domains_do_not_wait(home: Path) -> None:
    begun = []
    with turn(home, declared("www.bund.example"), _never):
        begun.append("bund")
        with turn(home, declared("www.land.example", "kfw.example"), _never):
            begun.append("land")
    with turn(home, declared("kfw.example", "bund.example"), _never):
        begun.append("both")
    assert begun == ["bund", "land", "both"]


@pytest.mark.parametrize("other", ["bund.example", "www.bund.example", "a.b.bund.example"])
def test_who_waits_may_be_asked_to_stop_and_holds_nothing(
    other: str, home: Path, caplog: pytest.LogCaptureFixture
) -> None:
    asked: list[tuple[str, int]] = []

    def stop_at_last(what: str, count: int) -> None:
        asked.append((what, count))
        if len(asked) == 3:
            raise Stopped("enough")

    two = declared("aaa.example", other, name="second")
    with (
        turn(home, declared("amt.bund.example"), _never),
        pytest.raises(Stopped),
        turn(home, two, stop_at_last, poll_s=0.01),
    ):
        raise AssertionError("it is not its turn")
    assert asked == [("second", 0)] * 3
    assert [record.getMessage() for record in caplog.records] == [
        "second waits: another process is reading pages of bund.example"
    ]
    with turn(home, two, _never):
        pass


def test_a_turn_ends_with_an_error(home: Path) -> None:
    one = declared("bund.example")
    with pytest.raises(LookupError), turn(home, one, _never):
        raise LookupError
    with turn(home, one, _never):
        pass


def test_many_with_hosts_in_common_all_get_their_turn_and_never_meet(home: Path) -> None:
    hosts = ["aa.example", "bb.example", "cc.example"]
    inside = dict.fromkeys(hosts, 0)
    met: list[str] = []

    def read(number: int) -> None:
        own = [hosts[number % 3], hosts[(number + 1) % 3]]
        with turn(home, declared(*own), lambda *_: None, poll_s=0.001):
            for host in own:
                inside[host] += 1
            met.extend(host for host in own if inside[host] > 1)
            time.sleep(0.002)
            for host in own:
                inside[host] -= 1

    with ThreadPoolExecutor(8) as threads:
        for done in [threads.submit(read, number) for number in range(60)]:
            done.result(timeout=60)
    assert met == []


LABEL = st.text(st.sampled_from("abcxyz-"), min_size=1, max_size=5)


@given(st.lists(LABEL, min_size=2, max_size=4), st.lists(LABEL, max_size=3))
def test_two_that_may_meet_at_a_host_have_a_domain_in_common(
    below: list[str], deeper: list[str]
) -> None:
    declared_host = ".".join(below)
    met_at = ".".join([*deeper, *below])
    one = declared("one.example", declared_host)
    other = declared("other.example", f"{met_at.upper()}.")
    assert set(domains_of(one)) & set(domains_of(other))


def test_addresses_in_numbers_stand_for_themselves() -> None:
    found = domains_of(declared("[::1]:80", "10.0.0.1"))
    assert list(found) == ["10.0.0.1", "::1"]


def _start_urls() -> Iterator[tuple[Source, str]]:
    names = {"SPIDER_MODULES": scrapy_settings.SPIDER_MODULES}
    loader = SpiderLoader.from_settings(Settings(names))
    for spider in (loader.load(name) for name in loader.list()):
        assert issubclass(spider, ScoutSpider)
        for source in spider.sources or (spider.source,):
            for url in spider(source=source.name).start_urls:
                yield source, url


def test_every_source_begins_in_a_domain_that_it_declares() -> None:
    found = list(_start_urls())
    assert len({source.name for source, _ in found}) > 20
    for source, url in found:
        begins = replace(source, url=url, hosts=())
        assert set(domains_of(begins)) <= set(domains_of(source)), urlsplit(url).hostname
