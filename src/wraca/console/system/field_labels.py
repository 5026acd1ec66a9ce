"""What a column can be, in the reader's words, in the order in which people look for it."""

from __future__ import annotations

from collections.abc import Mapping

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

_PERSON: Mapping[str, str | Promise] = {
    "email": _("E-mail address"),
    "phone": _("Telephone"),
    "full_name": _("Given and family name together"),
    "given_name": _("Given name"),
    "family_name": _("Family name"),
    "street": _("Street and number"),
    "postcode": _("Postcode"),
    "city": _("City"),
    "country": _("Country"),
    "language": _("Language"),
}
FIELD_LABELS: Mapping[str, Mapping[str, str | Promise]] = {
    "customers": {
        "outside_id": _("Customer's number or id"),
        **_PERSON,
        "birth_date": _("Date of birth"),
        "company": _("Company"),
        "tags": _("Tags"),
        "signed_up_at": _("Date of sign-up"),
        "accepts_email": _("Accepts e-mail (yes/no)"),
        "accepts_sms": _("Accepts text messages (yes/no)"),
        "accepted_at": _("Date of that consent"),
        "withdrawn_email": _("Unsubscribed from e-mail (yes/no)"),
        "withdrawn_at": _("Date of unsubscribing"),
    },
    "orders": {
        "outside_id": _("Order number or id"),
        "placed_at": _("Date of the order"),
        "total": _("Value of the order"),
        "status": _("State of the order"),
        "shipping": _("Shipping"),
        "discount": _("Discount"),
        "tax": _("Tax"),
        "currency": _("Currency"),
        "coupon_codes": _("Coupon"),
        "channel": _("Channel"),
        "line_name": _("Product's name"),
        "line_variant": _("Product's code (SKU)"),
        "line_quantity": _("Quantity"),
        "line_unit_price": _("Price of one piece"),
        "line_total": _("Value of the line"),
        "customer": _("Customer's number or id"),
        **{f"customer_{name}": label for name, label in _PERSON.items()},
    },
    "products": {
        "outside_id": _("Product's number or id"),
        "name": _("Product's name"),
        "category": _("Category"),
        "brand": _("Brand"),
        "price": _("Price"),
        "unit_cost": _("Purchase cost"),
        "stock": _("In stock"),
        "sku": _("Product's code (SKU)"),
        "ean": _("EAN"),
        "url": _("Address of its page"),
    },
}
