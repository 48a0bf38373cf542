"""Find the content of a page: what is left without the site around it.

    decoded -> parsed -> what belongs to the site is passed over -> the content, as plain markup

Never raises on any markup, and costs its length: no tag is looked at once per depth. Elements are
passed over rather than cut out, because a tree is searched anew for each cut.
"""

from __future__ import annotations

import html as markup
import re
from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from urllib.parse import urljoin, urlsplit

from bs4 import BeautifulSoup
from bs4.dammit import EncodingDetector
from bs4.element import NavigableString, Tag

from scout.reading.meanings import Meaning, meaning_of
from scout.reading.sections import printable, text_of

LONGEST_PAGE = 4_000_000
_LONGEST_TITLE = 500
_ENCODINGS = frozenset(
    "utf-8 utf8 us-ascii ascii iso-8859-1 iso8859-1 latin-1 latin1 "
    "iso-8859-15 windows-1252 cp1252".split()
)
_AS_BROWSERS_DO = dict.fromkeys(
    ("us-ascii", "ascii", "iso-8859-1", "iso8859-1", "latin-1", "latin1"), "cp1252"
)
# Never content, wherever they stand.
_SITE = frozenset(
    "script style template noscript nav aside form button svg iframe footer dialog select input "
    "textarea object canvas video audio map address figcaption".split()
)
_SITE_ROLES = frozenset(
    "navigation banner contentinfo complementary search dialog alertdialog menu menubar".split()
)
_SITE_WORDS = re.compile(
    r"cookie|consent|breadcrumb|brotkr[uü]me|share-|sharing|social|skip-?link|sprungmarke|"
    r"\bvcard\b|\bh-card\b|^share$|\bprint-?only",
    re.IGNORECASE,
)
_CONTACT_TYPES = re.compile(r"schema\.org/(?:Person|ContactPoint|PostalAddress|BreadcrumbList)\b")
_CONTACT_PROPERTIES = frozenset(("telephone", "email", "faxNumber", "address"))
_SHARES = re.compile(
    r"(?:facebook\.com/sharer|(?:twitter|x)\.com/(?:intent|share)|linkedin\.com/share|"
    r"xing\.com/(?:spi|social)|(?:wa\.me/|whatsapp:|api\.whatsapp\.com/send)\?|t\.me/share|"
    r"mailto:\?|reddit\.com/submit|javascript:)",
    re.IGNORECASE,
)
_KEPT_ATTRIBUTES = ("href", "datetime", "title", "aria-level", "role")
# Boxes that are looked into, and what may name a fact in one.
_MOST_BOXES = 10
_TERMS = ("dt", "th", "strong", "b", "h2", "h3", "h4")
_HEADINGS = frozenset(("h1", "h2", "h3", "h4", "h5", "h6"))
_VOID = frozenset(("br", "hr", "img", "wbr", "col"))
_UMLAUTS = str.maketrans("äöüß", "aous")
_LANGUAGE = re.compile(r"[a-z]{2,3}(?![a-z])")
_TELLING = frozenset("html body base meta title main article h1".split())
_MAIN_ROLE, _CONTENT_ID = "role=main", "id=content"
_CONTENT_NAMES = frozenset(("content", "main", "inhalt", "main-content", "maincontent"))


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
    tags = _by_name(page)
    passed = _passed_over(page, tags)
    sizes = sizes_of(page, passed)
    content = _main(page, tags, sizes) or _around_title(page, tags, sizes)
    titles = [tag for tag in tags["h1"] if sizes.get(id(tag))]
    has_title = any(sizes.get(id(tag)) for tag in content.find_all("h1"))
    return Content(
        markup=_to_markup(content, passed),
        title=None if has_title else _title_beside(titles, tags, url),
        language=_language(tags),
        base=_base(tags, url),
    )


def _by_name(page: Tag) -> defaultdict[str, list[Tag]]:
    """Return the tags that say what a page is made of, by name; and those named its main part."""
    found: defaultdict[str, list[Tag]] = defaultdict(list)
    for tag in page.descendants:
        if not isinstance(tag, Tag):
            continue
        if tag.name in _TELLING:
            found[tag.name].append(tag)
        if tag.attrs:
            if str(tag.get("role") or "").lower() == "main":
                found[_MAIN_ROLE].append(tag)
            if str(tag.get("id") or "").lower() in _CONTENT_NAMES:
                found[_CONTENT_ID].append(tag)
    return found


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
        return "span" if tag.parent is not None and tag.parent.name in _HEADINGS else "h3"
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
    """Return the text of a page; of bytes that say nothing else as UTF-8, or Windows' letters."""
    if isinstance(html, str):
        return html
    head = html[:LONGEST_PAGE]
    for mark, encoding in ((b"\xef\xbb\xbf", "utf-8-sig"), (b"\xff\xfe", "utf-16")):
        if head.startswith(mark):
            return head.decode(encoding, "replace")
    declared = EncodingDetector.find_declared_encoding(head[:4_096], is_html=True) or "utf-8"
    for encoding in (declared.lower(), "utf-8"):
        if encoding in _ENCODINGS:
            try:
                return head.decode(_AS_BROWSERS_DO.get(encoding, encoding))
            except UnicodeDecodeError:
                continue
    return head.decode("cp1252", "replace")


def _passed_over(page: Tag, tags: Mapping[str, list[Tag]]) -> set[int]:
    """Return the identities of the outermost tags that belong to the site, not to the content."""
    kept = _kept(page, tags)
    passed: set[int] = set()
    kept |= _boxes_of_facts(page)
    inside = 0
    stack: list[tuple[Tag, bool]] = [(page, True)]
    while stack:
        tag, begins = stack.pop()
        inside += (1 if begins else -1) * (tag.name in ("main", "article"))
        if not begins:
            continue
        if id(tag) not in kept and _is_site(tag, in_content=inside > 0):
            passed.add(id(tag))
            inside -= tag.name in ("main", "article")
            continue
        stack.append((tag, False))
        stack.extend((child, True) for child in reversed(tag.contents) if isinstance(child, Tag))
    return passed


def _kept(page: Tag, tags: Mapping[str, list[Tag]]) -> set[int]:
    """Return the identities of what holds the main part, or else the title: that is no frame."""
    kept = {id(tag) for tag in (page, *tags["html"], *tags["body"])}
    for heart in (tags["main"] or tags[_MAIN_ROLE] or tags["h1"])[:1]:
        kept.add(id(heart))
        kept.update(id(parent) for parent in heart.parents)
    return kept


def _boxes_of_facts(page: Tag) -> set[int]:
    """Return the identities of boxes beside the text that say something of the call itself."""
    boxes = page.find_all("aside", limit=_MOST_BOXES)
    return {id(box) for box in boxes if any(map(_is_of_call, box.find_all(_TERMS, limit=20)))}


def _is_of_call(term: Tag) -> bool:
    said = " ".join(term.get_text()[:_LONGEST_TITLE].split())
    return meaning_of(said) not in (None, Meaning.CONTACT)


def _is_switch(tag: Tag) -> bool:
    """Tell whether a button is the heading of a part that it opens."""
    opens = tag.get("aria-expanded") is not None or tag.get("aria-controls") is not None
    in_heading = tag.parent is not None and tag.parent.name in _HEADINGS
    return opens or in_heading or _is_of_call(tag)


def _is_site(tag: Tag, *, in_content: bool) -> bool:
    if tag.name == "button" and _is_switch(tag):
        return False
    if tag.name in _SITE or tag.name == "head" or (tag.name == "header" and not in_content):
        return True
    if not tag.attrs:
        return False
    if str(tag.get("role") or "").lower() in _SITE_ROLES:
        return True
    if tag.name == "a":
        return bool(_SHARES.search(str(tag.get("href") or "")[:300]))
    words = f"{_joined(tag.get('class'))} {_joined(tag.get('id'))} {_joined(tag.get('aria-label'))}"
    return (
        bool(_SITE_WORDS.search(words[:500]))
        or _joined(tag.get("itemprop")) in _CONTACT_PROPERTIES
        or bool(_CONTACT_TYPES.search(_joined(tag.get("itemtype"))[:300]))
    )


def _joined(value: object) -> str:
    return " ".join(map(str, value)) if isinstance(value, list) else str(value or "")


def _main(page: Tag, tags: Mapping[str, list[Tag]], sizes: Mapping[int, int]) -> Tag | None:
    """Return what the page itself calls its main part, ``None`` where that says next to nothing."""
    whole = sizes.get(id(page), 0)
    articles = [tag for tag in tags["article"] if id(tag) in sizes]
    if len(articles) > 1:
        title = next((tag for tag in tags["h1"] if id(tag) in sizes), page)
        articles = [tag for tag in title.parents if tag.name == "article"][:1]
    for candidates in (tags["main"], tags[_MAIN_ROLE], articles, tags[_CONTENT_ID]):
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
    return next((_joined(tag.get("content")) for tag in found), "")


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
    said = _joined(tags["html"][0].get("lang")) if tags["html"] else ""
    found = _LANGUAGE.match(said.strip().lower())
    return found.group() if found else "de"


def _base(tags: Mapping[str, list[Tag]], url: str) -> str:
    targets = (_joined(tag.get("href")) for tag in tags["base"] if tag.get("href"))
    try:
        return urljoin(url, next(targets, ""))
    except ValueError:
        return url
