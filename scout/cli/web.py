"""The pages that mails link to, served until somebody asks it to stop."""

from __future__ import annotations

import signal
import socket
from functools import partial
from typing import TYPE_CHECKING, Annotated

import typer

from scout.cli.common import HERE, HomeOption, open_home, say
from scout.clock import now_or_on

if TYPE_CHECKING:
    from uvicorn import Server

    from scout.settings import WebSettings

_BACKLOG = 512
_THIS_COMPUTER = ("127.", "::1", "localhost")


def web(
    host: Annotated[
        str | None, typer.Option(help="Where to listen, instead of [web] host.")
    ] = None,
    port: Annotated[
        int | None,
        typer.Option(min=0, max=65535, help="Instead of [web] port; 0 is any that is free."),
    ] = None,
    home: HomeOption = HERE,
) -> None:
    """Serve the pages that mails link to, on this computer only unless told otherwise.

    Ends with SIGTERM, after the requests at hand. Texts and settings are read at the start.
    """
    from scout.issue import calendar_for
    from scout.web.app import make_app
    from scout.web.serving import server

    with open_home(home) as opened:
        settings = opened.settings.web
        app = make_app(opened, lambda: now_or_on(None), partial(calendar_for, opened))
        with _listening(
            host or settings.host, settings.port if port is None else port
        ) as listening:
            _serve(server(app), listening, settings)


def _listening(host: str, port: int) -> socket.socket:
    """Return a socket that listens at ``host`` and ``port``."""
    from scout.errors import UsageError

    place = f"[web] host and port (--host, --port): expected a free address, {host} port {port}"
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    try:
        return socket.create_server((host, port), family=family, backlog=_BACKLOG)
    except (OSError, UnicodeError) as error:
        why = getattr(error, "strerror", None) or "no name of a computer"
        raise UsageError(f"{place}: {why}") from None


def _introduce(listening: socket.socket, settings: WebSettings) -> None:
    host, port = listening.getsockname()[:2]
    say(f"Pages: http://{f'[{host}]' if ':' in host else host}:{port}/")
    if settings.public_url:
        say(f"Mails link to {settings.public_url}")
        return
    say("[web] public_url is not set: mails have no links to these pages")
    if not host.startswith(_THIS_COMPUTER):
        say(
            "Other computers reach them without TLS: put a proxy that speaks it in front, and set "
            "public_url to its address"
        )


def _serve(running: Server, listening: socket.socket, settings: WebSettings) -> None:
    """Serve until SIGTERM or SIGINT, which end it well also before it has begun."""

    def end(*_: object) -> None:
        running.should_exit = True

    # uvicorn puts its own in their place while it serves, and sends itself again what it was sent.
    for asked in (signal.SIGTERM, signal.SIGINT):
        signal.signal(asked, end)
    _introduce(listening, settings)
    running.run(sockets=[listening])
