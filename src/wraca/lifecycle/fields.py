"""What `lifecycle` tells of each customer."""

from wraca.kit.field import Field
from wraca.kit.language import marked as _
from wraca.lifecycle.stages import STAGES

FIELDS = (
    Field("stage", "choice", "", _("Stage"), _("Where in life with the shop they are."), choices=STAGES),
    Field("stage_since", "day", "", _("In the stage since"), _("The day they came to their stage.")),
    Field(
        "expected_orders_90",
        "number",
        "orders",
        _("Orders expected in 90 days"),
        _("By their own rhythm, and how likely they are still there."),
    ),
    Field(
        "expected_orders_365",
        "number",
        "orders",
        _("Orders expected in a year"),
        _("By their own rhythm, and how likely they are still there."),
    ),
    Field("p_order_30", "share", "", _("Chance of an order in 30 days"), _("Of at least one.")),
    Field("p_order_90", "share", "", _("Chance of an order in 90 days"), _("Of at least one.")),
    Field("p_order_365", "share", "", _("Chance of an order in a year"), _("Of at least one.")),
    Field(
        "expected_value_365_minor",
        "money",
        "",
        _("Value expected in a year"),
        _("Expected orders times the expected value of one."),
    ),
    Field("usual_gap_days", "number", "days", _("Usual gap"), _("Half of their gaps between orders are shorter.")),
    Field("next_order_mid", "day", "", _("Next order expected"), _("As likely before this day as after it.")),
    Field(
        "overdue_since",
        "day",
        "",
        _("Overdue since"),
        _("The day their silence became longer than nine of ten of their gaps."),
    ),
    Field("value_rank", "number", "", _("Rank by value"), _("1 brought most in the last 365 days.")),
    Field(
        "value_share",
        "share",
        "",
        _("Share of revenue up to them"),
        _("What they and those who brought more make of the last 365 days' revenue."),
    ),
)
