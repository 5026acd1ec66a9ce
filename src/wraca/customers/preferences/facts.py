"""What of the preferences goes to the lake: who objected to which conclusions about them, nothing else they want."""

from wraca.engine.facts import Fact

_DISPUTED = "t.name = 'disputed' AND t.value @> '\"{what}\"'"
OBJECTIONS = Fact(
    name="objections",
    table="customers_preference",
    key="word_id",
    append_only=True,
    columns={
        "word_id": ("int64", "t.id"),
        "customer_id": ("int64", "t.customer_id"),
        "at": ("timestamp", "t.at"),
        "said_day": ("date", "(t.at AT TIME ZONE coalesce((SELECT zone FROM shop_shop), 'UTC'))"),
        "name": ("string", "t.name"),
        "to_all": ("boolean", "t.name = 'inference' AND t.value = 'false'"),
        "to_stage": ("boolean", _DISPUTED.format(what="stage")),
        "to_rhythm": ("boolean", _DISPUTED.format(what="rhythm")),
        "to_next_order": ("boolean", _DISPUTED.format(what="next_order")),
    },
)
FACTS = (OBJECTIONS,)
