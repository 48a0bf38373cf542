"""What a crawl is told of the page of a call that is known."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class KnownPage:
    """The page of a known call: what a crawl is told of it.

    ``due``: to be read again if a list shows it; ``alone``: also if none does.
    """

    key: str
    url: str
    due: bool
    alone: bool
    etag: str | None = None
    last_modified: str | None = None
