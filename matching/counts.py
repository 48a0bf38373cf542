"""Count the words of texts: the one step whose cost grows with the text, so it is done once a text.

    documents -> words -> counts, kept: documents × words
    next night: rows of unchanged texts are kept, new ones are counted, what is gone is dropped

Rows are sorted by key and words by spelling, and no word is kept that no document has: counts that
were carried on over many nights are those of a count from nothing, number for number.
"""

from __future__ import annotations

from array import array
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from hashlib import blake2b
from typing import Self

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_matrix, vstack

from matching.texts import Document
from matching.words import LANGUAGES, LONGEST_WORD, SOFT_HYPHEN, WORD, words

# A title was chosen to say what a text is about.
TITLE_WEIGHT = 2
# Raised with every change of what a word is: kept counts are never mixed with other ones.
RULES = 1
LONGEST_TEXT = 10_000

Integers = NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class WordCounts:
    """How often each word stands in each document of one language.

    ``counts`` has a row a document and a column a word, float32. ``prints`` tell whether a text is
    still the one that was counted.
    """

    keys: tuple[str, ...]
    prints: tuple[str, ...]
    words: tuple[str, ...]
    counts: csr_matrix

    @classmethod
    def none(cls) -> Self:
        """Return the counts of no documents."""
        return cls((), (), (), csr_matrix((0, 0), dtype=np.float32))


Counts = Mapping[str, WordCounts]


def text_of(document: Document) -> str:
    """Return what is read of a document: its title, then the first 10,000 characters."""
    return f"{document.title}\n{document.text[:LONGEST_TEXT]}"


def language_of(document: Document) -> str:
    """Return the language in which a document is read."""
    return document.language if document.language in LANGUAGES else LANGUAGES[0]


def print_of(document: Document) -> str:
    """Return what changes when a text is no longer the one that was counted."""
    # The title's length tells where it ends: its words count twice.
    text = f"{document.language}\0{len(document.title)}\0{text_of(document)}"
    return blake2b(text.encode("utf-8", "surrogatepass"), digest_size=12).hexdigest()


def count(documents: Iterable[Document], before: Counts | None = None) -> dict[str, WordCounts]:
    """Return the counts of ``documents`` by language, as if all were counted now.

    Texts that ``before`` has counted are not counted again; what is no longer among ``documents``
    is dropped. Reads titles and the first 10,000 characters of texts.

    Raises:
        ValueError: naming a key that two documents have.
    """
    found: dict[str, dict[str, Document]] = {language: {} for language in LANGUAGES}
    for document in documents:
        if any(document.key in of_language for of_language in found.values()):
            raise ValueError(f"expected each document once, found {document.key!r} twice")
        found[language_of(document)][document.key] = document
    return {
        language: _carried_on(of_language, (before or {}).get(language, WordCounts.none()))
        for language, of_language in found.items()
    }


def _carried_on(documents: Mapping[str, Document], before: WordCounts) -> WordCounts:
    prints = {key: print_of(document) for key, document in documents.items()}
    kept = [
        row
        for row, (key, mark) in enumerate(zip(before.keys, before.prints, strict=True))
        if prints.get(key) == mark
    ]
    kept_keys = [before.keys[row] for row in kept]
    fresh_keys = sorted(documents.keys() - set(kept_keys))
    spelled = _read([documents[key] for key in fresh_keys])
    vocabulary = sorted({*before.words, *spelled.words} - {""})
    places = {word: place for place, word in enumerate(vocabulary)}
    rows, keys = spelled.counts(places), fresh_keys
    if kept:
        rows = vstack([_with_columns(before.counts[kept], before.words, places), rows], "csr")
        order = sorted(range(rows.shape[0]), key=[*kept_keys, *fresh_keys].__getitem__)
        rows, keys = rows[order], sorted([*kept_keys, *fresh_keys])
    counts = WordCounts(tuple(keys), tuple(map(prints.__getitem__, keys)), tuple(vocabulary), rows)
    return counts if len(kept) == len(before.keys) else _without_unused(counts)


@dataclass(frozen=True, slots=True)
class _Spelled:
    """Texts as they are spelled: the folded word of each spelling, and the spellings met.

    "" is a spelling that is no word. ``ends`` says where each text begins and ends in
    ``met``.
    """

    words: Sequence[str]
    met: array[int]
    ends: Sequence[int]

    def counts(self, places: Mapping[str, int]) -> csr_matrix:
        """Return texts × words, with the columns that ``places`` gives."""
        columns = [places[word] if word else -1 for word in self.words]
        met = np.frombuffer(self.met, dtype=np.int32)
        indices = np.array(columns, dtype=np.int32)[met]
        starts = np.array(self.ends)
        if -1 in columns:
            is_word = indices >= 0
            indices = indices[is_word]
            starts = np.concatenate(([0], np.cumsum(is_word)))[starts]
        ones = np.ones(len(indices), dtype=np.float32)
        counts = csr_matrix((ones, indices, starts), shape=(len(starts) - 1, len(places)))
        counts.sum_duplicates()
        return counts


def _read(documents: Sequence[Document]) -> _Spelled:
    """Read each text word by word, as spelled; fold the spellings once, when all are known."""
    spellings: defaultdict[str, int] = defaultdict()
    spellings.default_factory = spellings.__len__
    place = spellings.__getitem__
    met = array("i")
    ends = [0]
    for document in documents:
        title = _spelled(document.title)
        for found in (title * TITLE_WEIGHT, _spelled(document.text[:LONGEST_TEXT])):
            met.extend(map(place, found))
        ends.append(len(met))
    folded = map(str.casefold, spellings)
    return _Spelled([word if len(word) <= LONGEST_WORD else "" for word in folded], met, ends)


def _spelled(text: str) -> list[str]:
    """Return the words of ``text`` as they are spelled; with soft hyphens they take longer."""
    if SOFT_HYPHEN in text:
        return [word for word, _, _ in words(text)]
    return WORD.findall(text)


def _with_columns(
    counts: csr_matrix, names: Sequence[str], places: Mapping[str, int]
) -> csr_matrix:
    columns = np.array([places[name] for name in names], dtype=np.int32)
    indices = columns[counts.indices] if len(names) else counts.indices
    return csr_matrix((counts.data, indices, counts.indptr), shape=(counts.shape[0], len(places)))


def _without_unused(counts: WordCounts) -> WordCounts:
    used = np.zeros(len(counts.words), dtype=bool)
    used[counts.counts.indices] = True
    places = (np.cumsum(used) - 1).astype(np.int32)
    kept = [word for word, is_used in zip(counts.words, used, strict=True) if is_used]
    rows = counts.counts
    compact = csr_matrix(
        (rows.data, places[rows.indices], rows.indptr), shape=(rows.shape[0], len(kept))
    )
    return WordCounts(counts.keys, counts.prints, tuple(kept), compact)
