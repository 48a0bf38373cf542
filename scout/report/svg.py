"""Make a picture part of a page: told to those who cannot see it, its ids unlike any other's."""

from __future__ import annotations

import re

from lxml import etree

_SVG = "http://www.w3.org/2000/svg"
_HREF = "{http://www.w3.org/1999/xlink}href"
_REFERENCE = re.compile(r"url\(#([^)]+)\)")
# What matplotlib sets in a <style> that would reach the whole page.
_LINES = "stroke-linejoin: round; stroke-linecap: butt"
_FONT = "Arial, Helvetica, 'Liberation Sans', 'DejaVu Sans', sans-serif"
_FAMILY = re.compile(r"(font:[^;]*?px)[^;]*|font-family:[^;]*")


def embedded(drawn: bytes, name: str, title: str, description: str) -> str:
    """Return an SVG file as an element of an HTML page.

    All its ids begin with ``name``; it has title and description, and neither a style sheet nor
    metadata of its own.
    """
    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False)
    root = etree.fromstring(drawn, parser)
    for element in root.findall(f"{{{_SVG}}}metadata"):
        root.remove(element)
    for style in list(root.iter(f"{{{_SVG}}}style")):
        style.getparent().remove(style)
    for element in root.iter(etree.Element):
        _rename(element, name)
    for attribute in ("width", "height", "version"):
        root.attrib.pop(attribute, None)
    for label, text in (("desc", description), ("title", title)):
        element = etree.Element(f"{{{_SVG}}}{label}", id=f"{name}-{label}")
        element.text = text
        root.insert(0, element)
    root.set("id", name)
    root.set("role", "img")
    root.set("aria-labelledby", f"{name}-title {name}-desc")
    root.set("style", _LINES)
    etree.cleanup_namespaces(root)
    return str(etree.tostring(root, encoding="unicode", with_tail=False))


def _rename(element: etree._Element, name: str) -> None:
    """Put ``name`` before an element's id and before the ids that it refers to."""
    if own := element.get("id"):
        element.set("id", f"{name}-{own}")
    if target := element.attrib.pop(_HREF, None):
        element.set("href", f"#{name}-{target.removeprefix('#')}")
    for key, value in element.attrib.items():
        element.set(key, _REFERENCE.sub(rf"url(#{name}-\1)", value))
    if style := element.get("style"):
        element.set("style", _FAMILY.sub(_in_our_font, style))


def _in_our_font(found: re.Match[str]) -> str:
    return f"{found[1]} {_FONT}" if found[1] else f"font-family: {_FONT}"
