"""How many calls and news a tuned value meets: one that meets none is a slip of the pen."""

from __future__ import annotations

from matching.signals import SIGNALS
from matching.words import term_of, words
from scout.match import tuning
from scout.match.documents import to_profile
from scout.match.pool import Pool

# Kinds of names, and the signals that they are for.
_SIGNALS = {
    tuning.WANTED: "wanted",
    tuning.UNWANTED: "unwanted",
    tuning.TOPIC: "topics",
    tuning.WATCH: "watched",
}


def met(pool: Pool, project: str, name: str) -> int | None:
    """Return how many calls and news a wish for ``project`` meets, in any text of a call.

    ``None`` where a name is none that meets texts, as a weight.
    """
    signal = next((each for each in SIGNALS if each.name == _SIGNALS.get(_kind(name))), None)
    if signal is None:
        return None
    wishes = tuning.wishes({name: 1.0})
    known = pool.known_by_project()
    found = {
        pool.shown_for(document.key)
        for document in pool.documents
        if signal.read(wishes, document, known(project, document.key)) is not None
    }
    return len(found)


def is_said(pool: Pool, project: str, name: str) -> bool:
    """Tell whether the text of ``project`` says the word that ``name`` is a factor on."""
    subject = name.partition(".")[2].casefold()
    return any(
        term_of(language)(word) == term_of(language)(subject) is not None
        for language, text in to_profile(pool.project(project)).texts.items()
        for word, _, _ in words(text)
    )


def _kind(name: str) -> str:
    return name.partition(".")[0]
