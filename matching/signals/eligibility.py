"""May any of the project's applicants apply?"""

from __future__ import annotations

from matching.signals.signal import Evidence, Signal
from matching.texts import Circumstances, Document, Wishes


def read_eligibility(
    _wishes: Wishes, _document: Document, circumstances: Circumstances
) -> Evidence | None:
    """Return 1 if one may, -1 if none may, ``None`` if that is not known."""
    if circumstances.admitted is None:
        return None
    return Evidence(1.0 if circumstances.admitted else -1.0)


SIGNAL = Signal("eligibility", 0.15, adds=False, read=read_eligibility)
