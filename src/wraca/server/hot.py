"""The fast path under `/v1`: raw ASGI and msgspec, no Django in it. Collection and `decide` will live here."""

from __future__ import annotations

import msgspec

from wraca import __version__
from wraca.server.dispatcher import Receive, Scope, Send

JSON = b"application/json"
PROBLEM = b"application/problem+json"


async def hot_app(scope: Scope, receive: Receive, send: Send) -> None:
    if scope["path"] != "/v1/health":
        await _answer(send, 404, PROBLEM, _problem(404, "Not found", f"there is no {scope['path']}"))
    elif scope["method"] not in {"GET", "HEAD"}:
        await _answer(send, 405, PROBLEM, _problem(405, "Method not allowed", "use GET"))
    else:
        await _answer(send, 200, JSON, {"status": "ok", "version": __version__})


def _problem(status: int, title: str, detail: str) -> dict[str, object]:
    """RFC 9457."""
    return {"type": "about:blank", "title": title, "status": status, "detail": detail}


async def _answer(send: Send, status: int, kind: bytes, content: dict[str, object]) -> None:
    body = msgspec.json.encode(content)
    headers = [(b"content-type", kind), (b"content-length", str(len(body)).encode())]
    await send({"type": "http.response.start", "status": status, "headers": headers})
    await send({"type": "http.response.body", "body": body})
