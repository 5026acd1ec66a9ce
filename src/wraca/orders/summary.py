"""The exact summary of a customer's orders, made anew from the orders in the transaction that changed them."""

from __future__ import annotations

from django.db.backends.utils import CursorWrapper

COLUMNS = (
    *("orders", "order_days", "first_day", "last_day", "first_at", "last_at", "spent_minor", "refunded_minor"),
    *("spent_squares", "valued_days", "valued_minor", "gap_squares", "items"),
)

# An order counts when it is paid and not cancelled; a day's value is total - refunds of its orders.
_SUMMARIES = """counted AS (
    SELECT o.customer_id, o.local_day, o.placed_at, o.items, o.total_minor,
        coalesce((SELECT sum(r.amount_minor) FROM orders_refund r WHERE r.order_id = o.id), 0)::bigint AS refunded
    FROM orders_order o JOIN touched USING (customer_id)
    WHERE o.payment_state = 'paid' AND NOT EXISTS (SELECT FROM orders_cancellation c WHERE c.order_id = o.id)),
days AS (
    SELECT customer_id, local_day, count(*) AS orders, min(placed_at) AS first_at, max(placed_at) AS last_at,
        sum(total_minor - refunded)::bigint AS value, sum(refunded)::bigint AS refunded, sum(items)::bigint AS items,
        local_day - lag(local_day) OVER (PARTITION BY customer_id ORDER BY local_day) AS gap
    FROM counted GROUP BY customer_id, local_day),
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


def update_summaries(cursor: CursorWrapper, touched_sql: str, params: object = None) -> None:
    """Makes the summaries of the customers that `touched_sql` selects (one column, customer_id).

    Their rows must be locked already (wraca.orders.bulk), or two writers would each miss the other's order.
    """
    cursor.execute(f"WITH touched AS ({touched_sql}), {_SUMMARIES} {_UPSERT}", params)
