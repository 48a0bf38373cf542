"""A mail to look at, or to send somewhere to see how it arrives: nothing is marked as told."""

from __future__ import annotations

import re
import webbrowser
from dataclasses import replace
from typing import TYPE_CHECKING

import typer

from scout.cli.common import open_home, say
from scout.errors import UsageError

if TYPE_CHECKING:
    from datetime import datetime
    from pathlib import Path

    from scout.home import Home
    from scout.messages import Message


def probe_digest(folder: Path, now: datetime, to: str | None, address: str | None) -> None:
    """Write the mail of recipient ``to`` into preview/ and open it, or send it to ``address``.

    Exit code 1 if the server did not take it.
    """
    from scout import digest_run
    from scout.issue import message_of
    from scout.toml_file import EMAIL

    if address is not None and not re.fullmatch(EMAIL, address):
        raise UsageError(f"--test: expected an address, found {address!r}")
    with open_home(folder) as home:
        issue = digest_run.probe(home, now, _first(home) if to is None else to)
        message = message_of(home, issue, now)
        if address is None:
            _open(home, message)
        else:
            _send(home, replace(message, recipient_email=address), message.recipient_email)


def _first(home: Home) -> str:
    from scout.store import strategy

    with home.store.reading() as connection:
        recipients = strategy.load(connection).recipients
    if not recipients:
        raise UsageError("digest: expected a recipient in the strategy, found none; import one")
    return recipients[0].email


def _open(home: Home, message: Message) -> None:
    from scout.delivery.compose import to_mime
    from scout.delivery.files import write_message

    path = write_message(home.preview, message, to_mime(message, home.settings.mail))
    page = path.with_suffix(".html").resolve()
    typer.echo(f"{message.recipient_email}: {message.subject}")
    typer.echo(f"  {page}")
    if not webbrowser.open(page.as_uri()):
        say("no browser to open it with")


def _send(home: Home, message: Message, reader: str) -> None:
    from scout.delivery.compose import to_mime
    from scout.delivery.mail import Relay
    from scout.delivery.outbox import Event

    mail = home.settings.mail
    if not mail.host:
        raise UsageError("--test: expected a mail server in scout.toml, [mail] host, found none")
    marked = replace(message, subject=f"[Test] {message.subject}")
    relay = Relay(mail, home.folder)
    try:
        outcome = relay.hand_over(marked.recipient_email, to_mime(marked, mail))
    finally:
        relay.close()
    if outcome.event is not Event.ACCEPTED:
        typer.echo(f"{marked.recipient_email}: {outcome.event} – {outcome.error}")
        raise typer.Exit(1)
    typer.echo(f"{marked.recipient_email}: taken by the server – {marked.subject} (of {reader})")
