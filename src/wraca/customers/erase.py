"""The rows of a person, last of all that is erased: emptied where something must stay that hangs on them."""

from __future__ import annotations

import secrets
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from wraca.customers.consents.erase import erasing_consents
from wraca.customers.identity.subjects import Subject
from wraca.customers.models import ConsentRecord, Customer

#: In the place of an outside id.
ERASED = "erased-"
#: What a row says of a person, and what it says afterwards. When they came to the shop stays: cohorts count it.
_EMPTY: Mapping[str, Any] = {
    **dict.fromkeys(("given_name", "family_name", "folded_name", "sort_name", "email", "phone"), ""),
    **dict.fromkeys(("street", "postcode", "city", "country", "language"), ""),
    "birth_date": None,
    "traits": {},
    "source_updated_at": None,
}


def has_proven_consents(subject: Subject) -> bool:
    return ConsentRecord.objects.filter(customer_id__in=subject.member_ids, proven=True).exists()


def erase_customers(subject: Subject, now: datetime, *, keep: bool) -> dict[str, int]:
    """keep: the rows stay, emptied. Returns rows touched, per table."""
    if keep:
        return {"customers_customer": sum(_empty(member, now) for member in subject.member_ids)}
    with erasing_consents():
        ConsentRecord.objects.filter(customer_id__in=subject.member_ids).delete()
        Customer.objects.filter(pk__in=subject.member_ids).delete()
    return {"customers_customer": len(subject.member_ids)}


def _empty(customer_id: int, now: datetime) -> int:
    row = Customer.objects.filter(pk=customer_id)
    return row.update(outside_id=f"{ERASED}{secrets.token_hex(12)}", erased_at=now, updated_at=now, **_EMPTY)
