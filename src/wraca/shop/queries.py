"""Reads the shop of this installation."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from wraca.kit.errors import NotReady
from wraca.kit.language import _
from wraca.shop.models import Shop
from wraca.shop.retention import Retention, read_retention


@dataclass(frozen=True)
class ShopSettings:
    name: str
    #: ISO 4217.
    currency: str
    #: IANA zone.
    zone: str
    #: pl or en.
    language: str
    #: Whether the amounts that come in contain tax.
    prices_gross: bool
    #: Used, and labelled "assumed", where a product's cost is unknown.
    default_margin_percent: Decimal
    #: True while the sample shop is loaded.
    sample: bool
    sample_facts: Mapping[str, object]
    #: Whether customers who are certainly one person are merged without anybody looking.
    merges_certain_duplicates: bool
    #: Whether imported flags of consent count: one of `wraca.shop.choices.FLAG_RULES`.
    flag_rule: str
    #: Since when everything that would leave the house is held back; None: nothing is.
    paused_at: datetime | None
    paused_by: int | None

    @property
    def country(self) -> str:
        """Where a telephone number without a country code is taken to be from."""
        return "PL" if self.language == "pl" or self.zone == "Europe/Warsaw" or self.currency == "PLN" else "US"


_FIELDS = list(ShopSettings.__dataclass_fields__)


def find_shop() -> ShopSettings | None:
    """None: nobody has opened it yet; the first-run page does."""
    row = Shop.objects.values(*_FIELDS).first()
    return ShopSettings(**row) if row else None


def find_retention() -> Retention:
    """As usual, where there is no shop yet."""
    return read_retention(Shop.objects.values_list("retention", flat=True).first() or {})


def the_shop() -> ShopSettings:
    """For whoever cannot go on without it. Raises NotReady."""
    shop = find_shop()
    if shop is None:
        raise NotReady(_("no shop has been opened yet: open the console once, or load the sample with `wraca demo`"))
    return shop
