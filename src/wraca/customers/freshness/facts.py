"""What of the fields goes to the lake: which there are, who said them when; never what they say."""

from wraca.engine.facts import Fact

_ALIAS = (
    r"@(.+\.)?(allegromail\.[a-z]{2,3}|user\.allegro(group)?\.[a-z]{2,3}"
    r"|marketplace\.amazon\.[a-z]{2,3}(\.[a-z]{2})?|members\.ebay\.[a-z]{2,3}(\.[a-z]{2})?)$"
)
CONTACTS = Fact(
    name="contacts",
    table="customers_customer",
    key="customer_id",
    columns={
        "customer_id": ("int64", "t.id"),
        "name": ("boolean", "t.given_name <> '' OR t.family_name <> ''"),
        "email": ("boolean", "t.email <> ''"),
        # Not a marketplace's, which forwards for the length of an order.
        "own_email": ("boolean", f"t.email <> '' AND t.email !~ '{_ALIAS}'"),
        "phone": ("boolean", "t.phone <> ''"),
        "address": ("boolean", "t.street <> '' OR t.postcode <> '' OR t.city <> ''"),
        "birth_date": ("boolean", "t.birth_date IS NOT NULL"),
        "language": ("boolean", "t.language <> ''"),
        "traits": ("boolean", "t.traits <> '{}'"),
    },
)
FIELD_WORDS = Fact(
    name="field_words",
    table="customers_fieldword",
    key="word_id",
    month="said_day",
    append_only=True,
    columns={
        "word_id": ("int64", "t.id"),
        "customer_id": ("int64", "t.customer_id"),
        "said_day": ("date", "(t.said_at AT TIME ZONE coalesce((SELECT zone FROM shop_shop), 'UTC'))"),
        "teller": ("int64", "CASE t.told_by WHEN 'customer' THEN 2 WHEN 'staff' THEN 1 ELSE 0 END"),
        "told": ("int64", "t.told"),
        "differed": ("int64", "t.differed"),
    },
)
FACTS = (CONTACTS, FIELD_WORDS)
