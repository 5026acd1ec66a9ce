"""What may be answered. Pure."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date

from wraca.kit.errors import InvalidInput
from wraca.kit.language import _

CHOICE, MANY, TEXT, DAY = "choice", "many", "text", "day"
LONGEST = 500


def require_answer(kind: str, codes: Collection[str], value: object) -> object:
    """The value as it is kept: a code, a sorted list of codes, a trimmed text, or YYYY-MM-DD. Raises InvalidInput."""
    if kind == CHOICE and isinstance(value, str) and value in codes:
        return value
    if kind == MANY and isinstance(value, list | tuple) and value and set(map(str, value)) <= set(codes):
        return sorted(set(map(str, value)))
    if kind == TEXT and isinstance(value, str) and 0 < len(value.strip()) <= LONGEST and "\x00" not in value:
        return value.strip()
    if kind == DAY and isinstance(value, str) and (day := _day(value)):
        return day
    raise InvalidInput(_("that is no answer to this question"))


def _day(text: str) -> str:
    try:
        return date.fromisoformat(text.strip()).isoformat()
    except ValueError:
        return ""
