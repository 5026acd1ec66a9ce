"""What `orders` tells of each customer. An order counts when it is paid and not cancelled."""

from wraca.kit.field import Field
from wraca.kit.language import marked as _

FIELDS = (
    Field("orders", "number", "orders", _("Orders"), _("All orders so far.")),
    Field("order_days", "number", "days", _("Order days"), _("Different days with at least one order.")),
    Field("items", "number", "pieces", _("Pieces"), _("Pieces bought so far.")),
    Field("first_day", "day", "", _("First order"), _("The day of the first order.")),
    Field("last_day", "day", "", _("Last order"), _("The day of the last order.")),
    Field("spent_minor", "money", "", _("Spent"), _("All orders so far, less refunds.")),
    Field("refunded_minor", "money", "", _("Refunded"), _("Money given back so far.")),
    Field("spent_365_minor", "money", "", _("Spent in a year"), _("Orders of the last 365 days, less refunds.")),
)
