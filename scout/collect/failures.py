"""Say in words why a request brought no page, with a code of its own for each reason.

Scrapy ends a crawl as "finished" whatever happened to its requests; what did happen is told here.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from scrapy import Request
from scrapy.exceptions import (
    CannotResolveHostError,
    DownloadCancelledError,
    DownloadConnectionRefusedError,
    DownloadFailedError,
    DownloadTimeoutError,
    IgnoreRequest,
    ResponseDataLossError,
)
from scrapy.spidermiddlewares.httperror import HttpError
from twisted.internet.error import ConnectionClosed

from scout.domain import Finding, Weight

_LONGEST = 300


class Cause(NamedTuple):
    """Why there is no page: a code for programs, and words."""

    code: str
    text: str


_TOO_LARGE = Cause("too_large", "the answer is larger than can be believed")
CUT_OFF = Cause("cut_off", "the answer broke off in the middle")
_CAUSES: tuple[tuple[type[Exception], Cause], ...] = (
    (DownloadConnectionRefusedError, Cause("connection_refused", "the connection was refused")),
    (DownloadTimeoutError, Cause("timeout", "no answer in time")),
    (CannotResolveHostError, Cause("host_unknown", "the host's name is not known")),
    (ResponseDataLossError, CUT_OFF),
    (EOFError, CUT_OFF),
    (DownloadCancelledError, _TOO_LARGE),
    (ConnectionClosed, Cause("connection_lost", "the connection broke off")),
)
REDIRECT_LOOP = Cause("redirect_loop", "the page leads on and on to other addresses")
FORBIDDEN = Cause("robots_forbidden", "robots.txt of the site forbids this page")
# Scrapy has one exception for all that it leaves out; only its words tell why.
_LEFT_OUT = (
    ("max redirections reached", REDIRECT_LOOP),
    ("DOWNLOAD_MAXSIZE", _TOO_LARGE),
)
_NO_WAY = (DownloadConnectionRefusedError, CannotResolveHostError)


class Refused(IgnoreRequest):
    """An answer that is no page, or a request that must not be made: what the finding will say.

    ``weight`` is ``None`` where it depends on which page is missing; ``url`` is the address at
    fault where that is another than the one asked for.
    """

    def __init__(
        self, code: str, text: str, weight: Weight | None = None, url: str | None = None
    ) -> None:
        super().__init__(text)
        self.code = code
        self.text = text
        self.weight = weight
        self.url = url


class FailedThenError(DownloadFailedError):
    """A connection that failed when a bundle was recorded, and what was said of it."""

    def __init__(self, code: str, text: str) -> None:
        super().__init__(text)
        self.code = code
        self.text = text


def finding_of(error: BaseException | None, request: Request, weight: Weight) -> Finding:
    """Return what ``error`` means for ``request``; ``weight`` is that of the missing page."""
    if isinstance(error, Refused):
        url = error.url or request.url
        return Finding(error.code, error.text[:_LONGEST], url, error.weight or weight)
    cause = _cause(error, request)
    return Finding(cause.code, cause.text[:_LONGEST], request.url, weight)


def _cause(error: BaseException | None, request: Request) -> Cause:
    if isinstance(error, FailedThenError):
        return Cause(error.code, error.text)
    if isinstance(error, HttpError):
        status = error.response.status
        return Cause(f"http_{status}", f"the page answered HTTP {status}")
    behind = tuple(_behind(error))
    if found := _on_the_way(behind, request):
        return found
    for each in behind:
        for kind, cause in _CAUSES:
            if isinstance(each, kind):
                return Cause(cause.code, f"{cause.text}: {each}".removesuffix(": "))
    for words, cause in _LEFT_OUT:
        if isinstance(error, IgnoreRequest) and words in str(error):
            return cause
    text = f"the page could not be read: {type(error).__name__}: {error}"
    return Cause("download_failed", text)


def _on_the_way(behind: tuple[BaseException, ...], request: Request) -> Cause | None:
    """Say what is wrong between us and the server: the proxy, or who the server claims to be."""
    # A tenth of a second to import, needed only where a connection failed.
    from OpenSSL import SSL  # noqa: PLC0415 - as above
    from scrapy.core.downloader.handlers.http11 import TunnelError  # noqa: PLC0415 - as above
    from service_identity import CertificateError, VerificationError  # noqa: PLC0415 - as above

    for error in behind:
        if isinstance(error, TunnelError):
            return Cause("proxy_failed", f"the proxy did not let the request through: {error}")
        if isinstance(error, _NO_WAY) and request.meta.get("proxy"):
            text = f"the proxy named in http.proxy cannot be reached: {error}"
            return Cause("proxy_failed", text)
        if isinstance(error, CertificateError | VerificationError):
            text = "the server's certificate is not trusted: it names another host"
            return Cause("certificate", text)
        if isinstance(error, SSL.Error):
            return _of_tls(error)
    return None


def _of_tls(error: Exception) -> Cause:
    words = [str(part) for parts in (error.args[0] if error.args else ()) for part in parts if part]
    if "certificate verify failed" in words:
        text = (
            "the server's certificate is not trusted; if a proxy breaks TLS, name its CA in "
            "http.ca_file"
        )
        return Cause("certificate", text)
    return Cause("tls_failed", f"no secure connection came about: {', '.join(words[-1:])}")


def _behind(error: BaseException | None) -> Iterator[BaseException]:
    """Yield ``error`` and what lies behind it; Twisted wraps lists of failures."""
    while error is not None:
        yield error
        for reason in getattr(error, "reasons", ()):
            yield reason.value
        error = error.__cause__
