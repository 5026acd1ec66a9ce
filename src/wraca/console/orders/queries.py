"""The orders' list and one order with all its rows. Pages by key (placed_at, id): ten million orders, one index."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from django.db.models import BooleanField, ExpressionWrapper, F, OuterRef, Q, QuerySet, Sum
from django.db.models.functions import Coalesce
from django.db.models.lookups import IsNull

from wraca.console.customers.queries import find_member_ids, list_sources
from wraca.customers.identity.queries import find_person
from wraca.kit import clock
from wraca.kit.errors import InvalidInput
from wraca.orders.models import Order, OrderLine, Refund

PAGE_SIZE = 50
#: Counting stops here: reading ten million rows to say how many there are helps nobody.
MOST_COUNTED = 10_000
STATES = ("paid", "pending", "failed", "cancelled", "refunded")
_CANCELLED = Q(cancellation__isnull=False)
_STATE_FILTERS = {
    "paid": Q(payment_state="paid") & ~_CANCELLED,
    "pending": Q(payment_state="pending") & ~_CANCELLED,
    "failed": Q(payment_state="failed") & ~_CANCELLED,
    "cancelled": _CANCELLED,
}


@dataclass(frozen=True)
class Wanted:
    text: str = ""
    state: str = ""
    channel: str = ""
    customer_id: int | None = None
    product_id: int | None = None
    since: date | None = None
    until: date | None = None
    #: `placed` or `total`; by total only within a period of at most a year.
    sort: str = "placed"
    descending: bool = True
    #: The row after which the page begins: (placed_at or total, id).
    after: tuple[str, int] | None = None


@dataclass(frozen=True)
class Listing:
    rows: Sequence[Order]
    #: None: more than MOST_COUNTED.
    total: int | None
    next_after: str


def with_state(orders: QuerySet[Order]) -> QuerySet[Order]:
    """Adds `cancelled`, `refunded_minor` and `net_minor`: what of the order is revenue."""
    refunds = (
        Refund.objects.filter(order=OuterRef("pk"))
        .order_by()
        .values("order")
        .annotate(s=Sum("amount_minor"))
        .values("s")
    )
    return orders.annotate(
        cancelled=ExpressionWrapper(~IsNull(F("cancellation__id"), True), output_field=BooleanField()),
        refunded_minor=Coalesce(refunds, 0),
        net_minor=F("total_minor") - F("refunded_minor"),
    )


def _matching(wanted: Wanted, zone: str) -> QuerySet[Order]:
    orders = Order.objects.all()
    if wanted.state == "refunded":
        orders = orders.filter(pk__in=Refund.objects.values("order_id"))
    elif wanted.state in _STATE_FILTERS:
        orders = orders.filter(_STATE_FILTERS[wanted.state])
    if wanted.channel:
        orders = orders.filter(channel=wanted.channel)
    if wanted.customer_id is not None:
        person = find_person(wanted.customer_id)
        orders = orders.filter(customer_id__in=person.member_ids if person else ())
    if wanted.product_id is not None:
        orders = orders.filter(
            pk__in=OrderLine.objects.filter(variant__product_id=wanted.product_id).values("order_id")
        )
    if wanted.since:
        orders = orders.filter(placed_at__gte=clock.day_start(wanted.since, zone))
    if wanted.until:
        orders = orders.filter(placed_at__lt=clock.day_start(wanted.until + timedelta(days=1), zone))
    return orders.filter(_text_filter(wanted.text)) if wanted.text else orders


def _text_filter(text: str) -> Q:
    """An order's number, the store's id of it, or its buyer; a number alone means the order's, not the buyer's."""
    match = Q(number=text) | Q(source__in=list_sources(), outside_id=text)
    ids = find_member_ids(text, 1000, own_number=False)
    return match | Q(customer_id__in=ids) if ids else match


def can_sort_by_total(wanted: Wanted) -> bool:
    """There is no index by amount: the period or the person keeps the rows few."""
    if wanted.customer_id is not None or wanted.text:
        return True
    return bool(wanted.since and wanted.until and (wanted.until - wanted.since).days <= 366)


def list_orders(wanted: Wanted, zone: str) -> Listing:
    matching = _matching(wanted, zone)
    counted = matching.values("pk")[: MOST_COUNTED + 1].count()
    rows = list(_ordered(wanted, matching).select_related("customer")[: PAGE_SIZE + 1])
    shown = rows[:PAGE_SIZE]
    more = _key(shown[-1], wanted.sort) if len(rows) > PAGE_SIZE else ""
    return Listing(shown, counted if counted <= MOST_COUNTED else None, more)


def _ordered(wanted: Wanted, matching: QuerySet[Order]) -> QuerySet[Order]:
    column = "total_minor" if wanted.sort == "total" else "placed_at"
    sign, compare = ("-", "lt") if wanted.descending else ("", "gt")
    orders = with_state(matching).order_by(f"{sign}{column}", f"{sign}id")
    if wanted.after is None:
        return orders
    value, id_ = wanted.after
    key = int(value) if column == "total_minor" else datetime.fromisoformat(value)
    # The first condition alone can use the index; the second cuts the ties.
    return orders.filter(**{f"{column}__{compare}e": key}).exclude(Q(**{column: key}) & ~Q(**{f"id__{compare}": id_}))


def _key(order: Order, sort: str) -> str:
    value = order.total_minor if sort == "total" else order.placed_at.isoformat()
    return f"{value}~{order.pk}"


def parse_after(text: str, sort: str) -> tuple[str, int] | None:
    """Raises InvalidInput for what no page of ours links to."""
    if not text:
        return None
    value, _tilde, id_ = text.replace(" ", "+").partition("~")
    try:
        int(value) if sort == "total" else datetime.fromisoformat(value)
        return value, int(id_)
    except ValueError as cause:
        raise InvalidInput("the address of this page of orders is broken; go back to the first page") from cause


def walk_orders(wanted: Wanted, zone: str) -> Iterator[Order]:
    """All rows of the list for a file."""
    return _ordered(wanted, _matching(wanted, zone)).select_related("customer").iterator(chunk_size=2000)


def list_channels() -> list[str]:
    """Of the latest orders: a channel nobody orders by any more is of no use in a filter."""
    latest = Order.objects.order_by("-placed_at", "-id").values_list("channel", flat=True)[:2000]
    return sorted({channel for channel in latest if channel})


def find_order(order_id: int) -> Order | None:
    return with_state(Order.objects.filter(pk=order_id)).select_related("customer", "cancellation").first()


def list_lines(order_id: int) -> list[OrderLine]:
    return list(
        OrderLine.objects.filter(order_id=order_id).select_related("variant__product").order_by("position", "id")
    )


def list_refunds(order_id: int) -> list[Refund]:
    return list(Refund.objects.filter(order_id=order_id).order_by("at", "id"))


def find_orders(text: str, most: int) -> list[dict[str, Any]]:
    """For the palette: by number or the store's id."""
    match = Q(number=text) | Q(source__in=list_sources(), outside_id=text)
    return list(
        Order.objects.filter(match)
        .order_by("-placed_at", "-id")
        .values("id", "number", "outside_id", "total_minor", "currency", "local_day")[:most]
    )
