"""What imports keep of somebody, taken out: rows that were refused, rows as they were before, files on their way in."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from django.db import connection
from django.db.backends.utils import CursorWrapper

from wraca.connectors.models import Upload
from wraca.customers.identity.mentions import mention_sql, mention_values
from wraca.customers.identity.subjects import Subject

_REJECTS = f"DELETE FROM connectors_importreject WHERE {mention_sql('(raw::text || values::text)')}"
# A customer's own row is not brought back, and nothing said of them is.
_CHANGES = """DELETE FROM connectors_importchange WHERE place = 'customers_customer' AND row_id = ANY(%(members)s)
    OR place = 'customers_correction' AND (before->>'customer_id')::bigint = ANY(%(members)s)"""
_PARTS = """UPDATE connectors_importchange SET before = before || %(emptied)s::jsonb WHERE before IS NOT NULL AND (
    place = 'orders_order' AND (before->>'customer_id')::bigint = ANY(%(members)s)
    OR place IN ('orders_refund', 'orders_cancellation', 'orders_orderline') AND (before->>'order_id')::bigint IN (
        SELECT id FROM orders_order WHERE customer_id = ANY(%(members)s))) AND {which}"""
_RUNS = f"""UPDATE connectors_importrun SET file_name = CASE WHEN {mention_sql("file_name")} THEN '' ELSE file_name END,
    error = CASE WHEN {mention_sql("error")} THEN '' ELSE error END
    WHERE {mention_sql("(file_name || ' ' || error)")}"""
_UPLOADS = f"""UPDATE connectors_upload SET file_name = '', trial = '{{}}', choices = '{{}}'
    WHERE id = ANY(%(uploads)s) OR {mention_sql("(file_name || trial::text || choices::text)")}"""


def erase_imports(subject: Subject, now: datetime, *, paths: list[str]) -> dict[str, int]:
    """paths: of uploads whose files held them and are deleted with it. Returns rows touched, per table."""
    uploads = list(Upload.objects.filter(path__in=paths).values_list("id", flat=True))
    values = {"members": list(subject.member_ids), "uploads": uploads, **mention_values(subject)}
    with connection.cursor() as cursor:
        rejects = _count(cursor, _REJECTS, values)
        changes = _count(cursor, _CHANGES, values)
        for emptied, which in _EMPTIED:
            changes += _count(cursor, _PARTS.replace("{which}", which), {**values, "emptied": emptied})
        return {
            "connectors_importreject": rejects,
            "connectors_importchange": changes,
            "connectors_importrun": _count(cursor, _RUNS, values),
            "connectors_upload": _count(cursor, _UPLOADS, values),
        }


#: What orders say of their buyer, as wraca.orders.erase empties it -> of which rows.
_EMPTIED = (
    ('{"coupon_codes": []}', "place = 'orders_order' AND before->>'coupon_codes' <> '[]'"),
    ('{"reason": ""}', "place IN ('orders_refund', 'orders_cancellation') AND before->>'reason' <> ''"),
    ('{"name": ""}', f"place = 'orders_orderline' AND {mention_sql('''(before->>'name')''')}"),
)


def _count(cursor: CursorWrapper, statement: str, values: Mapping[str, object]) -> int:
    cursor.execute(statement, values)
    return cursor.rowcount
