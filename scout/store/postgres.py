"""The database on a server: how PostgreSQL is opened, how its writers queue, and its locks."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from contextlib import contextmanager
from typing import NoReturn

from sqlalchemy import URL, Connection, Engine, create_engine, event, text
from sqlalchemy.engine import ExceptionContext
from sqlalchemy.exc import DatabaseError

from scout.errors import UsageError

_CONNECT_S = 10
_BUSY_MS = 30_000
_HELD = text(
    "SELECT EXISTS (SELECT FROM pg_locks WHERE locktype = 'advisory' AND granted"
    " AND database = (SELECT oid FROM pg_database WHERE datname = current_database())"
    " AND objsubid = 1 AND (classid::bigint << 32 | objid::bigint) = :key)"
)
# A lock's connection says nothing for hours: the server shall not end it for that, and shall
# notice within two minutes when the machine at its other end is no more.
_KEEP = text(
    "SELECT set_config(name, wanted, false) FROM pg_settings JOIN (VALUES"
    " ('idle_session_timeout', '0'), ('tcp_keepalives_idle', '60'),"
    " ('tcp_keepalives_interval', '10'), ('tcp_keepalives_count', '6')"
    ") AS wish (name, wanted) USING (name)"
)
# What people can put right, by SQLSTATE.
_ADVICE = {
    "42501": "make the user the owner of the database and of its tables",
    "42P07": "expected an empty database or one of this program: create one of its own",
    # No state: the connection was refused, whatever for; the server says it in its own language.
    None: "is the server running, and are host, port, database and user right? The password comes"
    " from PGPASSWORD or ~/.pgpass",
}


class PostgresServer:
    """One database on a server.

    A reader sees the moment of its first statement throughout. Writers hold one lock of the
    database from the beginning of the transaction to its end, so that they come one after the
    other as in SQLite; each waits for its turn up to 30 seconds. They read committed rows: a
    snapshot would be as old as their waiting.
    """

    def __init__(self, url: URL) -> None:
        shown = url.difference_update_query(["password", "sslpassword"])
        self._name = shown.render_as_string(hide_password=True)
        engine = _engine(url)
        self.reader: Engine = engine.execution_options(
            isolation_level="REPEATABLE READ", postgresql_readonly=True
        )
        self.writer: Engine = engine.execution_options(
            isolation_level="READ COMMITTED", scout_writes=True
        )
        self._locks = engine.execution_options(isolation_level="AUTOCOMMIT")

    def exists(self) -> bool:
        """Return True: a server is there, or opening says that it is not."""
        return True

    def prepare(self) -> None:
        """Refuse a server that cannot be written, and a database that lacks characters."""
        with self.reader.connect() as connection:
            if connection.scalar(text("SELECT pg_is_in_recovery()")):
                self._refuse("a server that can be written, found a standby")
            encoding = connection.scalar(text("SHOW server_encoding"))
        if encoding != "UTF8":
            self._refuse(
                f"a database in UTF8, found {encoding}: create it with ENCODING 'UTF8'"
                " TEMPLATE template0"
            )

    @contextmanager
    def lock(self, name: str, *, wait: bool) -> Iterator[bool]:
        """Lock ``name`` on a connection of its own, so that it ends with the process."""
        with self._locks.connect() as connection:
            # Not of the pool any more: closing it really ends the session, and with it the lock.
            connection.detach()
            connection.execute(_KEEP)
            key = {"key": _key("lock", name)}
            if wait:
                connection.execute(text("SELECT pg_advisory_lock(:key)"), key)
            elif not connection.scalar(text("SELECT pg_try_advisory_lock(:key)"), key):
                yield False
                return
            try:
                yield True
            finally:
                # The server notices a closed connection a little later: who asks next would wait.
                connection.execute(text("SELECT pg_advisory_unlock(:key)"), key)

    def is_held(self, name: str) -> bool:
        """Tell whether some session holds the lock ``name``; looks, and does not try it."""
        with self._locks.connect() as connection:
            return bool(connection.scalar(_HELD, {"key": _key("lock", name)}))

    def explain(self, error: OSError | DatabaseError) -> str | None:
        """Say what the operator can put right; ``None`` where the program is to blame."""
        if isinstance(error, OSError):
            return None
        advice = _ADVICE.get(getattr(error.orig, "sqlstate", None))
        if advice is None:
            return None
        return f"database_url: {self._name}: {_first_line(error)}; {advice}"

    def _refuse(self, expected: str) -> NoReturn:
        raise UsageError(f"database_url: {self._name}: expected {expected}")


def _engine(url: URL) -> Engine:
    try:
        engine = create_engine(
            url.set(drivername="postgresql+psycopg"),
            # The clock's connections sleep for a day: the server may have ended them by then.
            pool_pre_ping=True,
            # Among them are addresses, and errors are logged.
            hide_parameters=True,
            connect_args={} if "connect_timeout" in url.query else {"connect_timeout": _CONNECT_S},
        )
    except ImportError as error:
        raise UsageError(
            f"database_url: PostgreSQL needs psycopg: install foerderscout[postgres] ({error})"
        ) from None

    @event.listens_for(engine, "begin")
    def begin(connection: Connection) -> None:
        if connection.get_execution_options().get("scout_writes", False):
            connection.exec_driver_sql(f"SET LOCAL lock_timeout = {_BUSY_MS}")
            connection.exec_driver_sql(f"SELECT pg_advisory_xact_lock({_WRITING})")

    event.listen(engine, "handle_error", _leave_out_row)
    return engine


def _leave_out_row(context: ExceptionContext) -> None:
    """Take the server's DETAIL out of an error: it repeats the row, with names and whole texts."""
    diagnosis = getattr(context.original_exception, "diag", None)
    detail = getattr(diagnosis, "message_detail", None)
    for error in (context.original_exception, context.sqlalchemy_exception):
        if detail and error is not None:
            error.args = tuple(
                each.replace(detail, "left out") if isinstance(each, str) else each
                for each in error.args
            )


def _key(kind: str, name: str) -> int:
    """Return the number that stands for a lock: 64 bits, the same on every machine."""
    digest = hashlib.blake2b(f"foerderscout {kind} {name}".encode(), digest_size=8).digest()
    return int.from_bytes(digest, "big", signed=True)


def _first_line(error: DatabaseError) -> str:
    return str(error.orig).strip().splitlines()[0]


_WRITING = _key("transaction", "writing")
