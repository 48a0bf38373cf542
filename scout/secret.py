"""The home's own secret: it signs links and hashes addresses. Never logged, never mailed.

It comes from ``SCOUT_WEB__SECRET``, or from the file ``secret.key`` in the home, which is made by
chance the first time. Whoever loses it loses all links that were mailed, and nothing else but who
had unsubscribed: keep it with the backup.
"""

from __future__ import annotations

import hashlib
import hmac
import os
import secrets
from pathlib import Path

from scout.errors import UsageError

FILE_NAME = "secret.key"

_FEWEST_CHARACTERS = 32


def read_secret(home: Path, given: str = "", *, keep: bool = True) -> bytes:
    """Return the secret of ``home``; ``given`` is that of the environment, "" where it is silent.

    Makes the file where there is none, readable by its owner only; of two processes that do so at
    once both get the same. Without ``keep`` no file is made: each caller gets a secret of her own.

    Raises:
        UsageError: if the file cannot be read or made, or the secret is too short to be one.
    """
    text = given or _from_file(home / FILE_NAME, keep=keep)
    if len(text) < _FEWEST_CHARACTERS:
        where = "SCOUT_WEB__SECRET" if given else str(home / FILE_NAME)
        raise UsageError(
            f"{where}: expected at least {_FEWEST_CHARACTERS} characters, found {len(text)}"
        )
    return text.encode()


def address_hash(secret: bytes, email: str) -> str:
    """Return the keyed hash of an address; upper and lower case are one address."""
    return hmac.new(secret, email.casefold().encode(), hashlib.sha256).hexdigest()


def _from_file(path: Path, *, keep: bool) -> str:
    try:
        if not path.exists():
            if not keep:
                return _by_chance()
            _make(path)
        return path.read_text(encoding="ascii").strip()
    except (OSError, UnicodeDecodeError) as error:
        why = error.strerror if isinstance(error, OSError) else "no ASCII text"
        raise UsageError(f"{path}: cannot be read or made: {why}") from None


def _by_chance() -> str:
    return secrets.token_urlsafe(32)


def _make(path: Path) -> None:
    """Write a new secret beside ``path`` and link it there: it is whole, or not there."""
    part = path.with_name(f"{path.name}.{secrets.token_hex(4)}.part")
    descriptor = os.open(part, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "w", encoding="ascii") as file:
        file.write(f"{_by_chance()}\n")
    try:
        os.link(part, path)
    except FileExistsError:
        pass  # somebody else was first: theirs it is
    finally:
        part.unlink()
