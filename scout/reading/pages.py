"""Read an HTML page of a funding publisher by meaning: headings, labels, times, link texts.

    page -> its content without the site -> times, links -> headings and pairs -> sections

No class name of any site is known here, so that a new layout does not break a spider. What nobody
can place is handed on (``scout.reading.page_calls``), never dropped without a word. Words stay
unaltered; blocks that hold nothing but a person's contact data are left out.
"""

from __future__ import annotations

import re
from urllib.parse import urldefrag, urljoin, urlsplit

from bs4.element import NavigableString, Tag

from scout.domain import Link, Section
from scout.reading.meanings import Meaning, meaning_of, without_colon
from scout.reading.outline import LONGEST_TEXT, split_at_lines
from scout.reading.page_calls import Reading, sections_of_call
from scout.reading.page_content import find_content, one_line
from scout.reading.page_layout import Layout, parted_markup, read_layout
from scout.reading.page_pairs import read_pairs
from scout.reading.page_words import Page, StatedTime
from scout.reading.sections import BLOCKS, links_of, parse_html, split_at_headings, text_of

__all__ = [
    "Meaning",
    "Page",
    "Reading",
    "StatedTime",
    "meaning_of",
    "read_page",
    "sections_of_call",
]

_MOST_LINKS = 500
_MOST_TIMES = 100
_LONGEST_URL = 2_000
_LONGEST_LINK = 300
_LONGEST_TIME = 100
_LONGEST_LABEL = 60
_LONG_BEFORE_TITLE = 300
_NOT_IN_URL = re.compile(r"[\x00-\x20\x7f\\<>\"]")


def read_page(html: str | bytes, url: str) -> Page:
    """Read the page at ``url``; never raises, whatever the markup is.

    Reads the first 4,000,000 characters, 400 sections, 300 labels, 500 links and 100 times.
    """
    content = find_content(html, url)
    layout = read_layout(parse_html(content.markup))
    times, links = _times(layout), _links(layout.root, content.base, url)
    labels = read_pairs(layout)
    title = next((tag for tag in layout.root.find_all("h1") if id(tag) in layout.headings), None)
    heading = one_line(title) if title is not None else ""
    lead, sections = _parted(layout, heading)
    return Page(
        title=heading[: _LONGEST_LINK * 2] or content.title,
        lead=lead,
        sections=sections,
        labels={label: value[:LONGEST_TEXT] for label, value in labels.items()},
        times=times,
        links=links,
        language=content.language,
    )


def _parted(layout: Layout, title: str) -> tuple[str, tuple[Section, ...]]:
    """Return the text before the first heading below the title, and the sections."""
    parts = split_at_headings(parted_markup(layout), lambda tag: tag.name in ("h1", "h2"))
    texts = {part.heading: part.text for part in parts}
    before = texts.pop("", "")
    if title and len(before) < _LONG_BEFORE_TITLE:
        before = ""
    lead = "\n".join(filter(None, (before, texts.pop(title, ""))))
    found = split_at_lines((Section("", lead), *(Section(*each) for each in texts.items())))
    lead = next((each.text for each in found if not each.heading), "")
    return lead, tuple(each for each in found if each.heading)


def _links(root: Tag, base: str, url: str) -> tuple[Link, ...]:
    own = urldefrag(url).url
    found: dict[str, str] = {}
    for title, target in links_of(root):
        address = _address(base, target)
        if address is None or urldefrag(address).url == own or len(found) >= _MOST_LINKS:
            continue
        found[address] = found.get(address) or title[:_LONGEST_LINK]
    return tuple(Link(title, address) for address, title in found.items())


def _address(base: str, target: str) -> str | None:
    """Return an absolute web address, ``None`` for anything else."""
    try:
        address = urljoin(base, target.strip())
        parts = urlsplit(address)
        good = parts.scheme in ("http", "https") and parts.hostname and not parts.username
    except ValueError:
        return None
    if not good or len(address) > _LONGEST_URL or _NOT_IN_URL.search(address):
        return None
    return address


def _times(layout: Layout) -> tuple[StatedTime, ...]:
    found = (
        StatedTime(label=_before(layout, tag), value=value[:_LONGEST_TIME])
        for tag in layout.root.find_all("time", limit=_MOST_TIMES)
        if (value := str(tag.get("datetime") or "").strip() or one_line(tag))
    )
    return tuple(dict.fromkeys(found))


def _before(layout: Layout, tag: Tag) -> str:
    """Return the last words before a time in its block, or else the label of the block's value."""
    block = layout.around[id(tag)].block
    pieces: list[str] = []
    node: Tag | NavigableString | None = tag
    while node is not None and node is not block and len("".join(pieces)) < _LONGEST_LABEL:
        before = node.previous_sibling
        if before is None:
            node = None if "".join(pieces).strip() else node.parent
            continue
        node = before  # type: ignore[assignment]
        if isinstance(node, Tag) and (node.name in BLOCKS or node.name == "time" or node.time):
            break
        pieces.insert(0, text_of(node) if isinstance(node, Tag) else str(node))
    said = without_colon("".join(pieces)).strip(" –-|,")
    return (said or _label_of(block))[-_LONGEST_LABEL:].strip()


def _label_of(block: Tag) -> str:
    """Return the term or the cell before a block, or a block before it that is a known label."""
    before = block.find_previous_sibling()
    if before is None:
        return ""
    label = one_line(before) if before.name in BLOCKS else ""
    is_label = before.name in ("dt", "th") or label.endswith(":") or meaning_of(label) is not None
    return without_colon(label) if is_label and len(label) <= _LONGEST_LABEL else ""
