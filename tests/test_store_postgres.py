"""What holds for the database that is on a server, and what is told when it cannot be used."""

from __future__ import annotations

import socket
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import func, insert, select
from sqlalchemy.exc import DBAPIError, InternalError

from scout.errors import UsageError
from scout.sample import STRATEGY
from scout.store import runs, tables
from scout.store.engine import Store, open_store
from scout.store.postgres import _key
from tests.builders import NOON
from tests.databases import Server


@pytest.fixture
def name(postgres: Server) -> Iterator[str]:
    """The name of a database in which nothing is yet."""
    with postgres.database() as made:
        yield made


def complaint(home: Path, url: str) -> str:
    with pytest.raises(UsageError) as caught:
        open_store(home, url)
    said = str(caught.value)
    assert said.startswith("database_url: ")
    assert "heim" not in said
    assert "\n" not in said
    return said


def test_a_password_opens_the_database(home: Path, postgres: Server, name: str) -> None:
    for url in (
        postgres.url_by_network(name),
        postgres.url_by_network(name).replace("postgresql:", "postgresql+psycopg:"),
    ):
        with closing(open_store(home, url)) as store, store.reading() as connection:
            assert connection.scalar(select(func.count()).select_from(tables.calls)) == 0
    assert not (home / "scout.db").exists()


def test_a_password_may_come_from_the_environment_or_from_a_file(
    home: Path, tmp_path: Path, postgres: Server, name: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    url = f"postgresql://tester@127.0.0.1:{postgres.port}/{name}"
    monkeypatch.setenv("PGPASSFILE", str(tmp_path / "pgpass"))
    assert "password" in complaint(home, url)
    monkeypatch.setenv("PGPASSWORD", postgres.password)
    open_store(home, url).close()
    monkeypatch.delenv("PGPASSWORD")
    secret = postgres.password.replace(":", r"\:")
    (tmp_path / "pgpass").write_text(f"127.0.0.1:{postgres.port}:{name}:tester:{secret}\n")
    (tmp_path / "pgpass").chmod(0o600)
    open_store(home, url).close()


def test_a_wrong_password_is_told_and_not_shown(home: Path, postgres: Server, name: str) -> None:
    said = complaint(home, postgres.url_by_network(name, password="ge%2Fheim"))  # noqa: S106 - a wrong one
    assert f"postgresql://tester:***@127.0.0.1:{postgres.port}/{name}: " in said
    assert 'password authentication failed for user "tester"' in said
    assert "PGPASSWORD or ~/.pgpass" in said


def test_a_password_in_the_query_is_not_shown(home: Path, postgres: Server) -> None:
    url = f"postgresql://tester@127.0.0.1:{postgres.port}/nothing?password=geheim&sslmode=disable"
    said = complaint(home, url)
    assert f"postgresql://tester@127.0.0.1:{postgres.port}/nothing?sslmode=disable: " in said


def test_a_server_that_is_not_there_is_told(home: Path) -> None:
    with socket.socket() as reserved:
        reserved.bind(("127.0.0.1", 0))
        port = reserved.getsockname()[1]
        said = complaint(home, f"postgresql://scout:geheim@127.0.0.1:{port}/scout")
    assert "Connection refused" in said
    assert "is the server running" in said


def test_a_server_that_never_answers_is_told(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with socket.create_server(("127.0.0.1", 0)) as silent:
        port = silent.getsockname()[1]
        said = complaint(home, f"postgresql://scout@127.0.0.1:{port}/scout?connect_timeout=2")
    assert "timeout expired" in said


def test_a_database_that_is_not_there_is_told(home: Path, postgres: Server) -> None:
    said = complaint(home, postgres.url_by_network("nowhere"))
    assert 'database "nowhere" does not exist' in said


@pytest.mark.parametrize(
    "url",
    [
        "postgresql://scout:ge/heim@127.0.0.1/scout",
        "postgresql://scout:geheim@127.0.0.1:port/scout",
        "postgres://scout:geheim@127.0.0.1/scout",
        "postgresql+asyncpg://scout:geheim@127.0.0.1/scout",
        "mysql://scout:geheim@127.0.0.1/scout",
    ],
)
def test_an_address_that_cannot_be_read_is_not_repeated(home: Path, url: str) -> None:
    said = complaint(home, url)
    assert url not in said
    assert "heim" not in said


def test_an_option_that_nobody_knows_is_told(home: Path, postgres: Server) -> None:
    said = complaint(home, postgres.url("postgres") + "&colour=red")
    assert 'invalid connection option "colour"' in said


def test_without_psycopg_it_is_said_what_to_install(
    home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, "psycopg", None)
    assert "install foerderscout[postgres]" in complaint(home, "postgresql://scout@127.0.0.1/x")


def test_a_user_who_may_not_make_tables_is_told(home: Path, postgres: Server, name: str) -> None:
    postgres.do("CREATE ROLE guest LOGIN")
    try:
        said = complaint(home, postgres.url(name, user="guest"))
        with closing(open_store(home, postgres.url(name))):
            pass
        also = complaint(home, postgres.url(name, user="guest"))
    finally:
        postgres.do("DROP ROLE guest")
    assert "permission denied for schema public" in said
    assert "make the user the owner of the database and of its tables" in said
    assert "permission denied for table alembic_version" in also


def test_an_owner_needs_no_other_right(home: Path, postgres: Server) -> None:
    postgres.do("CREATE ROLE clerk LOGIN")
    try:
        with postgres.database("OWNER clerk") as name:
            url = postgres.url(name, user="clerk")
            with (
                closing(open_store(home, url)) as store,
                store.lock("x") as free,
                store.writing() as connection,
            ):
                assert free
                assert store.is_held("x")
                assert runs.begin(connection, "probe", NOON) == 1
    finally:
        postgres.do("DROP ROLE clerk")


def test_a_database_of_another_program_is_refused_and_left_alone(
    home: Path, postgres: Server, name: str
) -> None:
    postgres.do("CREATE TABLE runs (distance integer)", name)
    said = complaint(home, postgres.url(name))
    assert 'relation "runs" already exists' in said
    assert "expected an empty database or one of this program" in said
    with postgres.connect(name) as connection:
        found = connection.execute("SELECT tablename FROM pg_tables WHERE schemaname = 'public'")
        assert found.fetchall() == [("runs",)]


def test_a_database_that_cannot_hold_every_character_is_refused(
    home: Path, postgres: Server
) -> None:
    with postgres.database("TEMPLATE template0 ENCODING 'LATIN1' LOCALE 'C'") as name:
        said = complaint(home, postgres.url(name))
    assert "expected a database in UTF8, found LATIN1" in said


def test_a_server_that_only_follows_another_is_refused(
    home: Path, postgres: Server, name: str
) -> None:
    says_so = "CREATE FUNCTION pg_is_in_recovery() RETURNS boolean RETURN true"
    postgres.do(says_so, name)
    postgres.do(f"ALTER DATABASE {name} SET search_path = public, pg_catalog")
    assert "expected a server that can be written, found a standby" in complaint(
        home, postgres.url(name)
    )


@pytest.fixture
def server_store(home: Path, postgres: Server, name: str) -> Iterator[Store]:
    with closing(open_store(home, postgres.url(name))) as opened:
        yield opened


def add_run(store: Store) -> None:
    with store.writing() as connection:
        runs.begin(connection, "probe", NOON)


def test_who_only_reads_cannot_write(server_store: Store) -> None:
    row = {"source": "probe", "started_at": NOON, "outcome": "OK"}
    with (
        pytest.raises(InternalError, match="read-only transaction"),
        server_store.reading() as connection,
    ):
        connection.execute(insert(tables.runs), row)
    add_run(server_store)


def test_a_holder_of_a_lock_is_in_no_transaction(
    server_store: Store, postgres: Server, name: str
) -> None:
    with server_store.lock("x"), postgres.connect(name) as connection:
        found = connection.execute(
            "SELECT DISTINCT state FROM pg_stat_activity"
            " WHERE datname = current_database() AND pid <> pg_backend_pid()"
        )
        assert found.fetchall() == [("idle",)]


def test_a_lock_outlives_what_a_server_does_to_idle_connections(
    home: Path, postgres: Server, name: str
) -> None:
    postgres.do(f"ALTER DATABASE {name} SET idle_session_timeout = 500")
    ask = "SELECT objsubid FROM pg_locks WHERE locktype = 'advisory'"
    with closing(open_store(home, postgres.url(name))) as store, store.lock("x"):
        time.sleep(1.5)
        with postgres.connect(name) as connection:
            assert connection.execute(ask).fetchall() == [(1,)]


def end_connections(postgres: Server, name: str) -> None:
    """Do what a server that is restarted does."""
    ask = "SELECT pg_terminate_backend(pid, 5000) FROM pg_stat_activity WHERE datname = %s"
    with postgres.connect() as connection:
        connection.execute(ask, (name,))


def test_connections_that_the_server_has_ended_are_made_anew(
    server_store: Store, postgres: Server, name: str
) -> None:
    add_run(server_store)
    end_connections(postgres, name)
    add_run(server_store)
    with server_store.reading() as connection:
        assert connection.scalar(select(func.count()).select_from(tables.runs)) == 2


def test_a_lock_whose_connection_the_server_ended_is_lost_and_said_to_be(
    server_store: Store, postgres: Server, name: str
) -> None:
    def lose() -> None:
        with server_store.lock("x"):
            end_connections(postgres, name)
            assert not server_store.is_held("x")

    with pytest.raises(DBAPIError):
        lose()
    with server_store.lock("x") as free:
        assert free


def test_keys_of_locks_are_the_same_in_every_version_of_the_program() -> None:
    # Two versions at work on one database must meet at the same locks.
    assert _key("lock", "digest") == -7037330360605050730
    assert _key("transaction", "writing") == 5115717876695889371


def test_a_lock_is_seen_whatever_its_key(server_store: Store) -> None:
    names = [str(number) for number in range(8)]
    assert {_key("lock", name) > 0 for name in names} == {True, False}
    for name in names:
        with server_store.lock(name):
            assert [each for each in names if server_store.is_held(each)] == [name]


def walk(home: Path, database_url: str, web: Path, scout: Callable[..., Any]) -> list[str]:
    """Go the whole way in ``home``; return what is stored, ranked and mailed in the end."""
    printed = []
    for words in (
        ("strategy", "import", STRATEGY),
        ("collect", "--replay", web, "--today", "2026-11-16"),
        ("read",),
        ("match", "--today", "2026-11-16"),
        ("digest", "--to", "n.overkamp@duelmen.example", "--today", "2026-11-16"),
        ("calls", "--json", "--today", "2026-11-16"),
        ("matches", "radwege-alltag", "--json"),
        ("history", "Land/NRW/zukunft-der-zentren", "--json"),
        ("sources",),
    ):
        done = scout(*words, "--home", home, SCOUT_DATABASE_URL=database_url)
        assert done.returncode == 0, done.stderr
        printed.append(done.stdout.replace(str(home), "HOME"))
    (mail,) = (home / "outbox").glob("*.txt")
    return [*printed, mail.read_text("utf-8")]


def test_the_whole_way_is_the_same_on_both_databases(
    tmp_path: Path,
    postgres: Server,
    name: str,
    scout: Callable[..., Any],
    bundle: Callable[..., Path],
) -> None:
    web = bundle(min_items=60)
    on_a_file = walk(tmp_path / "file", "", web, scout)
    on_a_server = walk(tmp_path / "server", postgres.url(name), web, scout)
    assert on_a_server == on_a_file
    assert not (tmp_path / "server" / "scout.db").exists()
    assert "passende Aufrufe" in on_a_file[-1]
