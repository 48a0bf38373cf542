"""The pages of one home, as an ASGI application.

Routes run in threads, so that a database that is slow holds up nobody else. GET and HEAD change
nothing; what a POST changes it changes in one transaction. Nothing of it needs a session, a cookie
or a script.
"""

from __future__ import annotations

from typing import Any

from fastapi import FastAPI, Request, Response
from starlette.exceptions import HTTPException

from scout.home import Home
from scout.web import about, items, pages, reading, subscription
from scout.web.guard import Guard
from scout.web.site import Calendar, Clock, Site
from scout.web.texts import read_texts

# Spans and records would carry addresses, that is, tokens, to whoever the environment names.
# Older releases of FastAPI neither have them nor mind the argument.
_SILENT: Any = {
    "tracing": False,
    "metrics": False,
    "logs": False,
    "operation_spans": False,
    "auto_configure": False,
}


def make_app(home: Home, now: Clock, calendar: Calendar) -> FastAPI:
    """Return the pages of ``home``.

    ``now`` gives the present moment, aware; ``calendar`` the deadlines of the reader with an
    address (casefolded) as an iCalendar text, ``None`` where that address has none. Both are called
    in several threads at once. Texts are read now and never again.

    Raises:
        UsageError: if the secret or a text of ``[web]`` cannot be used.
    """
    web = home.settings.web
    site = Site(home, home.secret(), now, calendar)
    app = FastAPI(
        docs_url=None,
        redoc_url=None,
        openapi_url=None,
        redirect_slashes=False,
        telemetry=_SILENT,
    )
    app.add_middleware(Guard, public_url=web.public_url)
    app.add_exception_handler(HTTPException, _refused)
    for router in (
        about.routes(site, read_texts(home.folder, web)),
        items.routes(site),
        subscription.routes(site),
        reading.routes(site),
    ):
        app.include_router(router)
    return app


async def _refused(_: Request, error: Exception) -> Response:
    """Return the page for an address or a method that does not exist."""
    response = pages.trouble(getattr(error, "status_code", 500))
    response.headers.update(getattr(error, "headers", None) or {})
    return response
