"""Databases for tests: files, and a real PostgreSQL that lives as long as the tests.

A test that asks for ``database_url`` or ``store`` runs on both. A property, which needs an empty
store for each example, takes it from ``fresh``.
"""

from __future__ import annotations

import os
import shutil
import signal
import socket
import subprocess
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, closing, contextmanager
from dataclasses import dataclass, field
from functools import cached_property
from itertools import count
from pathlib import Path
from typing import Any

import psycopg
import pytest
from sqlalchemy import delete, text

from scout.store import tables
from scout.store.engine import Store, open_store

Fresh = Callable[[], AbstractContextManager[Store]]

# Where Debian keeps each version's programs; they are not on the PATH.
_DEBIAN = Path("/usr/lib/postgresql")

_WRITTEN = "ge%3Aheim%2Fn%40is"
# Sorts as a German dictionary does: what leaves the order to the database would show.
_GERMAN = "TEMPLATE template0 ENCODING 'UTF8' LOCALE 'C' LOCALE_PROVIDER icu ICU_LOCALE 'de'"
_WITH_US = ("setpriv", "--pdeathsig", "INT")
_QUICK = (
    "fsync=off synchronous_commit=off full_page_writes=off wal_level=minimal max_wal_senders=0"
    " autovacuum=off max_connections=200"
).split()


@dataclass
class Server:
    """A running PostgreSQL: without password on its socket, with one on 127.0.0.1."""

    folder: Path
    port: int
    password: str = "ge:heim/n@is"  # noqa: S105 - of a server that only the tests know
    _numbers: Iterator[int] = field(default_factory=count)

    def url(self, name: str, *, user: str = "tester") -> str:
        """Return the address of a database on the socket."""
        return f"postgresql://{user}@/{name}?host={self.folder}&port={self.port}"

    def url_by_network(self, name: str, *, user: str = "tester", password: str = _WRITTEN) -> str:
        """Return the address of a database on 127.0.0.1."""
        return f"postgresql://{user}:{password}@127.0.0.1:{self.port}/{name}"

    def connect(self, name: str = "postgres") -> psycopg.Connection[Any]:
        """Open a connection beside the program's own."""
        return psycopg.connect(
            host=str(self.folder), port=self.port, user="tester", dbname=name, autocommit=True
        )

    @cached_property
    def _own(self) -> psycopg.Connection[Any]:
        return self.connect()

    def do(self, statement: str, name: str | None = None) -> None:
        """Execute a statement beside the program, in the database ``name`` or in none of them."""
        if name is None:
            self._own.execute(statement)
            return
        with self.connect(name) as connection:
            connection.execute(statement)

    def close(self) -> None:
        """Close the connection that ``do`` has open."""
        self._own.close()

    @contextmanager
    def database(self, options: str = _GERMAN) -> Iterator[str]:
        """Give the name of a new database, dropped afterwards."""
        name = f"scout_{next(self._numbers)}"
        self.do(f"CREATE DATABASE {name} {options}")
        yield name
        self.do(f"DROP DATABASE {name} WITH (FORCE)")


def programs() -> Path:
    """Return the folder with ``initdb``; skips where it is missing, and fails in CI."""
    found = sorted(_DEBIAN.glob("*/bin/initdb"), key=lambda path: int(path.parts[-3]))
    if found:
        return found[-1].parent
    elsewhere = shutil.which("initdb")
    if elsewhere:
        return Path(elsewhere).parent
    message = "postgresql is not installed (make test-system)"
    if os.environ.get("CI") == "true":
        pytest.fail(message)
    pytest.skip(message)


@contextmanager
def _running(binaries: Path, folder: Path) -> Iterator[Server]:
    """Run a server with all its files in ``folder``; as somebody else if we are root."""
    someone: dict[str, Any] = {}
    if os.geteuid() == 0:
        someone = {"user": "postgres", "group": "postgres", "extra_groups": []}
        shutil.chown(folder, "postgres", "postgres")
    with socket.socket() as reserved:
        reserved.bind(("127.0.0.1", 0))
        port = reserved.getsockname()[1]
    data, secret = folder / "data", folder / "password"
    secret.write_text(Server.password)
    words = "--username=tester --auth-local=trust --auth-host=scram-sha-256 --encoding=UTF8"
    words += " --locale=C --no-sync --no-instructions"
    command = [binaries / "initdb", data, f"--pwfile={secret}", *words.split()]
    subprocess.run(command, cwd=folder, check=True, stdout=subprocess.DEVNULL, **someone)
    places = (f"port={port}", "listen_addresses=127.0.0.1", f"unix_socket_directories={folder}")
    # It ends with the tests, also when those are killed.
    command = [
        *_WITH_US,
        binaries / "postgres",
        "-D",
        data,
        *(f"--{each}" for each in (*places, *_QUICK)),
    ]
    with (folder / "log").open("wb") as log:
        process = subprocess.Popen(command, cwd=folder, stdout=log, stderr=log, **someone)
    try:
        server = Server(folder, port)
        _wait_for(server, process)
        yield server
        server.close()
    finally:
        process.send_signal(signal.SIGINT)
        process.wait(60)


def _wait_for(server: Server, process: subprocess.Popen[bytes]) -> None:
    for _ in range(600):
        try:
            server.do("SELECT")
        except psycopg.OperationalError:
            if process.poll() is not None:
                break
            time.sleep(0.05)
        else:
            return
    pytest.fail("postgresql did not start:\n" + (server.folder / "log").read_text())


@pytest.fixture(scope="session")
def postgres() -> Iterator[Server]:
    """Give a PostgreSQL of our own: `make test-system` installs it, and CI must have it."""
    binaries = programs()
    # Not in pytest's folder, which nobody else may enter: the server refuses to run as root.
    folder = Path(tempfile.mkdtemp(prefix="scout-postgresql-"))
    try:
        with _running(binaries, folder) as server:
            yield server
    finally:
        shutil.rmtree(folder)


@pytest.fixture(scope="session")
def _migrated(postgres: Server, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    with postgres.database() as name:
        open_store(tmp_path_factory.mktemp("template"), postgres.url(name)).close()
        yield name


@pytest.fixture(params=["sqlite", "postgresql"])
def database_url(request: pytest.FixtureRequest) -> Iterator[str]:
    """Give the address of an empty, migrated database: each test runs on both kinds."""
    if request.param == "sqlite":
        yield ""
        return
    server, template = map(request.getfixturevalue, ("postgres", "_migrated"))
    with server.database(f"TEMPLATE {template}") as name:
        yield server.url(name)


@pytest.fixture
def store(home: Path, database_url: str) -> Iterator[Store]:
    """Give an empty store of ``home``, on both kinds of database."""
    with closing(open_store(home, database_url)) as opened:
        yield opened


@pytest.fixture(scope="session", params=["sqlite", "postgresql"])
def fresh(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Fresh]:
    """Give a way to an empty store that is quick enough for the examples of a property."""
    folder = tmp_path_factory.mktemp("fresh")
    if request.param == "sqlite":
        yield _copied(folder)
        return
    server, template = map(request.getfixturevalue, ("postgres", "_migrated"))
    with (
        server.database(f"TEMPLATE {template}") as name,
        closing(open_store(folder, server.url(name))) as store,
    ):
        yield _emptied(store)


def _copied(folder: Path) -> Fresh:
    open_store(folder).close()
    numbers = count()

    @contextmanager
    def fresh() -> Iterator[Store]:
        home = folder / str(next(numbers))
        home.mkdir()
        shutil.copy(folder / "scout.db", home)
        with closing(open_store(home)) as opened:
            yield opened

    return fresh


def _emptied(store: Store) -> Fresh:
    @contextmanager
    def fresh() -> Iterator[Store]:
        with store.writing() as connection:
            for table in reversed(tables.metadata.sorted_tables):
                connection.execute(delete(table))
                connection.execute(text(f"ALTER SEQUENCE IF EXISTS {table.name}_id_seq RESTART"))
        yield store

    return fresh
