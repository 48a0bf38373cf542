"""A real mail server on 127.0.0.1, in a thread: it takes, refuses, hangs and breaks off."""

from __future__ import annotations

import asyncio
import ssl
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from email import message_from_bytes, policy
from email.message import EmailMessage
from ipaddress import IPv4Address
from pathlib import Path
from typing import Any

from aiosmtpd.smtp import SMTP, AuthResult, Envelope, LoginPassword, Session
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID

from scout.settings import MailSettings

MAIL, RCPT, DATA, END = "MAIL", "RCPT", "DATA", "END"


@dataclass(frozen=True)
class Received:
    """One message that the server took, or would have taken before it broke off."""

    sender: str
    recipients: tuple[str, ...]
    content: bytes
    is_secure: bool
    user: str | None

    @property
    def mail(self) -> EmailMessage:
        found = message_from_bytes(self.content, policy=policy.default)
        assert isinstance(found, EmailMessage)
        return found


@dataclass
class MailServer:
    """What the server does at each step of a message: MAIL, RCPT, DATA, and END of the data.

    ``answers`` are given instead of "250", to all or (RCPT) to one address; at ``breaks`` the line
    is dropped, at ``hangs`` nothing is answered; ``slow_s`` is how long it looks at a message.
    """

    answers: dict[str, str] = field(default_factory=dict)
    breaks: set[str] = field(default_factory=set)
    hangs: set[str] = field(default_factory=set)
    slow_s: float = 0
    tls: ssl.SSLContext | None = None
    starttls: ssl.SSLContext | None = None
    login: tuple[str, str] | None = None
    received: list[Received] = field(default_factory=list)
    connections: int = 0
    port: int = 0
    reached: threading.Event = field(default_factory=threading.Event)
    lines: list[_Line] = field(default_factory=list)

    @property
    def messages(self) -> dict[str, list[EmailMessage]]:
        """What arrived, by recipient."""
        found: dict[str, list[EmailMessage]] = {}
        for each in self.received:
            found.setdefault(each.recipients[0], []).append(each.mail)
        return found

    def settings(self, **values: Any) -> MailSettings:
        """Return settings that lead here; the timeout may be shorter than people may set it."""
        security = "tls" if self.tls else "starttls" if self.starttls else "none"
        given = {
            "sender": "scout@kreis.example",
            "reply_to": "leitstelle@kreis.example",
            "host": "127.0.0.1",
            "port": self.port,
            "security": security,
        }
        timeout_s = values.pop("timeout_s", 10)
        return MailSettings(**(given | values)).model_copy(update={"timeout_s": timeout_s})

    def drop_lines(self) -> None:
        """Drop every open line, as a restarted server does."""
        loop = self.lines[0].loop
        for line in tuple(self.lines):  # new ones may come meanwhile
            loop.call_soon_threadsafe(line.drop)

    # What aiosmtpd asks its handler for:

    async def handle_MAIL(  # noqa: N802 - aiosmtpd names its hooks so
        self, server: _Line, session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        if self.login and not session.authenticated:
            return "530 5.7.0 Authentication required"
        envelope.mail_from = address
        return await self.at(server, MAIL) or "250 OK"

    async def handle_RCPT(  # noqa: N802 - as above
        self, server: _Line, session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        answer = await self.at(server, RCPT) or self.answers.get(address)
        if answer:
            return answer
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(  # noqa: N802 - as above
        self, server: _Line, session: Session, envelope: Envelope
    ) -> str:
        if not self.answers.get(END, "250").startswith("250"):
            return self.answers[END]
        assert isinstance(envelope.content, bytes)
        taken = Received(
            sender=envelope.mail_from or "",
            recipients=tuple(envelope.rcpt_tos),
            content=envelope.content,
            is_secure=server.is_secure(),
            user=session.auth_data,
        )
        await asyncio.sleep(self.slow_s)
        self.received.append(taken)
        return await self.at(server, END) or "250 OK"

    async def at(self, line: _Line, step: str) -> str | None:
        """Do what is to be done at ``step``; return the answer if it is not the usual one."""
        if step in self.breaks:
            line.drop()
        if step in self.breaks | self.hangs:
            self.reached.set()
            await asyncio.Event().wait()  # until the line is gone
        return self.answers.get(step)

    def authenticate(
        self, _server: SMTP, session: Session, _envelope: Envelope, _mechanism: str, data: Any
    ) -> AuthResult:
        assert isinstance(data, LoginPassword)
        given = (data.login.decode(), data.password.decode())
        return AuthResult(success=given == self.login, handled=False, auth_data=given[0])


class _Line(SMTP):
    """One connection; unlike aiosmtpd's own it can also refuse the command DATA."""

    event_handler: MailServer

    def is_secure(self) -> bool:
        assert self.transport is not None
        return self.transport.get_extra_info("sslcontext") is not None

    def drop(self) -> None:
        if self.transport is not None:
            assert isinstance(self.transport, asyncio.WriteTransport)
            # Python 3.11.2, that of Debian 12, fails on a line of TLS that is gone already.
            with suppress(AttributeError):
                self.transport.abort()

    async def smtp_DATA(self, arg: str) -> None:  # noqa: N802 - as above
        answer = await self.event_handler.at(self, DATA)
        if answer:
            await self.push(answer)
        else:
            await super().smtp_DATA(arg)


@contextmanager
def mail_server(kind: type[MailServer] = MailServer, **values: Any) -> Iterator[MailServer]:
    """Run a server while the block runs; all its lines are dropped at the end."""
    server = kind(**values)
    ready = threading.Event()
    stop: list[tuple[asyncio.AbstractEventLoop, asyncio.Event]] = []

    def new_line() -> _Line:
        server.connections += 1
        line = _Line(
            server,
            hostname="mail.kreis.example",
            tls_context=server.starttls,
            auth_require_tls=server.starttls is not None,
            auth_exclude_mechanism=() if server.login else ("LOGIN", "PLAIN"),
            authenticator=server.authenticate,
            loop=asyncio.get_running_loop(),
        )
        server.lines.append(line)
        return line

    async def serve() -> None:
        loop = asyncio.get_running_loop()
        asked = asyncio.Event()
        stop.append((loop, asked))
        listening = await loop.create_server(new_line, "127.0.0.1", server.port, ssl=server.tls)
        server.port = listening.sockets[0].getsockname()[1]
        ready.set()
        await asked.wait()
        listening.close()
        for line in server.lines:
            line.drop()
        await asyncio.sleep(0)

    thread = threading.Thread(target=lambda: asyncio.run(serve()))
    thread.start()
    ready.wait()
    try:
        yield server
    finally:
        loop, asked = stop[0]
        loop.call_soon_threadsafe(asked.set)
        thread.join()


@dataclass(frozen=True)
class Certificates:
    """A CA of a county, and server certificates that it signed."""

    ca_file: Path
    good: ssl.SSLContext
    other_name: ssl.SSLContext


def make_certificates(folder: Path) -> Certificates:
    """Make a CA and two certificates: for 127.0.0.1, and for another name."""
    ca_key = ec.generate_private_key(ec.SECP256R1())
    ca_name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "CA des Kreises")])
    ca = _certificate(ca_name, ca_name, ca_key.public_key(), ca_key, None)
    ca_file = folder / "ca.pem"
    ca_file.write_bytes(ca.public_bytes(serialization.Encoding.PEM))

    def context(name: str, alternative: x509.GeneralName) -> ssl.SSLContext:
        key = ec.generate_private_key(ec.SECP256R1())
        subject = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)])
        signed = _certificate(subject, ca_name, key.public_key(), ca_key, alternative)
        chain = folder / f"{name}.pem"
        chain.write_bytes(
            key.private_bytes(
                serialization.Encoding.PEM,
                serialization.PrivateFormat.PKCS8,
                serialization.NoEncryption(),
            )
            + signed.public_bytes(serialization.Encoding.PEM)
        )
        made = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
        made.load_cert_chain(chain)
        return made

    here = x509.IPAddress(IPv4Address("127.0.0.1"))
    elsewhere = x509.DNSName("mail.anderswo.example")
    return Certificates(ca_file, context("127.0.0.1", here), context("anderswo", elsewhere))


def _certificate(
    subject: x509.Name,
    issuer: x509.Name,
    key: ec.EllipticCurvePublicKey,
    ca_key: ec.EllipticCurvePrivateKey,
    alternative: x509.GeneralName | None,
) -> x509.Certificate:
    is_ca = alternative is None
    now = datetime.now(UTC)
    usage = x509.KeyUsage(
        digital_signature=True,
        key_cert_sign=is_ca,
        crl_sign=is_ca,
        content_commitment=False,
        key_encipherment=False,
        data_encipherment=False,
        key_agreement=False,
        encipher_only=False,
        decipher_only=False,
    )
    signed_by = x509.AuthorityKeyIdentifier.from_issuer_public_key(ca_key.public_key())
    builder = (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(issuer)
        .public_key(key)
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=1))
        .add_extension(x509.BasicConstraints(ca=is_ca, path_length=None), critical=True)
        .add_extension(usage, critical=True)
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(key), critical=False)
        .add_extension(signed_by, critical=False)
    )
    if alternative is not None:
        server = x509.ExtendedKeyUsage([ExtendedKeyUsageOID.SERVER_AUTH])
        names = x509.SubjectAlternativeName([alternative])
        builder = builder.add_extension(names, critical=False).add_extension(server, critical=False)
    return builder.sign(ca_key, hashes.SHA256())
