"""With what a page can be asked whether it is still what was read.

They describe what the store holds: whoever writes anything else of a source replaces them in the
same transaction, by new ones or by none.
"""

from __future__ import annotations

from collections.abc import Mapping

from sqlalchemy import Connection, delete, insert, select

from scout.store import tables

_TABLE = tables.validators


def load(
    connection: Connection, source: str, program: str
) -> dict[str, tuple[str | None, str | None]]:
    """Return entity tag and date of the last change of the pages of ``source``, by address.

    Only of pages that this version of the ``program`` read: another one may read them better.
    """
    rows = connection.execute(
        select(_TABLE.c.url, _TABLE.c.etag, _TABLE.c.last_modified).where(
            _TABLE.c.source == source, _TABLE.c.program == program
        )
    )
    return {row.url: (row.etag, row.last_modified) for row in rows}


def replace(
    connection: Connection,
    source: str,
    program: str,
    found: Mapping[str, tuple[str | None, str | None]],
) -> None:
    """Keep ``found`` in place of all that was known of the pages of ``source``."""
    connection.execute(delete(_TABLE).where(_TABLE.c.source == source))
    rows = [
        {"source": source, "url": url, "etag": tag, "last_modified": modified, "program": program}
        for url, (tag, modified) in found.items()
    ]
    if rows:
        connection.execute(insert(_TABLE), rows)
