"""Is there still time to apply?"""

from __future__ import annotations

from matching.signals.signal import Evidence, Signal
from matching.texts import Circumstances, Document, Wishes

# What an application takes: four weeks for partners, the council's consent and the forms.
DAYS_TO_APPLY = 28


def read_time_left(
    _wishes: Wishes, _document: Document, circumstances: Circumstances
) -> Evidence | None:
    """Return a value in [-1, 0) if less than four weeks are left: -1 today and after the deadline.

    ``None``: there is time enough, or the deadline is not known.
    """
    days = circumstances.days_left
    if days is None or days >= DAYS_TO_APPLY:
        return None
    return Evidence((max(days, 0) - DAYS_TO_APPLY) / DAYS_TO_APPLY)


SIGNAL = Signal("time_left", 0.1, adds=False, read=read_time_left)
