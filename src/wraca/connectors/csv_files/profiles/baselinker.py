"""BaseLinker (Base): orders exported to CSV, a row for each product, by the fields' names or Polish labels."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from wraca.connectors.csv_files.layout import Cells, Draft, drafted, pick
from wraca.connectors.csv_files.profiles.profile import Profile
from wraca.connectors.csv_files.states import state_columns

_ID = ("order_id", "numer zamówienia", "nr zamówienia", "id zamówienia")
_ORDER = {
    "outside_id": _ID,
    "number": ("external_order_id", "shop_order_id", *_ID),
    "placed_at": ("date_confirmed", "date_add", "data złożenia", "data zamówienia"),
    "currency": ("currency", "waluta"),
    "shipping": ("delivery_price", "koszt wysyłki", "cena przesyłki"),
    "channel": ("order_source", "źródło"),
    "customer_email": ("email", "e-mail", "adres e-mail"),
    "customer_phone": ("phone", "telefon"),
    "customer_login": ("user_login", "login"),
    "customer_full_name": ("delivery_fullname", "invoice_fullname", "imię i nazwisko"),
    "customer_street": ("delivery_address", "adres", "ulica"),
    "customer_postcode": ("delivery_postcode", "kod pocztowy"),
    "customer_city": ("delivery_city", "miasto", "miejscowość"),
    "customer_country": ("delivery_country_code", "delivery_country", "kraj"),
}
_LINE = {
    "line_name": ("product_name", "name", "nazwa produktu", "produkt"),
    "line_variant": ("sku", "product_sku", "product_id", "ean", "product_name", "name", "nazwa produktu", "produkt"),
    "line_unit_price": ("price_brutto", "cena brutto", "cena"),
    "line_quantity": ("quantity", "ilość"),
}


def _order(cells: Cells) -> list[Draft]:
    """Each row repeats the order; what was paid says whether it counts, since statuses are the shop's own words."""
    state = state_columns(pick(cells, "order_status", "status"))
    paid = pick(cells, "payment_done", "zapłacono")
    if paid and not paid.strip("0.,") and pick(cells, "payment_method_cod", "pobranie").lower() not in {"1", "tak"}:
        state.setdefault("payment_state", "pending")
        state["payment_state"] = "pending" if state["payment_state"] == "paid" else state["payment_state"]
    return [{**drafted(cells, _ORDER), **drafted(cells, _LINE), **state}]


PROFILES = (
    Profile(
        "baselinker_orders",
        _("BaseLinker: orders"),
        "orders",
        "baselinker",
        frozenset(
            {
                "|".join(_ID),
                "order_source|źródło",
                "|".join(_ORDER["placed_at"]),
                "payment_done|zapłacono",
                "|".join(_LINE["line_unit_price"]),
                "|".join(_LINE["line_quantity"]),
            }
        ),
        _order,
        _("Buyers from Allegro are known by their masked address and are never written to."),
    ),
)
