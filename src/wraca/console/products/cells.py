"""How the columns of the products' list read."""

from __future__ import annotations

from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from wraca.catalogue.models import Photograph
from wraca.console import formats
from wraca.console.formats import UNKNOWN
from wraca.console.lists.cells import Row, Writers, day, money, number
from wraca.console.words import speak


def photograph_url(photograph: Photograph) -> str:
    return photograph.url or reverse("console:photograph", args=[photograph.pk])


def product_cell(row: Row) -> SafeString:
    product, photograph = row["product"], row["photograph"]
    picture = (
        format_html('<img class="photo" src="{}" alt="" loading="lazy">', photograph_url(photograph))
        if photograph
        else ""
    )
    return format_html(
        '<span class="cell-person">{}<span class="clip"><a class="row-link" href="{}">{}</a>'
        '<span class="cell-sub clip">{}</span></span></span>',
        picture,
        reverse("console:product", args=[product.pk]),
        product.name or product.outside_id,
        product.brand,
    )


def writers(currency: str) -> Writers:
    return {
        "category": lambda row: row["product"].category.name if row["product"].category else UNKNOWN,
        "price": lambda row: price_range(row.get("price_low"), row.get("price_high"), currency),
        "stock": lambda row: number(row.get("stock")),
        "revenue": lambda row: money(row.get("revenue_minor"), currency),
        "units": lambda row: number(row.get("units")),
        "orders": lambda row: number(row.get("orders")),
        "buyers": lambda row: number(row.get("buyers")),
        "repeat": _repeat,
        "last": lambda row: day(row.get("last_day")),
    }


def price_range(low: int | None, high: int | None, currency: str) -> str:
    if low is None or high is None:
        return UNKNOWN
    return formats.format_interval(money(low, currency, whole=False), money(high, currency, whole=False))


def _repeat(row: Row) -> SafeString | str:
    """A share of few buyers says little, so their number stands beside it."""
    share, buyers = row.get("repeat_share"), row.get("buyers")
    if share is None or not buyers:
        return UNKNOWN
    of = _("of %s") % number(buyers)
    return format_html('{}<span class="cell-sub">{}</span>', formats.format_share(share, speak()), of)
