"""One process at a time for what must not run twice, and a way to see whether one is running.

A lock of the operating system on a file in the home: it ends with its process, however that ends,
so that work that was killed is known to be over.
"""

from __future__ import annotations

import fcntl
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path


@contextmanager
def process_lock(home: Path, name: str, *, wait: bool = False) -> Iterator[bool]:
    """Hold the lock ``name`` while the block runs.

    Gives False, at once, if another process has it; with ``wait`` it waits for its turn instead.
    """
    folder = home / "locks"
    folder.mkdir(parents=True, exist_ok=True)
    with (folder / f"{name}.lock").open("wb") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | (0 if wait else fcntl.LOCK_NB))
        except BlockingIOError:
            yield False
            return
        yield True


def is_held(home: Path, name: str) -> bool:
    """Tell whether some process holds the lock ``name`` right now; leaves no trace."""
    path = home / "locks" / f"{name}.lock"
    if not path.exists():
        return False
    with process_lock(home, name) as free:
        return not free
