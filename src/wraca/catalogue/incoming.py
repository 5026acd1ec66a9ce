"""What a source tells about a product. A field that is left out says nothing and changes nothing."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Annotated

import msgspec
from msgspec import UNSET, Meta, UnsetType

from wraca.events.incoming import (
    MOST_PIECES,
    Long,
    Minor,
    Moment,
    OutsideId,
    Short,
    Traits,
    Word,
    amounts_problem,
    id_problem,
    json_problem,
    moment_problem,
    text_problem,
)
from wraca.kit.recorded import Problem

Pieces = Annotated[int, Meta(extra_json_schema={"minimum": -MOST_PIECES, "maximum": MOST_PIECES})]
MOST_VARIANTS = 1000
TEXTS = ("name", "brand", "description", "url")
VARIANT_TEXTS = ("sku", "ean", "name", "colour", "size")


class NewPhotograph(Word, frozen=True):
    url: Long
    alt: Short = ""


class NewVariant(Word, frozen=True):
    outside_id: OutsideId
    sku: Short | UnsetType = UNSET
    ean: Short | UnsetType = UNSET
    name: Short | UnsetType = UNSET
    colour: Short | UnsetType = UNSET
    size: Short | UnsetType = UNSET
    #: Place in the shop's size range, so that S stands before M.
    position: Annotated[int, Meta(ge=0, le=100_000)] | UnsetType = UNSET
    #: null: not known.
    price_minor: Minor | UnsetType | None = UNSET
    unit_cost_minor: Minor | UnsetType | None = UNSET
    stock_quantity: Pieces | UnsetType | None = UNSET


class NewProduct(Word, frozen=True):
    outside_id: OutsideId
    name: Short | UnsetType = UNSET
    brand: Short | UnsetType = UNSET
    description: Long | UnsetType = UNSET
    url: Long | UnsetType = UNSET
    #: From the widest to the narrowest: ["Clothes", "Shirts"].
    category: Annotated[list[Short], Meta(max_length=10)] | UnsetType = UNSET
    active: bool | UnsetType = UNSET
    #: Replaces all traits told before.
    traits: Traits | UnsetType = UNSET
    #: Empty for a product without choices: it gets one variant with the product's own id.
    variants: Annotated[list[NewVariant], Meta(max_length=MOST_VARIANTS)] = []
    #: Replaces all photographs told before.
    photographs: Annotated[list[NewPhotograph], Meta(max_length=100)] | UnsetType = UNSET
    #: The source's own clock: an older word never overwrites a newer one. Price and stock hold from then on.
    source_updated_at: Moment | None = None
    #: Of the one variant of a product without choices.
    sku: Short | UnsetType = UNSET
    ean: Short | UnsetType = UNSET
    price_minor: Minor | UnsetType | None = UNSET
    unit_cost_minor: Minor | UnsetType | None = UNSET
    stock_quantity: Pieces | UnsetType | None = UNSET


OWN_VARIANT_FIELDS = ("sku", "ean", "price_minor", "unit_cost_minor", "stock_quantity")


def variants_of(product: NewProduct) -> list[NewVariant]:
    if product.variants:
        return product.variants
    own = {field: getattr(product, field) for field in OWN_VARIANT_FIELDS}
    return [NewVariant(outside_id=product.outside_id, **own)]


def find_problem(product: NewProduct, now: datetime) -> Problem | None:
    """What keeps a product from being recorded; None: nothing."""
    return (
        id_problem(product.outside_id)
        or text_problem({field: getattr(product, field) for field in TEXTS})
        or text_problem({"category": " > ".join(product.category or [])})
        or moment_problem("source_updated_at", product.source_updated_at, now)
        or (json_problem("traits", product.traits) if product.traits else None)
        or _category_problem(product)
        or _variants_problem(product)
        or _address_problem(product)
        or _photographs_problem(product)
    )


def _category_problem(product: NewProduct) -> Problem | None:
    if any(not name.strip() for name in product.category or []):
        return Problem("category_malformed", {"id": product.outside_id})
    return None


def _variants_problem(product: NewProduct) -> Problem | None:
    if product.variants and any(getattr(product, field) is not UNSET for field in OWN_VARIANT_FIELDS):
        return Problem("variant_fields_twice", {"id": product.outside_id})
    variants = variants_of(product)
    if len({variant.outside_id for variant in variants}) < len(variants):
        return Problem("variant_twice", {"id": product.outside_id})
    for variant in variants:
        problem = (
            id_problem(variant.outside_id)
            or text_problem({field: getattr(variant, field) for field in VARIANT_TEXTS})
            or amounts_problem(_told(variant, "price_minor", "unit_cost_minor"))
            or _stock_problem(variant.stock_quantity)
        )
        if problem:
            return problem
    return None


def _told(variant: NewVariant, *fields: str) -> Mapping[str, int | None]:
    return {field: value for field in fields if (value := getattr(variant, field)) is not UNSET}


def _stock_problem(quantity: int | UnsetType | None) -> Problem | None:
    # Below zero is real: sold before it came.
    if quantity is not UNSET and quantity is not None and abs(quantity) > MOST_PIECES:
        return Problem("quantity_out_of_range", {"given": str(quantity), "most": MOST_PIECES})
    return None


def _address_problem(product: NewProduct) -> Problem | None:
    # It becomes a link on a page: javascript: would run there.
    if product.url and not product.url.startswith(("https://", "http://")):
        return Problem("address_malformed", {"id": product.outside_id})
    return None


def _photographs_problem(product: NewProduct) -> Problem | None:
    for photograph in product.photographs or []:
        if not photograph.url.startswith(("https://", "http://", "/")) or "\x00" in photograph.url + photograph.alt:
            return Problem("photograph_malformed", {"id": product.outside_id})
    return None


def newer(earlier: NewProduct, later: NewProduct) -> NewProduct:
    """Of two words about one product in one batch, as one: the newer says what it says, the older the rest."""
    if earlier.source_updated_at and later.source_updated_at and later.source_updated_at < earlier.source_updated_at:
        earlier, later = later, earlier
    told = {f: v for f in NewProduct.__struct_fields__ if (v := getattr(later, f)) is not UNSET and f != "variants"}
    variants = {variant.outside_id: variant for variant in [*earlier.variants, *later.variants]}
    told["source_updated_at"] = later.source_updated_at or earlier.source_updated_at
    return msgspec.structs.replace(earlier, **told, variants=list(variants.values()))
