"""What happened to a person, as it is handed out."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from wraca.events.models import Event


def export_events(customer_ids: Sequence[int]) -> dict[str, list[dict[str, Any]]]:
    rows = Event.objects.filter(customer_id__in=customer_ids).order_by("at", "id")
    return {"events": list(rows.values("at", "kind", "source", "payload"))}
