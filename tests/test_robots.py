"""What robots.txt says is kept to: its rules, its pace, and that it is silent (RFC 9309)."""

from __future__ import annotations

import itertools
import json
import threading
import time
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from scout import finding_wording
from scout.collect.politeness import LONGEST_WAIT_S
from scout.collect.robots import DELAY_S, LARGEST, rules_of
from scout.domain import Finding, Weight
from scout.watch.alarm import Trouble, letter, pages_at_fault
from tests.builders import TODAY, source
from tests.builders import run as built_run
from tests.odd_site import (
    LATE_S,
    Answer,
    Line,
    OddSite,
    broken_off,
    head,
    in_turn,
    moved,
    odd_site,
    page,
    run,
    silent,
)

PROPERTY = settings(max_examples=300, deadline=None)
LIST = page("<ul><li id=a><h2>A</h2></li><li id=b><h2>B</h2></li></ul>")
WALL = "<!DOCTYPE html><title>Just a moment...</title>"
US = "foerderscout"
ASKED_FIRST = ["/robots.txt", "/.well-known/tdmrep.json"]


@pytest.fixture
def site(monkeypatch: pytest.MonkeyPatch) -> Iterator[OddSite]:
    with odd_site(monkeypatch) as opened:
        opened.pages = {"/list": LIST}
        yield opened


def robots(text: str | bytes, status: int = 200) -> Answer:
    return page(text, status, Content_Type="text/plain")


def delay_told(folder: Path) -> float | None:
    found: dict[str, Any] = json.loads((folder / "outcome.json").read_text())
    return found.get(DELAY_S)


def gaps(site: OddSite) -> list[float]:
    return [later.at_s - earlier.at_s for earlier, later in itertools.pairwise(site.asked)]


@pytest.mark.parametrize("throttle", [False, True])
def test_a_crawl_delay_is_kept_from_the_first_page_on(throttle, site, tmp_path):
    site.pages["/robots.txt"] = robots("User-agent: *\nCrawl-delay: 1.5\nDisallow: /x")
    site.pages["/list"] = page("<a href=/a>a</a> <a href=/b>b</a> <a href=/c>c</a>")
    site.pages |= dict.fromkeys(("/a", "/b", "/c"), page("<h1>Aufruf</h1>"))
    # Without the rule AutoThrottle would be down at a tenth of a second at once.
    pace = {"AUTOTHROTTLE_ENABLED": throttle, "AUTOTHROTTLE_START_DELAY": 0, "DOWNLOAD_DELAY": 0.1}

    found = run("odd", tmp_path, overrides=pace)

    assert found.basket.items == 3
    assert site.paths()[:3] == [*ASKED_FIRST, "/list"]
    assert len(gaps(site)) == 5
    assert min(gaps(site)) > 1.5 - LATE_S
    assert sum(gaps(site)) > 5 * 1.5 - LATE_S
    assert delay_told(tmp_path) == 1.5


def test_without_a_crawl_delay_our_own_pace_holds(site, tmp_path):
    site.pages["/robots.txt"] = robots("User-agent: other\nCrawl-delay: 60")

    found = run("odd_list", tmp_path, overrides={"DOWNLOAD_DELAY": 1})

    assert found.basket.items == 2
    # Half of the delay is the least that Scrapy's chance makes of it.
    assert 0.5 - LATE_S < min(gaps(site)) < 30
    assert delay_told(tmp_path) is None


def test_the_pace_of_one_host_is_not_that_of_another(site, tmp_path):
    slow = page("User-agent: *\nCrawl-delay: 2")
    site.pages["/robots.txt"] = in_turn(page("", 404), slow)
    far = f"http://localhost:{site.port}"
    site.pages["/list"] = page(f"<a href=/a>a</a> <a href=/b>b</a> <a href={far}/c>c</a>")
    site.pages |= dict.fromkeys(("/a", "/b", "/c"), page("<h1>Aufruf</h1>"))

    found = run("odd_far", tmp_path)

    assert found.basket.items == 3
    near = [each.at_s for each in site.asked if each.headers["host"].startswith("127.")]
    there = [each.at_s for each in site.asked if each.headers["host"].startswith("localhost")]
    assert min(later - earlier for earlier, later in itertools.pairwise(there)) > 2 - LATE_S
    assert min(later - earlier for earlier, later in itertools.pairwise(near)) < 2 - LATE_S


def test_a_delay_that_nobody_can_wait_for_leaves_the_site_alone(site, tmp_path):
    site.pages["/robots.txt"] = robots("User-agent: foerderscout\nCrawl-delay: 3600")

    (finding,) = run("odd_list", tmp_path).basket.findings

    assert (finding.code, finding.weight) == ("robots_delay", Weight.FAILURE)
    assert "60 minutes between two pages" in finding.text
    assert "at most 2 minutes" in finding.text
    assert site.paths() == ["/robots.txt"]
    assert finding_wording.finding("robots_delay") != finding_wording.finding("never heard of")


def recorded(folder: Path, site: OddSite, rules: str) -> Path:
    folder.mkdir()
    (folder / "list").write_text("<ul><li id=a><h2>A</h2></li><li id=b><h2>B</h2></li></ul>")
    (folder / "robots").write_text(rules)
    answers = [
        {"url": f"{site.url}/list", "status": 200, "file": "list"},
        {"url": f"{site.url}/robots.txt", "status": 200, "file": "robots"},
    ]
    (folder / "index.json").write_text(json.dumps({"responses": answers}))
    return folder


def test_in_a_replay_a_delay_is_told_and_not_slept(site, tmp_path):
    web = recorded(tmp_path / "web", site, "User-agent: *\nCrawl-delay: 119")

    found = run("odd_list", tmp_path / "crawl", replay=web, time_limit_s=60)

    assert (found.basket.items, found.basket.findings) == (2, ())
    assert delay_told(tmp_path / "crawl") == 119


def test_in_a_replay_the_same_delay_is_too_much(site, tmp_path):
    web = recorded(tmp_path / "web", site, "User-agent: *\nCrawl-delay: 121")

    found = run("odd_list", tmp_path / "crawl", replay=web)

    assert [each.code for each in found.basket.findings] == ["robots_delay"]


SILENT: dict[str, tuple[Answer, str]] = {
    "an error": (robots("User-agent: *\nAllow: /", 500), "robots_unreachable"),
    "a wall that is an error": (page(WALL, 503), "robots_unreachable"),
    "no answer": (silent, "timeout"),
    "a broken connection": (lambda line: line.reset(), "connection_lost"),
    "half an answer": (broken_off("User-agent: *\n", {"Content-Length": "999"}), "cut_off"),
    "a loop": (moved("/robots.txt"), "redirect_loop"),
    "nonsense": (lambda line: line.send(b"SSH-2.0-x\r\n\r\n"), "download_failed"),
    "more than can be believed": (robots(b"#" * 300_000), "too_large"),
    "a redirect to nowhere": (
        lambda line: line.send(head(302, {"Content-Length": "0"})),
        "robots_unreachable",
    ),
}


@pytest.mark.parametrize("name", SILENT)
def test_a_site_whose_rules_do_not_come_is_asked_for_nothing(name, site, tmp_path):
    site.pages["/robots.txt"], code = SILENT[name]
    small = {"DOWNLOAD_TIMEOUT": 1.5, "DOWNLOAD_MAXSIZE": 200_000}

    (finding,) = run("odd_list", tmp_path, overrides=small).basket.findings

    assert (finding.code, finding.weight) == (code, Weight.FAILURE)
    assert "robots.txt of the site" in finding.text
    assert finding.url == f"{site.url}/robots.txt"
    assert set(site.paths()) == {"/robots.txt"}


def test_robots_txt_that_fails_is_named_in_the_alarm_as_the_page_at_fault(site, tmp_path):
    site.pages["/robots.txt"] = page("", 503)
    findings = run("odd_list", tmp_path).basket.findings
    failed = replace(built_run("FAILED"), findings=findings)

    assert pages_at_fault([failed, failed]) == [f"{site.url}/robots.txt"]
    trouble = Trouble(source("nrw_amt"), (failed, failed), None)
    text = letter([trouble], [], TODAY, 14).text
    assert f"{site.url}/robots.txt" in text
    assert f"{site.url}/list" not in text


def test_robots_txt_is_asked_for_again_before_it_is_given_up(site, tmp_path):
    good = robots("User-agent: *\nAllow: /")
    site.pages["/robots.txt"] = in_turn(lambda line: line.reset(), page("", 500), good)

    found = run("odd_list", tmp_path, overrides={"RETRY_TIMES": 2})

    assert (found.basket.items, found.basket.findings) == (2, ())


@pytest.mark.parametrize(
    "answer",
    [
        page("User-agent: *\nDisallow: /", 404),
        page("User-agent: *\nDisallow: /", 403),
        page(WALL, 403),
        page("", 401),
        page("", 410),
        robots("\ufeffUser-agent: *\r\nDisallow: /other"),
        robots(b"\xff\xfe\x00garbage\x00" * 50),
        page("<!DOCTYPE html><h1>Seite nicht gefunden</h1>"),
        robots(""),
    ],
)
def test_no_rules_allow_everything(answer, site, tmp_path):
    site.pages["/robots.txt"] = answer

    found = run("odd_list", tmp_path)

    assert (found.basket.items, found.basket.findings) == (2, ())


@pytest.mark.parametrize(("hops", "codes"), [(5, ["robots_forbidden"]), (6, ["redirect_loop"])])
def test_five_redirects_of_robots_txt_are_followed(hops, codes, site, tmp_path):
    chain = ["/robots.txt", *(f"/r{number}" for number in range(1, hops)), "/rules"]
    site.pages |= {here: moved(there) for here, there in itertools.pairwise(chain)}
    site.pages["/rules"] = robots("User-agent: *\nDisallow: /list")

    found = run("odd_list", tmp_path)

    assert [each.code for each in found.basket.findings] == codes
    assert site.paths() == chain[:6]


def test_rules_hold_for_a_redirect_too(site, tmp_path):
    site.pages["/robots.txt"] = robots("User-agent: *\nDisallow: /secret")
    site.pages["/list"] = moved("/secret/list")

    (finding,) = run("odd_list", tmp_path).basket.findings

    assert (finding.code, finding.weight) == ("robots_forbidden", Weight.FAILURE)
    assert site.paths() == [*ASKED_FIRST, "/list"]


def test_robots_txt_is_asked_once_a_host(site, tmp_path):
    links = [f"/{name}" for name in "abc"] + [f"http://localhost:{site.port}/{n}" for n in "de"]
    site.pages["/list"] = page("".join(f"<a href={link}>x</a>" for link in links))
    site.pages |= {f"/{name}": page("<h1>Aufruf</h1>") for name in "abcde"}

    found = run("odd_far", tmp_path)

    assert found.basket.items == 5
    assert site.paths().count("/robots.txt") == 2
    assert site.paths().count("/.well-known/tdmrep.json") == 2


class Busy:
    """Answers slowly and counts how many requests are under way at once."""

    def __init__(self, body: str) -> None:
        self.body = body
        self.under_way = 0
        self.most = 0
        self._lock = threading.Lock()

    def __call__(self, line: Line) -> None:
        with self._lock:
            self.under_way += 1
            self.most = max(self.most, self.under_way)
        time.sleep(0.1)
        with self._lock:
            self.under_way -= 1
        page(self.body)(line)


def test_one_request_at_a_time_and_a_pause_between_any_two_of_a_host(site, tmp_path):
    busy = Busy("<h1>Aufruf</h1>")
    hosts = [f"http://{host}:{site.port}" for host in ("127.0.0.1", "localhost")]
    links = [f"{host}/{number}{host[8]}" for number in range(3) for host in hosts]
    site.pages["/list"] = page("".join(f"<a href={link}>x</a>" for link in links))
    site.pages |= {f"/{link.rpartition('/')[2]}": busy for link in links}
    pace = {"DOWNLOAD_DELAY": 2, "AUTOTHROTTLE_ENABLED": True, "AUTOTHROTTLE_START_DELAY": 2}

    found = run("odd_far", tmp_path, overrides=pace)

    assert found.basket.items == 6
    assert busy.most == 1
    for host in ("127.0.0.1", "localhost"):
        asked = [each.at_s for each in site.asked if each.headers["host"].startswith(host)]
        assert len(asked) == 5 + (host != "localhost")
        # Half of the delay is the least that Scrapy's chance makes of it.
        assert min(later - earlier for earlier, later in itertools.pairwise(asked)) > 1 - LATE_S


def test_rules_are_for_our_name_or_for_all() -> None:
    body = (
        b"User-agent: *\nDisallow: /all\n\nUser-agent: Foerderscout\nDisallow: /us\nCrawl-delay: 7"
    )

    ours, others = rules_of(200, body, US), rules_of(200, body, "another")

    assert (ours.objection("https://a.example/all"), ours.delay_s) == (None, 7)
    assert ours.objection("https://a.example/us") is not None
    assert others.objection("https://a.example/all") is not None
    assert others.delay_s == 0


@pytest.mark.parametrize("body", [b"Crawl-delay: 5", b"User-agent: *\nCrawl-delay: x"])
@pytest.mark.parametrize("more", [b"", b"\nCrawl-delay: -1", b"\nCrawl-delay: nan"])
def test_a_delay_that_is_none_is_none(body: bytes, more: bytes) -> None:
    found = rules_of(200, body + more, US)

    assert (found.delay_s, found.closed) == (0, None)


def test_of_a_long_robots_txt_the_beginning_counts() -> None:
    line = b"# " + b"x" * 97 + b"\n"
    filled = b"User-agent: *\nDisallow: /first\n" + line * (LARGEST // len(line))
    long = filled[: LARGEST - 20] + b"\nDisallow: /not-cut-in-two\nDisallow: /last\n"

    found = rules_of(200, long, US)

    assert found.objection("https://a.example/first") is not None
    assert found.objection("https://a.example/not-cut-in-two") is None
    assert found.objection("https://a.example/no") is None
    assert found.objection("https://a.example/last") is None


@pytest.mark.parametrize(
    ("status", "is_open"),
    [
        *((200, True), (204, True), (404, True), (499, True), (100, False)),
        *((302, False), (304, False), (500, False), (599, False), (600, False)),
    ],
)
def test_a_status_says_whether_there_are_rules(status, is_open):
    found = rules_of(status, b"", US)

    assert (found.objection("https://a.example/") is None) is is_open


@PROPERTY
@given(st.binary(max_size=400), st.integers(100, 599))
def test_any_robots_txt_is_understood_or_closes_the_site(body: bytes, status: int) -> None:
    found = rules_of(status, body, US)

    objection = found.objection("https://a.example/list")
    assert 0 <= found.delay_s <= LONGEST_WAIT_S
    assert objection is None or Finding(*objection).code.startswith("robots_")


@PROPERTY
@given(st.floats(0, 1e6), st.sampled_from(["*", "foerderscout", "Foerderscout/1.0"]))
def test_a_delay_is_kept_or_refused(delay: float, robot: str) -> None:
    found = rules_of(200, f"User-agent: {robot}\nCrawl-delay: {delay:.3f}".encode(), US)

    # "Foerderscout/1.0" is longer than our name: it is not us.
    asked = round(delay, 3) if "/" not in robot else 0
    assert found.delay_s == (asked if asked <= LONGEST_WAIT_S else 0)
    assert (found.closed is None) == (asked <= LONGEST_WAIT_S)
