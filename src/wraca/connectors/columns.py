"""From columns to words: what each column of a CSV or Parquet file means. docs/api.md lists them; a test holds both
together. Files of orders have one row a line; the order's own columns may stand on its first row only."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime
from decimal import InvalidOperation
from zoneinfo import ZoneInfo

from wraca.connectors.csv_files.cells import decimal_of, text_of, whole_id
from wraca.connectors.csv_files.dates import read_moment
from wraca.events.incoming import EARLIEST
from wraca.kit.errors import InvalidInput
from wraca.kit.language import _
from wraca.kit.money import Money, exponent_of
from wraca.kit.recorded import Problem

#: Wide of every moment that is taken.
LATEST = datetime(9000, 1, 1, tzinfo=UTC)
#: As nearly all amounts are written; ten times quicker than the whole art of reading them.
_PLAIN_AMOUNT = re.compile(r"([0-9]{1,15})(?:[.,]([0-9]{1,2}))?")
_YES, _NO = {"yes", "true", "1", "tak", "y", "t"}, {"no", "false", "0", "nie", "n", "f"}


class Malformed(Exception):
    def __init__(self, problem: Problem) -> None:
        self.problem = problem


@dataclass(frozen=True)
class Reader:
    """How values of this shop's files are read."""

    currency: str
    zone: str
    #: How `03/04/2026` is read.
    day_first: bool = True

    def text(self, field: str, value: object) -> str:
        """Excel's apostrophe and the guards of other people's exports are taken off."""
        return text_of(value)

    def code(self, field: str, value: object) -> str:
        """An id, a number, a telephone: as text, but not as Excel shortens it."""
        found = whole_id(text_of(value))
        if found is None:
            raise Malformed(Problem("id_shortened", {"field": field, "given": str(value)[:100]}))
        return found

    def amount(self, field: str, value: object) -> int:
        """`1 234,56 zł`, `1,234.56` and 1234.56 alike, to minor units. A text with more places than the currency has is
        no amount: `1,234` may be a thousand or a little more than one."""
        if type(value) is str and (plain := _PLAIN_AMOUNT.fullmatch(value)) and exponent_of(self.currency) == 2:
            return int(plain[1]) * 100 + int((plain[2] or "").ljust(2, "0"))
        try:
            number = decimal_of(value)
            money = Money.of(number, self.currency)
            if not isinstance(value, float) and money.decimal() != number:
                raise InvalidOperation
            return money.minor
        except (InvalidInput, InvalidOperation) as cause:
            raise Malformed(Problem("number_malformed", {"field": field, "given": str(value)[:100]})) from cause

    def whole(self, field: str, value: object) -> int:
        if type(value) is str and value.isascii() and value.isdigit() and len(value) <= 18:
            return int(value)
        try:
            number = decimal_of(value)
            if number != number.to_integral_value() or abs(number) > 10**18:
                raise InvalidOperation
        except InvalidOperation as cause:
            raise Malformed(Problem("number_malformed", {"field": field, "given": str(value)[:100]})) from cause
        return int(number)

    def moment(self, field: str, value: object) -> datetime:
        """Without an offset: the shop's time. A day alone is its noon, so that it stays that day in every zone."""
        if isinstance(value, datetime):
            found = value
        elif isinstance(value, date):
            found = datetime(value.year, value.month, value.day, 12, tzinfo=ZoneInfo(self.zone))
        else:
            found = _parse_moment(field, text_of(value), day_first=self.day_first)
        return found if found.tzinfo else found.replace(tzinfo=ZoneInfo(self.zone))

    def day(self, field: str, value: object) -> date:
        if isinstance(value, date) and not isinstance(value, datetime):
            return value
        return self.moment(field, value).date()

    def yes(self, field: str, value: object) -> bool:
        shown = str(value).strip().lower()
        if shown not in _YES | _NO:
            raise Malformed(Problem("boolean_malformed", {"field": field, "given": shown[:100]}))
        return shown in _YES

    def texts(self, field: str, value: object) -> list[str]:
        """Separated by a bar."""
        return [part.strip() for part in str(value).split("|") if part.strip()]

    def path(self, field: str, value: object) -> list[str]:
        """A category's place, e.g. `Clothes > Shirts`."""
        return [part.strip() for part in str(value).split(">")]

    def json(self, field: str, value: object) -> object:
        try:
            found = json.loads(str(value))
        except ValueError as cause:
            raise Malformed(
                Problem("field_malformed", {"field": field, "expected": "expected a JSON object"})
            ) from cause
        return found


def _parse_moment(field: str, value: str, *, day_first: bool) -> datetime:
    try:
        found: datetime | None = datetime.fromisoformat(value)
        found = found.replace(hour=12) if found and len(value) <= 10 else found
    except ValueError:
        found = read_moment(value, day_first=day_first)
    if found is None:
        raise Malformed(Problem("date_malformed", {"field": field, "given": value[:100]}))
    return found


Parse = Callable[[Reader, str, object], object]

CUSTOMERS: Mapping[str, Parse] = {
    "outside_id": Reader.code,
    **dict.fromkeys(("given_name", "family_name", "email"), Reader.text),
    "phone": Reader.code,
    **dict.fromkeys(("street", "postcode", "city", "country", "language"), Reader.text),
    "birth_date": Reader.day,
    "signed_up_at": Reader.moment,
    "traits": Reader.json,
    "source_updated_at": Reader.moment,
    # A ticked box: evidence of a flag, not of consent.
    "accepts_email": Reader.yes,
    "accepts_sms": Reader.yes,
}
PRODUCTS: Mapping[str, Parse] = {
    "outside_id": Reader.code,
    **dict.fromkeys(("name", "brand", "description", "url"), Reader.text),
    **dict.fromkeys(("sku", "ean"), Reader.code),
    "category": Reader.path,
    "active": Reader.yes,
    "price": Reader.amount,
    "unit_cost": Reader.amount,
    "stock": Reader.whole,
    "photographs": Reader.texts,
    "traits": Reader.json,
    "source_updated_at": Reader.moment,
    "variant_id": Reader.code,
    **dict.fromkeys(("variant_name", "colour", "size"), Reader.text),
}
ORDER: Mapping[str, Parse] = {
    **dict.fromkeys(("outside_id", "number", "customer"), Reader.code),
    **dict.fromkeys(("payment_state", "currency", "channel", "location", "cancel_reason"), Reader.text),
    **dict.fromkeys(("placed_at", "paid_at", "cancelled_at", "source_updated_at"), Reader.moment),
    **dict.fromkeys(("subtotal", "discount", "tax", "shipping", "total"), Reader.amount),
    "coupon_codes": Reader.texts,
}
LINE: Mapping[str, Parse] = {
    **dict.fromkeys(("line_variant", "line_product"), Reader.code),
    "line_name": Reader.text,
    "line_quantity": Reader.whole,
    **dict.fromkeys(("line_unit_price", "line_discount", "line_tax", "line_total"), Reader.amount),
}
REFUND: Mapping[str, Parse] = {
    "refund_id": Reader.text,
    "refunded_at": Reader.moment,
    "refund_amount": Reader.amount,
    "refund_reason": Reader.text,
}
EVENTS: Mapping[str, Parse] = {
    **dict.fromkeys(("key", "kind", "customer"), Reader.text),
    "at": Reader.moment,
    "payload": Reader.json,
}
COLUMNS: Mapping[str, Mapping[str, Parse]] = {
    "customers": CUSTOMERS,
    "products": PRODUCTS,
    "orders": {**ORDER, **LINE, **REFUND},
    "events": EVENTS,
}
REQUIRED: Mapping[str, tuple[str, ...]] = {
    "customers": ("outside_id",),
    "products": ("outside_id",),
    "orders": ("outside_id", "placed_at"),
    "events": ("key", "kind", "at"),
}
#: Column -> field of the word, where they differ: amounts in files are decimals, in words minor units.
_FIELDS = {
    **{name: f"{name}_minor" for name in ("subtotal", "discount", "tax", "shipping", "total", "price", "unit_cost")},
    "stock": "stock_quantity",
}


def _of_line(name: str) -> str:
    short = name.removeprefix("line_")
    return "unit_price_minor" if short == "unit_price" else _FIELDS.get(short, short)


#: Column -> (order, line or refund; the field; how it is read).
_PARTS: Mapping[str, tuple[int, str, Parse]] = {
    **{name: (0, _FIELDS.get(name, name), parse) for name, parse in ORDER.items()},
    **{name: (1, _of_line(name), parse) for name, parse in LINE.items()},
    **{name: (2, name, parse) for name, parse in REFUND.items()},
}
_OF_REFUND = {
    "refund_id": "outside_id",
    "refunded_at": "at",
    "refund_amount": "amount_minor",
    "refund_reason": "reason",
}
#: Written into files of rejects for people, and passed over when they come back.
REASON_COLUMN = "wraca_reason"


def read_values(columns: Mapping[str, Parse], cells: Mapping[str, object], reader: Reader) -> dict[str, object]:
    """The fields that the cells fill. Raises Malformed."""
    values = {}
    for name, cell in cells.items():
        if cell == "" or cell is None or (parse := columns.get(name)) is None:
            continue
        values[_FIELDS.get(name, name)] = parse(reader, name, cell)
    return values


def customer_values(cells: Mapping[str, object], reader: Reader) -> dict[str, object]:
    values = read_values(CUSTOMERS, cells, reader)
    consents = []
    for channel in ("email", "sms"):
        accepts = values.pop(f"accepts_{channel}", None)
        at = values.get("source_updated_at") or values.get("signed_up_at")
        if accepts and at:
            consents.append({"channel": channel, "action": "given", "at": at, "evidence": {"kind": "imported flag"}})
    return {**values, "consents": consents} if consents else values


def product_values(rows: list[Mapping[str, object]], reader: Reader) -> dict[str, object]:
    """A product is told on as many rows as it has variants."""
    values = read_values(PRODUCTS, rows[0], reader)
    if "photographs" in values:
        values["photographs"] = [{"url": url} for url in values["photographs"]]  # type: ignore[attr-defined]
    names = ("sku", "ean", "price_minor", "unit_cost_minor", "stock_quantity")
    if not any(row.get("variant_id") for row in rows):
        return values
    variants = []
    for position, row in enumerate(rows, 1):
        told = read_values(PRODUCTS, row, reader)
        variant = {name: told[name] for name in (*names, "colour", "size") if name in told}
        variants.append({"outside_id": told.get("variant_id"), "position": position, **variant})
        if "variant_name" in told:
            variants[-1]["name"] = told["variant_name"]
    for name in (*names, "variant_id", "variant_name", "colour", "size"):
        values.pop(name, None)
    return {**values, "variants": variants}


def order_values(rows: list[Mapping[str, object]], reader: Reader) -> dict[str, object]:
    """An order is told on as many rows as it has lines; its own columns are read from the first that fills them."""
    parts = [_read_parts(row, reader) for row in rows]
    own: dict[str, object] = {}
    for told, _line, _refund_told in reversed(parts):
        own |= told
    lines = [line for _own, line, _refund_told in parts if line]
    placed_at = own.get("placed_at")
    refunds = [
        _refund(row, refund, placed_at) for row, (_own, _line, refund) in zip(rows, parts, strict=True) if refund
    ]
    if "cancelled_at" in own and any(_is_day_alone(row.get("cancelled_at")) for row in rows):
        own["cancelled_at"] = _not_before(own["cancelled_at"], placed_at)
    values = {**own, "lines": lines}
    if refunds:
        values["refunds"] = [{_OF_REFUND[name]: value for name, value in refund.items()} for refund in refunds]
    return values


def _read_parts(
    row: Mapping[str, object], reader: Reader
) -> tuple[dict[str, object], dict[str, object], dict[str, object]]:
    """What a row tells of the order, of its line and of a refund, in one pass: this runs for every line of millions."""
    parts: tuple[dict[str, object], ...] = ({}, {}, {})
    for name, cell in row.items():
        if cell == "" or cell is None or (known := _PARTS.get(name)) is None:
            continue
        place, field, parse = known
        parts[place][field] = parse(reader, name, cell)
    return parts[0], parts[1], parts[2]


def _refund(row: Mapping[str, object], refund: dict[str, object], placed_at: object) -> dict[str, object]:
    if "refunded_at" in refund and _is_day_alone(row.get("refunded_at")):
        refund["refunded_at"] = _not_before(refund["refunded_at"], placed_at)
    return refund


def _not_before(moment: object, placed_at: object) -> object:
    """The noon that a day alone is read as may come before an order of that day's afternoon."""
    if not (isinstance(moment, datetime) and isinstance(placed_at, datetime)):
        return moment
    # Both as the shop's clock shows them; a moment at the end of time would not survive the change of zone.
    same_day = EARLIEST <= placed_at <= LATEST and moment.date() == placed_at.astimezone(moment.tzinfo).date()
    return max(moment, placed_at) if same_day else moment


def _is_day_alone(cell: object) -> bool:
    return isinstance(cell, str | date) and not isinstance(cell, datetime) and ":" not in str(cell)


def event_values(cells: Mapping[str, object], reader: Reader) -> dict[str, object]:
    return read_values(EVENTS, cells, reader)


def header_problem(kind: str, header: list[str]) -> str | None:
    """What is wrong with a header, in a sentence; None: nothing."""
    known = COLUMNS[kind]
    unknown = [name for name in header if name not in known and name != REASON_COLUMN]
    if unknown:
        return _("Unknown columns: {unknown}. Known are: {known}.").format(
            unknown=", ".join(repr(name) for name in unknown[:10]), known=", ".join(known)
        )
    if twice := sorted({name for name in header if header.count(name) > 1}):
        return _("Columns named twice: {names}.").format(names=", ".join(twice))
    if missing := [name for name in REQUIRED[kind] if name not in header]:
        return _("Missing columns: {missing}.").format(missing=", ".join(missing))
    return None
