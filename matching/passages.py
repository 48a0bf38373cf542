"""Cut a text into passages that can be shown: sentences and lines, unaltered."""

from __future__ import annotations

import re
from collections.abc import Iterator

_ABBREVIATION = re.compile(
    r"(?:\b(?:abs|art|aufl|az|bspw|bzw|ca|co|dr|einschl|evtl|exkl|gem|ggf|inkl|insb|kap|lfd|lit|max|"
    r"mind|mio|mrd|nr|nrn|o|prof|rd|rdnr|s|sog|st|str|tel|u|usw|v|vgl|vom|z|zzgl|ziff|e\.?g|i\.?e)"
    r"|\b[a-z]|\b\d{1,3})\.$",
    re.IGNORECASE,
)
_END = re.compile(r"[.!?…][\"“”‘’»«)\]]*(?=\s)|\n")
_LONGEST = 400
# The marks of list items, which say nothing.
_MARKS = "•*–- \t\u00a0"
_EDGE = re.compile(r"[\W_]")


def passages(text: str) -> Iterator[tuple[int, int]]:
    """Yield begin and end of each passage of ``text``, in order, without surrounding blanks
    and without the mark of a list item.

    A passage ends at a line's end or at a sentence's. A point behind an abbreviation, a single
    letter or a number of up to three digits ("1. März", "z. B.", "Nr. 4") ends none. What is longer
    than 400 characters is cut at blanks. Runs in time linear in the length of the text.
    """
    start = 0
    for stop in _END.finditer(text):
        if text[stop.start()] == "." and _ABBREVIATION.search(
            text, max(start, stop.start() - 12), stop.start() + 1
        ):
            continue
        yield from _trimmed(text, start, stop.end())
        start = stop.end()
    yield from _trimmed(text, start, len(text))


def _trimmed(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    for left, right in _cut(text, start, end):
        piece = text[left:right].rstrip()
        stripped = piece.lstrip().lstrip(_MARKS).lstrip()
        if stripped:
            yield left + len(piece) - len(stripped), left + len(piece)


def _cut(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    """Cut what is too long at the last blank, or else between words, or else anywhere."""
    while end - start > _LONGEST:
        stop = text.rfind(" ", start + 1, start + _LONGEST)
        if stop < 0:
            edges = [found.end() for found in _EDGE.finditer(text, start + 1, start + _LONGEST)]
            stop = edges[-1] if edges else start + _LONGEST
        yield start, stop
        start = stop
    yield start, end
