"""Test collections: texts and queries whose fitting texts are known, ranked as every night's are.

A collection is a folder with ``corpus.jsonl`` and ``queries.jsonl``, each also with ``.gz``, and
``qrels.tsv``: query, document and grade in columns. A document has ``id``, ``title``, ``text`` and
perhaps ``lang``; a query has ``id``, ``text`` and perhaps ``text_en``.
"""

from __future__ import annotations

import gzip
import json
import os
import re
import zlib
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Any

from matching.counts import count
from matching.evaluation import Grades, Quality, measure
from matching.rank import Ranking, Scored
from matching.texts import Document, Profile
from matching.words import stop_words, words
from scout.errors import UsageError

QRELS = "qrels.tsv"
DEPTH = 100
# Enough to tell two languages apart, which takes a dozen words.
_SAMPLE, _LONGEST_SAMPLE = 500, 2_000
# English function words are a quarter of titles and two fifths of prose; of German text they are
# less than a hundredth. Between them lies what is not plainly English.
_PLAINLY = 0.1
_SAID_EVERY = 1_000
_GRADE = re.compile(r"[0-9]{1,2}", re.ASCII)
_COLUMNS = "query, document and grade in three columns"

Progress = Callable[[str, int], None]
Run = Mapping[str, Sequence[Scored]]
"""Query to the documents found, best first."""


@dataclass(frozen=True, slots=True)
class Collection:
    """What is ranked, for what, and which of it fits; ``grades`` is ``None`` where nobody says."""

    documents: Sequence[Document]
    profiles: Sequence[Profile]
    grades: Mapping[str, Grades] | None


def read_collection(folder: Path, progress: Progress) -> Collection:
    """Read the collection in ``folder``; ``qrels.tsv`` may be absent or begin with a header.

    A document without ``lang`` has the language of all that have none, and queries have one
    language as well: German, unless they are plainly English.

    Raises:
        UsageError: if a file is absent, or naming file and line, what was expected and found.
    """
    if not folder.is_dir():
        raise UsageError(f"{folder}: expected the folder of a collection, found none")
    documents = _documents(_by_id(_file(folder, "corpus"), progress, "texts read"))
    queries = _by_id(_file(folder, "queries"), progress, "queries read")
    profiles = _profiles(queries)
    qrels = folder / QRELS
    if not qrels.exists():
        return Collection(documents, profiles, None)
    return Collection(
        documents, profiles, _grades(qrels, queries, {each.key for each in documents})
    )


def ranked(collection: Collection, progress: Progress) -> Run:
    """Return the first 100 documents of each query that score above 0, best first.

    Ranks as ``scout match`` does for a project that was never tuned: nothing is known of documents
    but their texts.
    """
    counts = count(collection.documents)
    progress("texts counted", len(collection.documents))
    ranking = Ranking(collection.profiles, collection.documents, counts=counts)
    found: dict[str, Sequence[Scored]] = {}
    for profile in collection.profiles:
        found[profile.key] = ranking.of(profile.key, most=DEPTH)
        progress("queries ranked", len(found))
    return found


def quality(collection: Collection, run: Run) -> Quality:
    """Return the means of ``run``; without grades they are ``None``, and all queries count."""
    if collection.grades is None:
        return Quality(None, None, None, len(collection.profiles))
    rankings = {query: [each.document for each in hits] for query, hits in run.items()}
    return measure(rankings, collection.grades)


def check_run_path(path: Path) -> None:
    """Make sure that a run can be written to ``path``, before hours are spent on it.

    Raises:
        UsageError: if its folder is not there, or it is something else than a file.
    """
    if not path.parent.is_dir():
        raise UsageError(f"--run: expected a file in a folder that is there, found {str(path)!r}")
    if path.exists() and not path.is_file():
        raise UsageError(f"--run: expected a file or a new name, found {str(path)!r}")


def write_run(path: Path, run: Run) -> None:
    """Write ``run`` to ``path`` whole or not at all: query, document, rank from 1 on, score.

    Columns are parted by tabs, scores have six decimals. The same collection gives the same bytes.

    Raises:
        UsageError: if the file cannot be written.
    """
    lines = (
        f"{query}\t{hit.document}\t{rank}\t{hit.score:.6f}\n"
        for query, hits in run.items()
        for rank, hit in enumerate(hits, start=1)
    )
    target = path.resolve()
    part = target.with_name(f"{target.name}.{os.getpid()}")
    try:
        with part.open("w", encoding="utf-8", newline="\n") as file:
            file.writelines(lines)
            file.flush()
            os.fsync(file.fileno())
        part.replace(target)
    except OSError as error:
        raise UsageError(f"{path}: cannot be written: {error.strerror}") from None
    finally:
        part.unlink(missing_ok=True)


def _documents(records: Mapping[str, _Record]) -> list[Document]:
    unsaid = [each for each in records.values() if each.optional("lang") is None]
    guess = _language([f"{each.text('title')}\n{each.text('text')}" for each in unsaid])
    return [
        Document(key, each.text("title"), each.text("text"), each.optional("lang") or guess)
        for key, each in records.items()
    ]


def _profiles(records: Mapping[str, _Record]) -> list[Profile]:
    language = _language([each.text("text") for each in records.values()])
    found = []
    for key, each in records.items():
        texts = {language: each.text("text")}
        english = each.optional("text_en")
        found.append(Profile(key, texts | {"en": english} if english else texts))
    return found


def _language(texts: Sequence[str]) -> str:
    """Return "en" if texts, some hundred of them, are plainly English, else "de".

    They are if a tenth of their words are stop words of English alone, and those of German alone
    are fewer.
    """
    german, english = stop_words("de"), stop_words("en")
    sample = texts[:: max(1, len(texts) // _SAMPLE)]
    found = [word for text in sample for word, _, _ in words(text[:_LONGEST_SAMPLE])]
    of_english = sum(word in english and word not in german for word in found)
    of_german = sum(word in german and word not in english for word in found)
    return "en" if of_english > max(of_german, _PLAINLY * len(found)) else "de"


@dataclass(frozen=True, slots=True)
class _Record:
    """The JSON object of a line, which can say where it stands."""

    place: str
    values: Mapping[str, Any]

    def text(self, name: str) -> str:
        """Return the text under ``name``."""
        if name not in self.values:
            raise UsageError(f"{self.place}: expected a field {name!r}, found none")
        return self._checked(name)

    def optional(self, name: str) -> str | None:
        """Return the text under ``name``; ``None`` where there is none, or an empty one."""
        return None if self.values.get(name) is None else self._checked(name) or None

    def key(self) -> str:
        """Return the id. It stands in columns: no tab, no line break, nothing that nobody sees."""
        key = self.text("id")
        if not key or not key.isprintable():
            raise UsageError(f"{self.place}: expected an id of visible characters, found {key!r}")
        return key

    def _checked(self, name: str) -> str:
        value = self.values[name]
        if not isinstance(value, str):
            raise UsageError(f"{self.place}: expected a text as {name!r}, found {_shown(value)}")
        return value


def _by_id(path: Path, progress: Progress, what: str) -> dict[str, _Record]:
    """Return the records of a file by their ids, in its order."""
    found: dict[str, _Record] = {}
    for number, line in _lines(path):
        record = _record(f"{path}, line {number}", line)
        key = record.key()
        if key in found:
            first = found[key].place.rpartition(", ")[2]
            raise UsageError(f"{record.place}: expected each id once, found {key!r} as in {first}")
        found[key] = record
        if len(found) % _SAID_EVERY == 0:
            progress(what, len(found))
    if not found:
        raise UsageError(f"{path}: expected one JSON object a line, found no line")
    return found


def _record(place: str, line: str) -> _Record:
    try:
        values = json.loads(line)
    except (ValueError, RecursionError):
        values = None
    if not isinstance(values, dict):
        raise UsageError(f"{place}: expected a JSON object, found {_shown(line)}")
    return _Record(place, values)


def _grades(
    path: Path, queries: Mapping[str, object], documents: set[str]
) -> dict[str, dict[str, int]]:
    found: dict[str, dict[str, int]] = {}
    for number, line in _lines(path):
        columns = line.split("\t")
        place = f"{path}, line {number}"
        if len(columns) != 3:
            raise UsageError(f"{place}: expected {_COLUMNS}, found {_shown(line)}")
        query, document, grade = columns
        if number == 1 and query not in queries and not _GRADE.fullmatch(grade):
            continue
        for what, known, name in (("query", queries, query), ("document", documents, document)):
            if name not in known:
                raise UsageError(f"{place}: expected the id of a {what}, found {_shown(name)}")
        if not _GRADE.fullmatch(grade):
            raise UsageError(f"{place}: expected a grade from 0 to 99, found {_shown(grade)}")
        before = found.setdefault(query, {}).setdefault(document, int(grade))
        if before != int(grade):
            raise UsageError(f"{place}: expected one grade, found {grade}, and {before} above")
    if not found:
        raise UsageError(f"{path}: expected {_COLUMNS}, found no line of them")
    return found


def _file(folder: Path, name: str) -> Path:
    """Return the file of a collection under the one of its two names that it has."""
    paths = [folder / f"{name}.jsonl.gz", folder / f"{name}.jsonl"]
    found = [path for path in paths if path.is_file()]
    if len(found) != 1:
        counted = "both" if found else "none"
        names = " or ".join(path.name for path in paths)
        raise UsageError(f"{folder}: expected {names}, found {counted}")
    return found[0]


def _lines(path: Path) -> Iterator[tuple[int, str]]:
    """Yield each line that is not blank, without its end, with its number from 1 on."""
    number = 0
    try:
        with _opened(path) as lines:
            for number, line in enumerate(lines, start=1):
                text = line.decode("utf-8-sig" if number == 1 else "utf-8").rstrip("\r\n")
                if text.strip():
                    yield number, text
    except UnicodeDecodeError as error:
        raise UsageError(f"{path}, line {number}: expected UTF-8, found {error.reason}") from None
    except (OSError, EOFError, zlib.error) as error:
        raise UsageError(f"{path}: cannot be read after line {number}: {error}") from None


def _opened(path: Path) -> IO[bytes] | gzip.GzipFile:
    return gzip.open(path, "rb") if path.suffix == ".gz" else path.open("rb")


def _shown(value: object) -> str:
    return f"{value!r:.80}"
