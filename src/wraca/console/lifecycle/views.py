"""The life cycle: where customers stand, how they move, what they bring, who comes back, how right the model was."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_GET

from wraca.console.access import allows
from wraca.console.customers.cells import name_of
from wraca.console.lifecycle import pictures, queries
from wraca.console.lifecycle.backtest import compare_models
from wraca.console.lists.cells import money
from wraca.console.lists.pages import Page, chip, page_number
from wraca.console.reading import as_of, find_reader, once, published_at
from wraca.console.stages import MEANINGS, STAGES
from wraca.engine.reader import Reader
from wraca.insights.queries import amount_of
from wraca.lifecycle.reasons import tell_reason

PERIODS = (30, 90)
TABS = (
    ("lifecycle", _("Stages")),
    ("lifecycle-moves", _("Who moved")),
    ("lifecycle-value", _("Value")),
    ("lifecycle-cohorts", _("Coming back")),
    ("lifecycle-predictions", _("How right were we")),
)


def _show(
    request: HttpRequest, here: str, template: str, needs: str, read: Callable[[Reader], dict[str, Any]]
) -> HttpResponse:
    """One tab: its tables read, or the sentence that says what will stand here."""
    reader = find_reader()
    ready = reader is not None and reader.has(needs)
    context: dict[str, Any] = {"tabs": TABS, "here": here, "ready": ready}
    if reader is not None and ready:
        context |= {"as_of": as_of(reader), "published_at": published_at(reader), **read(reader)}
    return render(request, f"lifecycle/{template}.html", context)


def _days(request: HttpRequest) -> int:
    return 90 if request.GET.get("days") == "90" else 30


@allows("see_lifecycle")
@require_GET
def lifecycle(request: HttpRequest) -> HttpResponse:
    days = _days(request)

    def read(reader: Reader) -> dict[str, Any]:
        flows = queries.list_flows(reader, days)
        stages = once(reader, "stages", lambda: queries.list_stages(reader))
        return {
            "days": days,
            "periods": PERIODS,
            "stages": _stage_cards(stages),
            "customers": sum(row["customers"] for row in stages),
            "months_chart": pictures.stage_months(queries.list_stage_months(reader)),
            "flows_chart": pictures.flows(flows, days),
            "flows_table": _flows_table(flows),
            "durations": _in_order(queries.list_durations(reader)),
        }

    return _show(request, "lifecycle", "stages", "stage_flows", read)


def _stage_cards(rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """All five, also those with nobody in them."""
    by_stage = {row["stage"]: row for row in rows}
    empty = {"customers": 0, "spent_365_minor": 0, "scored": 0}
    cards = []
    for code, label in STAGES.items():
        row = by_stage.get(code, empty)
        cards.append(
            {
                **row,
                "code": code,
                "label": label,
                "meaning": MEANINGS[code],
                "expected": amount_of(row),
                "glyph": f"stage-{code}",
            }
        )
    return cards


def _in_order(rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
    return sorted(rows, key=lambda row: list(STAGES).index(row["stage"]))


def _flows_table(rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Five rows (from) of five cells (to), and those who were not known then."""
    counts = {(row["from_stage"], row["to_stage"]): row for row in rows}
    froms = [*STAGES, *([pictures.NEW] if any(row["from_stage"] == pictures.NEW for row in rows) else [])]
    return [
        {
            "code": start if start in STAGES else "",
            "cells": [
                {"to": end, "customers": (counts.get((start, end)) or {}).get("customers", 0), "stays": start == end}
                for end in STAGES
            ],
        }
        for start in froms
    ]


@allows("see_lifecycle")
@require_GET
def moves(request: HttpRequest) -> HttpResponse:
    days, number = _days(request), page_number(request.GET)
    start, end = (request.GET.get(name, "") if request.GET.get(name) in STAGES else "" for name in ("from", "to"))

    currency = request.shop.currency

    def read(reader: Reader) -> dict[str, Any]:
        since = as_of(reader) - timedelta(days=days)
        found = queries.list_moves(reader, since, from_stage=start, to_stage=end, page=number)
        rows = [_told(row, currency) for row in found.rows]
        return {
            "days": days,
            "periods": PERIODS,
            "moves": rows,
            "total": found.total,
            "page": Page(rows, number, found.total, found.more, queries.MOVES_PAGE),
            "chips": [chip(request.GET, "from", _("From"), STAGES), chip(request.GET, "to", _("To"), STAGES)],
            "is_filtered": bool(start or end),
        }

    return _show(request, "lifecycle-moves", "moves", "stage_changes", read)


def _told(row: dict[str, Any], currency: str) -> dict[str, Any]:
    sentence = tell_reason(row["reason"], row["reason_values"], money=lambda minor: money(minor, currency))
    return {**row, "name": name_of(row["person"]), "sentence": sentence}


@allows("see_lifecycle")
@require_GET
def value(request: HttpRequest) -> HttpResponse:
    def read(reader: Reader) -> dict[str, Any]:
        halves = queries.find_halves(reader)
        return {"halves": halves, "pareto_chart": pictures.pareto(queries.list_pareto(reader), halves)}

    return _show(request, "lifecycle-value", "value", "pareto", read)


@allows("see_lifecycle")
@require_GET
def cohorts(request: HttpRequest) -> HttpResponse:
    def read(reader: Reader) -> dict[str, Any]:
        return {"cohorts_chart": pictures.cohorts(queries.list_cohorts(reader), as_of(reader))}

    return _show(request, "lifecycle-cohorts", "cohorts", "cohorts", read)


@allows("see_lifecycle")
@require_GET
def predictions(request: HttpRequest) -> HttpResponse:
    def read(reader: Reader) -> dict[str, Any]:
        rows = queries.list_tracking(reader)
        inside, judged = pictures.inside_of(rows)
        return {
            "tracking_chart": pictures.tracking(rows),
            "inside": inside,
            "judged": judged,
            "outside": judged - inside,
            "calibration_chart": pictures.calibration(
                queries.list_calibration(reader) if reader.has("calibration") else []
            ),
            "comparison": compare_models(queries.list_backtest(reader) if reader.has("backtest") else []),
        }

    return _show(request, "lifecycle-predictions", "predictions", "tracking", read)
