"""The exact summary of a person's orders, made anew from the orders in the transaction that changed them.

It is kept for the canonical customer alone, over the orders of all members. Whoever changes orders holds the lock of
their customer, which holds off merges; the summary of a merged person is a lock besides, taken after all customers, for
orders of two of its members may change at once.
"""

from __future__ import annotations

from collections.abc import Sequence

from django.db.backends.utils import CursorWrapper

COLUMNS = (
    *("orders", "order_days", "first_day", "last_day", "first_at", "last_at", "spent_minor", "refunded_minor"),
    *("spent_squares", "valued_days", "valued_minor", "gap_squares", "items"),
)

# An order counts when it is paid and not cancelled; a day's value is total - refunds of its orders.
_SUMMARIES = """counted AS MATERIALIZED (
    SELECT o.id AS order_id, m.customer_id, o.local_day, o.placed_at, o.items, o.total_minor
    FROM orders_order o JOIN members m ON m.member_id = o.customer_id
    WHERE o.payment_state = 'paid' AND NOT EXISTS (SELECT FROM orders_cancellation c WHERE c.order_id = o.id)),
refunded AS (
    SELECT order_id, sum(r.amount_minor) AS refunded FROM orders_refund r JOIN counted USING (order_id)
    GROUP BY order_id),
days AS (
    SELECT customer_id, local_day, count(*) AS orders, min(placed_at) AS first_at, max(placed_at) AS last_at,
        sum(total_minor - coalesce(refunded, 0))::bigint AS value, coalesce(sum(refunded), 0)::bigint AS refunded,
        sum(items)::bigint AS items,
        local_day - lag(local_day) OVER (PARTITION BY customer_id ORDER BY local_day) AS gap
    FROM counted LEFT JOIN refunded USING (order_id) GROUP BY customer_id, local_day),
summaries AS (
    SELECT customer_id, sum(orders)::int AS orders, count(*)::int AS order_days, min(local_day) AS first_day,
        max(local_day) AS last_day, min(first_at) AS first_at, max(last_at) AS last_at,
        sum(value)::bigint AS spent_minor, sum(refunded)::bigint AS refunded_minor,
        sum(value::numeric * value) AS spent_squares, (count(*) FILTER (WHERE value > 0))::int AS valued_days,
        coalesce(sum(value) FILTER (WHERE value > 0), 0)::bigint AS valued_minor,
        coalesce(sum(gap::bigint * gap), 0)::bigint AS gap_squares, sum(items)::bigint AS items
    FROM days GROUP BY customer_id)"""
# Who has lost the last order keeps a row of zeros.
_UPSERT = f"""INSERT INTO orders_customersummary (customer_id, {", ".join(COLUMNS)})
    SELECT t.customer_id, coalesce(s.orders, 0), coalesce(s.order_days, 0), s.first_day, s.last_day, s.first_at,
        s.last_at, coalesce(s.spent_minor, 0), coalesce(s.refunded_minor, 0), coalesce(s.spent_squares, 0),
        coalesce(s.valued_days, 0), coalesce(s.valued_minor, 0), coalesce(s.gap_squares, 0), coalesce(s.items, 0)
    FROM touched t LEFT JOIN summaries s USING (customer_id) ORDER BY t.customer_id
    ON CONFLICT (customer_id) DO UPDATE SET
        ({", ".join(COLUMNS)}) = ROW({", ".join(f"excluded.{column}" for column in COLUMNS)})
    WHERE ROW({", ".join(f"orders_customersummary.{column}" for column in COLUMNS)})
        IS DISTINCT FROM ROW({", ".join(f"excluded.{column}" for column in COLUMNS)})"""

# Nobody is merged away in most shops, and they pay nothing for it.
_ANY_MERGED = "SELECT EXISTS (SELECT FROM customers_customer WHERE canonical_id <> id)"
_TOUCHED = "touched AS ({touched})"
_TOUCHED_PEOPLE = """touched AS (SELECT DISTINCT c.canonical_id AS customer_id FROM customers_customer c
    WHERE c.id IN ({touched}))"""
_MEMBERS = "members AS (SELECT customer_id, customer_id AS member_id FROM touched)"
_MEMBERS_OF_PEOPLE = """members AS (SELECT customer_id, customer_id AS member_id FROM touched
    UNION ALL SELECT c.canonical_id, c.id FROM customers_customer c JOIN touched t ON t.customer_id = c.canonical_id
    WHERE c.canonical_id <> c.id)"""
_LOCK_PEOPLE = f"""WITH {_TOUCHED_PEOPLE}
    SELECT count(*) FROM (SELECT s.customer_id FROM orders_customersummary s JOIN touched USING (customer_id)
    WHERE EXISTS (SELECT FROM customers_customer c WHERE c.canonical_id = s.customer_id AND c.canonical_id <> c.id)
    ORDER BY s.customer_id FOR UPDATE OF s) locked"""
# Kept: of who stands for a person and has orders, or has members (their lock).
_DROP_NEEDLESS = """DELETE FROM orders_customersummary s USING customers_customer c
    WHERE s.customer_id = ANY(%(ids)s) AND c.id = s.customer_id AND (c.canonical_id <> c.id OR NOT (
        EXISTS (SELECT FROM orders_order o WHERE o.customer_id = c.id)
        OR EXISTS (SELECT FROM customers_customer m WHERE m.canonical_id = c.id AND m.canonical_id <> m.id)))"""


def update_summaries(cursor: CursorWrapper, touched_sql: str, params: object = None) -> None:
    """Makes the summaries of the people of the customers that `touched_sql` selects (one column, customer_id).

    Their rows must be locked already (wraca.orders.bulk), or two writers would each miss the other's order.
    """
    cursor.execute(_ANY_MERGED)
    touched, members = _TOUCHED, _MEMBERS
    if cursor.fetchone()[0]:
        cursor.execute(_LOCK_PEOPLE.format(touched=touched_sql), params)
        touched, members = _TOUCHED_PEOPLE, _MEMBERS_OF_PEOPLE
    cursor.execute(f"WITH {touched.format(touched=touched_sql)}, {members}, {_SUMMARIES} {_UPSERT}", params)


def remake_summaries(cursor: CursorWrapper, customer_ids: Sequence[int]) -> None:
    """After a merge or its undoing: of these customers, whose people's rows are locked."""
    values = {"ids": list(customer_ids)}
    update_summaries(cursor, "SELECT unnest(%(ids)s::bigint[]) AS customer_id", values)
    cursor.execute(_DROP_NEEDLESS, values)
