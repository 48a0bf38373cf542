"""How rows of results fit a screen: side by side if nothing is cut by it, or each on its own lines.

Pure. What people copy – keys, addresses, days, states – is words, and a word is never cut.
"""

from __future__ import annotations

import textwrap
from collections.abc import Collection, Iterator, Sequence

# What a table puts between two cells of a line, and around it.
GAP, AROUND = 3, 2
# Running text is read in a column of this width, though some of its words are longer.
_LEAST_TEXT = 16
_FIGURES = "#"
_BETWEEN = "   "


def heading(name: str) -> str:
    """Return what stands above a column; the # of a column of figures does not."""
    return name.rstrip(_FIGURES)


def is_figures(name: str) -> bool:
    """Tell whether a column is of figures: they stand right, and on one line."""
    return name.endswith(_FIGURES)


def widths(
    names: Sequence[str], rows: Sequence[Sequence[str]], texts: Collection[str], width: int
) -> list[int] | None:
    """Return how wide each column of a table is that is at most ``width`` wide.

    Words stay whole, but for long ones in the columns named in ``texts``; the first column, unless
    it is one of these, and figures stay on one line. ``None`` where that does not fit.
    """
    columns = [[row[place] for row in rows] for place in range(len(names))]
    found = [
        max(map(len, [heading(name), *cells])) for name, cells in zip(names, columns, strict=True)
    ]
    least = [
        _least(name, cells, is_text=name in texts, on_a_line=is_figures(name) or not place)
        for place, (name, cells) in enumerate(zip(names, columns, strict=True))
    ]
    room = width - AROUND - GAP * (len(names) - 1)
    if sum(least) > room:
        return None
    for _ in range(sum(found) - room):
        _, place = max((each, place) for place, each in enumerate(found) if each > least[place])
        found[place] -= 1
    return found


def lines(names: Sequence[str], rows: Sequence[Sequence[str]], width: int) -> Iterator[str]:
    """Yield each row as lines of ``name: cell``, as many on a line as fit into ``width``.

    A word that is longer goes beyond it. Cells without anything are left out.
    """
    width = max(width, _LEAST_TEXT)
    for row in rows:
        line, indent = "", ""
        for name, cell in zip(map(heading, names), row, strict=True):
            if not cell.strip():
                continue
            said = f"{name}: {cell}" if name else cell
            if line and len(line) + len(_BETWEEN) + len(said) <= width:
                line += f"{_BETWEEN}{said}"
                continue
            if line:
                yield line
            *whole, line = textwrap.wrap(
                said,
                width,
                initial_indent=indent,
                subsequent_indent="    ",
                break_long_words=False,
                break_on_hyphens=False,
            )
            yield from whole
            indent = "  "
        if line:
            yield line


def _least(name: str, cells: Sequence[str], *, is_text: bool, on_a_line: bool) -> int:
    words = [word for cell in (heading(name), *cells) for word in cell.split()]
    longest = max(map(len, words), default=0)
    if is_text:
        return min(longest, _LEAST_TEXT)
    return max(longest, *map(len, cells)) if on_a_line and cells else longest
