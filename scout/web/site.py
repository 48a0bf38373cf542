"""What all pages stand on: the home, its secret, the clock, and whom a link belongs to."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime

from scout.home import Home
from scout.links import Kind, Signed, read_token

Clock = Callable[[], datetime]
# The deadlines of the reader with that address as an iCalendar text, ``None`` for nobody's.
Calendar = Callable[[str, datetime], str | None]

_ENDING = (Kind.ITEM, Kind.ISSUE)


@dataclass(frozen=True, slots=True)
class Site:
    """A home whose pages are served."""

    home: Home
    secret: bytes = field(repr=False)
    now: Clock
    calendar: Calendar

    def signed(self, kind: Kind, token: str) -> Signed | None:
        """Return what a link's token says, ``None`` if it does not open anything (any more)."""
        days = self.home.settings.web.link_days if kind in _ENDING else None
        return read_token(self.secret, kind, token, self.now(), days)
