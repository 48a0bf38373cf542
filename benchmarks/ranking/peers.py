"""The systems that are compared: ours, and what others would reach for first.

Each is built from a task, which is its indexing, and then asked for its rankings, which is its
query time. The peers get title, text and both texts of a profile as one text each; ours gets them
as they are.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from functools import partial
from typing import Protocol

import bm25s
import numpy as np
import Stemmer
import tantivy
from numpy.typing import NDArray
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.metrics.pairwise import linear_kernel

from matching.counts import WordCounts, count
from matching.index import Index
from matching.texts import Document, Profile

OURS = "ours"
TEXTS_ALONE = "the texts alone"
Rankings = dict[str, list[str]]
_STEMMERS = {"de": "german", "en": "english"}
_HEAP_BYTES = 512_000_000
_THREADS = 2


@dataclass(frozen=True, slots=True)
class Task:
    """Documents, what is looked for in them, and the language whose stems the peers use."""

    documents: Sequence[Document]
    profiles: Sequence[Profile]
    language: str = "de"


class System(Protocol):
    """Documents that have been indexed, and profiles to rank them for."""

    def rankings(self, depth: int) -> Rankings:
        """Return the keys of the best ``depth`` documents of each profile, best first."""


class Ours:
    """The engine of ``matching``."""

    def __init__(self, task: Task) -> None:
        self._profiles = task.profiles
        self.counts = count(task.documents)
        self._index = Index.build(self.counts, task.profiles)

    def rankings(self, depth: int) -> Rankings:
        """Rank by scores of all pairs."""
        return _ranked(self._profiles, self._index.keys, self._index.scores(), depth)

    def next_night(self, documents: Sequence[Document]) -> Mapping[str, WordCounts]:
        """Index ``documents``, most of which have been counted."""
        counts = count(documents, self.counts)
        self._index = Index.build(counts, self._profiles)
        return counts


class ScikitLearn:
    """What a tutorial does: ``TfidfVectorizer()`` and the linear kernel."""

    def __init__(self, task: Task) -> None:
        self._task = task
        self._vectorizer = TfidfVectorizer()
        self._documents = self._vectorizer.fit_transform(map(_text_of, task.documents))

    def rankings(self, depth: int) -> Rankings:
        """Rank by scores of all pairs."""
        profiles = self._vectorizer.transform(map(_query_of, self._task.profiles))
        keys = [document.key for document in self._task.documents]
        scores = linear_kernel(profiles, self._documents)
        return _ranked(self._task.profiles, keys, scores, depth)


class Bm25s:
    """BM25 in NumPy, with Snowball stems and its own stop words, as its documentation advises."""

    def __init__(self, task: Task) -> None:
        self._task = task
        language = _STEMMERS[task.language]
        self._tokenizer = bm25s.tokenization.Tokenizer(
            stemmer=Stemmer.Stemmer(language), stopwords=language
        )
        texts = list(map(_text_of, task.documents))
        tokens = self._tokenizer.tokenize(texts, return_as="tuple", show_progress=False)
        self._engine = bm25s.BM25()
        self._engine.index(tokens, show_progress=False)

    def rankings(self, depth: int) -> Rankings:
        """Rank profile by profile, on all cores."""
        queries = list(map(_query_of, self._task.profiles))
        tokens = self._tokenizer.tokenize(queries, update_vocab=False, show_progress=False)
        found, scores = self._engine.retrieve(
            tokens,
            k=min(depth, len(self._task.documents)),
            n_threads=_THREADS,
            chunksize=1,
            show_progress=False,
        )
        return {
            profile.key: [
                self._task.documents[place].key
                for place, score in zip(places, of_profile, strict=True)
                if score > 0
            ]
            for profile, places, of_profile in zip(self._task.profiles, found, scores, strict=True)
        }


class Tantivy:
    """Lucene's design in Rust: an inverted index in memory, written by two threads.

    Its tokens are those of its own ``de_stem`` (or the English counterpart). Documents are built
    field by field, hits are not counted beyond the best, and a repeated term is one with a
    greater weight: the quickest of what its Python interface offers.
    """

    def __init__(self, task: Task) -> None:
        self._task = task
        self._analyzer = self._built_analyzer(_STEMMERS[task.language])
        schema = tantivy.SchemaBuilder()
        schema.add_text_field("text", tokenizer_name="stems", index_option="freq")
        schema.add_integer_field("place", fast=True)
        self._schema = schema.build()
        index = tantivy.Index(self._schema)
        index.register_tokenizer("stems", self._analyzer)
        writer = index.writer(_HEAP_BYTES, _THREADS)
        for place, document in enumerate(task.documents):
            fields = tantivy.Document()
            fields.add_text("text", _text_of(document))
            fields.add_integer("place", place)
            writer.add_document(fields)
        writer.commit()
        writer.wait_merging_threads()
        index.reload()
        self._searcher = index.searcher()

    def rankings(self, depth: int) -> Rankings:
        """Rank profile by profile, on all cores."""
        with ThreadPoolExecutor(_THREADS) as threads:
            found = threads.map(partial(self._ranking, depth=depth), self._task.profiles)
            keys = [profile.key for profile in self._task.profiles]
            return dict(zip(keys, found, strict=True))

    @staticmethod
    def _built_analyzer(language: str) -> tantivy.TextAnalyzer:
        return _tokens().filter(tantivy.Filter.stemmer(language)).build()

    def _ranking(self, profile: Profile, depth: int) -> list[str]:
        hits = self._searcher.search(self._query(profile), depth, count=False).hits
        places = self._searcher.fast_field_values("place", [address for _, address in hits])
        return [self._task.documents[place].key for place in places]

    def _query(self, profile: Profile) -> tantivy.Query:
        """Return any of the terms. Nothing is parsed: a profile's text is no query language."""
        terms = Counter(self._analyzer.analyze(_query_of(profile)))
        return tantivy.Query.boolean_query(
            [
                (tantivy.Occur.Should, tantivy.Query.boost_query(self._term(term), times))
                for term, times in terms.items()
            ]
        )

    def _term(self, term: str) -> tantivy.Query:
        return tantivy.Query.term_query(self._schema, "text", term, "freq")


class TantivyWithStopWords(Tantivy):
    """The same without its own stop words of the language: better on calls, and quicker."""

    @staticmethod
    def _built_analyzer(language: str) -> tantivy.TextAnalyzer:
        tokens = _tokens().filter(tantivy.Filter.stopword(language))
        return tokens.filter(tantivy.Filter.stemmer(language)).build()


class TextsAlone:
    """What all of them hold anyway: libraries, documents, profiles."""

    def __init__(self, task: Task) -> None:
        self._task = task

    def rankings(self, depth: int) -> Rankings:
        """Rank nothing."""
        return {profile.key: [] for profile in self._task.profiles[:depth]}


SYSTEMS: Mapping[str, Callable[[Task], System]] = {
    OURS: Ours,
    "scikit-learn, default": ScikitLearn,
    "bm25s, stems + stop words": Bm25s,
    "tantivy, stems": Tantivy,
    "tantivy, stems + stop words": TantivyWithStopWords,
}


def _text_of(document: Document) -> str:
    return f"{document.title}\n{document.text}"


def _query_of(profile: Profile) -> str:
    return "\n".join(profile.texts.values())


def _tokens() -> tantivy.TextAnalyzerBuilder:
    """Return what tantivy does before it stems: words, at most 40 letters long, in lower case."""
    builder = tantivy.TextAnalyzerBuilder(tantivy.Tokenizer.simple())
    return builder.filter(tantivy.Filter.remove_long(40)).filter(tantivy.Filter.lowercase())


def _ranked(
    profiles: Iterable[Profile], keys: Sequence[str], scores: NDArray[np.floating], depth: int
) -> Rankings:
    return {
        profile.key: [keys[place] for place in _best(row, depth)]
        for profile, row in zip(profiles, scores, strict=True)
    }


def _best(row: NDArray[np.floating], depth: int) -> NDArray[np.intp]:
    """Return the places of the best scores above 0, best first, without sorting all of them."""
    least = max(0, len(row) - depth)
    best = np.argpartition(row, min(least, len(row) - 1))[least:]
    ordered = best[np.lexsort((best, -row[best]))]
    return ordered[row[ordered] > 0]
