"""Words and phrases that an analyst wants to see."""

from __future__ import annotations

from matching.signals.phrases import noticed
from matching.signals.signal import Evidence, Signal
from matching.texts import Circumstances, Document, Wishes


def read_wanted(
    wishes: Wishes, document: Document, _circumstances: Circumstances
) -> Evidence | None:
    """Return a value in (0, 1] if wanted words stand in the document, ``None`` if none does."""
    return noticed(wishes.wanted, document, 1)


SIGNAL = Signal("wanted", 0.1, adds=True, read=read_wanted)
