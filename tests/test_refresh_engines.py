"""Every step of the refresh gives the same rows on DuckDB and on Spark; a step that is not in the list is found."""

from __future__ import annotations

import importlib
import pkgutil
from collections.abc import Iterator, Mapping
from datetime import date, datetime, timedelta
from pathlib import Path

import numpy as np
import pyarrow as pa
import pytest
from tests.engine.parity import WORDS, compare_all, generated

import wraca
from wraca.customers.steps import CHANNELS
from wraca.engine.duckdb_engine import DuckDBEngine, write_table
from wraca.engine.run import engine_for
from wraca.engine.schema import TableFiles
from wraca.engine.steps import Fit, Step
from wraca.lifecycle.actions import UNTOLD
from wraca.lifecycle.steps.days import CLOCK_SCHEMA
from wraca.refresh import FACTS, STEPS

#: Run after a generation is published, on its tables.
AFTERWARDS = (UNTOLD,)
CUSTOMERS, ORDERS, LINES, REFUNDS, PRODUCTS, CONSENTS = 20_000, 110_000, 130_000, 4_000, 500, 40_000
FIRST, TODAY = datetime(2024, 9, 1), date(2026, 11, 20)  # noqa: DTZ001 (the lake's timestamps mean UTC)


def steps_in_the_code() -> Iterator[Step | Fit]:
    for module in pkgutil.walk_packages(wraca.__path__, "wraca."):
        if ".migrations" not in module.name and not module.name.endswith("__main__"):
            loaded = vars(importlib.import_module(module.name))
            yield from (value for value in loaded.values() if isinstance(value, Step | Fit))


def test_every_step_of_the_code_is_listed():
    listed = {step.name for step in (*STEPS, *AFTERWARDS)}
    assert {step.name for step in steps_in_the_code()} - listed == set()


def test_every_step_reads_only_what_stands_above_it():
    known = {"clock", *(f"lake_{fact.name}" for fact in FACTS)}
    for step in STEPS:
        assert set(step.reads) <= known, step.name
        known.add(step.name)


def moments(random: np.random.Generator) -> np.ndarray:
    """When orders were placed, in UTC: over two years, a tenth of them around the hours when the clock changes."""
    days = (TODAY - FIRST.date()).days - 1
    anywhere = random.integers(0, days * 86_400, ORDERS)
    changes = [datetime(2024, 10, 27), datetime(2025, 3, 30), datetime(2025, 10, 26), datetime(2026, 3, 29)]  # noqa: DTZ001
    seconds = np.array([int((change - FIRST).total_seconds()) for change in changes])
    near = seconds[random.integers(0, len(changes), ORDERS)] + random.integers(-7200, 10_800, ORDERS)
    return np.datetime64(FIRST, "s") + np.where(random.random(ORDERS) < 0.1, near, anywhere).astype("timedelta64[s]")


def warsaw_days(at: np.ndarray) -> np.ndarray:
    summer = np.zeros(len(at), dtype=bool)
    for first, last in [("2024-03-31", "2024-10-27"), ("2025-03-30", "2025-10-26"), ("2026-03-29", "2026-10-25")]:
        summer |= (at >= np.datetime64(f"{first}T01:00")) & (at < np.datetime64(f"{last}T01:00"))
    return (at + np.where(summer, 7200, 3600).astype("timedelta64[s]")).astype("datetime64[D]")


def consent_columns(random: np.random.Generator) -> Mapping[str, pa.Array]:
    """Several words on most channels, many of them at one moment; some in another's name, some still to come."""
    day = np.datetime64(TODAY) - random.integers(-2, 8, CONSENTS)
    return {
        "customer_id": random.integers(1, 2000, CONSENTS),
        "purpose": np.where(random.random(CONSENTS) < 0.9, "marketing", "research"),
        "channel": np.array([*CHANNELS, "pigeon"])[random.integers(0, len(CHANNELS) + 1, CONSENTS)],
        "at": day.astype("datetime64[us]"),
        "local_day": day,
        "withdrawn": random.random(CONSENTS) < 0.3,
        "proven": random.random(CONSENTS) < 0.5,
        "awaits_confirmation": random.random(CONSENTS) < 0.1,
        "source": np.array(["form", "shop"])[random.integers(0, 2, CONSENTS)],
    }


def field_word_columns(random: np.random.Generator) -> Mapping[str, pa.Array]:
    """Several words about most of a tenth of the customers."""
    told = random.integers(1, 128, CONSENTS)
    return {
        "customer_id": random.integers(1, CUSTOMERS // 10, CONSENTS),
        "said_day": np.datetime64(TODAY) - random.integers(-2, 900, CONSENTS),
        "teller": random.integers(0, 3, CONSENTS),
        "told": told,
        "differed": told & random.integers(0, 128, CONSENTS),
    }


def shop_columns() -> Mapping[str, Mapping[str, pa.Array]]:
    """The columns that must fit together; the rest is random."""
    random = np.random.default_rng(20261122)
    at = moments(random)
    day = warsaw_days(at)
    # A few buy often, most once or never.
    buyer = 1 + (CUSTOMERS * random.random(ORDERS) ** 3).astype("int64")
    order = random.integers(0, ORDERS, LINES)
    refunded = random.choice(ORDERS, REFUNDS, replace=False)
    signed_up = np.full(CUSTOMERS + 1, np.datetime64(TODAY - timedelta(days=30)), dtype="datetime64[D]")
    np.minimum.at(signed_up, buyer, day)
    product = random.integers(1, PRODUCTS + 1, LINES)
    return {
        "customers": {
            # One of ten is the same person as the one before.
            "canonical_id": np.where(np.arange(1, CUSTOMERS + 1) % 10 == 0, -1, 0) + np.arange(1, CUSTOMERS + 1),
            "merged_into": np.arange(CUSTOMERS),
            "merged_at": np.datetime64(TODAY - timedelta(days=3)).astype("datetime64[us]").repeat(CUSTOMERS),
            "signed_up_day": signed_up[1:],
            "signed_up_at": signed_up[1:].astype("datetime64[us]"),
        },
        "orders": {
            "customer_id": pa.array(buyer, mask=random.random(ORDERS) < 0.02),
            "placed_at": at.astype("datetime64[us]"),
            "local_day": day,
            "paid": random.random(ORDERS) < 0.95,
            "cancelled": random.random(ORDERS) < 0.03,
            "total_minor": random.lognormal(8.5, 1, ORDERS).astype("int64"),
            "refunded_minor": np.zeros(ORDERS, dtype="int64"),
            "discount_minor": random.integers(0, 500, ORDERS),
        },
        "lines": {
            "order_id": order + 1,
            "customer_id": buyer[order],
            "local_day": day[order],
            "product_id": pa.array(product, mask=random.random(LINES) < 0.01),
            "variant_id": product,
            "quantity": random.integers(1, 5, LINES),
            "total_minor": random.integers(100, 9000, LINES),
        },
        "refunds": {
            "order_id": refunded + 1,
            "customer_id": buyer[refunded],
            "local_day": np.minimum(day[refunded] + 7, np.datetime64(TODAY)),
            "amount_minor": random.integers(1, 500, REFUNDS),
        },
        "consents": consent_columns(random),
        "field_words": field_word_columns(random),
        "products": {
            "category_id": np.arange(PRODUCTS) % 20 + 1,
            "name": np.array(WORDS)[np.arange(PRODUCTS) % len(WORDS)],
        },
    }


@pytest.fixture(scope="module")
def tables(tmp_path_factory: pytest.TempPathFactory) -> dict[str, TableFiles]:
    folder = tmp_path_factory.mktemp("lake")
    rows = {
        "customers": CUSTOMERS,
        "orders": ORDERS,
        "lines": LINES,
        "refunds": REFUNDS,
        "categories": 20,
        "consents": CONSENTS,
        "contacts": CUSTOMERS,
        "field_words": CONSENTS,
    }
    known = shop_columns()
    lake = {
        f"lake_{fact.name}": generated(
            fact.schema, folder / fact.name, rows=rows.get(fact.name, PRODUCTS), given=known.get(fact.name, {})
        )
        for fact in FACTS
    }
    clock = {"as_of": [TODAY], "complete_until": [TODAY - timedelta(days=1)], "zone": ["Europe/Warsaw"]}
    return {**lake, "clock": write_table(CLOCK_SCHEMA, pa.table(clock), folder / "clock")}


@pytest.mark.spark
@pytest.mark.timeout(1800)
def test_every_step_gives_the_same_rows_on_both_engines(tables, tmp_path: Path):
    spark = engine_for("local[2]", memory_mb=2048)
    try:
        made = compare_all(STEPS, tables, DuckDBEngine(2048), spark, tmp_path)
        told = {"told": TableFiles(made["stage_changes"].schema)}
        compare_all(AFTERWARDS, {**made, **told}, DuckDBEngine(2048), spark, tmp_path)
    finally:
        spark.close()
    assert set(made) == {*tables, *(step.name for step in STEPS)}
