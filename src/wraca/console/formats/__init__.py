"""How figures, money and time read in each language: `1 234,56 zł` and `22.11.2026`, `$1,234.56` and `22 Nov 2026`.

Values in, text out. The unknown (None) is a dash; the sentence that says why stands beside it on the page.
Django's own formats for forms are in `en/formats.py` and `pl/formats.py`.
"""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal
from zoneinfo import ZoneInfo

from babel.core import Locale
from babel.dates import format_datetime
from babel.numbers import format_compact_decimal, format_currency, format_decimal, format_percent, get_currency_symbol

from wraca.kit.money import Money, exponent_of

UNKNOWN = "—"
#: A number never parts from its unit or from the rest of itself at the end of a line.
NBSP = "\u00a0"
_DAY = {"en": "d MMM y", "pl": "dd.MM.y"}
_DAY_LONG = {"en": "EEEE, d MMMM y", "pl": "EEEE, d MMMM y"}
_DAY_SHORT = {"en": "d MMM", "pl": "dd.MM"}
_MONTH = {"en": "LLLL y", "pl": "LLLL y"}
_CLOCK = "HH:mm"


def _whole(text: str) -> str:
    return text.replace(" ", NBSP).replace("\u202f", NBSP)


def format_money(amount: Money | None, language: str, *, minor: bool = True) -> str:
    """With minor units, or (`minor=False`, for sums) rounded to the whole unit where it is ten units or more.

    Less than ten keeps its minor units: a half unit would be a tenth of it. Larger never reads as less than smaller.
    """
    if amount is None:
        return UNKNOWN
    value = amount.decimal()
    digits = exponent_of(amount.currency) if minor else _sum_digits(amount)
    pattern = "#,##0" + ("." + "0" * digits if digits else "")
    return _whole(
        format_currency(
            value,
            amount.currency,
            format=pattern + "\u00a0¤" if language == "pl" else "¤" + pattern,
            locale=language,
            currency_digits=False,
        )
        if _has_symbol(amount.currency, language)
        else f"{_decimal(value, language, digits)}{NBSP}{amount.currency}"
    )


def _sum_digits(amount: Money) -> int:
    return exponent_of(amount.currency) if 0 < abs(amount.decimal()) < 10 else 0


def format_money_between(low: Money, high: Money, language: str) -> str:
    """A range of sums with the currency once: `1 200–1 900 zł`, `$1,200–1,900`, `$0.35–18`."""
    first = format_money(low, language, minor=False)
    last = format_money(high, language, minor=False)
    if first == last:
        return first
    if not _has_symbol(low.currency, language) or language == "pl":
        first = _decimal(low.decimal(), language, _sum_digits(low))
    else:
        last = _decimal(high.decimal(), language, _sum_digits(high))
    return format_interval(first, last)


def _has_symbol(currency: str, language: str) -> bool:
    """`zł 12` reads badly in English; without a sign of its own the code stands behind the number."""
    return get_currency_symbol(currency, locale=language) != currency


def _decimal(value: Decimal | float | int, language: str, digits: int) -> str:
    pattern = "#,##0" + ("." + "0" * digits if digits else "")
    return _whole(format_decimal(value, format=pattern, locale=language))


def format_count(value: int | float | None, language: str, *, digits: int = 0) -> str:
    return UNKNOWN if value is None else _decimal(value, language, digits)


def format_short_count(value: int | float | None, language: str) -> str:
    """`1,2 mln` for an axis or a narrow place; the whole figure stands elsewhere."""
    if value is None:
        return UNKNOWN
    return _whole(format_compact_decimal(value, locale=language, fraction_digits=0 if abs(value) < 1000 else 1))


def format_share(value: float | None, language: str, *, digits: int = 0) -> str:
    """A share of one as a percentage."""
    if value is None:
        return UNKNOWN
    percent = "%" if language == "en" else f"{NBSP}%"
    return _whole(
        format_percent(value, format="#,##0" + ("." + "0" * digits if digits else "") + "%", locale=language)
    ).replace("%", percent)


def format_day(value: date | datetime | None, language: str, *, shape: str = "day") -> str:
    """shape: day `22.11.2026`, long `niedziela, 22 listopada 2026`, short `22.11`, month `listopad 2026`."""
    if value is None:
        return UNKNOWN
    pattern = {"day": _DAY, "long": _DAY_LONG, "short": _DAY_SHORT, "month": _MONTH}[shape][language]
    moment = value if isinstance(value, datetime) else datetime(value.year, value.month, value.day)  # noqa: DTZ001
    text = format_datetime(moment, pattern, locale=Locale.parse(language))
    return text if shape == "long" else _whole(text)


def format_moment(value: datetime | None, language: str, zone: str) -> str:
    """The moment on the shop's clock: `22.11.2026, 14:05`."""
    if value is None:
        return UNKNOWN
    local = value.astimezone(ZoneInfo(zone))
    return f"{format_day(local, language)}, {format_datetime(local, _CLOCK, locale=Locale.parse(language))}"


def format_interval(low: str, high: str) -> str:
    """Two texts already formatted: `2–5`; once, if they are the same."""
    return low if low == high else f"{low}–{high}"
