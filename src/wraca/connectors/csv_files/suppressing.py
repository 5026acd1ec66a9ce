"""Who unsubscribed in another system is not written to from here: the address, whoever else is known by it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from wraca.customers.incoming import NewCustomer
from wraca.customers.models import ConsentRecord
from wraca.messages.actions import suppress_all
from wraca.messages.models import Suppression


def suppress_withdrawn(customers: Sequence[NewCustomer], import_run: int, now: datetime) -> int:
    """Returns how many addresses were not suppressed before."""
    gone = {
        customer.email
        for customer in customers
        if customer.email
        and any(
            consent.action == ConsentRecord.WITHDRAWN and consent.channel == ConsentRecord.EMAIL
            for consent in customer.consents
        )
    }
    if not gone:
        return 0
    return suppress_all(ConsentRecord.EMAIL, gone, Suppression.UNSUBSCRIBED, now, import_run=import_run)
