"""POST of one row or of many: each is taken or rejected by itself."""

from __future__ import annotations

import contextlib
import hashlib
import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

import msgspec
from django.conf import settings
from django.core.exceptions import RequestDataTooBig
from django.db import transaction
from django.http import HttpRequest, HttpResponse

from wraca.api.problems import problem
from wraca.catalogue.actions import record_products
from wraca.catalogue.incoming import NewProduct
from wraca.connectors.decoding import decode_row, find_text
from wraca.connectors.events_in import ToldEvent, record_told_events
from wraca.connectors.reasons import sentence
from wraca.connectors.retrying import Busy, retrying
from wraca.customers.actions import record_customers
from wraca.customers.incoming import NewCustomer
from wraca.events.keys import claim_answer, keep_answer
from wraca.events.models import IdempotentAnswer
from wraca.kit import clock
from wraca.kit.recorded import REJECTED, Problem, Recorded, Result
from wraca.orders.actions import record_orders
from wraca.orders.incoming import NewOrder

MOST_ROWS = 1000
_KEY = re.compile(r"[!-~]{1,200}")


@dataclass(frozen=True)
class Subject:
    """One of the four things that can be sent."""

    name: str
    word: type[msgspec.Struct]
    record: Callable[..., Recorded]
    #: The field that names a row to whoever sent it.
    id_field: str = "outside_id"


SUBJECTS = {
    subject.name: subject
    for subject in (
        Subject("customers", NewCustomer, record_customers),
        Subject("products", NewProduct, record_products),
        Subject("orders", NewOrder, record_orders),
        Subject("events", ToldEvent, record_told_events, id_field="key"),
    )
}


def take(request: HttpRequest, subject: Subject) -> HttpResponse:
    """One object, or an array of up to 1000; with an Idempotency-Key the repeat gets the first answer."""
    rows = _rows(request)
    if isinstance(rows, HttpResponse):
        return rows
    key = request.headers.get("Idempotency-Key")
    if key is not None and not _KEY.fullmatch(key):
        return problem(400, "idempotency_key_malformed", "An Idempotency-Key has 1 to 200 of the signs ! to ~.")
    try:
        return retrying(lambda: _taken(request, key, rows, subject))
    except Busy as error:
        response = problem(503, "busy", str(error))
        response["Retry-After"] = "1"
        return response


def _taken(
    request: HttpRequest, key: str | None, rows: list[msgspec.Raw] | msgspec.Raw, subject: Subject
) -> HttpResponse:
    if key is not None:
        return _once(request, key, rows, subject)
    status, answer = record(rows, subject, request.key.source, clock.now())
    return _respond(status, answer)


def _rows(request: HttpRequest) -> list[msgspec.Raw] | msgspec.Raw | HttpResponse:
    if request.content_type != "application/json":
        return problem(415, "not_json", f"Send application/json, not {request.content_type[:100] or 'nothing'}.")
    try:
        body = request.body
    except RequestDataTooBig:
        most, given = settings.DATA_UPLOAD_MAX_MEMORY_SIZE // 2**20, request.headers.get("Content-Length", "?")
        detail = f"The body has {given} bytes; at most {most} MiB are taken. Send fewer rows at once."
        _pass_over(request)
        return problem(413, "body_too_large", detail)
    try:
        if body.lstrip()[:1] == b"{":
            msgspec.json.decode(body)
            return msgspec.Raw(body)
        rows = msgspec.json.decode(body, type=list[msgspec.Raw])
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
        return problem(400, "not_json", "The body must be a JSON object, or an array of JSON objects.")
    if not 1 <= len(rows) <= MOST_ROWS:
        return problem(413 if rows else 400, "too_many_rows", f"Send 1 to {MOST_ROWS} rows at once, not {len(rows)}.")
    return rows


#: Of a body that is refused: so that a client that sends all before it listens hears why, and is not cut off instead.
MOST_PASSED_OVER = 64 * 2**20


def _pass_over(request: HttpRequest) -> None:
    """Longer ones are cut off. How slowly it may come is up to the server (wraca.server.patience)."""
    left = MOST_PASSED_OVER
    with contextlib.suppress(OSError):
        while left > 0 and (piece := request.read(min(left, 2**16))):
            left -= len(piece)


def record(
    rows: list[msgspec.Raw] | msgspec.Raw, subject: Subject, source: str, now: datetime
) -> tuple[int, dict[str, object]]:
    """(HTTP status, answer)."""
    listed = rows if isinstance(rows, list) else [rows]
    told = [decode_row(row, subject.word) for row in listed]
    good = [word for word in told if not isinstance(word, Problem)]
    recorded = iter(subject.record(good, source=source, now=now).results if good else ())
    results = [Result(REJECTED, None, word) if isinstance(word, Problem) else next(recorded) for word in told]
    shown = [
        _show(row, raw, word, result, subject)
        for row, (raw, word, result) in enumerate(zip(listed, told, results, strict=True))
    ]
    if isinstance(rows, list):
        counts = Recorded(tuple(results))
        return 200, {
            "new": counts.new,
            "changed": counts.changed,
            "same": counts.same,
            "rejected": counts.rejected,
            "results": shown,
        }
    return {"new": 201, REJECTED: 422}.get(results[0].status, 200), shown[0]


def _show(row: int, raw: msgspec.Raw, word: object, result: Result, subject: Subject) -> dict[str, object]:
    shown: dict[str, object] = {"row": row, "status": result.status, "id": result.id}
    outside_id = find_text(raw, subject.id_field) if isinstance(word, Problem) else getattr(word, subject.id_field)
    if outside_id is not None:
        shown[subject.id_field] = outside_id
    if result.problem:
        shown |= {
            "reason": result.problem.reason,
            "values": dict(result.problem.values),
            "detail": sentence(result.problem),
        }
    return shown


def _respond(status: int, answer: dict[str, object]) -> HttpResponse:
    if status == 422:
        more = {name: value for name, value in answer.items() if name not in {"detail", "reason"}}
        more["result"] = more.pop("status")
        return problem(422, str(answer["reason"]), str(answer["detail"]), **more)
    return HttpResponse(msgspec.json.encode(answer), status=status, content_type="application/json")


def _once(request: HttpRequest, key: str, rows: list[msgspec.Raw] | msgspec.Raw, subject: Subject) -> HttpResponse:
    """The answer is kept in the transaction of the deed: either both are there or none. A repeat that comes while the
    first is at work waits for it."""
    api_key = request.key
    body_hash = hashlib.sha256(request.path.encode() + b"\n" + request.body).digest()
    with transaction.atomic():
        if kept := claim_answer(api_key.pk, key, body_hash):
            return _repeat(kept, body_hash)
        status, answer = record(rows, subject, api_key.source, clock.now())
        keep_answer(api_key.pk, key, status, answer)
    return _respond(status, answer)


def _repeat(kept: IdempotentAnswer, body_hash: bytes) -> HttpResponse:
    if bytes(kept.body_hash) != body_hash:
        return problem(409, "idempotency_key_reused", "This Idempotency-Key came before with another body.")
    response = _respond(kept.status, kept.answer)
    response["Idempotent-Replayed"] = "true"
    return response
