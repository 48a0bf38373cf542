"""The database as a file: how SQLite is opened, how its writers queue, and where its locks lie."""

from __future__ import annotations

from contextlib import AbstractContextManager
from pathlib import Path
from typing import Any

from sqlalchemy import URL, Connection, Engine, create_engine, event
from sqlalchemy.exc import DatabaseError

from scout.lock import is_held, process_lock

FILE_NAME = "scout.db"
_BUSY_MS = 30_000


class SqliteFile:
    """One file. ``key`` is what the user gave it with, for complaints.

    A writer takes the write lock at once: two that read first and write later would otherwise fail
    each other. Other processes wait for it up to 30 seconds.
    """

    def __init__(self, path: Path, key: str) -> None:
        self._path = path.resolve()
        self._key = key
        self.reader: Engine = create_engine(
            URL.create("sqlite", database=str(self._path)),
            # Among them are addresses, and errors are logged.
            hide_parameters=True,
        )
        self.writer: Engine = self.reader.execution_options(scout_writes=True)
        _tune(self.reader)

    def exists(self) -> bool:
        """Tell whether the file is there: opening it would make it."""
        return self._path.exists()

    def prepare(self) -> None:
        """Turn on the journal that lets readers read while somebody writes."""
        with self.reader.connect() as connection:
            connection.exec_driver_sql("ROLLBACK")
            connection.exec_driver_sql("PRAGMA journal_mode = WAL")

    def lock(self, name: str, *, wait: bool) -> AbstractContextManager[bool]:
        """Lock a file beside the database: all that use the same one meet there."""
        return process_lock(self._path.parent, self._lock_name(name), wait=wait)

    def is_held(self, name: str) -> bool:
        """Tell whether some process holds the lock ``name``."""
        return is_held(self._path.parent, self._lock_name(name))

    def explain(self, error: OSError | DatabaseError) -> str | None:
        """Say what is wrong with the file or its folder."""
        if isinstance(error, OSError):
            return f"{self._key}: {self._path.parent} cannot be written: {error.strerror}"
        return f"{self._path}: expected a database of this program: {error.orig}"

    def _lock_name(self, name: str) -> str:
        # Several databases may lie in one folder.
        return name if self._path.name == FILE_NAME else f"{self._path.name}.{name}"


def _tune(engine: Any) -> None:
    @event.listens_for(engine, "connect")
    def prepare(connection: Any, _: object) -> None:
        # The driver shall not begin transactions of its own; ours begin below.
        connection.isolation_level = None
        for pragma in (
            f"busy_timeout = {_BUSY_MS}",
            # A mail that went out must be known to have gone out, whatever happens to the power.
            "synchronous = FULL",
            "foreign_keys = ON",
            # What is erased for a person must not be found in the file's free pages.
            "secure_delete = ON",
        ):
            connection.execute(f"PRAGMA {pragma}")

    @event.listens_for(engine, "begin")
    def begin(connection: Connection) -> None:
        writes = connection.get_execution_options().get("scout_writes", False)
        connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")
