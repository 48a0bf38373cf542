"""The source's own classification of a document, as far as an analyst has weighed it."""

from __future__ import annotations

import math

from matching.signals.signal import Evidence, Signal
from matching.texts import Circumstances, Document, Wishes


def read_topics(
    wishes: Wishes, _document: Document, circumstances: Circumstances
) -> Evidence | None:
    """Return the sum of the weights of the document's topics, each and all cut to [-1, 1].

    Names are compared without regard to case and to the blanks between words. ``None``: no topic of
    the document has a weight, or they cancel out.
    """
    topics = {_folded(topic) for topic in circumstances.topics}
    weights = {
        name: max(-1.0, min(1.0, weight))
        for name, weight in wishes.topics.items()
        if weight and not math.isnan(weight) and _folded(name) in topics
    }
    value = max(-1.0, min(1.0, math.fsum(weights.values())))
    names = sorted(weights, key=lambda name: (-abs(weights[name]), name))
    return Evidence(value, names=tuple(names)) if value else None


def _folded(name: str) -> str:
    return " ".join(name.casefold().split())


SIGNAL = Signal("topics", 0.2, adds=False, read=read_topics)
