"""Steps written as docs/adr/0003 asks give the same rows on both engines."""

from __future__ import annotations

from pathlib import Path

import ibis
import pytest
from tests.engine.cluster import spark_cluster
from tests.engine.parity import compare, generated

from wraca.engine.duckdb_engine import DuckDBEngine
from wraca.engine.run import engine_for
from wraca.engine.schema import Schema, TableFiles
from wraca.engine.steps import Step

pytestmark = pytest.mark.spark

VISITS = Schema(
    {
        "visit_id": "int64",
        "person_id": "int64",
        "at": "timestamp",
        "day": "date",
        "spent": "int64",
        "weight": "float64",
        "place": "string",
        "paid": "boolean",
    },
    ("visit_id",),
)


def totals(visits: ibis.Table) -> ibis.Table:
    known = visits.filter(visits.person_id.notnull())
    return known.group_by("person_id").agg(
        visits=known.count(),
        days=known.day.nunique(),
        spent=known.spent.sum(),
        squares=(known.spent * known.spent).sum(),
        mean_spent=known.spent.mean(),
        first_day=known.day.min(),
        last_at=known["at"].max(),
        paid=known.paid.any(),
        place=known.place.max(),
    )


def gaps(visits: ibis.Table) -> ibis.Table:
    """Days since the visit before, with a total order."""
    order = ibis.window(group_by=visits.person_id, order_by=[visits.day, visits.visit_id])
    before = visits.day.lag().over(order)
    return visits.select(
        "visit_id",
        gap_days=visits.day.delta(before, unit="day"),
        rank=ibis.row_number().over(order),
        running=visits.spent.sum().over(ibis.cumulative_window(group_by=visits.person_id, order_by=visits.visit_id)),
        half=visits.spent // 2,
        share=visits.spent / visits.weight.nullif(0),
    )


def months(visits: ibis.Table) -> ibis.Table:
    dated = visits.filter(visits["at"].notnull())
    return dated.group_by(month=dated["at"].truncate("M").date(), place=dated.place.fill_null("?").upper()).agg(
        visits=dated.count(),
        hours=dated["at"].hour().sum(),
        median_spent=dated.spent.median(),
        people=dated.person_id.nunique(),
    )


STEPS = [
    Step(
        "totals",
        ("visits",),
        Schema(
            {
                "person_id": "int64",
                "visits": "int64",
                "days": "int64",
                "spent": "int64",
                "squares": "int64",
                "mean_spent": "float64",
                "first_day": "date",
                "last_at": "timestamp",
                "paid": "boolean",
                "place": "string",
            },
            ("person_id",),
            digits={"mean_spent": 6},
        ),
        totals,
    ),
    Step(
        "gaps",
        ("visits",),
        Schema(
            {
                "visit_id": "int64",
                "gap_days": "int64",
                "rank": "int64",
                "running": "int64",
                "half": "int64",
                "share": "float64",
            },
            ("visit_id",),
        ),
        gaps,
    ),
    Step(
        "months",
        ("visits",),
        Schema(
            {
                "month": "date",
                "place": "string",
                "visits": "int64",
                "hours": "int64",
                "median_spent": "float64",
                "people": "int64",
            },
            ("month", "place"),
        ),
        months,
    ),
]


@pytest.fixture(scope="module")
def spark():
    engine = engine_for("local[2]", memory_mb=1024)
    yield engine
    engine.close()


@pytest.fixture(scope="module")
def visits(tmp_path_factory: pytest.TempPathFactory) -> TableFiles:
    return generated(VISITS, tmp_path_factory.mktemp("visits"))


@pytest.mark.parametrize("step", STEPS, ids=lambda step: step.name)
def test_step_gives_the_same_rows_on_both_engines(step: Step, visits: TableFiles, spark, tmp_path: Path):
    compare(step, {"visits": visits}, DuckDBEngine(1024), spark, tmp_path)


@pytest.mark.parametrize("step", STEPS, ids=lambda step: step.name)
def test_step_over_an_empty_table_gives_the_same_rows_on_both_engines(step: Step, spark, tmp_path: Path):
    compare(step, {"visits": TableFiles(VISITS)}, DuckDBEngine(1024), spark, tmp_path)


@pytest.mark.timeout(900)
def test_steps_give_the_same_rows_on_a_cluster(visits: TableFiles, spark, tmp_path: Path):
    spark.close()  # one driver a process
    with spark_cluster(tmp_path) as master:
        engine = engine_for(master, memory_mb=1024)
        try:
            for step in STEPS:
                compare(step, {"visits": visits}, DuckDBEngine(1024), engine, tmp_path)
        finally:
            engine.close()
