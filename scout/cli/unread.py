"""Go on with the work where nobody reads any more what is said of it: ``scout collect | head -1``.

Python raises ``BrokenPipeError`` at the next line that is printed. In the middle of a crawl that
would cost the sources still to come, and the alarm of those that failed.
"""

from __future__ import annotations

import io
import sys
from typing import Any, TextIO


class _Line(io.FileIO):
    """A file that takes what is written to it, though its reader may have left."""

    def write(self, data: Any, /) -> int:
        """Write ``data``, or let it go where nobody reads it."""
        try:
            return super().write(data)
        except BrokenPipeError:
            return memoryview(data).nbytes


def outlive_readers() -> None:
    """Let standard output and standard error outlive their readers, for the rest of the process."""
    sys.stdout, sys.stderr = _outliving(sys.stdout), _outliving(sys.stderr)


def _outliving(stream: TextIO) -> TextIO:
    """Return a stream to the same place; one that stands for no file stays as it is."""
    try:
        number = stream.fileno()
    except (AttributeError, io.UnsupportedOperation):
        return stream
    stream.flush()
    return io.TextIOWrapper(
        io.BufferedWriter(_Line(number, "w", closefd=False)),
        encoding=stream.encoding,
        errors=stream.errors,
        line_buffering=True,
    )
