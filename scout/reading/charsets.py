"""In which letters a page is written: its bytes decide, not what it says of itself.

Servers and templates contradict each other, and a page that is read wrongly loses its deadline
("31. MÃ¤rz"). German in one of the old encodings is next to never UTF-8 by chance, so what can be
read as UTF-8 is. Pure, and in time linear to the length.
"""

from __future__ import annotations

import codecs
from typing import NamedTuple

UTF_8, WINDOWS, LATIN_9 = "utf-8", "windows-1252", "iso-8859-15"
# As browsers take them: who says ISO 8859-1, or nothing but ASCII, writes with Windows.
_NAMES = {
    "utf-8": UTF_8,
    "ascii": WINDOWS,
    "iso8859-1": WINDOWS,
    "cp1252": WINDOWS,
    "iso8859-15": LATIN_9,
}
_NOWHERE = "\ufffd"
_MOST_STRAYS = 10_000


class Written(NamedTuple):
    """A text, the encoding that its bytes are in, and how many of them are in another one."""

    text: str
    encoding: str
    strays: int = 0


def known_encoding(name: str | None) -> str | None:
    """Return UTF_8, WINDOWS or LATIN_9 for what a page declares; ``None`` for all others."""
    try:
        return _NAMES.get(codecs.lookup(name or "").name)
    except (LookupError, ValueError):
        return None


def as_written(body: bytes, declared: str | None) -> Written:
    """Return the text of ``body``, which is UTF-8, ISO 8859-1 or 8859-15, or of Windows.

    ``declared`` is one of the known encodings, ``None`` for UTF-8 or Windows. A text cut within a
    letter loses that letter. What is not UTF-8 in a text that is for the most part is read as of
    Windows, byte by byte: a piece from elsewhere.
    """
    try:
        text = codecs.getincrementaldecoder(UTF_8)().decode(body)
    except UnicodeDecodeError:
        pass
    else:
        return Written(text, UTF_8)
    if declared == LATIN_9:
        return Written(body.decode(LATIN_9), LATIN_9)
    if declared != WINDOWS:
        text = body.decode(UTF_8, "replace")
        strays = text.count(_NOWHERE)
        letters = len(text) - sum(map(str.isascii, text)) - strays
        if strays <= min(letters, _MOST_STRAYS):
            return Written(body.decode(UTF_8, _STRAY), UTF_8, strays)
    return Written(body.decode(WINDOWS, "replace"), WINDOWS)


def _stray(error: UnicodeError) -> tuple[str, int]:
    if not isinstance(error, UnicodeDecodeError):
        raise error
    return error.object[error.start : error.end].decode(WINDOWS, "replace"), error.end


_STRAY = "scout_stray"
codecs.register_error(_STRAY, _stray)
