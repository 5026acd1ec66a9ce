"""What customers are known by, from what their source tells: for a whole batch by three statements over the temporary
table `incoming_customer` (wraca.customers.bulk), whose customers are locked."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from django.db.backends.utils import CursorWrapper

from wraca.customers.identity.models import IdentifierLink

# What was told and is what the row says now: an older word identifies nobody. A claim told again is known already.
_TOLD = """told AS MATERIALIZED (
    SELECT DISTINCT i.id AS customer_id, v.kind, v.source, v.value
    FROM incoming_customer i JOIN customers_customer c ON c.id = i.id
    CROSS JOIN LATERAL (
        SELECT 'phone' AS kind, '' AS source, i.phone AS value WHERE i.phone <> '' AND i.phone = c.phone
        UNION ALL SELECT CASE WHEN i.alias IS NULL THEN 'email' ELSE 'alias' END,
            CASE WHEN i.alias IS NULL THEN '' ELSE %(source)s END, coalesce(i.alias, i.email)
        WHERE i.email <> '' AND i.email = c.email) v
    WHERE i.status IN ('new', 'changed') OR %(again)s)"""
_IDENTIFIERS = f"""WITH {_TOLD}
    INSERT INTO customers_identifier (kind, source, value)
    SELECT DISTINCT t.kind, t.source, t.value FROM told t WHERE NOT EXISTS (
        SELECT FROM customers_identifier x WHERE (x.value, x.kind, x.source) = (t.value, t.kind, t.source))
    ORDER BY 3, 1, 2 ON CONFLICT DO NOTHING"""
_LINKS = f"""WITH {_TOLD}
    INSERT INTO customers_identifierlink (identifier_id, customer_id, proof, since, evidence)
    SELECT x.id, t.customer_id, %(proof)s, %(now)s, '{{}}'
    FROM told t JOIN customers_identifier x ON (x.value, x.kind, x.source) = (t.value, t.kind, t.source)
    WHERE NOT EXISTS (SELECT FROM customers_identifierlink l WHERE l.identifier_id = x.id
        AND l.customer_id = t.customer_id AND l.proof = %(proof)s AND l.until IS NULL)
    ORDER BY x.id, t.customer_id ON CONFLICT DO NOTHING"""
_END = """UPDATE customers_identifierlink l SET until = greatest(l.since, %(now)s)
    FROM incoming_customer i JOIN customers_customer c ON c.id = i.id, customers_identifier x
    WHERE i.status = 'changed' AND l.customer_id = i.id AND l.until IS NULL AND l.proof = ANY(%(ended)s)
    AND x.id = l.identifier_id AND (
        (x.kind = 'phone' AND x.value <> c.phone) OR (x.kind = 'email' AND x.value <> c.email)
        OR (x.kind = 'alias' AND i.email = c.email AND x.value IS DISTINCT FROM i.alias))"""


def record_told_links(cursor: CursorWrapper, *, source: str, proof: str, now: datetime, changed: bool) -> None:
    """`changed`: some of the customers were known before."""
    values: Mapping[str, object] = {
        "source": source,
        "proof": proof,
        "now": now,
        "again": proof not in IdentifierLink.CLAIMS,
        "ended": list(IdentifierLink.TOLD),
    }
    cursor.execute(_IDENTIFIERS, values)
    cursor.execute(_LINKS, values)
    if changed:
        cursor.execute(_END, values)
