"""The retention triangle: of those who first bought in a month, how many bought again n months later."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.utils.translation import gettext as _

from wraca.console.charts.chart import Cell, Chart, Measure, Text, columns, day_text, not_yet
from wraca.console.charts.drawing import framed

#: Equal steps from nothing to the largest share drawn.
TONES = 5
_LIGHT_TEXT_FROM = 4


@dataclass(frozen=True, slots=True)
class CohortCell:
    cohort: date
    months_since: int
    #: How many the cohort counts, and how many of them bought in that month.
    customers: int
    active: int


def cohorts(cells: Sequence[CohortCell], *, title: Text, note: Text, size: str = "full") -> Chart:
    """Months 1 and later; month 0 is all of them by definition and left out."""
    drawn = [cell for cell in cells if cell.months_since > 0 and cell.customers > 0]
    percent = Measure("", "percent", digits=0)
    most = max((cell.active / cell.customers for cell in drawn), default=0)
    labels = {cell.cohort: day_text(cell.cohort, "month") for cell in cells}
    rows = [
        {
            "cohort": labels[cell.cohort],
            "months": cell.months_since,
            "tone": _tone(cell.active / cell.customers, most),
            "text": percent.text(cell.active / cell.customers),
            "say": _("{cohort}, after {months} months: {share} ({active} of {customers})").format(
                cohort=labels[cell.cohort],
                months=cell.months_since,
                share=percent.text(cell.active / cell.customers),
                active=Measure("").text(cell.active),
                customers=Measure("").text(cell.customers),
            ),
        }
        for cell in drawn
    ]
    last = max((cell.months_since for cell in drawn), default=0)
    return Chart(
        title, note, columns(_("First order in"), _("Customers"), *(str(month) for month in range(1, last + 1))),
        _table(cells, labels, last, percent) if drawn else [], lambda width: cohorts_spec(rows, width),
        size=size, empty_text=not_yet(),
    )  # fmt: skip


def _tone(share: float, most: float) -> int:
    return min(TONES - 1, int(TONES * share / most)) if most else 0


def _table(cells: Sequence[CohortCell], labels: dict[date, str], last: int, percent: Measure) -> list[list[Cell]]:
    sizes = {cell.cohort: cell.customers for cell in cells}
    shares = {(cell.cohort, cell.months_since): cell.active / cell.customers for cell in cells if cell.customers}
    return [
        [
            Cell(labels[cohort], numeric=False),
            Cell(Measure("").text(sizes[cohort])),
            *(
                Cell(percent.text(shares[cohort, month]) if (cohort, month) in shares else "")
                for month in range(1, last + 1)
            ),
        ]
        for cohort in sizes
    ]


def cohorts_spec(rows: list[dict], width: int) -> dict:
    """rows: cohort (label), months, tone 0..4, text, say; in the order to draw."""
    roomy = width > 400
    x = {
        "field": "months",
        "type": "ordinal",
        "axis": {"title": _("months after the first order"), "orient": "top", "labelAngle": 0},
    }
    y = {"field": "cohort", "type": "ordinal", "sort": None, "axis": {"title": None, "labelColor": "var(--chart-ink)"}}
    tone = {
        "field": "tone",
        "type": "ordinal",
        "scale": {"domain": [0, 1, 2, 3, 4], "range": [f"var(--heat-{tone})" for tone in range(5)]},
        "legend": None,
    }
    layers: list[dict] = [
        {
            "mark": {"type": "rect", "cornerRadius": 3, "stroke": "var(--surface)", "strokeWidth": 2},
            "encoding": {"x": x, "y": y, "color": tone, "description": {"field": "say"}},
        }
    ]
    if roomy:
        ink = {
            "condition": {"test": f"datum.tone >= {_LIGHT_TEXT_FROM}", "value": "var(--surface)"},
            "value": "var(--chart-ink)",
        }
        layers.append(
            {
                "mark": {"type": "text", "fontSize": 11, "aria": False},
                "encoding": {"x": x, "y": y, "text": {"field": "text"}, "color": ink},
            }
        )
    height = 26 * len({row["cohort"] for row in rows}) + 50
    return framed({"data": {"values": rows}, "layer": layers}, width, height)
