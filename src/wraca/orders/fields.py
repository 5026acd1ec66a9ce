"""What `orders` tells of each customer. An order counts when it is paid and not cancelled."""

from wraca.kit.behaviour import Behaviour
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

BOUGHT = Behaviour(
    "bought",
    "purchases",
    _("Bought"),
    _("A product in an order that counts; all pieces of a day are one purchase."),
    (
        Field("product", "text", "", _("Product"), _("Its name.")),
        Field("brand", "text", "", _("Brand"), _("As the catalogue has it.")),
        Field("category", "text", "", _("Category"), _("The name of the one the product lies in.")),
        Field("product_id", "number", "", _("Number of the product"), _("Wraca's own.")),
        Field("quantity", "number", "pieces", _("Pieces"), _("Of the product, that day.")),
        Field("total_minor", "money", "", _("Paid for it"), _("For all pieces, less discounts.")),
        Field("discount_minor", "money", "", _("Taken off"), _("Discounts on the product, that day.")),
    ),
    looked_up=("products", "product_id"),
)
ORDERED = Behaviour(
    "ordered",
    "order_days",
    _("Ordered"),
    _("A day with at least one order that counts."),
    (
        Field("value_minor", "money", "", _("Value"), _("All orders of the day, less refunds.")),
        Field("items", "number", "pieces", _("Pieces"), _("In all orders of the day.")),
        Field("refunded_minor", "money", "", _("Refunded"), _("Of the day's orders, whenever it was.")),
    ),
)
BEHAVIOURS = (BOUGHT, ORDERED)
