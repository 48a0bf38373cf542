"""How an application is served: the settings of uvicorn that matter to those who read mails."""

from __future__ import annotations

import logging

import uvicorn
from starlette.types import ASGIApp

_GRACE_S = 10


def server(app: ASGIApp) -> uvicorn.Server:
    """Return a server for ``app`` that has not started; ``run(sockets=[...])`` serves it.

    Logs no requests, because addresses carry tokens; believes no header that names a client, for
    nobody asks for one.
    """
    config = uvicorn.Config(
        app,
        http="h11",
        ws="none",
        lifespan="off",
        log_config=None,
        access_log=False,
        server_header=False,
        proxy_headers=False,
        timeout_graceful_shutdown=_GRACE_S,
    )
    # What listens to all loggers shall not hear it either.
    logging.getLogger("uvicorn.access").disabled = True
    return uvicorn.Server(config)
