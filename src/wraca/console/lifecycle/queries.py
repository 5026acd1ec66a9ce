"""The tables of a generation behind the page of the life cycle. Small ones: a page reads them whole."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from wraca.console.customers.queries import people_of
from wraca.engine.reader import Reader

MOVES_PAGE = 30


def list_stages(reader: Reader) -> list[dict[str, Any]]:
    """Customers and value of each stage as it is now."""
    return reader.select(
        """SELECT stage, count(*) AS customers, sum(spent_365_minor)::BIGINT AS spent_365_minor,
               count(expected_value_365_minor) AS scored, sum(expected_value_365_minor)::BIGINT AS expected_minor,
               sqrt(sum(power(expected_value_365_minor - expected_value_365_low_minor, 2))) AS down,
               sqrt(sum(power(expected_value_365_high_minor - expected_value_365_minor, 2))) AS up,
               count(*) FILTER (WHERE invented) AS invented
        FROM customers GROUP BY stage ORDER BY stage"""
    )


def list_stage_months(reader: Reader, months: int = 24) -> list[dict[str, Any]]:
    return reader.select(
        """SELECT * FROM stage_months WHERE month_end IN
        (SELECT DISTINCT month_end FROM stage_months ORDER BY month_end DESC LIMIT $months)
        ORDER BY month_end, stage""",
        {"months": months},
    )


def list_flows(reader: Reader, days: int) -> list[dict[str, Any]]:
    return reader.select("SELECT * FROM stage_flows WHERE days = $days ORDER BY from_stage, to_stage", {"days": days})


def list_durations(reader: Reader) -> list[dict[str, Any]]:
    return reader.select("SELECT * FROM stage_durations ORDER BY stage")


def list_pareto(reader: Reader) -> list[dict[str, Any]]:
    return reader.select("SELECT * FROM pareto ORDER BY bucket")


def find_halves(reader: Reader) -> dict[str, Any] | None:
    return reader.one("SELECT * FROM halves")


def list_cohorts(reader: Reader, months: int = 24) -> list[dict[str, Any]]:
    """All cohorts, the first `months` months of each."""
    return reader.select(
        "SELECT * FROM cohorts WHERE months_since < $months ORDER BY cohort_month, months_since", {"months": months}
    )


def list_tracking(reader: Reader, weeks: int = 78) -> list[dict[str, Any]]:
    rows = reader.select("SELECT * FROM tracking ORDER BY week DESC LIMIT $weeks", {"weeks": weeks})
    return rows[::-1]


def list_backtest(reader: Reader) -> list[dict[str, Any]]:
    return reader.select("SELECT * FROM backtest ORDER BY metric, model")


def list_calibration(reader: Reader) -> list[dict[str, Any]]:
    return reader.select("SELECT * FROM calibration ORDER BY said_from")


@dataclass(frozen=True)
class Moves:
    rows: list[dict[str, Any]]
    total: int
    more: bool


def list_moves(reader: Reader, since: date, *, from_stage: str, to_stage: str, page: int) -> Moves:
    """Who moved since a day, newest first, with the names from truth."""
    conditions, params = ["day > $since", "from_stage IS NOT NULL"], {"since": since}
    for column, stage in (("from_stage", from_stage), ("to_stage", to_stage)):
        if stage:
            conditions.append(f"{column} = ${column}")
            params[column] = stage  # type: ignore[assignment]
    where = " AND ".join(conditions)
    counted = reader.one(f"SELECT count(*) AS n FROM stage_changes WHERE {where}", params)
    total = int(counted["n"]) if counted else 0
    skip = (page - 1) * MOVES_PAGE
    rows = reader.select(
        f"SELECT * FROM stage_changes WHERE {where} ORDER BY day DESC, customer_id LIMIT $take OFFSET $skip",
        {**params, "take": MOVES_PAGE, "skip": skip},
    )
    people = people_of([row["customer_id"] for row in rows])
    named = [{**row, "person": people[row["customer_id"]]} for row in rows if row["customer_id"] in people]
    return Moves(named, total, skip + len(rows) < total)
