"""How somebody was addressed, taken out."""

from __future__ import annotations

from datetime import datetime

from wraca.customers.identity.subjects import Subject
from wraca.customers.names.models import FormOfAddress


def erase_forms(subject: Subject, now: datetime) -> dict[str, int]:
    """Returns rows deleted, per table."""
    gone, _by_model = FormOfAddress.objects.filter(customer_id__in=subject.member_ids).delete()
    return {"customers_formofaddress": gone}
