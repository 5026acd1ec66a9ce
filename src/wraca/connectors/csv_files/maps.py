"""A map of columns: what a file nobody knows says, chosen by somebody, guessed first from names and values."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from wraca.connectors.columns import COLUMNS, REASON_COLUMN, REQUIRED
from wraca.connectors.csv_files.layout import Cells, Draft, Layout, normal_names, pick
from wraca.connectors.csv_files.people import BUYER, MORE, OF_BUYER
from wraca.connectors.csv_files.states import state_columns
from wraca.connectors.models import ColumnMap
from wraca.events.incoming import require_source
from wraca.kit.errors import InvalidInput
from wraca.kit.language import _
from wraca.kit.text import fold

#: Columns that a map may fill, by kind; `status` is the shop's own word for the state of an order.
FILLABLE: Mapping[str, tuple[str, ...]] = {
    "customers": (*COLUMNS["customers"], *MORE),
    "products": tuple(COLUMNS["products"]),
    "orders": (*COLUMNS["orders"], *(BUYER + name for name in OF_BUYER), "status"),
}
#: Our column -> stems of what people call it, Polish and English, without diacritics; the first that fits wins.
_NAMES: Mapping[str, str] = {
    "email": r"e-?mail|adres e-?mail|mail|poczta",
    "phone": r"tel|telefon.*|phone.*|komorka|mobile|nr tel.*",
    "full_name": r"imie i nazwisko|nazwisko i imie|(?:full |customer )?name|klient|customer|nabywca|odbiorca|kupujacy",
    "given_name": r"imie|first ?name|given ?name|imie klienta",
    "family_name": r"nazwisko|last ?name|surname|family ?name",
    "postcode": r"kod|kod pocztowy|postal ?code|post ?code|zip.*",
    "city": r"miasto|miejscowosc|city|town",
    "street": r"ulica.*|adres|street.*|address.*|adres dostawy",
    "country": r"kraj|country.*",
    "birth_date": r"data urodzenia|urodziny|birth.*|dob|date of birth",
    "language": r"jezyk|language|lang",
    "signed_up_at": r"data (?:rejestracji|zapisu|dodania|utworzenia)|registered.*|sign.?up.*|created.*|date added",
    "accepts_email": r"newsletter|zgoda.*|accepts.*|marketing|opt.?in",
    "company": r"firma|company|nazwa firmy",
    "tags": r"tagi?|tags|grupa|etykiety",
}
_ORDER_NAMES: Mapping[str, str] = {
    "outside_id": r"(?:nr|numer|id) zam.*|zamowienie|order(?: ?(?:id|no|number|#|nr))?|id|numer|nr",
    "placed_at": r"data(?: zamowienia| zlozenia| zakupu| sprzedazy)?|date|order date|placed.*|created.*|kiedy",
    "total": r"wartosc.*|suma|razem|kwota.*|total.*|do zaplaty|amount|value|order total|brutto",
    "shipping": r"(?:koszt )?(?:wysylk[ai]|dostaw[ay]|przesylk[ai])|shipping.*|delivery cost",
    "discount": r"rabat.*|znizka|discount.*",
    "currency": r"waluta|currency",
    "coupon_codes": r"kupon.*|kod rabatowy|coupon.*|discount code",
    "channel": r"zrodlo|kanal|source|channel",
    "status": r"status.*|stan.*|state|payment status",
    "line_name": r"produkt|nazwa(?: produktu| towaru)?|product(?: name)?|item.*|towar",
    "line_variant": r"sku|kod produktu|ean|symbol|indeks|product (?:id|code)",
    "line_quantity": r"ilosc|sztuk.*|szt|qty|quantity|liczba",
    "line_unit_price": r"cena.*|price|unit price",
}
_PRODUCT_NAMES: Mapping[str, str] = {
    "outside_id": r"id|kod|symbol|indeks|sku|product id|kod produktu",
    "name": r"nazwa.*|name|title|produkt|product.*",
    "category": r"kategoria.*|category.*",
    "price": r"cena.*|price|regular price",
    "stock": r"stan.*|ilosc|stock.*|quantity|magazyn",
    "ean": r"ean|gtin.*|kod kreskowy",
    "brand": r"marka|producent|brand|manufacturer",
    "unit_cost": r"koszt|cena zakupu|cost.*",
}
_CUSTOMER_ID = r"id|(?:id|nr|numer) klienta|customer ?(?:id|no|number)|klient id"
_EMAIL = re.compile(r"[^@\s]+@[^@\s]+\.[a-z]{2,}", re.IGNORECASE)


@dataclass(frozen=True)
class Chosen:
    """What the columns of one file mean."""

    kind: str
    source: str
    #: Column of the file, normalised -> ours; the rest is passed over.
    columns: Mapping[str, str]
    day_first: bool = True

    def layout(self) -> Layout:
        theirs = {ours: name for name, ours in self.columns.items()}

        def draft(cells: Cells) -> list[Draft]:
            told: Draft = {ours: value for ours, name in theirs.items() if (value := pick(cells, name))}
            if "status" in told:
                told = state_columns(str(told.pop("status"))) | told
            return [told]

        return Layout("map", self.kind, self.source, draft, self.day_first)


def fingerprint(header: Sequence[str]) -> bytes:
    """Of the column names in any order and case; a column of our reasons does not count."""
    names = sorted(name for name in normal_names(header) if name != REASON_COLUMN)
    return hashlib.sha256("\x00".join(names).encode()).digest()


def guess(header: Sequence[str], rows: Sequence[Sequence[Any]]) -> Chosen:
    """From names first, then from values: a column of addresses is the e-mail, whatever it is called."""
    names = normal_names(header)
    kind = _guess_kind(names)
    return Chosen(kind, "file", guess_columns(kind, names, rows))


def guess_columns(kind: str, names: Sequence[str], rows: Sequence[Sequence[Any]]) -> dict[str, str]:
    found: dict[str, str] = {}
    for ours, stems in _stems(kind).items():
        for name in names:
            if name not in found and ours not in found.values() and re.fullmatch(stems, _plain(name)):
                found[name] = ours
    email = "email" if kind == "customers" else f"{BUYER}email"
    if kind != "products" and email not in found.values():
        for place, name in enumerate(names):
            values = [str(row[place]) for row in rows if place < len(row) and row[place]]
            if values and all(_EMAIL.fullmatch(value.strip()) for value in values):
                found[name] = email
                break
    return found


def _stems(kind: str) -> dict[str, str]:
    if kind == "products":
        return dict(_PRODUCT_NAMES)
    if kind == "customers":
        return {"outside_id": _CUSTOMER_ID, **_NAMES}
    buyer = {BUYER + ours: stems for ours, stems in _NAMES.items() if ours in OF_BUYER}
    return {**_ORDER_NAMES, "customer": r"(?:id|nr|numer) klienta|customer ?id", **buyer}


def _guess_kind(names: Sequence[str]) -> str:
    scores = {
        kind: sum(any(re.fullmatch(stems, _plain(name)) for name in names) for stems in deciding.values())
        for kind, deciding in {
            "orders": {
                key: _ORDER_NAMES[key] for key in ("outside_id", "placed_at", "total", "status", "line_quantity")
            },
            "customers": {key: _NAMES[key] for key in ("email", "phone", "given_name", "full_name", "city")},
            "products": {key: _PRODUCT_NAMES[key] for key in ("name", "price", "stock", "category", "ean")},
        }.items()
    }
    if scores["orders"] >= 2 and any(re.fullmatch(_ORDER_NAMES["placed_at"], _plain(name)) for name in names):
        return "orders"
    return max(("customers", "products", "orders"), key=lambda kind: scores[kind])


def _plain(name: str) -> str:
    return fold(re.sub(r"[_.:]+", " ", name)).strip()


def check(chosen: Chosen, header: Sequence[str]) -> None:
    """Raises InvalidInput for a map that cannot fill what is needed."""
    require_source(chosen.source)
    if chosen.kind not in FILLABLE:
        raise InvalidInput(_("What is in the file must be one of: {kinds}.").format(kinds=", ".join(FILLABLE)))
    known = set(normal_names(header))
    if gone := sorted(set(chosen.columns) - known):
        raise InvalidInput(_("The file has no column {names}.").format(names=", ".join(gone[:10])))
    ours = list(chosen.columns.values())
    if unknown := sorted(set(ours) - set(FILLABLE[chosen.kind])):
        raise InvalidInput(_("There is no such field: {names}.").format(names=", ".join(unknown[:10])))
    if twice := sorted({one for one in ours if ours.count(one) > 1}):
        raise InvalidInput(_("Two columns for one field: {names}. Choose one of them.").format(names=", ".join(twice)))
    if missing := _missing(chosen.kind, set(ours)):
        raise InvalidInput(_("Choose a column for: {names}.").format(names=missing))


def _missing(kind: str, ours: set[str]) -> str:
    if kind == "customers":
        return "" if ours & {"outside_id", "email", "phone"} else "email"
    needed = [name for name in REQUIRED[kind] if name not in ours]
    if kind == "orders" and not ours & {"total", "line_unit_price", "line_total"}:
        needed.append("total")
    return ", ".join(needed)


def chosen_of(told: object, source: str | None = None) -> Chosen | None:
    """From JSON; None: it is no map."""
    if not isinstance(told, dict) or not isinstance(told.get("columns"), dict) or not isinstance(told.get("kind"), str):
        return None
    columns = {normal_names([str(theirs)])[0]: str(ours) for theirs, ours in told["columns"].items() if ours}
    named = source or told.get("source") or "file"
    return Chosen(told["kind"], str(named), columns, bool(told.get("day_first", True)))


def find_map(header: Sequence[str]) -> Chosen | None:
    row = ColumnMap.objects.filter(fingerprint=fingerprint(header)).first()
    return Chosen(row.kind, row.source, row.columns, row.day_first) if row else None


def remember(chosen: Chosen, header: Sequence[str], *, now: datetime, by: int | None = None) -> None:
    """The next file with these columns is read alike. Raises InvalidInput for a map that does not fit them."""
    check(chosen, header)
    ColumnMap.objects.update_or_create(
        fingerprint=fingerprint(header),
        defaults={
            "kind": chosen.kind,
            "source": chosen.source,
            "columns": dict(chosen.columns),
            "day_first": chosen.day_first,
            "made_by": by,
            "used_at": now,
        },
    )
