"""Erasures repeated on truth that does not know them: after an older backup was restored, before anybody is served."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from django.conf import settings

from wraca.customers.models import Customer
from wraca.customers.rights.queries import find_erasure_of
from wraca.jobs.erase_customer import erase_customer
from wraca.jobs.erasure_list import FILE, Listed, list_erased


def replay_erasures(now: datetime) -> int:
    """Everybody in the list whose row is here again. Nobody is written to a second time. Returns how many people.

    At each start, too: a kill may come between a restore and this. Without a list it costs nothing.
    """
    if not (settings.DATA / FILE).exists():
        return 0
    again = 0
    for customer_id in _come_back(list_erased(settings.DATA)):
        # One that was erased with the person of another.
        if find_erasure_of(customer_id) is None:
            erase_customer(customer_id, now, tell=False)
            again += 1
    return again


def _come_back(erased: Iterable[Listed]) -> list[int]:
    """The same row: of another shop's backup, the id would be somebody else's."""
    made = {row.customer_id: row.created_at for row in erased}
    rows = Customer.objects.filter(pk__in=list(made), erased_at=None).order_by("id").values_list("id", "created_at")
    return [customer_id for customer_id, created_at in rows if made[customer_id] == created_at]
