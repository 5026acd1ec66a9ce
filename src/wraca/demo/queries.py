"""The only SQL of the sample: whose rows it brought, and how they go."""

from __future__ import annotations

from dataclasses import dataclass

from django.db.backends.utils import CursorWrapper

from wraca.customers.consents.erase import erasing_consents
from wraca.customers.models import Customer

#: The source of every row that the sample brought.
SOURCE = "sample"

_SAMPLE_CUSTOMERS = "SELECT id FROM customers_customer WHERE source = %(source)s"
_SAMPLE_CONSENTS = f"SELECT id FROM customers_consentrecord WHERE customer_id IN ({_SAMPLE_CUSTOMERS})"
_SAMPLE_PRODUCTS = "SELECT id FROM catalogue_product WHERE source = %(source)s"
_SAMPLE_VARIANTS = "SELECT id FROM catalogue_variant WHERE source = %(source)s"
_SAMPLE_CATEGORIES = "SELECT id FROM catalogue_category WHERE source = %(source)s"

_UNLINKED = "NOT EXISTS (SELECT FROM customers_identifierlink l WHERE l.identifier_id = customers_identifier.id)"


@dataclass(frozen=True)
class Untie:
    """What the owner entered and tied to a row of the sample is let go of, and stays."""

    table: str
    column: str
    sample_rows: str


@dataclass(frozen=True)
class Delete:
    table: str
    condition: str


#: After the orders, in an order that leaves no row pointing at nothing.
PLAN: tuple[Untie | Delete, ...] = (
    Delete("events_event", f"source = %(source)s OR customer_id IN ({_SAMPLE_CUSTOMERS})"),
    Delete("surveys_answer", f"customer_id IN ({_SAMPLE_CUSTOMERS})"),
    Delete("surveys_asking", f"customer_id IN ({_SAMPLE_CUSTOMERS})"),
    Delete("outbox_messagebody", "message_id IN (SELECT id FROM outbox_message WHERE sample)"),
    Delete("outbox_message", "sample"),
    Delete("outbox_letter", "true"),
    Delete("orders_customersummary", f"customer_id IN ({_SAMPLE_CUSTOMERS})"),
    Delete(
        "customers_merge", f"from_customer_id IN ({_SAMPLE_CUSTOMERS}) OR into_customer_id IN ({_SAMPLE_CUSTOMERS})"
    ),
    Delete("customers_identifierlink", f"customer_id IN ({_SAMPLE_CUSTOMERS})"),
    Delete("customers_identifier", _UNLINKED),
    Delete("customers_consenttrace", f"record_id IN ({_SAMPLE_CONSENTS})"),
    Delete("customers_optin", f"customer_id IN ({_SAMPLE_CUSTOMERS})"),
    Delete("customers_consentrecord", f"customer_id IN ({_SAMPLE_CUSTOMERS})"),
    Delete("customers_formofaddress", f"customer_id IN ({_SAMPLE_CUSTOMERS})"),
    Delete("customers_fieldword", f"customer_id IN ({_SAMPLE_CUSTOMERS})"),
    Delete("customers_correction", f"customer_id IN ({_SAMPLE_CUSTOMERS})"),
    Delete("customers_note", f"customer_id IN ({_SAMPLE_CUSTOMERS})"),
    Delete("customers_tagging", f"customer_id IN ({_SAMPLE_CUSTOMERS})"),
    Untie("orders_order", "customer_id", _SAMPLE_CUSTOMERS),
    Delete("customers_customer", "source = %(source)s"),
    Delete("catalogue_pricechange", f"variant_id IN ({_SAMPLE_VARIANTS})"),
    Delete("catalogue_stockchange", f"variant_id IN ({_SAMPLE_VARIANTS})"),
    Delete("catalogue_photograph", f"variant_id IN ({_SAMPLE_VARIANTS}) OR product_id IN ({_SAMPLE_PRODUCTS})"),
    Untie("orders_orderline", "variant_id", _SAMPLE_VARIANTS),
    Delete("catalogue_variant", "source = %(source)s"),
    # A variant that the owner added keeps its product.
    Delete("catalogue_product", "source = %(source)s AND id NOT IN (SELECT product_id FROM catalogue_variant)"),
    Untie("catalogue_product", "category_id", _SAMPLE_CATEGORIES),
    Untie("catalogue_category", "parent_id", _SAMPLE_CATEGORIES),
    Delete("catalogue_category", "source = %(source)s"),
)
_ORDER_PARTS = ("orders_orderline", "orders_refund", "orders_cancellation")


def find_customer_ids(outside_ids: list[str]) -> dict[str, int]:
    rows = Customer.objects.filter(source=SOURCE, outside_id__in=outside_ids)
    return dict(rows.values_list("outside_id", "id"))


def count_sample_orders(cursor: CursorWrapper) -> int:
    cursor.execute("SELECT count(*) FROM orders_order WHERE source = %s", [SOURCE])
    return cursor.fetchone()[0]


def delete_some_orders(limit: int, cursor: CursorWrapper) -> int:
    """Deletes up to `limit` orders with all that hangs on them. Returns how many."""
    cursor.execute("SELECT id FROM orders_order WHERE source = %s ORDER BY id LIMIT %s", [SOURCE, limit])
    ids = [row[0] for row in cursor.fetchall()]
    for table in _ORDER_PARTS:
        cursor.execute(f"DELETE FROM {table} WHERE order_id = ANY(%s)", [ids])
    cursor.execute("DELETE FROM orders_order WHERE id = ANY(%s)", [ids])
    return len(ids)


def carry_out(part: Untie | Delete, limit: int, cursor: CursorWrapper) -> int:
    """One part of the plan for up to `limit` rows. Returns how many they were."""
    if isinstance(part, Delete):
        deed, condition = f"DELETE FROM {part.table}", part.condition
    else:
        deed, condition = f"UPDATE {part.table} SET {part.column} = NULL", f"{part.column} IN ({part.sample_rows})"
    with erasing_consents():
        cursor.execute(
            f"{deed} WHERE ctid = ANY(ARRAY(SELECT ctid FROM {part.table} WHERE {condition} LIMIT %(limit)s))",
            {"source": SOURCE, "limit": limit},
        )
    return cursor.rowcount
