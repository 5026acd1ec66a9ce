"""The retention triangle: of those who first bought in a month, how many bought again n months later."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from wraca.console.charts.chart import Cell, Chart, Measure, Text, columns, day_text, not_yet
from wraca.console.charts.drawing import framed

#: Equal steps from nothing to the largest share drawn.
TONES = 5
_LIGHT_TEXT_FROM = 4
#: The last cohorts, and as many months of each; on a phone. Those before them stand together.
MOST_COHORTS, MOST_NARROW = 24, 12
EARLIER = date.min


@dataclass(frozen=True, slots=True)
class CohortCell:
    cohort: date
    months_since: int
    #: How many the cohort counts, and how many of them bought in that month.
    customers: int
    active: int


def cohorts(cells: Sequence[CohortCell], *, title: Text, note: Text, size: str = "full") -> Chart:
    """Months 1 and later; month 0 is all of them by definition and left out. Of more than two years the last two."""
    shown = fold_earlier(cells, MOST_COHORTS)
    last = max((cell.months_since for cell in shown), default=0)
    return Chart(
        title, note, columns(_("First order in"), _("Customers"), *(str(month) for month in range(1, last + 1))),
        _table(shown, last) if last else [],
        lambda width: cohorts_spec(_rows(shown if width > 400 else fold_earlier(cells, MOST_NARROW)), width),
        size=size, empty_text=not_yet(),
    )  # fmt: skip


def fold_earlier(cells: Sequence[CohortCell], most: int) -> list[CohortCell]:
    """The last `most` cohorts and the first `most` months of each; all before them as one cohort, EARLIER.

    Whoever is folded had all of those months already, so the sums are of the same people in each.
    """
    kept = set(sorted({cell.cohort for cell in cells})[-most:])
    near = [cell for cell in cells if cell.months_since < most]
    sums: dict[int, tuple[int, int]] = {}
    for cell in near:
        if cell.cohort not in kept:
            customers, active = sums.get(cell.months_since, (0, 0))
            sums[cell.months_since] = customers + cell.customers, active + cell.active
    earlier = [CohortCell(EARLIER, months, *sums[months]) for months in sorted(sums)]
    return earlier + [cell for cell in near if cell.cohort in kept]


def _label(cohort: date) -> str:
    return pgettext("cohorts", "earlier") if cohort == EARLIER else day_text(cohort, "month")


def _rows(cells: Sequence[CohortCell]) -> list[dict]:
    drawn = [cell for cell in cells if cell.months_since > 0 and cell.customers > 0]
    percent = Measure("", "percent", digits=0)
    most = max((cell.active / cell.customers for cell in drawn), default=0)
    labels = {cell.cohort: _label(cell.cohort) for cell in cells}
    return [
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


def _tone(share: float, most: float) -> int:
    return min(TONES - 1, int(TONES * share / most)) if most else 0


def _table(cells: Sequence[CohortCell], last: int) -> list[list[Cell]]:
    percent = Measure("", "percent", digits=0)
    sizes = {cell.cohort: cell.customers for cell in cells}
    shares = {(cell.cohort, cell.months_since): cell.active / cell.customers for cell in cells if cell.customers}
    return [
        [
            Cell(_label(cohort), numeric=False),
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
