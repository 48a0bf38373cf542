"""Tables of every version become those of the newest, with what is in them, on both databases."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, MetaData, Table, insert, inspect, select, text

from scout.errors import UsageError
from scout.store import engine, runs, tables
from scout.store.engine import Store, open_store
from tests.builders import NOON
from tests.databases import Server

# A row of every table of the first version, in an order in which references hold.
FIRST_VERSION: dict[str, dict[str, Any]] = {
    "calls": {
        "source": "probe",
        "key": "Straße/1",
        "url": "https://foerderung.example/1",
        "title": "Brücken & Straßen",
        "language": "de",
        "content": '{"title": "\\u0000"}',
        "content_hash": "0" * 64,
        "first_seen_on": date(2026, 12, 1),
        "last_seen_at": NOON,
        "gone_on": None,
    },
    "runs": {
        "source": "probe",
        "started_at": NOON,
        "finished_at": NOON,
        "outcome": "OK",
        "items": 1,
        "fill": {"title": 0.5},
        "findings": [{"code": "x", "text": "ü\x00"}],
    },
    "changes": {
        "call_id": 1,
        "run_id": 1,
        "on": date(2026, 12, 1),
        "field": "listing",
        "old": None,
        "new": "listed",
    },
    "facts": {"call_id": 1, "content_hash": "0" * 64, "rules": 1, "content": "{}"},
    "strategy_entries": {
        "kind": "projects",
        "key": "a",
        "position": 0,
        "content": {"title": "Glasfaser"},
        "active": True,
    },
    "matches": {
        "project": "a",
        "call_id": 1,
        "score": 0.1234567890123456,
        "reasons": [{"signal": "text"}],
        "shut_out": False,
    },
    "ranked_projects": {"project": "a"},
    "messages": {
        "message_id": "<1@kreis.example>",
        "recipient_email": "anna@kreis.example",
        "recipient_name": "Anna",
        "subject": "Fördermittel",
        "text": "Guten Tag",
        "html": "<p>Guten Tag",
        "created_at": NOON,
        "issue_on": date(2026, 12, 19),
        "state": "SENT",
    },
    "delivered": {
        "recipient_email": "anna@kreis.example",
        "call_id": 1,
        "shown": True,
        "through_change": 1,
        "project": "a",
        "on": date(2026, 12, 19),
    },
    "first_issues": {
        "recipient_email": "anna@kreis.example",
        "project": "a",
        "on": date(2026, 12, 19),
    },
}


@pytest.fixture(params=["sqlite", "postgresql"])
def bare_url(request: pytest.FixtureRequest) -> Iterator[str]:
    """The address of a database in which nothing is yet."""
    if request.param == "sqlite":
        yield ""
        return
    server: Server = request.getfixturevalue("postgres")
    with server.database() as name:
        yield server.url(name)


def go_to(store: Store, revision: str, *, up: bool) -> None:
    with store.writing() as connection:
        config = engine.alembic_config()
        config.attributes["connection"] = connection
        (command.upgrade if up else command.downgrade)(config, revision)


def revision_of(store: Store) -> str | None:
    with store.reading() as connection:
        found: str | None = connection.scalar(text("SELECT version_num FROM alembic_version"))
        return found


def table_names(store: Store) -> set[str]:
    with store.reading() as connection:
        return table_names_in(connection)


def table_names_in(connection: Connection) -> set[str]:
    return set(inspect(connection).get_table_names()) - {"alembic_version"}


def rows(store: Store) -> dict[str, dict[str, Any]]:
    """Return the one row of every table that is not empty, as the newest code reads it."""
    with store.reading() as connection:
        found = {
            table.name: connection.execute(select(table)).one_or_none()
            for table in tables.metadata.sorted_tables
        }
    return {name: dict(row._mapping) for name, row in found.items() if row}


def make_first_version(home: Path, database_url: str) -> None:
    """Leave a database as version 0001 of the program left it, with a row in every table."""
    with closing(open_store(home, database_url)) as store:
        go_to(store, "base", up=False)
        go_to(store, "0001", up=True)
        assert table_names(store) == set(FIRST_VERSION)
        with store.writing() as connection:
            for name, row in FIRST_VERSION.items():
                # As the database says it is: the code only knows the newest form.
                then = Table(name, MetaData(), autoload_with=connection)
                connection.execute(insert(then), row)


def test_the_program_knows_its_newest_migration() -> None:
    assert ScriptDirectory.from_config(engine.alembic_config()).get_heads() == [engine.HEAD]


def test_migrated_tables_are_those_that_the_code_describes(home: Path, bare_url: str) -> None:
    options = {"compare_type": True, "compare_server_default": True}
    with closing(open_store(home, bare_url)) as store, store.reading() as connection:
        context = MigrationContext.configure(connection, opts=options)
        assert compare_metadata(context, tables.metadata) == []


def test_the_first_version_becomes_the_newest_and_loses_nothing(home: Path, bare_url: str) -> None:
    make_first_version(home, bare_url)
    with closing(open_store(home, bare_url)) as store:
        assert revision_of(store) == engine.HEAD
        found = rows(store)
    assert {name: found[name].items() >= row.items() for name, row in FIRST_VERSION.items()} == (
        dict.fromkeys(FIRST_VERSION, True)
    )
    assert found["messages"]["attempts"] == 0
    assert found["messages"]["before"] is None


def test_what_is_migrated_goes_on_counting_where_it_was(home: Path, bare_url: str) -> None:
    make_first_version(home, bare_url)
    with closing(open_store(home, bare_url)) as store, store.writing() as connection:
        assert runs.begin(connection, "probe", NOON) == 2


def test_a_step_back_and_up_again_keeps_what_both_versions_know(home: Path, bare_url: str) -> None:
    make_first_version(home, bare_url)
    with closing(open_store(home, bare_url)) as store:
        before = rows(store)
        go_to(store, "0001", up=False)
        assert table_names(store) == set(FIRST_VERSION)
        engine.migrate(store)
        assert rows(store) == before


def test_all_the_way_back_leaves_nothing(home: Path, bare_url: str) -> None:
    with closing(open_store(home, bare_url)) as store:
        go_to(store, "base", up=False)
        assert table_names(store) == set()
        engine.migrate(store)
        assert table_names(store) == set(tables.metadata.tables)


def test_a_migration_that_breaks_leaves_the_database_as_it_was(
    home: Path, bare_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    make_first_version(home, bare_url)
    upgrade, seen = command.upgrade, []

    def broken(config: Config, revision: str) -> None:
        upgrade(config, revision)
        seen.append(table_names_in(config.attributes["connection"]))
        raise LookupError

    with monkeypatch.context() as patch:
        patch.setattr(command, "upgrade", broken)
        with pytest.raises(LookupError):
            open_store(home, bare_url)
        patch.setattr(command, "upgrade", lambda *_: None)
        with closing(open_store(home, bare_url)) as store:
            assert (table_names(store), revision_of(store)) == (set(FIRST_VERSION), "0001")
    assert seen == [set(tables.metadata.tables)]


def test_opening_again_changes_nothing(home: Path, bare_url: str) -> None:
    make_first_version(home, bare_url)
    with closing(open_store(home, bare_url)) as store:
        before = rows(store)
        with closing(open_store(home, bare_url)) as again:
            assert rows(again) == before
        engine.migrate(store)
        assert rows(store) == before


def test_a_newer_database_is_refused_and_left_as_it_is(home: Path, bare_url: str) -> None:
    make_first_version(home, bare_url)
    with closing(open_store(home, bare_url)) as store:
        with store.writing() as connection:
            connection.execute(text("UPDATE alembic_version SET version_num = '9999'"))
        before = rows(store)
        with pytest.raises(UsageError, match=rf"version 9999, expected at most {engine.HEAD}"):
            open_store(home, bare_url)
        assert (revision_of(store), rows(store)) == ("9999", before)


OPEN = """
import sys
from pathlib import Path
from scout.store.engine import open_store
open_store(Path(sys.argv[1]), sys.argv[2]).close()
"""


def test_many_processes_may_open_a_new_database_at_once(tmp_path: Path, bare_url: str) -> None:
    # A server is shared by many homes, a file is that of one.
    homes = [tmp_path / (str(number) if bare_url else "home") for number in range(6)]
    opening = [
        subprocess.Popen([sys.executable, "-c", OPEN, str(home), bare_url]) for home in homes
    ]
    assert [process.wait(60) for process in opening] == [0] * len(homes)
    with closing(open_store(homes[0], bare_url)) as store:
        assert revision_of(store) == engine.HEAD
        assert table_names(store) == set(tables.metadata.tables)
