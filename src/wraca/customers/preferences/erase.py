"""How somebody wanted to be dealt with, taken out."""

from __future__ import annotations

from datetime import datetime

from wraca.customers.identity.subjects import Subject
from wraca.customers.preferences.models import Preference


def erase_preferences(subject: Subject, now: datetime) -> dict[str, int]:
    """Returns rows deleted, per table."""
    gone, _by_model = Preference.objects.filter(customer_id__in=subject.member_ids).delete()
    return {"customers_preference": gone}
