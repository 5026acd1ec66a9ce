"""The statements of an undo, in the order of their use. `undo_row` holds what becomes of each row: remove, restore, or
why it stays. A row whose stamp is a transaction of the run was written by it and by nobody since."""

OPEN = """CREATE TEMP TABLE undo_row (place text, id bigint, fate text, PRIMARY KEY (place, id)) ON COMMIT DROP;
CREATE TEMP TABLE undo_change ON COMMIT DROP AS
    SELECT place, row_id AS id, before FROM connectors_importchange WHERE run_id = %(run)s;
CREATE INDEX ON undo_change (place, id); ANALYZE undo_change"""
#: Rows that were there before the run, and it changed or deleted.
_CHANGED = """SELECT n.id FROM undo_change n WHERE n.place = '{table}' AND n.before IS NOT NULL
    AND NOT (n.before->>'changed')::bigint = ANY(%(transactions)s)"""
FIND_CREATED = f"""INSERT INTO undo_row SELECT '{{table}}', t.id, 'remove' FROM {{table}} t
    WHERE t.changed = ANY(%(transactions)s) AND t.id NOT IN ({_CHANGED})"""
FIND_CHANGED = f"""INSERT INTO undo_row SELECT '{{table}}', n.id,
        CASE WHEN t.id IS NULL THEN 'gone_since' WHEN t.changed = ANY(%(transactions)s) THEN 'restore'
        ELSE 'changed_since' END
    FROM ({_CHANGED}) n LEFT JOIN {{table}} t ON t.id = n.id ON CONFLICT DO NOTHING"""
_REMOVED = "SELECT id FROM undo_row WHERE place = '{table}' AND fate = 'remove'"
KEEP = "UPDATE undo_row SET fate = '{fate}' WHERE place = '{table}' AND fate = 'remove' AND id IN ({ids})"
REMOVED_CUSTOMERS = _REMOVED.format(table="customers_customer")
REMOVED_ORDERS = _REMOVED.format(table="orders_order")
REMOVED_PRODUCTS = _REMOVED.format(table="catalogue_product")
REMOVED_VARIANTS = _REMOVED.format(table="catalogue_variant")
REMOVED_CATEGORIES = _REMOVED.format(table="catalogue_category")
UNDONE_ORDERS = "SELECT id FROM undo_row WHERE place = 'orders_order' AND fate IN ('remove', 'restore')"

#: Foreign keys that point at a table: (the table they stand in, their column).
POINTING_AT = """SELECT c.conrelid::regclass::text, a.attname FROM pg_constraint c
    JOIN pg_attribute a ON a.attrelid = c.conrelid AND a.attnum = c.conkey[1]
    WHERE c.contype = 'f' AND c.confrelid = '{table}'::regclass AND array_length(c.conkey, 1) = 1 ORDER BY 1, 2"""

# What else was said of a customer: by another source, by staff, by themselves.
SAID_BY_OTHERS = (
    f"""SELECT o.customer_id FROM orders_order o WHERE o.customer_id IN ({REMOVED_CUSTOMERS})
        AND o.id NOT IN ({REMOVED_ORDERS})""",
    f"""SELECT r.customer_id FROM customers_consentrecord r WHERE r.customer_id IN ({REMOVED_CUSTOMERS})
        AND (r.proven OR NOT r.changed = ANY(%(transactions)s))""",
    f"""SELECT w.customer_id FROM customers_fieldword w WHERE w.customer_id IN ({REMOVED_CUSTOMERS})
        AND NOT w.changed = ANY(%(transactions)s)""",
    f"""SELECT l.customer_id FROM customers_identifierlink l WHERE l.customer_id IN ({REMOVED_CUSTOMERS})
        AND l.proof NOT IN ('claimed', 'imported', 'order')""",
    f"""SELECT e.customer_id FROM events_event e WHERE e.customer_id IN ({REMOVED_CUSTOMERS})
        AND e.source <> 'wraca' AND NOT e.changed = ANY(%(transactions)s)""",
    f"""SELECT c.canonical_id FROM customers_customer c WHERE c.canonical_id IN ({REMOVED_CUSTOMERS})
        AND c.id <> c.canonical_id""",
)

LOCK_CUSTOMERS = f"""SELECT count(*) FROM (SELECT c.id FROM customers_customer c WHERE c.id IN (
        SELECT id FROM undo_row WHERE place = 'customers_customer'
        UNION SELECT o.customer_id FROM orders_order o WHERE o.id IN ({UNDONE_ORDERS})
        UNION SELECT (n.before->>'customer_id')::bigint FROM undo_change n WHERE n.place = 'orders_order')
    ORDER BY c.id FOR UPDATE) locked"""
#: Before anything moves: whose figures change.
BUYERS = f"""SELECT DISTINCT c.canonical_id FROM customers_customer c WHERE c.id IN (
    SELECT o.customer_id FROM orders_order o WHERE o.id IN ({UNDONE_ORDERS})
    UNION SELECT (n.before->>'customer_id')::bigint FROM undo_change n JOIN undo_row u USING (place, id)
        WHERE n.place = 'orders_order' AND u.fate = 'restore') ORDER BY 1"""

# Events are appended by the transactions of the run; those of what stays, stay.
DELETE_EVENTS = f"""DELETE FROM events_event e WHERE e.customer_id IN ({REMOVED_CUSTOMERS})
    OR e.changed = ANY(%(transactions)s) AND (
        %(kind)s = 'events' OR e.kind LIKE 'consent.%%'
        OR e.kind LIKE 'order.%%' AND (e.payload->>'order_id')::bigint IN ({UNDONE_ORDERS}))"""
#: Proof of a consent is never deleted.
DELETE_CONSENTS = f"""DELETE FROM customers_consentrecord r WHERE r.changed = ANY(%(transactions)s) AND NOT r.proven
    OR r.customer_id IN ({REMOVED_CUSTOMERS})"""
#: Who told which field when: of the run alone. Of those who stay as it left them, its word stays with what it told.
DELETE_WORDS = """DELETE FROM customers_fieldword w WHERE w.changed = ANY(%(transactions)s) AND w.customer_id NOT IN (
    SELECT id FROM undo_row WHERE place = 'customers_customer' AND fate = 'spoken_of_since')"""
COUNT_WITHDRAWALS = """SELECT count(DISTINCT customer_id) FROM customers_consentrecord
    WHERE changed = ANY(%(transactions)s) AND NOT proven AND action = 'withdrawn'"""
COUNT_CONSENTS = """SELECT count(*) FROM customers_consentrecord
    WHERE changed = ANY(%(transactions)s) AND NOT proven"""

#: Of an order that is removed: everything. Of one that is restored: what the run inserted.
DELETE_PARTS = """DELETE FROM {table} p WHERE p.order_id IN (SELECT id FROM undo_row WHERE place = 'orders_order'
        AND fate = 'remove')
    OR p.order_id IN (SELECT id FROM undo_row WHERE place = 'orders_order' AND fate = 'restore')
        AND p.changed = ANY(%(transactions)s) AND p.id NOT IN (SELECT id FROM undo_change WHERE place = '{table}')"""
COLUMNS = """SELECT quote_ident(attname) FROM pg_attribute WHERE attrelid = '{table}'::regclass AND attnum > 0
    AND NOT attisdropped AND attgenerated = '' AND attname NOT IN ('id', 'changed', 'canonical_id') ORDER BY attnum"""
RESTORE = """UPDATE {table} t SET ({columns}) = (SELECT {columns} FROM jsonb_populate_record(NULL::{table}, n.before))
    FROM undo_change n WHERE n.place = '{table}' AND n.id = t.id AND n.before IS NOT NULL AND {whose}"""
#: Deleted by the run, back with their ids.
REINSERT = """INSERT INTO {table} (id, {columns}) SELECT n.id, {prefixed}
    FROM undo_change n, jsonb_populate_record(NULL::{table}, n.before) r
    WHERE n.place = '{table}' AND n.before IS NOT NULL AND {whose}
    AND NOT EXISTS (SELECT FROM {table} t WHERE t.id = n.id) ORDER BY n.id"""
OWN = "n.id IN (SELECT id FROM undo_row WHERE place = '{table}' AND fate = 'restore')"
OF_ORDER = (
    "(n.before->>'order_id')::bigint IN (SELECT id FROM undo_row WHERE place = 'orders_order' AND fate = 'restore')"
)
OF_CUSTOMER = """(n.before->>'customer_id')::bigint IN (
    SELECT id FROM undo_row WHERE place = 'customers_customer' AND fate = 'restore')"""
OF_VARIANT = """(n.before->>'variant_id')::bigint IN (
    SELECT id FROM undo_row WHERE place = 'catalogue_variant' AND fate = 'restore')"""

DELETE_OF_CUSTOMERS = (
    f"DELETE FROM orders_customersummary WHERE customer_id IN ({REMOVED_CUSTOMERS})",
    f"""WITH gone AS (DELETE FROM customers_identifierlink WHERE customer_id IN ({REMOVED_CUSTOMERS})
        RETURNING identifier_id)
    DELETE FROM customers_identifier i WHERE i.id IN (SELECT identifier_id FROM gone) AND NOT EXISTS (
        SELECT FROM customers_identifierlink l WHERE l.identifier_id = i.id
        AND l.customer_id NOT IN ({REMOVED_CUSTOMERS}))""",
    f"DELETE FROM customers_duplicatekeys WHERE customer_id IN ({REMOVED_CUSTOMERS})",
    f"""DELETE FROM customers_duplicatepair
        WHERE left_id IN ({REMOVED_CUSTOMERS}) OR right_id IN ({REMOVED_CUSTOMERS})""",
    f"DELETE FROM customers_customer WHERE id IN ({REMOVED_CUSTOMERS})",
)
INSERTED_BY_RUN = "SELECT id FROM undo_change WHERE place = '{table}' AND before IS NULL"
DELETE_OF_CATALOGUE = (
    *(
        f"""DELETE FROM {table} p WHERE p.variant_id IN ({REMOVED_VARIANTS}) OR p.id IN (
            {INSERTED_BY_RUN.format(table=table)}) AND p.variant_id IN (
            SELECT id FROM undo_row WHERE place = 'catalogue_variant' AND fate = 'restore')"""
        for table in ("catalogue_pricechange", "catalogue_stockchange")
    ),
    f"""DELETE FROM catalogue_photograph p WHERE p.variant_id IN ({REMOVED_VARIANTS})
        OR p.product_id IN ({REMOVED_PRODUCTS}) OR p.id IN ({INSERTED_BY_RUN.format(table="catalogue_photograph")})""",
    f"DELETE FROM catalogue_variant WHERE id IN ({REMOVED_VARIANTS})",
    f"DELETE FROM catalogue_product WHERE id IN ({REMOVED_PRODUCTS})",
    f"DELETE FROM catalogue_category WHERE id IN ({REMOVED_CATEGORIES})",
)
COUNTS = "SELECT place, fate, count(*) FROM undo_row GROUP BY 1, 2 ORDER BY 1, 2"
FORGET = """DELETE FROM connectors_importchange WHERE run_id = %(run)s;
DELETE FROM connectors_importbatch WHERE run_id = %(run)s"""
