"""Who was erased, beside the database: when an older backup is restored, it does not know of later erasures.

One line of JSON each in `erasures.jsonl` of the data folder: ids and moments, nothing of the person. The moment at
which a row was made tells that an id of a restored backup is the same customer and not one of another shop.
"""

from __future__ import annotations

import contextlib
import json
import os
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

import psycopg
from django.conf import settings

from wraca.customers.rights.models import Erasure
from wraca.kit.errors import WracaError
from wraca.kit.language import _

FILE = "erasures.jsonl"


@dataclass(frozen=True)
class Listed:
    """One erased customer row."""

    customer_id: int
    created_at: datetime
    erased_at: datetime


def list_erased(data: Path) -> list[Listed]:
    """As they were written; a line that a power cut left half written is passed over: what it would say is said anew by
    `note_erasures`. Raises WracaError for a file that is no such list."""
    path = data / FILE
    if not path.exists():
        return []
    found = []
    for number, line in enumerate(path.read_text(encoding="utf-8").split("\n"), start=1):
        with contextlib.suppress(json.JSONDecodeError):
            found += [_read(path, number, json.loads(line))] if line else []
    return found


def _read(path: Path, number: int, told: Any) -> Listed:
    try:
        made, erased = (datetime.fromisoformat(told[name]) for name in ("created_at", "erased_at"))
        return Listed(int(told["customer"]), made, erased)
    except (ValueError, KeyError, TypeError) as cause:
        raise WracaError(_("{file}, line {line}, is no line of that list.").format(file=path, line=number)) from cause


def append_erased(data: Path, rows: Iterable[Listed]) -> int:
    """Those that are not in it yet, on the disk before it returns. Returns how many."""
    known = set(list_erased(data))
    fresh = [row for row in rows if row not in known]
    if not fresh:
        return 0
    path = data / FILE
    with open(os.open(path, os.O_RDWR | os.O_CREAT | os.O_APPEND, 0o600), "r+b") as file:
        # What a power cut left of a line is ended, so that ours is whole.
        size = file.seek(0, os.SEEK_END)
        broken = size > 0 and (file.seek(size - 1), file.read(1))[1] != b"\n"
        file.write((b"\n" if broken else b"") + "".join(_line(row) for row in fresh).encode())
        file.flush()
        os.fsync(file.fileno())
    return len(fresh)


def _line(row: Listed) -> str:
    told = {
        "customer": row.customer_id,
        "created_at": row.created_at.isoformat(),
        "erased_at": row.erased_at.isoformat(),
    }
    return json.dumps(told) + "\n"


def note_erasures() -> int:
    """What the database knows and the list does not: a kill may come between the two. Returns how many rows."""
    rows: list[Listed] = []
    for ids, made, erased_at in Erasure.objects.order_by("id").values_list("customer_ids", "made_at", "done_at"):
        rows += _listed(ids, made, erased_at)
    return append_erased(settings.DATA, rows)


_KNOWN = "SELECT customer_ids, made_at, done_at FROM customers_erasure ORDER BY id"


def note_erasures_of(conninfo: str, data: Path) -> int:
    """The same of a database that is about to be replaced; of one from before there were erasures, nothing."""
    with psycopg.connect(conninfo) as connection:
        found = connection.execute("SELECT to_regclass('customers_erasure') IS NOT NULL").fetchone()
        if not found or not found[0]:
            return 0
        rows = [each for row in connection.execute(_KNOWN) for each in _listed(*row)]
    return append_erased(data, rows)


def _listed(ids: Sequence[int], made: Sequence[datetime], erased_at: datetime) -> list[Listed]:
    return [Listed(each, at, erased_at) for each, at in zip(ids, made, strict=True)]
