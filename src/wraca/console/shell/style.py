"""The living style page: every component in its states, on invented figures."""

from __future__ import annotations

import math
from datetime import date, timedelta

from django import forms
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from wraca.console import charts, notices
from wraca.console.access import allows
from wraca.console.charts.chart import Chart
from wraca.console.charts.colours import light_colours
from wraca.console.progress import JobProgress
from wraca.console.stages import MEANINGS, STAGES, stage_name

FIRST_DAY = date(2026, 8, 1)
SALES = (("Kawa ziarnista", 48_210), ("Herbata", 31_100), ("Syropy", 12_050))
ICONS = ("today", "customers", "lifecycle", "orders", "products", "system", "settings", "search", "mail", "phone")


class SampleForm(forms.Form):
    name = forms.CharField(label="Name", help_text="As it stands on the parcel.")
    email = forms.EmailField(label="E-mail address")
    town = forms.CharField(label="Town", required=False)
    country = forms.ChoiceField(label="Country", choices=[("PL", "Polska"), ("DE", "Deutschland")])
    note = forms.CharField(label="Note", required=False, widget=forms.Textarea(attrs={"rows": 3}))


@allows("see_style")
@require_GET
def show_style(request: HttpRequest) -> HttpResponse:
    if "toast" in request.GET:
        notices.say(request, _("Saved."), undo_url=request.path)
    values = {
        "tones": [name for name in light_colours() if not name.startswith(("heat", "stage"))],
        "stages": [(code, stage_name(code), MEANINGS[code]) for code in STAGES],
        "blank_form": SampleForm(),
        "wrong_form": SampleForm({"name": "", "email": "nobody", "country": "PL"}),
        "charts": sample_charts(),
        "empty_chart": charts.bars([], charts.Measure(_("Orders")), title=_("Orders"), note=""),
        "spark": charts.sparkline([3, 4, 2, 6, 5, 8, 7, 9], title=_("Orders")),
        "page": Paginator(range(240), 20).page(3),
        "jobs": sample_jobs(),
        "icons": ICONS,
    }
    return render(request, "style/page.html", values)


def sample_jobs() -> list[JobProgress]:
    """Waiting, running, done, failed; the running one does not ask again: it is a picture."""
    title = _("Refresh")
    return [
        JobProgress(0, title, "waiting", _("waiting"), "", 0, 0, "", is_live=False),
        JobProgress(0, title, "running", _("running"), _("Scoring customers"), 640_000, 1_000_000, "", is_live=False),
        JobProgress(0, title, "done", _("done"), "", 1_000_000, 1_000_000, "", is_live=False),
        JobProgress(
            0, title, "failed", _("failed"), "", 320, 1_000, _("The disk is full: 120 MB left."), is_live=False
        ),
    ]


def _wave(day: int) -> float:
    return 40 + 12 * math.sin(day / 7 * 2 * math.pi) + day * 0.15 + 6 * math.sin(day * 1.7)


def sample_charts() -> dict[str, Chart]:
    orders = charts.Measure(_("Orders"))
    customers = charts.Measure(_("Customers"))
    money = charts.Measure(_("Revenue"), "money", "PLN")
    note = _("Invented figures")
    days = [FIRST_DAY + timedelta(days=day) for day in range(90)]
    waves = [_wave(at) for at in range(90)]
    months = [date(2026, month, 1) for month in range(1, 13)]
    weeks = [FIRST_DAY + timedelta(weeks=week) for week in range(30)]
    stages = [charts.Series(code, stage_name(code)) for code in STAGES]
    moves: list[tuple[str | None, str, int]] = [
        (None, "potential", 120),
        (None, "first_purchase", 60),
        ("potential", "potential", 820),
        ("potential", "first_purchase", 90),
        ("first_purchase", "first_purchase", 610),
        ("first_purchase", "repeat", 140),
        ("first_purchase", "leaving", 110),
        ("repeat", "repeat", 720),
        ("repeat", "core", 90),
        ("repeat", "leaving", 130),
        ("core", "core", 410),
        ("core", "repeat", 40),
        ("core", "leaving", 25),
        ("leaving", "leaving", 540),
        ("leaving", "repeat", 70),
        ("leaving", "core", 12),
    ]
    return {
        "line": charts.line(
            [charts.Point(day, round(y), round(y - 14), round(y + 14)) for day, y in zip(days, waves, strict=True)],
            orders,
            title=_("Orders a day"),
            note=note,
            band=_("Usual range"),
        ),
        "tracking": charts.tracking(
            [
                charts.Tracked(day, round(_wave(at) * 7) if at < 24 else None, 300 + at * 2, 260 + at, 340 + at * 3)
                for at, day in enumerate(weeks)
            ],
            orders,
            title=_("Orders a week, expected and actual"),
            note=note,
        ),
        "bars": charts.bars(
            [charts.Bar(name, value) for name, value in SALES],
            money,
            title=_("Revenue by category"),
            note=note,
            what=_("Category"),
        ),
        "intervals": charts.bars(
            [charts.Bar("A", 0.42, 0.35, 0.49), charts.Bar("B", 0.31, 0.22, 0.4)],
            charts.Measure(_("Share"), "percent"),
            title=_("Shares with intervals"),
            note=note,
        ),
        "stacked": charts.stacked_bars(
            [
                charts.Part(month, code, 200 + 60 * at + 15 * place * (at - 1))
                for place, month in enumerate(months)
                for at, code in enumerate(STAGES)
            ],
            stages,
            customers,
            title=_("Customers by stage"),
            note=note,
        ),
        "flows": charts.flows(
            [charts.Flow(*move) for move in moves],
            title=_("From stage to stage"),
            note=note,
            then=_("30 days ago"),
            now=_("today"),
        ),
        "pareto": charts.pareto(
            [charts.Share(at / 100, 1 - (1 - at / 100) ** 3.2) for at in range(1, 101)],
            title=_("Who brings the revenue"),
            note=note,
            half_share=0.195,
            half_text=_("195 customers bring half"),
        ),
        "calibration": charts.calibration(
            [
                charts.Stated(at / 10, at / 10 + 0.1, 300 - 30 * at, share, share**1.1, share**1.4, share**0.8)
                for at, share in enumerate((0.06, 0.14, 0.26, 0.34, 0.45, 0.55, 0.66, 0.74))
            ],
            title=_("Chances given and what came of them"),
            note=note,
        ),
        "cohorts": charts.cohorts(
            [
                charts.CohortCell(month, since, 400 - 10 * at, round((400 - 10 * at) * (0.42 / (1 + since * 0.25))))
                for at, month in enumerate(months)
                for since in range(12 - at)
            ],
            title=_("Who bought again"),
            note=note,
        ),
        "histogram": charts.histogram(
            [charts.Bin(at * 10, at * 10 + 10, round(400 * math.exp(-((at - 3) ** 2) / 9))) for at in range(12)],
            charts.Measure(_("Days between orders")),
            title=_("Days between orders"),
            note=note,
        ),
    }
