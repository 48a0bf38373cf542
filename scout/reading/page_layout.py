"""Find the headings of a page's content, and write it so that it can be parted at them.

A heading is a heading's tag, the ``summary`` of a ``details``, a block that is bold as a whole
("<p><strong>Wer wird gefördert?</strong></p>"), or the bold beginning of one before a line's end.
Blocks around an address that hold nothing but contact data are passed over: who answers the phone
is not kept.
"""

from __future__ import annotations

import html as markup
import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from bs4.element import NavigableString, Tag

from scout.reading.meanings import FIELDS, LONGEST_HEADING, Meaning, meaning_of, number_of
from scout.reading.outline import stays_below
from scout.reading.page_content import events, one_line
from scout.reading.persons import has_date
from scout.reading.sections import BLOCKS

# Where a label with its value says more than a heading with text below it.
SHORT = FIELDS | {Meaning.DEADLINE, Meaning.CONTACT}
_HEADINGS = {"h1": 1, "h2": 2, "h3": 3, "h4": 4, "h5": 5, "h6": 6, "summary": 6}
BOLD_LEVEL = 7
_BOLD = frozenset(("b", "strong"))
_NO_BOLD_HEADINGS = frozenset(("li", "td", "th", "dt", "dd", "a", "summary", "caption", *_HEADINGS))
_NO_HEADING_END = (".", ";", ",", "!", "…")
_VOID = frozenset(("br", "hr", "img", "wbr", "col"))
_LONGEST_CARD = 400
_LONGEST_VALUE = 120
_REACH = re.compile(
    r"[\w.+-]{1,64}@[\w.-]{1,80}|(?:\+|\b0)\d[\d /().\u00a0–-]{4,25}\d|"
    r"\b(?:tel(?:efon)?|telefax|fax|mobil|e-?mail|durchwahl|telefonnummer|zimmer|raum)\b[.: ]*|"
    r"https?://\S{1,80}|\bwww\.\S{1,80}",
    re.IGNORECASE,
)
_SENTENCE = re.compile(r"\w{3}[.!?]$|\w{3}[.!?] [A-ZÄÖÜ]")


@dataclass(frozen=True, slots=True)
class Around:
    """What stands around a tag: looked up once for each tag, not once for each depth."""

    block: Tag
    group: Tag | None = None
    row: Tag | None = None
    is_bold: bool = False
    no_heading: bool = False


@dataclass(slots=True)
class Layout:
    """The structure of a content, by the identities of its tags.

    ``mixed`` are blocks that hold others; ``complex`` what holds headings, lists of terms or rows;
    ``letters`` and ``bold`` how much text stands in a block itself; ``passed`` what is left out.
    """

    root: Tag
    around: dict[int, Around] = field(default_factory=dict)
    mixed: set[int] = field(default_factory=set)
    complex: set[int] = field(default_factory=set)
    letters: dict[int, int] = field(default_factory=dict)
    bold: dict[int, int] = field(default_factory=dict)
    terms: dict[int, list[Tag]] = field(default_factory=dict)
    cells: dict[int, list[Tag]] = field(default_factory=dict)
    headings: dict[int, int] = field(default_factory=dict)
    passed: set[int] = field(default_factory=set)

    def tags(self) -> Iterator[Tag]:
        """Yield the tags that are not passed over, in order; what is passed over ends there."""
        stack: list[Tag] = [self.root]
        while stack:
            tag = stack.pop()
            if id(tag) in self.passed:
                continue
            yield tag
            if id(tag) not in self.passed:
                stack.extend(child for child in reversed(tag.contents) if isinstance(child, Tag))

    def is_leaf(self, tag: Tag) -> bool:
        """Tell whether a tag is a block that holds no other."""
        return tag.name in BLOCKS and id(tag) not in self.mixed


def read_layout(root: Tag) -> Layout:
    """Return the structure of ``root``, a content in plain markup."""
    layout = Layout(root)
    _measure(layout)
    _pass_over_cards(layout)
    for tag in layout.tags():
        level = _level(layout, tag)
        if level is not None:
            layout.headings[id(tag)] = level
        elif (lead := _bold_lead(layout, tag)) is not None:
            layout.headings[id(lead)] = BOLD_LEVEL
            layout.mixed.add(id(tag))
    return layout


def parted_markup(layout: Layout) -> str:
    """Write the content: headings that part it as ``h2``, loose words between blocks as a block."""
    names = _names(layout)
    pieces: list[str] = []
    loose: set[int] = set()
    for node, begins in events(layout.root, layout.passed):
        name = "div" if node is layout.root else names.get(id(node)) or node.name or ""
        above = id(node.parent)
        if begins and above in layout.mixed and (name in BLOCKS) is (above in loose):
            pieces.append("</div>" if above in loose else "<div>")
            loose ^= {above}
        if not isinstance(node, Tag):
            pieces.append(markup.escape(node, quote=False))
        elif begins:
            pieces.append(f"<{name}>")
        elif name not in _VOID:
            pieces.append(f"</div></{name}>" if id(node) in loose else f"</{name}>")
            loose.discard(id(node))
    return "".join(pieces)


def _names(layout: Layout) -> dict[int, str]:
    """Return new names of tags: h2 for a heading that parts the text, div for one that does not.

    The first ``h1`` stays what it is: the title.
    """
    names: dict[int, str] = {}
    level_above, above, has_title = 0, "", False
    for tag in layout.tags():
        level = layout.headings.get(id(tag))
        if level is None:
            if tag.name in _HEADINGS or (id(tag) in layout.mixed and tag.name == "p"):
                names[id(tag)] = "div"
            continue
        if tag.name == "h1" and not has_title:
            has_title = True
            continue
        text = one_line(tag)
        below = level > level_above and stays_below(text, above)
        plain = "td" if tag.name == "td" else "div"
        names[id(tag)] = plain if below or not text else "h2"
        if text and not below:
            level_above, above = level, text
    return names


def _measure(layout: Layout) -> None:
    """Note for each tag what stands around it, and for each block how much of it is bold."""
    layout.around[id(layout.root)] = Around(layout.root)
    for node in layout.root.descendants:
        above = layout.around[id(node.parent)]
        if isinstance(node, Tag):
            _note(layout, node, above)
        elif type(node) is NavigableString and node.strip():
            size, block = len(node.strip()), id(above.block)
            layout.letters[block] = layout.letters.get(block, 0) + size
            layout.bold[block] = layout.bold.get(block, 0) + size * above.is_bold


def _note(layout: Layout, tag: Tag, above: Around) -> None:
    is_block = tag.name in BLOCKS
    layout.around[id(tag)] = Around(
        block=tag if is_block else above.block,
        group=tag if tag.name == "dl" else above.group,
        row=tag if tag.name == "tr" else above.row,
        is_bold=tag.name in _BOLD or (above.is_bold and not is_block),
        no_heading=above.no_heading or tag.name in _NO_BOLD_HEADINGS,
    )
    if is_block:
        layout.mixed.add(id(above.block))
    if tag.name in ("dt", "dd") and above.group is not None:
        layout.terms.setdefault(id(above.group), []).append(tag)
    elif tag.name in ("td", "th") and above.row is not None:
        layout.cells.setdefault(id(above.row), []).append(tag)
    if tag.name in ("dl", "tr") or tag.name in _HEADINGS or tag.get("role") == "heading":
        for parent in tag.parents:
            if id(parent) in layout.complex or parent is layout.root:
                break
            layout.complex.add(id(parent))


def _pass_over_cards(layout: Layout) -> None:
    for link in layout.root.find_all("a", href=True):
        if str(link["href"])[:10].lower().startswith(("tel:", "mailto:", "callto:")):
            block = layout.around[id(link)].block
            if block is not layout.root and _is_card(layout, block):
                layout.passed.add(id(block))


def _is_card(layout: Layout, block: Tag) -> bool:
    """Tell whether next to nothing is left of a block without its numbers and addresses."""
    if block.name in ("td", "dd", *_HEADINGS) or id(block) in layout.mixed:
        return False
    if layout.letters.get(id(block), 0) > _LONGEST_CARD:
        return False
    text = one_line(block)
    rest = _REACH.sub("", text).strip()
    return not has_date(text) and len(rest) <= 60 and not _SENTENCE.search(rest)


def _level(layout: Layout, tag: Tag) -> int | None:
    """Return how high a heading stands, 1 the highest; ``None`` of what is none."""
    if tag.name in _HEADINGS:
        return None if id(tag) in layout.complex else _HEADINGS[tag.name]
    if tag.get("role") == "heading" and id(tag) not in layout.complex:
        said = str(tag.get("aria-level") or "")
        return int(said) if said in ("2", "3", "4", "5", "6") else 2
    letters = layout.letters.get(id(tag), 0)
    if tag.name not in ("p", "div", "td") or not layout.is_leaf(tag):
        return None
    if not 0 < letters == layout.bold.get(id(tag), 0) <= LONGEST_HEADING:
        return None
    text = one_line(tag)
    if layout.around[id(tag)].no_heading and not _names_what_follows(layout, tag, text):
        return None
    return None if text.endswith(_NO_HEADING_END) else BOLD_LEVEL


def _names_what_follows(layout: Layout, tag: Tag, text: str) -> bool:
    """Tell whether a cell of a layout's table, alone in its row, is a heading."""
    row = layout.around[id(tag)].row
    return len(layout.cells.get(id(row), ())) == 1 and meaning_of(text) is not None


def _bold_lead(layout: Layout, tag: Tag) -> Tag | None:
    """Return the bold words with which a paragraph begins, if they are a heading on its own line.

    "<p><strong>Wer wird gefördert?</strong><br>Kreise …": only words that mean something. A label
    with a short value, "<strong>Fördernehmer</strong><br>Unternehmen", ends with its block.
    """
    if tag.name not in ("p", "div", "td") or not layout.is_leaf(tag):
        return None
    nodes = [each for each in tag.contents[:6] if isinstance(each, Tag) or str(each).strip()]
    first, after = nodes[:2] if len(nodes) > 1 else (None, None)
    if not isinstance(first, Tag) or first.name not in _BOLD:
        return None
    if not isinstance(after, Tag) or after.name != "br":
        return None
    text = one_line(first)
    meaning = meaning_of(text)
    if meaning is None:
        return None
    is_label = meaning in SHORT or _has_short_value(tag, text)
    return None if is_label and not number_of(text) else first


def _has_short_value(tag: Tag, label: str) -> bool:
    """Tell whether a block that begins with ``label`` holds all that stands under it."""
    value = one_line(tag).removeprefix(label).strip()
    if label.endswith("?") or value.endswith(":") or _SENTENCE.search(value):
        return False
    after = tag.find_next_sibling()
    return 0 < len(value) <= _LONGEST_VALUE and (after is None or after.name not in ("ul", "ol"))
