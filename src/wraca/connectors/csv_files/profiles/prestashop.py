"""PrestaShop back office: Orders > Export, Customers > Export, English or Polish, or the same by SQL Manager."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from wraca.connectors.csv_files.layout import Cells, Draft, drafted, pick
from wraca.connectors.csv_files.profiles.profile import Profile
from wraca.connectors.csv_files.states import state_columns

_ORDER = {
    "outside_id": ("id", "id_order"),
    "number": ("reference", "indeks", "kod referencyjny"),
    "placed_at": ("date", "data", "date_add"),
    "total": ("total", "razem", "suma", "total_paid_tax_incl", "total_paid"),
    "shipping": "total_shipping_tax_incl",
    "customer": "id_customer",
    "customer_email": ("email", "email address", "adres e-mail"),
    "customer_country": ("delivery", "dostawa"),
}


def _order(cells: Cells) -> list[Draft]:
    """`J. Sowa` is all that the list says of the buyer: nobody can be told by it."""
    order = {**drafted(cells, _ORDER), **state_columns(pick(cells, "status", "stan", "osname"))}
    if not order.get("customer_email"):
        order.pop("customer_country", None)
    return [order]


_CUSTOMER = {
    "outside_id": ("id", "id_customer"),
    "given_name": ("first name", "imię", "firstname"),
    "family_name": ("last name", "nazwisko", "lastname"),
    "email": ("email address", "adres e-mail", "email", "e-mail"),
    "signed_up_at": ("registration", "rejestracja", "data rejestracji", "date_add"),
    "birth_date": ("birthday", "data urodzenia"),
    "company": ("company", "firma"),
    "accepts_email": ("newsletter", "biuletyn"),
}


def _customer(cells: Cells) -> list[Draft]:
    customer = drafted(cells, _CUSTOMER)
    if customer.get("birth_date") == "0000-00-00":
        customer.pop("birth_date")
    return [customer]


PROFILES = (
    Profile(
        "prestashop_orders",
        _("PrestaShop: orders"),
        "orders",
        "prestashop",
        frozenset(
            {
                "id|id_order",
                "reference|indeks|kod referencyjny",
                "new client|nowy klient|id_customer",
                "total|razem|suma|total_paid_tax_incl",
                "payment|płatność",
                "date|data|date_add",
            }
        ),
        _order,
        _(
            "The list of orders has neither e-mail addresses nor what was bought: its orders come in without customers,"
            " each as one line. By SQL Manager you can export id_customer and email as well; they are used when there."
        ),
    ),
    Profile(
        "prestashop_customers",
        _("PrestaShop: customers"),
        "customers",
        "prestashop",
        frozenset(
            {
                "id|id_customer",
                "first name|imię|firstname",
                "last name|nazwisko|lastname",
                "email address|adres e-mail|email",
                "newsletter|biuletyn",
                "registration|rejestracja|data rejestracji|date_add",
            }
        ),
        _customer,
        _("“Newsletter” comes in as a flag without proof."),
    ),
)
