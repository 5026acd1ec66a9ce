"""Reads of the life cycle: one person scored as they stand at this moment, and the order days of everybody."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

import numpy as np
from django.db.models import Min

from wraca.customers.identity.queries import find_person
from wraca.customers.models import Customer
from wraca.engine.reader import Reader
from wraca.kit.clock import local_day
from wraca.lifecycle.evaluation import OrderDays
from wraca.lifecycle.grid import on_grid
from wraca.lifecycle.models.rhythm import NAME as RHYTHM
from wraca.lifecycle.parameters import ScoreParameters, prior_rhythm, read_one, read_parameters
from wraca.lifecycle.person import CoreLimit, Life, SilenceLimit, fold, month_start, reason_now
from wraca.lifecycle.scores import HORIZONS_DAYS, Histories, score_histories
from wraca.lifecycle.stages import LEAVING, silence_limits
from wraca.orders.queries import find_summary, list_order_days_of

YEAR_DAYS = 365


def list_order_days(reader: Reader) -> OrderDays:
    """Every order day of the shop, in columns."""
    table = reader.arrow(
        "SELECT customer_id, CAST(epoch_ms(day) // 86400000 AS BIGINT) AS day, value_minor"
        " FROM order_days ORDER BY customer_id, day"
    )
    customer, day, value = (table[name].to_numpy() for name in ("customer_id", "day", "value_minor"))
    return OrderDays.of(customer, day, value.astype(np.float64))


@dataclass(frozen=True, eq=False)
class Known:
    """What one generation knows of the shop: all that a person's score and stage need beside their own days."""

    parameters: ScoreParameters
    silence_limit: SilenceLimit
    core_limits: Mapping[int, CoreLimit]


def find_known(reader: Reader) -> Known:
    rows = reader.select("SELECT * FROM fit_parameters ORDER BY until, model, parameter")
    draws = reader.select("SELECT * FROM parameter_draws ORDER BY model, draw, parameter")
    today = date.fromisoformat(reader.generation.manifest["as_of"])
    limits = reader.select("SELECT month_index, entry_minor, exit_minor FROM core_limits")
    return Known(
        read_parameters([row for row in rows if row["until"] == today], draws),
        _silence_limit(rows),
        {row["month_index"]: CoreLimit(row["entry_minor"], row["exit_minor"]) for row in limits},
    )


def _silence_limit(rows: list[dict[str, Any]]) -> SilenceLimit:
    """By the rhythm known at the end of the month before."""
    by_day: dict[date, list[dict[str, Any]]] = {}
    for row in rows:
        if row["model"] == RHYTHM:
            by_day.setdefault(row["until"], []).append(row)

    def limit(month: int, order_days: int, recency_days: int) -> tuple[int, int]:
        known = by_day.get(month_start(month) - timedelta(days=1))
        params = read_one(RHYTHM, known) if known else prior_rhythm()
        days, late = silence_limits(params, np.array([order_days - 1]), on_grid(np.array([recency_days])))
        return int(days[0]), int(late[0])

    return limit


def score_customer(customer_id: int, now: datetime, reader: Reader, *, zone: str) -> dict[str, Any] | None:
    """The customer's person as a row of the table `customers`, by truth at this moment and the generation's parameters.

    Without what only the whole shop tells (value_rank, value_share). None: there is no such customer.
    """
    person = find_person(customer_id)
    if person is None:
        return None
    today = local_day(now, zone)
    known_since = Customer.objects.filter(pk__in=person.member_ids).aggregate(at=Min("signed_up_at"))["at"]
    life = Life(local_day(known_since, zone), list_order_days_of(customer_id, until=today))
    return score_life(life, find_known(reader), today, summary=_summary(customer_id))


def _summary(customer_id: int) -> dict[str, Any]:
    row = find_summary(customer_id)
    names = ("orders", "order_days", "first_day", "last_day", "spent_minor", "refunded_minor", "items")
    return {name: getattr(row, name) for name in (*names, "valued_days", "valued_minor")}


def score_life(life: Life, known: Known, today: date, *, summary: Mapping[str, Any]) -> dict[str, Any]:
    """Pure: the same figures as the refresh computes in columns for everybody."""
    yesterday = today - timedelta(days=1)
    changes = fold(life, known.silence_limit, known.core_limits, as_of=today, complete_until=yesterday)
    row = {name: value for name, value in summary.items() if not name.startswith("valued_")}
    row["spent_365_minor"] = sum(value for day, value in life.order_days if (today - day).days < YEAR_DAYS)
    row |= _expected(known.parameters, summary, today) if summary["order_days"] else dict.fromkeys(EXPECTED)
    present = changes[-1] if changes else None
    late = present.late_days if present and present.to_stage == LEAVING else row.pop("late_gap_days", None)
    row.pop("late_gap_days", None)
    facts = {
        **row,
        "late_days": late,
        "usual_gap_days": _whole(row["usual_gap_days"]),
        "silent_days": (today - summary["last_day"]).days if summary["last_day"] else None,
        "known_days": max(0, (today - life.signed_up_day).days) if life.signed_up_day else None,
    }
    row["overdue_since"] = _overdue_since(facts)
    row["stage"] = present.to_stage if present else None
    row["stage_since"] = present.day if present else None
    row["stage_reason"], row["stage_values"] = reason_now(present, facts) if present else (None, {})
    return row


EXPECTED = (
    *(f"{name}_{days}" for days in HORIZONS_DAYS for name in ("expected_orders", "p_order")),
    "expected_orders_365_low",
    "expected_orders_365_high",
    "expected_value_365_minor",
    "expected_value_365_low_minor",
    "expected_value_365_high_minor",
    "usual_gap_days",
    "late_gap_days",
    "next_order_low",
    "next_order_mid",
    "next_order_high",
)


def _expected(parameters: ScoreParameters, summary: Mapping[str, Any], today: date) -> dict[str, Any]:
    history = Histories.of(
        summary["order_days"] - 1,
        (summary["last_day"] - summary["first_day"]).days,
        (today - summary["last_day"]).days,
        summary["valued_days"],
    )
    score = {name: _number(column[0]) for name, column in score_histories(parameters, history).items()}
    value = score["value_constant"] + score["value_slope"] * summary["valued_minor"]
    row = {name: score[name] for name in EXPECTED if name in score}
    row["late_gap_days"] = _whole(score["late_gap_days"])
    row["expected_value_365_minor"] = _whole(value)
    for end in ("low", "high"):
        row[f"expected_value_365_{end}_minor"] = _whole(value * score[f"value_{end}_share"])
    for name in ("low", "mid", "high"):
        days = score[f"next_order_{name}_days"]
        row[f"next_order_{name}"] = None if days is None else max(summary["last_day"] + timedelta(round(days)), today)
    return row


def _number(value: float) -> float | None:
    return None if np.isnan(value) else float(value)


def _whole(value: float | None) -> int | None:
    """Halves away from zero, as the engine rounds."""
    return None if value is None else int(np.floor(abs(value) + 0.5)) * (1 if value >= 0 else -1)


def _overdue_since(facts: Mapping[str, Any]) -> date | None:
    late, silent = facts["late_days"], facts["silent_days"]
    if facts["order_days"] < 2 or late is None or silent <= late:
        return None
    return facts["last_day"] + timedelta(days=late + 1)
