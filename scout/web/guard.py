"""What holds for every request and every answer, whatever page it is.

Refused before any page sees it: other methods than GET, HEAD and POST, a POST from a foreign page,
a body that is large or does not come. An error that nobody expected becomes a page, and a log entry
without what stood in addresses: tokens and mail addresses are nobody's business.

Failed tokens are not throttled: they have 256 bits, and a limit for all would lock readers out.
"""

from __future__ import annotations

import asyncio
import logging
import traceback
from collections.abc import Mapping, MutableMapping
from typing import Any
from urllib.parse import urlsplit

from sqlalchemy.exc import OperationalError
from sqlalchemy.exc import TimeoutError as PoolTimeoutError
from starlette.datastructures import Headers, MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from scout.web import pages

POLICY = (
    "default-src 'none'; style-src 'self'; form-action 'self'; frame-ancestors 'none'; "
    "base-uri 'none'"
)

_log = logging.getLogger("scout.web")
_METHODS = ("GET", "HEAD", "POST")
_LARGEST_BODY = 4096
_BODY_S = 10.0
_YEAR_S = 31_536_000


class Guard:
    """Stands around the pages; ``public_url`` is where browsers find them, "" for not known."""

    def __init__(self, app: ASGIApp, public_url: str, body_s: float = _BODY_S) -> None:
        self._app = app
        self._origin = public_url.lower()
        self._body_s = body_s
        self._headers = _headers(is_tls=self._origin.startswith("https://"))

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Let a request through to its page, or answer it here."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        answer = _Answer(send, self._headers)
        refusal, receive = await self._received(scope, receive)
        try:
            app = pages.trouble(refusal) if refusal else self._app
            if refusal == 405:
                answer.add = {"Allow": ", ".join(_METHODS)}
            await app(scope, receive, answer.send)
        except Exception as error:  # noqa: BLE001 - it stands in the log, and the next page is well
            status = _told(scope, error)
            # Half an answer is broken off by the server.
            if not answer.has_begun:
                await pages.trouble(status)(scope, receive, answer.send)

    async def _received(self, scope: Scope, receive: Receive) -> tuple[int, Receive]:
        """Return the status of a refusal, 0 for none, and how to read the body again."""
        if scope["method"] not in _METHODS:
            return 405, receive
        if scope["method"] != "POST":
            return 0, receive
        if self._is_foreign(Headers(scope=scope)):
            return 403, receive
        try:
            async with asyncio.timeout(self._body_s):
                body = await _body(receive)
        except TimeoutError:
            return 408, receive
        if body is None:
            return 413, receive
        return 0, _again(body, receive)

    def _is_foreign(self, headers: Headers) -> bool:
        """Tell whether a browser sends this for another site than ours.

        Mail providers send no origin, and browsers "null" for our own forms, because these pages
        send no referrer (Fetch, "append a request Origin header"); there Sec-Fetch-Site decides.
        """
        if headers.get("sec-fetch-site", "none") not in ("none", "same-origin"):
            return True
        origin = headers.get("origin", "null").lower()
        if origin in ("null", self._origin):
            return False
        try:
            return urlsplit(origin).netloc != headers.get("host", "").lower()
        except ValueError:
            return True


class _Answer:
    """One answer on its way out, with the headers that every answer has."""

    def __init__(self, send: Send, headers: Mapping[str, str]) -> None:
        self._send = send
        self._headers = headers
        self.add: Mapping[str, str] = {}
        self.has_begun = False

    async def send(self, message: Message) -> None:
        if message["type"] == "http.response.start":
            self.has_begun = True
            _complete(message, {**self._headers, **self.add})
        await self._send(message)


def _headers(*, is_tls: bool) -> dict[str, str]:
    tls = {"Strict-Transport-Security": f"max-age={_YEAR_S}"} if is_tls else {}
    return tls | {
        "Content-Security-Policy": POLICY,
        # Addresses carry tokens.
        "Referrer-Policy": "no-referrer",
        "X-Content-Type-Options": "nosniff",
        "X-Robots-Tag": "noindex",
        "Cache-Control": "no-store",
    }


def _complete(message: MutableMapping[str, Any], headers: Mapping[str, str]) -> None:
    """Add what the page itself has not said."""
    said = MutableHeaders(raw=message.setdefault("headers", []))
    for name, value in headers.items():
        said.setdefault(name, value)
    message["headers"] = said.raw


async def _body(receive: Receive) -> bytes | None:
    """Return the whole body, ``None`` if it is too large or breaks off."""
    body = b""
    while True:
        message = await receive()
        body += bytes(message.get("body", b""))
        if len(body) > _LARGEST_BODY or message["type"] != "http.request":
            return None
        if not message.get("more_body", False):
            return body


def _again(body: bytes, receive: Receive) -> Receive:
    """Give ``body`` once more, then whatever comes."""
    waiting = [body]

    async def again() -> Message:
        if waiting:
            return {"type": "http.request", "body": waiting.pop(), "more_body": False}
        return await receive()

    return again


def _told(scope: Scope, error: Exception) -> int:
    """Log an unexpected error and return the status of its page.

    The traceback's frames only: the message of an error of the database repeats the values that
    were asked for, that of any other may repeat the address.
    """
    route = getattr(scope.get("route"), "path", "no page")
    if isinstance(error, OperationalError | PoolTimeoutError):
        _log.warning("%s: the database does not answer (%s)", route, type(error).__name__)
        return 503
    frames = "".join(traceback.format_tb(error.__traceback__))
    _log.error("%s: %s\n%s", route, type(error).__name__, frames)
    return 500
