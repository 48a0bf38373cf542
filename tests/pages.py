"""Our own pages, served by a real uvicorn on 127.0.0.1 and asked over real connections."""

from __future__ import annotations

import http.client
import socket
import threading
from collections.abc import Iterator, Mapping
from contextlib import closing, contextmanager
from dataclasses import dataclass
from datetime import datetime
from email.message import Message as Headers
from pathlib import Path
from typing import Any

from scout.domain import Strategy
from scout.home import Home
from scout.links import ReaderLinks
from scout.settings import Settings
from scout.store import calls, readers, strategy
from scout.store.engine import Store
from scout.web.app import make_app
from scout.web.serving import server
from tests.builders import NOON, bring, funding_call, project, recipient

SECRET = "ein-geheimnis-nur-fuer-tests-0123456789"  # noqa: S105 - of the tests
ANNA, BERND = "Anna@Kreis.example", "bernd@stadt.example"
ISSUE = "20261219.0123456789abcdef0123456789abcdef"


@dataclass(frozen=True)
class Answer:
    """What came back."""

    status: int
    headers: Headers
    body: bytes

    @property
    def text(self) -> str:
        return self.body.decode()


@dataclass(frozen=True)
class Served:
    """A server that runs."""

    port: int

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def ask(
        self,
        method: str,
        path: str,
        body: bytes | None = None,
        headers: Mapping[str, str] | None = None,
    ) -> Answer:
        """Send one request; ``path`` may be a whole address, whose host is not looked at."""
        path = path.partition("://")[2].partition("/")[2].join(("/", "")) if "://" in path else path
        with closing(http.client.HTTPConnection("127.0.0.1", self.port, timeout=30)) as line:
            line.request(method, path, body, dict(headers or {}))
            response = line.getresponse()
            return Answer(response.status, response.headers, response.read())

    def get(self, path: str, **headers: str) -> Answer:
        return self.ask("GET", path, headers=headers)

    def post(self, path: str, body: bytes = b"", **headers: str) -> Answer:
        return self.ask("POST", path, body, headers)


@contextmanager
def serve(app: Any) -> Iterator[Served]:
    """Serve an application in a thread, as the program does."""
    listening = socket.create_server(("127.0.0.1", 0))
    running = server(app)
    thread = threading.Thread(target=running.run, kwargs={"sockets": [listening]})
    thread.start()
    try:
        yield Served(listening.getsockname()[1])
    finally:
        running.should_exit = True
        thread.join(30)
        listening.close()


class Clock:
    """A clock that a test sets."""

    def __init__(self, now: datetime = NOON) -> None:
        self.now = now

    def __call__(self) -> datetime:
        return self.now


@dataclass
class World:
    """A home with a strategy and a call, its pages, and the links of its readers."""

    home: Home
    clock: Clock
    site: Served
    call_id: int

    @property
    def store(self) -> Store:
        return self.home.store

    def links(self, email: str = ANNA, issue: str = ISSUE) -> ReaderLinks:
        """Return the links of a mail that is written now."""
        with self.store.writing() as connection:
            ref = readers.ref_of(connection, email)
        base = self.home.settings.web.public_url or "https://foerder.example"
        return ReaderLinks(base, SECRET.encode(), ref, issue, self.clock())

    def plan(self, **values: Any) -> None:
        """Make another strategy the active one."""
        save_plan(self.store, **values)


def save_plan(store: Store, **values: Any) -> None:
    """Anna reads of all projects, Bernd of "radwege" only."""
    given: dict[str, Any] = {
        "projects": (project("glasfaser"), project("radwege", title="Radwege für alle")),
        "recipients": (
            recipient(ANNA),
            recipient(BERND, name="Bernd Cordes", projects=("radwege",)),
        ),
    }
    with store.writing() as connection:
        strategy.save(connection, Strategy(**(given | values)))


@contextmanager
def world(
    folder: Path, store: Store, call: Any = None, calendar: Any = None, **web: Any
) -> Iterator[World]:
    """Serve the pages of a new home on ``store``; ``web`` are settings of [web]."""
    folder.mkdir(parents=True, exist_ok=True)
    save_plan(store)
    bring(store, folder, [call or funding_call("k1")], NOON)
    with store.reading() as connection:
        (entry,) = calls.entries(connection)
    settings = Settings(web={"secret": SECRET, **web}, mail={"reply_to": "frage@kreis.example"})
    home, clock = Home(folder, settings, store), Clock()
    with serve(make_app(home, clock, calendar or (lambda _email, _now: None))) as site:
        yield World(home, clock, site, entry.id)
