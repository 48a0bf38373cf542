"""Hand messages to the county's mail server. yagmail is the way there, and nothing else of it.

    connect (TLS, login) -> for each message: RSET -> MAIL, RCPT, DATA -> the message -> its answer

What goes wrong with a message is an ``Outcome``, never an exception. Until the server says "354, go
ahead" nothing can have arrived, and the message is postponed. From the first byte after that until
the last answer it may have arrived: then nobody knows, and it is never sent again by itself. That
line is why the steps are taken one by one: ``sendmail`` does not tell on which side it was broken.
"""

from __future__ import annotations

import re
import ssl
from collections.abc import Mapping
from ipaddress import ip_address
from pathlib import Path
from typing import Any

from scout.delivery.mail_trouble import (
    Problem,
    is_timeout,
    no_answer,
    no_connection,
    no_login,
    said,
    words,
)
from scout.delivery.outbox import Event, Outcome
from scout.delivery.pace import Pace
from scout.delivery.refusal import Step
from scout.errors import UsageError
from scout.settings import MailSettings

_TABLE = "scout.toml: [mail]"
_GO_AHEAD = 354
_REFUSALS = {4: Event.POSTPONED, 5: Event.REFUSED}
_ANSWERS = {2: Event.ACCEPTED, **_REFUSALS}
# A server may look long at a message (RFC 5321, 4.5.3.2.6: ten minutes), and who asks too early
# does not know. So many times as long as for any other answer.
_LAST_ANSWER = 10
_LINE_END = re.compile(rb"\r\n|\r|\n")


class Relay:
    """The mail server of the settings, by one connection for all messages.

    Connects when the first message comes, and again where the line was lost. A server that could
    not be reached, or did not answer in time, is not asked again: the other messages are postponed,
    so that one that hangs cannot leave them all UNSURE.

    Raises:
        UsageError: if password or certificate file cannot be used, or the password would travel in
            clear.
    """

    def __init__(self, mail: MailSettings, home: Path, pace: Pace | None = None) -> None:
        self._mail = mail
        self._pace = pace or Pace(mail.per_minute)
        self._password = _password(mail, home)
        self._context = _context(mail, home)
        self._client: Any = None
        self._trouble: Problem | None = None

    def wait_for_turn(self) -> None:
        """Wait until the next message may begin; not at all for a server that is not asked again.

        Belongs before the message is noted as SENDING: whoever is ended while waiting has sent
        nothing.
        """
        if self._trouble is None:
            self._pace.wait()

    def hand_over(self, address: str, mime: bytes) -> Outcome:
        """Send ``mime`` to ``address`` and say what came of it."""
        trouble = self._reach()
        if trouble is not None:
            return Outcome(Event.POSTPONED, trouble.found)
        smtp = self._client.smtp
        try:
            refusal = self._envelope(smtp, address)
        except (OSError, ValueError) as error:
            return self._broken(error, Event.POSTPONED)
        if refusal is not None:
            return refusal
        try:
            smtp.send(on_the_wire(mime))
            smtp.sock.settimeout(self._mail.timeout_s * _LAST_ANSWER)
            code, text = smtp.getreply()
            smtp.sock.settimeout(self._mail.timeout_s)
        except OSError as error:
            return self._broken(error, Event.UNANSWERED)
        return self._meaning(Step.END, code, text, _ANSWERS, Event.UNANSWERED)

    def check(self) -> Problem | None:
        """Connect, log in and say NOOP, and return what went wrong; sends no message."""
        trouble = self._reach()
        if trouble is not None:
            return trouble
        try:
            code, text = self._client.smtp.noop()
        except OSError as error:
            return no_answer(words(error, self._mail), self._mail)
        finally:
            self.close()
        return None if _is_yes(code) else no_answer(said(code, text), self._mail)

    def close(self) -> None:
        """Say goodbye, if the line is open."""
        client, self._client = self._client, None
        if client is not None:
            _hang_up(client)

    def _reach(self) -> Problem | None:
        """Have a line on which the server listens; return what is in the way of that."""
        if self._client is not None and not self._is_listening():
            self.close()
        if self._client is None and self._trouble is None:
            found = self._connect()
            if isinstance(found, Problem):
                self._trouble = found
            else:
                self._client = found
        return self._trouble

    def _is_listening(self) -> bool:
        """Wipe out what a refused message left, and see whether the line still stands."""
        try:
            code, _ = self._client.smtp.rset()
        except OSError:
            return False
        return _is_yes(code)

    def _connect(self) -> Any:
        """Return a client that is connected and logged in, or the ``Problem`` with it."""
        client = _client(self._mail, self._context)
        try:
            client.login()
            client.smtp.ehlo_or_helo_if_needed()
        except (OSError, ValueError) as error:
            problem = no_connection(client, error, self._mail)
            _hang_up(client)
            return problem
        if self._mail.user:
            try:
                client.smtp.login(self._mail.user, self._password)
            except (OSError, ValueError) as error:
                problem = no_login(client, error, self._mail)
                _hang_up(client)
                return problem
        return client

    def _envelope(self, smtp: Any, address: str) -> Outcome | None:
        """Say who writes to whom; return the server's refusal, ``None`` if it wants the message."""
        for step, say, argument in (
            (Step.MAIL, smtp.mail, self._mail.sender),
            (Step.RCPT, smtp.rcpt, address),
        ):
            code, text = say(argument)
            if not _is_yes(code):
                return self._meaning(step, code, text, _REFUSALS, Event.POSTPONED)
        code, text = smtp.docmd("DATA")
        if code != _GO_AHEAD:
            return self._meaning(Step.DATA, code, text, _REFUSALS, Event.POSTPONED)
        return None

    def _broken(self, error: Exception, event: Event) -> Outcome:
        self.close()
        found = words(error, self._mail)
        if is_timeout(error):
            self._trouble = no_answer(found, self._mail)
        return Outcome(event, found)

    def _meaning(
        self, step: Step, code: int, text: bytes, meanings: Mapping[int, Event], nonsense: Event
    ) -> Outcome:
        """Return what an answer means by its first digit (RFC 5321, 4.2.1)."""
        event = meanings.get(code // 100)
        if event is Event.ACCEPTED:
            return Outcome(event)
        if event is None:
            # It is somewhere else in the talk than we are: nothing it says now can be relied on.
            self.close()
            return Outcome(nonsense, said(code, text))
        return Outcome(event, said(code, text), step)


def check(mail: MailSettings, home: Path) -> list[Problem]:
    """Return what stands between us and the mail server; empty without a host. Sends no mail.

    ``home`` is where relative names of files begin.
    """
    if not mail.host:
        return []
    try:
        found = Relay(mail, home).check()
    except UsageError as error:
        return [Problem(str(error), "correct it, or the SCOUT_MAIL__… that says so")]
    return [found] if found else []


def on_the_wire(mime: bytes) -> bytes:
    """Return a message as SMTP carries it: lines end in CRLF, dots are doubled, a dot ends it."""
    lines = _LINE_END.sub(b"\r\n", mime)
    if not lines.endswith(b"\r\n"):
        lines += b"\r\n"
    return re.sub(rb"(?m)^\.", b"..", lines) + b".\r\n"


def _is_yes(code: int) -> bool:
    return code // 100 == 2


def _client(mail: MailSettings, context: ssl.SSLContext | None) -> Any:
    """Return yagmail's client, not connected yet.

    It must hear of neither user nor password: it makes "relay" into "relay@gmail.com", reads
    ~/.yagmail where there is no user, and asks the keyring where there is no password.
    """
    import yagmail  # noqa: PLC0415 - a fifteenth of a second, needed only by who mails

    client = yagmail.SMTP(
        user="",
        smtp_skip_login=True,
        soft_email_validation=False,
        host=mail.host,
        port=mail.server_port,
        smtp_ssl=mail.security == "tls",
        smtp_starttls={"context": context} if mail.security == "starttls" else False,
        timeout=mail.timeout_s,
        **({"context": context} if mail.security == "tls" else {}),
    )
    # What it logs comes by our log, which names nobody, and not by a way of its own.
    client.set_logging(None)
    return client


def _hang_up(client: Any) -> None:
    try:
        client.close()
    except OSError:
        pass
    finally:
        if client.smtp is not None:
            client.smtp.close()


def _context(mail: MailSettings, home: Path) -> ssl.SSLContext | None:
    """Return how to check the server's certificate: as the system does, and by ``ca_file``."""
    if mail.security == "none":
        return None
    context = ssl.create_default_context()
    if mail.ca_file:
        try:
            context.load_verify_locations(home / mail.ca_file)
        except OSError as error:
            why = "no certificate in it" if isinstance(error, ssl.SSLError) else error.strerror
            raise UsageError(
                f"{_TABLE} ca_file: expected certificates in PEM, {home / mail.ca_file}: {why}"
            ) from None
    return context


def _password(mail: MailSettings, home: Path) -> str:
    if not mail.user:
        return ""
    if mail.security == "none" and not _is_this_computer(mail.host):
        raise UsageError(
            f'{_TABLE} security: expected "starttls" or "tls" where user is set: without it the '
            f"password would travel to {mail.host} in clear"
        )
    password = mail.password.get_secret_value() or _first_line(mail, home)
    if not password:
        raise UsageError(
            f"{_TABLE} user is set: expected its password in SCOUT_MAIL__PASSWORD, or in the first "
            "line of the file that password_file names"
        )
    if not (mail.user + password).isascii():
        raise UsageError(
            f"{_TABLE} user and password: expected ASCII characters, as mail servers' logins know"
        )
    return password


def _first_line(mail: MailSettings, home: Path) -> str:
    if not mail.password_file:
        return ""
    path = home / mail.password_file
    try:
        return path.read_text(encoding="utf-8").partition("\n")[0].rstrip("\r")
    except (OSError, UnicodeDecodeError) as error:
        why = error.strerror if isinstance(error, OSError) else "no text"
        raise UsageError(f"{_TABLE} password_file: {path} cannot be read: {why}") from None


def _is_this_computer(host: str) -> bool:
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return host.casefold() == "localhost"
