"""A source that says "not modified" is read without being sent; every way in which that may lie."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scrapy.http import Headers, Response

from scout import __version__
from scout.collect.conditional import validators_of
from scout.collect.source_run import CollectReport
from scout.domain import Verdict, Weight
from scout.sample.export import sample_documents, zip_of
from scout.store import calls, runs, validators
from scout.store.engine import Store, open_store
from tests.odd_site import (
    TODAY,
    Answer,
    OddSite,
    collect,
    moved,
    not_modified_if,
    odd_site,
    page,
    snapshot,
)

PROPERTY = settings(max_examples=200, deadline=None)
TAG = '"v1"'
DAY = "Mon, 23 Nov 2026 08:00:00 GMT"
KEYS = "abcdefghi"


def entries(keys: str) -> str:
    return "<ul>" + "".join(f"<li id={key}><h2>Aufruf {key}</h2></li>" for key in keys) + "</ul>"


def tagged(keys: str, tag: str = TAG) -> Answer:
    """Answer with the list of ``keys``, or 304 to who has read it already."""
    return not_modified_if(tag, page(entries(keys), ETag=tag))


@pytest.fixture
def site(monkeypatch: pytest.MonkeyPatch) -> Iterator[OddSite]:
    with odd_site(monkeypatch) as opened:
        opened.pages = {"/list": tagged(KEYS)}
        yield opened


@pytest.fixture
def store(home: Path) -> Iterator[Store]:
    home.mkdir()
    opened = open_store(home)
    yield opened
    opened.close()


@pytest.fixture
def read(home: Path, store: Store) -> Callable[..., CollectReport]:
    """Read the odd list once more."""
    return lambda name="odd_list", **values: collect(home, store, name, **values)


def asked_with(site: OddSite, path: str = "/list") -> list[str | None]:
    return [each.headers.get("if-none-match") for each in site.asked if each.path == path]


def kept(store: Store, source: str = "odd_list") -> dict[str, tuple[str | None, str | None]]:
    with store.reading() as connection:
        return validators.load(connection, source, __version__)


def without_times(stored: dict[str, list[Any]]) -> dict[str, list[Any]]:
    """Leave out when calls were last seen: that is all that "not modified" may write."""
    return stored | {"calls": [row[:9] + row[10:] for row in stored["calls"]]}


def test_what_is_not_modified_is_read_and_writes_nothing(site, store, read):
    first = read()
    before = snapshot(store)

    second = read()

    assert (first.verdict, first.items, first.new) == (Verdict.OK, 9, 9)
    assert (second.verdict, second.items) == (Verdict.OK, 9)
    assert (second.new, second.changed, second.gone, second.back) == (0, 0, 0, 0)
    assert [(each.code, each.weight) for each in second.findings] == [("not_modified", Weight.NOTE)]
    assert asked_with(site) == [None, TAG]
    assert without_times(snapshot(store)) == without_times(before)
    with store.reading() as connection:
        newest = runs.newest(connection, "odd_list", (runs.OK,))
    assert newest is not None
    assert (newest.items, newest.fill["title"]) == (9, 1.0)


def test_it_stays_so_night_after_night_until_the_page_changes(site, store, read):
    nights = [read() for _ in range(3)]
    site.pages["/list"] = tagged(KEYS[:8], '"v2"')
    changed = read()

    assert [(each.verdict, each.items) for each in nights] == [(Verdict.OK, 9)] * 3
    assert (changed.verdict, changed.items, changed.gone) == (Verdict.OK, 8, 1)
    assert asked_with(site) == [None, TAG, TAG, TAG]
    assert kept(store) == {f"{site.url}/list": ('"v2"', None)}


def test_what_is_gone_stays_gone_and_what_is_listed_counts_as_seen(site, store, read):
    read()
    site.pages["/list"] = tagged(KEYS[:8], '"v2"')
    read()

    read()

    with store.reading() as connection:
        states = calls.states(connection, "odd_list")
    assert {key for key, state in states.items() if state.listed} == set(KEYS[:8])


def test_a_date_serves_where_there_is_no_tag(site, store, read):
    site.pages["/list"] = page(entries(KEYS), Last_Modified=DAY)
    read()
    site.pages["/list"] = page("", 304)

    assert [each.code for each in read().findings] == ["not_modified"]
    of_list = [each for each in site.asked if each.path == "/list"]
    assert [each.headers.get("if-modified-since") for each in of_list] == [None, DAY]


def test_a_failed_night_in_between_changes_nothing(site, store, read):
    read()
    good = site.pages["/list"]
    site.pages["/list"] = page("", 500, ETag='"error"')
    assert read().verdict is Verdict.FAILED
    site.pages["/list"] = good

    assert (read().verdict, asked_with(site)) == (Verdict.OK, [None, TAG, TAG])


def test_after_a_doubtful_night_the_page_is_read_again_although_it_is_what_it_was(
    site, store, read
):
    read()
    site.pages["/list"] = tagged(KEYS[:5], '"v2"')
    assert read().verdict is Verdict.DOUBTFUL
    site.pages["/list"] = tagged(KEYS)

    third = read()

    assert asked_with(site) == [None, TAG, None]
    assert (third.verdict, third.items, third.findings) == (Verdict.OK, 9, ())


def test_a_page_without_validators_forgets_the_old_ones(site, store, read):
    read()
    site.pages["/list"] = page(entries(KEYS))
    read()
    read()

    assert asked_with(site) == [None, TAG, None]


def test_another_version_of_the_program_reads_again(site, store, read, monkeypatch):
    read()
    monkeypatch.setattr("scout.collect.unmodified.__version__", "9.9.9")

    assert read().findings == ()
    assert read().findings != ()
    assert asked_with(site) == [None, None, TAG]


def test_a_home_that_lost_its_store_reads_again(site, home, store, read):
    read()
    store.close()
    (home / "scout.db").unlink()
    again = open_store(home)

    report = collect(home, again, "odd_list")

    assert (report.verdict, report.new, asked_with(site)) == (Verdict.OK, 9, [None, None])
    again.close()


def test_validators_without_a_good_crawl_are_not_used(site, store, read):
    with store.writing() as connection:
        validators.replace(connection, "odd_list", __version__, {f"{site.url}/list": (TAG, None)})

    assert (read().new, asked_with(site)) == (9, [None])


def test_who_was_never_read_cannot_be_unmodified(site, store, read):
    site.pages["/list"] = page("", 304)

    report = read()

    assert report.verdict is Verdict.FAILED
    assert "not_modified_unknown" in {each.code for each in report.findings}


def test_a_spider_of_several_pages_does_not_ask(site, store, read):
    site.pages["/list"] = page("<a href=/a>a</a> <a href=/b>b</a>", ETag=TAG)
    site.pages |= {"/a": page("<h1>A</h1>", ETag=TAG), "/b": page("<h1>B</h1>", ETag=TAG)}
    read("odd")

    assert read("odd").verdict is Verdict.OK
    assert {each.headers.get("if-none-match") for each in site.asked} == {None}
    assert kept(store, "odd") == {}


def test_a_page_of_several_that_says_304_unasked_is_an_error(site, store, read):
    site.pages["/list"] = page("", 304)

    report = read("odd")

    assert report.verdict is Verdict.FAILED
    assert report.findings[0].code == "http_304"


def test_a_redirect_does_not_carry_the_tag_to_another_address(site, store, read):
    read()
    site.pages["/list"] = moved("/new")
    site.pages["/new"] = tagged(KEYS)

    assert read().findings == ()
    assert read().findings != ()
    assert asked_with(site) == [None, TAG, None]
    assert asked_with(site, "/new") == [None, TAG]


def test_a_page_that_may_be_cut_off_is_asked_for_again(site, store, read):
    whole = f"HTTP/1.1 200 OK\r\nETag: {TAG}\r\n\r\n{entries(KEYS)}".encode()
    site.pages["/list"] = lambda line: line.send(whole)

    assert read().verdict is Verdict.OK
    assert kept(store) == {}


def test_recording_asks_with_nothing_and_keeps_nothing(site, store, read, tmp_path):
    read()

    report = read(record=tmp_path / "web")

    assert report.findings == ()
    assert asked_with(site) == [None, None]
    assert kept(store) == {}


def test_after_a_replay_the_web_is_read_again(site, store, read, tmp_path):
    read(record=tmp_path / "web")
    read()
    assert kept(store) != {}

    read(replay=tmp_path / "web")

    assert kept(store) == {}
    assert read().findings == ()


def test_a_bundle_may_say_that_nothing_is_modified(site, store, read, tmp_path):
    web = tmp_path / "web"
    web.mkdir()
    answers = [{"url": f"{site.url}/list", "status": 304}]
    (web / "index.json").write_text(json.dumps({"day": str(TODAY), "responses": answers}))
    assert read(replay=web).verdict is Verdict.FAILED
    read()

    report = read(replay=web)

    assert (report.verdict, report.items) == (Verdict.OK, 9)
    assert [each.code for each in report.findings] == ["not_modified"]
    assert kept(store) == {f"{site.url}/list": (TAG, None)}


def test_the_export_is_asked_for_only_if_it_is_another_one(site, store, read):
    export = page(zip_of(sample_documents(1)), ETag=TAG, Content_Type="application/zip")
    site.pages["/export"] = not_modified_if(TAG, export)

    first, second = read("odd_export"), read("odd_export")

    assert (first.verdict, second.verdict) == (Verdict.OK, Verdict.OK)
    assert first.items == second.items == first.new
    assert [each.code for each in second.findings] == ["not_modified"]


@pytest.mark.parametrize(
    ("headers", "found"),
    [
        ({"ETag": '"a-b"', "Last-Modified": DAY}, ('"a-b"', DAY)),
        ({"ETag": 'W/"a"'}, ('W/"a"', None)),
        ({"ETag": '""'}, ('""', None)),
        ({"ETag": "a"}, (None, None)),
        ({"ETag": "*"}, (None, None)),
        ({"ETag": '"a", "b"'}, (None, None)),
        ({"ETag": '"' + "a" * 1000 + '"'}, (None, None)),
        ({"Last-Modified": "gestern"}, (None, None)),
        ({}, (None, None)),
    ],
)
def test_only_what_http_calls_a_validator_is_one(
    headers: dict[str, str], found: tuple[str | None, str | None]
) -> None:
    assert validators_of(Response("https://a.example/", headers=headers)) == found


@PROPERTY
@given(st.binary(max_size=1200), st.binary(max_size=60))
def test_whatever_a_server_sends_as_validator_is_sent_back_as_it_came_or_not_at_all(
    tag: bytes, modified: bytes
) -> None:
    headers = Headers({"ETag": tag, "Last-Modified": modified})
    found = validators_of(Response("https://a.example/", headers=headers))

    for value, sent in zip(found, (tag, modified), strict=True):
        assert value is None or value.encode("latin-1") == sent.strip()
        assert value is None or not set(value) & set("\r\n\0")
