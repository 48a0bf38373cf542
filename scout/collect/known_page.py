"""What a crawl is told of a page that is known: of a call, or of none."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True, kw_only=True)
class KnownPage:
    """The page of a known call, or one that told of none: what a crawl is told of it.

    ``due``: to be read again if a list shows it; ``alone``: also if none does. ``told`` is what the
    list said of the call when the page was read.
    """

    key: str
    url: str
    due: bool
    alone: bool
    is_call: bool = True
    etag: str | None = None
    last_modified: str | None = None
    told: Mapping[str, str] = field(default_factory=dict)
