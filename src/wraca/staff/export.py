"""What staff did to a customer, as it is handed out: the deed and its moment, not who."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from wraca.staff.models import AuditEntry


def export_deeds(customer_ids: Sequence[int]) -> dict[str, list[dict[str, Any]]]:
    rows = AuditEntry.objects.filter(object_kind="customer", object_id__in=[str(each) for each in customer_ids])
    return {"staff_deeds": list(rows.order_by("at", "id").values("at", "action"))}
