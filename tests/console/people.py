"""Rows of a generation for the customers of the cast."""

from __future__ import annotations

from datetime import date

from wraca.customers.models import Customer


def ids() -> dict[str, int]:
    return dict(Customer.objects.values_list("outside_id", "id"))


def customer_row(customer_id: int, stage: str = "repeat", **more: object) -> dict:
    return {
        "customer_id": customer_id,
        "invented": False,
        "source": "cast",
        "country": "",
        "signed_up_day": date(2026, 1, 2),
        "stage": stage,
        "stage_since": date(2026, 5, 1),
        "stage_reason": "no_order",
        "stage_values": '{"known_days": 3}',
        "orders": 1,
        "order_days": 1,
        "items": 1,
        "spent_minor": 1000,
        "refunded_minor": 0,
        "spent_365_minor": 1000,
        **more,
    }
