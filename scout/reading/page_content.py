"""Find the content of a page: what is left without the site around it.

    decoded -> parsed -> what belongs to the site is passed over -> the content, as plain markup

Never raises on any markup, and costs its length: no tag is looked at once per depth. Elements are
passed over rather than cut out, because a tree is searched anew for each cut.
"""

from __future__ import annotations

import html as markup
import re
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from urllib.parse import urljoin, urlsplit

from bs4 import BeautifulSoup
from bs4.dammit import EncodingDetector
from bs4.element import NavigableString, Tag

from scout.reading.charsets import as_written, known_encoding
from scout.reading.page_frame import (
    CONTENT_ID,
    HEADINGS,
    MAIN_ROLE,
    boxes_of_facts,
    joined,
    passed_over,
    tags_by_name,
)
from scout.reading.sections import printable, text_of

LONGEST_PAGE = 4_000_000
_LONGEST_TITLE = 500
_MOST_BASES = 10
_KEPT_ATTRIBUTES = ("href", "datetime", "title", "aria-level", "role")
_VOID = frozenset(("br", "hr", "img", "wbr", "col"))
_UMLAUTS = str.maketrans("äöüß", "aous")
_LANGUAGE = re.compile(r"[a-z]{2,3}(?![a-z])")


@dataclass(frozen=True, slots=True, kw_only=True)
class Content:
    """The content of a page as plain markup, and what the page says of itself around it."""

    markup: str
    title: str | None
    language: str
    base: str


def find_content(html: str | bytes, url: str) -> Content:
    """Return the content of the page at ``url``."""
    page = BeautifulSoup(printable(_decoded(html)[:LONGEST_PAGE]), "lxml")
    tags = tags_by_name(page)
    boxes = boxes_of_facts(page)
    passed = passed_over(page, tags, boxes)
    sizes = sizes_of(page, passed)
    content = _main(page, tags, sizes) or _around_title(page, tags, sizes)
    titles = [tag for tag in tags["h1"] if sizes.get(id(tag))]
    has_title = any(sizes.get(id(tag)) for tag in content.find_all("h1"))
    return Content(
        markup="".join(
            _to_markup(each, passed) for each in (content, *_beside(content, boxes, sizes))
        ),
        title=None if has_title else _title_beside(titles, tags, url),
        language=_language(tags),
        base=_base(tags["base"], url),
    )


def events(root: Tag, passed: Collection[int]) -> Iterator[tuple[Tag | NavigableString, bool]]:
    """Yield each tag on its way in (true) and out (false), and each text, in order.

    Passes over the tags whose identities are ``passed``, comments and the like.
    """
    stack: list[tuple[Tag | NavigableString, bool]] = [(root, True)]
    while stack:
        node, begins = stack.pop()
        if isinstance(node, Tag):
            if id(node) in passed:
                continue
            yield node, begins
            if begins:
                stack.append((node, False))
                stack.extend((child, True) for child in reversed(node.contents))  # type: ignore[misc]
        elif type(node) is NavigableString:
            yield node, True


def sizes_of(root: Tag, passed: Collection[int]) -> dict[int, int]:
    """Return for each tag's identity how many letters and figures it holds."""
    sizes: dict[int, int] = {}
    read, starts = 0, list[int]()
    for node, begins in events(root, passed):
        if not isinstance(node, Tag):
            read += len(node.strip())
        elif begins:
            starts.append(read)
        else:
            sizes[id(node)] = read - starts.pop()
    return sizes


def _to_markup(root: Tag, passed: Collection[int]) -> str:
    """Write ``root`` without what is passed over, with the attributes that are read."""
    pieces: list[str] = []
    for node, begins in events(root, passed):
        if not isinstance(node, Tag):
            pieces.append(markup.escape(node, quote=False))
            continue
        name = _name(node)
        if begins:
            pieces.append(f"<{name}{_attributes(node)}>")
        elif name not in _VOID:
            pieces.append(f"</{name}>")
    return "".join(pieces)


def _name(tag: Tag) -> str:
    """Return as what a tag is written; a button that opens a part of the page is its heading."""
    if tag.name == "button":
        return "span" if tag.parent is not None and tag.parent.name in HEADINGS else "h3"
    return "div" if tag.name in ("html", "body", "[document]") else tag.name


def one_line(tag: Tag | str) -> str:
    """Return the text of ``tag`` on one line."""
    return " ".join((tag if isinstance(tag, str) else text_of(tag)).split())


def _attributes(tag: Tag) -> str:
    kept = ((name, tag.get(name)) for name in _KEPT_ATTRIBUTES)
    return "".join(
        f' {name}="{markup.escape(value[:2_000])}"'
        for name, value in kept
        if isinstance(value, str)
    )


def _decoded(html: str | bytes) -> str:
    """Return the text of a page; of bytes in the encoding that they are in, whatever they say."""
    if isinstance(html, str):
        return html
    head = html[:LONGEST_PAGE]
    for mark, encoding in ((b"\xef\xbb\xbf", "utf-8-sig"), (b"\xff\xfe", "utf-16")):
        if head.startswith(mark):
            return head.decode(encoding, "replace")
    declared = EncodingDetector.find_declared_encoding(head[:4_096], is_html=True)
    return as_written(head, known_encoding(declared)).text


def _main(page: Tag, tags: Mapping[str, list[Tag]], sizes: Mapping[int, int]) -> Tag | None:
    """Return what the page itself calls its main part, ``None`` where that says next to nothing."""
    whole = sizes.get(id(page), 0)
    articles = [tag for tag in tags["article"] if id(tag) in sizes]
    if len(articles) > 1:
        title = next((tag for tag in tags["h1"] if id(tag) in sizes), page)
        articles = [tag for tag in title.parents if tag.name == "article"][:1]
    for candidates in (tags["main"], tags[MAIN_ROLE], articles, tags[CONTENT_ID]):
        best = max(candidates, key=lambda tag: sizes.get(id(tag), 0), default=None)
        if best is not None and 0 < whole <= 5 * sizes.get(id(best), 0):
            return best
    return None


def _around_title(page: Tag, tags: Mapping[str, list[Tag]], sizes: Mapping[int, int]) -> Tag:
    """Return the smallest tag that holds the title and at least half of the text."""
    title = next((tag for tag in tags["h1"] if id(tag) in sizes), None)
    whole = sizes.get(id(page), 0)
    for parent in title.parents if title is not None else ():
        if sizes.get(id(parent), 0) * 2 >= whole:
            return parent
    return page


def _beside(content: Tag, boxes: Collection[Tag], sizes: Mapping[int, int]) -> Iterator[Tag]:
    """Yield the boxes of facts that stand beside the content, and not in one another."""
    taken = {id(content)}
    for box in boxes:
        around = {id(box), *(id(parent) for parent in box.parents)}
        # What was passed over with the frame around it has no size.
        if sizes.get(id(box)) and not around & taken and not _holds(box, content):
            taken.add(id(box))
            yield box


def _holds(box: Tag, content: Tag) -> bool:
    return any(parent is box for parent in content.parents)


def _title_beside(titles: list[Tag], tags: Mapping[str, list[Tag]], url: str) -> str | None:
    """Return the title of a page whose content holds none."""
    if len(titles) == 1:
        return one_line(titles[0])[:_LONGEST_TITLE]
    said = _meta(tags, "og:title").strip()
    if not said and tags["title"]:
        said = tags["title"][0].get_text()
    return _without_site(" ".join(said.split())[:_LONGEST_TITLE], tags, url) or None


def _meta(tags: Mapping[str, list[Tag]], name: str) -> str:
    found = (tag for tag in tags["meta"] if tag.get("property") == name)
    return next((joined(tag.get("content")) for tag in found), "")


def _without_site(title: str, tags: Mapping[str, list[Tag]], url: str) -> str:
    """Return ``title`` without the name of the site before or behind it."""
    site = _letters(_meta(tags, "og:site_name"))
    host = _letters(_host(url))
    parts = re.split(r" ([|–—:·-]{1,2}) ", title)
    while len(parts) > 1 and (parts[-2] == "|" or _names_site(parts[-1], site, host)):
        parts = parts[:-2]
    while len(parts) > 1 and _names_site(parts[0], site, host):
        parts = parts[2:]
    return title if len(parts) == 1 and not parts[0] else _rejoined(parts)


def _rejoined(parts: list[str]) -> str:
    return "".join(part if place % 2 == 0 else f" {part} " for place, part in enumerate(parts))


def _names_site(part: str, site: str, host: str) -> bool:
    letters = _letters(part)
    return len(letters) > 2 and (letters == site or letters in host)


def _letters(text: str) -> str:
    return "".join(filter(str.isalnum, text.lower().translate(_UMLAUTS)))


def _host(url: str) -> str:
    try:
        return urlsplit(url).hostname or ""
    except ValueError:
        return ""


def _language(tags: Mapping[str, list[Tag]]) -> str:
    said = joined(tags["html"][0].get("lang")) if tags["html"] else ""
    found = _LANGUAGE.match(said.strip().lower())
    return found.group() if found else "de"


def base_of(page: Tag, url: str) -> str:
    """Return the address that relative links of the page at ``url`` start from.

    It is what the page's first ``base`` says, or else ``url``.
    """
    return _base(page.find_all("base", limit=_MOST_BASES), url)


def _base(tags: Iterable[Tag], url: str) -> str:
    targets = (joined(tag.get("href")) for tag in tags if tag.get("href"))
    try:
        return urljoin(url, next(targets, "").strip())
    except ValueError:
        return url
