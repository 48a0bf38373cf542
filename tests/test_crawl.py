"""A crawl in its own process: whatever it does, its parent survives, judges, and stays bounded."""

from __future__ import annotations

import json
import os
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from datetime import date
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest

from scout.clock import now_or_on
from scout.collect.bundle import load_bundle
from scout.collect.catalogue import sources
from scout.collect.crawl import Crawl, CrawlOptions, crawl
from scout.collect.source_run import CollectReport, collect_source
from scout.domain import Verdict, Weight
from scout.store import runs
from scout.store.engine import Store, open_store

ODD = ("odd_spiders",)
TODAY = date(2026, 11, 23)
PAGES = {
    "/robots.txt": (200, "User-agent: *\nDisallow: /secret\n"),
    "/list": (200, "<a href=/a>a</a> <a href=/b>b</a> <a href=/moved>c</a>"),
    "/a": (200, "<h1>Förderung A</h1><p>Für Kommunen.</p>"),
    "/b": (200, "<h1>Förderung B</h1><p>Für Kreise.</p>"),
    "/moved": (302, "/c"),
    "/c": (200, "<h1>Förderung C</h1><p>Für Städte.</p>"),
}


class Site:
    """A web site on loopback: pages by path, and what was asked of it."""

    def __init__(self) -> None:
        self.pages = dict(PAGES)
        self.asked: list[tuple[str, str]] = []
        site = self

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                site.asked.append((self.path, self.headers.get("User-Agent", "")))
                status, body = site.pages.get(self.path, (404, ""))
                self.send_response(status)
                if status == 302:
                    self.send_header("Location", body)
                self.send_header("Content-Type", "text/html; charset=utf-8")
                self.end_headers()
                self.wfile.write(body.encode() if status == 200 else b"")

            def log_message(self, *_: object) -> None:
                pass

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.url = f"http://127.0.0.1:{self.server.server_port}"
        threading.Thread(target=self.server.serve_forever, daemon=True).start()

    def close(self) -> None:
        self.server.shutdown()
        self.server.server_close()


@pytest.fixture
def site(monkeypatch: pytest.MonkeyPatch) -> Iterator[Site]:
    opened = Site()
    monkeypatch.setenv("ODD_SITE", opened.url)
    monkeypatch.setenv("PYTHONPATH", str(Path(__file__).parent))
    monkeypatch.syspath_prepend(str(Path(__file__).parent))
    yield opened
    opened.close()


def options(**values: object) -> CrawlOptions:
    quick = {"DOWNLOAD_DELAY": 0, "AUTOTHROTTLE_ENABLED": False}
    return CrawlOptions(
        today=TODAY, spider_modules=ODD, overrides=quick, may_reach=("127.0.0.0/8",), **values
    )  # type: ignore[arg-type]


def run(name: str, folder: Path, **values: object) -> Crawl:
    folder.mkdir(parents=True, exist_ok=True)
    return crawl(sources(ODD)[name], folder, options(**values), lambda _: None)


def test_a_site_is_read_under_our_own_name(site, tmp_path):
    found = run("odd", tmp_path, contact="digital@kreis.example")

    assert sorted(found.basket.hashes) == ["a", "b", "c"]
    assert found.basket.findings == ()
    assert not found.aborted
    assert {agent for _, agent in site.asked} == {"foerderscout/0.1.0 (+digital@kreis.example)"}
    assert site.asked[0][0] == "/robots.txt"


def test_what_robots_txt_forbids_is_not_asked_for(site, tmp_path):
    site.pages["/list"] = (200, "<a href=/a>a</a> <a href=/b>b</a> <a href=/secret>s</a>")

    found = run("odd", tmp_path)

    assert "/secret" not in [path for path, _ in site.asked]
    (finding,) = found.basket.findings
    assert (finding.code, finding.weight) == ("robots_forbidden", Weight.DOUBT)


def test_a_missing_page_is_a_doubt_with_its_address(site, tmp_path):
    del site.pages["/b"]

    found = run("odd", tmp_path)

    (finding,) = found.basket.findings
    assert (finding.code, finding.url, finding.weight) == (
        "http_404",
        f"{site.url}/b",
        Weight.DOUBT,
    )


def test_a_missing_first_page_is_a_failure(site, tmp_path):
    site.pages["/list"] = (503, "")

    (finding,) = run("odd", tmp_path).basket.findings

    assert (finding.code, finding.weight) == ("http_503", Weight.FAILURE)


def test_a_refused_connection_is_a_failure(monkeypatch, tmp_path):
    with socket.socket() as reserved:
        reserved.bind(("127.0.0.1", 0))
        monkeypatch.setenv("ODD_SITE", f"http://127.0.0.1:{reserved.getsockname()[1]}")
        monkeypatch.setenv("PYTHONPATH", str(Path(__file__).parent))
        monkeypatch.syspath_prepend(str(Path(__file__).parent))

        (finding,) = run("odd", tmp_path).basket.findings

    assert (finding.code, finding.weight) == ("connection_refused", Weight.FAILURE)


@pytest.mark.parametrize(
    ("name", "code", "words"),
    [
        ("raising", "exception", "LookupError: the page has another form"),
        ("refusing", "bot_wall", "the page asks for a human"),
        ("endless", "limit_reached", "more items came"),
        ("crashing", "crashed", "exit code 7"),
    ],
)
def test_a_spider_that_misbehaves_fails_with_a_finding_of_its_own(
    name, code, words, site, tmp_path
):
    found = run(name, tmp_path)

    failures = [each for each in found.basket.findings if each.weight is Weight.FAILURE]
    assert code in {each.code for each in failures}
    assert any(words in each.text for each in failures)


def test_a_double_and_a_stranger_are_rejected_and_named(site, tmp_path):
    found = run("doubling", tmp_path)

    assert sorted(found.basket.hashes) == ["a", "c"]
    assert found.basket.rejected == 2
    assert {each.code for each in found.basket.findings} == {"item_rejected"}
    assert [call.key for call in found.basket.calls()] == ["a", "c"]


def test_a_crawl_that_hangs_is_ended_with_all_its_group(site, tmp_path):
    began = time.monotonic()

    found = run("hanging", tmp_path, time_limit_s=3)

    assert [each.code for each in found.basket.findings] == ["time_limit"]
    assert time.monotonic() - began < 60


def test_recording_and_replaying_bring_the_same(site, tmp_path):
    web = tmp_path / "web"
    live = run("odd", tmp_path / "live", record=web)
    site.close()

    replayed = run("odd", tmp_path / "again", replay=web)

    assert replayed.basket.hashes == live.basket.hashes
    assert replayed.basket.findings == ()
    recorded = load_bundle(web)
    assert recorded.day == TODAY
    assert recorded.expects["odd"].min_items == 2
    assert [each.status for each in recorded.responses if each.url.endswith("/moved")] == [302]
    assert any(each.url.endswith("/robots.txt") for each in recorded.responses)


def test_recording_keeps_how_a_connection_failed(site, tmp_path):
    site.close()
    live = run("odd", tmp_path / "live", record=tmp_path / "web")

    replayed = run("odd", tmp_path / "again", replay=tmp_path / "web")

    assert [each.code for each in replayed.basket.findings] == ["connection_refused"]
    assert live.basket.findings[0].code == "connection_refused"


def test_a_replay_opens_no_socket(site, tmp_path):
    run("odd", tmp_path / "live", record=tmp_path / "web")
    asked = len(site.asked)

    run("odd", tmp_path / "again", replay=tmp_path / "web")

    assert len(site.asked) == asked


def _start_slow(home: Path, database_url: str) -> subprocess.Popen[bytes]:
    """Start a collect of the slow source in a process of its own and wait until it crawls."""
    code = (
        "import sys; from pathlib import Path\n"
        "from test_crawl import options, now_or_on, TODAY, sources, ODD\n"
        "from scout.collect.source_run import collect_source\n"
        "from scout.store.engine import open_store\n"
        "home = Path(sys.argv[1]); store = open_store(home, sys.argv[2])\n"
        "tell = lambda _, count: (home / 'items').write_text(str(count))\n"
        "r = collect_source(home, store, sources(ODD)['slow'], options(), now_or_on(TODAY), tell)\n"
        "print(r.verdict, [f.code for f in r.findings])\n"
    )
    command = [sys.executable, "-c", code, str(home), database_url]
    process = subprocess.Popen(command, stdout=subprocess.PIPE)
    seen = home / "items"
    for _ in range(600):
        if seen.exists() and seen.read_text() not in ("", "0", "1"):
            return process
        time.sleep(0.1)
    process.kill()
    raise AssertionError("the slow crawl did not begin")


def _children(pid: int) -> list[int]:
    text = Path(f"/proc/{pid}/task/{pid}/children").read_text()
    return [int(child) for child in text.split()]


def _gone(pid: int) -> bool:
    for _ in range(100):
        status = Path(f"/proc/{pid}/stat")
        if not status.exists() or status.read_text().rpartition(")")[2].split()[0] == "Z":
            return True
        time.sleep(0.1)
    return False


@pytest.mark.skipif(not Path("/proc/self/task").exists(), reason="needs Linux's /proc")
def test_a_collect_that_is_killed_leaves_the_store_as_it_was_and_is_listed_as_aborted(
    site, home, store, database_url
):
    process = _start_slow(home, database_url)
    (child,) = _children(process.pid)
    assert store.is_held("slow")

    process.kill()
    process.communicate()

    assert _gone(child), "the child goes on without its parent"
    with store.reading() as connection:
        begun = runs.newest(connection, "slow")
    assert begun is not None
    assert begun.outcome == runs.RUNNING
    with store.lock("slow", wait=True) as free:
        assert free
    with store.writing() as connection:
        runs.abandon(connection, "slow")
        assert runs.newest(connection, "slow").outcome == runs.ABORTED  # type: ignore[union-attr]


@pytest.mark.skipif(not Path("/proc/self/task").exists(), reason="needs Linux's /proc")
def test_a_crawl_whose_child_is_killed_is_aborted_and_takes_nothing_in(
    site, home, store, database_url
):
    process = _start_slow(home, database_url)
    (child,) = _children(process.pid)

    os.kill(child, signal.SIGKILL)

    assert process.communicate(timeout=60)[0].decode().startswith("FAILED ['aborted'")
    with store.reading() as connection:
        ended = runs.newest(connection, "slow")
    assert ended is not None
    assert ended.outcome == runs.ABORTED


def collect(home: Path, store: Store, name: str = "odd") -> CollectReport:
    odd = sources(ODD)[name].with_min_items(1)
    return collect_source(home, store, odd, options(), now_or_on(TODAY), lambda *_: None)


def test_two_crawls_of_one_source_do_not_run_at_once(site, home, store):
    with store.lock("odd"):
        report = collect(home, store)

    assert report.verdict is Verdict.FAILED
    assert [each.code for each in report.findings] == ["busy"]
    assert site.asked == []


def test_two_homes_with_one_server_do_not_read_a_source_at_once(site, tmp_path, postgres):
    with postgres.database() as name:
        url = postgres.url(name)
        here = open_store(tmp_path / "hier", url)
        process = _start_slow(tmp_path / "dort", url)
        slow = sources(ODD)["slow"]
        report = collect_source(
            tmp_path / "hier", here, slow, options(), now_or_on(TODAY), lambda *_: None
        )
        process.kill()
        process.communicate()
        here.close()

    assert [each.code for each in report.findings] == ["busy"]


def test_two_databases_of_one_home_do_not_share_the_folder_of_a_crawl(site, home):
    slow = sources(ODD)["slow"]
    process = _start_slow(home, "sqlite:///other.db")
    store = open_store(home)
    report = collect_source(home, store, slow, options(), now_or_on(TODAY), lambda *_: None)
    process.kill()
    process.communicate()
    store.close()

    assert [each.code for each in report.findings] == ["busy"]


def test_the_log_of_a_crawl_names_nobody_and_no_items(site, home, store):
    report = collect(home, store, "raising")
    assert report.verdict is Verdict.FAILED
    log = (home / "logs" / "raising.log").read_text()
    assert "Traceback" in log
    assert "LookupError: the page has another form, says [address]\n" in log
    assert "@" not in log
    assert " INFO: " in log
    assert " DEBUG: " not in log


def test_a_source_whose_count_collapses_keeps_what_is_stored(site, home, store):
    def found() -> tuple[Verdict, list[str], int]:
        report = collect(home, store)
        return report.verdict, [each.code for each in report.findings], report.gone

    assert found() == (Verdict.OK, [], 0)
    site.pages["/list"] = (200, "<a href=/a>a</a>")
    assert found() == (Verdict.FAILED, ["count_collapsed"], 0)
    site.pages["/list"] = (200, "<a href=/a>a</a> <a href=/b>b</a>")
    assert found() == (Verdict.OK, [], 1)
    log = home / "logs" / "odd.log"
    assert "Spider closed (finished)" in log.read_text()


def test_the_job_file_says_what_a_child_needs(site, tmp_path):
    run("odd", tmp_path)

    job = json.loads((tmp_path / "job.json").read_text())

    assert job["day"] == "2026-11-23"
    assert job["spider"] == "odd"
