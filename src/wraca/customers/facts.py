"""What of the customers goes to the lake: ids, days and consents, never names or addresses."""

from wraca.engine.facts import Fact

CUSTOMERS = Fact(
    name="customers",
    table="customers_customer",
    key="customer_id",
    columns={
        "customer_id": ("int64", "t.id"),
        "canonical_id": ("int64", "t.canonical_id"),
        "signed_up_at": ("timestamp", "t.signed_up_at"),
        "signed_up_day": ("date", "(t.signed_up_at AT TIME ZONE coalesce((SELECT zone FROM shop_shop), 'UTC'))"),
        "invented": ("boolean", "t.invented"),
        "source": ("string", "t.source"),
        "country": ("string", "t.country"),
    },
)
CONSENTS = Fact(
    name="consents",
    table="customers_consentrecord",
    key="consent_id",
    month="local_day",
    append_only=True,
    columns={
        "consent_id": ("int64", "t.id"),
        "customer_id": ("int64", "t.customer_id"),
        "purpose": ("string", "t.purpose"),
        "channel": ("string", "t.channel"),
        "at": ("timestamp", "t.at"),
        "local_day": ("date", "(t.at AT TIME ZONE coalesce((SELECT zone FROM shop_shop), 'UTC'))"),
        "withdrawn": ("boolean", "t.action = 'withdrawn'"),
    },
)
FACTS = (CUSTOMERS, CONSENTS)
