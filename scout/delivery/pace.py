"""Spread mails evenly over the minute: a relay that counts them shall have no reason to say no."""

from __future__ import annotations

import time
from collections.abc import Callable

Sleep = Callable[[float], None]


class Pace:
    """How fast messages may begin: ``per_minute`` of them, 0 as fast as the server takes them.

    The first begins at once, each other its share of a minute after the one before. ``clock`` tells
    seconds and never goes back; ``sleep`` may raise where somebody asks the work to stop.
    """

    def __init__(
        self,
        per_minute: int,
        clock: Callable[[], float] = time.monotonic,
        sleep: Sleep = time.sleep,
    ) -> None:
        self._apart_s = 60 / per_minute if per_minute else 0.0
        self._clock = clock
        self._sleep = sleep
        self._next_s: float | None = None

    def wait(self) -> None:
        """Wait until the next message may begin, and count it as begun."""
        if not self._apart_s:
            return
        now = self._clock()
        if self._next_s is not None and self._next_s > now:
            self._sleep(self._next_s - now)
            now = self._clock()
        self._next_s = now + self._apart_s
