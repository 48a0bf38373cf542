"""Unsubscribing: by one click of a mail provider (RFC 8058), or on a page; and coming back.

Whoever has the link may do it: no login, no address on the page. Works for readers who have left
the strategy too.
"""

from __future__ import annotations

import logging

from fastapi import APIRouter, Response
from sqlalchemy import Connection

from scout.errors import UsageError
from scout.links import Kind, Signed
from scout.secret import AddressHash, address_hash
from scout.store import readers
from scout.store.readers import StopReason
from scout.web import pages
from scout.web.site import Site

_log = logging.getLogger("scout.web")


def routes(site: Site) -> APIRouter:
    """Return the routes of unsubscribing."""
    router = APIRouter()

    @router.api_route("/abbestellen/{token}/wieder", methods=["GET", "HEAD"])
    @router.api_route("/abbestellen/{token}", methods=["GET", "HEAD"])
    def ask(token: str) -> Response:
        signed = site.signed(Kind.UNSUBSCRIBE, token)
        if signed is None:
            return pages.wrong_link()
        secret = _secret(site)
        if secret is None:
            return _cannot()
        with site.home.store.reading() as connection:
            reader = _reader(connection, secret, signed)
            reason = None if reader is None else _reason(connection, reader)
        return pages.wrong_link() if reader is None else _page(token, reason)

    @router.post("/abbestellen/{token}")
    def end(token: str) -> Response:
        return _changed(site, token, stops=True)

    @router.post("/abbestellen/{token}/wieder")
    def begin_again(token: str) -> Response:
        return _changed(site, token, stops=False)

    return router


def _changed(site: Site, token: str, *, stops: bool) -> Response:
    """End the digests of a reader, or take that back; the body of the request decides nothing."""
    signed = site.signed(Kind.UNSUBSCRIBE, token)
    if signed is None:
        return pages.wrong_link()
    secret = _secret(site)
    if secret is None:
        return _cannot()
    with site.home.store.writing() as connection:
        reader = _reader(connection, secret, signed)
        if reader is None:
            return pages.wrong_link()
        before = _reason(connection, reader)
        if stops and before not in (StopReason.UNSUBSCRIBED, StopReason.FORGOTTEN):
            readers.stop(connection, reader, StopReason.UNSUBSCRIBED, site.now())
        # Only her own stop: an address that was refused or erased is for people to look at.
        if not stops and before is StopReason.UNSUBSCRIBED:
            readers.resume(connection, reader)
        return _page(token, _reason(connection, reader), is_done=True)


def _secret(site: Site) -> bytes | None:
    """Return the secret that hashes addresses; ``None`` if it is not that of the stops by now.

    Asked each time: whatever is stopped by another one meanwhile, by a command for instance, this
    page would not see, and what it stopped nobody else would.
    """
    try:
        return site.home.secret()
    except UsageError as error:
        _log.error("unsubscribing: %s", error)
        return None


def _cannot() -> Response:
    return pages.message(
        "Abbestellen geht hier gerade nicht",
        "Geändert wurde nichts. Antworten Sie bitte auf die Mail, oder versuchen Sie es später "
        "noch einmal.",
        status=503,
    )


def _reader(connection: Connection, secret: bytes, signed: Signed) -> AddressHash | None:
    """Return the keyed hash of the address that a link belongs to."""
    email = readers.email_of(connection, signed.ref)
    return None if email is None else address_hash(secret, email)


def _reason(connection: Connection, reader: AddressHash) -> StopReason | None:
    found = readers.stops(connection).get(reader)
    return None if found is None else found.reason


def _page(token: str, reason: StopReason | None, *, is_done: bool = False) -> Response:
    titles = {
        None: "Sie erhalten die Mails wieder" if is_done else "Mails abbestellen?",
        StopReason.UNSUBSCRIBED: "Sie erhalten keine Mails mehr",
    }
    values = {
        "title": titles.get(reason, "An diese Adresse gehen keine Mails mehr"),
        "reason": None if reason is None else reason.value,
        "is_done": is_done,
        "path": f"/{Kind.UNSUBSCRIBE}/{token}",
    }
    return pages.page("subscription", values)
