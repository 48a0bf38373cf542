"""The home's own secret: it signs links and hashes addresses. Never logged, never mailed.

It comes from ``SCOUT_WEB__SECRET``, or from the file ``secret.key`` in the home, which is made by
chance the first time. Whoever loses it loses all links that were mailed, and nobody knows any more
who had unsubscribed or was forgotten: keep it with the backup. So that no other one is taken for
it, its fingerprint stands beside every address that it hashed.
"""

from __future__ import annotations

import hashlib
import hmac
import os
import secrets
from collections.abc import Collection
from dataclasses import dataclass, field
from pathlib import Path

from scout.errors import UsageError

FILE_NAME = "secret.key"

_FEWEST_CHARACTERS = 32
_VARIABLE = "SCOUT_WEB__SECRET"
_WHAT_TO_DO = (
    "without it nobody can tell who must not be written to. Bring it back from the backup, or set "
    f"{_VARIABLE} here as the services have it; only if it is lost: scout recipients accept-secret"
)


@dataclass(frozen=True, slots=True)
class AddressHash:
    """The keyed hash of an address, and the fingerprint of the secret that made it.

    ``fingerprint`` is ``None`` where it was not noted. Two are the same if their texts are: another
    secret makes another one.
    """

    text: str
    fingerprint: str | None = field(compare=False)


def read_secret(
    home: Path, given: str = "", *, keep: bool = True, makers: Collection[str | None] = ()
) -> bytes:
    """Return the secret of ``home``; ``given`` is that of the environment, "" where it is silent.

    Makes the file where there is none, readable by its owner only; of two processes that do so at
    once both get the same. Without ``keep`` no file is made: each caller gets a secret of her own.
    ``makers`` are the fingerprints of those by which addresses are hashed already, ``None`` for one
    that was not noted: then the secret must be that one, and none is made at all.

    Raises:
        UsageError: if the file cannot be read or made, or the secret is too short to be one, or not
            that of ``makers``.
    """
    text = given or _from_file(home / FILE_NAME, keep=keep, makers=makers)
    where = _VARIABLE if given else str(home / FILE_NAME)
    if len(text) < _FEWEST_CHARACTERS:
        raise UsageError(
            f"{where}: expected at least {_FEWEST_CHARACTERS} characters, found {len(text)}"
        )
    secret = text.encode()
    if set(makers) - {None, fingerprint(secret)}:
        found = f"found one with {fingerprint(secret)}"
        raise UsageError(f"{where}: {_expected(makers)}, {found}; {_WHAT_TO_DO}")
    return secret


def fingerprint(secret: bytes) -> str:
    """Return by what a secret is known again; nobody comes from it to the secret."""
    # No address has a blank: none is ever hashed to it.
    return hmac.new(secret, b"fingerprint of the secret", hashlib.sha256).hexdigest()[:16]


def address_hash(secret: bytes, email: str) -> AddressHash:
    """Return the keyed hash of an address; upper and lower case are one address."""
    hashed = hmac.new(secret, email.casefold().encode(), hashlib.sha256)
    return AddressHash(hashed.hexdigest(), fingerprint(secret))


def _expected(makers: Collection[str | None]) -> str:
    """Say which secret is expected; one that was not noted has no fingerprint to name."""
    known = " and ".join(sorted(filter(None, makers)))
    return "expected the secret by which addresses are stopped" + (
        f", fingerprint {known}" if known else ""
    )


def _from_file(path: Path, *, keep: bool, makers: Collection[str | None]) -> str:
    try:
        if not path.exists():
            if makers:
                found = f"found no such file, and {_VARIABLE} is not set"
                raise UsageError(f"{path}: {_expected(makers)}, {found}; {_WHAT_TO_DO}")
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
