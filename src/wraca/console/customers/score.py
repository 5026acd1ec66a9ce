"""A customer's score as the profile shows it: worked out at this moment where there is a fit, with its reason."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from wraca.console.customers.person_queries import find_computed
from wraca.console.lists.cells import money
from wraca.customers.models import Customer
from wraca.engine.reader import Reader
from wraca.kit.clock import local_day
from wraca.lifecycle.queries import score_customer
from wraca.lifecycle.reasons import tell_reason
from wraca.shop.queries import ShopSettings


@dataclass(frozen=True)
class Score:
    as_of: date
    stage: str
    #: What the lists say until the next refresh.
    listed_stage: str | None
    stage_since: date | None
    reason: str
    expected_value_minor: int | None
    value_low_minor: int | None
    value_high_minor: int | None
    expected_orders: float | None
    p_order_30: float | None
    spent_365_minor: int | None
    usual_gap_days: float | None
    next_low: date | None
    next_high: date | None
    overdue_since: date | None

    @property
    def usual_gap(self) -> int | None:
        """Whole days, at least one."""
        return None if self.usual_gap_days is None else max(1, round(self.usual_gap_days))


def find_score(reader: Reader | None, customer: Customer, now: datetime, shop: ShopSettings) -> Score | None:
    """By truth at this moment and the parameters of the generation; None before the first refresh."""
    row = score_customer(customer.pk, now, reader, zone=shop.zone) if reader else None
    if reader is None or row is None or row.get("stage") is None:
        return None
    computed = find_computed(reader, customer.pk) or {}
    return Score(
        as_of=local_day(now, shop.zone),
        stage=row["stage"],
        listed_stage=computed.get("stage"),
        stage_since=row["stage_since"],
        reason=_reason(row, computed, shop.currency),
        expected_value_minor=row["expected_value_365_minor"],
        value_low_minor=row["expected_value_365_low_minor"],
        value_high_minor=row["expected_value_365_high_minor"],
        expected_orders=row["expected_orders_365"],
        p_order_30=row["p_order_30"],
        spent_365_minor=row["spent_365_minor"],
        usual_gap_days=row["usual_gap_days"],
        next_low=row["next_order_low"],
        next_high=row["next_order_high"],
        overdue_since=row["overdue_since"],
    )


def _reason(row: Mapping[str, Any], computed: Mapping[str, Any], currency: str) -> str:
    """The rank by value is of the whole shop, so only the generation knows it."""
    values = row["stage_values"]
    known = {**(json.loads(values) if isinstance(values, str) else values)}
    if "value_rank" in known and known["value_rank"] is None:
        known["value_rank"] = computed.get("value_rank")
    return tell_reason(row["stage_reason"], known, money=lambda minor: money(minor, currency))
