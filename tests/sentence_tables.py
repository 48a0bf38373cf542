"""Read tables of sentences that tests try: plain text, so that they read as what they are.

    # a remark
    = title of a table
    expected | text, whose lines are parted by / where it has several
    - | a text of which nothing is expected

Blank lines are passed over. Only the last column, the text, may hold " | " itself.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

_HERE = Path(__file__).parent
_COLUMN, _LINE, _NOTHING = " | ", " / ", "-"


def table(name: str, title: str, *, columns: int) -> list[tuple[str, ...]]:
    """Return the rows of the table called ``title`` in the file ``name`` beside the tests.

    "-" is returned as "".

    Raises:
        ValueError: if there is no such table, or two; if it is empty; or if a row has not
            ``columns`` columns. It names file, line, what was expected and found.
    """
    return read_table((_HERE / name).read_text("utf-8"), f"tests/{name}", title, columns=columns)


def read_table(written: str, file: str, title: str, *, columns: int) -> list[tuple[str, ...]]:
    """Return the rows of a table in ``written``, the text of ``file``; see ``table``."""
    rows, titles, current = [], list[str](), ""
    for number, line in _lines(written):
        if line.startswith("= "):
            current = line[2:].strip()
            if current in titles:
                raise ValueError(f"{file}, line {number}: there is a table {current!r} already")
            titles.append(current)
        elif not titles:
            raise ValueError(f"{file}, line {number}: expected '= title' first, found {line!r}")
        elif current == title:
            rows.append(_row(line, f"{file}, line {number}", columns))
    if not rows:
        what = "a row of it" if title in titles else f"one of {titles}"
        raise ValueError(f"{file}: expected {what}, found no row of a table {title!r}")
    return rows


def _lines(written: str) -> Iterator[tuple[int, str]]:
    for number, line in enumerate(written.splitlines(), start=1):
        if line.strip() and not line.startswith("#"):
            yield number, line


def _row(line: str, at: str, columns: int) -> tuple[str, ...]:
    cells = [cell.strip() for cell in line.split(_COLUMN, columns - 1)]
    if len(cells) != columns or not all(cells):
        wanted = f"{columns} columns parted by {_COLUMN!r}, none empty"
        raise ValueError(f"{at}: expected {wanted}, found {len(cells)} in {line!r}")
    *expected, text = cells
    values = ("" if cell == _NOTHING else cell for cell in expected)
    return (*values, "\n".join(part.strip() for part in text.split(_LINE)))
