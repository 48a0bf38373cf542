"""The pages that everybody may see: what this is, what the law wants, the style sheet, health."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from fastapi import APIRouter, Response
from fastapi.responses import PlainTextResponse

from scout.web import pages
from scout.web.site import Site
from scout.web.texts import Block

_FRESH = {"Cache-Control": "no-cache"}
_KEPT = {"Cache-Control": "public, max-age=3600"}
_TITLES = {
    "impressum": "Impressum",
    "datenschutz": "Datenschutz",
    "barrierefreiheit": "Barrierefreiheit",
}
_BOTH = ["GET", "HEAD"]


def routes(site: Site, texts: Mapping[str, tuple[Block, ...]]) -> APIRouter:
    """Return the routes of the public pages; ``texts`` are the operator's, by path."""
    router = APIRouter()
    contact = _contact(site)

    @router.api_route("/", methods=_BOTH)
    def home() -> Response:
        return _fresh(pages.page("home", {"title": "Förderscout", "contact": contact}))

    @router.api_route("/style.css", methods=_BOTH)
    def style() -> Response:
        return Response(pages.style_sheet(), headers=_KEPT, media_type="text/css")

    @router.api_route("/health", methods=_BOTH)
    def health() -> Response:
        return PlainTextResponse("ok\n")

    for name, title in _TITLES.items():
        router.add_api_route(f"/{name}", _text_page(name, title, texts, contact), methods=_BOTH)
    return router


def _text_page(
    name: str, title: str, texts: Mapping[str, tuple[Block, ...]], contact: str
) -> Callable[[], Response]:
    values = {"title": title, "blocks": texts.get(name, ()), "contact": contact, "name": name}

    def show() -> Response:
        return _fresh(pages.page("text", values))

    return show


def _contact(site: Site) -> str:
    """Return the address that people may write to, "" if nobody answers."""
    mail = site.home.settings.mail
    address = mail.reply_to or mail.sender
    return "" if address.endswith("@localhost") else address


def _fresh(response: Response) -> Response:
    response.headers.update(_FRESH)
    return response
