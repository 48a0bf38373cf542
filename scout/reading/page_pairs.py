"""Find the label–value pairs of a page's content.

A pair is a ``dt`` with its ``dd``, a row of two cells, two blocks beside each other, or a block
that begins with its label ("<strong>Antragsfrist:</strong> 30. Juni"). One whose label means
something is taken out of the text around it; any other stays there, unless it is a short field in
the box before the first heading. Does not tell what a label of several meanings means.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from bs4.element import Tag

from scout.reading.meanings import (
    FIELDS,
    LONGEST_HEADING,
    is_no_content,
    meaning_of,
    number_of,
    without_colon,
)
from scout.reading.page_content import one_line
from scout.reading.page_layout import BOLD_LEVEL, SHORT, Layout
from scout.reading.sections import BLOCKS, text_of

_LONGEST_LABEL = 80
_LONGEST_FIELD = 120
_MOST_PAIRS = 300
_LEADING = re.compile(r"([^\n\t:]{2,80}):[ \t\n\u00a0]+(?=\S)")
_SENTENCE = re.compile(r"\w{3}[.!?](?:$|[ \n])")
_NO_PAIR = frozenset("tr table tbody thead tfoot ul ol dl dt dd h1 h2 h3 h4 h5 h6".split())


@dataclass(frozen=True, slots=True)
class _Pair:
    """A label and its value; ``is_certain`` where the markup says so, not only a colon."""

    label: str
    value: str
    tags: tuple[Tag, ...]
    is_certain: bool = True


def read_pairs(layout: Layout) -> dict[str, str]:
    """Return the pairs by label, and pass over those in ``layout`` that stand for themselves.

    Values of a label that stands twice are joined by a line's end.
    """
    labels: dict[str, list[str]] = {}
    above: str | None = None
    for tag in layout.tags():
        if tag.name == "aside":
            # A box stands beside the text, and not below its last heading.
            above = None
        found = list(_pairs(layout, tag))
        if not found and id(tag) in layout.headings and tag.name != "h1":
            above = one_line(tag)
        for pair in found:
            label = without_colon(pair.label)
            known = label in labels or len(labels) < _MOST_PAIRS
            if not known or not pair.value or not 1 < len(label) <= LONGEST_HEADING:
                continue
            labels.setdefault(label, []).append(pair.value)
            if _stands_for_itself(label, pair, above):
                layout.passed.update(map(id, pair.tags))
    return {label: "\n".join(dict.fromkeys(values)) for label, values in labels.items()}


def _stands_for_itself(label: str, pair: _Pair, above: str | None) -> bool:
    meaning = meaning_of(label)
    if meaning is not None:
        loose = above is None or meaning_of(above) is None
        return pair.is_certain or loose or meaning in SHORT
    if above is not None or not pair.is_certain:
        return False
    is_short = len(pair.value) <= _LONGEST_FIELD and not _SENTENCE.search(pair.value)
    return is_short or is_no_content(label)


def _pairs(layout: Layout, tag: Tag) -> Iterator[_Pair]:
    if tag.name == "dl":
        yield from _terms(layout, tag)
    elif tag.name == "tr":
        yield from _row(layout, tag)
    elif tag.name in BLOCKS and tag.name not in _NO_PAIR:
        found = _leading(tag) if layout.is_leaf(tag) else _two_blocks(layout, tag)
        if found is not None:
            yield found


def _terms(layout: Layout, group: Tag) -> Iterator[_Pair]:
    terms, values = list[Tag](), list[Tag]()
    for tag in (*layout.terms.get(id(group), ()), None):
        if tag is not None and tag.name == "dd":
            values.append(tag)
            continue
        if terms and values and not any(id(each) in layout.complex for each in values):
            value = "\n".join(filter(None, map(text_of, values)))
            yield _Pair(one_line(terms[0]), value, (*terms, *values))
        terms, values = ([] if values else terms), []
        terms += [tag] if tag is not None else []


def _row(layout: Layout, row: Tag) -> Iterator[_Pair]:
    cells = layout.cells.get(id(row), [])
    if len(cells) != 2 or any(id(cell) in layout.complex for cell in cells):
        return
    first, second = cells
    label = one_line(first)
    is_label = second.name == "td" and (
        first.name == "th" or label.endswith(":") or meaning_of(label) is not None
    )
    if is_label and len(label) <= LONGEST_HEADING:
        yield _Pair(label, text_of(second), (row,))


def _two_blocks(layout: Layout, tag: Tag) -> _Pair | None:
    """Read two blocks beside each other, the first of which is a field's label."""
    children = [each for each in tag.contents if isinstance(each, Tag) or str(each).strip()][:3]
    blocks = [each for each in children if isinstance(each, Tag) and layout.is_leaf(each)]
    if len(children) != 2 or len(blocks) != 2:
        return None
    label = one_line(blocks[0])
    if number_of(label) and id(blocks[0]) in layout.headings:
        # "4 Antragsfrist" is a heading among others of a guideline.
        return None
    meaning = meaning_of(label)
    is_heading = layout.headings.get(id(blocks[0]), BOLD_LEVEL) < BOLD_LEVEL
    is_label = meaning in (FIELDS if is_heading else SHORT)
    is_label = is_label or (not is_heading and meaning is not None and label.endswith(":"))
    return _Pair(label, text_of(blocks[1]), (tag,)) if is_label else None


def _leading(tag: Tag) -> _Pair | None:
    """Read a block that begins with its label."""
    text = text_of(tag).removeprefix("• ")
    first = next(
        (each for each in tag.contents if isinstance(each, Tag) or str(each).strip()), None
    )
    label = text_of(first).strip() if isinstance(first, Tag) else ""
    rest = text[len(label) :]
    if label and text.startswith(label) and len(label) <= _LONGEST_LABEL and rest.strip(" :\n"):
        is_bold = isinstance(first, Tag) and first.name in ("b", "strong")
        has_colon = label.endswith(":") or rest.lstrip().startswith(":")
        if meaning_of(label) is not None or (is_bold and has_colon):
            return _Pair(
                label, rest.lstrip(" :\n\t\u00a0"), (tag,), is_certain=is_bold or has_colon
            )
    found = _LEADING.match(text)
    if found and (meaning_of(found.group(1)) is not None or _is_field(tag, found.group(1))):
        return _Pair(found.group(1), text[found.end() :], (tag,), is_certain=False)
    return None


def _is_field(tag: Tag, label: str) -> bool:
    return tag.name == "li" and len(label) <= 40 and label[:1].isupper()
