"""One person's rows: what is held, what they bought, what they said, how their life with the shop went."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from copy import copy
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db import connection

from wraca.console.orders.queries import with_state
from wraca.customers.identity.models import Merge
from wraca.customers.identity.queries import Person, Shown, find_person, list_links, list_merges, show_fields
from wraca.customers.models import Customer
from wraca.engine.reader import Reader
from wraca.events.actions import OURS
from wraca.events.models import Event
from wraca.lifecycle.stages import STAGE_CHANGED, stage_change_key
from wraca.orders.models import CustomerSummary, Order
from wraca.staff.models import User


@dataclass(frozen=True)
class Gathered:
    """All that is held of one person, whose customers may be several."""

    person: Person
    #: The canonical customer with the fields as the person's page shows them: not to be saved.
    shown: Customer
    fields: Mapping[str, Shown]
    #: Those that stand between the members, latest first, with both customers.
    merges: Sequence[Merge]


def gather(customer_id: int) -> Gathered | None:
    person = find_person(customer_id)
    if person is None:
        return None
    rows = Customer.objects.in_bulk(person.member_ids)
    merges = list_merges(person) if person.is_merged else []
    for merge in merges:
        merge.from_customer, merge.into_customer = rows[merge.from_customer_id], rows[merge.into_customer_id]
    fields = show_fields(person, rows, merges)
    return Gathered(person, _together(person, rows, fields), fields, merges)


def _together(person: Person, rows: Mapping[int, Customer], fields: Mapping[str, Shown]) -> Customer:
    shown = copy(rows[person.canonical_id])
    for name, field in fields.items():
        setattr(shown, name, field.value)
    shown.signed_up_at = min(row.signed_up_at for row in rows.values())
    shown.invented = all(row.invented for row in rows.values())
    shown.traits = {name: value for row in reversed(list(rows.values())) for name, value in row.traits.items()}
    shown.traits |= rows[person.canonical_id].traits
    return shown


def find_summary(customer_id: int) -> CustomerSummary | None:
    return CustomerSummary.objects.filter(pk=customer_id).first()


def names_of_staff(user_ids: Sequence[int]) -> dict[int, str]:
    return dict(User.objects.filter(pk__in=user_ids).values_list("id", "name"))


def list_known_by(customer_ids: Sequence[int]) -> list[dict[str, Any]]:
    """Each identifier once, with all that proves it: those of now first."""
    found: dict[int, dict[str, Any]] = {}
    for link in list_links(customer_ids):
        known = found.setdefault(
            link.identifier_id, {"identifier": link.identifier, "proofs": set(), "since": link.since, "live": False}
        )
        if link.until is None:
            known["live"] = True
            known["proofs"].add(link.proof)
            known["since"] = min(known["since"], link.since)
    return list(found.values())


def list_orders(customer_ids: Sequence[int], most: int) -> list[Order]:
    orders = Order.objects.filter(customer_id__in=customer_ids)
    return list(with_state(orders).order_by("-local_day", "-id")[:most])


_BOUGHT = """
    SELECT {key} AS id, {name} AS name, count(DISTINCT o.local_day) AS days, sum(l.quantity) AS pieces,
           sum(l.total_minor) AS total_minor, max(o.local_day) AS last_day
    FROM orders_order o
    JOIN orders_orderline l ON l.order_id = o.id
    JOIN catalogue_variant v ON v.id = l.variant_id
    JOIN catalogue_product p ON p.id = v.product_id
    {join}
    WHERE o.customer_id = ANY(%s) AND o.payment_state = 'paid'
      AND NOT EXISTS (SELECT FROM orders_cancellation x WHERE x.order_id = o.id)
    GROUP BY 1, 2 ORDER BY days DESC, total_minor DESC, id LIMIT {most}
"""


def list_favourite_products(customer_ids: Sequence[int], most: int = 6) -> list[dict[str, Any]]:
    return _bought(customer_ids, key="p.id", name="coalesce(nullif(p.name, ''), p.outside_id)", join="", most=most)


def list_favourite_categories(customer_ids: Sequence[int], most: int = 6) -> list[dict[str, Any]]:
    join = "JOIN catalogue_category c ON c.id = p.category_id"
    return _bought(customer_ids, key="c.id", name="coalesce(nullif(c.name, ''), c.outside_id)", join=join, most=most)


def _bought(customer_ids: Sequence[int], **parts: object) -> list[dict[str, Any]]:
    with connection.cursor() as cursor:
        cursor.execute(_BOUGHT.format(**parts), [list(customer_ids)])
        names = [column.name for column in cursor.description]
        return [dict(zip(names, row, strict=True)) for row in cursor.fetchall()]


def find_computed(reader: Reader, customer_id: int) -> dict[str, Any] | None:
    """What the generation says of the person; None for somebody newer than it."""
    return reader.one("SELECT * FROM customers WHERE customer_id = $id", {"id": customer_id})


def list_stage_changes(reader: Reader, customer_id: int) -> list[dict[str, Any]]:
    return reader.select("SELECT * FROM stage_changes WHERE customer_id = $id ORDER BY day", {"id": customer_id})


def list_superseded(person: Person, changes: Sequence[dict[str, Any]], as_of: date) -> list[int]:
    """Events of changes of stage that a later refresh, with orders that came late or customers merged, no longer says:
    they stay in the timeline's rows, because those are never taken back, and would contradict the history beside."""
    said = {stage_change_key(person.canonical_id, change["day"], change["to_stage"]) for change in changes}
    events = Event.objects.filter(customer_id__in=person.member_ids, kind=STAGE_CHANGED, source=OURS).values_list(
        "id", "key"
    )
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
