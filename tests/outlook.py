"""What Outlook for Windows ignores or draws otherwise, found in a mail's HTML.

Outlook draws with Word's engine. Which property counts on which element is Microsoft's own list,
"Word 2007 HTML and CSS Rendering Capabilities in Outlook 2007" (MSDN aa338201), in force until the
last Outlook with that engine; its three classes stand here as Rémi Parmentier sums them up in
"Making sense of Outlook's rendering engine" (2020). What differs in practice is from
caniemail.com: css-padding (cells only), css-margin (no ``auto``, none below zero), css-max-width
(no), css-important (only in a style block, with a blank before it), css-line-height (with
``mso-line-height-rule``).

An allow-list: what is not known to be drawn is refused.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from bs4 import BeautifulSoup, Comment, Tag

SIDES = ("left", "right", "top", "bottom")
CORE = frozenset(
    "color background-color font font-family font-style font-size font-weight text-decoration "
    "text-align vertical-align letter-spacing line-height white-space border border-color "
    "border-style border-width border-collapse mso-line-height-rule".split()
)
EXTENDED = CORE | {
    "text-indent",
    "margin",
    *(f"margin-{side}" for side in SIDES),
}
FULL = EXTENDED | {
    "width",
    "height",
    "padding",
    *(f"{kind}-{side}" for kind in ("padding", "border") for side in SIDES),
}
# Nothing depends on these: Word breaks long words in cells by itself and has its own dark mode.
HARMLESS = frozenset(("overflow-wrap", "color-scheme"))
ELEMENTS = frozenset(
    "html head meta title style body "
    "div table tr td th h1 h2 h3 h4 p ul li a span strong br".split()
)
HOLD_TEXT = ("td", "th", "p", "li", "h1", "h2", "h3", "h4")
CELLS = frozenset(("td", "th"))

_COLOUR = re.compile(r"#[0-9a-f]{6}")
_RULE = re.compile(r"([^{}]+)\{([^{}]*)\}")
_AT_BLOCK = re.compile(r"@[^{]+\{(?:[^{}]*\{[^{}]*\})*[^{}]*\}")
_SIMPLE = re.compile(r"[a-z][a-z0-9]*|\.[a-z][\w-]*|[a-z][a-z0-9]*\.[a-z][\w-]*")
_LENGTH = re.compile(r"-?(?:0|[0-9.]+px)")
_ODD_UNIT = re.compile(r"[0-9](?:r?em|vw|vh|pt|ch|ex)\b|calc\(|var\(|rgba?\(|hsla?\(|url\(")
_GHOST = re.compile(r"\[if mso\]><table\b[^>]*\bwidth=\"([0-9]+)\"[^>]*><tr><td><!\[endif\]")


def violations(html: str) -> list[str]:
    """Return what Word would ignore or draw otherwise, where it matters; empty if nothing."""
    soup = BeautifulSoup(html, "lxml")
    return [*_elements(soup), *_inline(soup), *_blocks(soup), *_tables(soup), *_fonts(soup)]


def declarations(style: str) -> list[tuple[str, str]]:
    """Return the properties of a style with their values, in order."""
    pairs = (part.partition(":") for part in style.split(";") if part.strip())
    return [(name.strip().lower(), value.strip()) for name, _, value in pairs]


def _elements(soup: BeautifulSoup) -> Iterator[str]:
    for tag in soup.find_all():
        if tag.name not in ELEMENTS:
            yield f"<{tag.name}> is no element that Word draws"
        if tag.has_attr("background"):
            yield f"<{tag.name} background> is not drawn"


def _inline(soup: BeautifulSoup) -> Iterator[str]:
    for tag in soup.find_all(style=True):
        for name, value in declarations(str(tag["style"])):
            if "!important" in value:
                yield f"<{tag.name}> {name}: inline !important"
            elif name == "max-width":
                yield from _max_width(tag, value)
            else:
                yield from _declaration(tag.name, name, value)


def _declaration(element: str, name: str, value: str) -> Iterator[str]:
    known = {"body": CORE, "span": CORE, "div": EXTENDED, "p": EXTENDED}.get(element, FULL)
    is_reset = value == "0" and name.startswith(("margin", "padding"))
    if name in HARMLESS or is_reset:
        return
    if name not in known:
        yield f"<{element}> {name}: ignored"
    if name.startswith("padding") and element not in CELLS:
        yield f"<{element}> {name}: only drawn on cells"
    if name.startswith("margin") and not all(_is_margin(part) for part in value.split()):
        yield f"<{element}> {name}: {value} is not drawn"
    if name.endswith("color") and not _COLOUR.fullmatch(value):
        yield f"<{element}> {name}: {value} is no #rrggbb"
    if _ODD_UNIT.search(value):
        yield f"<{element}> {name}: {value} is not understood"


def _is_margin(value: str) -> bool:
    return bool(_LENGTH.fullmatch(value)) and not value.startswith("-")


def _max_width(tag: Tag, value: str) -> Iterator[str]:
    """Word knows no ``max-width``: a table that only it sees must stand around, just as wide."""
    before = tag.find_previous(string=lambda text: isinstance(text, Comment))
    ghost = _GHOST.search(str(before)) if before else None
    if tag.name != "table" or not tag.has_attr("width"):
        yield f"<{tag.name}> max-width without a width attribute"
    if ghost is None or f"{ghost[1]}px" != value:
        yield f"<{tag.name}> max-width: {value} without a table for Word"


def _blocks(soup: BeautifulSoup) -> Iterator[str]:
    for style in soup.find_all("style"):
        text = style.get_text()
        rest = _AT_BLOCK.sub("@", text)
        if re.search(r"@[^@]*\{", rest, re.DOTALL):
            yield "a rule after an @ block: Word may drop it"
        for selectors, body in _RULE.findall(rest.replace("@", "")):
            for selector in map(str.strip, selectors.split(",")):
                yield from _rule(selector, body)
        for name, value in declarations(";".join(body for _, body in _RULE.findall(text))):
            if "!important" in value and " !important" not in value:
                yield f"{name}: !important without a blank"


def _rule(selector: str, body: str) -> Iterator[str]:
    if selector == ":root":
        yield from (
            f":root {name}: ignored" for name, _ in declarations(body) if name not in HARMLESS
        )
        return
    if not _SIMPLE.fullmatch(selector):
        yield f"{selector}: no selector that Word reads"
        return
    # A class says nothing of its element: it is taken for a cell, which may have most.
    element = selector.partition(".")[0] or "td"
    for name, value in declarations(body):
        yield from _declaration(element, name, value.removesuffix("!important").strip())


def _tables(soup: BeautifulSoup) -> Iterator[str]:
    for table in soup.find_all("table"):
        for name in ("width", "cellpadding", "cellspacing"):
            if not table.has_attr(name):
                yield f"<table> without {name}: Word has its own"


def _fonts(soup: BeautifulSoup) -> Iterator[str]:
    """Word does not hand fonts down into tables, and takes line heights for what is least."""
    blocks = "".join(_AT_BLOCK.sub("", style.get_text()) for style in soup.find_all("style"))
    said = {
        selector.strip()
        for selectors, body in _RULE.findall(blocks)
        if any(name in ("font", "font-family") for name, _ in declarations(body))
        for selector in selectors.split(",")
    }
    for tag in soup.find_all(HOLD_TEXT):
        inline = {name for name, _ in declarations(str(tag.get("style", "")))}
        if (
            tag.name not in said
            and not inline & {"font", "font-family"}
            and tag.get_text(strip=True)
        ):
            yield f"<{tag.name}> has no font of its own"
    comments = "".join(soup.find_all(string=lambda text: isinstance(text, Comment)))
    if "mso-line-height-rule:exactly" not in comments:
        yield "line heights without mso-line-height-rule"
