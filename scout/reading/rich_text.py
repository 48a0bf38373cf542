"""Turn the rich text of a content system into HTML: HTML itself, Markdown, or Strapi's blocks.

Pure, and linear in the text. Makes HTML that is *read* (``scout.reading.pages``) and never shown:
HTML that comes in goes out as it is. Words stay unaltered; of the marks of Markdown those are
understood that carry meaning: headings, lists, links, stress.

Blocks: https://docs.strapi.io/cms/features/content-manager (rich text, blocks).
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from html import escape
from itertools import groupby
from typing import Any

from scout.reading.sections import printable

LONGEST = 200_000
_DEEPEST = 20

_TAG = re.compile(r"</?(?:p|br|div|ul|ol|li|h[1-6]|a|strong|b|em|span|table)\b[^<>]{0,2000}>", re.I)
_HEADING = re.compile(r"(#{1,6}) +(.*?)[ #]*$")
# Numbers stay: "17. Januar 2027" on a line of its own is no item of a list.
_ITEM = re.compile(r"[*+-] +(.*)$")
_LINK = re.compile(r"!?\[([^\[\]\n]{0,500})\]\(([^()\s]{0,2000})\)")
_STRESS = re.compile(r"\*\*|__|(?<![\w*])\*(?=\S)|(?<=\S)\*(?![\w*])")


def html_of(value: Any) -> str:
    """Return a rich text as HTML; "" for what is none. Reads the first 200,000 characters."""
    if isinstance(value, str):
        text = printable(value[:LONGEST])
        return text if _TAG.search(text) else "".join(_of_markdown(text))
    if is_blocks(value):
        return "".join(_block(each, _DEEPEST) for each in value)[: 2 * LONGEST]
    return ""


def is_blocks(value: Any) -> bool:
    """Tell whether ``value`` is a text in blocks: objects with a type and children."""
    return (
        isinstance(value, list)
        and bool(value)
        and all(
            isinstance(each, dict)
            and isinstance(each.get("type"), str)
            and isinstance(each.get("children", []), list)
            and not {"id", "documentId", "attributes"} & each.keys()
            for each in value
        )
    )


def _of_markdown(text: str) -> Iterator[str]:
    lines = [line.strip() for line in text.splitlines()]
    for is_list, group in groupby(lines, key=lambda line: bool(_ITEM.match(line))):
        found = list(group)
        yield from _list(found) if is_list else _paragraphs(found)


def _list(lines: Iterable[str]) -> Iterator[str]:
    items = (f"<li>{_inline(found[1])}</li>" for line in lines if (found := _ITEM.match(line)))
    yield f"<ul>{''.join(items)}</ul>"


def _paragraphs(lines: Iterable[str]) -> Iterator[str]:
    waiting: list[str] = []
    for line in (*lines, ""):
        heading = _HEADING.match(line)
        if line and not heading:
            waiting.append(_inline(line))
            continue
        if waiting:
            yield f"<p>{'<br>'.join(waiting)}</p>"
            waiting.clear()
        if heading:
            level = len(heading[1])
            yield f"<h{level}>{_inline(heading[2])}</h{level}>"


def _inline(line: str) -> str:
    plain = _STRESS.sub("", line)
    return _LINK.sub(r'<a href="\2">\1</a>', escape(plain))


def _block(block: Mapping[str, Any], depth: int) -> str:
    """Return one block or a piece of text in it; what is too deep is left out."""
    if not depth:
        return ""
    if isinstance(block.get("text"), str):
        return escape(printable(block["text"])).replace("\n", "<br>")
    children = block.get("children")
    found = children if isinstance(children, list) else []
    inner = "".join(_block(each, depth - 1) for each in found if isinstance(each, dict))
    kind, level = block.get("type"), block.get("level")
    if kind == "heading":
        size = level if level in range(1, 7) else 2
        return f"<h{size}>{inner}</h{size}>"
    if kind == "link" and isinstance(block.get("url"), str):
        return f'<a href="{escape(printable(block["url"]))}">{inner}</a>'
    name = {"list": "ul", "list-item": "li", "link": "span"}.get(str(kind), "p")
    return f"<{name}>{inner}</{name}>" if inner else ""
