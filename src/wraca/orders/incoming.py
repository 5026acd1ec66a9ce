"""What a source tells about an order: the whole of it as it stands, each time it is told."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Literal

import msgspec
from msgspec import UNSET, Meta, UnsetType

from wraca.customers.incoming import NewCustomer
from wraca.events.incoming import (
    MOST_MINOR,
    MOST_PIECES,
    Minor,
    Moment,
    OutsideId,
    Short,
    Word,
    amounts_problem,
    has_nul,
    id_problem,
    moment_problem,
)
from wraca.kit.recorded import Problem

MOST_LINES = 10_000


class NewLine(Word, frozen=True, gc=False):
    quantity: Annotated[
        int,
        Meta(
            description="Pieces. What comes back is a refund, never a negative quantity.",
            extra_json_schema={"minimum": 0, "maximum": MOST_PIECES},
        ),
    ]
    unit_price_minor: Minor
    #: Outside id of the variant, or of a product without choices. One never heard of enters the catalogue by its name.
    variant: OutsideId | None = None
    #: Outside id of the variant's product, where they differ; used for a variant never heard of.
    product: OutsideId | None = None
    name: Short = ""
    discount_minor: Minor = 0
    tax_minor: Minor = 0
    #: Left out: quantity x unit price - discount.
    total_minor: Minor | None = None

    @property
    def total(self) -> int:
        if self.total_minor is not None:
            return self.total_minor
        return self.quantity * self.unit_price_minor - self.discount_minor


class NewRefund(Word, frozen=True):
    #: Unique within the order.
    outside_id: OutsideId
    at: Moment
    amount_minor: Annotated[int, Meta(description="Positive.", extra_json_schema={"minimum": 1, "maximum": MOST_MINOR})]
    reason: Short = ""


class NewOrder(Word, frozen=True):
    outside_id: OutsideId
    placed_at: Moment
    lines: Annotated[list[NewLine], Meta(max_length=MOST_LINES)]
    #: What people call it; left out: the outside id.
    number: Short = ""
    #: Outside id, or the customer as told here; null: the buyer is not known.
    customer: OutsideId | NewCustomer | None = None
    payment_state: Literal["pending", "paid", "failed"] = "paid"
    #: Left out for a paid order: the moment it was placed.
    paid_at: Moment | None = None
    #: Left out: the shop's. Another one is rejected.
    currency: Annotated[str, Meta(description="ISO 4217, e.g. PLN.")] | None = None
    #: Left out: the sum of quantity x unit price.
    subtotal_minor: Minor | None = None
    #: Of the lines and of the order together, positive. Left out: the sum of the lines' discounts.
    discount_minor: Minor | None = None
    #: Left out: the sum of the lines' taxes.
    tax_minor: Minor | None = None
    shipping_minor: Minor = 0
    #: What the customer pays. Left out: subtotal - discount + shipping, + tax where the shop's prices are net.
    total_minor: Minor | None = None
    channel: Short = ""
    location: Short = ""
    coupon_codes: Annotated[list[Short], Meta(max_length=100)] = []
    #: null: it is not cancelled (any more).
    cancelled_at: Moment | None = None
    cancel_reason: Short = ""
    #: All refunds of the order. Left out: what is known of them stays.
    refunds: Annotated[list[NewRefund], Meta(max_length=1000)] | UnsetType = UNSET
    #: The source's own clock: an older word never overwrites a newer one.
    source_updated_at: Moment | None = None


class Amounts(msgspec.Struct, frozen=True, gc=False):
    """An order's amounts with nothing left out, in minor units; `items` in pieces."""

    subtotal: int
    discount: int
    tax: int
    total: int
    items: int


def amounts_of(order: NewOrder, *, prices_gross: bool) -> Amounts:
    lines = order.lines
    subtotal = order.subtotal_minor
    if subtotal is None:
        subtotal = sum([line.quantity * line.unit_price_minor for line in lines])
    discount = order.discount_minor
    if discount is None:
        discount = sum([line.discount_minor for line in lines])
    tax = order.tax_minor
    if tax is None:
        tax = sum([line.tax_minor for line in lines])
    total = order.total_minor
    if total is None:
        total = subtotal - discount + order.shipping_minor + (0 if prices_gross else tax)
    return Amounts(subtotal, discount, tax, total, sum([line.quantity for line in lines]))


def find_problem(order: NewOrder, amounts: Amounts, *, currency: str, now: datetime) -> Problem | None:
    """What keeps an order from being recorded; None: nothing. `currency` is the shop's."""
    if order.currency is not None and order.currency != currency:
        return Problem("currency_of_another_shop", {"expected": currency, "given": order.currency[:20]})
    return (
        id_problem(order.outside_id)
        or _lines_problem(order.lines)
        or _amounts_problem(order, amounts)
        or _moments_problem(order, now)
        or _texts_problem(order)
        or (_cancellation_problem(order) if order.cancelled_at else None)
        or (_refunds_problem(order.refunds, now) if order.refunds else None)
        or (_refunds_of_order_problem(order.refunds, order, amounts) if order.refunds else None)
        or _content_problem(order, amounts)
    )


def _content_problem(order: NewOrder, amounts: Amounts) -> Problem | None:
    """Nothing bought and nothing paid would count as a purchase. A cancelled order does not, however little is left."""
    if order.lines or amounts.total or order.cancelled_at:
        return None
    return Problem("order_without_content")


def _amounts_problem(order: NewOrder, amounts: Amounts) -> Problem | None:
    return amounts_problem(
        {
            "subtotal_minor": amounts.subtotal,
            "discount_minor": amounts.discount,
            "tax_minor": amounts.tax,
            "shipping_minor": order.shipping_minor,
            "total_minor": amounts.total,
        }
    )


def _lines_problem(lines: list[NewLine]) -> Problem | None:
    if len(lines) > MOST_LINES:
        return Problem("too_many_lines", {"given": len(lines), "most": MOST_LINES})
    for line in lines:
        # One chain, for it runs for every line of a million; what exactly is wrong is found out afterwards.
        if not (
            0 <= line.quantity <= MOST_PIECES
            and 0 <= line.unit_price_minor <= MOST_MINOR
            and 0 <= line.discount_minor <= MOST_MINOR
            and 0 <= line.tax_minor <= MOST_MINOR
            and 0 <= line.total <= MOST_MINOR
            and "\x00" not in line.name
            and len(line.name) <= 5000
            and (line.variant is None or (1 <= len(line.variant) <= 200 and "\x00" not in line.variant))
            and (line.product is None or (1 <= len(line.product) <= 200 and "\x00" not in line.product))
        ):
            return _line_problem(lines.index(line) + 1, line)
    return None


def _line_problem(place: int, line: NewLine) -> Problem:
    if line.quantity < 0:
        return Problem("quantity_negative", {"line": place, "given": str(line.quantity)})
    if line.quantity > MOST_PIECES:
        return Problem("quantity_out_of_range", {"given": str(line.quantity), "most": MOST_PIECES})
    amounts = amounts_problem(
        {
            f"lines[{place}].unit_price_minor": line.unit_price_minor,
            f"lines[{place}].discount_minor": line.discount_minor,
            f"lines[{place}].tax_minor": line.tax_minor,
            f"lines[{place}].total_minor": line.total,
        }
    )
    return amounts or Problem("text_malformed", {"field": f"lines[{place}]"})


def _moments_problem(order: NewOrder, now: datetime) -> Problem | None:
    return (
        moment_problem("placed_at", order.placed_at, now)
        or moment_problem("paid_at", order.paid_at, now)
        or moment_problem("cancelled_at", order.cancelled_at, now)
        or moment_problem("source_updated_at", order.source_updated_at, now)
    )


def _texts_problem(order: NewOrder) -> Problem | None:
    key = order.customer if isinstance(order.customer, str) else ""
    texts = [order.outside_id, order.number, order.channel, order.location, order.cancel_reason, key]
    if has_nul(texts) or has_nul(order.coupon_codes) or max(map(len, texts)) > 5000 or len(order.coupon_codes) > 100:
        return Problem("text_malformed", {"field": "order"})
    if isinstance(order.customer, str):
        return id_problem(order.customer)
    return None


def _refunds_problem(refunds: list[NewRefund], now: datetime) -> Problem | None:
    if len({refund.outside_id for refund in refunds}) < len(refunds):
        return Problem("refund_twice")
    for refund in refunds:
        if not 1 <= refund.amount_minor <= MOST_MINOR:
            return Problem("refund_out_of_range", {"refund": refund.outside_id, "given": str(refund.amount_minor)})
        problem = id_problem(refund.outside_id) or moment_problem("refunds.at", refund.at, now)
        if problem or has_nul([refund.outside_id, refund.reason]):
            return problem or Problem("text_malformed", {"field": "refunds"})
    return None


def _cancellation_problem(order: NewOrder) -> Problem | None:
    if order.cancelled_at and order.cancelled_at < order.placed_at:
        given = {"given": order.cancelled_at.isoformat(), "placed_at": order.placed_at.isoformat()}
        return Problem("cancellation_before_order", given)
    return None


def _refunds_of_order_problem(refunds: list[NewRefund], order: NewOrder, amounts: Amounts) -> Problem | None:
    for refund in refunds:
        if refund.at < order.placed_at:
            given = {"given": refund.at.isoformat(), "placed_at": order.placed_at.isoformat()}
            return Problem("refund_before_order", {"refund": refund.outside_id, **given})
    given_back = sum(refund.amount_minor for refund in refunds)
    if given_back > amounts.total:
        return Problem("refunds_above_total", {"given": given_back, "total": amounts.total})
    return None
