"""The only reads of orders."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime

from django.db.models import F, OuterRef, QuerySet, Subquery, Sum
from django.db.models.functions import Coalesce

from wraca.customers.identity.queries import find_canonical_ids, find_person
from wraca.orders.models import Cancellation, CustomerSummary, Order, OrderLine, Refund


def find_order(order_id: int) -> Order | None:
    return Order.objects.select_related("customer").filter(pk=order_id).first()


def find_by_outside_id(source: str, outside_id: str) -> Order | None:
    return Order.objects.filter(source=source, outside_id=outside_id).first()


def search_orders(words: str, *, limit: int = 20) -> list[Order]:
    """By number or the store's id, newest first."""
    words = words.strip().replace("\x00", "")[:200]
    if not words:
        return []
    by_number = Order.objects.filter(number=words).order_by("-placed_at", "-id")[:limit]
    by_id = Order.objects.filter(outside_id=words).order_by("-placed_at", "-id")[:limit]
    return list({order.pk: order for order in [*by_number, *by_id]}.values())[:limit]


def list_lines(order_id: int) -> list[OrderLine]:
    return list(OrderLine.objects.filter(order_id=order_id).select_related("variant__product").order_by("position"))


def list_refunds(order_id: int) -> list[Refund]:
    return list(Refund.objects.filter(order_id=order_id).order_by("at", "id"))


def find_cancellation(order_id: int) -> Cancellation | None:
    return Cancellation.objects.filter(order_id=order_id).first()


def list_orders_of(customer_id: int, *, limit: int = 50) -> list[Order]:
    """Of the customer's person, newest first."""
    return list(Order.objects.filter(customer_id__in=_members(customer_id)).order_by("-local_day", "-id")[:limit])


def list_latest(*, before: tuple[datetime, int] | None = None, limit: int = 50) -> list[Order]:
    """Newest first; `before` is (placed_at, id) of the last order of the page before."""
    rows: QuerySet[Order] = Order.objects.order_by("-placed_at", "-id")
    if before is not None:
        rows = rows.extra(where=["(placed_at, orders_order.id) < (%s, %s)"], params=list(before))
    return list(rows.select_related("customer")[:limit])


def _members(customer_id: int) -> tuple[int, ...]:
    person = find_person(customer_id)
    return person.member_ids if person else ()


def find_summary(customer_id: int) -> CustomerSummary:
    """Of the customer's person. Of one who has never ordered: a summary of zeros, not saved."""
    canonical = find_canonical_ids([customer_id]).get(customer_id, customer_id)
    found = CustomerSummary.objects.filter(pk=canonical).first()
    return found or CustomerSummary(customer_id=canonical)


def list_summaries(customer_ids: Iterable[int]) -> dict[int, CustomerSummary]:
    """By canonical customer; who has never ordered is left out."""
    return CustomerSummary.objects.in_bulk(list(customer_ids))


def list_order_days_of(customer_id: int, *, until: date) -> list[tuple[date, int]]:
    """Shop-local days up to `until` with an order of the customer's person that counts (paid, not cancelled), and their
    value less refunds."""
    refunded = (
        Refund.objects.filter(order=OuterRef("pk")).values("order").annotate(sum=Sum("amount_minor")).values("sum")
    )
    counted = Order.objects.filter(
        customer_id__in=_members(customer_id), payment_state=Order.PAID, cancellation__isnull=True, local_day__lte=until
    )
    valued = counted.annotate(value=F("total_minor") - Coalesce(Subquery(refunded), 0))
    return list(
        valued.values("local_day").annotate(sum=Sum("value")).order_by("local_day").values_list("local_day", "sum")
    )
