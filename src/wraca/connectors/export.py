"""What is kept of files that spoke of a person, as it is handed out: rows that were rejected, and rows as they were
before an import changed them."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from typing import Any

from django.db.models import F, Q, TextField
from django.db.models.functions import Cast

from wraca.connectors.models import ImportChange, ImportReject

Rows = list[dict[str, Any]]


def export_imports(customer_ids: Sequence[int], words: Collection[str]) -> dict[str, Rows]:
    """words: e-mail addresses and telephone numbers that they were ever known by."""
    return {"rejected_rows": _rejects(words), "rows_before_imports": _before(customer_ids)}


def _rejects(words: Collection[str]) -> Rows:
    """Rows that hold one of the words, however it is written there in upper and lower case."""
    named = Q()
    for word in sorted(word for word in words if word):
        named |= Q(as_text__icontains=word)
    if not named:
        return []
    rows = ImportReject.objects.annotate(as_text=Cast("raw", TextField()), file_name=F("run__file_name"))
    return list(rows.filter(named).order_by("id").values("file_name", "row_number", "reason", "values", "raw"))


def _before(customer_ids: Sequence[int]) -> Rows:
    own = Q(place="customers_customer", row_id__in=customer_ids) | Q(before__customer_id__in=list(customer_ids))
    rows = ImportChange.objects.filter(own, before__isnull=False).order_by("id").annotate(at=F("run__started_at"))
    return list(rows.values("at", "place", "before"))
