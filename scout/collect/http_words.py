"""Read what headers of HTTP say about time; pure, and ``None`` for what is not understood."""

from __future__ import annotations

import re
from datetime import UTC, datetime

_LONGEST_S = 10 * 365 * 86_400.0
_SECONDS = re.compile(r"[0-9]+")
_MONTHS = "Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec".split()
_MONTH = f"(?P<month>{'|'.join(_MONTHS)})"
_TIME = r"(?P<hour>[0-9]{2}):(?P<minute>[0-9]{2}):(?P<second>[0-9]{2})"
_DAY = r"(?:Mon|Tue|Wed|Thu|Fri|Sat|Sun)"
_LONG_DAY = r"(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day"
# The three forms of an HTTP date (RFC 9110, section 5.6.7); the first is the one in use.
_DATES = tuple(
    re.compile(form)
    for form in (
        rf"{_DAY}, (?P<day>[0-9]{{2}}) {_MONTH} (?P<year>[0-9]{{4}}) {_TIME} GMT",
        rf"{_LONG_DAY}, (?P<day>[0-9]{{2}})-{_MONTH}-(?P<year>[0-9]{{2}}) {_TIME} GMT",
        rf"{_DAY} {_MONTH} (?P<day>[0-9]{{2}}| [0-9]) {_TIME} (?P<year>[0-9]{{4}})",
    )
)


def retry_after_s(value: str, now: datetime) -> float | None:
    """Return how many seconds from ``now`` a ``Retry-After`` asks to wait; 0 if that is over.

    ``None`` where the value is neither seconds nor a date (RFC 9110, section 10.2.3). What is
    longer than ten years counts as ten years.
    """
    text = value.strip(" \t")
    if _SECONDS.fullmatch(text):
        return min(float(text), _LONGEST_S)
    moment = http_date(text, now)
    if moment is None:
        return None
    return min(max((moment - now).total_seconds(), 0.0), _LONGEST_S)


def http_date(value: str, now: datetime) -> datetime | None:
    """Return the moment that an HTTP date names, in UTC; ``None`` if it is none.

    A year of two digits is the latest that is not more than 50 years after ``now``. The name of the
    day is not compared with the date.
    """
    found = next((match for form in _DATES if (match := form.fullmatch(value))), None)
    if found is None:
        return None
    try:
        return datetime(
            _year(found["year"], now.year),
            _MONTHS.index(found["month"]) + 1,
            int(found["day"]),
            int(found["hour"]),
            int(found["minute"]),
            min(int(found["second"]), 59),  # 60 is a leap second
            tzinfo=UTC,
        )
    except ValueError:
        return None


def _year(digits: str, present: int) -> int:
    year = int(digits)
    if len(digits) == 2:
        year += present - present % 100
        year -= 100 if year > present + 50 else 0
    return year
