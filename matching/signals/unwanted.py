"""Words and phrases that an analyst does not want to see."""

from __future__ import annotations

from matching.signals.phrases import noticed
from matching.signals.signal import Evidence, Signal
from matching.texts import Circumstances, Document, Wishes


def read_unwanted(
    wishes: Wishes, document: Document, _circumstances: Circumstances
) -> Evidence | None:
    """Return a value in [-1, 0) if unwanted words stand in the document, ``None`` if none does."""
    return noticed(wishes.unwanted, document, -1)


SIGNAL = Signal("unwanted", 0.2, adds=True, read=read_unwanted)
