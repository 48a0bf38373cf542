"""Open the database of a home, bring it up to date, and hand out transactions."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, Engine, create_engine, event, inspect, text
from sqlalchemy.exc import DatabaseError

from scout.errors import UsageError
from scout.lock import process_lock

HEAD = "0001"
_BUSY_S = 30


class Store:
    """One database. ``reading()`` and ``writing()`` give a transaction each.

    A writer takes SQLite's write lock at once: two that read first and write later would otherwise
    fail each other. Other processes wait for it up to 30 seconds.
    """

    def __init__(self, engine: Engine) -> None:
        self.engine = engine

    @contextmanager
    def reading(self) -> Iterator[Connection]:
        """Give a transaction that only reads."""
        with self.engine.connect() as connection, connection.begin():
            yield connection

    @contextmanager
    def writing(self) -> Iterator[Connection]:
        """Give a transaction that writes: whole, or, when the block raises, not at all."""
        with (
            self.engine.connect().execution_options(scout_writes=True) as connection,
            connection.begin(),
        ):
            yield connection

    def close(self) -> None:
        """Close all connections."""
        self.engine.dispose()


def make_home(home: Path) -> None:
    """Make the folder ``home`` if it is not there.

    Raises:
        UsageError: if it cannot be made, or is no folder.
    """
    try:
        home.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise UsageError(f"--home: expected a folder, {home} cannot be one: {error}") from None


def open_store(home: Path) -> Store:
    """Open ``scout.db`` in ``home``, made and migrated if need be.

    Raises:
        UsageError: if the home cannot be used, the file is no database, or it is of a newer version
            of the program than this one.
    """
    make_home(home)
    path = home / "scout.db"
    engine = create_engine(f"sqlite:///{path}")
    _tune_sqlite(engine)
    store = Store(engine)
    try:
        # Two that open a new home at once: switching to WAL does not wait for a busy database.
        with process_lock(home, "database", wait=True):
            _use_wal(engine)
            migrate(store)
    except OSError as error:
        store.close()
        raise UsageError(f"--home: {home} cannot be written: {error.strerror}") from None
    except DatabaseError as error:
        store.close()
        raise UsageError(f"{path}: expected a database of this program: {error.orig}") from None
    except BaseException:
        store.close()
        raise
    return store


def _use_wal(engine: Engine) -> None:
    with engine.connect() as connection:
        connection.exec_driver_sql("ROLLBACK")
        connection.exec_driver_sql("PRAGMA journal_mode = WAL")


def migrate(store: Store) -> None:
    """Bring the tables to the newest form; does nothing, and imports nothing, if they have it."""
    current = _current_revision(store)
    if current == HEAD:
        return
    if current is not None and current > HEAD:
        raise UsageError(
            f"the database is of version {current}, expected at most {HEAD}: update the program"
        )
    from alembic import command  # noqa: PLC0415 - a third of a second, needed once a version

    with store.writing() as connection:
        config = alembic_config()
        config.attributes["connection"] = connection
        command.upgrade(config, "head")


def alembic_config() -> Any:
    """Return Alembic's configuration; there is no alembic.ini, the program migrates itself."""
    from alembic.config import Config  # noqa: PLC0415 - as above

    config = Config()
    config.set_main_option("script_location", "scout.store:migrations")
    config.set_main_option("path_separator", "os")
    return config


def _current_revision(store: Store) -> str | None:
    with store.reading() as connection:
        if not inspect(connection).has_table("alembic_version"):
            return None
        found: str | None = connection.scalar(text("SELECT version_num FROM alembic_version"))
        return found


def _tune_sqlite(engine: Engine) -> None:
    @event.listens_for(engine, "connect")
    def prepare(connection: Any, _: object) -> None:
        # The driver shall not begin transactions of its own; ours begin below.
        connection.isolation_level = None
        for pragma in (
            f"busy_timeout = {_BUSY_S * 1000}",
            "synchronous = NORMAL",
            "foreign_keys = ON",
        ):
            connection.execute(f"PRAGMA {pragma}")

    @event.listens_for(engine, "begin")
    def begin(connection: Connection) -> None:
        writes = connection.get_execution_options().get("scout_writes", False)
        connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")
