"""What customers are known by, from what their source tells: for a whole batch by three statements over the temporary
table `incoming_customer` (wraca.customers.bulk), whose customers are locked."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from django.db.backends.utils import CursorWrapper

from wraca.customers.identity.models import IdentifierLink
from wraca.kit.foreign_keys import without_checks

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
# By the index, however many there are and whatever PostgreSQL thinks of them.
_KNOWN = """SELECT known.id FROM customers_identifier known
    WHERE known.value = t.value AND known.kind = t.kind AND known.source = t.source LIMIT 1"""
_IDENTIFIERS = f"""WITH {_TOLD}
    INSERT INTO customers_identifier (kind, source, value)
    SELECT DISTINCT t.kind, t.source, t.value FROM told t LEFT JOIN LATERAL ({_KNOWN}) x ON true WHERE x.id IS NULL
    ORDER BY 3, 1, 2 ON CONFLICT DO NOTHING"""
# Locked against an undo that deletes identifiers: the foreign keys are not checked.
_LINKS = f"""WITH {_TOLD},
known AS MATERIALIZED (SELECT x.id, t.customer_id FROM told t CROSS JOIN LATERAL ({_KNOWN}) x),
kept AS MATERIALIZED (
    SELECT x.id FROM customers_identifier x WHERE x.id IN (SELECT id FROM known) ORDER BY x.id FOR KEY SHARE)
    INSERT INTO customers_identifierlink (identifier_id, customer_id, proof, since, evidence)
    SELECT k.id, k.customer_id, %(proof)s, %(now)s, '{{}}'
    FROM known k JOIN kept USING (id) LEFT JOIN LATERAL (
        SELECT l.id FROM customers_identifierlink l WHERE l.identifier_id = k.id AND l.customer_id = k.customer_id
        AND l.proof = %(proof)s AND l.until IS NULL LIMIT 1) live ON true
    WHERE live.id IS NULL ORDER BY k.id, k.customer_id ON CONFLICT DO NOTHING"""
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
    with without_checks(cursor):
        cursor.execute(_LINKS, values)
    if changed:
        cursor.execute(_END, values)
