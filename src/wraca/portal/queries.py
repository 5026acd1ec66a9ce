"""What the page shows of a person, gathered from the domains."""

from __future__ import annotations

from collections.abc import Mapping
from copy import copy
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from wraca.catalogue.models import Category
from wraca.customers.identity.queries import Person, Shown, list_merges, show_fields
from wraca.customers.models import Customer
from wraca.jobs.export_customer import find_reader
from wraca.lifecycle.queries import score_customer
from wraca.orders.models import Cancellation, Order, OrderLine, Refund
from wraca.orders.queries import list_orders_of

ORDERS_A_PAGE = 10
MOST_TOPICS = 12


@dataclass(frozen=True)
class Held:
    """All rows of a person, and the fields as the shop shows them."""

    person: Person
    rows: Mapping[int, Customer]
    fields: Mapping[str, Shown]

    @property
    def shown(self) -> Customer:
        """The canonical customer with the shown fields; not to be saved."""
        customer = copy(self.rows[self.person.canonical_id])
        for name, field in self.fields.items():
            setattr(customer, name, field.value)
        return customer


def gather(person: Person) -> Held:
    rows = Customer.objects.in_bulk(person.member_ids)
    merges = list_merges(person) if person.is_merged else []
    return Held(person, rows, show_fields(person, rows, merges))


@dataclass(frozen=True)
class Purchase:
    order: Order
    lines: tuple[OrderLine, ...]
    refunds: tuple[Refund, ...]
    cancellation: Cancellation | None


def list_purchases(person: Person, *, most: int) -> list[Purchase]:
    """Newest first, with what was bought and given back."""
    orders = list_orders_of(person.canonical_id, limit=most)
    lines: dict[int, list[OrderLine]] = {order.pk: [] for order in orders}
    refunds: dict[int, list[Refund]] = {order.pk: [] for order in orders}
    for line in OrderLine.objects.filter(order__in=orders).order_by("order_id", "position"):
        lines[line.order_id].append(line)
    for refund in Refund.objects.filter(order__in=orders).order_by("at", "id"):
        refunds[refund.order_id].append(refund)
    cancelled = {row.order_id: row for row in Cancellation.objects.filter(order__in=orders)}
    return [
        Purchase(order, tuple(lines[order.pk]), tuple(refunds[order.pk]), cancelled.get(order.pk)) for order in orders
    ]


def list_topics() -> list[Category]:
    """The widest categories of the shop, by name; what can be chosen to be written to about."""
    return list(Category.objects.filter(parent=None).order_by("name", "id")[:MOST_TOPICS])


def find_score(person: Person, moment: datetime, zone: str) -> dict[str, Any] | None:
    reader = find_reader()
    return score_customer(person.canonical_id, moment, reader, zone=zone) if reader else None
