"""A customer's score as the profile shows it: worked out at this moment where there is a fit, with its reason."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from wraca.console.customers.person_queries import find_computed
from wraca.console.lifecycle.reason import tell_reason
from wraca.console.reading import as_of
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

    @property
    def usual_gap(self) -> int | None:
        """Whole days, at least one."""
        return None if self.usual_gap_days is None else max(1, round(self.usual_gap_days))


def find_score(reader: Reader | None, customer: Customer, now: datetime, zone: str) -> Score | None:
    """None before the first refresh, and for somebody newer than it."""
    row = find_computed(reader, customer.pk) if reader else None
    if reader is None or row is None:
        return None
    return Score(
        as_of=as_of(reader),
        stage=row["stage"],
        stage_since=row["stage_since"],
        reason=tell_reason(row["stage"], row["stage_reason"], row["stage_values"]),
        expected_value_minor=row["expected_value_365_minor"],
        value_low_minor=row["expected_value_365_low_minor"],
        value_high_minor=row["expected_value_365_high_minor"],
        expected_orders=row["expected_orders_365"],
        orders_low=row["expected_orders_365_low"],
        orders_high=row["expected_orders_365_high"],
        p_order_30=row["p_order_30"],
        spent_365_minor=row["spent_365_minor"],
        usual_gap_days=row["usual_gap_days"],
        next_low=row["next_order_low"],
        next_mid=row["next_order_mid"],
        next_high=row["next_order_high"],
        overdue_since=row["overdue_since"],
        rank=row["value_rank"],
    )
