"""The statements by which a batch of orders is merged, in the order of their use. `i` is the incoming order, `n` an
incoming line or refund; an incoming order's status is NULL until something is found out about it.

PostgreSQL has no figures of what came a moment ago: a row without a status, without a variant, or of a source that is
new to it, it takes for one in thousands, and would go through a whole table, or the batch, once for each row of the
other. Hence the look-ups by LATERAL with LIMIT 1, which can only go by the index, and `<` in the place of IS NULL."""

from wraca.engine.facts import STAMP

# A first load (first_load.py) locks whole tables: whoever waits for it waits here, before he has locked any row.
LOCK_TABLES = """LOCK TABLE customers_customer, catalogue_product, catalogue_variant, orders_order, orders_orderline
    IN ROW EXCLUSIVE MODE"""
OPEN = """CREATE TEMP TABLE IF NOT EXISTS incoming_order (
    row int, outside_id text, number text, customer_key text, placed_at timestamptz, local_day date,
    payment_state text, paid_at timestamptz, subtotal_minor bigint, discount_minor bigint, tax_minor bigint,
    shipping_minor bigint, total_minor bigint, items bigint, channel text, location text, coupon_codes text[],
    source_updated_at timestamptz, cancelled_at timestamptz, cancel_reason text, refunds_told bool, lines int,
    lines_differ bool, customer_id bigint, before_customer_id bigint, order_id bigint, status text)
    ON COMMIT DELETE ROWS;
CREATE TEMP TABLE IF NOT EXISTS incoming_line (
    row int, position int, key_number int, product_key text, name text, quantity bigint, unit_price_minor bigint,
    discount_minor bigint, tax_minor bigint, total_minor bigint) ON COMMIT DELETE ROWS;
CREATE TEMP TABLE IF NOT EXISTS incoming_key (number int, key text, variant_id bigint) ON COMMIT DELETE ROWS;
CREATE TEMP TABLE IF NOT EXISTS incoming_refund (
    row int, outside_id text, at timestamptz, local_day date, amount_minor bigint, reason text) ON COMMIT DELETE ROWS;
TRUNCATE incoming_order, incoming_line, incoming_refund, incoming_key"""
COPY_ORDERS = """COPY incoming_order (row, outside_id, number, customer_key, placed_at, local_day, payment_state,
    paid_at, subtotal_minor, discount_minor, tax_minor, shipping_minor, total_minor, items, channel, location,
    coupon_codes, source_updated_at, cancelled_at, cancel_reason, refunds_told, lines) FROM STDIN"""
COPY_LINES = """COPY incoming_line (row, position, key_number, product_key, name, quantity, unit_price_minor,
    discount_minor, tax_minor, total_minor) FROM STDIN"""
COPY_KEYS = "COPY incoming_key (number, key) FROM STDIN"
COPY_REFUNDS = "COPY incoming_refund (row, outside_id, at, local_day, amount_minor, reason) FROM STDIN"
# Nobody analyses temporary tables by himself, and without figures large batches are joined row by row. Rough ones do.
ANALYZE = """SET LOCAL default_statistics_target = 10; ANALYZE incoming_order (row, outside_id, customer_key);
ANALYZE incoming_line (row, position, key_number); ANALYZE incoming_key (number, key);
SET LOCAL default_statistics_target TO DEFAULT"""

# Customers and variants -----------------------------------------------------------------------------------------------

CREATE_CUSTOMERS = """INSERT INTO customers_customer (source, outside_id, given_name, family_name, folded_name,
        sort_name, email, phone, street, postcode, city, country, language, signed_up_at, invented, traits, updated_at)
    SELECT %(source)s, customer_key, '', '', '', '', '', '', '', '', '', '', '', min(placed_at), false, '{}', now()
    FROM incoming_order i WHERE customer_key IS NOT NULL
    AND NOT EXISTS (SELECT FROM customers_customer c WHERE c.source = %(source)s AND c.outside_id = i.customer_key)
    GROUP BY customer_key ORDER BY customer_key ON CONFLICT (source, outside_id) DO NOTHING"""
CUSTOMERS_SIGNED_UP = """SELECT c.signed_up_at AS at, 'customer.signed_up' AS kind, c.id AS customer_id,
    'customer.signed_up:' || c.id AS key, '{}'::jsonb AS payload
    FROM customers_customer c WHERE c.changed = pg_current_xact_id()::text::bigint"""
# Beside customers told whole, those known by id alone are made in the same statement as they.
UNKNOWN_CUSTOMERS = """SELECT customer_key, min(placed_at) FROM incoming_order
    WHERE customer_key IS NOT NULL AND customer_id IS NULL AND customer_key <> ALL(%s) GROUP BY 1 ORDER BY 1"""
FIND_CUSTOMERS = """UPDATE incoming_order i SET customer_id = known.id FROM (
    SELECT k.key, c.id FROM (SELECT DISTINCT customer_key AS key FROM incoming_order) k CROSS JOIN LATERAL (
        SELECT id FROM customers_customer WHERE source = %(source)s AND outside_id = k.key LIMIT 1) c) known
WHERE known.key = i.customer_key"""
TOLD_CUSTOMERS = "SELECT DISTINCT customer_key FROM incoming_order WHERE customer_key IS NOT NULL"
# The order of somebody who was erased is the emptied customer's, or nobody's, and says no more of them than
# wraca.orders.erase leaves.
HIDE_ERASED = """WITH erased AS (SELECT key, id FROM unnest(%s::text[], %s::bigint[]) told(key, id)),
reasons AS (
    UPDATE incoming_refund r SET reason = '' FROM incoming_order i JOIN erased ON erased.key = i.customer_key
    WHERE r.row = i.row)
UPDATE incoming_order i SET customer_key = NULL, customer_id = erased.id,
    cancel_reason = CASE WHEN i.cancel_reason IS NULL THEN NULL ELSE '' END,
    coupon_codes = ARRAY(SELECT code FROM unnest(i.coupon_codes) WITH ORDINALITY c(code, place) WHERE EXISTS (
        SELECT FROM orders_order o WHERE code = ANY(o.coupon_codes) AND o.customer_id <> erased.id) ORDER BY place)
FROM erased WHERE erased.key = i.customer_key"""
SET_CUSTOMERS = """UPDATE incoming_order i SET customer_id = told.id
    FROM unnest(%s::text[], %s::bigint[]) told(key, id) WHERE i.customer_key = told.key"""
# Those before, too: an order that moves changes two summaries.
CUSTOMERS_TO_LOCK = """SELECT customer_id FROM incoming_order UNION SELECT before_customer_id FROM incoming_order"""
LOCK_CUSTOMERS = f"""SELECT count(*) FROM (SELECT id FROM customers_customer WHERE id IN ({CUSTOMERS_TO_LOCK})
    ORDER BY id FOR NO KEY UPDATE) locked"""
REFUSE = "UPDATE incoming_order SET status = 'refused' WHERE row = ANY(%s)"
REJECT_UNKNOWN_CUSTOMERS = """UPDATE incoming_order SET status = 'unknown_customer'
    WHERE customer_key IS NOT NULL AND customer_id IS NULL"""
_NO_VARIANT = "coalesce(k.variant_id, 0) < 1"
# In id order, against those who delete variants; whoever changes one does not wait.
FIND_VARIANTS = f"""WITH known AS MATERIALIZED (
    SELECT k.number, v.id FROM incoming_key k CROSS JOIN LATERAL (
        SELECT id FROM catalogue_variant WHERE source = %(source)s AND outside_id = k.key LIMIT 1) v
    WHERE {_NO_VARIANT}),
found AS MATERIALIZED (
    SELECT v.id, k.number FROM catalogue_variant v JOIN known k USING (id) ORDER BY v.id FOR KEY SHARE OF v)
UPDATE incoming_key k SET variant_id = found.id FROM found WHERE found.number = k.number"""
COUNT_UNKNOWN_VARIANTS = "SELECT count(*) FROM incoming_key WHERE variant_id IS NULL"
_UNKNOWN_VARIANTS = f"""SELECT DISTINCT ON (k.key) k.key AS variant_key, coalesce(n.product_key, k.key) AS
        product_key, n.name
    FROM incoming_key k JOIN incoming_line n ON n.key_number = k.number JOIN incoming_order i USING (row)
    WHERE {_NO_VARIANT} AND coalesce(i.status, '') < 'a' ORDER BY k.key, n.name = '', n.row, n.position"""
CREATE_PRODUCTS = f"""INSERT INTO catalogue_product (source, outside_id, name, folded_name, brand, description, url,
        active, traits, updated_at)
    SELECT DISTINCT ON (product_key) %(source)s, product_key, name,
        translate(lower(name), 'ąćęłńóśźż', 'acelnoszz'), '', '', '', true, '{{}}', now()
    FROM ({_UNKNOWN_VARIANTS}) u ORDER BY product_key, variant_key
    ON CONFLICT (source, outside_id) DO NOTHING"""
CREATE_VARIANTS = f"""INSERT INTO catalogue_variant (product_id, source, outside_id, sku, ean, name, colour, size,
        position)
    SELECT p.id, %(source)s, u.variant_key, '', '', CASE WHEN u.product_key = u.variant_key THEN '' ELSE u.name END,
        '', '', 0
    FROM ({_UNKNOWN_VARIANTS}) u CROSS JOIN LATERAL (
        SELECT id FROM catalogue_product WHERE source = %(source)s AND outside_id = u.product_key LIMIT 1) p
    ORDER BY u.variant_key ON CONFLICT (source, outside_id) DO NOTHING"""

# Orders ---------------------------------------------------------------------------------------------------------------

_ORDER_COLUMNS = (
    *("number", "customer_id", "placed_at", "local_day", "payment_state", "paid_at", "subtotal_minor"),
    *("discount_minor", "tax_minor", "shipping_minor", "total_minor", "items", "channel", "location"),
    *("coupon_codes", "source_updated_at"),
)
_LISTED = ", ".join(_ORDER_COLUMNS)
# Once for the statement; the column's default would work it out anew for each row.
_STAMP = f"(SELECT {STAMP})"
_OF_ORDER = ", ".join(f"o.{column}" for column in _ORDER_COLUMNS)
# A word without the source's clock is taken, and the clock known before stays.
_TOLD = ", ".join(
    "coalesce(i.source_updated_at, o.source_updated_at)" if column == "source_updated_at" else f"i.{column}"
    for column in _ORDER_COLUMNS
)
PEEK_AT_ORDERS = """UPDATE incoming_order i SET order_id = known.id, before_customer_id = known.customer_id FROM (
    SELECT n.row, o.id, o.customer_id FROM incoming_order n CROSS JOIN LATERAL (
        SELECT id, customer_id FROM orders_order WHERE source = %(source)s AND outside_id = n.outside_id LIMIT 1) o
    ) known
WHERE known.row = i.row"""
COUNT_KNOWN = "SELECT count(*) FROM incoming_order WHERE status IS NULL AND order_id IS NOT NULL"
# Counts those that are still there and still of the customer who was locked.
LOCK_ORDERS = """SELECT count(*) FROM (
    SELECT o.customer_id, i.before_customer_id FROM orders_order o JOIN incoming_order i ON i.order_id = o.id
    WHERE i.status IS NULL ORDER BY o.id FOR UPDATE OF o) locked
WHERE customer_id IS NOT DISTINCT FROM before_customer_id"""
# Without checks of foreign keys: a customer who was deleted before we could lock him leaves his order over.
INSERT_ORDERS = f"""WITH done AS (
    INSERT INTO orders_order (source, outside_id, currency, {_LISTED}, updated_at, changed)
    SELECT %(source)s, outside_id, %(currency)s, {_LISTED}, now(), {_STAMP} FROM incoming_order
    WHERE status IS NULL AND order_id IS NULL AND (customer_id IS NULL OR EXISTS (
        SELECT FROM customers_customer c WHERE c.id = customer_id)) ORDER BY outside_id
    ON CONFLICT (source, outside_id) DO NOTHING RETURNING id, outside_id)
UPDATE incoming_order i SET order_id = done.id, status = 'new' FROM done WHERE done.outside_id = i.outside_id"""
COUNT_LEFT_OVER = "SELECT count(*) FROM incoming_order WHERE status IS NULL AND order_id IS NULL"
SET_OLDER_ASIDE = """UPDATE incoming_order i SET status = 'older' FROM orders_order o
    WHERE o.id = i.order_id AND i.status IS NULL AND i.source_updated_at < o.source_updated_at"""
# Told without its refunds it keeps those it has, and must still be what they fit.
SET_UNFIT_ASIDE = """UPDATE incoming_order i SET status = 'refunds_unfit' FROM (
    SELECT r.order_id, sum(r.amount_minor) AS amount_minor, min(r.at) AS first_at
    FROM orders_refund r JOIN incoming_order n USING (order_id) WHERE NOT n.refunds_told GROUP BY r.order_id) kept
WHERE kept.order_id = i.order_id AND i.status IS NULL
AND (kept.amount_minor > i.total_minor OR kept.first_at < i.placed_at)"""
UPDATE_ORDERS = f"""WITH done AS (
    UPDATE orders_order o SET ({_LISTED}, updated_at) = ROW({_TOLD}, now()) FROM incoming_order i
    WHERE o.id = i.order_id AND i.status IS NULL AND ROW({_OF_ORDER}) IS DISTINCT FROM ROW({_TOLD}) RETURNING o.id)
UPDATE incoming_order i SET status = 'changed' FROM done WHERE i.order_id = done.id"""

# Lines ----------------------------------------------------------------------------------------------------------------

_KNOWN = "(i.status IS NULL OR i.status = 'changed')"
_LINE_COLUMNS = "name, quantity, unit_price_minor, discount_minor, tax_minor, total_minor"
_OF_LINE = "n.name, n.quantity, n.unit_price_minor, n.discount_minor, n.tax_minor, n.total_minor"
_LINE_TOLD = f"k.variant_id, i.placed_at, {_OF_LINE}"
_LINE_BEFORE = _LINE_TOLD.replace("n.", "l.").replace("k.", "l.").replace("i.", "l.")
_MARK = "UPDATE incoming_order i SET status = 'changed' FROM done WHERE i.order_id = done.order_id"
# An order's lines lie together.
INSERT_NEW_LINES = f"""INSERT INTO orders_orderline
        (order_id, position, variant_id, placed_at, {_LINE_COLUMNS}, changed)
    SELECT i.order_id, n.position, {_LINE_TOLD}, {_STAMP}
    FROM incoming_line n JOIN incoming_order i USING (row) LEFT JOIN incoming_key k ON k.number = n.key_number
    WHERE i.status = 'new' ORDER BY i.order_id, n.position"""
# One look at the lines of the known orders, before new ones have ids; nearly always all are as they were. No condition
# that PostgreSQL would guess hardly any row to meet: it would go through the keys once for each line.
MARK_DIFFERING_LINES = f"""WITH met AS MATERIALIZED (
    SELECT i.row, count(*) FILTER (WHERE ROW({_LINE_BEFORE}) IS NOT DISTINCT FROM ROW({_LINE_TOLD})) AS same
    FROM incoming_line n JOIN incoming_order i USING (row)
    JOIN orders_orderline l ON l.order_id = i.order_id AND l.position = n.position
    LEFT JOIN incoming_key k ON k.number = n.key_number GROUP BY i.row)
UPDATE incoming_order i SET lines_differ = true FROM incoming_order o LEFT JOIN met USING (row)
WHERE o.row = i.row AND o.order_id IS NOT NULL AND (coalesce(met.same, 0) <> o.lines
    OR o.lines <> (SELECT count(*) FROM orders_orderline l WHERE l.order_id = o.order_id))"""
DELETE_LINES = f"""WITH done AS (
    DELETE FROM orders_orderline l USING incoming_order i WHERE l.order_id = i.order_id AND i.lines_differ AND {_KNOWN}
    AND NOT EXISTS (SELECT FROM incoming_line n WHERE n.row = i.row AND n.position = l.position) RETURNING l.order_id)
{_MARK}"""
UPDATE_LINES = f"""WITH done AS (
    UPDATE orders_orderline l SET (variant_id, placed_at, {_LINE_COLUMNS}) = ROW({_LINE_TOLD})
    FROM incoming_line n JOIN incoming_order i USING (row) LEFT JOIN incoming_key k ON k.number = n.key_number
    WHERE l.order_id = i.order_id AND l.position = n.position AND i.lines_differ AND {_KNOWN}
    AND ROW({_LINE_BEFORE}) IS DISTINCT FROM ROW({_LINE_TOLD}) RETURNING l.order_id)
{_MARK}"""
INSERT_MISSING_LINES = f"""WITH done AS (
    INSERT INTO orders_orderline (order_id, position, variant_id, placed_at, {_LINE_COLUMNS})
    SELECT i.order_id, n.position, {_LINE_TOLD}
    FROM incoming_line n JOIN incoming_order i USING (row) LEFT JOIN incoming_key k ON k.number = n.key_number
    WHERE i.lines_differ AND {_KNOWN} AND NOT EXISTS (
        SELECT FROM orders_orderline l WHERE l.order_id = i.order_id AND l.position = n.position) RETURNING order_id)
{_MARK}"""

# Refunds and cancellations --------------------------------------------------------------------------------------------

_TAKEN = "(i.status IS NULL OR i.status IN ('new', 'changed'))"
_MARK_KNOWN = """UPDATE incoming_order i SET status = coalesce(i.status, 'changed') FROM done
WHERE i.order_id = done.order_id"""
DELETE_REFUNDS = f"""WITH done AS (
    DELETE FROM orders_refund r USING incoming_order i WHERE r.order_id = i.order_id AND {_TAKEN} AND i.refunds_told
    AND NOT EXISTS (SELECT FROM incoming_refund n WHERE n.row = i.row AND n.outside_id = r.outside_id)
    RETURNING r.order_id)
{_MARK_KNOWN}"""
UPSERT_REFUNDS = f"""WITH done AS (
    INSERT INTO orders_refund AS r (order_id, outside_id, at, local_day, amount_minor, reason)
    SELECT i.order_id, n.outside_id, n.at, n.local_day, n.amount_minor, n.reason
    FROM incoming_refund n JOIN incoming_order i USING (row) WHERE {_TAKEN} ORDER BY i.order_id, n.outside_id
    ON CONFLICT (order_id, outside_id) DO UPDATE SET at = excluded.at, local_day = excluded.local_day,
        amount_minor = excluded.amount_minor, reason = excluded.reason
    WHERE (r.at, r.local_day, r.amount_minor, r.reason) IS DISTINCT FROM
        (excluded.at, excluded.local_day, excluded.amount_minor, excluded.reason) RETURNING r.order_id)
{_MARK_KNOWN}"""
REINSTATED = f"""SELECT now() AS at, 'order.reinstated' AS kind, i.customer_id,
    'order.reinstated:' || i.order_id || ':' || extract(epoch FROM c.at) AS key,
    jsonb_build_object('order_id', i.order_id, 'number', i.number) AS payload
    FROM orders_cancellation c JOIN incoming_order i USING (order_id) WHERE {_TAKEN} AND i.cancelled_at IS NULL"""
DELETE_CANCELLATIONS = f"""WITH done AS (
    DELETE FROM orders_cancellation c USING incoming_order i
    WHERE c.order_id = i.order_id AND {_TAKEN} AND i.cancelled_at IS NULL RETURNING c.order_id)
{_MARK_KNOWN}"""
UPSERT_CANCELLATIONS = f"""WITH done AS (
    INSERT INTO orders_cancellation AS c (order_id, at, reason)
    SELECT order_id, cancelled_at, cancel_reason FROM incoming_order i WHERE {_TAKEN} AND cancelled_at IS NOT NULL
    ORDER BY order_id ON CONFLICT (order_id) DO UPDATE SET at = excluded.at, reason = excluded.reason
    WHERE (c.at, c.reason) IS DISTINCT FROM (excluded.at, excluded.reason) RETURNING c.order_id)
{_MARK_KNOWN}"""
# The lake takes an order's refunds and cancellation with the order's row, hence its stamp must change with them.
TOUCH_ORDERS = """UPDATE orders_order o SET updated_at = now() FROM incoming_order i
    WHERE o.id = i.order_id AND i.status = 'changed' AND o.changed <> pg_current_xact_id()::text::bigint"""

# Events, summaries, results -------------------------------------------------------------------------------------------

_WRITTEN = "i.status IN ('new', 'changed')"
_PAYLOAD = "jsonb_build_object('order_id', i.order_id, 'number', i.number, 'total_minor', i.total_minor)"
EVENTS = (
    f"""SELECT i.placed_at AS at, 'order.placed' AS kind, i.customer_id, 'order.placed:' || i.order_id AS key,
    {_PAYLOAD} AS payload FROM incoming_order i WHERE i.status = 'new'""",
    f"""SELECT i.paid_at AS at, 'order.paid' AS kind, i.customer_id, 'order.paid:' || i.order_id AS key,
    {_PAYLOAD} AS payload FROM incoming_order i
    WHERE {_WRITTEN} AND i.payment_state = 'paid' AND i.paid_at IS NOT NULL""",
    f"""SELECT i.cancelled_at AS at, 'order.cancelled' AS kind, i.customer_id,
    'order.cancelled:' || i.order_id || ':' || extract(epoch FROM i.cancelled_at) AS key,
    {_PAYLOAD} || jsonb_build_object('reason', i.cancel_reason) AS payload
    FROM incoming_order i WHERE {_WRITTEN} AND i.cancelled_at IS NOT NULL""",
    f"""SELECT r.at, 'order.refunded' AS kind, i.customer_id, 'order.refunded:' || r.id AS key,
    jsonb_build_object('order_id', i.order_id, 'number', i.number, 'amount_minor', r.amount_minor, 'reason', r.reason)
        AS payload
    FROM orders_refund r JOIN incoming_order i USING (order_id) WHERE {_WRITTEN}""",
)
TOUCHED_CUSTOMERS = f"""SELECT customer_id FROM incoming_order i WHERE {_WRITTEN} AND customer_id IS NOT NULL
    UNION SELECT before_customer_id FROM incoming_order i WHERE {_WRITTEN} AND before_customer_id IS NOT NULL"""
RESULTS = """SELECT row, CASE WHEN status IN ('new', 'changed', 'unknown_customer', 'refunds_unfit') THEN status
        ELSE 'same' END,
    order_id FROM incoming_order ORDER BY row"""
