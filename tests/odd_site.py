"""A web site on loopback that misbehaves as a test wants it to; it writes raw bytes."""

from __future__ import annotations

import socket
import socketserver
import ssl
import struct
import threading
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select

from scout.clock import now_or_on
from scout.collect.catalogue import sources
from scout.collect.crawl import Crawl, CrawlOptions, crawl
from scout.collect.source_run import CollectReport, collect_source
from scout.domain import Source
from scout.store import tables
from scout.store.engine import Store

ODD = ("odd_spiders",)
TODAY = date(2026, 11, 23)
_TLS_HELLO = b"\x16"
LOOPBACK = ("127.0.0.0/8", "::1/128")
# So much later than it was sent may the site of a busy machine hear of a request.
LATE_S = 0.4
QUICK: dict[str, Any] = {"DOWNLOAD_DELAY": 0, "AUTOTHROTTLE_ENABLED": False}


@dataclass(frozen=True, slots=True)
class Asked:
    """A request as the site saw it; ``at_s`` is on the site's own clock."""

    path: str
    headers: Mapping[str, str]
    at_s: float


@dataclass(slots=True)
class Line:
    """The connection that an answer writes to."""

    socket: socket.socket
    asked: Asked
    closing: threading.Event

    def send(self, data: bytes) -> None:
        self.socket.sendall(data)

    def reset(self) -> None:
        """Break the connection off, as a crash does."""
        linger = struct.pack("ii", 1, 0)
        self.socket.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, linger)
        self.socket.close()


Answer = Callable[[Line], None]


def head(status: int, headers: Mapping[str, str]) -> bytes:
    lines = "".join(f"{name}: {value}\r\n" for name, value in headers.items())
    return f"HTTP/1.1 {status} X\r\n{lines}Connection: close\r\n\r\n".encode()


def page(body: str | bytes = "", status: int = 200, /, **headers: str) -> Answer:
    """Answer properly; ``Content_Type="…"`` is the header Content-Type."""
    content = body.encode() if isinstance(body, str) else body
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    named = {"Content-Type": "text/html; charset=utf-8"} | named

    def write(line: Line) -> None:
        length = {} if status == 304 else {"Content-Length": str(len(content))}
        line.send(head(status, named | length) + (b"" if status == 304 else content))

    return write


def moved(to: str) -> Answer:
    return page("", 302, Location=to)


def in_turn(*answers: Answer) -> Answer:
    """Answer the first time with the first, and so on; the last one stays."""
    waiting = list(answers)

    def write(line: Line) -> None:
        answer = waiting.pop(0) if len(waiting) > 1 else waiting[0]
        answer(line)

    return write


def not_modified_if(tag: str, answer: Answer) -> Answer:
    """Answer 304 to who knows ``tag``, as a server should."""

    def write(line: Line) -> None:
        known = line.asked.headers.get("if-none-match") == tag
        (page("", 304, ETag=tag) if known else answer)(line)

    return write


def silent(line: Line) -> None:
    """Accept, and never say a word."""
    line.closing.wait(60)


def dripping(body: str) -> Answer:
    """Send a byte, and another one a second later, and so on."""

    def write(line: Line) -> None:
        line.send(head(200, {"Content-Type": "text/html", "Content-Length": str(len(body))}))
        for byte in body.encode():
            line.send(bytes([byte]))
            if line.closing.wait(1):
                return

    return write


def broken_off(body: str, headers: Mapping[str, str]) -> Answer:
    """Send the beginning of an answer and break the connection off."""

    def write(line: Line) -> None:
        line.send(head(200, {"Content-Type": "text/html"} | headers) + body.encode())
        time.sleep(0.2)  # what was sent shall arrive before the reset
        line.reset()

    return write


@dataclass
class OddSite:
    """Pages by path and what was asked of them. ``tls`` makes it speak https; ``port`` 0 is any."""

    pages: dict[str, Answer] = field(default_factory=dict)
    tls: ssl.SSLContext | None = None
    asked: list[Asked] = field(default_factory=list)
    closing: threading.Event = field(default_factory=threading.Event)
    host: str = "127.0.0.1"
    port: int = 0

    def __post_init__(self) -> None:
        site = self

        class Handler(socketserver.BaseRequestHandler):
            def handle(self) -> None:
                with suppress(OSError):  # who asked has gone, or does not trust us
                    site.answer(self.request)

        class Server(socketserver.ThreadingTCPServer):
            daemon_threads = True
            allow_reuse_address = True

        self.server = Server((self.host, self.port), Handler)
        self.port = self.server.server_address[1]
        self.url = f"{'https' if self.tls else 'http'}://{self.host}:{self.port}"
        threading.Thread(target=self.server.serve_forever, args=(0.05,), daemon=True).start()

    def answer(self, connection: socket.socket) -> None:
        connection.settimeout(60)
        if self.tls is None:
            self._answer(connection)
            return
        with self.tls.wrap_socket(connection, server_side=True) as secured:
            self._answer(secured)

    def _answer(self, connection: socket.socket) -> None:
        asked = read_head(connection)
        if asked is None:
            connection.sendall(head(400, {}))
            return
        self.asked.append(asked)
        self.pages.get(asked.path, page("", 404))(Line(connection, asked, self.closing))

    def paths(self) -> list[str]:
        return [each.path for each in self.asked]

    def close(self) -> None:
        self.closing.set()
        self.server.shutdown()
        self.server.server_close()


def read_head(connection: socket.socket) -> Asked | None:
    """Read a request without body; ``None`` if the other side says nothing, or speaks TLS."""
    data = b""
    while b"\r\n\r\n" not in data:
        more = connection.recv(65536)
        if not more or more.startswith(_TLS_HELLO):
            return None
        data += more
    first, *lines = data.split(b"\r\n\r\n")[0].decode("latin-1").split("\r\n")
    headers = {
        name.lower(): value.strip() for name, _, value in (line.partition(":") for line in lines)
    }
    return Asked(first.split()[1], headers, time.monotonic())


@contextmanager
def odd_site(
    monkeypatch: pytest.MonkeyPatch, tls: ssl.SSLContext | None = None
) -> Iterator[OddSite]:
    """Open a site and let the odd spiders read it."""
    site = OddSite(tls=tls)
    point_spiders_at(monkeypatch, site.url)
    try:
        yield site
    finally:
        site.close()


def point_spiders_at(monkeypatch: pytest.MonkeyPatch, url: str) -> None:
    folder = str(Path(__file__).parent)
    monkeypatch.setenv("ODD_SITE", url)
    monkeypatch.setenv("PYTHONPATH", folder)
    monkeypatch.syspath_prepend(folder)


def odd_source(name: str) -> Source:
    return sources(ODD)[name]


def options(overrides: Mapping[str, Any] | None = None, **values: Any) -> CrawlOptions:
    quick = QUICK | {"RETRY_TIMES": 0} | dict(overrides or {})
    values = {"may_reach": LOOPBACK} | values
    return CrawlOptions(today=TODAY, spider_modules=ODD, overrides=quick, **values)


def run(name: str, folder: Path, **values: Any) -> Crawl:
    """Crawl once, without judging."""
    folder.mkdir(parents=True, exist_ok=True)
    return crawl(odd_source(name), folder, options(**values), lambda _: None)


def collect(home: Path, store: Store, name: str, **values: Any) -> CollectReport:
    """Crawl, judge and take in."""
    now = now_or_on(TODAY)
    return collect_source(home, store, odd_source(name), options(**values), now, lambda *_: None)


def snapshot(store: Store) -> dict[str, list[tuple[Any, ...]]]:
    """Return all that is stored but the list of runs."""
    with store.reading() as connection:
        return {
            table.name: sorted((tuple(row) for row in connection.execute(select(table))), key=repr)
            for table in tables.metadata.sorted_tables
            if table.name != "runs"
        }


def read_on(
    day: int, name: str, home: Path, store: Store, site: OddSite, **values: Any
) -> CollectReport:
    """Read a source on the day so many days from now; what was asked before is forgotten."""
    site.asked.clear()
    now = now_or_on(TODAY) + timedelta(days=day)
    return collect_source(home, store, odd_source(name), options(**values), now, lambda *_: None)


def pages_asked(site: OddSite) -> list[str]:
    """Return the pages that were asked, without the list and what every crawl asks."""
    wanted = (path for path in site.paths() if not path.endswith((".txt", ".json")))
    return sorted(path for path in wanted if path != "/list")
