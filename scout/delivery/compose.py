"""Write a message in the form of mail (RFC 5322, MIME): text first, then HTML, then attachments.

    multipart/mixed, only where there are attachments
        multipart/alternative: text/plain, text/html
        text/calendar, text/csv, ...

Everything travels as base64, in parts and encoded words: no relay has a reason to write it anew.
Uses the older classes of ``email`` on purpose: ``EmailMessage`` loses blanks between encoded words
of German subjects on current Pythons. A property test holds the round trip.
"""

from __future__ import annotations

import re
from email.header import Header
from email.mime.base import MIMEBase
from email.mime.multipart import MIMEMultipart
from email.mime.text import MIMEText
from email.policy import compat32
from email.utils import format_datetime, formataddr

from scout.messages import Attachment, Message, MessageKind
from scout.settings import MailSettings

_LONGEST_PLAIN = 60
_LONGEST_FILE_NAME = 60
_NO_FILE_NAME = re.compile(r"[^A-Za-z0-9._-]+")
# An address that would break a header's line (RFC 5322, 2.1.1: 998), or end the brackets around it.
_CLICKABLE = re.compile(r"https?://[!-;=?-~]{1,900}")
# Headers are folded where they are written: otherwise an address of more than 78 characters would
# leave its header's first line empty.
_AS_FOLDED = compat32.clone(max_line_length=998)
_TEXT_KIND = re.compile(r"text/([a-z]+)")
# What a calendar's METHOD says stands here, too (RFC 5545, 8.1); Outlook goes by this one.
_KIND_PARAMETERS = {"calendar": {"method": "PUBLISH"}}


def to_mime(message: Message, mail: MailSettings) -> bytes:
    """Return the mail as it goes over the wire; the same message gives the same bytes.

    Line ends in names and subject become blanks: a source's text can never begin a header. An alarm
    names no list, there is nothing to unsubscribe from, and it has no attachments.
    """
    mime = _parts(message)
    subject = Header(_line(message.subject), "utf-8", header_name="Subject")
    mime["Subject"] = subject.encode()
    mime["From"] = _address("From", mail.sender_name, mail.sender)
    mime["To"] = _address("To", message.recipient_name, message.recipient_email)
    if mail.reply_to:
        mime["Reply-To"] = mail.reply_to
    mime["Date"] = format_datetime(message.created_at)
    mime["Message-ID"] = message.message_id
    mime["Auto-Submitted"] = "auto-generated"
    if message.kind is MessageKind.DIGEST:
        mime["List-Id"] = f"Foerderscout <foerderscout.{_domain(mail.sender)}>"
        _say_how_to_leave(mime, message, mail)
        mime["Precedence"] = "bulk"
    return mime.as_bytes(policy=_AS_FOLDED)


def _say_how_to_leave(mime: MIMEBase, message: Message, mail: MailSettings) -> None:
    """Name the ways out of the list: by mail, and by one click where a page of ours takes it.

    One click is promised for https only, as RFC 8058 (3.1) wants it.
    """
    ways = [f"<mailto:{mail.reply_to or mail.sender}?subject=Abbestellen>"]
    url = message.unsubscribe_url
    if _CLICKABLE.fullmatch(url):
        ways.insert(0, f"<{url}>")
    mime["List-Unsubscribe"] = ",\n ".join(ways)
    if len(ways) > 1 and url.startswith("https:"):
        mime["List-Unsubscribe-Post"] = "List-Unsubscribe=One-Click"


def _parts(message: Message) -> MIMEBase:
    text = MIMEText(message.text, "plain", "utf-8")
    if message.kind is MessageKind.ALARM:
        return text
    both = MIMEMultipart("alternative", boundary=_boundary("=_", message))
    both.attach(text)
    both.attach(MIMEText(message.html, "html", "utf-8"))
    if not message.attachments:
        return both
    # Neither boundary begins with the other: some readers look no further than its length.
    mixed = MIMEMultipart("mixed", boundary=_boundary("=m_", message))
    mixed.attach(both)
    for attachment in message.attachments:
        mixed.attach(_attached(attachment))
    return mixed


def _attached(attachment: Attachment) -> MIMEText:
    """Return a file as a part; its name as every mail program can write it to a disk."""
    known = _TEXT_KIND.fullmatch(attachment.media_type)
    kind = known[1] if known else "plain"
    part = MIMEText(attachment.text, kind, "utf-8")
    for name, value in _KIND_PARAMETERS.get(kind, {}).items():
        part.set_param(name, value)
    part.add_header("Content-Disposition", "attachment", filename=_file_name(attachment.name))
    return part


def _file_name(name: str) -> str:
    safe = _NO_FILE_NAME.sub("_", name).lstrip(".")
    return safe[-_LONGEST_FILE_NAME:].lstrip(".") or "anhang.txt"


def message_id(token: str, sender: str) -> str:
    """Return the Message-ID for one recipient and issue; ``token`` must never come twice."""
    return f"<{token}@{_domain(sender)}>"


def _address(header: str, name: str, address: str) -> str:
    """Return name and address as a header carries them, long and foreign names in encoded words.

    ``formataddr`` makes encoded words of any length, and lets names through that look like one.
    """
    line = _line(name)
    if line.isascii() and "=?" not in line and len(line) <= _LONGEST_PLAIN:
        return formataddr((line, address))
    return f"{Header(line, 'utf-8', header_name=header).encode()}\n <{address}>"


def _boundary(prefix: str, message: Message) -> str:
    return f"{prefix}{message.message_id.strip('<>').partition('@')[0]}"


def _domain(address: str) -> str:
    return address.rpartition("@")[2]


def _line(text: str) -> str:
    return " ".join(text.split())
