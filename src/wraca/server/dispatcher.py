"""One port for two programs: `/v1/*` goes to the small fast app, everything else to Django."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, cast

from a2wsgi import WSGIMiddleware

from wraca.server.patience import App, Receive, Scope, Send, patient


class Dispatcher:
    def __init__(self, *, hot: App, rest: App):
        self.hot = hot
        self.rest = rest

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "lifespan":
            await _live(receive, send)
        elif scope["type"] == "websocket":
            await send({"type": "websocket.close", "code": 1000})
        elif scope["path"].startswith("/v1/"):
            await self.hot(scope, receive, send)
        else:
            await self.rest(scope, receive, send)


def threaded(wsgi: Callable[..., Any], *, threads: int) -> App:
    """A WSGI application under ASGI, each request in a thread."""
    return patient(cast(App, WSGIMiddleware(cast(Any, wsgi), workers=threads)))


async def _live(receive: Receive, send: Send) -> None:
    while True:
        message = await receive()
        await send({"type": f"{message['type']}.complete"})
        if message["type"] == "lifespan.shutdown":
            return
