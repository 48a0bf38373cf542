"""Turn a source's HTML into plain text and sections, without altering a word.

What a browser would show, line by line: one line a block, "• " before a list item, tabs between
cells. Characters of the source stay as they are, soft hyphens and no-break spaces included; only
blanks, tabs and line ends of the markup are folded. Control characters go, as in a browser.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterator

from bs4 import BeautifulSoup
from bs4.element import NavigableString, Tag

from scout.domain import Section

# Headings that the readers of facts look for; a spider gives its source's fields these names.
SHORT_TEXT = "Kurztext"
FULL_TEXT = "Volltext"
GUIDELINE = "Richtlinie"
CONDITIONS = "Rechtliche Voraussetzungen"
PROCEDURE = "Verfahrensablauf"
DEADLINES = "Fristen"
STATUS_NOTE = "Statushinweis"
# Parts of a topic of the EU portal that say what is paid for, in the portal's order.
TOPIC_PARTS = (
    "Expected Outcome",
    "Expected Outcomes",
    "Expected Impact",
    "Expected Impacts",
    "Objective",
    "Objectives",
    "Scope",
)
DESCRIPTION = "Description"
PARENT_TOPIC = "Parent topic"

_LONGEST_HEADING = 200
_BLANKS = re.compile(r"[ \t\r\n\f]+")
# Control characters, and halves of characters, which no encoding can carry.
_NO_TEXT = re.compile(r"[\x00-\x08\x0b\x0e-\x1f\ud800-\udfff]")
BLOCKS = frozenset(
    "address article aside blockquote body caption dd details div dl dt fieldset figcaption figure "
    "footer form h1 h2 h3 h4 h5 h6 header hr html li main nav ol p pre section summary table tbody "
    "td tfoot th thead tr ul".split()
)
_CELLS = frozenset(("td", "th"))
_HIDDEN = frozenset(("script", "style", "template", "noscript", "head", "title"))


def parse_html(html: str) -> Tag:
    """Return the parsed fragment; broken markup is mended as a browser would, never refused."""
    return BeautifulSoup(f"<div>{_NO_TEXT.sub('', html)}</div>", "lxml")


def text_of(html: str | Tag) -> str:
    """Return what a reader sees of ``html``; "" if there is nothing to see."""
    fragment = parse_html(html) if isinstance(html, str) else html
    pieces: list[str] = []
    block: Tag | None = None
    item: Tag | None = None
    # For each tag the block and the list item around its texts: looking them up anew for each text
    # would cost the depth of the markup every time.
    around: dict[int, tuple[Tag | None, Tag | None]] = {id(fragment): (fragment, None)}
    for node in fragment.descendants:
        own, own_item = around[id(node.parent)]
        if isinstance(node, Tag):
            own = node if node.name in BLOCKS else own
            own_item = node if node.name == "li" else own_item
            around[id(node)] = (own, own_item)
            item = node if node.name == "li" else item
            if node.name == "br":
                pieces.append("\n")
            continue
        if type(node) is not NavigableString or _is_hidden(node):
            continue
        text = _BLANKS.sub(" ", node)
        if own is not block and text != " ":
            pieces.append(_border(block, own))
            block = own
        if item is not None and text != " ":
            pieces.append("• " if own_item is item else "")
            item = None
        pieces.append(text)
    return _tidy("".join(pieces))


def printable(text: str) -> str:
    """Return ``text`` without control characters and halves of characters; line ends stay."""
    return _NO_TEXT.sub("", text)


def split_at_headings(html: str | Tag, level: str | Callable[[Tag], bool] = "h2") -> list[Section]:
    """Part ``html`` at its headings; what stands before the first has heading "".

    Headings are the tags named ``level``, or those for which it is true. Parts without text are
    left out. A heading that stands twice is joined into one section, because headings of a call are
    unique.
    """
    fragment = parse_html(html) if isinstance(html, str) else html
    marks = {id(tag): text_of(tag) for tag in fragment.find_all(level)}
    parts: dict[str, list[str]] = {"": []}
    current = ""
    for tag in _outermost_parts(fragment, marks.keys()):
        if id(tag) in marks:
            current = " ".join(marks[id(tag)].split())
            parts.setdefault(current, [])
        else:
            parts[current].append(text_of(tag) if isinstance(tag, Tag) else _BLANKS.sub(" ", tag))
    joined = {name: _tidy("\n".join(texts)) for name, texts in parts.items()}
    return [Section(name, text) for name, text in joined.items() if text]


def split_topic(html: str | Tag) -> list[Section]:
    """Part the description of a topic of the EU portal as the portal does.

    Its headings have the class topicdescriptionkind; some topics only write the same words on a
    line of their own. What stands under no heading is the Description.
    """
    texts: dict[str, list[str]] = {}
    for part in split_at_headings(html, _is_topic_heading):
        # Where the portal has no word for a part it writes "null".
        heading = _without_colon(part.heading).removeprefix("null") or DESCRIPTION
        texts.setdefault(heading[:_LONGEST_HEADING], []).append(part.text)
    return [Section(heading, "\n".join(found)) for heading, found in texts.items()]


def links_of(html: str | Tag, attribute: str = "href") -> list[tuple[str, str]]:
    """Return text and target of each link of ``html`` in order; one within another has no text."""
    fragment = parse_html(html) if isinstance(html, str) else html
    links: list[tuple[str, str]] = []
    # To read each of many nested links would cost their depth every time.
    within: set[int] = set()
    for tag in fragment.find_all("a"):
        text = ""
        if id(tag) not in within:
            within.update(map(id, tag.find_all("a")))
            text = " ".join(text_of(tag).split())
        if tag.get(attribute):
            links.append((text, str(tag[attribute])))
    return links


def _outermost_parts(fragment: Tag, headings: Collection[int]) -> Iterator[Tag | NavigableString]:
    """Yield the tags whose identities are ``headings`` and the largest pieces between them."""
    holding = _holding(fragment, headings)
    stack = list(reversed(list(fragment.children)))
    while stack:
        node = stack.pop()
        if isinstance(node, Tag) and id(node) not in headings and id(node) in holding:
            stack.extend(reversed(list(node.children)))
        elif isinstance(node, Tag) or type(node) is NavigableString:
            yield node


def _holding(fragment: Tag, headings: Collection[int]) -> set[int]:
    """Return the identities of all tags that hold a heading."""
    holding: set[int] = set()
    for heading in (tag for tag in fragment.descendants if id(tag) in headings):
        for parent in heading.parents:
            if id(parent) in holding:
                break
            holding.add(id(parent))
    return holding


def _is_topic_heading(tag: Tag) -> bool:
    if "topicdescriptionkind" in (tag.get("class") or []):
        return True
    text = tag.get_text().rstrip() if tag.name == "p" else ""
    return text.endswith(":") and _without_colon(text) in TOPIC_PARTS


def _without_colon(heading: str) -> str:
    return " ".join(heading.split()).rstrip(" :")


def _is_hidden(node: NavigableString) -> bool:
    return node.parent is not None and node.parent.name in _HIDDEN


def _border(left: Tag | None, right: Tag | None) -> str:
    """Part two cells of a row by a tab, everything else by a new line."""
    cells = left is not None and right is not None and {left.name, right.name} <= _CELLS
    return "\t" if cells and left.parent is right.parent else "\n"  # type: ignore[union-attr]


def _tidy(text: str) -> str:
    lines = (
        re.sub(r" *\t *", "\t", re.sub(r" {2,}", " ", line)).strip(" \t")
        for line in text.split("\n")
    )
    return "\n".join(line for line in lines if line.strip() and line != "•")
