"""TEXT: two calls are one if much of one text stands in the other, and facts agree; never alone.

The calls of one ministry are all alike: "Grundschulen" and "Förderschulen" share text and facts. So
titles may differ on one side only, and what one names more must stand in the other's text.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass

from scout.grouping.agreement import Comparison, compare
from scout.grouping.candidate import Candidate, Name
from scout.grouping.joins import Join, Refusal, Rule, pairs, parted_by, weighed
from scout.grouping.likeness import Texts, likeness, weights
from scout.grouping.naming import own_words, share_a_name, sibling_words
from scout.grouping.titles import fold, has_lone_mark, stem

# Words that more titles have lead to pairs that have nothing but them in common.
_MOST_WITH_WORD = 40
_ALIKE_TITLES = 0.5
_SHARED_TEXT = 0.4
# So much of it that facts which many calls share are enough, or that a title may name more.
_WHOLE_TEXT = 0.85
# Who shares less is not worth a person's look.
_NEARLY = 0.25
_FEWEST_AGREEMENTS = 2


def by_text(
    candidates: Sequence[Candidate], known: Collection[tuple[Name, Name]]
) -> Iterator[Join | Refusal]:
    """Yield what texts say of pairs that are not ``known`` and whose titles share a rare word."""
    weight, texts = weights(each.title for each in candidates), Texts()
    for first, second in _with_rare_words(candidates):
        if (first.name, second.name) in known or parted_by(first, second):
            continue
        alike = likeness(first.title, second.title, weight)
        if alike < _ALIKE_TITLES or not share_a_name(first.title, second.title):
            continue
        shared = texts.shared(first, second)
        if shared >= _NEARLY:
            yield from _Weighing(first, second, compare(first, second), shared).outcome(alike)


@dataclass(frozen=True, slots=True)
class _Weighing:
    """Two calls with much text in common, and what their facts say."""

    first: Candidate
    second: Candidate
    said: Comparison
    shared: float

    def outcome(self, alike: float) -> Iterator[Join | Refusal]:
        words = (f"{self.shared:.0%} of the shorter text", *self.said.agreements)
        pair, strength = (self.first, self.second), (self.shared + alike) / 2
        because = self._titles_against() or self._facts_against() or self._too_little()
        yield from weighed(pair, Rule.TEXT, words, strength, because)

    def _titles_against(self) -> str:
        ours, theirs = self.first.title, self.second.title
        if ours.numbers and theirs.numbers and ours.numbers != theirs.numbers:
            return "the titles have other numbers"
        # One names its round and the other does not: it is the same if they end on the same day.
        if has_lone_mark(ours, theirs) and not self.said.has_same_day:
            return "only one names its round"
        return sibling_words(ours, theirs)

    def _facts_against(self) -> str:
        if self.said.against:
            return "; ".join(self.said.against)
        if len(self.said.agreements) < _FEWEST_AGREEMENTS:
            return f"fewer than {_FEWEST_AGREEMENTS} facts agree"
        unsaid = {*_unsaid(self.first, self.second), *_unsaid(self.second, self.first)}
        return f"only one speaks of {', '.join(sorted(unsaid))}" if unsaid else ""

    def _own_words(self) -> frozenset[str]:
        ours, theirs = self.first.title, self.second.title
        return own_words(ours, theirs) | own_words(theirs, ours)

    def _too_little(self) -> str:
        are_alike = not self._own_words()
        enough = _SHARED_TEXT if self.said.telling and are_alike else _WHOLE_TEXT
        return f"less than {enough:.0%} of the shorter text" if self.shared < enough else ""


def _unsaid(first: Candidate, second: Candidate) -> frozenset[str]:
    """Return what only the title of ``first`` names and the text of ``second`` does not say."""
    own = own_words(first.title, second.title)
    if not own:
        return own
    said = fold(second.text)
    named = {stem(word): word for word in first.title.words}
    # Not by the stem: that of "Schulen" does not stand in "Schülern".
    return frozenset(word for word in own if _beginning(named.get(word, word)) not in said)


def _beginning(word: str) -> str:
    return word[: max(4, len(word) - 2)]


def _with_rare_words(candidates: Sequence[Candidate]) -> Iterator[tuple[Candidate, Candidate]]:
    """Yield the pairs of different sources whose titles share a word that few titles have."""
    by_word: dict[str, list[Candidate]] = defaultdict(list)
    for each in candidates:
        for word in set(each.title.stems):
            by_word[word].append(each)
    seen = set()
    for sharing in by_word.values():
        if len(sharing) <= _MOST_WITH_WORD:
            for first, second in pairs(sharing):
                if (first.name, second.name) not in seen:
                    seen.add((first.name, second.name))
                    yield first, second
