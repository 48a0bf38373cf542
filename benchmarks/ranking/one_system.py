"""Index and query with one system, and print as JSON what that took: comparison.py starts it.

A process of its own, so that the most memory it ever held is that of this system alone.
"""

from __future__ import annotations

import json
import sys
import time
from collections.abc import Iterator
from itertools import islice
from pathlib import Path

from benchmarks.ranking.peers import SYSTEMS, TEXTS_ALONE, Ours, System, Task, TextsAlone
from matching.texts import Document, Profile

DEPTH = 100


def main() -> None:
    """Read texts and profiles, index, query; for ours also the next night's few new texts."""
    name, folder, number = sys.argv[1], Path(sys.argv[2]), int(sys.argv[3])
    profiles = [
        Profile(key, texts) for key, texts in json.loads((folder / "profiles.json").read_text())
    ]
    with (folder / "texts.jsonl").open(encoding="utf-8") as lines:
        unread = documents(lines)
        task = Task(list(islice(unread, number)), profiles)
        figures, system = measured(name, task)
        figures["megabytes"] = most_megabytes()
        if isinstance(system, Ours):
            tonight = [*task.documents, *unread]
            began = time.perf_counter()
            system.next_night(tonight)
            figures["night_s"] = time.perf_counter() - began
    print(json.dumps(figures))


def documents(lines: Iterator[str]) -> Iterator[Document]:
    """Yield the document of each line."""
    for place, line in enumerate(lines):
        title, text = json.loads(line)
        yield Document(f"{place:08}", title, text)


def measured(name: str, task: Task) -> tuple[dict[str, float], System]:
    """Return the seconds of indexing and of querying, and the system that took them."""
    build = TextsAlone if name == TEXTS_ALONE else SYSTEMS[name]
    began = time.perf_counter()
    system = build(task)
    indexed = time.perf_counter()
    system.rankings(DEPTH)
    queried = time.perf_counter()
    return {"index_s": indexed - began, "query_s": queried - indexed}, system


def most_megabytes() -> float:
    """Return the most memory that this process has held (Linux's /proc)."""
    status = Path("/proc/self/status").read_text()
    line = next(line for line in status.splitlines() if line.startswith("VmHWM"))
    return int(line.split()[1]) / 1024


if __name__ == "__main__":
    main()
