"""The signals beside the text, in the order in which they are told.

A new one is a file here with its ``SIGNAL``, and an entry below.
"""

from __future__ import annotations

from matching.signals import (
    eligibility,
    grant_size,
    region,
    time_left,
    topics,
    unwanted,
    wanted,
    watched,
)
from matching.signals.signal import Evidence, Signal

SIGNALS: tuple[Signal, ...] = (
    wanted.SIGNAL,
    unwanted.SIGNAL,
    topics.SIGNAL,
    eligibility.SIGNAL,
    region.SIGNAL,
    time_left.SIGNAL,
    grant_size.SIGNAL,
    watched.SIGNAL,
)

__all__ = ["SIGNALS", "Evidence", "Signal"]
