"""Held-back measurements: the published figures of CDNOW, and files that are not what they say."""

from __future__ import annotations

import json
from datetime import date

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from tests.lifecycle.models.published import cdnow_orders
from typer.testing import CliRunner

from wraca.cli import build_app
from wraca.kit.errors import InvalidInput
from wraca.lifecycle import metrics
from wraca.lifecycle.evaluation import OrderDays, evaluate
from wraca.lifecycle.order_files import choose_split, read_orders


@pytest.fixture(scope="module")
def cdnow() -> dict:
    days = OrderDays.of(*cdnow_orders())
    end, horizon = choose_split(days, date(1997, 9, 30), 273)
    return evaluate(days, calibration_end=end, horizon_days=horizon)


def test_the_split_of_cdnow_is_the_published_one(cdnow):
    split = cdnow["split"]
    assert (split["customers"], split["repeat_orders"], split["orders_in_horizon"]) == (2357, 2457, 1882)


def test_pareto_nbd_on_cdnow_is_as_published(cdnow):
    fit = cdnow["wraca"]["pareto_nbd"]
    # Fader, Hardie, Lee (2005), and their holdout: AUC .779, mean error .755, total -11.5 %.
    assert fit["log_likelihood"] == pytest.approx(-9594.97, abs=0.01)
    assert (round(fit["auc"], 3), round(fit["mae"], 3), round(fit["total_error"], 3)) == (0.779, 0.755, -0.115)


def test_what_is_used_is_no_worse_than_recency_on_cdnow(cdnow):
    assert cdnow["wraca"]["auc"] >= cdnow["baselines"]["recency"]["auc"]
    assert cdnow["wraca"]["mae"] <= cdnow["wraca"]["pareto_nbd"]["mae"]


def test_who_is_called_leaving_on_cdnow_mostly_stayed_away(cdnow):
    leaving = cdnow["wraca"]["leaving"]
    assert leaving["precision"]["low"] > leaving["stayed_away_of_all"]["high"]
    assert leaving["recall"]["value"] > 0.8


def test_a_date_for_the_next_order_beats_the_simple_rules_on_cdnow(cdnow):
    told = cdnow["wraca"]["next_order"]
    assert all(told["mae_days"] < rule["mae_days"] for rule in told["baselines"].values())


def test_auc_counts_ties_half():
    # Pairs: (3 over 1), (3 over 2), (1 ties 1), (1 under 2): 2.5 of 4.
    score, happened = np.array([3, 1, 1, 2]), np.array([True, True, False, False])
    assert metrics.auc(score, happened, np.ones(4)) == 2.5 / 4


def test_auc_weighs_rows_like_customers():
    score, happened = np.array([2, 1, 1]), np.array([True, False, True])
    repeated = metrics.auc(score.repeat([1, 3, 2]), happened.repeat([1, 3, 2]), np.ones(6))
    assert metrics.auc(score, happened, np.array([1, 3, 2])) == repeated


def test_auc_of_those_who_are_all_alike_is_unknown():
    assert metrics.auc(np.arange(3), np.ones(3, dtype=bool), np.ones(3)) is None


def test_quantiles_of_stays_count_the_unfinished_as_far_as_they_came():
    # Of four, one ends after 10 days, one is last seen after 15, one ends after 20 (half of the two left), one lasts.
    lasted, finished = np.array([10, 15, 20, 40]), np.array([True, False, True, False])
    # Still there: 3/4 after 10 days, 3/8 after 20; three quarters have never been gone.
    assert metrics.staircase_quantiles(lasted, finished, np.ones(4), (0.25, 0.5, 0.75)) == [10, 20, None]


def file(tmp_path, **columns):
    path = tmp_path / "orders.parquet"
    pq.write_table(pa.table(columns), path)
    return path


DAYS = [date(2026, 1, 1), date(2026, 2, 1)]


@pytest.mark.parametrize(
    ("columns", "sentence"),
    [
        ({"buyer": ["a"], "at": DAYS[:1]}, "there is no customer among buyer, at"),
        ({"customer": ["a", None], "at": DAYS}, r"customer is empty in 1 rows \(2\)"),
        ({"customer": ["a", "b"], "at": [1.5, 2.5]}, "at is of type double; expected days or moments"),
        ({"customer": ["a", "b"], "at": ["yesterday", "today"]}, "at is of type string; expected days or moments"),
        ({"customer": ["a", "b"], "at": DAYS, "value": ["1 zł", "2"]}, "value is of type string; expected numbers"),
        ({"customer": pa.array([], pa.string()), "at": pa.array([], pa.date32())}, "holds no orders"),
    ],
)
def test_a_file_that_is_not_what_it_says_gets_a_sentence(tmp_path, columns, sentence):
    with pytest.raises(InvalidInput, match=sentence):
        read_orders(file(tmp_path, **columns))


def test_no_parquet_is_told_so(tmp_path):
    path = tmp_path / "orders.parquet"
    path.write_text("customer,at\n")
    with pytest.raises(InvalidInput, match="is not a Parquet file"):
        read_orders(path)
    with pytest.raises(InvalidInput, match="does not exist"):
        read_orders(tmp_path / "other.parquet")


@pytest.mark.parametrize(("end", "horizon"), [(date(2025, 1, 1), None), (date(2026, 2, 1), None), (None, 0)])
def test_a_split_outside_the_orders_is_refused(tmp_path, end, horizon):
    days = read_orders(file(tmp_path, customer=["a", "b"], at=DAYS))
    with pytest.raises(InvalidInput, match="give"):
        choose_split(days, end, horizon)


def test_moments_text_and_days_are_read_alike(tmp_path):
    texts = read_orders(file(tmp_path, customer=["b", "a"], at=["2026-01-01T23:30:00", "2026-02-01"]))
    dates = read_orders(file(tmp_path, customer=[2, 1], at=DAYS))
    assert list(texts.day) == [20454, 20485]  # both customers' days since 1970, b's number is 0 in the first file
    assert sorted(dates.day) == sorted(texts.day)


def test_the_command_prints_valid_json(tmp_path):
    random = np.random.default_rng(3)
    start = (date(2026, 1, 1) - date(1970, 1, 1)).days
    days = pa.array((start + random.integers(0, 200, 300)).astype("int32")).cast(pa.date32())
    path = file(tmp_path, customer=random.integers(0, 60, 300), at=days, value=random.lognormal(3, 1, 300))
    shown = CliRunner().invoke(build_app(), ["lifecycle", "evaluate", str(path), "--json"])
    assert shown.exit_code == 0, shown.output
    told = json.loads(shown.output, parse_constant=lambda name: pytest.fail(f"{name} is no JSON"))
    assert set(told) == {"wraca", "baselines", "split", "seconds"}
    assert told["wraca"]["auc"] == told["wraca"]["pareto_nbd_with_prior"]["auc"]
    plain = CliRunner().invoke(build_app(), ["lifecycle", "evaluate", str(path), "--horizon-days", "30"])
    assert plain.exit_code == 0, plain.output
