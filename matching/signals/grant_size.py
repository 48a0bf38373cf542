"""Is the grant worth the work of an application?"""

from __future__ import annotations

import math

from matching.signals.signal import Evidence, Signal
from matching.texts import Circumstances, Document, Wishes

# From a cheque for a village fete over what a usual project of a county costs to a lighthouse.
SMALL_EUR, USUAL_EUR, LARGE_EUR = 2_500.0, 50_000.0, 1_000_000.0


def read_grant_size(
    _wishes: Wishes, _document: Document, circumstances: Circumstances
) -> Evidence | None:
    """Return a value in [-1, 1]: -1 up to 2,500 EUR, 1 from 1,000,000 EUR.

    Both sides of 50,000 EUR are linear in the logarithm. ``None``: exactly that much, a sum that is
    none (not above 0), or not known.
    """
    grant = circumstances.grant_eur
    if grant is None or not grant > 0:
        return None
    far = LARGE_EUR if grant > USUAL_EUR else SMALL_EUR
    share = math.log(grant / USUAL_EUR) / abs(math.log(far / USUAL_EUR))
    value = max(-1.0, min(1.0, share))
    return Evidence(value) if value else None


SIGNAL = Signal("grant_size", 0.1, adds=False, read=read_grant_size)
