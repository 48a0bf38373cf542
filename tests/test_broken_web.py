"""Whatever the web answers on real sockets: a verdict, a finding in words, nothing stored lost.

How a crawl ends that takes no answer at all (refused, no such host) stands in test_broken_worlds.
"""

from __future__ import annotations

import gzip
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from scout import finding_wording
from scout.domain import Verdict, Weight
from scout.store import calls
from scout.store.engine import Store, open_store
from tests.odd_site import (
    Answer,
    OddSite,
    broken_off,
    collect,
    dripping,
    in_turn,
    moved,
    odd_site,
    page,
    silent,
    snapshot,
)

KEYS = [f"aufruf-{number}" for number in range(1, 10)]


def list_of(keys: list[str], texts: int = 9, tag: str = "h2", more: str = "") -> str:
    """Return the odd list's page with ``keys``, of which the first ``texts`` have a text."""
    entries = "".join(
        f"<li id={key}><{tag}>Aufruf {key}</{tag}>" + "<p>Für Kommunen.</p>" * (place < texts)
        for place, key in enumerate(keys)
    )
    return f"<!DOCTYPE html><html><title>Aufrufe</title><ul>{entries}</ul>{more}</html>"


GOOD = page(list_of(KEYS))
WALL = "<!DOCTYPE html><html><head><title>Just a moment...</title></head><body></body></html>"
CAPTCHA = "<html><title>shop.example</title><div id=captcha>Sind Sie ein Mensch?</div></html>"
FORBIDDEN = "<html><head><title>403 Forbidden</title></head><body>nginx</body></html>"


@pytest.fixture
def site(monkeypatch: pytest.MonkeyPatch) -> Iterator[OddSite]:
    with odd_site(monkeypatch) as opened:
        opened.pages = {"/list": GOOD}
        yield opened


@pytest.fixture(scope="module")
def _read(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A home in which the odd list was read once and was good."""
    home = tmp_path_factory.mktemp("read")
    store = open_store(home)
    with pytest.MonkeyPatch.context() as monkeypatch, odd_site(monkeypatch) as opened:
        opened.pages = {"/list": GOOD}
        assert collect(home, store, "odd_list").verdict is Verdict.OK
    store.close()
    return home


@pytest.fixture
def store(home: Path, _read: Path) -> Iterator[Store]:
    """The store of ``home``, in which the odd list was read once and was good."""
    shutil.copytree(_read, home)
    opened = open_store(home)
    yield opened
    opened.close()


FAILING: dict[str, tuple[Answer, str, str]] = {
    "a wall with 403": (page(WALL, 403), "bot_wall", "asks for a human"),
    "a captcha with 429": (page(CAPTCHA, 429), "bot_wall", "asks for a human"),
    "a wall with 200": (page(WALL), "bot_wall", "asks for a human"),
    "a plain refusal": (page(FORBIDDEN, 403), "http_403", "HTTP 403"),
    "an error": (page("", 500), "http_500", "HTTP 500"),
    "a page that is gone": (page("", 410), "http_410", "HTTP 410"),
    "nothing on the page": (page(list_of([])), "too_few_items", "0 items came"),
    "far fewer": (page(list_of(KEYS[:4])), "count_collapsed", "less than half of the 9"),
    "another form": (page("<ul><li><h2>ohne Kennung</h2></ul>"), "exception", "KeyError: 'id'"),
    "a server that says nothing": (silent, "timeout", "no answer in time"),
    "a byte a second": (dripping(list_of(KEYS)), "timeout", "no answer in time"),
    "a long wait": (page("", 503, Retry_After="5400"), "asked_to_wait", "come back in 90 minutes"),
    "too many waits": (page("", 429, Retry_After="0"), "asked_to_wait", "at most 4 times"),
    "a wait until 2099": (
        page("", 503, Retry_After="Fri, 31 Dec 2099 23:59:59 GMT"),
        "asked_to_wait",
        "3650 days",
    ),
    "a wait that nobody understands": (page("", 503, Retry_After="bald"), "http_503", "HTTP 503"),
    "busy without a wait": (page("", 429), "http_429", "HTTP 429"),
    "less than announced": (
        broken_off(list_of(KEYS), {"Content-Length": "99999"}),
        "cut_off",
        "broke off",
    ),
    "chunks that end early": (
        broken_off(
            "20\r\n<html><ul><li id=a><h2>A</h2></li>\r\n", {"Transfer-Encoding": "chunked"}
        ),
        "cut_off",
        "broke off",
    ),
    "a page without its end": (broken_off(list_of(KEYS)[:-20], {}), "cut_off", "broke off"),
    "packed bytes that end early": (
        page(b"\x1f\x8b\x08\x00\x00\x00\x00\x00", Content_Encoding="gzip"),
        "cut_off",
        "broke off",
    ),
    "nothing at all": (lambda line: line.reset(), "connection_lost", "broke off"),
    "no HTTP": (lambda line: line.send(b"SSH-2.0-x\r\n\r\n"), "download_failed", "could not be"),
    "a loop": (moved("/list"), "redirect_loop", "on and on"),
    "too much": (page("<html>" + "x" * 300_000), "too_large", "larger than can be believed"),
    "a bomb": (
        page(gzip.compress(bytes(300_000)), Content_Encoding="gzip"),
        "too_large",
        "larger than can be believed",
    ),
    "mail instead of a page": (moved("mailto:x@y.example"), "download_failed", "could not be"),
}
SMALL = {"DOWNLOAD_TIMEOUT": 1.5, "DOWNLOAD_MAXSIZE": 200_000}


@pytest.mark.parametrize("name", FAILING)
def test_an_answer_that_cannot_be_believed_fails_in_words_and_leaves_the_store_alone(
    name, site, home, store
):
    answer, code, words = FAILING[name]
    before = snapshot(store)
    site.pages["/list"] = answer

    report = collect(home, store, "odd_list", overrides=SMALL)

    assert report.verdict is Verdict.FAILED
    found = {each.code: each for each in report.findings if each.weight is Weight.FAILURE}
    assert next(iter(found)) == code
    assert set(found) <= {code, "too_few_items"}
    assert words in found[code].text
    assert finding_wording.finding(code) != finding_wording.finding("never heard of")
    assert snapshot(store) == before


@pytest.mark.parametrize(
    ("answer", "code", "words"),
    [
        (page(list_of(KEYS[:5])), "count_fell", "over a third less"),
        (page(list_of(KEYS, texts=5)), "fill_rate_fell", "section.Kurztext is filled in 56%"),
        (page(list_of(KEYS, tag="h3")), "fill_rate_fell", "title is filled in 0%"),
        (page(list_of([*KEYS, KEYS[0]])), "item_rejected", "came twice"),
    ],
)
def test_an_answer_that_is_odd_is_a_doubt_and_nothing_counts_as_gone(
    answer, code, words, site, home, store
):
    site.pages["/list"] = answer

    report = collect(home, store, "odd_list")

    assert (report.verdict, report.gone) == (Verdict.DOUBTFUL, 0)
    (finding, *_) = report.findings
    assert (finding.code, finding.weight) == (code, Weight.DOUBT)
    assert words in finding.text
    assert finding_wording.finding(code) != finding_wording.finding("never heard of")
    assert len(listed(store, "odd_list")) == 9


def listed(store: Store, source: str) -> set[str]:
    with store.reading() as connection:
        return {key for key, state in calls.states(connection, source).items() if state.listed}


def detail(name: str) -> Answer:
    return page(f"<h1>Aufruf {name}</h1><p>Für Kommunen.</p>")


def details(site: OddSite, names: str, **odd: Answer) -> None:
    """Let the site have a list of pages ``names``, each a letter; ``odd`` ones answer otherwise."""
    links = "".join(f"<a href=/{name}>{name}</a>" for name in names)
    site.pages["/list"] = page(links)
    site.pages |= {f"/{name}": odd.get(name, detail(name)) for name in names}


@pytest.mark.parametrize(
    ("answer", "code"),
    [
        (page("", 404), "http_404"),
        (page("", 500), "http_500"),
        (page("", 503, Retry_After="600"), "asked_to_wait"),
        (silent, "timeout"),
        (broken_off("<h1>Aufr", {"Content-Length": "500"}), "cut_off"),
        (moved("/c"), "redirect_loop"),
        (in_turn(moved("/elsewhere"), detail("c")), "http_404"),
    ],
)
def test_one_bad_page_is_a_doubt_and_stops_no_other(answer, code, site, home):
    home.mkdir()
    store = open_store(home)
    details(site, "abcd")
    assert collect(home, store, "odd").verdict is Verdict.OK
    details(site, "abcde", c=answer)

    report = collect(home, store, "odd", overrides=SMALL)

    assert report.verdict is Verdict.DOUBTFUL
    assert (report.new, report.gone) == (1, 0) or code == "asked_to_wait"
    assert code in {each.code for each in report.findings}
    assert all(each.weight is Weight.DOUBT for each in report.findings)
    assert "c" in listed(store, "odd")
    store.close()


def test_a_wall_that_comes_up_in_the_middle_fails_the_crawl(site, home):
    home.mkdir()
    store = open_store(home)
    details(site, "abc", c=page(WALL, 403))

    report = collect(home, store, "odd")

    assert report.verdict is Verdict.FAILED
    assert [each.code for each in report.findings] == ["bot_wall"]
    assert report.findings[0].url == f"{site.url}/c"
    store.close()


def test_a_site_that_cannot_tell_its_rules_is_asked_for_nothing(site, home, store):
    site.pages["/robots.txt"] = page("User-agent: *\nAllow: /", 500)

    report = collect(home, store, "odd_list", overrides={"RETRY_TIMES": 1})

    assert report.verdict is Verdict.FAILED
    assert report.findings[0].code == "robots_unreachable"
    assert "robots.txt of the site answers HTTP 500" in report.findings[0].text
    assert site.paths() == ["/robots.txt", "/robots.txt"]


def test_a_robots_txt_that_recovers_is_kept_to(site, home, store):
    site.pages["/robots.txt"] = in_turn(page("", 500), page("User-agent: *\nDisallow: /"))

    report = collect(home, store, "odd_list", overrides={"RETRY_TIMES": 1})

    assert report.findings[0].code == "robots_forbidden"


def test_data_is_expected_and_a_page_for_people_comes(site, home):
    home.mkdir()
    store = open_store(home)

    report = collect(home, store, "odd_feed")

    assert report.verdict is Verdict.FAILED
    assert report.findings[0].code == "bot_wall"
    assert "expected XML, found an HTML page" in report.findings[0].text
    assert "'Aufrufe'" in report.findings[0].text
    store.close()


def paged(site: OddSite, pages: int | None) -> None:
    """Let page after page have one entry and a link to the next; for ever if ``pages`` is None."""

    def answer(number: int) -> Callable[[Any], None]:
        def write(line: Any) -> None:
            has_next = pages is None or number < pages
            site.pages[f"/{number + 1}"] = answer(number + 1)
            more = f"<a rel=next href=/{number + 1}>weiter</a>" if has_next else ""
            page(list_of([f"aufruf-{number}"], more=more))(line)

        return write

    site.pages["/list"] = answer(1)


def test_paging_without_end_is_ended_and_fails(site, home):
    home.mkdir()
    store = open_store(home)
    paged(site, None)

    report = collect(home, store, "odd_paged")

    assert report.verdict is Verdict.FAILED
    failure = next(each for each in report.findings if each.weight is Weight.FAILURE)
    assert failure.code == "limit_reached"
    assert "more pages were asked for" in failure.text
    assert len(site.asked) == 30
    assert listed(store, "odd_paged") == set()
    store.close()


def test_many_pages_are_read_to_the_last(site, home):
    home.mkdir()
    store = open_store(home)
    paged(site, 25)

    report = collect(home, store, "odd_paged")

    assert (report.verdict, report.items, report.findings) == (Verdict.OK, 25, ())
    store.close()


def test_a_spider_that_forgets_an_errback_loses_no_page_without_a_word(site, home):
    home.mkdir()
    store = open_store(home)
    site.pages["/list"] = page(list_of(KEYS, more="<a rel=next href=/2>weiter</a>"))
    site.pages["/2"] = page("", 500)

    report = collect(home, store, "odd_paged")

    assert report.verdict is Verdict.DOUBTFUL
    (finding,) = report.findings
    assert (finding.code, finding.url) == ("http_500", f"{site.url}/2")
    store.close()


def test_a_page_that_moved_within_its_site_is_read(site, home, store):
    site.pages |= {"/list": moved(f"http://127.0.0.1:{site.port}/new"), "/new": GOOD}

    report = collect(home, store, "odd_list")

    assert (report.verdict, report.items, report.findings) == (Verdict.OK, 9, ())


def test_a_page_that_moved_to_another_site_that_is_declared_is_read_and_told(site, home, store):
    site.pages |= {"/list": moved(f"http://localhost:{site.port}/new"), "/new": GOOD}

    report = collect(home, store, "odd_list_far")

    assert [each.code for each in report.findings] == ["moved"]
    assert (report.verdict, report.items) == (Verdict.DOUBTFUL, 9)
    assert "from 127.0.0.1 to another site, localhost" in report.findings[0].text
    before = ["/robots.txt", "/.well-known/tdmrep.json"]
    assert site.paths() == [*before, "/list", *before, "/new"]


def test_a_page_that_moved_to_a_site_that_is_not_declared_is_not_read(site, home, store):
    before = snapshot(store)
    site.pages |= {"/list": moved(f"http://localhost:{site.port}/new"), "/new": GOOD}

    report = collect(home, store, "odd_list")

    assert (report.verdict, report.items) == (Verdict.FAILED, 0)
    assert report.findings[0].code == "host_not_declared"
    assert "localhost is not among the hosts of odd_list" in report.findings[0].text
    assert site.paths() == ["/robots.txt", "/.well-known/tdmrep.json", "/list"]
    assert snapshot(store) == before
