from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scrapy.exceptions import IgnoreRequest
from scrapy.http import Request

from scout.collect.answers import asks_for_human, described, is_cut_off, is_html, title_of
from scout.collect.failures import FORBIDDEN, Refused, finding_of
from scout.collect.walls import site_of
from scout.domain import Weight

PROPERTY = settings(max_examples=200, deadline=None)
FEED = b'<?xml version="1.0"?><rss><channel><title>Just a moment...</title></channel></rss>'
WALLS = [
    b"<!DOCTYPE html><html lang=en-US><head><title>Just a moment...</title></head></html>",
    b"<html><head><title>Attention Required! | Cloudflare</title></head></html>",
    b"<HTML><HEAD>\n<TITLE>Access Denied</TITLE>\n</HEAD><BODY>",
    b"<html><title>Sind Sie ein Roboter?</title>",
    "<html><title>Sicherheitsüberprüfung</title>".encode(),
    b"\xef\xbb\xbf\n<!-- x --><html><head><title>\n Zugriff\n verweigert </title>",
]
PARTS = [
    b"<html><script src=/cdn-cgi/challenge-platform/x.js></script>",
    b"<html><body><div class=g-recaptcha></div>",
    b"<html><script src=/_Incapsula_Resource?x></script>",
    b"<html><body>The requested URL was rejected. Please consult with your administrator.",
]
PAGES = [
    b"<!DOCTYPE html><html><head><title>F\xc3\xb6rderprogramme</title></head></html>",
    b"<html><head><title>403 Forbidden</title></head><body>nginx</body></html>",
    b"<html><head><title>Wartungsarbeiten</title></head></html>",
    b"",
    b"Just a moment...",
]


@pytest.mark.parametrize(
    "body",
    [
        *WALLS,
        *PARTS,
        *PAGES[:3],
        b"  <!doctype HTML>",
        b'<?xml version="1.0" encoding="utf-8"?>\n<!DOCTYPE html PUBLIC "x"><html xmlns="y">',
        b"<script>location='/'</script>",
        b"<body>",
    ],
)
def test_a_page_for_people_is_known_by_its_beginning(body: bytes) -> None:
    assert is_html(body)


@pytest.mark.parametrize(
    "body",
    [
        FEED,
        b"",
        b"PK\x03\x04<html>",
        b'{"a": "<html>"}',
        b"<feed xmlns='http://www.w3.org/2005/Atom'><title>a</title></feed>",
        b"<header>",
        b"<htmlx>",
        b"<!-- <html> -->",
        b"<!-- <html>",
        b"text <html>",
    ],
)
def test_data_is_no_page_for_people(body: bytes) -> None:
    assert not is_html(body)


@pytest.mark.parametrize("body", WALLS)
@pytest.mark.parametrize("status", [200, 403, 429, 503])
def test_a_wall_is_known_by_its_title(body: bytes, status: int) -> None:
    assert asks_for_human(body, status)


@pytest.mark.parametrize("body", PARTS)
def test_what_a_wall_loads_counts_only_where_the_page_was_refused(body: bytes) -> None:
    assert asks_for_human(body, 403)
    assert not asks_for_human(body, 200)


@pytest.mark.parametrize("body", [*PAGES, FEED])
@pytest.mark.parametrize("status", [200, 403, 503])
def test_other_answers_ask_for_nobody(body: bytes, status: int) -> None:
    assert not asks_for_human(body, status)


@pytest.mark.parametrize(
    ("body", "said"),
    [
        (b"", "0 bytes: ''"),
        (b"\x00\xff", "2 bytes: '\\x00�'"),
        (b"<html>Wartung", "an HTML page of 13 bytes: '<html>Wartung'"),
        (WALLS[2], "an HTML page of 55 bytes with the title 'Access Denied'"),
        (
            b"<html><title>a&amp;b " + b"x" * 200 + b"</title>",
            f"an HTML page of 229 bytes with the title 'a&b {'x' * 76}…'",
        ),
    ],
)
def test_an_unexpected_answer_is_described(body: bytes, said: str) -> None:
    assert described(body) == said


@pytest.mark.parametrize(
    ("body", "cut"),
    [
        (b"<html><p>", True),
        (b"<!DOCTYPE html><HTML lang=de><p>", True),
        (b"<html><p></HTML >\n", False),
        (b"<p>part of a page", False),
        (FEED[:30], False),
        (b"", False),
    ],
)
def test_a_page_without_its_end_is_cut_off(body: bytes, cut: bool) -> None:  # noqa: FBT001 - a table
    assert is_cut_off(body) is cut


@PROPERTY
@given(st.binary(), st.sampled_from([b"", *WALLS, *PARTS, FEED]), st.integers(100, 599))
def test_any_bytes_can_be_judged(before: bytes, after: bytes, status: int) -> None:
    body = before + after
    assert isinstance(asks_for_human(body, status), bool)
    assert len(title_of(body)) <= 81
    assert len(described(body)) < 300
    assert "\n" not in described(body)


@pytest.mark.parametrize(
    "hard", [b"<title" * 50_000, b"<!--" * 80_000, b"<?xml" * 60_000, b"<title>" + b"<" * 300_000]
)
def test_hostile_pages_take_no_time(hard: bytes) -> None:
    assert not asks_for_human(b"<html>" + hard, 403)
    assert described(hard)


@pytest.mark.parametrize(
    ("host", "site"),
    [
        ("www.foerderdatenbank.de", "foerderdatenbank.de"),
        ("foerderdatenbank.de.", "foerderdatenbank.de"),
        ("WWW.BMFTR.BUND.DE", "bund.de"),
        ("localhost", "localhost"),
        ("127.0.0.1", "127.0.0.1"),
        ("[::1]", "::1"),
        ("", ""),
    ],
)
def test_hosts_of_one_publisher_are_one_site(host: str, site: str) -> None:
    assert site_of(host) == site


@pytest.mark.parametrize(
    ("error", "code"),
    [
        (Refused("bot_wall", "x", Weight.FAILURE), "bot_wall"),
        (Refused(*FORBIDDEN), "robots_forbidden"),
        (IgnoreRequest("max redirections reached"), "redirect_loop"),
        (IgnoreRequest("body exceeded DOWNLOAD_MAXSIZE (5 B) during decompression"), "too_large"),
        (IgnoreRequest("Filtered offsite request to 'x'"), "download_failed"),
        (ValueError("x" * 1000), "download_failed"),
        (None, "download_failed"),
    ],
)
def test_every_reason_has_a_code_and_bounded_words(error: BaseException | None, code: str) -> None:
    found = finding_of(error, Request("https://a.example/"), Weight.DOUBT)

    assert (found.code, found.url) == (code, "https://a.example/")
    assert 0 < len(found.text) <= 300
    assert found.weight is (Weight.FAILURE if code == "bot_wall" else Weight.DOUBT)
