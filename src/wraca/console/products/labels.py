"""The words of the products' pages."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from wraca.console.lists.pages import Column

SALES = {
    "quiet": _("Sold, but not for 90 days"),
    "never": _("Never sold"),
}
ACTIVE = {"yes": _("In the assortment"), "no": _("Withdrawn")}
NAME = Column("name", _("Product"), sort="name", rises=True)
COLUMNS = (
    Column("category", _("Category")),
    Column("price", _("Price"), numeric=True),
    Column("stock", _("Stock"), numeric=True),
    Column("revenue", _("Revenue, all time"), sort="revenue", numeric=True),
    Column("units", _("Pieces sold"), sort="units", numeric=True),
    Column("orders", _("Orders"), sort="orders", numeric=True, shown=False),
    Column("buyers", _("Buyers"), sort="buyers", numeric=True),
    Column("repeat", _("Bought again"), sort="repeat", numeric=True),
    Column("last", _("Last sold"), sort="last", shown=False),
)
