"""The words a file holds: rows read, put together where one order takes many, decoded; bad ones beside good ones."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

import msgspec

from wraca.catalogue.incoming import NewProduct
from wraca.connectors import columns
from wraca.connectors.columns import Malformed, Reader
from wraca.connectors.csv_files.drafts import values_of
from wraca.connectors.csv_files.layout import Draft, Layout, normal_names
from wraca.connectors.decoding import convert_row, decode_row
from wraca.connectors.events_in import ToldEvent
from wraca.connectors.reading import MOST_ROW_BYTES, LongLine, Rows
from wraca.customers.incoming import NewCustomer
from wraca.kit.recorded import Problem
from wraca.orders.incoming import NewOrder

WORDS: Mapping[str, type[msgspec.Struct]] = {
    "customers": NewCustomer,
    "products": NewProduct,
    "orders": NewOrder,
    "events": ToldEvent,
}
KINDS = tuple(WORDS)
TOO_LONG = Problem("row_too_long", {"most_mb": MOST_ROW_BYTES // 1_000_000})


@dataclass(frozen=True, slots=True)
class Told:
    #: Of the file; of the first row where there are many.
    row: int
    #: As it came: a line of JSON, or the rows of cells.
    raw: Any
    #: A word of the kind, or what is wrong.
    word: Any


Cells = Mapping[str, object]


def words_of(
    rows: Rows, kind: str, reader: Reader, layout: Layout | None = None, country: str = "PL"
) -> Iterator[Told]:
    """`layout`: for a file whose columns are not ours; `country` is the shop's."""
    if layout is not None:
        yield from _laid_out(rows, layout, reader, country)
    elif not rows.header:
        for number, line in rows.rows:
            yield Told(number, line, TOO_LONG if isinstance(line, LongLine) else decode_row(line, WORDS[kind]))  # type: ignore[arg-type]
    elif kind in _MANY_ROWS:
        yield from _grouped(rows, kind, reader)
    else:
        for number, values in rows.rows:
            yield _told(kind, rows.header, number, [values], reader)  # type: ignore[list-item]


_ONE_ROW: Mapping[str, Callable[[Cells, Reader], dict[str, object]]] = {
    "customers": columns.customer_values,
    "events": columns.event_values,
}
_MANY_ROWS: Mapping[str, Callable[[list[Cells], Reader], dict[str, object]]] = {
    "products": columns.product_values,
    "orders": columns.order_values,
}


def _grouped(rows: Rows, kind: str, reader: Reader) -> Iterator[Told]:
    """Neighbouring rows with one id, or without, are one order. Ids seen are kept as hashes: some 60 bytes each."""
    place = rows.header.index("outside_id")
    seen: set[int] = set()
    first, current = 0, ""
    group: list[Any] = []
    for number, values in rows.rows:
        own = str(values[place] or "").strip() if len(values) > place else ""
        if group and own in {"", current}:
            group.append(values)
            continue
        if group:
            yield _first_of(kind, rows.header, first, group, reader, seen)
        first, current, group = number, own, [values]
    if group:
        yield _first_of(kind, rows.header, first, group, reader, seen)


def _first_of(
    kind: str, header: list[str], number: int, group: list[list[object]], reader: Reader, seen: set[int]
) -> Told:
    """An order whose rows are scattered would lose its first lines to its last ones."""
    told = _told(kind, header, number, group, reader)
    if isinstance(told.word, Problem):
        return told
    mark = hash(told.word.outside_id)
    if mark in seen:
        return Told(told.row, told.raw, Problem("order_scattered", {"order": told.word.outside_id}))
    seen.add(mark)
    return told


def _told(kind: str, header: list[str], number: int, group: list[list[object]], reader: Reader) -> Told:
    for values in group:
        if len(values) != len(header):
            return Told(number, group, Problem("row_too_short", {"given": len(values), "expected": len(header)}))
    cells: list[Cells] = [dict(zip(header, values, strict=True)) for values in group]
    try:
        told = _MANY_ROWS[kind](cells, reader) if kind in _MANY_ROWS else _ONE_ROW[kind](cells[0], reader)
    except Malformed as error:
        return Told(number, group, error.problem)
    return Told(number, group, convert_row(told, WORDS[kind]))


def _laid_out(rows: Rows, layout: Layout, reader: Reader, country: str) -> Iterator[Told]:
    """As the rows of our own columns: neighbours of one order together, each refused with the rows it came from."""
    names = normal_names(rows.header)
    together = layout.kind in _MANY_ROWS
    seen: set[int] = set()
    first, current = 0, ""
    raws: list[Any] = []
    drafts: list[Draft] = []
    for number, values in rows.rows:
        if len(values) != len(names):
            problem = Problem("row_too_short", {"given": len(values), "expected": len(names)})
            yield Told(number, [values], problem)
            continue
        found = layout.draft(dict(zip(names, values, strict=True)))
        own = str(found[0].get("group") or found[0].get("outside_id") or "")
        if raws and together and own in {"", current}:
            raws.append(values)
            drafts += found
            continue
        if raws:
            yield _drafted(layout, first, raws, drafts, reader, country, seen)
        first, current, raws, drafts = number, own, [values], found
    if raws:
        yield _drafted(layout, first, raws, drafts, reader, country, seen)


def _drafted(
    layout: Layout, number: int, raws: list[Any], drafts: list[Draft], reader: Reader, country: str, seen: set[int]
) -> Told:
    try:
        word = convert_row(values_of(layout.kind, drafts, reader, country), WORDS[layout.kind])
    except Malformed as error:
        return Told(number, raws, error.problem)
    if isinstance(word, Problem) or layout.kind not in _MANY_ROWS:
        return Told(number, raws, word)
    outside_id = word.outside_id  # type: ignore[attr-defined]
    if hash(outside_id) in seen:
        return Told(number, raws, Problem("order_scattered", {"order": outside_id}))
    seen.add(hash(outside_id))
    return Told(number, raws, word)


def guess_kind(names: set[str]) -> str | None:
    """Of the columns, or of the fields of the first row of JSON; None: they fit several or none."""
    if {"key", "kind", "at"} <= names:
        return "events"
    if "placed_at" in names:
        return "orders"
    if names & {"variants", "price", "price_minor", "category", "variant_id", "sku", "stock"}:
        return "products"
    if names & {"email", "given_name", "family_name", "phone"}:
        return "customers"
    return None
