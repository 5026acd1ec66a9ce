"""What was recorded, read back in the words in which it is sent, with our id beside."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Sequence
from typing import Any

import msgspec
from django.db.models import Model, QuerySet
from django.http import HttpResponse

from wraca.api.problems import problem
from wraca.catalogue.models import Photograph, Product, Variant
from wraca.catalogue.queries import find_category_path
from wraca.customers.models import ConsentRecord, Customer
from wraca.events.models import Event
from wraca.orders.models import Cancellation, Order, OrderLine, Refund

MOST_IN_PAGE = 1000
Show = Callable[[Sequence[Any]], list[dict[str, object]]]


def one(rows: QuerySet, show: Show, outside_id: str, source: str) -> HttpResponse:
    found = list(rows[:1])
    if not found:
        detail = f"Nothing is known under the id {outside_id[:200]!r} in this key's source, {source!r}."
        return problem(404, "not_found", detail)
    return _respond(show(found)[0])


def page(rows: QuerySet, show: Show, *, cursor: int, limit: int) -> HttpResponse:
    """In the order of our ids; rows recorded meanwhile do not shift later pages."""
    found = list(rows.filter(pk__gt=cursor).order_by("pk")[: limit + 1])
    more = len(found) > limit
    found = found[:limit]
    return _respond({"data": show(found) if found else [], "next_cursor": found[-1].pk if more else None})


def _respond(body: object) -> HttpResponse:
    return HttpResponse(msgspec.json.encode(body), content_type="application/json")


def _fields(row: Model, *names: str) -> dict[str, object]:
    return {name: getattr(row, name) for name in names}


def _by(rows: QuerySet, name: str) -> dict[int, list[Any]]:
    grouped: dict[int, list[Any]] = defaultdict(list)
    for row in rows:
        grouped[getattr(row, name)].append(row)
    return grouped


def show_customers(customers: Sequence[Customer]) -> list[dict[str, object]]:
    ids = [customer.pk for customer in customers]
    consents = _by(ConsentRecord.objects.filter(customer_id__in=ids).order_by("at", "id"), "customer_id")
    names = (
        *(
            "id",
            "canonical_id",
            "outside_id",
            "given_name",
            "family_name",
            "email",
            "phone",
            "birth_date",
            "street",
            "postcode",
        ),
        *("city", "country", "language", "signed_up_at", "invented", "traits", "source_updated_at"),
    )
    return [
        _fields(customer, *names)
        | {
            "consents": [
                _fields(record, "channel", "action", "at", "purpose", "proven", "evidence")
                for record in consents[customer.pk]
            ]
        }
        for customer in customers
    ]


def show_products(products: Sequence[Product]) -> list[dict[str, object]]:
    ids = [product.pk for product in products]
    variants = _by(Variant.objects.filter(product_id__in=ids).order_by("position", "id"), "product_id")
    photographs = _by(Photograph.objects.filter(product_id__in=ids).order_by("position"), "product_id")
    paths = {category_id: find_category_path(category_id) for category_id in {p.category_id for p in products}}
    of_product = (
        *("id", "outside_id", "name", "brand", "description", "url", "active", "traits", "source_updated_at"),
    )
    of_variant = (
        *("outside_id", "sku", "ean", "name", "colour", "size", "position"),
        *("price_minor", "unit_cost_minor", "stock_quantity"),
    )
    return [
        _fields(product, *of_product)
        | {
            "category": paths[product.category_id],
            "variants": [_fields(variant, *of_variant) for variant in variants[product.pk]],
            "photographs": [_fields(photograph, "url", "alt") for photograph in photographs[product.pk]],
        }
        for product in products
    ]


def show_orders(orders: Sequence[Order]) -> list[dict[str, object]]:
    ids = [order.pk for order in orders]
    lines = _by(
        OrderLine.objects.filter(order_id__in=ids).select_related("variant__product").order_by("position"), "order_id"
    )
    refunds = _by(Refund.objects.filter(order_id__in=ids).order_by("at", "id"), "order_id")
    cancellations = {row.order_id: row for row in Cancellation.objects.filter(order_id__in=ids)}
    customers = dict(
        Customer.objects.filter(pk__in=[order.customer_id for order in orders]).values_list("pk", "outside_id")
    )
    names = (
        *("id", "outside_id", "number", "placed_at", "local_day", "payment_state", "paid_at", "currency"),
        *("subtotal_minor", "discount_minor", "tax_minor", "shipping_minor", "total_minor", "channel", "location"),
        *("coupon_codes", "source_updated_at"),
    )
    shown = []
    for order in orders:
        cancellation = cancellations.get(order.pk)
        shown.append(
            _fields(order, *names)
            | {
                "customer": customers.get(order.customer_id),
                "lines": [_show_line(line) for line in lines[order.pk]],
                "refunds": [
                    _fields(refund, "outside_id", "at", "amount_minor", "reason") for refund in refunds[order.pk]
                ],
                "cancelled_at": cancellation.at if cancellation else None,
                "cancel_reason": cancellation.reason if cancellation else "",
            }
        )
    return shown


def _show_line(line: OrderLine) -> dict[str, object]:
    variant = line.variant
    return _fields(line, "name", "quantity", "unit_price_minor", "discount_minor", "tax_minor", "total_minor") | {
        "variant": variant.outside_id if variant else None,
        "product": variant.product.outside_id if variant else None,
    }


def show_events(events: Sequence[Event]) -> list[dict[str, object]]:
    ids = {event.customer_id for event in events if event.customer_id}
    customers = dict(Customer.objects.filter(pk__in=ids).values_list("pk", "outside_id"))
    return [
        _fields(event, "id", "kind", "at", "payload", "recorded_at")
        | {
            # The key as its sender gave it.
            "key": event.key.removeprefix(f"{event.source}:"),
            "customer": customers.get(event.customer_id) if event.customer_id else None,
        }
        for event in events
    ]
