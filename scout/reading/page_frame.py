"""Tell what of a page belongs to the site around its content: frames, boxes, what is for shares.

Decides for whole elements, from what they are in HTML and how sites name them; what of the rest is
the content is found in ``scout.reading.page_content``. Looks at each tag once.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping
from itertools import islice

from bs4.element import NavigableString, Tag

from scout.reading.meanings import Meaning, is_no_content, meaning_of

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
# Boxes that are looked into, and what may name a fact in one.
_MOST_BOXES = 10
_TERMS = ("dt", "th", "strong", "b", "h2", "h3", "h4")
_LABELLED = frozenset(("li", "p", "div", "span"))
_MOST_NODES = 300
_LONGEST_TERM = 500
HEADINGS = frozenset(("h1", "h2", "h3", "h4", "h5", "h6"))
_TELLING = frozenset("html body base meta title main article h1".split())
MAIN_ROLE, CONTENT_ID = "role=main", "id=content"
_CONTENT_NAMES = frozenset(("content", "main", "inhalt", "main-content", "maincontent"))


def tags_by_name(page: Tag) -> defaultdict[str, list[Tag]]:
    """Return the tags that say what a page is made of, by name; and those named its main part."""
    found: defaultdict[str, list[Tag]] = defaultdict(list)
    for tag in page.descendants:
        if not isinstance(tag, Tag):
            continue
        if tag.name in _TELLING:
            found[tag.name].append(tag)
        if tag.attrs:
            if str(tag.get("role") or "").lower() == "main":
                found[MAIN_ROLE].append(tag)
            if str(tag.get("id") or "").lower() in _CONTENT_NAMES:
                found[CONTENT_ID].append(tag)
    return found


def passed_over(page: Tag, tags: Mapping[str, list[Tag]], boxes: Collection[Tag]) -> set[int]:
    """Return the identities of the outermost tags that belong to the site, not to the content."""
    kept = _kept(page, tags)
    passed: set[int] = set()
    kept.update(map(id, boxes))
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
    for heart in (tags["main"] or tags[MAIN_ROLE] or tags["h1"])[:1]:
        kept.add(id(heart))
        kept.update(id(parent) for parent in heart.parents)
    return kept


def boxes_of_facts(page: Tag) -> list[Tag]:
    """Return the boxes beside the text that say something of the call itself, in order."""
    return [box for box in page.find_all("aside", limit=_MOST_BOXES) if _tells_of_call(box)]


def _tells_of_call(box: Tag) -> bool:
    """Tell whether a box names a fact of the call, and does not say that it is about others."""
    terms = box.find_all(_TERMS, limit=20)
    title = next((term for term in terms if term.name in HEADINGS), None)
    if title is not None and is_no_content(_said(title)):
        return False
    return any(map(_is_of_call, terms)) or any(_labels_of(box))


def _labels_of(box: Tag) -> Iterator[bool]:
    """Yield for each stretch of text whether it is a known label, or begins with one."""
    for node in islice(box.descendants, _MOST_NODES):
        if type(node) is NavigableString and node.parent and node.parent.name in _LABELLED:
            label = " ".join(node[:_LONGEST_TERM].partition(":")[0].split())
            yield bool(label) and _means_fact(label)


def _is_of_call(term: Tag) -> bool:
    return _means_fact(_said(term))


def _said(term: Tag) -> str:
    return " ".join(term.get_text()[:_LONGEST_TERM].split())


def _means_fact(label: str) -> bool:
    return meaning_of(label) not in (None, Meaning.CONTACT)


def _is_switch(tag: Tag) -> bool:
    """Tell whether a button is the heading of a part that it opens."""
    opens = tag.get("aria-expanded") is not None or tag.get("aria-controls") is not None
    in_heading = tag.parent is not None and tag.parent.name in HEADINGS
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
    words = f"{joined(tag.get('class'))} {joined(tag.get('id'))} {joined(tag.get('aria-label'))}"
    return (
        bool(_SITE_WORDS.search(words[:500]))
        or joined(tag.get("itemprop")) in _CONTACT_PROPERTIES
        or bool(_CONTACT_TYPES.search(joined(tag.get("itemtype"))[:300]))
    )


def joined(value: object) -> str:
    return " ".join(map(str, value)) if isinstance(value, list) else str(value or "")
