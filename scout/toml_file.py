"""Read a TOML file into a pydantic model, with complaints that name file, line, key and value.

The one reader of the files that people write: ``scout.toml`` and ``strategy.toml``.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Sequence
from datetime import date
from pathlib import Path
from typing import Any, TypeVar

from pydantic import BaseModel, ValidationError

from scout.errors import UsageError

# What mail servers of town halls accept and headers carry as it is; names may have umlauts.
EMAIL = r"^[A-Za-z0-9.!#$%&'*+/=?^_`{|}~-]+@[A-Za-z0-9]([A-Za-z0-9.-]*[A-Za-z0-9])?$"

_Model = TypeVar("_Model", bound=BaseModel)
_PASSWORD = re.compile(r"(?<=//)[^/@]*:.*(?=@)|(?<=password=)[^&']*")
_HEADER = re.compile(r"^\s*\[\[?\s*([^\[\]]+?)\s*\]\]?\s*(?:#.*)?$")


def read_toml(path: Path, model: type[_Model]) -> _Model:
    """Return the content of ``path`` as ``model``.

    Raises:
        UsageError: if the file cannot be read, is no TOML, or does not fit the model; the message
            lists every place with what was found and what was expected.
    """
    text, values = parse_toml(path)
    try:
        return model.model_validate(values)
    except ValidationError as error:
        raise UsageError(complain(path, text, error)) from None


def parse_toml(path: Path) -> tuple[str, dict[str, Any]]:
    """Return the text of ``path`` and what it says.

    Raises:
        UsageError: if the file cannot be read or is no TOML.
    """
    try:
        text = path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise UsageError(f"{path}: cannot be read: {_reason(error)}") from None
    try:
        return text, tomllib.loads(text)
    except (ValueError, RecursionError) as error:
        raise UsageError(f"{path}: not valid TOML: {error}") from None


def complain(path: Path, text: str, error: ValidationError) -> str:
    """Write a line for each place in which the file does not fit: place, expected, found."""
    return "\n".join(
        f"{place(path, text, _path(item['loc']))}: {_expected(item['type'], item['msg'])}"
        + (f", found {shown(item['input'])}" if item["type"] != "missing" else "")
        for item in error.errors(include_url=False)
    )


def shown(value: object) -> str:
    """Return what was found in a form to show: short, and an address without its password."""
    written = value.isoformat() if isinstance(value, date) else repr(value)
    return f"{_PASSWORD.sub('***', written):.80}"


def place(path: Path, text: str, keys: Sequence[str | int]) -> str:
    """Name a value for people: ``strategy.toml, line 12, projects[3].title``."""
    name = "".join(f"[{key + 1}]" if isinstance(key, int) else f".{key}" for key in keys)
    line = line_of(text, keys) if keys else None
    where = f", line {line}" if line else ""
    return f"{path}{where}, {name.lstrip('.')}" if name else f"{path}{where}"


def line_of(text: str, keys: Sequence[str | int]) -> int | None:
    """Return the 1-based line of the value at ``keys``, or of the table in which it is missing.

    ``keys`` is how a parser reaches the value: ``("projects", 2, "title")``, ``("mail", "host")``,
    ``("colour",)``, ``("applicants", 1, "bodies", 0, "name")``. Returns ``None`` where neither
    stands in the text. Reads headers and plain keys; does not look into dotted keys and inline
    tables.
    """
    lines = text.split("\n")
    if len(keys) == 1:
        return _key_line(lines, 0, str(keys[0])) or _header_line(lines, str(keys[0]), 0)
    index = keys[1] if isinstance(keys[1], int) else 0
    inner = [key for key in keys[1:] if isinstance(key, str)]
    header = _header_line(lines, str(keys[0]), index)
    if header is None:
        return _key_line(lines, 0, str(keys[0]))
    nested = _nested_line(lines, header, keys)
    return nested or (_key_line(lines, header, inner[0]) if inner else None) or header


def _nested_line(lines: Sequence[str], header: int, keys: Sequence[str | int]) -> int | None:
    """Return the line of what stands in a ``[[table.inner]]`` below the header of its table."""
    inner = keys[2:] if isinstance(keys[1], int) else keys[1:]
    if not inner:
        return None
    below = lines[header:]
    end = _header_line(below, str(keys[0]), 0)
    index = inner[1] if len(inner) > 1 and isinstance(inner[1], int) else 0
    own = _header_line(below[: end - 1 if end else None], f"{keys[0]}.{inner[0]}", index)
    if own is None:
        return None
    key = next((part for part in inner[1:] if isinstance(part, str)), None)
    return (_key_line(lines, header + own, key) if key else None) or header + own


def _header_line(lines: Sequence[str], table: str, index: int) -> int | None:
    found = [
        number
        for number, line in enumerate(lines, start=1)
        if (header := _HEADER.match(line)) and header.group(1).strip("\"'") == table
    ]
    return found[index] if index < len(found) else None


def _key_line(lines: Sequence[str], after: int, key: str) -> int | None:
    """Return the line of ``key =`` below line ``after`` and above the next table header."""
    pattern = re.compile(rf"""^\s*["']?{re.escape(key)}["']?\s*=""")
    for number, line in enumerate(lines[after:], start=after + 1):
        if pattern.match(line):
            return number
        if _HEADER.match(line):
            return None
    return None


def _path(loc: tuple[int | str, ...]) -> tuple[int | str, ...]:
    """Drop the names of validators that pydantic puts into a location."""
    return tuple(part for part in loc if isinstance(part, int) or "(" not in part)


def _expected(kind: str, message: str) -> str:
    wording = {"extra_forbidden": "unknown key", "missing": "is missing"}
    return wording.get(kind, message[:1].lower() + message[1:])


def _reason(error: Exception) -> str:
    return error.strerror or str(error) if isinstance(error, OSError) else str(error)
