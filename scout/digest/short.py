"""Cut what others wrote to what a mail has room for, and leave out what is not text. Pure."""

from __future__ import annotations

import re
from collections.abc import Sequence

from scout.quote_wording import without_mark

LONGEST_QUOTE = 320
LONGEST_TITLE = 250
LONGEST_WORD = 40
# Characters that steer a terminal, a screen or the direction of writing instead of being text.
_STEERING = re.compile(r"[\x00-\x1f\x7f-\x9f\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]+")
_WEB = re.compile(r"https?://[^\s\x00-\x1f\x7f]+", re.IGNORECASE)


def shortened(text: str, longest: int = LONGEST_QUOTE) -> str:
    """Return ``text`` on one line, cut at a blank where it is longer than ``longest``.

    What is not text but steers the screen becomes a blank.
    """
    line = " ".join(_STEERING.sub(" ", text).split())
    if len(line) <= longest:
        return line
    return f"{line[:longest].rsplit(' ', 1)[0]} …"


def quoted(text: str, longest: int = LONGEST_QUOTE) -> str:
    """Return ``„text“``, shortened, without the mark of a list before it."""
    return f"„{shortened(without_mark(text), longest)}“"


def words_of(found: Sequence[str]) -> str:
    """Return words of a text one after the other, none of them endless."""
    return ", ".join(shortened(word, LONGEST_WORD) for word in found)


def web_address(url: str) -> str:
    """Return an address of the web, "" for anything else: it is neither linked nor shown."""
    return url if _WEB.fullmatch(url) else ""
