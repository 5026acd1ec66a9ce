"""The charts of the life cycle. Data in, Chart out; each says its period and count."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from wraca.console import charts, formats
from wraca.console.lists.cells import number
from wraca.console.stages import STAGES
from wraca.console.words import speak

Rows = Sequence[Mapping[str, Any]]
#: How a generation calls people who were not known at the start of a period.
NEW = "new"


def people(n: int) -> str:
    return ngettext("%(n)s customer", "%(n)s customers", n) % {"n": number(n)}


def stage_months(rows: Rows) -> charts.Chart:
    parts = [charts.Part(row["month_end"], row["stage"], row["customers"]) for row in rows]
    months = sorted({row["month_end"] for row in rows})
    last = sum(row["customers"] for row in rows if months and row["month_end"] == months[-1])
    note = ""
    if months:
        note = _("at the end of each month, %(first)s to %(last)s; %(people)s at the last") % {
            "first": _month(months[0]), "last": _month(months[-1]), "people": people(last),
        }  # fmt: skip
    series = [charts.Series(code, label) for code, label in STAGES.items() if any(r["stage"] == code for r in rows)]
    return charts.stacked_bars(parts, series, charts.Measure(_("Customers")), title=_("Customers by stage"), note=note)


def _month(day: date) -> str:
    return formats.format_day(day, speak(), shape="month")


def flows(rows: Rows, days: int) -> charts.Chart:
    moves = [
        charts.Flow(
            row["from_stage"] if row["from_stage"] != NEW else None,
            row["to_stage"],
            row["customers"],
            row["value_minor"],
        )
        for row in rows
    ]
    then = ngettext("%(n)s day ago", "%(n)s days ago", days) % {"n": days}
    note = _("%(people)s, where they stood %(then)s and where they stand now") % {
        "people": people(sum(row["customers"] for row in rows)), "then": then,
    }  # fmt: skip
    return charts.flows(moves, title=_("From stage to stage"), note=note, then=then, now=_("now"))


def pareto(rows: Rows, halves: Mapping[str, Any] | None) -> charts.Chart:
    shares = [charts.Share(row["customers_share"], row["revenue_share"]) for row in rows]
    buyers = halves["customers"] if halves else 0
    half = halves["customers_half"] if halves else 0
    note = _("paid in the last 365 days, %(people)s who bought in them") % {"people": people(buyers)}
    return charts.pareto(
        shares,
        title=_("How much of the revenue the best customers bring"),
        note=note,
        half_share=half / buyers if half and buyers else None,
        half_text=_("%(people)s: half") % {"people": people(half)} if half else "",
    )


def cohorts(rows: Rows, until: date) -> charts.Chart:
    cells = [charts.CohortCell(*cell) for cell in fill_triangle(rows, until)]
    first = {row["cohort_month"]: row["customers"] for row in rows}
    note = _("by month of the first order, %(people)s; the share that bought again in each later month") % {
        "people": people(sum(first.values()))
    }
    if len(first) > charts.MOST_COHORTS:
        note += ". " + _("“Earlier” is everybody before the months listed, together.")
    return charts.cohorts(cells, title=_("Who comes back"), note=note)


def fill_triangle(rows: Rows, until: date) -> list[tuple[date, int, int, int]]:
    """(cohort, months since, customers, active), of two years; a 0 where a month has passed without anybody's order."""
    active = {(row["cohort_month"], row["months_since"]): row["active"] for row in rows}
    sizes = {row["cohort_month"]: row["customers"] for row in rows}
    return [
        (cohort, months, size, active.get((cohort, months), 0))
        for cohort, size in sizes.items()
        for months in range(min(_months_between(cohort, until) + 1, charts.MOST_COHORTS))
    ]


def _months_between(first: date, last: date) -> int:
    return (last.year - first.year) * 12 + last.month - first.month


def tracking(rows: Rows) -> charts.Chart:
    tracked = [
        charts.Tracked(r["week"], r["actual_orders"], r["expected_orders"], r["expected_low"], r["expected_high"])
        for r in rows
        if r["expected_orders"] is not None
    ]
    inside, judged = inside_of(rows)
    note = ""
    if judged:
        note = _("repeat orders a week; %(inside)s of %(judged)s weeks inside the 90%% band") % {
            "inside": number(inside), "judged": number(judged),
        }  # fmt: skip
    return charts.tracking(tracked, charts.Measure(_("Orders")), title=_("Predicted and actual orders"), note=note)


def calibration(rows: Rows) -> charts.Chart:
    names = ("said_from", "said_to", "customers", "expected", "actual", "low", "high")
    stated = [charts.Stated(**{name: row[name] for name in names}) for row in rows]
    note = ""
    if rows:
        days = rows[0]["horizon_days"]
        note = _("learnt up to %(day)s, judged on the %(days)s after it; %(people)s; intervals of 90%%") % {
            "day": formats.format_day(rows[0]["until"], speak()),
            "days": ngettext("%(n)s day", "%(n)s days", days) % {"n": number(days)},
            "people": people(sum(row["customers"] for row in rows)),
        }
    return charts.calibration(stated, title=_("Chances given and what came of them"), note=note)


def inside_of(rows: Rows) -> tuple[int, int]:
    """How many weeks' orders lay inside their band, of how many with both."""
    judged = [r for r in rows if r["actual_orders"] is not None and r["expected_low"] is not None]
    return sum(r["expected_low"] <= r["actual_orders"] <= r["expected_high"] for r in judged), len(judged)
