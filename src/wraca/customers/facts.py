"""What of the customers goes to the lake: ids, days and consents, never names or addresses."""

from wraca.engine.facts import Fact

CUSTOMERS = Fact(
    name="customers",
    table="customers_customer",
    key="customer_id",
    columns={
        "customer_id": ("int64", "t.id"),
        "canonical_id": ("int64", "t.canonical_id"),
        # Of the merge that stands; it came and goes with a change of canonical_id, which stamps the row.
        "merged_into": ("int64", "m.into_customer_id"),
        "merged_at": ("timestamp", "m.at"),
        "signed_up_at": ("timestamp", "t.signed_up_at"),
        "signed_up_day": ("date", "(t.signed_up_at AT TIME ZONE coalesce((SELECT zone FROM shop_shop), 'UTC'))"),
        "invented": ("boolean", "t.invented"),
        "source": ("string", "t.source"),
        "country": ("string", "t.country"),
    },
    joins="LEFT JOIN customers_merge m ON m.from_customer_id = t.id AND m.undone_at IS NULL",
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
        "proven": ("boolean", "t.proven"),
        "awaits_confirmation": ("boolean", "t.awaits_confirmation"),
        "source": ("string", "t.source"),
    },
)
FACTS = (CUSTOMERS, CONSENTS)
