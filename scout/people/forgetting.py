"""Erase a person, and say what stays and why.

    alone -> one transaction: her rows, her name in others' rows, a stop -> her copies of mails

The stop is a keyed hash: whoever imports a strategy.toml that still names her writes to her no
more. Killed between transaction and files, it is done again and finds the files by their names.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from sqlalchemy import Connection

from scout.errors import BusyError, UsageError
from scout.home import Home
from scout.people import copies
from scout.people.mentions import mentions
from scout.secret import AddressHash, address_hash
from scout.store import erasure, readers
from scout.store.readers import StopReason

# The lock of whoever writes digests or sends mails (scout.digest_run): nobody is being written to.
LOCK = "digest"


@dataclass(frozen=True, slots=True)
class Held:
    """What concerns an address: rows by table as ``scout.store.erasure`` names them, and files."""

    rows: Mapping[str, int]
    files: int

    @property
    def is_nothing(self) -> bool:
        """Whether nothing concerns the address."""
        return not self.rows and not self.files


@dataclass(frozen=True, slots=True)
class Stays:
    """Something that erasing a person leaves, and why."""

    what: str
    why: str


@dataclass(frozen=True, slots=True)
class Forgotten:
    """What was erased of a person, and what stays; ``failed`` are files that cannot be erased."""

    erased: Held
    stays: tuple[Stays, ...]
    failed: tuple[tuple[Path, str], ...]


def held(home: Home, email: str) -> Held:
    """Return what concerns ``email``; erases nothing."""
    with home.store.reading() as connection:
        rows = erasure.counted(connection, email)
    return Held(rows, len(_files(home, email)))


def exported(home: Home, email: str) -> Iterator[tuple[str, dict[str, Any]]]:
    """Yield all that the database knows of ``email``, with what kind of thing each is."""
    with home.store.reading() as connection:
        yield from erasure.rows_of(connection, email)
        stops = readers.stops(connection)
        # A home without stops needs no secret: none is made only to look.
        stop = stops.get(address_hash(home.secret(), email)) if stops else None
        if stop:
            yield "stops", {"reason": stop.reason.value, "stopped_at": stop.stopped_at}


def forget(home: Home, email: str, now: datetime) -> Forgotten:
    """Erase the person behind ``email``; whoever was forgotten before may be forgotten again.

    Raises:
        BusyError: if mails are being written or sent right now: one to her may be on the line.
        UsageError: if nothing concerns the address, and it was never forgotten, or the secret is
            not that of the stops.
    """
    hashed = address_hash(home.secret(), email)
    with home.store.lock(LOCK) as free:
        if not free:
            raise BusyError(
                f"another process is writing digests or sending mails right now, maybe to {email};"
                " nothing was erased, try again later"
            )
        found = _files(home, email)
        with home.store.writing() as connection:
            rows = erasure.forget(connection, email)
            _check(connection, hashed, email, Held(rows, len(found)))
            others = erasure.named_in_other_mails(connection, email)
            readers.stop(connection, hashed, StopReason.FORGOTTEN, now)
        gone = copies.erase(found)
    stays = tuple(_stays(home, email, rows, others))
    return Forgotten(Held(rows, gone.files), stays, gone.failed)


def _files(home: Home, email: str) -> list[copies.Copy]:
    return [each for folder in home.mail_folders for each in copies.copies_for(folder, email)]


def _check(connection: Connection, hashed: AddressHash, email: str, found: Held) -> None:
    """Refuse an address that nobody knows: it is misspelt, and its person would not be erased."""
    before = readers.stops(connection).get(hashed)
    if found.is_nothing and (before is None or before.reason is not StopReason.FORGOTTEN):
        raise UsageError(f"ADDRESS: nothing is kept of {email!r}; scout recipients lists addresses")


def _stays(home: Home, email: str, rows: Mapping[str, int], others: int) -> Iterator[Stays]:
    yield Stays(
        "a keyed hash of the address",
        "so that no import of a strategy writes to it again; scout recipients resume takes it back",
    )
    if count := rows.get(erasure.AUTHORSHIP):
        yield Stays(f"{count} judgements, without a name", "the ranking learns from them")
    for each in mentions(home, email):
        yield Stays(f"{each.path}, line {each.line}", "only people change this file: take it out")
    if others:
        days = home.settings.retention.mails_days
        until = f"erased with them after {days} days" if days else "[retention] mails_days is 0"
        yield Stays(f"{others} mails to others that name the address", until)
    yield Stays("backups", "they are not reached from here: they end with their own time")
    yield Stays(
        "what has left the house", "mailboxes and the mail server's log are not reached from here"
    )
