"""Drafts to words: rows of our columns, as a layout made them, to what the domains take."""

from __future__ import annotations

from wraca.connectors.columns import Malformed, Reader, event_values, order_values, product_values
from wraca.connectors.csv_files.layout import Draft
from wraca.connectors.csv_files.people import buyer_draft, key_of, person_values
from wraca.kit.recorded import Problem


def values_of(kind: str, drafts: list[Draft], reader: Reader, country: str) -> dict[str, object]:
    """Fields of the kind's word; `country` is the shop's. Raises Malformed."""
    if kind == "customers":
        values = person_values(drafts[0], reader, country)
        if "outside_id" not in values:
            raise Malformed(Problem("person_unknown"))
        return values
    if kind == "products":
        return product_values(list(drafts), reader)
    if kind == "events":
        return event_values(drafts[0], reader)
    return _order_values(drafts, reader, country)


def _order_values(drafts: list[Draft], reader: Reader, country: str) -> dict[str, object]:
    first = drafts[0]
    if first.get("cancelled") and not first.get("cancelled_at"):
        first["cancelled_at"] = first.get("placed_at", "")
    if first.get("refunded_whole") and first.get("total"):
        first |= {"refund_id": "whole", "refund_amount": first["total"]}
    if first.get("refund_id") and not first.get("refunded_at"):
        # The file does not say when: the figures of an order's day take its refunds, whenever they were.
        first["refunded_at"] = first.get("cancelled_at") or first.get("placed_at", "")
    values = order_values(list(drafts), reader)
    if not values["lines"] and "total_minor" in values:
        values["lines"] = [_only_line(values)]
    if buyer := _buyer(first, buyer_draft(drafts), reader, country):
        values["customer"] = buyer
    return values


def _only_line(values: dict[str, object]) -> dict[str, object]:
    """For a file that gives an order's value and not what was bought."""
    goods = int(values["total_minor"]) - int(values.get("shipping_minor", 0))  # type: ignore[call-overload]
    return {"quantity": 1, "unit_price_minor": max(goods, 0)}


def _buyer(first: Draft, buyer: Draft, reader: Reader, country: str) -> object:
    own_id = reader.code("customer", first["customer"]) if first.get("customer") else ""
    login = str(buyer.pop("login", ""))
    person = person_values(buyer, reader, country)
    key = own_id or person.get("outside_id") or (f"login:{login}" if login else None)
    return {**person, "outside_id": key} if key else None


__all__ = ["key_of", "values_of"]
