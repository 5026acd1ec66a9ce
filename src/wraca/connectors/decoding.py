"""Reads what came as JSON into what it should be, one row at a time: a malformed row is a problem of its own."""

from __future__ import annotations

import re
from typing import Any, TypeVar

import msgspec

from wraca.connectors.columns import REASON_COLUMN
from wraca.kit.recorded import Problem

Told = TypeVar("Told")

_PLACE = re.compile(r" - at `(?P<place>[^`]*)`$")
_NO_OBJECT = re.compile(r"Expected `object`, got `(?P<given>[^`]*)`")
_UNKNOWN = re.compile(r"Object contains unknown field `(?P<field>.*)`", re.DOTALL)
_MISSING = re.compile(r"Object missing required field `(?P<field>.*)`")


def decode_row(raw: bytes | msgspec.Raw, kind: type[Told]) -> Told | Problem:
    """`kind` is NewCustomer, NewProduct, NewOrder or ToldEvent. A reason that we wrote beside it is passed over."""
    try:
        return msgspec.json.decode(raw, type=kind)
    except msgspec.ValidationError as error:
        fields = msgspec.json.decode(raw)
        if isinstance(fields, dict) and fields.pop(REASON_COLUMN, None) is not None:
            return decode_row(msgspec.json.encode(fields), kind)
        return problem_of(error, kind)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
        return Problem("row_not_json")


def convert_row(values: dict[str, object], kind: type[Told]) -> Told | Problem:
    """From a row of a CSV or Parquet file."""
    try:
        return msgspec.convert(values, type=kind)
    except msgspec.ValidationError as error:
        return problem_of(error, kind)


def find_text(raw: bytes | msgspec.Raw, field: str) -> str | None:
    """A malformed row's own text of the field, e.g. its id; None: it cannot be read."""
    try:
        row = msgspec.json.decode(raw)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
        return None
    value = row.get(field) if isinstance(row, dict) else None
    return value[:200] if isinstance(value, str) else None


def problem_of(error: msgspec.ValidationError, kind: Any) -> Problem:
    message = str(error)
    if found := _NO_OBJECT.fullmatch(message):
        return Problem("row_not_object", {"given": found["given"], "known": list(kind.__struct_fields__)})
    found = _PLACE.search(message)
    place = found["place"].removeprefix("$").lstrip(".") if found else ""
    message = _PLACE.sub("", message)
    if unknown := _UNKNOWN.match(message):
        return Problem(
            "field_unknown", {"field": _join(place, unknown["field"]), "known": list(kind.__struct_fields__)}
        )
    if missing := _MISSING.match(message):
        return Problem("field_missing", {"field": _join(place, missing["field"])})
    return Problem("field_malformed", {"field": place[:200], "expected": message[:200]})


def _join(place: str, field: str) -> str:
    return f"{place}.{field}"[:200] if place else field[:200]
