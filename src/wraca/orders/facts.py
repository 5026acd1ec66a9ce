"""What of the orders goes to the lake. Whoever changes a refund or a cancellation touches its order's row too
(wraca.orders.bulk does), so that the order's own figures follow."""

from wraca.engine.facts import Fact

ORDERS = Fact(
    name="orders",
    table="orders_order",
    key="order_id",
    month="local_day",
    # Joined once and not looked up row by row: it is several times faster on a first copy.
    joins=(
        "LEFT JOIN (SELECT order_id, sum(amount_minor) AS amount_minor FROM orders_refund GROUP BY order_id) r"
        " ON r.order_id = t.id LEFT JOIN orders_cancellation c ON c.order_id = t.id"
    ),
    columns={
        "order_id": ("int64", "t.id"),
        "customer_id": ("int64", "t.customer_id"),
        "placed_at": ("timestamp", "t.placed_at"),
        "local_day": ("date", "t.local_day"),
        "paid": ("boolean", "t.payment_state = 'paid'"),
        "cancelled": ("boolean", "c.order_id IS NOT NULL"),
        "total_minor": ("int64", "t.total_minor"),
        "refunded_minor": ("int64", "coalesce(r.amount_minor, 0)"),
        "discount_minor": ("int64", "t.discount_minor"),
        "items": ("int64", "t.items"),
        "channel": ("string", "t.channel"),
        "location": ("string", "t.location"),
    },
)
LINES = Fact(
    name="lines",
    table="orders_orderline",
    key="line_id",
    month="local_day",
    joins="JOIN orders_order o ON o.id = t.order_id LEFT JOIN catalogue_variant v ON v.id = t.variant_id",
    # Not the variant: its stock changes daily, and would copy every line again. One that moves to another product
    # stamps its lines itself (migration 0003). A step that needs the category joins
    # lake_products.
    follows=("o",),
    columns={
        "line_id": ("int64", "t.id"),
        "order_id": ("int64", "t.order_id"),
        "customer_id": ("int64", "o.customer_id"),
        "product_id": ("int64", "v.product_id"),
        "variant_id": ("int64", "t.variant_id"),
        "local_day": ("date", "o.local_day"),
        "quantity": ("int64", "t.quantity"),
        "total_minor": ("int64", "t.total_minor"),
        "discount_minor": ("int64", "t.discount_minor"),
    },
)
REFUNDS = Fact(
    name="refunds",
    table="orders_refund",
    key="refund_id",
    month="local_day",
    joins="JOIN orders_order o ON o.id = t.order_id",
    follows=("o",),
    columns={
        "refund_id": ("int64", "t.id"),
        "order_id": ("int64", "t.order_id"),
        "customer_id": ("int64", "o.customer_id"),
        "local_day": ("date", "t.local_day"),
        "amount_minor": ("int64", "t.amount_minor"),
    },
)
FACTS = (ORDERS, LINES, REFUNDS)
