"""What is inferred of a person, as it is handed out: where they stand, since when, and what is expected of them."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from wraca.engine.reader import Reader
from wraca.lifecycle.queries import score_customer

Rows = list[dict[str, Any]]


def export_inferences(canonical_id: int, reader: Reader | None, now: datetime, *, zone: str) -> dict[str, Rows]:
    """reader: None before the first refresh, when nothing is inferred of anybody."""
    score = score_customer(canonical_id, now, reader, zone=zone) if reader else None
    return {"inferred": [score] if score else [], "stages": _stages(canonical_id, reader) if reader else []}


def _stages(canonical_id: int, reader: Reader) -> Rows:
    rows = reader.select("SELECT * FROM stage_changes WHERE customer_id = $id ORDER BY day", {"id": canonical_id})
    return [{name: value for name, value in row.items() if name != "customer_id"} for row in rows]
