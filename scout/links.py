"""The links of a mail to our own pages: signed, bound to a recipient and an item, and they end.

    PUBLIC_URL/m/TOKEN/ACTION   an item: fits, fits-not, reviewing, dismissed
    PUBLIC_URL/ausgabe/TOKEN    the issue as a page
    PUBLIC_URL/abbestellen/TOKEN
    PUBLIC_URL/kalender/TOKEN.ics

No address of a person stands in one: the token names its reader by ``scout.store.readers``. What a
token means is decided by its kind too: one for an issue never opens a calendar. Those that let one
unsubscribe, and the calendar's, do not end by themselves; renewing the reader's name ends all.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from enum import StrEnum
from hashlib import sha256

from itsdangerous import BadData, TimestampSigner

_LONGEST_TOKEN = 400


class Kind(StrEnum):
    """What a token is for; the value is the first part of its path."""

    ITEM = "m"
    ISSUE = "ausgabe"
    UNSUBSCRIBE = "abbestellen"
    CALENDAR = "kalender"


class Action(StrEnum):
    """What a reader says of an item; the value is the last part of its path."""

    FITS = "passt"
    FITS_NOT = "passt-nicht"
    REVIEWING = "wir-pruefen-das"
    DISMISSED = "nicht-mehr-zeigen"


@dataclass(frozen=True, slots=True)
class Signed:
    """What a token says: whose it is, and the parts that were signed with it."""

    ref: str
    parts: tuple[str, ...]
    signed_at: datetime


class _Signer(TimestampSigner):
    """A signer whose clock is an argument."""

    def __init__(self, secret: bytes, kind: Kind, now: datetime) -> None:
        super().__init__(secret, salt=f"foerderscout.{kind}", digest_method=sha256)
        self._now = int(now.timestamp())

    def get_timestamp(self) -> int:
        """Return the seconds since 1970 at which things are signed and compared."""
        return self._now


@dataclass(frozen=True, slots=True)
class ReaderLinks:
    """The links of one recipient's mail, signed at one moment; "" as ``base`` never comes here."""

    base: str
    secret: bytes
    ref: str
    issue: str
    now: datetime

    def item(self, call_id: int, project: str, action: Action) -> str:
        """Return the link by which the reader says something of a call for a project."""
        return f"{self._url(Kind.ITEM, str(call_id), project)}/{action}"

    @property
    def issue_page(self) -> str:
        """The address of the mail as a page."""
        return self._url(Kind.ISSUE, self.issue)

    @property
    def unsubscribe(self) -> str:
        """Where the reader ends her digests; POST does it, GET asks first (RFC 8058)."""
        return self._url(Kind.UNSUBSCRIBE)

    @property
    def calendar(self) -> str:
        """The address of the reader's own deadlines as a calendar."""
        return f"{self._url(Kind.CALENDAR)}.ics"

    def _url(self, kind: Kind, *parts: str) -> str:
        signed = _Signer(self.secret, kind, self.now).sign("~".join((self.ref, *parts)))
        return f"{self.base}/{kind}/{signed.decode()}"


def read_token(
    secret: bytes, kind: Kind, token: str, now: datetime, max_days: int | None
) -> Signed | None:
    """Return what ``token`` says; ``None`` if we never signed it so, or it has ended by ``now``.

    ``max_days`` is for how long it works, ``None`` for ever.
    """
    if len(token) > _LONGEST_TOKEN:
        return None
    seconds = None if max_days is None else max_days * 24 * 3600
    try:
        text, at = _Signer(secret, kind, now).unsign(token, max_age=seconds, return_timestamp=True)
        ref, *parts = text.decode().split("~")
    except (BadData, UnicodeError):
        return None
    # Base64 is read leniently: of all that would do, only what we wrote ourselves is the token.
    if _Signer(secret, kind, at).sign(text).decode() != token:
        return None
    return Signed(ref, tuple(parts), at.astimezone(UTC))
