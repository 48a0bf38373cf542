"""What an answer is, judged by its bytes: pure, and in time linear to their number.

A wall against robots answers with a page for people: with 403, 429 or 503, or with 200 where data
is expected. The known walls are recognised by their titles and by what their pages load.
"""

from __future__ import annotations

import codecs
import html
import re

from w3lib.encoding import html_body_declared_encoding, http_content_type_encoding

from scout.reading.charsets import UTF_8, Written, as_written, known_encoding

_HEAD = 20_000
_BODY = 200_000
_LONGEST_TITLE = 80
_BOM = b"\xef\xbb\xbf"
_BOMS = (_BOM, codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE, codecs.BOM_UTF32_BE)
# What may stand before the first element: white space, the XML declaration, comments.
_BEFORE = re.compile(rb"\s+|<\?xml[^>]{0,200}\?>|<!--.*?-->", re.DOTALL)
_HTML = re.compile(
    rb"<(?:!doctype\s+html|html|head|body|meta|title|script|noscript|style|center|div|p|h1|table)\b",
    re.IGNORECASE,
)
_HTML_END = re.compile(rb"</html\s*>", re.IGNORECASE)
_TITLE = re.compile(rb"<title\b[^>]{0,200}>([^<]{0,500})<", re.IGNORECASE)
_WALL_TITLE = re.compile(
    r"just a moment|attention required|access denied|access to this page has been denied"
    r"|are you (?:a )?(?:human|robot)|pardon our interruption|verif(?:y|ying) you are"
    r"|security check|captcha|ddos|request rejected|request unsuccessful"
    r"|zugriff verweigert|zugang verweigert|(?:sie|ich|bin) k?ein roboter"
    r"|sicherheits(?:über)?prüfung|bot-?schutz",
    re.IGNORECASE,
)
_WALL_PART = re.compile(
    rb"captcha|challenge-platform|cf-chl|_incapsula_|datadome|perimeterx|radware|ddos-guard"
    rb"|are you (?:a )?human|you are (?:a )?human|not a robot|kein roboter|checking your browser"
    rb"|enable javascript and cookies|the requested url was rejected|unusual traffic",
    re.IGNORECASE,
)


def is_html(body: bytes) -> bool:
    """Tell whether ``body`` begins as a page for people, whatever its headers say."""
    head = body[:_HEAD].removeprefix(_BOM)
    place = 0
    while found := _BEFORE.match(head, place):
        place = found.end()
    return _HTML.match(head, place) is not None


def is_cut_off(body: bytes) -> bool:
    """Tell whether a page that begins with ``<html>`` lacks its end."""
    begins = is_html(body) and b"<html" in body[:_HEAD].lower()
    return begins and _HTML_END.search(body[-_HEAD:]) is None


def asks_for_human(body: bytes, status: int) -> bool:
    """Tell whether ``body``, an answer with ``status``, is a page that wants to see a human.

    A page that was not refused is judged by its title alone: a form may have a captcha, too.
    """
    if not is_html(body):
        return False
    refused = status != 200 and _WALL_PART.search(body[:_BODY]) is not None
    return refused or _WALL_TITLE.search(title_of(body)) is not None


def title_of(body: bytes) -> str:
    """Return the title of a page on one line, shortened; "" if it has none."""
    found = _TITLE.search(body[:_BODY])
    line = " ".join(html.unescape(found[1].decode("utf-8", "replace")).split()) if found else ""
    return line if len(line) <= _LONGEST_TITLE else f"{line[:_LONGEST_TITLE]}…"


def described(body: bytes) -> str:
    """Say in words what ``body`` is, for a report on something that was not expected."""
    size, title = f"{len(body)} bytes", title_of(body)
    if is_html(body) and title:
        return f"an HTML page of {size} with the title {title!r}"
    kind = "an HTML page of " if is_html(body) else ""
    return f"{kind}{size}: {body[:40].decode('utf-8', 'replace').strip()!r}"


def declared_encoding(content_type: bytes | None, body: bytes) -> str | None:
    """Return the encoding that a page says to be in, the header first; ``None`` if it says none."""
    header = http_content_type_encoding((content_type or b"").decode("latin-1"))
    return header or html_body_declared_encoding(body)


def wrongly_declared(body: bytes, declared: str | None) -> Written | None:
    """Return how ``body``, a page, is written where that is not as ``declared``, else ``None``.

    ``None`` also for what is no text, and for encodings that are not told apart by their bytes. A
    page that declares none is UTF-8.
    """
    known = known_encoding(declared)
    is_text = b"\x00" not in body[:_HEAD] and b"%PDF-" not in body[:_HEAD]
    if not is_text or body.startswith(_BOMS) or body.isascii() or (declared and not known):
        return None
    written = as_written(body, known)
    is_right = written.encoding == (known or UTF_8) and not written.strays
    return None if is_right else written
