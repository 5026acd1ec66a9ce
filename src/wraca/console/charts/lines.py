"""Lines over time: a figure with its band, and what was predicted beside what came."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.utils.translation import gettext as _

from wraca.console.charts.chart import Chart, LegendEntry, Measure, Text, columns, day_text, not_yet, texts
from wraca.console.charts.drawing import framed
from wraca.console.formats import format_interval


@dataclass(frozen=True, slots=True)
class Point:
    day: date
    value: float | int | None
    low: float | int | None = None
    high: float | int | None = None


@dataclass(frozen=True, slots=True)
class Tracked:
    """A period's actual figure (None: still to come) beside the expected one with its interval."""

    day: date
    actual: float | int | None
    expected: float
    low: float
    high: float


def time_axis(days: Sequence[date], width: int) -> dict:
    """Days for a quarter, months beyond; as many labels as fit."""
    long = (max(days) - min(days)).days > 120
    return {
        "field": "day",
        "type": "temporal",
        "scale": {"type": "utc"},
        "axis": {
            "title": None,
            "format": "%b %Y" if long else "%-d %b",
            "tickCount": max(2, width // 110),
            "labelFlush": True,
        },
    }


#: Of a tick, for Vega.
WHOLE = "datum.value % 1 === 0"


def value_axis(measure: Measure, width: int, **extra: object) -> dict:
    axis: dict[str, object] = {
        "title": None,
        "format": measure.axis_format(),
        "tickCount": 4 if width < 400 else 5,
        "minExtent": 24,
    }
    if measure.kind in ("count", "money"):
        # Labels are whole, so finer ticks would repeat them; the least step alone does not keep them away.
        axis |= {"tickMinStep": 1, "labelExpr": f"{WHOLE} ? datum.label : ''"}
        axis["gridOpacity"] = {"condition": {"test": WHOLE, "value": 1}, "value": 0}
    return {"type": "quantitative", "axis": axis, **extra}


def line(
    points: Sequence[Point],
    measure: Measure,
    *,
    title: Text,
    note: Text,
    size: str = "full",
    band: Text = "",
    height: int = 240,
) -> Chart:
    """A figure a day (or week, month); with `low` and `high` its usual range as a band that `band` names."""
    known = [point for point in points if point.value is not None]
    banded = any(point.low is not None for point in known)
    rows = [
        {
            "day": point.day.isoformat(),
            "value": measure.plot(point.value),  # type: ignore[arg-type]
            "say": f"{day_text(point.day)}: {measure.text(point.value)}",
        }
        | ({"low": measure.plot(point.low), "high": measure.plot(point.high)} if point.low is not None else {})  # type: ignore[arg-type]
        for point in known
    ]
    table = [
        texts(
            day_text(point.day),
            measure.text(point.value),
            *([format_interval(measure.text(point.low), measure.text(point.high))] if banded else []),
        )
        for point in known
    ]
    heads = [_("Day"), measure.label, *([band] if banded else [])]
    legend = [LegendEntry(measure.label), LegendEntry(band, "swatch-band")] if banded else []
    return Chart(
        title, note, columns(*heads), table, lambda width: line_spec(rows, measure, width, height, banded=banded),
        size=size, legend=legend, empty_text=not_yet(),
    )  # fmt: skip


def line_spec(rows: list[dict], measure: Measure, width: int, height: int, *, banded: bool) -> dict:
    """rows: day (ISO), value, say; with a band low and high."""
    x = time_axis([date.fromisoformat(row["day"]) for row in rows], width)
    y = value_axis(measure, width, field="value")
    layers: list[dict] = []
    if banded:
        layers.append(_band(x, "low", "high", y))
    layers += [
        {
            "mark": {
                "type": "line",
                "color": "var(--chart-1)",
                "strokeWidth": 2,
                "interpolate": "monotone",
                "aria": False,
            },
            "encoding": {"x": x, "y": y},
        },
        # A line of one or two points is hardly one: then they are seen.
        _points(x, y, "var(--chart-1)", shown=len(rows) < 3),
    ]
    return framed({"data": {"values": rows}, "layer": layers}, width, height)


def _band(x: dict, low: str, high: str, y: dict) -> dict:
    return {
        "mark": {"type": "area", "color": "var(--chart-band)", "interpolate": "monotone", "aria": False},
        "encoding": {"x": x, "y": y | {"field": low}, "y2": {"field": high}},
    }


def _points(x: dict, y: dict, colour: str, *, size: int = 60, shown: bool = False) -> dict:
    """Invisible discs that carry the tooltip, or small visible ones."""
    return {
        "mark": {
            "type": "point",
            "filled": True,
            "color": colour,
            "size": 28 if shown else size,
            "opacity": 1 if shown else 0,
        },
        "encoding": {"x": x, "y": y, "description": {"field": "say"}},
    }


def tracking(
    tracked: Sequence[Tracked],
    measure: Measure,
    *,
    title: Text,
    note: Text,
    size: str = "full",
    height: int = 260,
) -> Chart:
    """What the model expected, with its interval, and what came."""
    rows = [
        {
            "day": one.day.isoformat(),
            "expected": measure.plot(one.expected),
            "low": measure.plot(one.low),
            "high": measure.plot(one.high),
            "actual": None if one.actual is None else measure.plot(one.actual),
            "say": _("{day}: {actual}, expected {expected}").format(
                day=day_text(one.day), actual=measure.text(one.actual), expected=measure.text(one.expected)
            ),
        }
        for one in tracked
    ]
    table = [
        texts(
            day_text(one.day),
            measure.text(one.actual),
            measure.text(one.expected),
            format_interval(measure.text(one.low), measure.text(one.high)),
        )
        for one in tracked
    ]
    legend = [
        LegendEntry(_("Actual"), "swatch-3"),
        LegendEntry(_("Expected")),
        LegendEntry(_("Interval of the expectation"), "swatch-band"),
    ]
    return Chart(
        title, note, columns(_("From"), _("Actual"), _("Expected"), _("Interval")), table,
        lambda width: tracking_spec(rows, measure, width, height), size=size, legend=legend, empty_text=not_yet(),
    )  # fmt: skip


def tracking_spec(rows: list[dict], measure: Measure, width: int, height: int) -> dict:
    """rows: day, expected, low, high, actual or None, say."""
    x = time_axis([date.fromisoformat(row["day"]) for row in rows], width)
    y = value_axis(measure, width, field="expected")
    seen = {"filter": "datum.actual !== null"}
    actual = y | {"field": "actual"}
    layers = [
        _band(x, "low", "high", y),
        {
            "mark": {"type": "line", "color": "var(--chart-1)", "strokeWidth": 2, "strokeDash": [5, 4], "aria": False},
            "encoding": {"x": x, "y": y},
        },
        {
            "transform": [seen],
            "mark": {"type": "line", "color": "var(--chart-3)", "strokeWidth": 2, "aria": False},
            "encoding": {"x": x, "y": actual},
        },
        {"transform": [seen], **_points(x, actual, "var(--chart-3)", shown=len(rows) <= 60)},
    ]
    return framed({"data": {"values": rows}, "layer": layers}, width, height)
