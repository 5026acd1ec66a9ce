"""A small shop one can recite. Warsaw, zloty, prices with tax; `NOW` is noon of Sunday 22 November 2026.

| who   | orders (day, total in zł)                                   | summary                                     |
|-------|-------------------------------------------------------------|---------------------------------------------|
| ada   | none; joined 1 September                                    | no summary                                  |
| bruno | 10 Jan 100                                                  | 1 order, 100                                |
| celina| 1 Mar 50, 1 Apr 70, 1 May 90                                | 3 orders, 210; gaps 31, 30                  |
| darek | 5 May 200 and, the same day, 40                             | 2 orders on 1 order day, 240                |
| ela   | 1 Jun 300, of which 120 came back; 11 Jun 80                | 2 orders, 260 after 120 refunded; gap 10    |
| filip | 1 Jul 500, cancelled                                        | zeros                                       |
| gosia | 1 Feb 60, 1 Mar 60 not paid, 29 Mar 60                      | 2 orders, 120; gap 56                       |
| henio | 25 Oct 00:30 (still 24 Oct in UTC) 10, 25 Oct 23:30 (CET) 20| 2 orders on 1 order day of 25 hours, 30     |
"""

from __future__ import annotations

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

from wraca.catalogue.incoming import NewProduct, NewVariant
from wraca.customers.incoming import NewConsent, NewCustomer
from wraca.orders.incoming import NewLine, NewOrder, NewRefund

WARSAW = ZoneInfo("Europe/Warsaw")
NOW = datetime(2026, 11, 22, 11, 0, tzinfo=UTC)
SOURCE = "cast"


def at(month: int, day: int, hour: int = 12, minute: int = 0) -> datetime:
    """A moment of 2026 in Warsaw."""
    return datetime(2026, month, day, hour, minute, tzinfo=WARSAW)


def _customer(name: str, given: str, family: str, **more: object) -> NewCustomer:
    more.setdefault("signed_up_at", at(1, 2))
    return NewCustomer(outside_id=name, given_name=given, family_name=family, email=f"{name}@example.com", **more)


PROVEN = NewConsent(channel="email", action="given", at=at(1, 2), proven=True)
CUSTOMERS = [
    _customer("ada", "Ada", "Żak", signed_up_at=at(9, 1), phone="601 100 100"),
    _customer("bruno", "Bruno", "Łoś", city="Łódź", country="PL"),
    _customer("celina", "Celina", "Ćwik", consents=[PROVEN]),
    _customer("darek", "Dariusz", "Lis"),
    _customer("ela", "Elżbieta", "Źrebak"),
    _customer("filip", "Filip", "Zając"),
    _customer("gosia", "Małgorzata", "Śliwa"),
    _customer("henio", "Henryk", "Czyż"),
]

PRODUCTS = [
    NewProduct(outside_id="mug", name="Kubek", category=["Kuchnia", "Naczynia"], price_minor=1000, stock_quantity=5),
    NewProduct(
        outside_id="shirt",
        name="Koszula lniana",
        category=["Odzież"],
        variants=[
            NewVariant(outside_id="shirt-s", size="S", position=1, price_minor=10_000, unit_cost_minor=4000),
            NewVariant(outside_id="shirt-m", size="M", position=2, price_minor=10_000),
        ],
    ),
]


def order(name: str, customer: str | None, placed_at: datetime, total_zloty: int, **more: object) -> NewOrder:
    """Mugs at 10 zł each."""
    lines = [NewLine(variant="mug", name="Kubek", quantity=total_zloty // 10, unit_price_minor=1000)]
    return NewOrder(outside_id=name, customer=customer, placed_at=placed_at, lines=lines, **more)


ORDERS = [
    order("b1", "bruno", at(1, 10), 100),
    order("c1", "celina", at(3, 1), 50),
    order("c2", "celina", at(4, 1), 70),
    order("c3", "celina", at(5, 1), 90),
    order("d1", "darek", at(5, 5, 9), 200),
    order("d2", "darek", at(5, 5, 18), 40),
    order("e1", "ela", at(6, 1), 300, refunds=[NewRefund(outside_id="e1-r", at=at(6, 8), amount_minor=12_000)]),
    order("e2", "ela", at(6, 11), 80),
    order("f1", "filip", at(7, 1), 500, cancelled_at=at(7, 2), cancel_reason="changed mind"),
    order("g1", "gosia", at(2, 1), 60),
    order("g2", "gosia", at(3, 1), 60, payment_state="pending"),
    order("g3", "gosia", at(3, 29), 60),
    order("h1", "henio", at(10, 25, 0, 30), 10),
    order("h2", "henio", at(10, 25, 23, 30), 20),
]


def open_cast_shop() -> None:
    from wraca.shop.actions import open_shop

    open_shop(name="Sklepik", currency="PLN", zone="Europe/Warsaw", language="pl")


def load_cast() -> None:
    """The shop with everybody and everything in it."""
    from wraca.catalogue.actions import record_products
    from wraca.customers.actions import record_customers
    from wraca.orders.actions import record_orders

    open_cast_shop()
    record_customers(CUSTOMERS, source=SOURCE, now=NOW)
    record_products(PRODUCTS, source=SOURCE, now=NOW)
    record_orders(ORDERS, source=SOURCE, now=NOW)
