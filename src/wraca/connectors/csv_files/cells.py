"""What a cell says under the habits of spreadsheets: guards, apostrophes, shortened numbers, currencies."""

from __future__ import annotations

import html
import re
from decimal import Decimal, InvalidOperation

_FORMULA_TEXT = re.compile(r'="(.*)"', re.DOTALL)
_SCIENTIFIC = re.compile(r"(\d)[.,](\d+)E\+(\d{1,3})", re.IGNORECASE)
_CURRENCY = re.compile(r"^(?:zł|zl|pln|eur|usd|gbp|[€$£])|(?:zł|zl|pln|eur|usd|gbp|[€$£])$", re.IGNORECASE)


def text_of(value: object) -> str:
    """Without Excel's apostrophe (`'0042`, and `'=…` as exports are guarded) and its `="0042"`."""
    shown = str(value).strip()
    first = shown[:1]
    if first == "'":
        return shown[1:].strip()
    if first == "=" and (found := _FORMULA_TEXT.fullmatch(shown)):
        return found[1].replace('""', '"').strip()
    return shown


def whole_id(shown: str) -> str | None:
    """`4.8512E+4` as 48512; None where digits were lost, as in `7.21045E+12`."""
    found = _SCIENTIFIC.fullmatch(shown)
    if not found:
        return shown
    digits, places = found[2], int(found[3])
    return f"{found[1]}{digits}" if len(digits) == places else None


def decimal_of(value: object) -> Decimal:
    """`1 234,56 zł`, `1,234.56` and 1234.56 alike; a float through its shortest digits. Raises InvalidOperation."""
    shown = str(value)
    if "&" in shown:
        shown = html.unescape(shown)
    shown = "".join(c for c in shown if not c.isspace() and c not in "'’").replace("\u2212", "-")
    shown = _CURRENCY.sub("", _CURRENCY.sub("", shown))
    # Of comma and point the later one is the decimal sign, the other one groups thousands.
    decimal_comma = shown.rfind(",") > shown.rfind(".")
    shown = shown.replace(".", "").replace(",", ".") if decimal_comma else shown.replace(",", "")
    number = Decimal(shown)
    if not number.is_finite():
        raise InvalidOperation
    return number
