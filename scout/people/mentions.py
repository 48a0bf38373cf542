"""Where the files that people write name an address: only they can change those."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from scout import settings, strategy_file
from scout.home import Home

_FILES = (strategy_file.FILE_NAME, settings.FILE_NAME)
# Neither the end of a longer name before, nor the beginning of a longer domain behind.
_BEFORE, _BEHIND = r"(?<![A-Za-z0-9.!#$%&*+/?^_`{|}~-])", r"(?![A-Za-z0-9-]|\.[A-Za-z0-9])"


@dataclass(frozen=True, slots=True)
class Mention:
    """A line (from 1) of a file that names an address."""

    path: Path
    line: int


def mentions(home: Home, email: str) -> list[Mention]:
    """Return every line of the home's ``strategy.toml`` and ``scout.toml`` that names ``email``.

    Upper and lower case are one address. A file that cannot be read names nobody. Does not know of
    a strategy that was imported from elsewhere.
    """
    pattern = re.compile(f"{_BEFORE}{re.escape(email)}{_BEHIND}", re.IGNORECASE)
    return [
        Mention(path, number)
        for path in (home.folder / name for name in _FILES)
        for number, line in _lines(path)
        if pattern.search(line)
    ]


def _lines(path: Path) -> Iterator[tuple[int, str]]:
    try:
        text = path.read_text(encoding="utf-8", errors="replace")
    except OSError:
        return
    # As tools and editors count: not every line end of Unicode is one.
    yield from enumerate(text.split("\n"), start=1)
