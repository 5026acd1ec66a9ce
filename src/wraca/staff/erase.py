"""What the audit log says of a customer beyond that something was done, taken out. Who did what when to which id
stays."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from django.db import connection

_DETAILS = """UPDATE staff_auditentry SET details = '{{}}' WHERE details <> '{{}}' AND (
    object_kind = 'customer' AND object_id = ANY(%(objects)s) OR {mention})"""


def erase_audit_details(customer_ids: Sequence[int], mention: str, values: Mapping[str, object]) -> dict[str, int]:
    """mention: a condition on {text}, with its values. Returns rows emptied, per table."""
    objects = [str(customer) for customer in customer_ids]
    with connection.cursor() as cursor:
        cursor.execute(
            _DETAILS.format(mention=mention.replace("{text}", "details::text")), {**values, "objects": objects}
        )
        return {"staff_auditentry": cursor.rowcount}
