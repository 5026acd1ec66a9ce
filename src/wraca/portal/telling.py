"""What is held, bought and inferred, as the page says it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.utils.formats import date_format
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from wraca.customers.freshness.fading import CUSTOMER, STAFF, TO_CONFIRM
from wraca.customers.freshness.queries import FieldState
from wraca.customers.freshness.telling import COLUMNS
from wraca.customers.preferences.choices import NEXT_ORDER, RHYTHM, STAGE, Preferences
from wraca.portal.formats import tell_money
from wraca.portal.queries import Held, Purchase
from wraca.portal.words import AUTOCOMPLETE, FIELDS, INFERRED, LANGUAGES, ORDER_STATES, PARTS, STAGES


@dataclass(frozen=True)
class Part:
    name: str
    label: str | Promise
    value: str
    autocomplete: str
    is_day: bool
    choices: Mapping[str, str]


@dataclass(frozen=True)
class FieldLine:
    code: str
    label: str | Promise
    #: Empty: not known.
    value: str
    source: str
    said_at: datetime | None
    to_confirm: bool
    parts: Sequence[Part]


def tell_fields(held: Held, states: Mapping[str, FieldState]) -> list[FieldLine]:
    return [_field(held, code, label, states.get(code)) for code, label in FIELDS.items()]


def _field(held: Held, code: str, label: str | Promise, state: FieldState | None) -> FieldLine:
    values = {column: held.fields[column].value for column in COLUMNS[code]}
    return FieldLine(
        code=code,
        label=label,
        value=_value(code, values),
        source=tell_source(state) if state else "",
        said_at=state.said_at if state else None,
        to_confirm=state is not None and state.verdict == TO_CONFIRM,
        parts=[] if code == "email" else [_part(column, value) for column, value in values.items()],
    )


def _value(code: str, values: Mapping[str, Any]) -> str:
    if code == "birth_date":
        return _day(values[code]) if values[code] else ""
    if code == "language":
        return LANGUAGES.get(values[code], values[code])
    if code == "address":
        place = f"{values['postcode']} {values['city']}".strip()
        return ", ".join(part for part in (values["street"], place, values["country"]) if part)
    return " ".join(str(value) for value in values.values() if value)


def _part(column: str, value: object) -> Part:
    text = value.isoformat() if isinstance(value, date) else str(value or "")
    choices = {"": "–", **LANGUAGES} if column == "language" else {}
    return Part(column, PARTS[column], text, AUTOCOMPLETE.get(column, "off"), column == "birth_date", choices)


def tell_source(state: FieldState) -> str:
    if state.told_by == CUSTOMER:
        return _("you told us")
    if state.told_by == STAFF:
        return _("you told our staff")
    return _("from: {source}").format(source=state.source)


def _day(day: date) -> str:
    return date_format(day)


# Purchases ------------------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class PurchaseLine:
    day: date
    number: str
    total: str
    state: str | Promise
    goods: Sequence[str]
    refunds: Sequence[str]


def tell_purchase(purchase: Purchase) -> PurchaseLine:
    order = purchase.order
    goods = [
        _("{quantity} × {name}, {total}").format(
            quantity=line.quantity, name=line.name or _("goods"), total=tell_money(line.total_minor, order.currency)
        )
        for line in purchase.lines
    ]
    refunds = [
        _("{amount} given back on {day}").format(
            amount=tell_money(refund.amount_minor, order.currency), day=_day(refund.local_day)
        )
        for refund in purchase.refunds
    ]
    state = "cancelled" if purchase.cancellation else order.payment_state
    return PurchaseLine(
        day=order.local_day,
        number=order.number or order.outside_id,
        total=tell_money(order.total_minor, order.currency),
        state=ORDER_STATES[state],
        goods=goods,
        refunds=refunds,
    )


# What is inferred -----------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Inference:
    code: str
    label: str | Promise
    text: str
    disputed: bool


def tell_inferences(score: Mapping[str, Any] | None, preferences: Preferences) -> list[Inference]:
    """score: of `wraca.lifecycle.queries.score_customer`. Nothing that cannot be said is said."""
    if not score:
        return []
    told = {
        STAGE: str(STAGES.get(score["stage"], "")),
        RHYTHM: _rhythm(score),
        NEXT_ORDER: _next_order(score),
    }
    return [Inference(code, INFERRED[code], text, code in preferences.disputed) for code, text in told.items() if text]


def _rhythm(score: Mapping[str, Any]) -> str:
    gap = score.get("usual_gap_days")
    if gap is None or score["order_days"] < 2:
        return ""
    days = max(1, round(gap))
    return ngettext("Usually about every day.", "Usually about every {days} days.", days).format(days=days)


def _next_order(score: Mapping[str, Any]) -> str:
    low, high = score.get("next_order_low"), score.get("next_order_high")
    if low is None or high is None:
        return ""
    if low == high:
        return _("About {day}.").format(day=_day(low))
    return _("Between {low} and {high}, if you come back.").format(low=_day(low), high=_day(high))
