"""The charts of a product's card."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from wraca.catalogue.models import PriceChange, StockChange
from wraca.console import charts, formats
from wraca.console.lists.cells import money, number
from wraca.console.words import speak
from wraca.kit.clock import local_day


def sales(months: Sequence[Mapping[str, Any]], since: date, today: date, currency: str) -> charts.Chart:
    """Pieces a month; months without any are drawn as nothing, not left out."""
    by_month = {row["month"]: row for row in months}
    pieces = charts.Series("units", _("Pieces"))
    parts = [
        charts.Part(month, "units", by_month[month]["units"] if month in by_month else 0)
        for month in month_starts(min(by_month, default=today), today)
    ]
    orders = sum(row["orders"] for row in months)
    note = ngettext(
        "the last two years, from %(day)s: %(pieces)s pieces in %(n)s order, %(revenue)s",
        "the last two years, from %(day)s: %(pieces)s pieces in %(n)s orders, %(revenue)s",
        orders,
    ) % {
        "day": formats.format_day(since, speak()),
        "pieces": number(sum(row["units"] for row in months)),
        "n": number(orders),
        "revenue": money(sum(row["revenue_minor"] for row in months), currency),
    }
    title = _("Pieces sold by month")
    return charts.stacked_bars(
        parts if months else [], [pieces], charts.Measure(_("Pieces")), title=title, note=note, size="main"
    )


def month_starts(first: date, last: date) -> list[date]:
    """The first day of each month from the one to the other."""
    begin, end = first.year * 12 + first.month - 1, last.year * 12 + last.month - 1
    return [date(index // 12, index % 12 + 1, 1) for index in range(begin, end + 1)]


def prices(changes: Sequence[PriceChange], zone: str, today: date, currency: str) -> charts.Chart:
    """The mean over the variants on each day on which one of them changed."""
    points = mean_levels([(change.variant_id, local_day(change.at, zone), change.price_minor) for change in changes])
    return _levels(points, charts.Measure(_("Price"), "money", currency), _("Price over time"), len(changes), today)


def stock(changes: Sequence[StockChange], zone: str, today: date) -> charts.Chart:
    """All variants and places together."""
    rows = [((c.variant_id, c.location), local_day(c.at, zone), c.quantity) for c in changes]
    points = [(day, total) for day, total, _count in levels(rows)]
    return _levels(points, charts.Measure(_("Pieces")), _("Stock over time"), len(changes), today)


def mean_levels(rows: Sequence[tuple[object, date, int]]) -> list[tuple[date, float]]:
    return [(day, total / count) for day, total, count in levels(rows)]


def levels(rows: Sequence[tuple[object, date, int]]) -> list[tuple[date, int, int]]:
    """(day, sum of the last values, how many have one) at the end of each day with a change. Rows oldest first."""
    last: dict[object, int] = {}
    days: dict[date, tuple[int, int]] = {}
    for key, day, value in rows:
        last[key] = value
        days[day] = (sum(last.values()), len(last))
    return [(day, total, count) for day, (total, count) in days.items()]


def _levels(
    points: Sequence[tuple[date, float]], measure: charts.Measure, title: str, changes: int, today: date
) -> charts.Chart:
    drawn = [charts.Point(day, value) for day, value in points]
    if drawn and drawn[-1].day < today:
        # It holds until somebody says otherwise.
        drawn.append(charts.Point(today, drawn[-1].value))
    words = ngettext("%(n)s change", "%(n)s changes", changes) % {"n": number(changes)}
    since = formats.format_day(drawn[0].day, speak()) if drawn else ""
    note = (
        _("%(changes)s since %(day)s; the mean where there are several variants")
        if measure.kind == "money"
        else _("%(changes)s since %(day)s; all variants and places together")
    )
    return charts.line(
        drawn, measure, title=title, note=note % {"changes": words, "day": since}, size="main", height=180
    )
