"""What is ranked and what is looked for: the only words that ``matching`` has of the world."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

# The title stands above the quote anyway: it is quoted only if no sentence says anything.
_TITLE_AS_QUOTE = 1e-6
# Guidelines begin with their own long names: quoted only if they say far more than the summary.
_REST_AS_QUOTE = 0.5


@dataclass(frozen=True, slots=True)
class Document:
    """A text that may fit. ``language`` is "de" or "en"; any other is read as German.

    The first ``summary`` characters of ``text`` say it for readers: they are quoted rather than the
    rest, which weighs the same in the score. ``None``: all of it does.
    """

    key: str
    title: str
    text: str
    language: str = "de"
    summary: int | None = None

    def worth_as_quote(self, start: int, end: int) -> float:
        """Return how much a passage of title and text, in one string, is worth to a reader."""
        if end <= len(self.title):
            return _TITLE_AS_QUOTE
        summary = len(self.text) if self.summary is None else self.summary
        return 1.0 if start <= len(self.title) + summary else _REST_AS_QUOTE


@dataclass(frozen=True, slots=True)
class Circumstances:
    """What is known of a document for one profile beside its text. ``None`` is not known.

    ``days_left`` until one may no longer apply (0 = today); ``grant_eur`` is the most that one
    project may get; ``admitted``: may any of the profile's applicants apply; ``in_region``: does
    the region that is funded hold them. ``topics`` are the source's own classification, as it
    spells it.
    """

    days_left: int | None = None
    grant_eur: float | None = None
    admitted: bool | None = None
    in_region: bool | None = None
    topics: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Wishes:
    """What an analyst has set for one profile beside its text.

    ``weights`` are those of signals, by name; a signal without one has its default. ``wanted`` and
    ``unwanted`` are words or phrases with their weights, ``topics`` names of a source's
    classification, ``watched`` keys of programmes. ``words`` are factors on how often the
    profile's own text says a word: 0 mutes it.
    """

    weights: Mapping[str, float] = field(default_factory=dict)
    wanted: Mapping[str, float] = field(default_factory=dict)
    unwanted: Mapping[str, float] = field(default_factory=dict)
    topics: Mapping[str, float] = field(default_factory=dict)
    watched: Mapping[str, float] = field(default_factory=dict)
    words: Mapping[str, float] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Profile:
    """What is looked for, in one text a language ("de", "en").

    The German text is carried to English documents word by word, as far as the word list of the
    field goes; an English one helps much more. ``judged`` says which documents fit (``True``) and
    which do not, by their keys. What scores less than ``threshold`` is no hit, and neither is what
    scores 0.
    """

    key: str
    texts: Mapping[str, str]
    wishes: Wishes = field(default_factory=Wishes)
    judged: Mapping[str, bool] = field(default_factory=dict)
    threshold: float = 0.0
