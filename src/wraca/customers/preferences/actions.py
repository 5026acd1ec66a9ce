"""Keeps what customers want."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from django.db import transaction

from wraca.customers.models import Customer
from wraca.customers.preferences.choices import require_preference
from wraca.customers.preferences.models import Preference
from wraca.customers.preferences.queries import find_preferences, list_preferences
from wraca.events.actions import NewEvent, append_events
from wraca.kit.errors import InvalidInput


@transaction.atomic
def set_preferences(
    customer_id: int, wanted: Mapping[str, object], *, now: datetime, by: int | None = None
) -> tuple[str, ...]:
    """Appends what differs from what stood; the names of that. by: the staff member who was told; None: the customer.

    Raises InvalidInput for an unknown customer, name or value: then nothing is kept.
    """
    values = {name: require_preference(name, value) for name, value in wanted.items()}
    if not Customer.objects.select_for_update(no_key=True).filter(pk=customer_id).exists():
        raise InvalidInput(f"there is no customer {customer_id}")
    stands = {word.name: word.value for word in list_preferences(customer_id)}
    new = {name: value for name, value in values.items() if name not in stands or stands[name] != value}
    source = Preference.CUSTOMER if by is None else Preference.STAFF
    for name, value in sorted(new.items()):
        word = Preference.objects.create(customer_id=customer_id, name=name, value=value, at=now, source=source, by=by)
        payload = {"name": name, "by": source}
        key = f"customer.preference_set:{word.pk}"
        append_events([NewEvent(now, "customer.preference_set", key, customer_id, payload)])
    return tuple(sorted(new))


@transaction.atomic
def dispute_inference(customer_id: int, what: str, *, wrong: bool, now: datetime) -> bool:
    """The customer calls a conclusion about them wrong, or takes that back. False: it stood so. Raises InvalidInput."""
    disputed = set(find_preferences(customer_id).disputed)
    disputed = disputed | {what} if wrong else disputed - {what}
    if not set_preferences(customer_id, {"disputed": sorted(disputed)}, now=now):
        return False
    if wrong:
        key = f"customer.inference_disputed:{customer_id}:{what}:{now.isoformat()}"
        append_events([NewEvent(now, "customer.inference_disputed", key, customer_id, {"what": what})])
    return True
