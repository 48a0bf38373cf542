"""Every error raised on purpose.

An error of the people at the keyboard (settings, files, names) is a ``UsageError``; what a source
does wrong while it is read is a ``CrawlError`` and ends as a finding in the report.
"""

from __future__ import annotations

import logging
from dataclasses import dataclass, field

_log = logging.getLogger("scout")


class ScoutError(Exception):
    """Base of all errors that the program raises on purpose."""


class UsageError(ScoutError):
    """Something a user gave cannot be used; the message names place, found and expected.

    Nothing has been changed when it is raised. The command line turns it into exit code 2.
    """


class BusyError(UsageError):
    """Another process is at what only one may do at a time; later it can be done."""


class CrawlError(ScoutError):
    """A source answered with something that cannot be believed.

    ``code`` is a short, stable word for programs; ``text`` says the same to people. The crawl that
    raised it has failed: nothing of what it brought is taken in.
    """

    def __init__(self, code: str, text: str) -> None:
        super().__init__(text)
        self.code = code
        self.text = text


class Stopped(BaseException):
    """Work in the middle was asked to stop, as by SIGTERM.

    No ``Exception``: where one source or recipient may fail and the rest goes on, the rest shall
    not go on.
    """


@dataclass(slots=True)
class Unexpected:
    """Keeps what nobody expected until the rest of the work is done."""

    errors: list[Exception] = field(default_factory=list)

    def note(self, what: str, error: Exception) -> None:
        """Log ``error`` with its traceback and remember it."""
        _log.error("%s", what, exc_info=error)
        self.errors.append(error)

    def raise_any(self) -> None:
        """Raise what was noted: the error itself, or all of them as a group."""
        if len(self.errors) == 1:
            raise self.errors[0]
        if self.errors:
            raise ExceptionGroup("several jobs failed unexpectedly", self.errors)
