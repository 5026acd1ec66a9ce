"""What of the orders goes to the lake. Whoever changes a refund or a cancellation touches its order's row too
(wraca.orders.bulk does), so that the order's own figures follow."""

from wraca.engine.facts import Fact

ORDERS = Fact(
    name="orders",
    table="orders_order",
    key="order_id",
    month="local_day",
    columns={
        "order_id": ("int64", "t.id"),
        "customer_id": ("int64", "t.customer_id"),
        "placed_at": ("timestamp", "t.placed_at"),
        "local_day": ("date", "t.local_day"),
        "paid": ("boolean", "t.payment_state = 'paid'"),
        "cancelled": ("boolean", "EXISTS (SELECT FROM orders_cancellation c WHERE c.order_id = t.id)"),
        "total_minor": ("int64", "t.total_minor"),
        "refunded_minor": (
            "int64",
            "coalesce((SELECT sum(r.amount_minor) FROM orders_refund r WHERE r.order_id = t.id), 0)",
        ),
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
    joins=(
        "JOIN orders_order o ON o.id = t.order_id LEFT JOIN catalogue_variant v ON v.id = t.variant_id"
        " LEFT JOIN catalogue_product p ON p.id = v.product_id"
    ),
    follows=("o", "v", "p"),
    columns={
        "line_id": ("int64", "t.id"),
        "order_id": ("int64", "t.order_id"),
        "customer_id": ("int64", "o.customer_id"),
        "product_id": ("int64", "v.product_id"),
        "variant_id": ("int64", "t.variant_id"),
        "category_id": ("int64", "p.category_id"),
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
