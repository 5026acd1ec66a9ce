"""Whether stated chances came true: of those given about the same chance, how many it happened to."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _

from wraca.console.charts.chart import Chart, LegendEntry, Measure, Text, columns, not_yet, texts
from wraca.console.charts.drawing import framed
from wraca.console.formats import format_interval


@dataclass(frozen=True, slots=True)
class Stated:
    """Those told a chance from `said_from` to `said_to`; shares of one, `low` and `high` the interval of `actual`."""

    said_from: float
    said_to: float
    customers: int
    expected: float
    actual: float
    low: float
    high: float


def calibration(stated: Sequence[Stated], *, title: Text, note: Text, size: str = "full", height: int = 300) -> Chart:
    """A point on the dashed line is a chance that came true just as often as was said."""
    percent, counted = Measure("", "percent", digits=0), Measure("")
    fine = Measure("", "percent")
    rows = [
        {
            "expected": one.expected,
            "actual": one.actual,
            "low": one.low,
            "high": one.high,
            "say": _("{expected} expected, {actual} ordered, of {customers}").format(
                expected=fine.text(one.expected), actual=fine.text(one.actual), customers=counted.text(one.customers)
            ),
        }
        for one in stated
    ]
    table = [
        texts(
            format_interval(percent.text(one.said_from), percent.text(one.said_to)),
            counted.text(one.customers),
            fine.text(one.expected),
            fine.text(one.actual),
            format_interval(fine.text(one.low), fine.text(one.high)),
        )
        for one in stated
    ]
    heads = columns(_("Chance given"), _("Customers"), _("Expected"), _("Actual"), _("Interval of the actual"))
    legend = [LegendEntry(_("Actual, with its interval")), LegendEntry(_("As it was said"), "swatch-ghost")]
    return Chart(
        title, note, heads, table, lambda width: calibration_spec(rows, width, height),
        size=size, legend=legend, empty_text=not_yet(),
    )  # fmt: skip


def calibration_spec(rows: list[dict], width: int, height: int) -> dict:
    """rows: expected, actual, low, high (shares of one), say."""
    axis = {"format": ".0%", "tickCount": 3 if width < 400 else 5}
    share = {"type": "quantitative", "scale": {"domain": [0, 1]}}
    x = {"field": "expected", **share, "axis": axis | {"title": _("chance given"), "labelFlush": True}}
    y = {"field": "actual", **share, "axis": axis | {"title": _("share that ordered")}}
    even = [{"expected": 0, "actual": 0}, {"expected": 1, "actual": 1}]
    layers: list[dict] = [
        {
            "data": {"values": even},
            "mark": {"type": "line", "color": "var(--chart-ghost)", "strokeDash": [3, 4], "aria": False},
            "encoding": {"x": x, "y": y},
        },
        {
            "mark": {"type": "rule", "color": "var(--chart-1)", "strokeWidth": 2, "aria": False},
            "encoding": {"x": x, "y": y | {"field": "low"}, "y2": {"field": "high"}},
        },
        {
            "mark": {"type": "point", "filled": True, "color": "var(--chart-1)", "size": 70, "opacity": 1},
            "encoding": {"x": x, "y": y, "description": {"field": "say"}},
        },
    ]
    return framed({"data": {"values": rows}, "layer": layers}, width, height)
