"""The same base numbers from pandas and lifetimes, as one would write them in a notebook, from the same files.

They do less: one fit as of today where the refresh fits each month's end, no intervals, no history of stages. Their
Pareto/NBD is fitted on a part of the customers and its seconds scaled to all (it would take minutes); what was
extrapolated is said in the result.
"""

from __future__ import annotations

import time
import warnings
from collections.abc import Callable

import numpy as np
import pandas as pd

from benchmarks.shops import Place
from wraca.engine.lake import Lake

FITTED = 5_000
HORIZONS = (30, 90, 365)


def measure_pandas(place: Place) -> dict:
    with warnings.catch_warnings(), np.errstate(all="ignore"):
        # lifetimes 0.11.3 on pandas 3: its warnings are not ours to heed.
        warnings.simplefilter("ignore")
        steps = Steps()
        work(place, steps)
    customers = steps.kept["summary"].shape[0]
    part = min(FITTED, customers)
    # What the fit of all would add to that of the part.
    more = customers / part - 1
    fit = steps.seconds["pareto_nbd_part"]
    return {
        "customers": place.shape.customers,
        "seconds": round(sum(steps.seconds.values()) + fit * more, 2),
        "cpu_seconds": round(sum(steps.cpu_seconds.values()) + steps.cpu_seconds["pareto_nbd_part"] * more, 2),
        "measured_seconds": round(sum(steps.seconds.values()), 2),
        "pareto_nbd_fitted_customers": part,
        "pareto_nbd_scaled_seconds": round(fit * (1 + more), 2),
        "steps": {name: round(seconds, 3) for name, seconds in steps.seconds.items()},
    }


class Steps:
    """Runs and times one step after another; each may use the results of those before it."""

    def __init__(self) -> None:
        self.kept: dict = {}
        self.seconds: dict[str, float] = {}
        self.cpu_seconds: dict[str, float] = {}

    def run(self, name: str, action: Callable) -> object:
        started, worked = time.perf_counter(), time.process_time()
        self.kept[name] = action()
        self.seconds[name], self.cpu_seconds[name] = time.perf_counter() - started, time.process_time() - worked
        return self.kept[name]


def work(place: Place, steps: Steps) -> None:
    from lifetimes import GammaGammaFitter, ParetoNBDFitter
    from lifetimes.utils import summary_data_from_transaction_data

    with Lake(place.lake).open() as snapshot:
        files = {name: [str(file) for file in table.files] for name, table in snapshot.tables("").items()}
        orders = steps.run("read_orders", lambda: read_orders(files["orders"]))
        days = steps.run(
            "order_days", lambda: orders.groupby(["customer_id", "local_day"], as_index=False)["net"].sum()
        )
        summary = steps.run(
            "summary",
            lambda: summary_data_from_transaction_data(
                days,
                "customer_id",
                "local_day",
                monetary_value_col="net",
                observation_period_end=pd.Timestamp(place.shape.last_day),
            ),
        )
        part = summary.sample(min(FITTED, len(summary)), random_state=1)
        fitted = ParetoNBDFitter()
        steps.run("pareto_nbd_part", lambda: fitted.fit(part["frequency"], part["recency"], part["T"]))
        repeat = summary[(summary["frequency"] > 0) & (summary["monetary_value"] > 0)]
        money = GammaGammaFitter()
        steps.run("gamma_gamma", lambda: money.fit(repeat["frequency"], repeat["monetary_value"]))
        columns = summary["frequency"], summary["recency"], summary["T"]
        expect = fitted.conditional_expected_number_of_purchases_up_to_time
        steps.run("expected_orders", lambda: [expect(days_ahead, *columns) for days_ahead in HORIZONS])
        steps.run("alive", lambda: fitted.conditional_probability_alive(*columns))
        mean = money.conditional_expected_average_profit
        steps.run("expected_value", lambda: mean(summary["frequency"], summary["monetary_value"]))
        steps.run("reports", lambda: reports(days))
        steps.run("product_sales", lambda: product_sales(files["lines"], orders))


def read_orders(files: list[str]) -> pd.DataFrame:
    names = ["order_id", "customer_id", "local_day", "paid", "cancelled", "total_minor", "refunded_minor"]
    orders = pd.concat(pd.read_parquet(file, columns=names) for file in files)
    orders = orders[orders["paid"] & ~orders["cancelled"]].copy()
    orders["local_day"] = pd.to_datetime(orders["local_day"])
    orders["net"] = orders["total_minor"] - orders["refunded_minor"]
    return orders


def reports(days: pd.DataFrame) -> list[pd.DataFrame]:
    """Revenue by day, the Pareto curve, the cohorts' triangle."""
    daily = days.groupby("local_day")["net"].agg(["sum", "size"])
    spent = days.groupby("customer_id")["net"].sum().sort_values(ascending=False)
    curve = spent.cumsum() / spent.sum()
    month = days["local_day"].dt.to_period("M")
    first = month.groupby(days["customer_id"]).transform("min")
    triangle = days.groupby([first, month])["customer_id"].nunique()
    return [daily, curve, triangle]


def product_sales(files: list[str], orders: pd.DataFrame) -> pd.DataFrame:
    names = ["order_id", "customer_id", "product_id", "quantity", "total_minor"]
    lines = pd.concat(pd.read_parquet(file, columns=names) for file in files)
    lines = lines[lines["order_id"].isin(orders["order_id"])]
    return lines.groupby("product_id").agg(
        units=("quantity", "sum"), revenue=("total_minor", "sum"), buyers=("customer_id", "nunique")
    )
