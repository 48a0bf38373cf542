"""Deliver into a folder: each message as .eml, and its parts as .html and .txt to look at.

An alarm has no page: it is plain text.
"""

from __future__ import annotations

import os
import re
from datetime import datetime
from pathlib import Path

from scout.clock import day_of
from scout.messages import Message, MessageKind

_UNSAFE = re.compile(r"[^a-z0-9@._-]+")


def write_message(folder: Path, message: Message, mime: bytes, *, is_delivery: bool = True) -> Path:
    """Write ``message`` into ``folder`` and return the path of its .eml.

    Each file is complete or not there, also after a power failure if it ``is_delivery``; a copy of
    what a server has taken need not outlive that. The name holds day, recipient and a part of the
    Message-ID, so that no message overwrites another and the same one overwrites itself.
    """
    folder.mkdir(parents=True, exist_ok=True)
    stem = folder / file_stem(message)
    if message.kind is MessageKind.DIGEST:
        _write(stem.with_name(f"{stem.name}.html"), message.html.encode(), is_delivery)
    _write(stem.with_name(f"{stem.name}.txt"), message.text.encode(), is_delivery)
    return _write(stem.with_name(f"{stem.name}.eml"), mime, is_delivery)


def file_stem(message: Message) -> str:
    """Return the name of a message's files without ending; safe whatever the address holds."""
    return stem_of(message.created_at, message.recipient_email, message.message_id)


def stem_of(created_at: datetime, email: str, message_id: str) -> str:
    """Return what ``file_stem`` does, for who has no more of the message."""
    token = _UNSAFE.sub("", message_id.partition("@")[0])[-8:]
    return f"{day_of(created_at):%Y-%m-%d}_{address_in_name(email)}_{token}"


def address_in_name(email: str) -> str:
    """Return how file names write an address; two addresses may be written alike."""
    return _UNSAFE.sub("_", email.casefold())[:100].lstrip(".")


def _write(path: Path, content: bytes, is_synced: bool) -> Path:  # noqa: FBT001 - one caller
    part = path.with_name(f"{path.name}.part")
    with part.open("wb") as file:
        file.write(content)
        if is_synced:
            file.flush()
            os.fsync(file.fileno())
    return part.rename(path)
