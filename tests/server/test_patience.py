"""Slow clients, and those who leave in the middle."""

from __future__ import annotations

import asyncio
from typing import Any

from wraca.server.dispatcher import threaded
from wraca.server.patience import GATHERED_BYTES, LEAST_PACE, App, patient

SCOPE = {"type": "http", "method": "POST", "path": "/", "query_string": b"", "headers": [], "http_version": "1.1"}
PART = {"type": "http.request", "body": b"how_often=", "more_body": True}
WHOLE = {"type": "http.request", "body": b"each", "more_body": False}
LEFT = {"type": "http.disconnect"}


def echo(environ, start_response):
    start_response("200 OK", [("Content-Type", "text/plain")])
    return [environ["wsgi.input"].read()]


async def call(app: App, *messages: dict[str, Any], then_wait: bool = False) -> tuple[int, bytes]:
    """Status and body of the answer; afterwards the client says nothing more."""
    waiting, sent = list(messages), []

    async def receive() -> dict[str, Any]:
        if not waiting and then_wait:
            await asyncio.sleep(60)
        return waiting.pop(0) if waiting else LEFT

    async def send(message: dict[str, Any]) -> None:
        sent.append(message)

    await app(SCOPE, receive, send)
    return sent[0]["status"], b"".join(message.get("body", b"") for message in sent[1:])


def test_half_a_form_holds_no_thread():
    async def both() -> list[tuple[int, bytes]]:
        one_thread = threaded(echo, threads=1)
        slow = [asyncio.create_task(call(one_thread, PART, then_wait=True)) for _ in range(3)]
        await asyncio.sleep(0.05)
        answer = await asyncio.wait_for(call(one_thread, PART, WHOLE), 5)
        for task in slow:
            task.cancel()
        return [answer]

    assert asyncio.run(both()) == [(200, b"how_often=each")]


def test_half_a_form_is_not_carried_out():
    carried_out = []

    async def app(scope, receive, send):
        carried_out.append(scope)

    assert asyncio.run(call(patient(app), PART, LEFT))[0] == 408
    assert asyncio.run(call(patient(app, grace_seconds=0.05), PART, then_wait=True))[0] == 408
    assert carried_out == []


def test_long_body_is_read_by_the_application_and_ends_where_it_stalls():
    part = {"type": "http.request", "body": b"x" * GATHERED_BYTES, "more_body": True}
    read = []

    async def app(scope, receive, send):
        try:
            while (message := await receive()).get("more_body"):
                read.append(len(message["body"]))
        except OSError as cause:
            read.append(str(cause))
        await send({"type": "http.response.start", "status": 200, "headers": []})

    # Three parts pay for 3 * 64 seconds at the least pace, so the grace alone is not what ends it.
    asyncio.run(call(patient(app, grace_seconds=0.05), part, part, part, LEFT))
    assert read == [GATHERED_BYTES] * 3 + ["the connection ended before the body"]
    assert GATHERED_BYTES // LEAST_PACE == 64


def test_answer_that_nobody_takes_is_thrown_away():
    async def app(scope, receive, send):
        for _ in range(1000):
            await send({"type": "http.response.body", "body": b"x", "more_body": True})

    async def stuck() -> str:
        async def send(message: dict[str, Any]) -> None:
            await asyncio.sleep(60)

        async def receive() -> dict[str, Any]:
            return WHOLE

        await asyncio.wait_for(patient(app, taken_seconds=0.05)(SCOPE, receive, send), 5)
        return "ended"

    assert asyncio.run(stuck()) == "ended"
