"""Work on long matrices in blocks of rows, on two threads: scipy and numpy let go of the lock."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import TypeVar

from scipy.sparse import csr_matrix, vstack

_THREADS = 2
_ROWS = 8192

_Result = TypeVar("_Result")


def by_block(function: Callable[[slice], _Result], rows: int) -> list[_Result]:
    """Return what ``function`` gives for each block of so many rows, in order; at least one."""
    blocks = [slice(start, start + _ROWS) for start in range(0, max(rows, 1), _ROWS)]
    if len(blocks) == 1:
        return [function(blocks[0])]
    with ThreadPoolExecutor(_THREADS) as pool:
        return list(pool.map(function, blocks))


def stacked(function: Callable[[slice], csr_matrix], rows: int) -> csr_matrix:
    """Return the rows that ``function`` makes of each block of rows, in one matrix."""
    found = by_block(function, rows)
    return found[0] if len(found) == 1 else vstack(found, format="csr")
