"""A customer's score as the profile shows it: worked out at this moment where there is a fit, with its reason."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from wraca.customers.models import Customer
from wraca.engine.reader import Reader


@dataclass(frozen=True)
class Score:
    as_of: date
    stage: str
    stage_since: date | None
    reason: str
    expected_value_minor: int | None
    value_low_minor: int | None
    value_high_minor: int | None
    expected_orders: float | None
    orders_low: float | None
    orders_high: float | None
    p_order_30: float | None
    spent_365_minor: int | None
    usual_gap_days: float | None
    next_low: date | None
    next_mid: date | None
    next_high: date | None
    overdue_since: date | None
    rank: int | None


def find_score(reader: Reader | None, customer: Customer, now: datetime, zone: str) -> Score | None:
    """None before the first refresh."""
    return None
