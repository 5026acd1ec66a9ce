"""Refused rows of somebody who was erased: counted, and what they say is not kept."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

import msgspec

from wraca.connectors.models import ImportReject
from wraca.customers.rights.digests import find_erased
from wraca.messages.queries import list_erased_addresses

CUSTOMER_ERASED = "customer_erased"


def without_erased(source: str, rejects: Sequence[ImportReject]) -> Sequence[ImportReject]:
    """The same rows; those in which an erased person's id or address stands, emptied. To be called in the transaction
    that keeps them."""
    cells = [set(_cells(reject.raw)) for reject in rejects]
    known = {cell for each in cells for cell in each if 0 < len(cell) <= 254}
    erased = {*find_erased(source, known), *list_erased_addresses({cell for cell in known if "@" in cell})}
    for reject, said in zip(rejects, cells, strict=True):
        if reject.reason == CUSTOMER_ERASED or said & erased:
            reject.reason, reject.values, reject.raw = CUSTOMER_ERASED, {}, type(reject.raw)()
    return rejects


def _cells(raw: Any) -> Iterator[str]:
    """Of a line of JSON, or of rows of columns."""
    if isinstance(raw, str):
        try:
            raw = msgspec.json.decode(raw)
        except msgspec.DecodeError:
            yield from raw.replace('"', " ").split()
            return
    if isinstance(raw, dict):
        raw = list(raw.values())
    if isinstance(raw, list):
        for part in raw:
            yield from _cells(part) if isinstance(part, dict | list) else (str(part).strip(),)
