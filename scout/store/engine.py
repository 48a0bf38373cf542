"""Open the database of a home, bring it up to date, and hand out transactions."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path
from typing import Any, Protocol

from sqlalchemy import URL, Connection, Engine, inspect, make_url, text
from sqlalchemy.exc import ArgumentError, DatabaseError

from scout.errors import UsageError
from scout.store import postgres, sqlite

HEAD = "0010"


class Database(Protocol):
    """What SQLite and PostgreSQL do differently.

    ``reader`` and ``writer`` share their connections; they begin transactions in different ways.
    """

    reader: Engine
    writer: Engine

    def exists(self) -> bool:
        """Tell whether there is something to look into; makes nothing."""

    def prepare(self) -> None:
        """Make an opened database ready; only one process at a time does it."""

    def lock(self, name: str, *, wait: bool) -> AbstractContextManager[bool]:
        """Hold a lock; see ``Store.lock``."""

    def is_held(self, name: str) -> bool:
        """See ``Store.is_held``."""

    def explain(self, error: OSError | DatabaseError) -> str | None:
        """Say what a user can put right when opening failed; ``None`` where it is our mistake."""


class Store:
    """One database. ``reading()`` and ``writing()`` give a transaction each.

    Writers come one after the other: two that read first and write later would otherwise fail each
    other, or undo each other's work. A reader waits for nobody.
    """

    def __init__(self, database: Database) -> None:
        self._database = database

    @contextmanager
    def reading(self) -> Iterator[Connection]:
        """Give a transaction that only reads, and sees one moment of the database throughout."""
        with self._database.reader.connect() as connection, connection.begin():
            yield connection

    @contextmanager
    def writing(self) -> Iterator[Connection]:
        """Give a transaction that writes: whole, or, when the block raises, not at all."""
        with self._database.writer.connect() as connection, connection.begin():
            yield connection

    def lock(self, name: str, *, wait: bool = False) -> AbstractContextManager[bool]:
        """Hold the lock ``name`` of this database while the block runs; no transaction.

        All processes that use the database meet there, on whatever machine; it ends with its
        process, however that ends. Gives False, at once, if somebody else has it; with ``wait`` it
        waits for its turn instead, for as long as that takes.
        """
        return self._database.lock(name, wait=wait)

    def is_held(self, name: str) -> bool:
        """Tell whether somebody holds the lock ``name`` right now; leaves no trace."""
        return self._database.is_held(name)

    def close(self) -> None:
        """Close all connections."""
        self._database.reader.dispose()


def make_home(home: Path) -> None:
    """Make the folder ``home`` if it is not there.

    Raises:
        UsageError: if it cannot be made, or is no folder.
    """
    try:
        home.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise UsageError(f"--home: expected a folder, {home} cannot be one: {error}") from None


def open_store(home: Path, database_url: str = "") -> Store:
    """Open the database of ``home``, made and migrated if need be.

    ``database_url`` is "" for the file ``scout.db`` in the home, ``sqlite:///path`` for another
    file (seen from the home), or ``postgresql://user@host/name`` for a server.

    Raises:
        UsageError: if the home or the server cannot be used, what is there is no database of this
            program, or it is of a newer version of the program than this one. No message shows a
            password.
    """
    make_home(home)
    database = _database(home, database_url)
    store = Store(database)
    try:
        # Two may open a new database at once.
        with store.lock("database", wait=True):
            database.prepare()
            migrate(store)
    except (OSError, DatabaseError) as error:
        store.close()
        if explained := database.explain(error):
            raise UsageError(explained) from None
        raise
    except BaseException:
        store.close()
        raise
    return store


@contextmanager
def look_into(home: Path, database_url: str = "") -> Iterator[tuple[Store, str | None]]:
    """Give the database of ``home`` as it is, with the version of its tables; change nothing.

    The version is ``None``, and the store not to be used, where there are no tables yet.

    Raises:
        UsageError: as ``open_store``.
    """
    database = _database(home, database_url)
    store = Store(database)
    try:
        if not database.exists():
            yield store, None
            return
        try:
            revision = _current_revision(store)
        except (OSError, DatabaseError) as error:
            if explained := database.explain(error):
                raise UsageError(explained) from None
            raise
        yield store, revision
    finally:
        store.close()


def _database(home: Path, database_url: str) -> Database:
    if not database_url:
        return sqlite.SqliteFile(home / sqlite.FILE_NAME, "--home")
    url = _parsed(database_url)
    if url.get_backend_name() == "postgresql":
        return postgres.PostgresServer(url)
    if url.database in (None, "", ":memory:") or url.query:
        raise UsageError(f"database_url: expected sqlite:///path, found {database_url!r}")
    return sqlite.SqliteFile(home / str(url.database), "database_url")


def _parsed(database_url: str) -> URL:
    try:
        url = make_url(database_url)
        if url.drivername in ("postgresql", "postgresql+psycopg", "sqlite"):
            return url
    except (ArgumentError, ValueError):
        pass
    # What cannot be read may well have a password in it.
    raise UsageError(
        "database_url: expected postgresql://user@host/name, sqlite:///path or nothing; characters"
        " such as / and @ in a password are written %2F and %40 (or keep it in ~/.pgpass)"
    )


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
