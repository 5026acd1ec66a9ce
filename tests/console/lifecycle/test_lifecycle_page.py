from __future__ import annotations

import os
from datetime import date

import pytest
from django.urls import reverse
from tests.console.generation import publish
from tests.console.people import customer_row, ids

from wraca.console.charts import drawing, kept
from wraca.console.lifecycle.backtest import compare_models
from wraca.console.lifecycle.pictures import fill_triangle, inside_of
from wraca.console.lifecycle.warming import draw_ahead

PAGES = ["lifecycle", "lifecycle-moves", "lifecycle-value", "lifecycle-cohorts", "lifecycle-predictions"]


def test_triangle_has_a_zero_for_each_month_without_orders():
    rows = [{"cohort_month": date(2026, 9, 1), "months_since": 0, "customers": 4, "active": 4}]
    assert fill_triangle(rows, date(2026, 11, 21)) == [
        (date(2026, 9, 1), 0, 4, 4),
        (date(2026, 9, 1), 1, 4, 0),
        (date(2026, 9, 1), 2, 4, 0),
    ]


def test_misses_are_counted():
    rows = [{"actual_orders": n, "expected_low": 2.0, "expected_high": 4.0} for n in (1, 2, 4, 5)]
    assert inside_of(rows) == (2, 4)


def measured(model: str, metric: str, value: float) -> dict:
    return {"model": model, "metric": metric, "value": value, "low": None, "high": None, "n": 10}


def test_best_model_is_marked_also_where_it_is_not_ours():
    rows = [
        measured("pareto_nbd", "auc", 0.7),
        measured("recency", "auc", 0.8),
        measured("pareto_nbd", "total_error", -0.1),
        measured("recency", "total_error", 0.2),
    ]
    compared = compare_models(rows)
    # Columns: Pareto/NBD, last order alone. The error of the total is best nearest to zero.
    assert [row["best"] for row in compared["rows"]] == [1, 0]


@pytest.fixture
def moved(shop, generations_folder) -> int:
    id_ = ids()["celina"]
    change = {"customer_id": id_, "day": date(2026, 11, 10), "from_stage": "repeat", "to_stage": "core"}
    reason = {"reason": "brings_half", "reason_values": "{}"}
    flow = {"days": 30, "from_stage": "repeat", "to_stage": "core", "customers": 1, "value_minor": 5}
    publish(
        generations_folder,
        {
            "customers": [customer_row(id_, "core")],
            "stage_changes": [{**change, **reason}],
            "stage_flows": [flow, {**flow, "from_stage": "new", "to_stage": "potential"}],
        },
    )
    return id_


def test_chances_given_stand_beside_what_came_of_them(moved, owner, generations_folder):
    page = reverse("console:lifecycle-predictions")
    assert owner.get(page).context["calibration_chart"].is_empty
    bin_ = {"said_from": 0.1, "said_to": 0.2, "customers": 40, "expected": 0.156, "actual": 0.2, "low": 0.116}
    told = {"high": 0.324, "until": date(2026, 7, 31), "horizon_days": 113}
    publish(generations_folder, {"calibration": [bin_ | told]})
    chart = owner.get(page, headers={"accept-language": "en"}).context["calibration_chart"]
    assert [cell.text for cell in chart.rows[0]] == ["10%–20%", "40", "15.6%", "20.0%", "11.6%–32.4%"]


@pytest.mark.parametrize("name", PAGES)
def test_page_opens_with_a_generation(name, moved, owner):
    assert owner.get(reverse(f"console:{name}")).status_code == 200


def test_who_moved_is_named_with_the_reason(moved, owner):
    page = owner.get(reverse("console:lifecycle-moves"), {"from": "repeat", "to": "core"})
    assert [(row["name"], bool(row["sentence"])) for row in page.context["moves"]] == [("Celina Ćwik", True)]
    assert owner.get(reverse("console:lifecycle-moves"), {"to": "leaving"}).context["moves"] == []


def test_life_cycle_is_not_for_the_service_desk(moved, service):
    assert service.get(reverse("console:lifecycle")).status_code == 403


def test_charts_are_drawn_ahead_once_and_found_by_the_page(moved, owner, monkeypatch):
    drawing._draw.cache_clear()
    # Two flows of 30 days make one chart, in two languages; the other tables are empty and draw nothing.
    assert draw_ahead() == 2
    assert draw_ahead() == 0
    drawing._draw.cache_clear()

    def fail(*_args):
        raise AssertionError("drawn while a page waits")

    monkeypatch.setattr(drawing, "_drawn", fail)
    for language in ("en", "pl"):
        owner.cookies["wraca_language"] = language
        assert "<svg" in owner.get(reverse("console:lifecycle")).content.decode()
    with pytest.raises(AssertionError, match="drawn while"):
        drawing.draw({"mark": "another"}, "", "en")


def test_oldest_drawings_go_first(generations_folder):
    kept.folder().mkdir(parents=True)
    for age, name in enumerate("abc"):
        path = kept.folder() / f"{name}.svg"
        path.write_text("<svg/>")
        os.utime(path, (1000 - age, 1000 - age))
    assert kept.drop_oldest(2) == 1
    assert sorted(path.stem for path in kept.folder().iterdir()) == ["a", "b"]
