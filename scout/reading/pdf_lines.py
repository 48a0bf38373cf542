"""Turn the lines of a PDF's pages into paragraphs, without altering a word.

What stands on every page (running titles, page numbers) goes. A line is joined to the one before
only where that is surely not complete: long, and without an end. A hyphen at a line's end goes
where the word goes on in small letters. Ligatures become the letters they stand for.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence

from scout.reading.meanings import meaning_of, number_of

_BULLETS = "•▪●◦‣\uf0b7\uf0a7\uf02d■□➢➔→\u2043"
_LETTERS = str.maketrans(
    {"ﬀ": "ff", "ﬁ": "fi", "ﬂ": "fl", "ﬃ": "ffi", "ﬄ": "ffl", "ﬅ": "ft", "ﬆ": "st", "\t": " "}
)
_BLANKS = re.compile(r" {2,}")
_FIGURES = re.compile(r"\d+")
_PAGE_NUMBER = re.compile(
    r"[-–—| ]{0,3}(?:(?:seite|page|s\.) ?)?\d{1,4}(?: ?(?:von|of|/) ?\d{1,4})?[-–—| ]{0,3}",
    re.IGNORECASE,
)
# How many lines at the top and the foot of a page may belong to its frame.
_FRAME = 3
_ITEM = re.compile(r"(?:[•–-]|[a-z]{1,2}\)|\(?\d{1,2}\)|§ ?\d)\s")
_COMPLETE = (".", "!", "?", ":", ";")
_ABBREVIATED = re.compile(
    r"\b(?:Nr|Nrn|Abs|Art|Ziff|bzw|gem|vgl|ca|Dr|Prof|Buchst|i\. ?V\. ?m|z\. ?B|d\. ?h|u\. ?a|inkl|"
    r"zzgl|max|mind|Mio|Mrd|rd|S)\.$"
)
# Words after which a line that begins with a number is no paragraph of its own.
_HANGS = re.compile(
    r"\b(?:Nummern?|Nrn?\.|Abs\.|Absatz|Ziffern?|Artikel|Art\.|bis|zum|am|vom|ab|der|den|des|und|oder"
    r"|von|in|mit|bis zu|höchstens|maximal|mindestens|rund|ca\.|insgesamt|über)$"
)
_DIVIDED = re.compile(r"[^\W\d_][-\u2010\u00ad]$")
_AND = re.compile(r"(?:und|oder|bzw|sowie|beziehungsweise|bis)\b")
# The last word of a heading that goes on in the next line: "…, sonstige / Unterlagen".
_OPEN = re.compile(r" (?!gefördert|förderfähig|antragsberechtigt|beantragt)[a-zäöüß]{3,20}$")
_FULL = 0.6
_FULL_HEADING = 0.8
_HEADING_LINES = 4


def paragraphs_of(pages: Sequence[str]) -> Iterator[str]:
    """Yield the paragraphs of the texts of ``pages``; none is empty."""
    lines = [line for page in _without_frames([_lines(page) for page in pages]) for line in page]
    lengths = sorted(map(len, lines))
    width = lengths[len(lengths) * 9 // 10] if lengths else 0
    parts: list[str] = []
    before = ""
    for line in lines:
        if parts and _goes_on(before, line, width, "".join(parts[:_HEADING_LINES])):
            parts.extend(_joined(parts.pop(), line))
        else:
            if parts:
                yield "".join(parts)
            parts = [line]
        before = line
    if parts:
        yield "".join(parts)


def _lines(text: str) -> list[str]:
    found = (_tidy(line) for line in text.split("\n"))
    lines: list[str] = []
    for line in filter(None, found):
        if lines and lines[-1] == "•":
            lines[-1] = f"• {line}"
        else:
            lines.append(line)
    return [line for line in lines if line != "•"]


def _tidy(line: str) -> str:
    plain = _BLANKS.sub(" ", line.translate(_LETTERS)).strip()
    return f"• {plain[1:].lstrip()}".rstrip() if plain[:1] and plain[0] in _BULLETS else plain


def _without_frames(pages: list[list[str]]) -> Iterator[list[str]]:
    """Yield the lines of each page without those that stand at the same end of most pages."""
    seen: Counter[tuple[bool, str]] = Counter()
    for page in pages:
        seen.update({(True, _frame(line)) for line in page[:_FRAME]})
        seen.update({(False, _frame(line)) for line in page[-_FRAME:]})
    least = max(min(3, len(pages)), len(pages) * 2 // 5, 2)
    often = {line for line, count in seen.items() if count >= least}
    for page in pages:
        first, last = 0, len(page)
        while first < min(_FRAME, last) and _is_frame(page[first], often, at_top=True):
            first += 1
        while last > max(len(page) - _FRAME, first) and _is_frame(
            page[last - 1], often, at_top=False
        ):
            last -= 1
        # A page of nothing but such lines is a short one: what looks like a frame may be its text.
        yield page[first:last] or page


def _is_frame(line: str, often: set[tuple[bool, str]], *, at_top: bool) -> bool:
    return (at_top, _frame(line)) in often or bool(_PAGE_NUMBER.fullmatch(line))


def _frame(line: str) -> str:
    """Return what is the same on all pages of a line that counts them."""
    return _FIGURES.sub("#", line[:200])


def _goes_on(before: str, line: str, width: int, start: str) -> bool:
    """Tell whether ``line`` goes on with the words of ``before``, a line as it was set.

    ``start`` is the beginning of the paragraph that ``before`` belongs to.
    """
    if _ITEM.match(line):
        return False
    if _DIVIDED.search(before) or (before.endswith(",") and line[:1].islower()):
        return True
    if before.endswith(_COMPLETE) and not _ABBREVIATED.search(before[-20:]):
        return False
    return line[:1].islower() or _is_unfinished(before, line, width, start)


def _is_unfinished(before: str, line: str, width: int, start: str) -> bool:
    """Tell whether a line without an end goes on in one that may begin something."""
    hangs = bool(_HANGS.search(before[-20:]))
    if bool(number_of(start)) or meaning_of(start) is not None:
        is_open = hangs or (before == start and bool(_OPEN.search(before)))
        return len(before) >= _FULL_HEADING * width or (is_open and not line.endswith("."))
    if len(before) < width * _FULL:
        return hangs and line[:1].isdigit()
    begins = bool(number_of(line)) or meaning_of(line) is not None
    return hangs or not begins


def _joined(before: str, line: str) -> tuple[str, ...]:
    """Return the end of a paragraph with ``line`` behind it, as pieces to be put together."""
    if _DIVIDED.search(before[-2:]) and line[:1].islower() and not _AND.match(line):
        return (before[:-1], line)
    if _DIVIDED.search(before[-2:]) and line[:1].isupper():
        return (before, line)
    return (before, f" {line}")
