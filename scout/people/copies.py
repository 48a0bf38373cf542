"""The copies of mails in outbox/ and preview/: whose, from which day, and how to erase them."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date
from email.parser import BytesHeaderParser
from email.utils import getaddresses
from itertools import groupby
from pathlib import Path

from scout.delivery.files import address_in_name

# As scout.delivery.files names them; what else lies in the folder is not ours.
_NAME = re.compile(r"((\d{4}-\d\d-\d\d)_([^/]+)_[a-z0-9.-]{0,8})\.(?:html|txt|eml)(?:\.part)?")
_LONGEST_HEAD = 64_000


@dataclass(frozen=True, slots=True)
class Copy:
    """One file of a mail. ``stem`` is its name without ending, shared by the files of one mail."""

    path: Path
    stem: str
    day: date
    address: str


@dataclass(frozen=True, slots=True)
class Erased:
    """How many files were erased; ``failed`` are those that could not be, with the reason."""

    files: int = 0
    failed: tuple[tuple[Path, str], ...] = ()


def copies(outbox: Path) -> list[Copy]:
    """Return the files of mails in a folder by name; none where there is no such folder."""
    if not outbox.is_dir():
        return []
    found = (_copy(path) for path in sorted(outbox.iterdir()))
    return [each for each in found if each is not None]


def copies_for(outbox: Path, email: str) -> list[Copy]:
    """Return the files of the mails to ``email``.

    Names write some addresses alike: where the mail itself is there, it says to whom it went.
    """
    alike = [each for each in copies(outbox) if each.address == address_in_name(email)]
    return [
        each
        for stem, files in groupby(alike, key=lambda each: each.stem)
        if _went_to(outbox / f"{stem}.eml") in (None, email.casefold())
        for each in files
    ]


def old_copies(found: Iterable[Copy], before: date, kept: Collection[str]) -> list[Copy]:
    """Choose the files of mails written before that day; not those whose stem is ``kept``."""
    return [each for each in found if each.day < before and each.stem not in kept]


def erase(chosen: Iterable[Copy]) -> Erased:
    """Delete files; one that cannot be deleted stops no other, one that is gone is no trouble."""
    files, failed = 0, []
    for each in chosen:
        try:
            each.path.unlink(missing_ok=True)
        except OSError as error:
            failed.append((each.path, error.strerror or str(error)))
        else:
            files += 1
    return Erased(files, tuple(failed))


def _copy(path: Path) -> Copy | None:
    match = _NAME.fullmatch(path.name)
    if match is None or not (path.is_file() or path.is_symlink()):
        return None
    try:
        return Copy(path, match[1], date.fromisoformat(match[2]), match[3])
    except ValueError:
        return None


def _went_to(eml: Path) -> str | None:
    """Return to whom a mail in a file went, casefolded; ``None`` if it does not say."""
    try:
        with eml.open("rb") as file:
            head = BytesHeaderParser().parsebytes(file.read(_LONGEST_HEAD))
    except OSError:
        return None
    addresses = getaddresses([str(value) for value in head.get_all("To", [])])
    return addresses[0][1].casefold() if len(addresses) == 1 and addresses[0][1] else None
