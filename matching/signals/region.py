"""Do the project's applicants lie in the region that is funded?"""

from __future__ import annotations

from matching.signals.signal import Evidence, Signal
from matching.texts import Circumstances, Document, Wishes


def read_region(
    _wishes: Wishes, _document: Document, circumstances: Circumstances
) -> Evidence | None:
    """Return 1 if they do, -1 if they do not, ``None`` if that is not known."""
    if circumstances.in_region is None:
        return None
    return Evidence(1.0 if circumstances.in_region else -1.0)


SIGNAL = Signal("region", 0.1, adds=False, read=read_region)
