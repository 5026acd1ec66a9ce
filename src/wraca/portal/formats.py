"""Money as each language writes it."""

from __future__ import annotations

from babel.numbers import format_currency

from wraca.kit.money import Money
from wraca.portal.answers import speak


def tell_money(minor: int, currency: str) -> str:
    """In the language of the page: `1 234,56 zł`, `PLN 1,234.56`. Never broken at a line's end."""
    text = format_currency(Money(minor, currency).decimal(), currency, locale=speak())
    return text.replace(" ", "\u00a0").replace("\u202f", "\u00a0")
