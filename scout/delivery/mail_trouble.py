"""Say in words what is wrong with the way to the mail server, and what to do about it.

The connection's errors are ``OSError``s; those that carry an answer of the server have
``smtp_code`` and ``smtp_error``. Nothing here opens a connection.
"""

from __future__ import annotations

import socket
import ssl
from dataclasses import dataclass
from typing import Any

from scout.log import without_addresses
from scout.settings import MailSettings

_LONGEST = 300
_WRONG_NAME = (62, 64)  # X509_V_ERR_HOSTNAME_MISMATCH and X509_V_ERR_IP_ADDRESS_MISMATCH of OpenSSL
_ASK = "ask those who run the mail server what it says in its log about this computer"


@dataclass(frozen=True, slots=True)
class Problem:
    """What is wrong with the way to the mail server, and what to do about it."""

    found: str
    advice: str


def said(code: int, text: bytes) -> str:
    """Return the server's answer on one line, without addresses and what a terminal would obey.

    It is kept with the message, and may name others than its reader: whom she forwards to.
    """
    line = " ".join(text.decode("utf-8", "replace").split())
    answer = without_addresses("".join(char for char in line if char.isprintable()))
    return f"{code} {answer}"[:_LONGEST] if code >= 0 else f"not SMTP: {answer}"[:_LONGEST]


def words(error: Exception, mail: MailSettings) -> str:
    """Return what happened to the line, in words."""
    code = getattr(error, "smtp_code", None)
    if code is not None:
        text = getattr(error, "smtp_error", b"")
        return said(code, text if isinstance(text, bytes) else str(text).encode())
    if is_timeout(error):
        return f"no answer in time (timeout_s = {mail.timeout_s:g})"
    what = str(getattr(error, "strerror", None) or error or type(error).__name__)
    return without_addresses(what)[:_LONGEST]


def is_timeout(error: Exception) -> bool:
    """Tell whether the server let us wait too long."""
    # The connection says "closed: timed out", with the timeout behind it.
    return isinstance(error, TimeoutError) or isinstance(error.__context__, TimeoutError)


def no_connection(client: Any, error: Exception, mail: MailSettings) -> Problem:
    """Say why there is no (safe) connection; ``client`` is what yagmail has of it."""
    if isinstance(error, ssl.SSLCertVerificationError):
        return _not_trusted(error, mail)
    what, advice = words(error, mail), _ASK
    if isinstance(error, socket.gaierror | UnicodeError):
        what, advice = "nobody knows this name", "correct [mail] host, or the name server"
    elif isinstance(error, ssl.SSLError):
        what = f"no TLS at this port ({error.reason or what})"
        advice = 'security = "tls" belongs to port 465, "starttls" to port 587 or 25'
    elif isinstance(error, ConnectionRefusedError):
        what, advice = "nobody listens at this port", "correct [mail] port, or the firewall"
    elif _lacks_starttls(client, mail):
        what = "it does not offer STARTTLS, and nothing is sent in clear"
        advice = 'have it switched on there, or set security = "tls" (port 465) or "none"'
    elif is_timeout(error):
        advice = 'correct [mail] port or the firewall; port 465 answers with security = "tls" only'
    return _problem(mail, what, advice)


def no_login(client: Any, error: Exception, mail: MailSettings) -> Problem:
    """Say why the server does not let us in; ``client`` as it stands after the attempt."""
    if client.smtp.sock is None:
        return no_answer(words(error, mail), mail)
    if getattr(error, "smtp_code", None) is None:
        return _problem(
            mail,
            f"it offers no login that we know ({words(error, mail)})",
            'leave [mail] user empty, or set security = "starttls": many offer it only then',
        )
    return _problem(
        mail,
        f"login of {mail.user} refused: {words(error, mail)}",
        "correct [mail] user and the password (SCOUT_MAIL__PASSWORD or password_file)",
    )


def no_answer(what: str, mail: MailSettings) -> Problem:
    """Say that the server did not do what it was asked for."""
    return _problem(mail, what, _ASK)


def _not_trusted(error: ssl.SSLCertVerificationError, mail: MailSettings) -> Problem:
    if error.verify_code in _WRONG_NAME:
        return _problem(
            mail,
            f"its certificate is for another name ({error.verify_message})",
            "set [mail] host to a name that stands in the certificate",
        )
    trusted = f"the system's and {mail.ca_file}" if mail.ca_file else "the system's only"
    return _problem(
        mail,
        f"its certificate is not trusted ({error.verify_message})",
        f"name the file of the CA that signed it in [mail] ca_file (trusted now: {trusted})",
    )


def _lacks_starttls(client: Any, mail: MailSettings) -> bool:
    smtp = client.smtp
    return (
        mail.security == "starttls"
        and smtp is not None
        and smtp.ehlo_resp is not None
        and not smtp.has_extn("starttls")
    )


def _problem(mail: MailSettings, what: str, advice: str) -> Problem:
    return Problem(f"{mail.host}:{mail.server_port}: {what}", advice)
