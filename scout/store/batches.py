"""Long lists in short statements: SQLite and PostgreSQL both take only so many values in one."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import islice
from typing import TypeVar

_SIZE = 500
_Value = TypeVar("_Value")


def in_batches(values: Iterable[_Value]) -> Iterator[list[_Value]]:
    """Yield ``values`` in order, some at a time; nothing where there are none."""
    remaining = iter(values)
    while batch := list(islice(remaining, _SIZE)):
        yield batch
