"""Lead a score back to what a reader sees: the document's own words, and its best passage.

features that both rows have -> words of the document that bring them -> passages of its text
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_matrix

from matching.counts import text_of
from matching.passages import passages
from matching.space import Space
from matching.texts import Document
from matching.words import SOFT_HYPHEN, term_of, words

_JOINT = "·"
_LONGEST_LINK = 2
# Documents whose passages are remembered: several profiles often meet the same ones.
_REMEMBERED = 256

WORD, PART, LETTERS = "word", "part", "letters"

Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class WordShare:
    """A word of a document and its share of the score, in units of the score.

    ``word`` is spelled as in the document; where only parts of it matched, a raised dot stands
    between them ("Breitband·ausbau"). ``by`` says what matched: "word", "part" or "letters".
    """

    word: str
    share: float
    by: str


@dataclass(frozen=True, slots=True)
class TextReason:
    """Why a text has its score: its words, heaviest first, and the passage that carries most.

    ``quote`` stands unaltered in the title and the first 10,000 characters of the text: the title
    where no other passage carries anything, ``None`` where not even that is one. ``asked`` are the
    words of what is looked for, heaviest first, with their shares.
    """

    words: tuple[WordShare, ...]
    quote: str | None
    asked: tuple[tuple[str, float], ...]

    @property
    def heaviest(self) -> float:
        """The largest share that hangs on a single word, of the document or of what is asked."""
        shares = [word.share for word in self.words[:1]] + [share for _, share in self.asked[:1]]
        return max(shares, default=0.0)


def text_reason(space: Space, row: csr_matrix, asked: csr_matrix, document: Document) -> TextReason:
    """Explain the product of ``row`` with a document of ``space``; shares sum up to it.

    ``asked`` are the words of what is looked for, 1 × words. Negative shares are left out.
    """
    place = space.places[document.key]
    counts, spelled = space.counts.counts[place], space.spelled[place]
    places = counts.indices
    by_stems, by_runs = _common(space, row, place)
    stems = _divided(by_stems, space.features.stems[places], counts.data)
    letters = spelled.data * space.alike(row, places).toarray().ravel()
    groups = _groups(space, places, stems + letters)
    of_term = {term: math.fsum(share for _, share in members) for term, members in groups.items()}
    spellings, quote = _read(document, of_term, space.language)
    kinds = dict(zip(places.tolist(), stems.tolist(), strict=True))
    named = _stems_of(space, row)
    shares = [
        WordShare(
            *_shown(space, groups[term], kinds, named, spellings.get(term, Counter())),
        )
        for term in sorted(of_term, key=lambda term: (-of_term[term], term))
        if of_term[term] > 0
    ]
    return TextReason(tuple(shares), quote, _asked(space, asked, by_stems, by_runs))


def _asked(
    space: Space, asked: csr_matrix, by_stems: Floats, by_runs: Floats
) -> tuple[tuple[str, float], ...]:
    places, times = asked.indices, asked.data
    stems = _divided(by_stems, space.features.stems[places], times)
    letters = _divided(by_runs, space.features.letters[places], times)
    found = []
    for members in _groups(space, places, stems + letters).values():
        place = max(members, key=lambda member: member[1])[0]
        found.append((space.features.words[place], math.fsum(share for _, share in members)))
    return tuple(
        sorted((each for each in found if each[1] > 0), key=lambda each: (-each[1], each[0]))
    )


def _common(space: Space, row: csr_matrix, place: int) -> tuple[Floats, Floats]:
    """Return what each stem, and each run of letters, adds to the score of a document."""
    both = csr_matrix(row.multiply(space.met(row, place)))
    dense = np.zeros(both.shape[1])
    dense[both.indices] = both.data
    width = space.features.stems.shape[1]
    return dense[:width], dense[width:]


def _divided(shares: Floats, own: csr_matrix, times: NDArray[np.float32]) -> Floats:
    """Divide the shares of features among words, words × features, by how often they bring them."""
    brought = own.T @ times
    each = np.divide(shares, brought, out=np.zeros_like(shares), where=brought > 0)
    divided: Floats = (own @ each) * times
    return divided


def _groups(
    space: Space, places: NDArray[np.int64], shares: NDArray[np.float64]
) -> dict[str, list[tuple[int, float]]]:
    """Gather words of one stem: Radweg and Radwege are one word to a reader."""
    term = term_of(space.language)
    groups: dict[str, list[tuple[int, float]]] = {}
    for place, share in zip(places.tolist(), shares.tolist(), strict=True):
        name = term(space.features.words[place])
        if share and name is not None:
            groups.setdefault(name, []).append((place, share))
    return groups


def _stems_of(space: Space, row: csr_matrix) -> frozenset[str]:
    names = space.features.names
    return frozenset(names[place] for place in row.indices if place < len(names))


def _shown(
    space: Space,
    members: Sequence[tuple[int, float]],
    by_stems: Mapping[int, float],
    named: frozenset[str],
    spellings: Counter[str],
) -> tuple[str, float, str]:
    place = max(members, key=lambda member: member[1])[0]
    word = space.features.words[place]
    spelled = spellings.most_common(1)[0][0].replace(SOFT_HYPHEN, "") if spellings else word
    share = math.fsum(value for _, value in members)
    if not any(by_stems.get(member, 0.0) for member, _ in members):
        return spelled, share, LETTERS
    if term_of(space.language)(word) in named:
        return spelled, share, WORD
    return _jointed(spelled, _matched_parts(space, place, named)), share, PART


def _matched_parts(space: Space, place: int, named: frozenset[str]) -> list[tuple[str, bool]]:
    """Return the parts of a word, and whether they are looked for."""
    start, end = space.features.parts.indptr[place : place + 2]
    parts = [space.features.words[part] for part in space.features.parts.indices[start:end]]
    term = term_of(space.language)
    return [(part, term(part) in named) for part in parts if part != space.features.words[place]]


def _jointed(spelled: str, parts: Sequence[tuple[str, bool]]) -> str:
    """Set a raised dot on both sides of each part that is looked for."""
    folded = spelled.casefold()
    # Folding makes two letters of some (ß): a place in the folded word is one in the spelled.
    unfolded = [place for place, letter in enumerate(spelled) for _ in letter.casefold()]
    unfolded.append(len(spelled))
    spans = [
        (unfolded[at], unfolded[at + len(part)], matched)
        for part, matched in parts
        if (at := folded.find(part)) >= 0
    ]
    begins = {begin for begin, _, _ in spans}
    joints = {begin for begin, _, matched in spans if matched}
    joints |= {_behind_link(end, begins) for _, end, matched in spans if matched}
    inner = sorted(place for place in joints if 0 < place < len(spelled))
    edges = [0, *inner, len(spelled)]
    return _JOINT.join(spelled[left:right] for left, right in pairwise(edges))


def _behind_link(end: int, begins: Collection[int]) -> int:
    """Return where the next part begins: what links two parts stays with the first."""
    return min((begin for begin in begins if end <= begin <= end + _LONGEST_LINK), default=end)


def _read(
    document: Document, of_term: Mapping[str, float], language: str
) -> tuple[dict[str, Counter[str]], str | None]:
    """Return how the document spells each term, and the passage whose words say most."""
    text = text_of(document)
    spellings: dict[str, Counter[str]] = {}
    best = (0.0, 0, 0)
    for start, end, found in _passages(text, language):
        names = set()
        for name, begin, stop in found:
            if name in of_term:
                spellings.setdefault(name, Counter())[text[begin:stop]] += 1
                names.add(name)
        weight = math.fsum(of_term[name] for name in names) * document.worth_as_quote(start, end)
        best = max(best, (weight, -start, -end))
    return spellings, text[-best[1] : -best[2]] if best[0] > 0 else None


@lru_cache(maxsize=_REMEMBERED)
def _passages(
    text: str, language: str
) -> tuple[tuple[int, int, tuple[tuple[str, int, int], ...]], ...]:
    return tuple(
        (start, end, tuple(_terms(text, start, end, language))) for start, end in passages(text)
    )


def _terms(text: str, start: int, end: int, language: str) -> Iterator[tuple[str, int, int]]:
    term = term_of(language)
    for word, begin, stop in words(text[start:end]):
        if (name := term(word)) is not None:
            yield name, start + begin, start + stop
