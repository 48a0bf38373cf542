"""What day it is in Germany. The moment itself always comes in as an argument."""

from __future__ import annotations

from datetime import UTC, date, datetime, time
from zoneinfo import ZoneInfo

GERMANY = ZoneInfo("Europe/Berlin")


def now_or_on(today: date | None) -> datetime:
    """Return the present moment, or noon in Germany on ``today`` where one is given; UTC."""
    if today is None:
        return datetime.now(UTC)
    return datetime.combine(today, time(12), GERMANY).astimezone(UTC)


def day_of(moment: datetime) -> date:
    """Return the calendar day in Germany of an aware ``moment``."""
    return moment.astimezone(GERMANY).date()
