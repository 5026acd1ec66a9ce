"""By what somebody could be found to be known twice, taken out."""

from __future__ import annotations

from datetime import datetime

from django.db.models import Q

from wraca.customers.duplicates.models import DuplicateKeys, DuplicatePair
from wraca.customers.identity.subjects import Subject


def erase_duplicates(subject: Subject, now: datetime) -> dict[str, int]:
    """Returns rows deleted, per table."""
    part = Q(left__in=subject.member_ids) | Q(right__in=subject.member_ids)
    pairs, _by_model = DuplicatePair.objects.filter(part).delete()
    keys, _by_model = DuplicateKeys.objects.filter(customer_id__in=subject.member_ids).delete()
    return {"customers_duplicatepair": pairs, "customers_duplicatekeys": keys}
