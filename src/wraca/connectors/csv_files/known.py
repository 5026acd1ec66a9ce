"""What a batch says, beside what is known already: buyers found by their e-mail address, and undated consents kept at
the moment they were first told. Asked just before the batch is written, so it sees the batch before."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

import msgspec

from wraca.connectors.csv_files.people import UNDATED
from wraca.customers.incoming import NewConsent, NewCustomer, normal_email
from wraca.customers.queries import find_told, find_undated_consents
from wraca.orders.incoming import NewOrder


def settle_orders(orders: Sequence[NewOrder], source: str) -> list[NewOrder]:
    """A buyer known from the source's own list of customers is that customer, and the order changes nothing about them.
    Any other is told with the order, whose moment is the clock: an older order never overwrites a newer address."""
    told = [order.customer for order in orders if isinstance(order.customer, NewCustomer)]
    emails = {normal_email(buyer.email) for buyer in told if buyer.email}
    known = find_told(source, outside_ids={buyer.outside_id for buyer in told}, emails=emails)
    listed = {one.outside_id for one in known if one.source_updated_at is None}
    by_email: dict[str, list[str]] = {}
    for one in known:
        if one.email and one.source_updated_at is None:
            by_email.setdefault(one.email, []).append(one.outside_id)
    keys = {one.outside_id for one in known}
    first_at: dict[str, datetime] = {}
    for order in orders:
        if isinstance(order.customer, NewCustomer):
            key = order.customer.outside_id
            first_at[key] = min(first_at.get(key, order.placed_at), order.placed_at)
    return [_settled(order, listed, keys, by_email, first_at) for order in orders]


def _settled(
    order: NewOrder, listed: set[str], keys: set[str], by_email: dict[str, list[str]], first_at: dict[str, datetime]
) -> NewOrder:
    buyer = order.customer
    if not isinstance(buyer, NewCustomer):
        return order
    if buyer.outside_id in listed:
        return msgspec.structs.replace(order, customer=buyer.outside_id)
    same_address = by_email.get(normal_email(buyer.email), []) if buyer.email else []
    # Known by the address before the list came: stays so, or the same file again would move the order.
    if buyer.outside_id not in keys and len(same_address) == 1 and buyer.outside_id.startswith("email:"):
        return msgspec.structs.replace(order, customer=same_address[0])
    signed_up = msgspec.UNSET if buyer.outside_id in keys else first_at[buyer.outside_id]
    told = msgspec.structs.replace(buyer, source_updated_at=order.placed_at, signed_up_at=signed_up)
    return msgspec.structs.replace(order, customer=told)


def settle_customers(customers: Sequence[NewCustomer], source: str, now: datetime) -> list[NewCustomer]:
    """A consent without a moment is of the first import that told it: the same file again adds none."""
    undated = {customer.outside_id for customer in customers if any(c.at == UNDATED for c in customer.consents)}
    if not undated:
        return list(customers)
    moments = find_undated_consents(source, undated)

    def dated(outside_id: str, consent: NewConsent) -> NewConsent:
        if consent.at != UNDATED:
            return consent
        at = moments.get((outside_id, consent.purpose, consent.channel, consent.action), now)
        return msgspec.structs.replace(consent, at=at)

    return [
        msgspec.structs.replace(c, consents=[dated(c.outside_id, consent) for consent in c.consents])
        if c.consents
        else c
        for c in customers
    ]
