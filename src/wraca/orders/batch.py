"""A batch of orders made ready for the database: checked, each order once, and written as COPY wants it. Pure, so that
the next batch can be made ready while the database works on this one."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from zoneinfo import ZoneInfo

from msgspec import UNSET

from wraca.customers.incoming import NewCustomer
from wraca.kit.copytext import NULL, array, moment_or_null, text, text_or_null
from wraca.kit.recorded import Problem
from wraca.orders.incoming import Amounts, NewOrder, amounts_of, find_problem


@dataclass
class Batch:
    """Everything by row, the order's place in the batch."""

    size: int
    currency: str
    problems: dict[int, Problem] = field(default_factory=dict)
    #: Row of an outdone word -> row of the word about the same order that counts.
    repeats: dict[int, int] = field(default_factory=dict)
    orders: dict[int, NewOrder] = field(default_factory=dict)
    #: Outside id of a variant -> its number in this batch, by which the lines name it.
    keys: dict[str, int] = field(default_factory=dict)
    #: What is copied into incoming_order, incoming_line, incoming_refund.
    order_texts: dict[int, str] = field(default_factory=dict)
    line_texts: dict[int, str] = field(default_factory=dict)
    refund_texts: dict[int, str] = field(default_factory=dict)

    def key_texts(self) -> Iterator[str]:
        """What is copied into incoming_key."""
        return (f"{number}\t{text(key)}\n" for key, number in self.keys.items())

    @property
    def customers(self) -> dict[int, NewCustomer]:
        """Those given with their orders."""
        return {row: order.customer for row, order in self.orders.items() if isinstance(order.customer, NewCustomer)}

    @property
    def has_cancellations(self) -> bool:
        return any(order.cancelled_at for order in self.orders.values())


def make_batch(orders: Sequence[NewOrder], *, currency: str, zone: str, prices_gross: bool, now: datetime) -> Batch:
    """`currency`, `zone` and `prices_gross` are the shop's."""
    batch = Batch(size=len(orders), currency=currency)
    clock = ZoneInfo(zone)
    rows: dict[str, int] = {}
    for row, order in enumerate(orders):
        amounts = amounts_of(order, prices_gross=prices_gross)
        if problem := find_problem(order, amounts, currency=currency, now=now):
            batch.problems[row] = problem
            continue
        known = rows.get(order.outside_id)
        if known is not None and _is_older(order, batch.orders[known]):
            batch.repeats[row] = known
            continue
        if known is not None:
            _replace(batch, known, row)
        rows[order.outside_id] = row
        batch.orders[row] = order
        batch.order_texts[row] = _order_text(row, order, amounts, _day(order.placed_at, clock))
        batch.line_texts[row] = _line_texts(row, order, batch.keys)
        if order.refunds:
            batch.refund_texts[row] = _refund_texts(row, order, clock)
    return batch


def _is_older(order: NewOrder, known: NewOrder) -> bool:
    """Of two words without clocks the later counts."""
    return bool(
        order.source_updated_at and known.source_updated_at and order.source_updated_at < known.source_updated_at
    )


def _replace(batch: Batch, known: int, row: int) -> None:
    for texts in (batch.orders, batch.order_texts, batch.line_texts, batch.refund_texts):
        texts.pop(known, None)
    for earlier, last in batch.repeats.items():
        if last == known:
            batch.repeats[earlier] = row
    batch.repeats[known] = row


def _day(moment: datetime, clock: ZoneInfo) -> date:
    return moment.astimezone(clock).date()


def _order_text(row: int, o: NewOrder, amounts: Amounts, day: date) -> str:
    key = o.customer if o.customer is None or isinstance(o.customer, str) else o.customer.outside_id
    paid_at = o.paid_at or (o.placed_at if o.payment_state == "paid" else None)
    return (
        f"{row}\t{text(o.outside_id)}\t{text(o.number or o.outside_id)}\t{text_or_null(key)}"
        f"\t{o.placed_at.isoformat()}\t{day.isoformat()}\t{o.payment_state}\t{moment_or_null(paid_at)}"
        f"\t{amounts.subtotal}\t{amounts.discount}\t{amounts.tax}\t{o.shipping_minor}\t{amounts.total}"
        f"\t{amounts.items}\t{text(o.channel)}\t{text(o.location)}\t{array(o.coupon_codes)}"
        f"\t{moment_or_null(o.source_updated_at)}\t{moment_or_null(o.cancelled_at)}\t{text(o.cancel_reason)}"
        f"\t{o.refunds is not UNSET}\t{len(o.lines)}\n"
    )


def _line_texts(row: int, order: NewOrder, keys: dict[str, int]) -> str:
    number_of = keys.setdefault
    return "".join(
        [
            f"{row}\t{position}\t{NULL if line.variant is None else number_of(line.variant, len(keys))}"
            f"\t{NULL if line.product is None else text(line.product)}"
            f"\t{text(line.name)}\t{line.quantity}\t{line.unit_price_minor}"
            f"\t{line.discount_minor}\t{line.tax_minor}\t{line.total}\n"
            for position, line in enumerate(order.lines, 1)
        ]
    )


def _refund_texts(row: int, order: NewOrder, clock: ZoneInfo) -> str:
    return "".join(
        f"{row}\t{text(refund.outside_id)}\t{refund.at.isoformat()}\t{_day(refund.at, clock).isoformat()}"
        f"\t{refund.amount_minor}\t{text(refund.reason)}\n"
        for refund in order.refunds or ()
    )
