"""Find what a list page links to: the calls below an address, and its own further pages. Pure.

Says nothing of what stands behind a link. Links in the frame of a site (navigation, breadcrumbs)
show no calls, but may lead to the list's next page.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from urllib.parse import parse_qsl, quote, urljoin, urlsplit

from bs4.element import Tag

from scout.domain import Link
from scout.reading.page_content import base_of
from scout.reading.pages import read_page
from scout.reading.sections import parse_html

_LONGEST_LIST = 4_000_000
_LONGEST_ADDRESS = 500
_MOST_NEXT = 100
_IN_PATH = "%!$&'()*+,;=:@/~-._"
_NO_PAGE = re.compile(
    r"\.(?:jpe?g|png|gif|svg|webp|zip|docx?|xlsx?|pptx?|odt|ods|ics|xml|json|css|js|mp[34])$",
    re.IGNORECASE,
)
_PAGE = re.compile(r"page|seite|p|paged|offset|start|pageno|pagenumber|currentpage|gtp", re.I)
_NUMBER = re.compile(r"[0-9]{1,6}")
_PAGE_IN_PATH = re.compile(r"/(?:page|seite)/([0-9]{1,6})/?$", re.IGNORECASE)
# Of the Government Site Builder, escaped once or twice: "1234_list%253D2".
_PAGE_OF_LIST = re.compile(r"([0-9]{1,12}_\w{1,40})(?:=|%3D)([0-9]{1,6})", re.I | re.ASCII)
_SESSION = re.compile(r";jsessionid=[^/]*", re.IGNORECASE)
# A check sum over the other parameters (TYPO3), and where one came from (Government Site Builder).
_MEANINGLESS = frozenset(("cHash", "nn"))


def links_below(markup: str, base_url: str, below: str) -> list[Link]:
    """Return the links of a list's content that lead to pages below the address ``below``.

    Addresses are ``below`` and what stands behind it in the path, without query and fragment, each
    once, in order; ``www.`` and http or https make no difference. Images and office documents are
    no pages, a PDF is one. Reads the first 500 links of the page.
    """
    found: dict[str, str] = {}
    for link in read_page(markup, base_url).links:
        rest = rest_below(link.url, below)
        if rest and not _NO_PAGE.search(rest) and not _PAGE_IN_PATH.search(f"/{rest}"):
            address = f"{below.rstrip('/')}/{rest}"
            found[address] = found.get(address) or link.title
    return [Link(title, address) for address, title in found.items()]


def rest_below(address: str, below: str) -> str | None:
    """Return what stands in the path of ``address`` behind ``below``; ``None`` if it is not there.

    Without slashes around it, letters beyond ASCII percent-encoded; never "".
    """
    try:
        parts, above = urlsplit(address), urlsplit(below)
        same_site = _host(parts.hostname) == _host(above.hostname) and parts.port == above.port
    except ValueError:
        return None
    root = f"{above.path.rstrip('/')}/"
    if not same_site or not parts.path.startswith(root) or len(address) > _LONGEST_ADDRESS:
        return None
    return quote(parts.path.removeprefix(root).strip("/"), safe=_IN_PATH) or None


def next_pages(markup: str, base_url: str) -> list[str]:
    """Return the addresses of other pages of the list at ``base_url``, each once, in order.

    They say ``rel="next"``, or are the list's own address but for the number of a page. A filtered
    list is another list.
    """
    here = _place(base_url)
    found: dict[object, str] = {}
    for address, is_next in _targets(markup, base_url):
        place = _place(address)
        if here is None or place is None or place == here or place[0] != here[0]:
            continue
        rest, number = place[1], place[2]
        # Without a number it is the first page, where everybody begins.
        if is_next or (rest == here[1] and number):
            found.setdefault(place, address)
    return list(found.values())[:_MOST_NEXT]


def _targets(markup: str, base_url: str) -> Iterator[tuple[str, bool]]:
    """Yield where each link of a page leads, and whether it says that this is the next page."""
    tree = parse_html(markup[:_LONGEST_LIST])
    base_url = base_of(tree, base_url)
    for tag in tree.find_all(("a", "link"), href=True):
        is_next = _says_next(tag)
        if tag.name == "a" or is_next:
            try:
                yield urljoin(base_url, str(tag["href"]).strip()).partition("#")[0], is_next
            except ValueError:
                continue


def _says_next(tag: Tag) -> bool:
    said = tag.get("rel") or ()
    return "next" in (said.split() if isinstance(said, str) else map(str, said))


def _place(address: str) -> tuple[str, tuple[tuple[str, str], ...], str] | None:
    """Return path, parameters that mean something, and the page of an address of a list.

    The page is "" of the first one: where its number is 0, or none stands there.
    """
    try:
        parts = urlsplit(address)
        host = _host(parts.hostname)
        named = parse_qsl(parts.query, keep_blank_values=True, max_num_fields=50)
    except ValueError:
        return None
    if parts.scheme not in ("http", "https") or len(address) > _LONGEST_ADDRESS:
        return None
    path = _SESSION.sub("", parts.path)
    in_path = _PAGE_IN_PATH.search(path)
    path = path[: in_path.start()] if in_path else path
    pages = [page for each in named if (page := _page(*each)) is not None]
    page = _numbered(in_path.group(1)) if in_path else next(iter(pages), "")
    rest = sorted(each for each in named if each[0] not in _MEANINGLESS and _page(*each) is None)
    return f"{host}{path.rstrip('/')}", tuple(rest), page


def _page(name: str, value: str) -> str | None:
    """Return the page that a parameter, ``page`` or ``tx_list[currentPage]``, is the number of.

    ``None`` of any other parameter. Of one list among several on a page it says which.
    """
    inner = name[:200].rstrip("]").rpartition("[")[2]
    if not _PAGE.fullmatch(inner):
        return None
    if _NUMBER.fullmatch(value):
        return _numbered(value)
    found = _PAGE_OF_LIST.fullmatch(value) if inner.lower() == "gtp" else None
    if found is None:
        return None
    # Such lists begin with 1.
    number = int(found[2])
    return f"{found[1]} {number}" if number > 1 else ""


def _numbered(digits: str) -> str:
    return str(int(digits) or "")


def _host(name: str | None) -> str:
    return (name or "").lower().removeprefix("www.")
