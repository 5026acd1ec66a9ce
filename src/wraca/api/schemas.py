"""What OpenAPI says of the words that go in and out."""

from __future__ import annotations

from typing import Any

import msgspec

from wraca.api.problems import TITLES
from wraca.api.writing import MOST_ROWS, Subject
from wraca.catalogue.incoming import NewProduct
from wraca.connectors.events_in import ToldEvent
from wraca.customers.incoming import NewCustomer
from wraca.orders.incoming import NewOrder

_REF = "#/components/schemas/"
_JSON = "application/json"
_RESULT = {
    "type": "object",
    "required": ["row", "status", "id"],
    "properties": {
        "row": {"type": "integer", "description": "Place in the batch, from 0."},
        "status": {"type": "string", "enum": ["new", "changed", "same", "rejected"]},
        "id": {"type": ["integer", "null"], "description": "Our id; null for a rejected row."},
        "outside_id": {"type": "string"},
        "key": {"type": "string", "description": "Of an event."},
        "reason": {"type": "string", "description": "Code of the reason of a rejection."},
        "values": {"type": "object"},
        "detail": {"type": "string", "description": "The reason in a sentence."},
    },
}
_COUNT = {"type": "integer", "minimum": 0}
_BATCH = {
    "type": "object",
    "required": ["new", "changed", "same", "rejected", "results"],
    "properties": {
        **dict.fromkeys(("new", "changed", "same", "rejected"), _COUNT),
        "results": {"type": "array", "items": {"$ref": f"{_REF}Result"}},
    },
}
_PROBLEM = {
    "type": "object",
    "required": ["type", "title", "status", "detail"],
    "properties": {
        "type": {"type": "string", "description": "urn:wraca:problem:CODE"},
        "title": {"type": "string"},
        "status": {"type": "integer"},
        "detail": {"type": "string", "description": "What was expected, what came, what to do."},
    },
}
_PAGE = {
    "type": "object",
    "required": ["data", "next_cursor"],
    "properties": {
        "data": {"type": "array", "items": {"type": "object"}},
        "next_cursor": {"type": ["integer", "null"], "description": "Give it back as `cursor`; null: the last page."},
    },
}


def components() -> dict[str, Any]:
    _, words = msgspec.json.schema_components(
        [NewCustomer, NewProduct, NewOrder, ToldEvent], ref_template=_REF + "{name}"
    )
    return {**words, "Result": _RESULT, "BatchResult": _BATCH, "Page": _PAGE, "Problem": _PROBLEM}


def writing(subject: Subject) -> dict[str, Any]:
    word = {"$ref": f"{_REF}{subject.word.__name__}"}
    many = {"type": "array", "items": word, "minItems": 1, "maxItems": MOST_ROWS}
    return {
        "requestBody": {"required": True, "content": {_JSON: {"schema": {"oneOf": [word, many]}}}},
        "parameters": [
            {
                "name": "Idempotency-Key",
                "in": "header",
                "description": "The same key with the same body gets the first answer again; with another body, 409.",
                "schema": {"type": "string", "minLength": 1, "maxLength": 200, "pattern": r"^[!-~]+$"},
            }
        ],
        "responses": {
            200: _answer("Taken: one changed or the same row, or the results of a batch", "Result", "BatchResult"),
            201: _answer("One new row", "Result"),
            **_problems(400, 401, 403, 409, 413, 415, 422, 429, 503),
        },
    }


def reading(*, found: str, missing: bool = False) -> dict[str, Any]:
    schema = {"$ref": f"{_REF}Page"} if found == "Page" else {"type": "object"}
    statuses = (401, 403, 404, 422, 429) if missing else (401, 403, 422, 429)
    ok = {"description": "Found", "content": {_JSON: {"schema": schema}}}
    return {"responses": {200: ok, **_problems(*statuses)}}


def _answer(description: str, *names: str) -> dict[str, Any]:
    refs = [{"$ref": f"{_REF}{name}"} for name in names]
    return {"description": description, "content": {_JSON: {"schema": refs[0] if len(refs) == 1 else {"anyOf": refs}}}}


def _problems(*statuses: int) -> dict[int, Any]:
    content = {"application/problem+json": {"schema": {"$ref": f"{_REF}Problem"}}}
    return {status: {"description": TITLES[status], "content": content} for status in statuses}
