"""Charts: data in, `Chart` out; drawn as SVG on the server, each with the same figures in a table beside it.

    from wraca.console import charts

    orders = charts.Measure(_("Orders"))
    charts.line([charts.Point(day, value, low, high), …], orders, title=_("Orders a day"), note=_("90 days, n = 412"))

`title` names the chart for screen readers; `note` says the period and the count and stands under it. `size` is `full`
(alone in a card), `main` (beside a narrow column) or `half` (two beside each other); each is drawn for phones too.
Values that are None are left out.
Render with `{% include "components/chart.html" with chart=chart %}`.
"""

from wraca.console.charts.bars import Bar, Bin, Part, Series, bars, histogram, stacked_bars
from wraca.console.charts.calibration import Stated, calibration
from wraca.console.charts.chart import Chart, Measure
from wraca.console.charts.cohorts import MOST_COHORTS, CohortCell, cohorts
from wraca.console.charts.flows import Flow, flows
from wraca.console.charts.lines import Point, Tracked, line, tracking
from wraca.console.charts.pareto import Share, pareto
from wraca.console.charts.sparkline import sparkline

__all__ = [
    "MOST_COHORTS",
    "Bar",
    "Bin",
    "Chart",
    "CohortCell",
    "Flow",
    "Measure",
    "Part",
    "Point",
    "Series",
    "Share",
    "Stated",
    "Tracked",
    "bars",
    "calibration",
    "cohorts",
    "flows",
    "histogram",
    "line",
    "pareto",
    "sparkline",
    "stacked_bars",
    "tracking",
]
