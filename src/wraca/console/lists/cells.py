"""A row of a list as the page shows it: worked out here, because a template that asks fifty times six is slow."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.utils.functional import Promise
from django.utils.html import format_html
from django.utils.safestring import SafeString

from wraca.console import formats
from wraca.console.lists.pages import Column
from wraca.console.words import speak
from wraca.kit.money import Money

Row = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Cell:
    label: str | Promise
    text: str | SafeString
    numeric: bool = False


@dataclass(frozen=True, slots=True)
class Line:
    #: The row's first cell, with its link.
    title: SafeString
    cells: Sequence[Cell]


#: Column name -> what its cell says of a row.
Writers = Mapping[str, Callable[[Row], str | SafeString]]


def lines(
    rows: Sequence[Row], title: Callable[[Row], SafeString], columns: Sequence[Column], writers: Writers
) -> list[Line]:
    return [
        Line(title(row), [Cell(column.label, writers[column.name](row), column.numeric) for column in columns])
        for row in rows
    ]


def money(minor: int | None, currency: str, *, whole: bool = True) -> str:
    amount = None if minor is None else Money(int(minor), currency)
    return formats.format_money(amount, speak(), minor=not whole)


def number(value: float | int | None, digits: int = 0) -> str:
    return formats.format_count(value, speak(), digits=digits)


def day(value: date | datetime | None) -> SafeString | str:
    if value is None:
        return formats.UNKNOWN
    return format_html('<time datetime="{}">{}</time>', value.isoformat(), formats.format_day(value, speak()))


def days_between(low: date | None, high: date | None) -> SafeString | str:
    if low is None or high is None:
        return formats.UNKNOWN
    ends = [formats.format_day(end, speak(), shape="short") for end in (low, high)]
    return format_html('<span class="nowrap">{}</span>', formats.format_interval(*ends))


def held(value: int, low: int, high: int) -> tuple[int, int]:
    """An interval that holds its figure: where most will not order at all, the mean lies above nine of ten outcomes."""
    return min(low, value), max(high, value)


def money_between(low: int | None, high: int | None, currency: str, *, around: int | None = None) -> str:
    """`around` is the figure that the interval belongs to."""
    if low is None or high is None:
        return ""
    if around is not None:
        low, high = held(around, low, high)
    return formats.format_money_between(Money(int(low), currency), Money(int(high), currency), speak())
