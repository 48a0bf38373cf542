"""Write a message in the form of mail (RFC 5322, MIME): text first, then HTML.

Uses the older classes of ``email`` on purpose: ``EmailMessage`` loses blanks between encoded words
of German subjects on current Pythons. A property test holds the round trip.
"""

from __future__ import annotations

from email.header import Header
from email.mime.base import MIMEBase
from email.mime.multipart import MIMEMultipart
from email.mime.text import MIMEText
from email.utils import format_datetime, formataddr

from scout.messages import Message, MessageKind
from scout.settings import MailSettings

_LONGEST_PLAIN = 60


def to_mime(message: Message, mail: MailSettings) -> bytes:
    """Return the mail as it goes over the wire; the same message gives the same bytes.

    Line ends in names and subject become blanks: a source's text can never begin a header. An alarm
    names no list: there is nothing to unsubscribe from.
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
        unsubscribe = mail.reply_to or mail.sender
        mime["List-Unsubscribe"] = f"<mailto:{unsubscribe}?subject=Abbestellen>"
        mime["Precedence"] = "bulk"
    return mime.as_bytes()


def _parts(message: Message) -> MIMEBase:
    text = MIMEText(message.text, "plain", "utf-8")
    if message.kind is MessageKind.ALARM:
        return text
    both = MIMEMultipart("alternative", boundary=_boundary(message))
    both.attach(text)
    both.attach(MIMEText(message.html, "html", "utf-8"))
    return both


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


def _boundary(message: Message) -> str:
    return f"=_{message.message_id.strip('<>').partition('@')[0]}"


def _domain(address: str) -> str:
    return address.rpartition("@")[2]


def _line(text: str) -> str:
    return " ".join(text.split())
