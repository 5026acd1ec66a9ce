"""Keeps what customers want."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from django.db import transaction

from wraca.customers.identity.queries import find_person
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

    Said for each customer that the person is known as: should they turn out to be two, both are left in peace.
    Raises InvalidInput for an unknown customer, name or value: then nothing is kept.
    """
    values = {name: require_preference(name, value) for name, value in wanted.items()}
    members = _lock(customer_id)
    stands = {(word.customer_id, word.name): word.value for word in list_preferences(customer_id)}
    new = [
        Preference(
            customer_id=member,
            name=name,
            value=values[name],
            at=now,
            source=Preference.CUSTOMER if by is None else Preference.STAFF,
            by=by,
        )
        for name in sorted(values)
        for member in members
        if (member, name) not in stands or stands[member, name] != values[name]
    ]
    # One word of the person, however many customers they are known as.
    told = {word.name: word for word in reversed(Preference.objects.bulk_create(new))}
    for name, word in sorted(told.items()):
        payload = {"name": name, "by": word.source}
        key = f"customer.preference_set:{word.pk}"
        append_events([NewEvent(now, "customer.preference_set", key, customer_id, payload)])
    return tuple(sorted(told))


def _lock(customer_id: int) -> tuple[int, ...]:
    """All of the person, in id order as everybody who writes customers."""
    person = find_person(customer_id)
    if person is None:
        raise InvalidInput(f"there is no customer {customer_id}")
    rows = Customer.objects.select_for_update(no_key=True).filter(pk__in=person.member_ids)
    return tuple(rows.order_by("pk").values_list("pk", flat=True))


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
