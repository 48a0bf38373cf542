"""Our own pages as HTML: German, without scripts, readable on a phone and in the dark.

Whatever comes from sources, settings or links is data: escaped, bounded, on one line where a line
is meant.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import cache
from importlib.resources import files
from typing import Any

from fastapi import Response
from fastapi.responses import HTMLResponse
from jinja2 import Environment, PackageLoader, StrictUndefined, select_autoescape

from scout.web import wording
from scout.wording import german_date

_LONGEST_TITLE = 250
# What steers a screen or the direction of writing instead of being text.
_STEERING = re.compile(r"[\x00-\x1f\x7f-\x9f\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]+")
_WEB = re.compile(r"https?://[^\s\x00-\x1f\x7f]{1,2000}", re.IGNORECASE)
_TROUBLE: Mapping[int, tuple[str, str]] = {
    400: ("Das war nicht zu verstehen", "Die Anfrage hat eine Form, die es hier nicht gibt."),
    403: (
        "Das geht von hier aus nicht",
        "Die Anfrage kam von einer fremden Seite. Öffnen Sie den Link in Ihrer Mail.",
    ),
    404: (
        "Diese Seite gibt es nicht",
        "Prüfen Sie die Adresse, oder öffnen Sie den Link der Mail.",
    ),
    405: ("Das geht hier nicht", "Diese Seite lässt sich nur ansehen."),
    408: ("Das hat zu lange gedauert", "Bitte versuchen Sie es noch einmal."),
    413: ("Das war zu viel", "Die Anfrage ist größer, als sie sein darf."),
    500: (
        "Hier ist etwas schiefgegangen",
        "Der Fehler steht im Protokoll. Bitte versuchen Sie es später noch einmal.",
    ),
    503: (
        "Das geht gerade nicht",
        "Bitte versuchen Sie es in ein paar Minuten noch einmal; geändert wurde nichts.",
    ),
}


def page(template: str, values: Mapping[str, Any], *, status: int = 200) -> HTMLResponse:
    """Return the page that ``template`` makes of ``values``."""
    text = _templates().get_template(f"{template}.html.j2").render(values)
    return HTMLResponse(text, status)


def message(title: str, *lines: str, status: int = 200) -> HTMLResponse:
    """Return a page that only says something."""
    return page("message", {"title": title, "lines": lines}, status=status)


def trouble(status: int) -> HTMLResponse:
    """Return the page for an error; says nothing of its cause."""
    return message(*_TROUBLE.get(status, _TROUBLE[400]), status=status)


def wrong_link() -> Response:
    """Return the one page for every link that does not open: nobody learns by it what was wrong."""
    return message(
        "Dieser Link gilt nicht",
        "Er ist abgelaufen, unvollständig oder wurde erneuert.",
        "Nehmen Sie den Link aus der neuesten Mail. Wenn auch der nicht geht: Antworten Sie auf "
        "die Mail.",
        status=404,
    )


@cache
def style_sheet() -> bytes:
    """Return the one style sheet of all pages."""
    return files("scout.web").joinpath("static/pages.css").read_bytes()


def _short(text: str, longest: int = _LONGEST_TITLE) -> str:
    """Return ``text`` on one line, cut at a blank where it is longer."""
    line = " ".join(_STEERING.sub(" ", text).split())
    return line if len(line) <= longest else f"{line[:longest].rsplit(' ', 1)[0]} …"


def _web(url: str) -> str:
    """Return an address of the web, "" for anything else: it is not linked."""
    return url if _WEB.fullmatch(url) else ""


@cache
def _templates() -> Environment:
    environment = Environment(
        loader=PackageLoader("scout.web"),
        autoescape=select_autoescape(enabled_extensions=("html.j2",), default=True),
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters.update({"short": _short, "web": _web, "date": german_date})
    environment.globals["wording"] = wording
    return environment
