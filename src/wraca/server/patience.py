"""Patience with slow clients, in front of an application that gives each request a thread.

Without it, a handful of connections that send half of a form, or read nothing of an answer, hold all threads for good.
A body is therefore gathered before a thread is taken, as far as it is short; and whoever is slower than LEAST_PACE, or
leaves in the middle, is cut off: half of a form is never carried out.
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import Awaitable, Callable
from typing import Any

Message = dict[str, Any]
Scope = dict[str, Any]
Receive = Callable[[], Awaitable[Message]]
Send = Callable[[Message], Awaitable[None]]
App = Callable[[Scope, Receive, Send], Awaitable[None]]

#: Gathered in memory before the application begins; of a longer body it reads the rest itself.
GATHERED_BYTES = 256 * 1024
#: Bytes a second, after a grace of so many seconds.
LEAST_PACE, GRACE_SECONDS = 4096, 30.0
#: For each piece of an answer to be taken.
TAKEN_SECONDS = 60.0


class LeftInTheMiddle(OSError):
    """The client left, or was too slow."""


def patient(app: App, *, grace_seconds: float = GRACE_SECONDS, taken_seconds: float = TAKEN_SECONDS) -> App:
    async def answer(scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            return await app(scope, receive, send)
        body = _Body(receive, grace_seconds)
        try:
            await body.gather()
        except LeftInTheMiddle:
            return await _refuse(send)
        return await app(scope, body.receive, _taken(send, taken_seconds))

    return answer


class _Body:
    def __init__(self, receive: Receive, grace_seconds: float):
        self._receive = receive
        self._patience = grace_seconds
        self._gathered: list[Message] = []

    async def gather(self) -> None:
        size = 0
        while not self._gathered or (self._gathered[-1].get("more_body") and size < GATHERED_BYTES):
            self._gathered.append(await self._next())
            size += len(self._gathered[-1].get("body", b""))

    async def receive(self) -> Message:
        return self._gathered.pop(0) if self._gathered else await self._next()

    async def _next(self) -> Message:
        began = time.monotonic()
        try:
            async with asyncio.timeout(max(self._patience, 0)):
                message = await self._receive()
        except TimeoutError:
            raise LeftInTheMiddle("the body came too slowly") from None
        if message["type"] == "http.disconnect":
            raise LeftInTheMiddle("the connection ended before the body")
        self._patience += len(message.get("body", b"")) / LEAST_PACE - (time.monotonic() - began)
        return message


async def _refuse(send: Send) -> None:
    headers = [(b"content-type", b"text/plain"), (b"content-length", b"0"), (b"connection", b"close")]
    await send({"type": "http.response.start", "status": 408, "headers": headers})
    await send({"type": "http.response.body", "body": b""})


def _taken(send: Send, seconds: float) -> Send:
    """What nobody takes is thrown away from then on, so that its thread comes to the end."""
    gone = False

    async def pass_on(message: Message) -> None:
        nonlocal gone
        if gone:
            return
        try:
            async with asyncio.timeout(seconds):
                await send(message)
        except TimeoutError:
            gone = True

    return pass_on
