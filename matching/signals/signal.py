"""What a signal beside the text says, and what it is.

A signal knows one thing of a document that its words do not tell: a wish, a fact, a programme.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from matching.texts import Circumstances, Document, Wishes


@dataclass(frozen=True, slots=True)
class Evidence:
    """What one signal says of one document.

    ``value`` is in [-1, 1], above 0 for the document and below against it, and never 0: a signal
    with nothing to say gives ``None`` instead of evidence. ``words`` are the document's own, as it
    spells them, without soft hyphens, each once. ``names`` are the keys of the wishes that decided
    (word, topic, programme), those in the quote first. ``quote`` is the passage of title and text
    that carries most, unaltered; ``None`` where no words decided. Not every word stands in the
    quote, but the first one does.
    """

    value: float
    words: tuple[str, ...] = ()
    names: tuple[str, ...] = ()
    quote: str | None = None


@dataclass(frozen=True, slots=True)
class Signal:
    """One thing beside the text that moves a document up or down.

    ``weight`` is its default, in units of the score. If it ``adds``, weight · value is added to the
    score, even where the text says nothing; otherwise the text's score is multiplied by
    1 + weight · value. ``read`` returns ``None`` where nothing is known or found.
    """

    name: str
    weight: float
    adds: bool
    read: Callable[[Wishes, Document, Circumstances], Evidence | None]
