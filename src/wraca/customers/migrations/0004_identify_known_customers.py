"""What the customers recorded so far are known by: a claim of the source that told it."""

from django.db import migrations

_ALIAS = (
    r"@(.+\.)?(allegromail\.[a-z]{2,3}|user\.allegro(group)?\.[a-z]{2,3}"
    r"|marketplace\.amazon\.[a-z]{2,3}(\.[a-z]{2})?|members\.ebay\.[a-z]{2,3}(\.[a-z]{2})?)$"
)
_KNOWN = f"""(
    SELECT c.id AS customer_id, c.created_at, 'phone' AS kind, '' AS source, c.phone AS value
    FROM customers_customer c WHERE c.phone <> ''
    UNION ALL
    SELECT c.id, c.created_at, 'email', '', c.email FROM customers_customer c
    WHERE c.email <> '' AND c.email !~ '{_ALIAS}'
    UNION ALL
    SELECT c.id, c.created_at, 'alias', c.source,
        split_part(split_part(c.email, '@', 1), '+', 1) || '@' || split_part(c.email, '@', 2)
    FROM customers_customer c WHERE c.email ~ '{_ALIAS}') k"""
_IDENTIFY = [
    f"""INSERT INTO customers_identifier (kind, source, value) SELECT DISTINCT kind, source, value FROM {_KNOWN}
    ORDER BY value, kind, source ON CONFLICT DO NOTHING""",
    f"""INSERT INTO customers_identifierlink (identifier_id, customer_id, proof, since, evidence)
    SELECT i.id, k.customer_id, 'imported', k.created_at, '{{}}'
    FROM {_KNOWN} JOIN customers_identifier i USING (kind, source, value)
    ORDER BY i.id, k.customer_id ON CONFLICT DO NOTHING""",
]


class Migration(migrations.Migration):
    dependencies = [("customers", "0003_identity")]

    operations = [migrations.RunSQL(_IDENTIFY, migrations.RunSQL.noop)]
