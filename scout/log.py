"""Write a log that names no person: whatever an error says, no address stands in it.

The code names messages by their number. Yet an error of a database or a mail server says what it
likes, and a log is kept by others, for longer, and is shown around.
"""

from __future__ import annotations

import logging
import re

_STOPS = r"\s@<>()\[\]{}\"'`,;:="
_ADDRESS = re.compile(rf"[^{_STOPS}]+@[^{_STOPS}]+")
_FORMAT = "%(levelname)s %(name)s: %(message)s"


def without_addresses(text: str) -> str:
    """Return ``text`` with "[address]" wherever something stood that looks like one."""
    return _ADDRESS.sub("[address]", text)


class AddresslessFormatter(logging.Formatter):
    """Formats a record with its traceback, and takes the addresses out of both."""

    def format(self, record: logging.LogRecord) -> str:
        """Return the lines of ``record``."""
        return without_addresses(super().format(record))


def log_to_stderr(level: int = logging.WARNING) -> None:
    """Let what the program logs from ``level`` on appear on standard error."""
    handler = logging.StreamHandler()
    handler.setFormatter(AddresslessFormatter(_FORMAT))
    logging.basicConfig(level=level, handlers=[handler])
