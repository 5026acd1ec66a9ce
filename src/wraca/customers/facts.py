"""What of the customers goes to the lake: ids and days, never names or addresses."""

from wraca.engine.facts import Fact

CUSTOMERS = Fact(
    name="customers",
    table="customers_customer",
    key="customer_id",
    columns={
        "customer_id": ("int64", "t.id"),
        "signed_up_at": ("timestamp", "t.signed_up_at"),
        "signed_up_day": ("date", "(t.signed_up_at AT TIME ZONE coalesce((SELECT zone FROM shop_shop), 'UTC'))"),
        "invented": ("boolean", "t.invented"),
        "source": ("string", "t.source"),
        "country": ("string", "t.country"),
    },
)
FACTS = (CUSTOMERS,)
