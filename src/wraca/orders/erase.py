"""What orders say of their buyer, taken out. Amounts, days, wares and numbers stay: the law wants them, and so do the
reports. docs/erasure.md judges column by column."""

from __future__ import annotations

from datetime import datetime

from django.db import connection
from django.db.backends.utils import CursorWrapper

from wraca.customers.identity.mentions import mention_sql, mention_values
from wraca.customers.identity.subjects import Subject
from wraca.orders.models import CustomerSummary, Order

_THEIRS = "SELECT id FROM orders_order WHERE customer_id = ANY(%(members)s)"
# A code that nobody else ever used may have been made for one person.
_CODES = """UPDATE orders_order o SET coupon_codes = ARRAY(
        SELECT code FROM unnest(o.coupon_codes) WITH ORDINALITY c(code, place) WHERE EXISTS (
            SELECT FROM orders_order other WHERE code = ANY(other.coupon_codes)
            AND other.customer_id <> ALL(%(members)s)) ORDER BY place)
    WHERE o.customer_id = ANY(%(members)s) AND o.coupon_codes <> '{}' AND EXISTS (
        SELECT FROM unnest(o.coupon_codes) code WHERE NOT EXISTS (
            SELECT FROM orders_order other WHERE code = ANY(other.coupon_codes)
            AND other.customer_id <> ALL(%(members)s)))"""
_REASONS = f"UPDATE {{table}} SET reason = '' WHERE order_id IN ({_THEIRS}) AND reason <> ''"
# "A mug with the words …": where the catalogue knows the ware, its own name stands.
_NAMES = f"""UPDATE orders_orderline l SET name = coalesce((SELECT p.name FROM catalogue_variant v
        JOIN catalogue_product p ON p.id = v.product_id WHERE v.id = l.variant_id), '')
    WHERE l.order_id IN ({_THEIRS}) AND {mention_sql("l.name")}"""


def has_orders(subject: Subject) -> bool:
    return Order.objects.filter(customer_id__in=subject.member_ids).exists()


def erase_orders(subject: Subject, now: datetime) -> dict[str, int]:
    """Returns rows emptied of something, per table; a summary without orders is deleted."""
    values = {"members": list(subject.member_ids), **mention_values(subject)}
    with connection.cursor() as cursor:
        counts = {
            "orders_order": _count(cursor, _CODES, values),
            "orders_orderline": _count(cursor, _NAMES, values),
            "orders_refund": _count(cursor, _REASONS.format(table="orders_refund"), values),
            "orders_cancellation": _count(cursor, _REASONS.format(table="orders_cancellation"), values),
        }
    if not has_orders(subject):
        gone, _by_model = CustomerSummary.objects.filter(customer_id__in=subject.member_ids).delete()
        counts["orders_customersummary"] = gone
    return counts


def _count(cursor: CursorWrapper, statement: str, values: dict[str, object]) -> int:
    cursor.execute(statement, values)
    return cursor.rowcount
