"""Texts to compare systems on: judged collections, and as many texts as anybody asks for."""

from __future__ import annotations

import gzip
import json
import random
import re
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import islice
from pathlib import Path

import numpy as np

from matching.evaluation import Grades
from matching.texts import Document, Profile

LANGUAGES = {"fp7": "en"}
"""The language of a collection; one that is not named here is German."""
LARGEST = "bundestag"
SEED = 20_261_124
Text = tuple[str, str]
"""A title and a text."""

_CLAUSE_ENDS = re.compile(r"(?<=[.;,])\s+|\n")
_NOUN = re.compile(r"\b[A-ZÄÖÜ][a-zäöüß]{3,}\b")
# Of the Bundestag's texts, in any order: the last document of n brings 1.5 words that none before
# it has at n = 86,000, and the vocabulary grows as n ** 0.57 (Heaps' law). Of the compounds that
# are made here one in seven is not new.
_NEW_WORDS, _HEAPS = 1.5 * 7 / 6, 0.57
_FUNCTION_WORDS = "der die und in den von zu das mit sich des auf für ist im dem".split()
_SYLLABLES = (
    "land kreis stadt dorf bau geld netz bahn wald feld werk hof markt schul kind amt"
    " ver be ent um vor mit ung keit heit schaft tum lich isch bar sam los"
).split()


@dataclass(frozen=True, slots=True)
class Collection:
    """Documents with profiles whose fitting documents are known, by grade."""

    name: str
    language: str
    documents: list[Document]
    profiles: list[Profile]
    grades: Mapping[str, Grades]


def collections(folder: Path) -> list[Collection]:
    """Return the collections in ``folder``, by name; none if it is absent."""
    names = sorted(path.parent.name for path in folder.glob("*/corpus.jsonl.gz"))
    return [read_collection(folder / name) for name in names]


def read_collection(folder: Path) -> Collection:
    """Read the collection in ``folder``; its README says what the files hold."""
    language = LANGUAGES.get(folder.name, "de")
    documents = [
        Document(line["id"], line["title"], line["text"], line.get("lang") or language)
        for line in _lines(folder / "corpus.jsonl.gz")
    ]
    profiles = [
        Profile(line["id"], {language: line["text"]} | _english(line))
        for line in _lines(folder / "queries.jsonl.gz")
    ]
    grades: defaultdict[str, dict[str, int]] = defaultdict(dict)
    for line in (folder / "qrels.tsv").read_text("utf-8").splitlines():
        query, document, grade = line.split("\t")
        grades[query][document] = int(grade)
    return Collection(folder.name, language, documents, profiles, grades)


def texts(collection: Collection | None, number: int) -> Iterator[Text]:
    """Yield ``number`` texts: those of ``collection`` in any order, then new ones like them.

    Without a collection all are made up. The same number gives the same texts.
    """
    if collection is None:
        return islice(_made_up(np.random.default_rng(SEED), 75), number)
    own = [(document.title, document.text) for document in collection.documents]
    chance = random.Random(SEED)  # noqa: S311 - chance in a benchmark is no secret
    chance.shuffle(own)
    return islice(_and_more(own, chance), number)


def profiles(collection: Collection | None, number: int) -> list[Profile]:
    """Return the first ``number`` profiles of ``collection``; without one they are made up."""
    if collection is not None:
        return collection.profiles[:number]
    made_up = _made_up(np.random.default_rng(SEED + 1), 40)
    return [
        Profile(f"p{place}", {"de": text})
        for place, (_, text) in enumerate(islice(made_up, number))
    ]


def _and_more(own: Sequence[Text], chance: random.Random) -> Iterator[Text]:
    """Yield all of ``own``, then texts from their clauses, without an end.

    Clauses alone would bring no new word, and real texts never cease to: new compounds of the
    words of a text join it, as many as the growth of the vocabulary asks for.
    """
    yield from own
    parts = [_CLAUSE_ENDS.split(text) for _, text in own]
    clauses = [clause for of_text in parts for clause in of_text]
    made = len(own)
    while True:
        made += 1
        chosen = chance.choices(clauses, k=len(chance.choice(parts)))
        nouns = _NOUN.findall(" ".join(chosen))
        rate = _NEW_WORDS * (made / 86_000) ** (_HEAPS - 1)
        times = int(rate + chance.random()) if len(nouns) > 1 else 0
        chosen += ["s".join(chance.sample(nouns, 2)).capitalize() for _ in range(times)]
        yield chance.choice(own)[0], " ".join(chosen)


def _made_up(chance: np.random.Generator, length: int) -> Iterator[Text]:
    """Yield texts of about ``length`` words, as uneven as real ones, without an end.

    Ranks of words follow Mandelbrot's law, with the exponent and the shift that let the vocabulary
    grow as that of the Bundestag's texts does; every fourth word is a function word.
    """
    while True:
        count = 5 + int(chance.geometric(1 / length))
        ranks = np.minimum(chance.pareto(0.75, count) * 740, 1e12).astype(np.int64)
        functional = chance.random(count) < 0.25
        words = [
            _FUNCTION_WORDS[rank % len(_FUNCTION_WORDS)] if is_functional else _spelled(int(rank))
            for rank, is_functional in zip(ranks, functional, strict=True)
        ]
        yield " ".join(words[:5]), " ".join(words[5:])


def _spelled(rank: int) -> str:
    """Return the word of ``rank``: its digits in syllables, so that frequent words are short."""
    syllables = [_SYLLABLES[rank % len(_SYLLABLES)]]
    while rank := rank // len(_SYLLABLES):
        syllables.append(_SYLLABLES[rank % len(_SYLLABLES)])
    return "".join(reversed(syllables)).capitalize()


def _english(line: Mapping[str, str]) -> dict[str, str]:
    return {"en": line["text_en"]} if line.get("text_en") else {}


def _lines(path: Path) -> Iterator[dict[str, str]]:
    with gzip.open(path, "rt", encoding="utf-8") as lines:
        yield from map(json.loads, lines)
