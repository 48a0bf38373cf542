"""The words of mail, as frozen values: what is sent, and how far it has come. Sends nothing.

Moments are aware UTC ``datetime`` and named ``_at``. ``None`` means *not yet* or *not known*.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum


class MessageKind(StrEnum):
    """What a message is: a recipient's digest, or an alarm to the operator."""

    DIGEST = "DIGEST"
    ALARM = "ALARM"


@dataclass(frozen=True, slots=True)
class Attachment:
    """A file that goes with a mail; text of any kind, written as UTF-8. ``name`` is ASCII."""

    name: str
    media_type: str
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Message:
    """A mail, frozen: what is sent later is exactly this. ``message_id`` includes the brackets.

    An alarm is plain text: its ``html`` is never sent. ``unsubscribe_url`` is where one click ends
    the digests, "" without pages of our own.
    """

    recipient_name: str
    recipient_email: str
    message_id: str
    subject: str
    text: str
    html: str
    created_at: datetime
    kind: MessageKind = MessageKind.DIGEST
    attachments: tuple[Attachment, ...] = ()
    unsubscribe_url: str = ""


class DeliveryState(StrEnum):
    """How far a message has come. UNSURE may have arrived; it is never sent again by itself."""

    QUEUED = "QUEUED"
    SENDING = "SENDING"
    RETRY = "RETRY"
    SENT = "SENT"
    FAILED = "FAILED"
    UNSURE = "UNSURE"

    @property
    def is_open(self) -> bool:
        """Whether the message is still on its way."""
        return self in (DeliveryState.QUEUED, DeliveryState.SENDING, DeliveryState.RETRY)


@dataclass(frozen=True, slots=True, kw_only=True)
class Delivery:
    """How far a message has come, and after how many attempts.

    ``next_try_at`` is the earliest moment of the next attempt of a RETRY, and since when one is
    QUEUED that was so before; ``finished_at`` when it stopped being on its way. ``error`` says why
    it has not arrived, or may not have.
    """

    state: DeliveryState = DeliveryState.QUEUED
    attempts: int = 0
    next_try_at: datetime | None = None
    finished_at: datetime | None = None
    error: str | None = None
