"""Rank documents for profiles, and say why: by the text, by judgements, and by further signals.

    score = text · (1 + what multiplies) + what adds + what judgements say, kept in [0, 1]

Each part of a score has its own reason; without signals and judgements the score is the text's.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from matching.counts import Counts, count, language_of
from matching.explain import WordShare, text_reason
from matching.feedback import share_of_each
from matching.index import JUDGEMENTS, Index
from matching.signals import SIGNALS
from matching.signals.signal import Evidence, Signal
from matching.texts import Circumstances, Document, Profile, Wishes

TEXT = "text"
# The name of a document's own judgement among the parts of its score.
JUDGED = "judged"
# What is like a judged document by less than this is not said to be.
_LEAST_LIKENESS = 0.1
_MOST_NAMES = 3
# What is left of a score is not told apart below this.
_LEAST_SHARE = 0.005
_NOTHING_KNOWN = Circumstances()

Known = Callable[[str, str], Circumstances]
Scores = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Part:
    """One part of a score: which signal, how much of it, and what was found.

    ``names`` say what decided: the wish, the programme, or the judged documents that this one is
    like. Words and quote stand in the document.
    """

    signal: str
    contribution: float
    words: tuple[WordShare, ...] = ()
    quote: str | None = None
    names: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Hit:
    """One document for one profile; ``score`` is in [0, 1], comparable from night to night.

    ``parts`` sum up to the score, before it is kept in [0, 1]; the text comes first, and only those
    signals are there that have found something. ``heaviest`` is the largest share of the score that
    hangs on a single word; ``asked`` are the profile's words with what hangs on each.
    """

    document: str
    score: float
    heaviest: float
    asked: tuple[tuple[str, float], ...]
    parts: tuple[Part, ...]


@dataclass(frozen=True, slots=True)
class Scored:
    """A document's place in a ranking, with the parts of its score, not yet explained."""

    document: str
    score: float
    text: float
    judgements: float
    found: tuple[tuple[Signal, float, Evidence], ...]


class Ranking:
    """Documents, profiles and all their scores, as of one moment.

    ``documents`` are ranked; ``judged`` are further ones that were judged, to learn from only.
    ``counts`` are those of both, ``known`` gives what is known of a document for a profile, by
    their keys.

    Raises:
        ValueError: if two profiles have one key.
    """

    def __init__(
        self,
        profiles: Sequence[Profile],
        documents: Sequence[Document],
        *,
        judged: Sequence[Document] = (),
        counts: Counts | None = None,
        known: Known | None = None,
    ) -> None:
        all_documents = [*documents, *judged]
        self._index = Index.build(count(all_documents) if counts is None else counts, profiles)
        self._known = known
        self._documents = {document.key: document for document in all_documents}
        self._ranked = np.isin(self._index.keys, [document.key for document in documents])
        self._rows = {profile.key: row for row, profile in enumerate(profiles)}
        if len(self._rows) < len(profiles):
            raise ValueError(f"expected each profile once, found {[each.key for each in profiles]}")
        self._likeness: dict[tuple[int, str, bool], tuple[list[str], NDArray[np.float32]]] = {}

    @cached_property
    def _texts(self) -> Scores:
        return self._index.scores().astype(np.float64)

    @cached_property
    def _learned(self) -> Scores:
        if not any(profile.judged for profile in self._index.profiles):
            return np.zeros_like(self._texts)
        return self._index.learned_scores().astype(np.float64)

    def of(self, profile: str, *, most: int | None = None) -> list[Scored]:
        """Return the documents that score as much as the profile asks for, best first.

        Equal scores are ordered by key, so that the same input always gives the same list. Not more
        than ``most``, if it is given.
        """
        row = self._rows[profile]
        asked = self._index.profiles[row]
        texts, learned = self._texts[row], self._learned[row]
        scored = (
            self._scored(asked, self._index.keys[place], float(texts[place]), float(learned[place]))
            for place in self._candidates(asked, texts, learned, most)
        )
        hits = [each for each in scored if each.score > 0 and each.score >= asked.threshold]
        return sorted(hits, key=lambda each: (-each.score, each.document))[:most]

    def scored(self, profile: str, document: str) -> Scored:
        """Return the score of one document, ranked or not, and be it 0."""
        row = self._rows[profile]
        place = self._index.keys.index(document)
        return self._scored(
            self._index.profiles[row],
            document,
            float(self._texts[row][place]),
            float(self._learned[row][place]),
        )

    def says_little(self, profile: str) -> bool:
        """Tell whether a profile has too few words that carry meaning to be met in full.

        What the word list makes of a German text is not what the profile says.
        """
        row = self._rows[profile]
        texts = self._index.profiles[row].texts
        said = [
            space.say_enough[row]
            for language, space in self._index.spaces.items()
            if texts.get(language, "").strip()
        ]
        return not any(share >= 1 for share in said)

    def _candidates(
        self, asked: Profile, texts: Scores, learned: Scores, most_hits: int | None
    ) -> list[int]:
        """Return the places of documents that may be among the hits, to read no more signals."""
        if asked.wishes.wanted or asked.wishes.watched:
            return [int(place) for place in self._ranked.nonzero()[0]]
        most = 1 + math.fsum(_weight(signal, asked.wishes) for signal in SIGNALS if not signal.adds)
        reached = texts * most + learned
        may = (reached > 0) & (reached >= asked.threshold) & self._ranked
        if most_hits is not None and self._text_decides(asked) and may.sum() > most_hits:
            # As they are compared: all that reach 1 are equal, and their keys decide.
            scores = np.minimum(texts + learned, 1.0)
            may &= scores >= np.partition(scores[may], -most_hits)[-most_hits]
        return [int(place) for place in may.nonzero()[0]]

    def _text_decides(self, asked: Profile) -> bool:
        return self._known is None and asked.wishes == Wishes()

    def _scored(self, asked: Profile, key: str, text: float, learned: float) -> Scored:
        found = tuple(self._found(asked, key, text))
        score = math.fsum((text, learned, *(contribution for _, contribution, _ in found)))
        return Scored(key, min(max(score, 0.0), 1.0), text, learned, found)

    def _found(
        self, asked: Profile, key: str, text: float
    ) -> Iterator[tuple[Signal, float, Evidence]]:
        if self._text_decides(asked):
            return
        known = _NOTHING_KNOWN if self._known is None else self._known(asked.key, key)
        for signal in SIGNALS:
            weight = _weight(signal, asked.wishes)
            if not weight:
                continue
            evidence = signal.read(asked.wishes, self._documents[key], known)
            if evidence is not None:
                yield signal, weight * evidence.value * (1.0 if signal.adds else text), evidence

    def explain(self, profile: str, scored: Scored) -> Hit:
        """Return the hit with its reasons, the text's first."""
        row = self._rows[profile]
        document = self._documents[scored.document]
        language = language_of(document)
        space = self._index.spaces[language]
        reason = text_reason(
            space, self._index.asked_for[language][row], space.asked[row], document
        )
        parts = [Part(TEXT, scored.text, reason.words, reason.quote)]
        if scored.judgements:
            parts += self._judgements(row, scored)
        parts += [
            Part(
                signal.name,
                contribution,
                tuple(WordShare(word, 0.0, "word") for word in evidence.words),
                evidence.quote,
                evidence.names,
            )
            for signal, contribution, evidence in scored.found
        ]
        return Hit(scored.document, scored.score, reason.heaviest, reason.asked, tuple(parts))

    def _judgements(self, row: int, scored: Scored) -> list[Part]:
        """Part what judgements say: that on this very document, and those on others like it."""
        own = self._own_judgement(row, scored)
        others = scored.judgements - own
        if own and abs(others) < _LEAST_SHARE:
            return [Part(JUDGED, scored.judgements)]
        language = language_of(self._documents[scored.document])
        space = self._index.spaces[language]
        keys, likeness = self._like_judged(row, language, fits=others > 0)
        of_document = likeness[:, space.places[scored.document]]
        names = [
            keys[place]
            for place in np.argsort(-of_document, kind="stable")
            if of_document[place] >= _LEAST_LIKENESS and keys[place] != scored.document
        ]
        like = Part(JUDGEMENTS, others, names=tuple(names[:_MOST_NAMES]))
        return [Part(JUDGED, own), like] if own else [like]

    def _own_judgement(self, row: int, scored: Scored) -> float:
        """Return what the judgement on this very document adds to its score; 0 without one."""
        profile = self._index.profiles[row]
        fits = profile.judged.get(scored.document)
        if fits is None:
            return 0.0
        language = language_of(self._documents[scored.document])
        keys, likeness = self._like_judged(row, language, fits=fits)
        to_itself = likeness[keys.index(scored.document)]
        place = self._index.spaces[language].places[scored.document]
        share = share_of_each(len(keys), fits=fits) * float(to_itself[place])
        return share * profile.wishes.weights.get(JUDGEMENTS, 1.0)

    def _like_judged(
        self, row: int, language: str, *, fits: bool
    ) -> tuple[list[str], NDArray[np.float32]]:
        """Return the judged documents of one kind, and how much all documents are like them."""
        if (row, language, fits) not in self._likeness:
            space = self._index.spaces[language]
            judged = self._index.profiles[row].judged
            keys = sorted(key for key in judged if judged[key] is fits and key in space.places)
            found = space.scores(space.rows_of_documents(keys))
            self._likeness[row, language, fits] = keys, found
        return self._likeness[row, language, fits]


def _weight(signal: Signal, wishes: Wishes) -> float:
    return wishes.weights.get(signal.name, signal.weight)
