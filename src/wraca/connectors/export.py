"""What is kept of files that spoke of a person, as it is handed out: rows that were rejected, and rows as they were
before an import changed them."""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence
from typing import Any

from django.db.models import F, Q, TextField
from django.db.models.functions import Cast

from wraca.connectors.models import ImportChange, ImportReject

Rows = list[dict[str, Any]]


#: What may stand in an address: `arek@wp.pl` is not in `marek@wp.pl`, nor in `arek@wp.pl.example`.
_BEFORE, _AFTER = r"(?<![\w.!#$%&'*+/=?^`{|}~-])", r"(?![\w-]|\.\w)"


def export_imports(customer_ids: Sequence[int], emails: Collection[str]) -> dict[str, Rows]:
    """emails: proven to be theirs, for a refused row names whoever it likes."""
    return {"rejected_rows": _rejects(emails), "rows_before_imports": _before(customer_ids)}


def _rejects(emails: Collection[str]) -> Rows:
    """Rows that hold one of the addresses, whole, in upper or lower case."""
    named = Q()
    for email in sorted(email for email in emails if email):
        named |= Q(as_text__iregex=f"{_BEFORE}{re.escape(email)}{_AFTER}")
    if not named:
        return []
    rows = ImportReject.objects.annotate(as_text=Cast("raw", TextField()), file_name=F("run__file_name"))
    return list(rows.filter(named).order_by("id").values("file_name", "row_number", "reason", "values", "raw"))


def _before(customer_ids: Sequence[int]) -> Rows:
    own = Q(place="customers_customer", row_id__in=customer_ids) | Q(before__customer_id__in=list(customer_ids))
    rows = ImportChange.objects.filter(own, before__isnull=False).order_by("id").annotate(at=F("run__started_at"))
    return list(rows.values("at", "place", "before"))
