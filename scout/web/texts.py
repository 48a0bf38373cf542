"""Impressum, Datenschutz, Barrierefreiheit: the operator's own texts, from files.

Plain text: an empty line parts paragraphs, a line that begins with "# " is a heading, and addresses
of the web and of mail become links. Nothing else means anything.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from scout.errors import UsageError
from scout.settings import FILE_NAME, WebSettings

_LARGEST_FILE = 500_000
_HEADING = "# "
_LINK = re.compile(
    r"https?://[^\s<>\"'\x00-\x1f]{1,500}"
    r"|(?:mailto:)?[A-Za-z0-9][A-Za-z0-9._+-]{0,63}@[A-Za-z0-9][A-Za-z0-9.-]{0,250}\.[A-Za-z]{2,24}"
)
_CLOSING = ".,;:!?)]}"


@dataclass(frozen=True, slots=True)
class Piece:
    """A stretch of a line, linked to ``href`` or, where that is "", to nothing."""

    text: str
    href: str = ""


@dataclass(frozen=True, slots=True)
class Block:
    """A heading, or a paragraph with its lines."""

    is_heading: bool
    lines: tuple[tuple[Piece, ...], ...]


def read_texts(home: Path, web: WebSettings) -> Mapping[str, tuple[Block, ...]]:
    """Return the operator's texts by the path of their page; without those that are not set.

    Raises:
        UsageError: if a file cannot be read, is no UTF-8, is empty, or larger than 500 kB.
    """
    named = {
        "impressum": ("imprint_file", web.imprint_file),
        "datenschutz": ("privacy_file", web.privacy_file),
        "barrierefreiheit": ("accessibility_file", web.accessibility_file),
    }
    return {
        page: blocks(_read(key, home / name, home)) for page, (key, name) in named.items() if name
    }


def blocks(text: str) -> tuple[Block, ...]:
    """Return the headings and paragraphs of ``text`` in order."""
    found: list[Block] = []
    lines: list[str] = []
    for line in [*text.splitlines(), ""]:
        is_heading = line.startswith(_HEADING)
        if lines and (is_heading or not line.strip()):
            found.append(Block(is_heading=False, lines=tuple(map(pieces, lines))))
            lines = []
        if is_heading and line.removeprefix(_HEADING).strip():
            heading = Piece(line.removeprefix(_HEADING).strip())
            found.append(Block(is_heading=True, lines=((heading,),)))
        elif line.strip() and not is_heading:
            lines.append(line.strip())
    return tuple(found)


def pieces(line: str) -> tuple[Piece, ...]:
    """Return ``line`` in stretches; those that are addresses of the web or of mail are links."""
    found: list[Piece] = []
    end = 0
    for match in _LINK.finditer(line):
        shown = match.group().rstrip(_CLOSING)
        href = _href(shown)
        if not href:
            continue
        found.append(Piece(line[end : match.start()]))
        found.append(Piece(shown, href))
        end = match.start() + len(shown)
    found.append(Piece(line[end:]))
    return tuple(piece for piece in found if piece.text)


def _href(shown: str) -> str:
    if shown.startswith(("http://", "https://")):
        # No host, no link.
        return shown if re.match(r"https?://[^/?#]", shown) else ""
    return f"mailto:{shown.removeprefix('mailto:')}"


def _read(key: str, path: Path, home: Path) -> str:
    place = f"{home / FILE_NAME}: [web] {key}"
    try:
        if path.stat().st_size > _LARGEST_FILE:
            raise UsageError(f"{place}: expected at most {_LARGEST_FILE} bytes, {path} has more")
        text = path.read_text(encoding="utf-8-sig")
    except (OSError, UnicodeDecodeError, ValueError) as error:
        why = (error.strerror or "") if isinstance(error, OSError) else "no UTF-8 text"
        raise UsageError(f"{place}: {path} cannot be read: {why}") from None
    if not text.strip():
        raise UsageError(f"{place}: expected a text, {path} is empty")
    return text
