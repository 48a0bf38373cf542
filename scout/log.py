"""Write a log that names no person: whatever an error says, no address stands in it.

The code names messages by their number. Yet an error of a database or a mail server says what it
likes, and a log is kept by others, for longer, and is shown around. What Python itself would write
on standard error goes the same way: a traceback that ends the program or one of its threads, an
exception nobody could catch, a warning, a record that cannot be written.
"""

from __future__ import annotations

import logging
import re
import sys
import threading
import traceback
from types import TracebackType

_STOPS = r"\s@<>()\[\]{}\"'`,;:="
# What stands around addresses may also stand within one: o'brien@kreis.example.
_WITHIN = rf"(?<=[^{_STOPS}])['`{{}}=](?=[^{_STOPS}])"
# Begins nowhere in the middle of a word: otherwise a long one would be tried from each character.
_BEGIN = rf"(?<![^{_STOPS}])(?<![^{_STOPS}]['`{{}}=])"
_ADDRESS = re.compile(rf"{_BEGIN}(?:[^{_STOPS}]|{_WITHIN})+@[^{_STOPS}]+")
_FORMAT = "%(levelname)s %(name)s: %(message)s"


def without_addresses(text: str) -> str:
    """Return ``text`` with "[address]" wherever something stood that looks like one."""
    return _ADDRESS.sub("[address]", text)


class AddresslessFormatter(logging.Formatter):
    """Formats a record with its traceback, and takes the addresses out of both."""

    def format(self, record: logging.LogRecord) -> str:
        """Return the lines of ``record``."""
        return without_addresses(super().format(record))


class AddresslessHandler(logging.StreamHandler):  # type: ignore[type-arg]
    """Writes records to standard error; says of one that cannot be written only why and where.

    ``logging`` itself would print its arguments.
    """

    def __init__(self, form: str = _FORMAT) -> None:
        super().__init__()
        self.setFormatter(AddresslessFormatter(form))

    def handleError(self, record: logging.LogRecord) -> None:  # noqa: N802 - the name is logging's
        """Say that ``record`` could not be written; raises nothing."""
        _say(f"a record of {record.name} cannot be written ({record.pathname}:{record.lineno})\n")
        _say(traceback.format_exc())


def log_to_stderr(level: int | str = logging.WARNING, form: str = _FORMAT) -> None:
    """Let what the program logs from ``level`` on appear on standard error, written as ``form``.

    Tracebacks and warnings that Python prints there go through the same filter, unless somebody
    else has taken them over.
    """
    handler = AddresslessHandler(form)
    # The handler's too: a logger with a level of its own, as Scrapy's, does not ask the root's.
    handler.setLevel(level)
    logging.basicConfig(level=level, handlers=[handler])
    if sys.excepthook is sys.__excepthook__:
        sys.excepthook = _tell
        logging.captureWarnings(capture=True)
    if threading.excepthook is threading.__excepthook__:
        threading.excepthook = _tell_of_thread
    if sys.unraisablehook is sys.__unraisablehook__:
        sys.unraisablehook = _tell_of_unraisable


def _tell(
    kind: type[BaseException], error: BaseException | None, frames: TracebackType | None
) -> None:
    """Print a traceback with its causes and notes."""
    _say("".join(traceback.format_exception(kind, error, frames)))


def _tell_of_thread(ended: threading.ExceptHookArgs) -> None:
    if ended.exc_type is SystemExit:
        return
    name = ended.thread.name if ended.thread else "that is gone"
    _say(f"Exception in thread {name}:\n")
    _tell(ended.exc_type, ended.exc_value, ended.exc_traceback)


def _tell_of_unraisable(found: sys.UnraisableHookArgs) -> None:
    _say(f"{found.err_msg or 'Exception ignored in'}: {found.object!r}\n")
    _tell(found.exc_type, found.exc_value, found.exc_traceback)


def _say(text: str) -> None:
    try:
        sys.stderr.write(without_addresses(text))
        sys.stderr.flush()
    except (OSError, ValueError):
        pass  # nobody listens any more: the line is broken, or closed
