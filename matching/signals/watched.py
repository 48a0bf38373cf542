"""Programmes that an analyst watches, under all their names and those of their kin."""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache

from matching.counts import text_of
from matching.signals.programmes import mentions, programmes, related
from matching.signals.quotes import Place, across_title, evidence
from matching.signals.signal import Evidence, Signal
from matching.texts import Circumstances, Document, Wishes

# What followed or went before a watched programme is a hint, not the programme.
_OF_RELATED = 0.5


def read_watched(
    wishes: Wishes, document: Document, _circumstances: Circumstances
) -> Evidence | None:
    """Return the highest weight, in (0, 1], of the watched programmes that the document names.

    Predecessors and successors of a watched programme have half its weight. ``names`` are the keys
    of the programmes that were found. ``None``: it names none. Keys of no known programme are
    passed over: whoever takes in wishes tells of them.
    """
    weights = _weights(wishes.watched)
    places = [place for place in _mentioned(document) if place.name in weights] if weights else []
    if not places:
        return None
    return evidence(max(weights[place.name] for place in places), document, places, weights)


def _weights(watched: Mapping[str, float]) -> dict[str, float]:
    known = programmes()
    found: dict[str, float] = {}
    for key, weight in watched.items():
        if key in known and weight > 0:
            for name in (key, *related(key)):
                worth = min(weight, 1.0) * (1.0 if name == key else _OF_RELATED)
                found[name] = max(worth, found.get(name, 0.0))
    return {name: weight for name, weight in found.items() if weight}


@lru_cache(maxsize=4_096)
def _mentioned(document: Document) -> tuple[Place, ...]:
    """Return the programmes that a document names, for all who ask one after the other."""
    places = (Place(*found) for found in mentions(text_of(document)))
    return tuple(place for place in places if not across_title(document, *place[1:]))


SIGNAL = Signal("watched", 0.15, adds=True, read=read_watched)
