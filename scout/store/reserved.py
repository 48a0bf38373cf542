"""Pages whose publisher reserves text and data mining by now, though we hold their words."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date

from sqlalchemy import Connection

from scout.clock import day_of
from scout.store import page_reads, runs
from scout.store.calls import CallEntry

_CODE = "tdm_reserved"


def reserved_since(connection: Connection, entries: Iterable[CallEntry]) -> dict[int, date]:
    """Return since which German day the pages of calls are reserved, by the id of the call.

    Of ``entries`` those are left out whose page the newest crawl of their source could read, or did
    not ask for. What the store holds of them is older than the reservation.
    """
    pages = runs.found_last(connection, _CODE)
    found = {}
    for entry, urls in _addresses(connection, (each for each in entries if each.source in pages)):
        if not urls.isdisjoint(pages[entry.source]):
            since = runs.found_since(connection, entry.source, _CODE, urls)
            found.update({entry.id: day_of(since)} if since else {})
    return found


def _addresses(
    connection: Connection, entries: Iterable[CallEntry]
) -> Iterator[tuple[CallEntry, set[str]]]:
    """Yield calls with the addresses of their pages: the stated one, and the one that was read."""
    read: dict[str, dict[str, page_reads.PageRead]] = {}
    for entry in entries:
        if entry.source not in read:
            read[entry.source] = page_reads.load(connection, entry.source)
        known = read[entry.source].get(entry.key)
        yield entry, {entry.url} | ({known.url} if known else set())
