"""Pages of single calls: where each was read last, when, and with what to ask whether it changed.

A row says that what the store holds of a call is what its page said then: whoever writes a call
from its page writes the row in the same transaction.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from sqlalchemy import ColumnElement, Connection, delete, insert, select, update

from scout.store import tables
from scout.store.batches import in_batches

_TABLE = tables.page_reads


@dataclass(frozen=True, slots=True, kw_only=True)
class PageRead:
    """The last reading of one call's page; ``program`` is the version that read it.

    ``etag`` and ``last_modified`` are as the server wrote them, ``None`` where it said none.
    ``told`` is what the list that led to the page said of the call.
    """

    url: str
    read_at: datetime
    program: str
    etag: str | None = None
    last_modified: str | None = None
    told: Mapping[str, str] = field(default_factory=dict)


def load(connection: Connection, source: str) -> dict[str, PageRead]:
    """Return the last reading of every page of ``source``, by the call's key."""
    rows = connection.execute(select(_TABLE).where(_TABLE.c.source == source))
    return {
        row.key: PageRead(
            url=row.url,
            read_at=row.read_at,
            program=row.program,
            etag=row.etag,
            last_modified=row.last_modified,
            told=row.told,
        )
        for row in rows
    }


def save(connection: Connection, source: str, read: Mapping[str, PageRead]) -> None:
    """Keep these readings in place of what was known of the same calls."""
    forget(connection, source, read)
    for batch in in_batches(read):
        rows = [
            {
                "source": source,
                "key": key,
                "url": read[key].url,
                "read_at": read[key].read_at,
                "program": read[key].program,
                "etag": read[key].etag,
                "last_modified": read[key].last_modified,
                "told": dict(read[key].told),
            }
            for key in batch
        ]
        connection.execute(insert(_TABLE), rows)


def confirm(connection: Connection, source: str, keys: Iterable[str], now: datetime) -> None:
    """Note that these pages were asked ``now`` and are what they were."""
    for batch in in_batches(keys):
        query = update(_TABLE).where(_of(source, batch))
        connection.execute(query.values(read_at=now))


def forget(connection: Connection, source: str, keys: Iterable[str]) -> None:
    """Drop what is known of these pages: they are read as if for the first time."""
    for batch in in_batches(keys):
        connection.execute(delete(_TABLE).where(_of(source, batch)))


def _of(source: str, keys: Sequence[str]) -> ColumnElement[bool]:
    return (_TABLE.c.source == source) & _TABLE.c.key.in_(keys)
