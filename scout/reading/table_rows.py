"""Read the rows of a table of text (CSV) as servers write it for a spreadsheet.

    bytes -> encoding -> lines -> rows of so many cells, or what is broken

Cells are parted by ";" and may stand in quotes, with "=" before them (``="05558012"``) so that a
spreadsheet leaves them alone; line breaks within quotes belong to the cell. A quote in a cell is
doubled or, as some servers have it, not: it ends the cell only before ";" and the end of the line.
Doubled ones are tried first, so that a table in good order is read as it was written.
Pure and in time linear to the number of bytes. Nothing is computed: a formula is text.
"""

from __future__ import annotations

import codecs
import io
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

LONGEST_ROW = 100_000
_MOST_LINES = 10
_CHUNK = 1 << 20

_OPENING = re.compile(r'[ \t]*=?"')
_BEHIND = re.compile(r"[ \t]*(?:;|\Z)")


@dataclass(frozen=True, slots=True)
class Line:
    """A line of the file, counted from 1; ``text`` is ``None`` where it is too long to be a row."""

    number: int
    text: str | None


@dataclass(frozen=True, slots=True)
class Row:
    """The cells of one row, and the number of the line on which it begins."""

    line: int
    cells: Sequence[str]


@dataclass(frozen=True, slots=True)
class Broken:
    """A row that cannot be read, and why."""

    line: int
    why: str


def lines_of(content: bytes) -> Iterator[Line]:
    """Yield the lines of a file in UTF-8 or, where it is not that, ISO-8859-15.

    A line longer than ``LONGEST_ROW`` bytes is passed over.
    """
    encoding = "utf-8-sig" if _is_utf8(content) else "iso-8859-15"
    file, number = io.BytesIO(content), 0
    while raw := file.readline(LONGEST_ROW):
        number += 1
        if len(raw) == LONGEST_ROW and not raw.endswith(b"\n"):
            while (rest := file.readline(_CHUNK)) and not rest.endswith(b"\n"):
                pass
            yield Line(number, None)
        else:
            yield Line(number, raw.decode(encoding).rstrip("\r\n"))


def rows_of(lines: Iterable[Line], width: int) -> Iterator[Row | Broken]:
    """Yield every row of ``width`` cells; one with others, unless they are empty, is broken.

    A quote that is never closed costs its own row: a line that is a row by itself begins anew.
    """
    pending: list[Line] = []
    for line in lines:
        if not pending and line.text is not None and not line.text.strip():
            continue
        pending.append(line)
        found = _together(pending, width)
        if not isinstance(found, Row) and len(pending) > 1:
            alone = _begun_anew(line, width)
            if alone is not None:
                yield _given_up(pending[:-1], width)
                found = alone
        if found is not None:
            yield found
            pending = []
    if pending:
        yield _given_up(pending, width)


def _begun_anew(line: Line, width: int) -> Row | None:
    """Return the row that a line is by itself; ``None`` if it may be the rest of another one.

    A quote in a cell that has none before it is where the rest of a cell ends.
    """
    for is_doubled in (True, False):
        found = _row([line], width, is_doubled=is_doubled)
        cells = _split(line.text or "", is_doubled=is_doubled, is_strict=True)
        if found is not None and cells is not None:
            return found
    return None


def cells_of(text: str) -> list[str] | None:
    """Return the cells of one row; ``None`` where a quote is still open."""
    return _split(text, is_doubled=True)


def _together(pending: Sequence[Line], width: int) -> Row | Broken | None:
    """Return what lines are together; ``None`` if they go on on the next one."""
    if pending[-1].text is None:
        return Broken(pending[0].number, f"a line of it is longer than {LONGEST_ROW} bytes")
    if row := _row(pending, width):
        return row
    text = _text(pending)
    cells = cells_of(text)
    if cells is not None:
        broken = Broken(pending[0].number, f"it has {len(cells)} cells")
        return _row(pending, width, is_doubled=False) or broken
    is_over = len(pending) > _MOST_LINES or len(text) > LONGEST_ROW
    return _given_up(pending, width) if is_over else None


def _given_up(pending: Sequence[Line], width: int) -> Row | Broken:
    """Return what lines are in which a quote stays open: a row if quotes are not doubled."""
    unclosed = Broken(pending[0].number, "a quote in it is never closed")
    return _row(pending, width, is_doubled=False) or unclosed


def _row(lines: Sequence[Line], width: int, *, is_doubled: bool = True) -> Row | None:
    cells = _split(_text(lines), is_doubled=is_doubled)
    if cells is None or len(cells) < width or any(cells[width:]):
        return None
    return Row(lines[0].number, cells[:width])


def _text(lines: Sequence[Line]) -> str:
    return "\n".join(line.text or "" for line in lines)


def _split(text: str, *, is_doubled: bool, is_strict: bool = False) -> list[str] | None:
    """Return the cells of ``text``; ``None`` where a quote is open.

    If it ``is_strict``, also where one stands in a cell that does not begin with one.
    """
    cells: list[str] = []
    place = 0
    while place <= len(text):
        found = _cell(text, place, is_doubled=is_doubled)
        if found is None or (is_strict and '"' in found[0] and not _OPENING.match(text, place)):
            return None
        cells.append(found[0])
        place = found[1]
    return cells


def _cell(text: str, place: int, *, is_doubled: bool) -> tuple[str, int] | None:
    """Return the cell that begins at ``place``, and where the next one does: behind its ";".

    ``None`` for one in quotes that is not closed. Not by one regular expression: what is possessive
    and holds a group is matched wrongly by the Python of Debian 12 (3.11.2).
    """
    opening = _OPENING.match(text, place)
    if opening is None:
        end = text.find(";", place)
        end = len(text) if end < 0 else end
        return text[place:end].strip(), end + 1
    closing = _closing(text, opening.end(), is_doubled=is_doubled)
    if closing < 0:
        return None
    end = text.find(";", closing)
    end = len(text) if end < 0 else end
    return text[opening.end() : closing].replace('""', '"'), end + 1


def _closing(text: str, place: int, *, is_doubled: bool) -> int:
    """Return where the quote stands that ends a cell; -1 for none."""
    place = text.find('"', place)
    while place >= 0:
        if is_doubled and text.startswith('"', place + 1):
            place += 1
        elif _BEHIND.match(text, place + 1):
            return place
        place = text.find('"', place + 1)
    return -1


def _is_utf8(content: bytes) -> bool:
    decoder = codecs.getincrementaldecoder("utf-8")()
    view = memoryview(content)
    try:
        for place in range(0, len(content), _CHUNK):
            decoder.decode(view[place : place + _CHUNK])
        decoder.decode(b"", final=True)
    except UnicodeDecodeError:
        return False
    return True
