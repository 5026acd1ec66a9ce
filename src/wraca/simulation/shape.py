"""The handful of numbers that make a shop."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from wraca.kit.errors import InvalidInput


@dataclass(frozen=True)
class ShopShape:
    #: Known people, buyers and not.
    customers: int
    seed: int = 1
    #: The shop's last day; it was open for `days` days up to and including it.
    last_day: date = date(2026, 10, 31)
    days: int = 1095
    zone: str = "Europe/Warsaw"
    currency: str = "PLN"
    #: Share of the known who ever order.
    buyers_share: float = 0.9
    #: Orders over known customers; the rate of buying is scaled to it.
    orders_per_customer: float = 10.0
    lines_per_order: float = 2.5
    #: Gamma shape of the rates of buying: the smaller, the more of the orders come from few.
    rate_shape: float = 0.7
    #: Lifetimes: Pareto of the second kind, shape and scale in days.
    leaving_shape: float = 1.6
    leaving_scale_days: float = 420.0
    #: 0: one per 50 customers, at least 40, at most 20,000.
    products: int = 0
    #: Exponent of the products' popularity by rank.
    popularity_exponent: float = 1.05
    refunded_share: float = 0.03
    cancelled_share: float = 0.015
    unpaid_share: float = 0.01

    def __post_init__(self) -> None:
        if self.customers < 1 or self.days < 2:
            raise InvalidInput(f"a shop needs a customer and two days; got {self.customers} and {self.days}")

    @property
    def product_count(self) -> int:
        return self.products or min(20_000, max(40, self.customers // 50))


def tiny_shop(seed: int, *, buyers: int = 80, days: int = 730, orders_per_buyer: float = 4.0) -> ShopShape:
    """A shop that a family runs."""
    return ShopShape(
        customers=buyers, seed=seed, days=days, buyers_share=1.0, orders_per_customer=orders_per_buyer, products=40
    )
