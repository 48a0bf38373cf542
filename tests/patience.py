"""A bound for work that must come to an end: not a measure of speed, which benchmarks take."""

from __future__ import annotations

import signal
from collections.abc import Iterator
from contextlib import contextmanager

_SECONDS = 60


@contextmanager
def patience(seconds: int = _SECONDS) -> Iterator[None]:
    """Fail the test if what is inside takes longer; a search by ``re`` is interrupted, too.

    Such work takes about a second; what is not linear in its text would take hours.
    """

    def give_up(*_: object) -> None:
        raise AssertionError(f"not at an end after {seconds} s")

    before = signal.signal(signal.SIGALRM, give_up)
    signal.alarm(seconds)
    try:
        yield
    finally:
        signal.alarm(0)
        signal.signal(signal.SIGALRM, before)
