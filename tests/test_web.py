"""What holds for all our own pages: headers, methods, sizes, origins, errors, no log of links."""

from __future__ import annotations

import asyncio
import http.client
import logging
import socket
from collections.abc import Iterator
from contextlib import closing
from typing import Any
from urllib.parse import quote

import pytest
from bs4 import BeautifulSoup
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy.exc import OperationalError

from scout.links import Action, Kind
from scout.store.engine import open_store
from scout.web import items
from scout.web.guard import POLICY, Guard
from tests.pages import ANNA, World, serve, world

STRICT = {
    "Content-Security-Policy": POLICY,
    "Referrer-Policy": "no-referrer",
    "X-Content-Type-Options": "nosniff",
    "X-Robots-Tag": "noindex",
}
PUBLIC = "https://foerder.example"


@pytest.fixture(scope="module")
def here(tmp_path_factory: pytest.TempPathFactory) -> Iterator[World]:
    """Pages for all tests of this file: none of them changes what another one sees."""
    folder = tmp_path_factory.mktemp("pages")
    with (
        closing(open_store(folder)) as store,
        world(folder, store, public_url=PUBLIC) as made,
    ):
        yield made


def fits(world: World) -> str:
    return world.links().item(world.call_id, "radwege", Action.FITS)


def everywhere(world: World) -> dict[str, str]:
    mine = world.links()
    return {
        "home": "/",
        "style": "/style.css",
        "health": "/health",
        "imprint": "/impressum",
        "privacy": "/datenschutz",
        "accessibility": "/barrierefreiheit",
        "item": fits(world),
        "unsubscribe": mine.unsubscribe,
        "issue": mine.issue_page,
        "calendar": mine.calendar,
        "wrong item": "/m/x/passt",
        "wrong calendar": "/kalender/x.ics",
        "nowhere": "/nirgends",
        "slash": "/impressum/",
        "docs": "/docs",
        "openapi": "/openapi.json",
        "up": "/m/../../etc/passwd",
    }


@pytest.mark.parametrize("method", ["GET", "HEAD", "POST", "PUT", "OPTIONS", "TRACE", "QUATSCH"])
def test_every_answer_has_the_headers(method, here):
    for name, path in everywhere(here).items():
        answer = here.site.ask(method, path)
        for header, value in STRICT.items():
            assert answer.headers.get_all(header) == [value], (name, header)
        assert answer.headers["Strict-Transport-Security"] == "max-age=31536000"
        assert "Server" not in answer.headers
        assert "Set-Cookie" not in answer.headers
        kept = answer.headers["Cache-Control"]
        public = ("home", "style", "imprint", "privacy", "accessibility")
        assert (kept == "no-store") is not (name in public and answer.status == 200), name
        if answer.status >= 400 and method not in ("HEAD",):
            assert 'lang="de"' in answer.text


def test_what_is_there_and_what_is_not(here):
    found = {name: here.site.get(path).status for name, path in everywhere(here).items()}
    there = ("home", "style", "health", "imprint", "privacy", "accessibility", "item")
    assert found == {name: 200 if name in (*there, "unsubscribe") else 404 for name in found}
    assert here.site.get("/health").text == "ok\n"


@pytest.mark.parametrize("method", ["PUT", "DELETE", "PATCH", "OPTIONS", "CONNECT", "TRACE"])
def test_only_three_methods_are_known(method, here):
    path = "foerder.example:80" if method == "CONNECT" else fits(here)
    answer = here.site.ask(method, path)
    assert answer.status == 405
    assert answer.headers["Allow"] == "GET, HEAD, POST"


def test_nothing_can_be_posted_to_a_page_that_is_only_read(here):
    for path in ("/", "/impressum", "/health", "/style.css"):
        assert here.site.post(path).status == 405


def test_pages_have_one_heading_and_no_script(here):
    for path in everywhere(here).values():
        answer = here.site.get(path)
        if not answer.headers["Content-Type"].startswith("text/html"):
            continue
        page = BeautifulSoup(answer.body, "lxml")
        assert len(page.select("h1")) == 1
        assert page.html["lang"] == "de"
        assert not page.select("script, style, [style], [onclick], img, iframe")
        assert all(each["href"].startswith("/") for each in page.select("link"))


@pytest.mark.parametrize(
    "headers",
    [
        {},
        {"Origin": "null"},
        {"Origin": PUBLIC},
        {"Origin": PUBLIC.upper()},
        {"Origin": "http://innen.example:8080", "Host": "innen.example:8080"},
        {"Origin": "null", "Sec-Fetch-Site": "same-origin"},
        {"Sec-Fetch-Site": "none"},
    ],
)
def test_our_own_forms_and_mail_providers_may_post(headers, here):
    assert here.site.post(here.links().unsubscribe, **headers).status == 200


@pytest.mark.parametrize(
    "headers",
    [
        {"Origin": "https://boese.example"},
        {"Origin": f"{PUBLIC}.boese.example"},
        {"Origin": "https://[", "Host": "foerder.example"},
        {"Origin": ""},
        {"Origin": "null", "Sec-Fetch-Site": "cross-site"},
        {"Origin": PUBLIC, "Sec-Fetch-Site": "same-site"},
    ],
)
def test_a_foreign_page_may_not_post(headers, here):
    assert here.site.post(fits(here), **{"Host": "foerder.example"} | headers).status == 403


@pytest.mark.parametrize("size", [0, 4096])
def test_a_small_body_is_read_and_means_nothing(size, here):
    assert here.site.post(here.links().unsubscribe, b"x" * size).status == 200


def test_a_large_body_is_refused_whether_its_length_is_told_or_not(here):
    link = here.links().unsubscribe
    assert here.site.post(link, b"x" * 4097).status == 413
    parts = (b"x" * 1000 for _ in range(5))
    with closing(http.client.HTTPConnection("127.0.0.1", here.site.port, timeout=30)) as line:
        line.request("POST", link.removeprefix(PUBLIC), parts, encode_chunked=True)
        assert line.getresponse().status == 413


def test_a_body_that_never_comes_is_waited_for_only_so_long():
    async def page(scope: Any, receive: Any, send: Any) -> None:
        raise AssertionError("nothing to show")

    with (
        serve(Guard(page, "", body_s=0.05)) as site,
        socket.create_connection(("127.0.0.1", site.port), timeout=30) as line,
    ):
        line.sendall(b"POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 10\r\n\r\n")
        assert line.recv(100).startswith(b"HTTP/1.1 408 ")


def test_a_body_that_breaks_off_reaches_no_page():
    reached = []

    async def page(scope: Any, receive: Any, send: Any) -> None:
        reached.append(scope)

    async def gone() -> Any:
        return {"type": "http.disconnect"}

    async def nobody(message: Any) -> None:
        pass

    scope = {"type": "http", "method": "POST", "headers": [], "path": "/"}
    asyncio.run(Guard(page, "")(scope, gone, nobody))
    assert reached == []


def test_an_error_nobody_expected_is_a_page_and_a_log_entry_without_the_link(
    here, monkeypatch, caplog
):
    link = fits(here)

    def fails(*_: object) -> object:
        raise RuntimeError(f"{ANNA} hat {link} geöffnet")

    monkeypatch.setattr(items, "find", fails)
    caplog.set_level(logging.DEBUG)
    for answer in (here.site.get(link), here.site.post(link)):
        assert answer.status == 500
        assert "Hier ist etwas schiefgegangen" in answer.text
        assert answer.headers["Content-Security-Policy"] == POLICY
    logged = [record for record in caplog.records if record.name == "scout.web"]
    assert len(logged) == 2
    assert "/m/{token}/{action}: RuntimeError" in caplog.text
    assert "items.py" in caplog.text
    for secret in (ANNA, "kreis.example", link.split("/")[4]):
        assert secret not in caplog.text
    assert here.site.get("/health").status == 200


def test_a_database_that_does_not_answer_is_said_to_come_back(here, monkeypatch, caplog):
    def locked(*_: object) -> object:
        raise OperationalError("SELECT", {"email": ANNA}, Exception("database is locked"))

    monkeypatch.setattr(items, "find", locked)
    answer = here.site.post(fits(here))
    assert answer.status == 503
    assert ANNA not in caplog.text
    assert "does not answer" in caplog.text


def test_what_is_no_request_passes():
    reached = []

    async def page(scope: Any, receive: Any, send: Any) -> None:
        reached.append(scope["type"])

    asyncio.run(Guard(page, "")({"type": "lifespan"}, None, None))
    assert reached == ["lifespan"]


def test_half_an_answer_is_broken_off(caplog):
    async def page(scope: Any, receive: Any, send: Any) -> None:
        await send({"type": "http.response.start", "status": 200, "headers": []})
        await send({"type": "http.response.body", "body": b"Anf", "more_body": True})
        raise RuntimeError

    with serve(Guard(page, "")) as site, pytest.raises(http.client.IncompleteRead):
        site.get("/")
    assert "RuntimeError" in caplog.text


def test_no_link_is_logged(here, caplog):
    caplog.set_level(logging.DEBUG)
    for path in everywhere(here).values():
        here.site.get(path)
        here.site.post(path)
    said = [each.getMessage() for each in caplog.records if not each.name.startswith("asyncio")]
    assert said == []


KINDS = st.sampled_from([*Kind, "impressum", "style.css", ""])
METHODS = st.sampled_from(["GET", "POST"])
PATHS = st.lists(st.text(), max_size=4).map(lambda parts: "/".join(quote(p) for p in parts))


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=150)
@given(kind=KINDS, rest=PATHS | st.binary(max_size=60).map(quote), method=METHODS)
def test_no_address_is_an_error(here: World, kind: str, rest: str, method: str) -> None:
    answer = here.site.ask(method, f"/{kind}/{rest}")
    assert answer.status in (404, 405, 410), answer.text
    assert answer.headers["Content-Security-Policy"] == POLICY


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=100)
@given(place=st.integers(0, 10**6), put=st.text(max_size=3), method=METHODS)
def test_no_changed_token_opens_anything(here: World, place: int, put: str, method: str) -> None:
    right = fits(here).split("/")[4]
    at = place % len(right)
    wrong = right[:at] + put + right[at + 1 :]
    if wrong == right:
        return
    answer = here.site.ask(method, f"/m/{quote(wrong)}/passt")
    assert answer.status in (404, 405)


def test_without_tls_nobody_is_told_to_keep_to_it(home, store):
    with world(home, store, public_url="http://foerder.example") as there:
        assert "Strict-Transport-Security" not in there.site.get("/").headers
