"""One person's rows: what is held, what they bought, what they said, how their life with the shop went."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

from django.db import connection
from django.db.models import Case, When

from wraca.console.orders.queries import with_state
from wraca.customers.models import ConsentRecord, Customer
from wraca.engine.reader import Reader
from wraca.events.actions import OURS
from wraca.events.models import Event
from wraca.lifecycle.stages import STAGE_CHANGED, stage_change_key
from wraca.orders.models import CustomerSummary, Order
from wraca.staff.models import User


def find_customer(customer_id: int) -> Customer | None:
    return Customer.objects.filter(pk=customer_id).first()


def find_summary(customer_id: int) -> CustomerSummary | None:
    return CustomerSummary.objects.filter(pk=customer_id).first()


def list_consents(customer_id: int) -> list[ConsentRecord]:
    """The last word per channel; of two at one moment, the withdrawal wins (`wraca.customers.queries` has the rule)."""
    records = ConsentRecord.objects.filter(customer_id=customer_id, purpose="marketing")
    stays = Case(When(action=ConsentRecord.WITHDRAWN, then=0), default=1)
    return list(records.order_by("channel", "-at", stays, "-id").distinct("channel"))


def list_orders(customer_id: int, most: int) -> list[Order]:
    return list(with_state(Order.objects.filter(customer_id=customer_id)).order_by("-local_day", "-id")[:most])


_BOUGHT = """
    SELECT {key} AS id, {name} AS name, count(DISTINCT o.local_day) AS days, sum(l.quantity) AS pieces,
           sum(l.total_minor) AS total_minor, max(o.local_day) AS last_day
    FROM orders_order o
    JOIN orders_orderline l ON l.order_id = o.id
    JOIN catalogue_variant v ON v.id = l.variant_id
    JOIN catalogue_product p ON p.id = v.product_id
    {join}
    WHERE o.customer_id = %s AND o.payment_state = 'paid'
      AND NOT EXISTS (SELECT FROM orders_cancellation x WHERE x.order_id = o.id)
    GROUP BY 1, 2 ORDER BY days DESC, total_minor DESC, id LIMIT {most}
"""


def list_favourite_products(customer_id: int, most: int = 6) -> list[dict[str, Any]]:
    return _bought(customer_id, key="p.id", name="coalesce(nullif(p.name, ''), p.outside_id)", join="", most=most)


def list_favourite_categories(customer_id: int, most: int = 6) -> list[dict[str, Any]]:
    join = "JOIN catalogue_category c ON c.id = p.category_id"
    return _bought(customer_id, key="c.id", name="coalesce(nullif(c.name, ''), c.outside_id)", join=join, most=most)


def _bought(customer_id: int, **parts: object) -> list[dict[str, Any]]:
    with connection.cursor() as cursor:
        cursor.execute(_BOUGHT.format(**parts), [customer_id])
        names = [column.name for column in cursor.description]
        return [dict(zip(names, row, strict=True)) for row in cursor.fetchall()]


def find_computed(reader: Reader, customer_id: int) -> dict[str, Any] | None:
    """What the generation says of the person; None for somebody newer than it."""
    return reader.one("SELECT * FROM customers WHERE customer_id = $id", {"id": customer_id})


def list_stage_changes(reader: Reader, customer_id: int) -> list[dict[str, Any]]:
    return reader.select("SELECT * FROM stage_changes WHERE customer_id = $id ORDER BY day", {"id": customer_id})


def list_superseded(customer_id: int, changes: Sequence[dict[str, Any]], as_of: date) -> list[int]:
    """Events of changes of stage that a later refresh, with orders that came late, no longer says: they stay in the
    timeline's rows, because those are never taken back, and would contradict the history beside them."""
    said = {stage_change_key(customer_id, change["day"], change["to_stage"]) for change in changes}
    events = Event.objects.filter(customer_id=customer_id, kind=STAGE_CHANGED, source=OURS).values_list("id", "key")
    return [id_ for id_, key in events if key not in said and _day_of(key) <= as_of]


def _day_of(key: str) -> date:
    return date.fromisoformat(key.split(":")[2])


def stage_spells(changes: Sequence[dict[str, Any]], until: date) -> list[dict[str, Any]]:
    """Each stage with its first and last day, oldest first."""
    ends = [change["day"] for change in changes[1:]] + [until]
    return [
        {"stage": change["to_stage"], "since": change["day"], "until": end, "days": (end - change["day"]).days}
        for change, end in zip(changes, ends, strict=True)
    ]


#: Width of the strip in its own units.
STRIP = 1000


def strip_of(spells: Sequence[dict[str, Any]]) -> list[dict[str, Any]]:
    """The spells as bars that fill the strip; a stay of no length keeps one unit, so that it is seen."""
    total = sum(max(spell["days"], 1) for spell in spells)
    bars, x = [], 0.0
    for spell in spells:
        width = STRIP * max(spell["days"], 1) / total
        bars.append({"x": f"{x:.1f}", "width": f"{width:.1f}", "tone": _TONES[spell["stage"]]})
        x += width
    return bars


_TONES = {
    "potential": "--stage-potential",
    "first_purchase": "--stage-first",
    "repeat": "--stage-repeat",
    "core": "--stage-core",
    "leaving": "--stage-leaving",
}


def find_staff_name(user_id: int) -> str:
    return User.objects.filter(pk=user_id).values_list("name", flat=True).first() or ""
