"""Bars, stacked bars, histograms."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.utils.translation import gettext as _

from wraca.console.charts.chart import Cell, Chart, LegendEntry, Measure, Text, columns, day_text, not_yet, texts
from wraca.console.charts.colours import SERIES_COLOURS, STAGE_COLOURS
from wraca.console.charts.drawing import framed
from wraca.console.charts.lines import value_axis
from wraca.console.stages import STAGES


@dataclass(frozen=True, slots=True)
class Bar:
    label: Text
    value: float | int | None
    low: float | int | None = None
    high: float | int | None = None


@dataclass(frozen=True, slots=True)
class Series:
    """One colour of a stack; the five stages have theirs, others take the next of the palette."""

    key: str
    label: Text


@dataclass(frozen=True, slots=True)
class Part:
    #: A day (drawn as its month) or a word.
    at: date | str
    series: str
    value: float | int


@dataclass(frozen=True, slots=True)
class Bin:
    low: float
    high: float
    n: int


def bars(
    items: Sequence[Bar], measure: Measure, *, title: Text, note: Text, size: str = "half", what: Text = ""
) -> Chart:
    """Lying bars in the order given, the figure at the end of each; with `low` and `high` an interval."""
    known = [bar for bar in items if bar.value is not None]
    rows = [
        {"label": str(bar.label), "value": measure.plot(bar.value), "text": measure.text(bar.value)}  # type: ignore[arg-type]
        | {"say": f"{bar.label}: {measure.text(bar.value)}"}
        | ({"low": measure.plot(bar.low), "high": measure.plot(bar.high)} if bar.low is not None else {})  # type: ignore[arg-type]
        for bar in known
    ]
    table = [texts(str(bar.label), measure.text(bar.value)) for bar in known]
    return Chart(
        title, note, columns(what or "", measure.label), table, lambda width: bars_spec(rows, measure, width),
        size=size, empty_text=not_yet(),
    )  # fmt: skip


def bars_spec(rows: list[dict], measure: Measure, width: int) -> dict:
    """rows: label, value, text, say; with an interval low and high."""
    y = {
        "field": "label",
        "type": "nominal",
        "sort": None,
        "axis": {"title": None, "labelLimit": 90 if width < 400 else 200, "labelColor": "var(--chart-ink)"},
        "scale": {"paddingInner": 0.35},
    }
    most = max((max(row["value"], row.get("high", row["value"])) for row in rows), default=1) or 1
    # Room at the end for the figure.
    scale = {"domain": [min(0, *(row["value"] for row in rows)), most * (1.35 if width < 400 else 1.18)]}
    x = {"field": "value", "type": "quantitative", "axis": None, "scale": scale}
    layers: list[dict] = [
        {
            "mark": {"type": "bar", "color": "var(--chart-1)", "cornerRadiusEnd": 3},
            "encoding": {"x": x, "y": y, "description": {"field": "say"}},
        },
        {
            "mark": {"type": "text", "align": "left", "dx": 6, "aria": False},
            "encoding": {"x": x | ({"field": "high"} if "high" in rows[0] else {}), "y": y, "text": {"field": "text"}},
        },
    ]
    if "low" in rows[0]:
        layers.append(
            {
                "mark": {"type": "rule", "color": "var(--chart-ink)", "strokeWidth": 1.5, "aria": False},
                "encoding": {"x": x | {"field": "low"}, "x2": {"field": "high"}, "y": y},
            }
        )
    return framed({"data": {"values": rows}, "layer": layers}, width, 30 * len(rows) + 14)


def stacked_bars(
    parts: Sequence[Part],
    series: Sequence[Series],
    measure: Measure,
    *,
    title: Text,
    note: Text,
    size: str = "full",
    height: int = 260,
    what: Text = "",
) -> Chart:
    """Standing bars, one a month (or word), of parts in the order of `series`, the first at the foot."""
    names = {one.key: str(one.label) for one in series}
    rank = {one.key: at for at, one in enumerate(series)}
    places = list(dict.fromkeys(part.at for part in parts))
    words = {place: day_text(place, "month") if isinstance(place, date) else str(place) for place in places}
    rows = [
        {
            "at": part.at.isoformat() if isinstance(part.at, date) else part.at,
            "series": part.series,
            "rank": rank[part.series],
            "value": measure.plot(part.value),
            "say": f"{words[part.at]}, {names[part.series]}: {measure.text(part.value)}",
        }
        for part in parts
    ]
    figures = {(part.at, part.series): part.value for part in parts}
    table = [
        [Cell(words[place], numeric=False), *(Cell(measure.text(figures.get((place, key)))) for key in names)]
        for place in places
    ]
    legend = [LegendEntry(one.label, _swatch(one.key, at)) for at, one in enumerate(series)]
    dated = bool(places) and isinstance(places[0], date)
    return Chart(
        title, note, columns(what or (_("Month") if dated else ""), *names.values()), table,
        lambda width: stacked_spec(rows, list(rank), measure, width, height, dated=dated),
        size=size, legend=legend, empty_text=not_yet(),
    )  # fmt: skip


def _swatch(key: str, at: int) -> str:
    return f"stage stage-{key}" if key in STAGES else (f"swatch-{at % 5 + 1}" if at else "")


def colour_range(keys: Sequence[str]) -> list[str]:
    return [STAGE_COLOURS.get(key, SERIES_COLOURS[at % 5]) for at, key in enumerate(keys)]


def stacked_spec(rows: list[dict], keys: list[str], measure: Measure, width: int, height: int, *, dated: bool) -> dict:
    """rows: at, series, rank, value, say."""
    places = list(dict.fromkeys(row["at"] for row in rows))
    every = max(1, -(-len(places) // max(1, width // 64)))
    label = "utcFormat(toDate(datum.value), '%b %y')" if dated else "datum.value"
    x = {
        "field": "at",
        "type": "ordinal",
        "sort": None,
        "scale": {"paddingInner": 0.3},
        "axis": {"title": None, "labelAngle": 0, "labelExpr": label, "values": places[::-1][::every][::-1]},
    }
    encoding = {
        "x": x,
        "y": value_axis(measure, width, field="value", stack="zero"),
        "color": {"field": "series", "scale": {"domain": keys, "range": colour_range(keys)}, "legend": None},
        "order": {"field": "rank", "type": "quantitative"},
        "description": {"field": "say"},
    }
    return framed({"data": {"values": rows}, "mark": "bar", "encoding": encoding}, width, height)


def histogram(
    bins: Sequence[Bin],
    measure: Measure,
    *,
    title: Text,
    note: Text,
    of: Measure | None = None,
    size: str = "half",
    height: int = 220,
) -> Chart:
    """How many in each bin; `measure` reads the edges, `of` the counts."""
    counted = of or Measure(_("Customers"))
    names = [f"{measure.text(one.low)}–{measure.text(one.high)}" for one in bins]
    rows = [
        {
            "low": measure.plot(one.low),
            "high": measure.plot(one.high),
            "n": one.n,
            "say": f"{name}: {counted.text(one.n)}",
        }
        for one, name in zip(bins, names, strict=True)
    ]
    table = [texts(name, counted.text(one.n)) for one, name in zip(bins, names, strict=True)]
    return Chart(
        title, note, columns(measure.label, counted.label), table,
        lambda width: histogram_spec(rows, measure, counted, width, height), size=size, empty_text=not_yet(),
        empty=not any(one.n for one in bins),
    )  # fmt: skip


def histogram_spec(rows: list[dict], measure: Measure, counted: Measure, width: int, height: int) -> dict:
    """rows: low, high (edges), n, say."""
    axis = {"title": str(measure.label), "format": measure.axis_format(), "tickCount": max(3, width // 90)}
    encoding = {
        "x": {"field": "low", "type": "quantitative", "bin": "binned", "axis": axis},
        "x2": {"field": "high"},
        "y": value_axis(counted, width, field="n"),
        "description": {"field": "say"},
    }
    mark = {"type": "bar", "color": "var(--chart-1)", "binSpacing": 2}
    return framed({"data": {"values": rows}, "mark": mark, "encoding": encoding}, width, height)
