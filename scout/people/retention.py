"""Erase what is old, every night: mails and their copies, who judged, and who has left.

    all messages, copies, departures -> choose (pure) -> one transaction -> files

What was told to whom stays as long as its reader does: without it calls would be told twice. A
message that is open or UNSURE is never erased, nor is its copy: a person decides on it.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, ValuesView
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from pathlib import Path

from sqlalchemy import Connection

from scout.clock import day_of
from scout.delivery.files import stem_of
from scout.home import Home
from scout.messages import DeliveryState
from scout.people.copies import Copy, copies, copies_for, erase, old_copies
from scout.store import erasure
from scout.store.erasure import StoredMessage

_ENDED = (DeliveryState.SENT, DeliveryState.FAILED)


@dataclass(frozen=True, slots=True)
class ErasureReport:
    """How much was erased; ``failed`` counts files that could not be, by the reason.

    ``people`` are those of whom everything was erased, because they left long ago. Names nobody.
    """

    mails: int = 0
    files: int = 0
    authors: int = 0
    people: int = 0
    failed: tuple[tuple[str, int], ...] = ()

    def __str__(self) -> str:
        """Say in a line what was erased; "" if nothing was, and nothing failed."""
        parts = [
            f"{count} {what}"
            for what, count in (
                ("old mails", self.mails),
                ("old files of mails", self.files),
                ("authors of judgements", self.authors),
                ("people who left", self.people),
            )
            if count
        ]
        said = f"erased {', '.join(parts)}" if parts else ""
        failures = [f"{count} old files cannot be erased: {why}" for why, count in self.failed]
        return "; ".join(filter(None, (said, *failures)))


@dataclass(frozen=True, slots=True)
class Choice:
    """What is to go: ``people`` with all that is theirs, by casefolded address, and messages.

    Numbers of messages: to ``erase`` whole, and to ``blank``, whose day is still needed.
    """

    people: frozenset[str] = frozenset()
    erase: frozenset[int] = frozenset()
    blank: frozenset[int] = frozenset()


def erase_old(home: Home, now: datetime) -> ErasureReport:
    """Erase what is older than ``[retention]`` allows at ``now``, and report how much that was."""
    settings, today = home.settings.retention, day_of(now)
    before = today - timedelta(days=settings.mails_days) if settings.mails_days else None
    authors, chosen, kept = 0, Choice(), frozenset[str]()
    with home.store.writing() as connection:
        left = erasure.departures(connection, today)
        if before:
            found = erasure.messages(connection)
            chosen, kept = choose(found, left, before), undecided_stems(found)
            _carry_out(connection, chosen)
        if settings.authorship_days:
            until = now - timedelta(days=settings.authorship_days)
            authors = erasure.erase_authors(connection, until)
    # Nobody has to wait until a large folder was looked through.
    erased = erase(_files(home, chosen, before, kept))
    return ErasureReport(
        mails=len(chosen.erase | chosen.blank),
        files=erased.files,
        authors=authors,
        people=len(chosen.people),
        failed=tuple(sorted(Counter(why for _, why in erased.failed).items())),
    )


def _files(
    home: Home, chosen: Choice, before: date | None, kept: frozenset[str]
) -> ValuesView[Copy]:
    """Return the copies that are older than that day, and all of those who left; each once."""
    found: dict[Path, Copy] = {}
    for folder in home.mail_folders:
        old = old_copies(copies(folder), before, kept) if before else []
        theirs = [file for email in chosen.people for file in copies_for(folder, email)]
        found |= {each.path: each for each in old + theirs}
    return found.values()


def _carry_out(connection: Connection, chosen: Choice) -> None:
    for email in chosen.people:
        erasure.forget(connection, email)
    erasure.erase_messages(connection, chosen.erase)
    erasure.blank_messages(connection, chosen.blank)


def choose(found: Iterable[StoredMessage], left: Mapping[str, date], before: date) -> Choice:
    """Choose who left before that day, and of others the messages that came to an end before it.

    The newest issue of each reader stays without its content: its day says when the next is due.
    An alarm that still stands keeps its message: it would be told again.
    """
    found = list(found)
    people = _people(found, left, before)
    found = [each for each in found if each.email not in people]
    issues = (each for each in found if each.is_digest and each.state is not DeliveryState.FAILED)
    ordered = sorted(issues, key=lambda each: (each.issue_on, each.number))
    newest = {each.email: each.number for each in ordered}.values()
    due = {each.number: each for each in found if _is_due(each, before)}
    return Choice(
        people=people,
        erase=frozenset(due.keys() - set(newest)),
        blank=frozenset(each for each in newest if each in due and not due[each].is_blank),
    )


def _people(
    found: Iterable[StoredMessage], left: Mapping[str, date], before: date
) -> frozenset[str]:
    """Return who left before that day; not those to whom a message is open or UNSURE."""
    waiting = {each.email for each in found if each.state not in _ENDED}
    return frozenset(email for email, on in left.items() if on < before) - waiting


def undecided_stems(found: Iterable[StoredMessage]) -> frozenset[str]:
    """Return the names, without ending, of the copies of messages that are open or UNSURE."""
    return frozenset(
        stem_of(each.written_at, each.email, each.message_id)
        for each in found
        if each.state not in _ENDED
    )


def _is_due(message: StoredMessage, before: date) -> bool:
    ended_on = message.ended_on or day_of(message.written_at)
    return message.state in _ENDED and ended_on < before and not message.is_needed
