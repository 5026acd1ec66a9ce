"""Who said what of somebody when, taken out."""

from __future__ import annotations

from datetime import datetime

from wraca.customers.freshness.models import Correction, FieldWord
from wraca.customers.identity.subjects import Subject


def erase_freshness(subject: Subject, now: datetime) -> dict[str, int]:
    """Returns rows deleted, per table."""
    words, _by_model = FieldWord.objects.filter(customer_id__in=subject.member_ids).delete()
    corrections, _by_model = Correction.objects.filter(customer_id__in=subject.member_ids).delete()
    return {"customers_fieldword": words, "customers_correction": corrections}
