"""Reduce addresses to what identifies a page, so that two spellings of one are found equal."""

from __future__ import annotations

import re
import unicodedata
from urllib.parse import parse_qsl, unquote, urlencode, urlsplit

_LONGEST = 2000
# What is added to an address without naming another page: how it is shown, who sent the reader.
_NOISE = frozenset(
    "nn fbclid gclid msclkid dclid mc_cid mc_eid __blob v print druck lang_switch".split()
)
_NOISE_STARTS = ("utm_", "pk_", "mtm_", "piwik_", "matomo_", "at_", "wt_")
_SESSION = re.compile(r";(?:jsessionid|phpsessid|sid)=[^/?#;]*", re.IGNORECASE)
_SLASHES = re.compile(r"/{2,}")
# The name of the page that a server shows for the folder itself.
_INDEX = re.compile(r"/(?:index\.(?:html?|php|jsp|aspx?)|default\.aspx?)\Z", re.IGNORECASE)
_PORTS = {"http": 80, "https": 443}


def address_of(url: str) -> str:
    """Return what identifies the page behind ``url``; "" where it is none, or a site's root.

    Leaves out the scheme, "www.", the fragment (unless a page names itself by it), a session and
    queries that only say how to show the page. Upper and lower case count in the path only.
    """
    if len(url) > _LONGEST:
        return ""
    try:
        parts = urlsplit(url.strip())
        host, port = (parts.hostname or "").rstrip("."), parts.port
    except ValueError:
        return ""
    if parts.scheme not in _PORTS or not host:
        return ""
    path = _path(parts.path)
    query = _query(parts.query)
    # Pages that a script draws name themselves behind "#/" or "#!".
    inner = parts.fragment if parts.fragment.startswith(("/", "!")) else ""
    if not path and not query and inner.strip("/!") == "":
        return ""
    place = host.removeprefix("www.")
    if port is not None and port != _PORTS[parts.scheme]:
        place += f":{port}"
    return place + path + (f"?{query}" if query else "") + (f"#{inner}" if inner else "")


def _path(path: str) -> str:
    decoded = unicodedata.normalize("NFC", unquote(_SESSION.sub("", path)))
    whole = _INDEX.sub("", _SLASHES.sub("/", decoded)).rstrip("/")
    # What stands for itself once decoded must not look like the border of a query.
    return whole.replace("?", "%3F").replace("#", "%23")


def _query(query: str) -> str:
    try:
        pairs = parse_qsl(query, keep_blank_values=True, max_num_fields=50)
    except ValueError:
        return query
    kept = sorted(pair for pair in pairs if not _is_noise(*pair))
    return urlencode(kept)


def _is_noise(name: str, value: str) -> bool:
    """Tell whether a query changes nothing but the dress ("view=renderNewsletterHtml")."""
    small = name.casefold()
    is_dress = small == "view" and value.casefold().startswith("render")
    return is_dress or small in _NOISE or small.startswith(_NOISE_STARTS)
