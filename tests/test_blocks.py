"""Work in blocks: all rows, each once, in their order."""

from __future__ import annotations

import numpy as np
import pytest
from scipy.sparse import csr_matrix

from matching import blocks
from matching.blocks import by_block, stacked


@pytest.mark.parametrize(
    ("rows", "expected"),
    [(0, [(0, 3)]), (1, [(0, 3)]), (3, [(0, 3)]), (4, [(0, 3), (3, 6)]), (6, [(0, 3), (3, 6)])],
)
def test_blocks_hold_all_rows_in_order(
    monkeypatch: pytest.MonkeyPatch, rows: int, expected: list[tuple[int, int]]
) -> None:
    monkeypatch.setattr(blocks, "_ROWS", 3)
    assert by_block(lambda block: (block.start, block.stop), rows) == expected


@pytest.mark.parametrize("rows", [0, 2, 3, 100])
def test_rows_of_blocks_are_put_together_again(monkeypatch: pytest.MonkeyPatch, rows: int) -> None:
    monkeypatch.setattr(blocks, "_ROWS", 3)
    matrix = csr_matrix(np.arange(rows * 2, dtype=np.float32).reshape(rows, 2))
    assert (
        stacked(lambda block: matrix[block], rows).toarray().tolist() == matrix.toarray().tolist()
    )


def test_an_error_in_a_block_is_raised(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(blocks, "_ROWS", 3)
    with pytest.raises(ZeroDivisionError):
        by_block(lambda block: 1 // (block.start - 6), 9)
