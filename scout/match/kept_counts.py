"""Keep the word counts of a night for the next one, in a file of the home.

The file is a copy of what the texts say: whoever deletes it loses some seconds, and nothing else.
"""

from __future__ import annotations

import json
import logging
import os
import time
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path

import numpy as np
from scipy.sparse import csr_matrix

from matching.counts import RULES, Counts, WordCounts, count
from matching.texts import Document
from matching.words import LANGUAGES

FILE_NAME = "word-counts.npz"
# Nobody writes for an hour.
_LEFT_BEHIND_S = 3600
_log = logging.getLogger(__name__)


def counted(folder: Path, documents: Sequence[Document]) -> Counts:
    """Return the word counts of ``documents``; those of unchanged texts come from the file.

    The file is written anew, as a whole, where anything is different. One that cannot be read, or
    was written by other rules, is as good as none; one that cannot be written is logged.
    """
    path = folder / FILE_NAME
    before = load(path)
    counts = count(documents, before)
    if any(counts[language].prints != _none_or(before, language).prints for language in LANGUAGES):
        try:
            save(path, counts)
        except OSError:
            _log.warning("%s cannot be written; the next match counts all texts anew", path)
    return counts


def _none_or(counts: Counts, language: str) -> WordCounts:
    return counts.get(language) or WordCounts.none()


def save(path: Path, counts: Counts) -> None:
    """Write ``counts`` in place of what was there, whole or not at all."""
    arrays: dict[str, np.ndarray] = {}
    heads: dict[str, object] = {"rules": RULES}
    for language, of_language in counts.items():
        heads[language] = [of_language.keys, of_language.prints, of_language.words]
        matrix = of_language.counts
        for name in ("data", "indices", "indptr"):
            arrays[f"{language}_{name}"] = getattr(matrix, name)
    arrays["heads"] = np.frombuffer(json.dumps(heads).encode(), dtype=np.uint8)
    _sweep(path)
    # Of a process its own, and with the rights that any new file has.
    part = path.with_name(f"{path.name}.{os.getpid()}")
    try:
        with part.open("wb") as file:
            np.savez(file, **arrays)  # type: ignore[arg-type]  # numpy's stubs want allow_pickle
            file.flush()
            os.fsync(file.fileno())
        part.replace(path)
    finally:
        part.unlink(missing_ok=True)


def _sweep(path: Path) -> None:
    """Remove what processes left behind that were killed while they wrote."""
    for part in path.parent.glob(f"{path.name}.*"):
        with suppress(OSError):
            if time.time() - part.stat().st_mtime > _LEFT_BEHIND_S:
                part.unlink()


def load(path: Path) -> dict[str, WordCounts]:
    """Return the counts in ``path``; none where there is no such file, or not one of ours."""
    try:
        # Opened here: of a broken file numpy leaves its own handle open.
        with path.open("rb") as opened, np.load(opened, allow_pickle=False) as file:
            heads = json.loads(file["heads"].tobytes())
            if heads.pop("rules") != RULES:
                return {}
            return {
                language: _of_language(file, language, *head) for language, head in heads.items()
            }
    except FileNotFoundError:
        return {}
    except Exception as error:  # noqa: BLE001 - no end to what zipfile, numpy and json make of it
        _log.warning("%s is not readable (%s): all texts are counted anew", path, error)
        return {}


def _of_language(
    file: np.lib.npyio.NpzFile, language: str, keys: list[str], prints: list[str], words: list[str]
) -> WordCounts:
    parts = tuple(file[f"{language}_{name}"] for name in ("data", "indices", "indptr"))
    matrix = csr_matrix(parts, shape=(len(keys), len(words)), dtype=np.float32)
    matrix.check_format()
    if len(prints) != len(keys):
        raise ValueError(f"{len(prints)} prints for {len(keys)} texts")
    return WordCounts(tuple(keys), tuple(prints), tuple(words), matrix)
