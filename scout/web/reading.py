"""What a link lets one read: an issue as a page, and the reader's own calendar."""

from __future__ import annotations

import hashlib

from fastapi import APIRouter, Header, Response
from fastapi.responses import HTMLResponse
from sqlalchemy import Connection

from scout.links import Kind, Signed
from scout.store import deliveries, readers
from scout.web import pages
from scout.web.site import Site

# A mail carries its styles with it; it has no form, and nothing else may come in or be framed.
MAIL_POLICY = (
    "default-src 'none'; style-src 'unsafe-inline'; form-action 'none'; frame-ancestors 'none'; "
    "base-uri 'none'"
)
_ENDING = ".ics"
# When a calendar was written is no news.
_STAMP = b"DTSTAMP"


def routes(site: Site) -> APIRouter:
    """Return the routes of the issue page and of the calendar."""
    router = APIRouter()

    @router.api_route("/ausgabe/{token}", methods=["GET", "HEAD"])
    def issue(token: str) -> Response:
        signed = site.signed(Kind.ISSUE, token)
        if signed is None:
            return pages.wrong_link()
        with site.home.store.reading() as connection:
            html = _issue(connection, signed)
        if html is None:
            return pages.message(
                "Diese Ausgabe gibt es nicht mehr",
                "Alte Mails werden nach einiger Zeit gelöscht.",
                status=404,
            )
        return HTMLResponse(html, headers={"Content-Security-Policy": MAIL_POLICY})

    @router.api_route("/kalender/{name}", methods=["GET", "HEAD"])
    def calendar(name: str, if_none_match: str = Header("")) -> Response:
        text = _calendar(site, name)
        return pages.wrong_link() if text is None else _feed(text.encode(), if_none_match)

    return router


def _issue(connection: Connection, signed: Signed) -> str | None:
    """Return the HTML of the issue, ``None`` if it is erased or somebody else's."""
    email = readers.email_of(connection, signed.ref)
    found = deliveries.issue(connection, signed.parts[0]) if len(signed.parts) == 1 else None
    if email is None or found is None or found.recipient_email.casefold() != email:
        return None
    return found.html or None


def _calendar(site: Site, name: str) -> str | None:
    if not name.endswith(_ENDING):
        return None
    signed = site.signed(Kind.CALENDAR, name.removesuffix(_ENDING))
    if signed is None:
        return None
    with site.home.store.reading() as connection:
        email = readers.email_of(connection, signed.ref)
    return None if email is None else site.calendar(email, site.now())


def _feed(body: bytes, known: str) -> Response:
    """Return the calendar, or only that it is what the calendar program has already."""
    lines = (line for line in body.splitlines() if not line.startswith(_STAMP))
    digest = hashlib.sha256(b"\n".join(lines)).hexdigest()
    tag = f'W/"{digest[:32]}"'
    headers = {
        "ETag": tag,
        "Cache-Control": "private, no-cache",
        "Content-Disposition": 'inline; filename="fristen.ics"',
    }
    if _matches(tag, known):
        return Response(status_code=304, headers=headers)
    return Response(body, headers=headers, media_type="text/calendar; charset=utf-8")


def _matches(tag: str, known: str) -> bool:
    """Compare weakly, as RFC 9110 wants it for If-None-Match."""
    if known.strip() == "*":
        return True
    return tag.removeprefix("W/") in (each.strip().removeprefix("W/") for each in known.split(","))
