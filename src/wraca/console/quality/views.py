"""What is wrong with the data, for how many customers, and the value behind them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_GET

from wraca.console.access import allows
from wraca.console.customers.held import LABELS
from wraca.console.reading import as_of, find_reader, once, published_at
from wraca.customers.duplicates.queries import count_open_pairs
from wraca.customers.freshness import fading
from wraca.customers.freshness.fading import FIELDS, LEAST_FRESH, LEAST_USABLE, QUALITY, SOURCE, Rate, days_until
from wraca.engine.reader import Reader
from wraca.insights.quality import PROBLEMS, Problem, can_measure, count_by_source, measure_problems
from wraca.kit import clock

#: Problem -> what it is, what to do about it.
WORDS: Mapping[str, tuple[str | Promise, str | Promise]] = {
    "stale": (_("Something to confirm"), _("At least one field is more likely out of date than we like.")),
    "stale_email": (_("E-mail to confirm"), _("Ask at the next contact; messages may go nowhere.")),
    "stale_phone": (_("Phone to confirm"), _("Ask at the next contact; the number may be somebody else's.")),
    "stale_address": (_("Address to confirm"), _("Ask before the next parcel.")),
    "unreachable": (
        _("No way to reach them"),
        _("No consent, or no address of that kind. Ask for both at the next order."),
    ),
    "unproven": (_("Consent without proof"), _("Only a flag that came with an import. Ask them to confirm it.")),
}


@dataclass(frozen=True)
class Line:
    code: str
    title: str | Promise
    advice: str | Promise
    problem: Problem | None
    url: str
    by_source: tuple[tuple[Problem, str], ...]


@allows("see_customers")
@require_GET
def quality(request: HttpRequest) -> HttpResponse:
    reader = find_reader()
    measured = reader is not None and can_measure(reader)
    context: dict[str, Any] = {"duplicates": count_open_pairs(clock.now()), "measured": measured}
    if reader is not None and measured:
        sources = once(reader, "quality_sources", lambda: count_by_source(reader))
        problems = once(reader, "quality", lambda: measure_problems(reader))
        context |= {
            "lines": _lines(problems),
            "sources": sources,
            "customers": sum(sources.values()),
            "rates": once(reader, "quality_rates", lambda: _rates(reader)),
            "as_of": as_of(reader),
            "published_at": published_at(reader),
        }
    return render(request, "quality/page.html", context)


def _lines(problems: list[Problem]) -> list[Line]:
    return [_line(code, [problem for problem in problems if problem.code == code]) for code in PROBLEMS]


def _line(code: str, found: list[Problem]) -> Line:
    title, advice = WORDS[code]
    by_source = tuple((problem, _address(code, problem.source)) for problem in found if problem.source)
    return Line(code, title, advice, next((p for p in found if not p.source), None), _address(code), by_source)


def _address(code: str, source: str = "") -> str:
    query = {"quality": code, **({"source": source} if source else {})}
    return f"{reverse('console:customers')}?{urlencode(query)}"


def _rates(reader: Reader) -> list[dict[str, Any]]:
    """How fast each field fades, and what that was learned from."""
    rows = {row["field"]: row for row in reader.select("SELECT * FROM field_rates")}
    return [_rate(field, rows[field]) for field in FIELDS if field in rows and field != fading.TRAITS]


def _rate(field: str, row: Mapping[str, Any]) -> dict[str, Any]:
    rate = Rate(row["shape"], row["years"])
    return {
        **row,
        "label": LABELS[field],
        "hundred": 100 * rate.mean,
        "hundred_low": 100 * row["low"],
        "hundred_high": 100 * row["high"],
        "fresh_years": days_until(LEAST_FRESH, rate, QUALITY[SOURCE]) / fading.DAYS_A_YEAR,
        "usable_years": days_until(LEAST_USABLE, rate, QUALITY[SOURCE]) / fading.DAYS_A_YEAR,
    }
