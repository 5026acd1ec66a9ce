"""The Lorenz curve of customers: who brings how much of the revenue, and how few bring half."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _

from wraca.console.charts.chart import Chart, Measure, Text, columns, not_yet, texts
from wraca.console.charts.drawing import framed


@dataclass(frozen=True, slots=True)
class Share:
    """The best `customers_share` of the customers bring `revenue_share` of the revenue; both shares of one."""

    customers_share: float
    revenue_share: float


def pareto(
    shares: Sequence[Share],
    *,
    title: Text,
    note: Text,
    half_share: float | None = None,
    half_text: Text = "",
    size: str = "full",
    height: int = 300,
) -> Chart:
    """`half_share`: the share of customers that brings half of the revenue, marked with `half_text`."""
    percent = Measure("", "percent")
    start = [] if shares and shares[0].customers_share == 0 else [Share(0.0, 0.0)]
    rows = [
        {
            "customers": one.customers_share,
            "revenue": one.revenue_share,
            "say": _("{customers} of customers: {revenue} of revenue").format(
                customers=percent.text(one.customers_share), revenue=percent.text(one.revenue_share)
            ),
        }
        for one in [*start, *shares]
    ]
    table = [
        texts(percent.text(one.customers_share), percent.text(one.revenue_share), numeric_from=0) for one in shares
    ]
    heads = columns(_("Best customers"), _("Share of revenue"), numeric_from=0)
    return Chart(
        title, note, heads, table, lambda width: pareto_spec(rows, half_share, str(half_text), width, height),
        size=size, empty_text=not_yet(),
    )  # fmt: skip


def pareto_spec(rows: list[dict], half_share: float | None, half_text: str, width: int, height: int) -> dict:
    """rows: customers, revenue (shares of one, rising), say."""
    axis = {"format": ".0%", "tickCount": 3 if width < 400 else 5}
    x = {
        "field": "customers",
        "type": "quantitative",
        "scale": {"domain": [0, 1]},
        "axis": axis | {"title": _("best customers first"), "labelFlush": True},
    }
    y = {
        "field": "revenue",
        "type": "quantitative",
        "scale": {"domain": [0, 1]},
        "axis": axis | {"title": _("share of revenue")},
    }
    area = {"type": "area", "color": "var(--chart-band)", "interpolate": "monotone", "aria": False}
    stroke = {"type": "line", "color": "var(--chart-1)", "strokeWidth": 2.5, "interpolate": "monotone", "aria": False}
    discs = {"type": "point", "filled": True, "opacity": 0, "size": 60}
    even = [{"customers": 0, "revenue": 0}, {"customers": 1, "revenue": 1}]
    layers: list[dict] = [
        {"mark": area, "encoding": {"x": x, "y": y}},
        {
            "data": {"values": even},
            "mark": {"type": "line", "color": "var(--chart-ghost)", "strokeDash": [3, 4], "aria": False},
            "encoding": {"x": x, "y": y},
        },
        {"mark": stroke, "encoding": {"x": x, "y": y}},
        {"mark": discs, "encoding": {"x": x, "y": y, "description": {"field": "say"}}},
    ]
    if half_share is not None:
        layers += _half(half_share, half_text, x, y)
    return framed({"data": {"values": rows}, "layer": layers}, width, height)


def _half(share: float, text: str, x: dict, y: dict) -> list[dict]:
    """Where half of the revenue is reached: a line down to the axis, a disc, a sentence."""
    here = {"values": [{"customers": share, "revenue": 0.5, "zero": 0, "say": text}]}
    left = share > 0.55
    return [
        {
            "data": here,
            "mark": {"type": "rule", "color": "var(--chart-ink)", "strokeDash": [2, 3], "aria": False},
            "encoding": {"x": x, "y": y, "y2": {"field": "zero"}},
        },
        {
            "data": here,
            "mark": {"type": "point", "filled": True, "size": 80, "color": "var(--chart-ink)", "opacity": 1},
            "encoding": {"x": x, "y": y, "description": {"field": "say"}},
        },
        {
            "data": here,
            "mark": {
                "type": "text",
                "align": "right" if left else "left",
                "dx": -12 if left else 12,
                "dy": 16,
                "fontSize": 13,
                "fontWeight": 600,
                "aria": False,
            },
            "encoding": {"x": x, "y": y, "text": {"field": "say"}},
        },
    ]
