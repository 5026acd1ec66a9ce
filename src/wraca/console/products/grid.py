"""A product's variants as shops lay them out: colours down, sizes across, in the order of the size range."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from wraca.catalogue.models import Variant


@dataclass(frozen=True)
class Grid:
    sizes: Sequence[str]
    #: (colour, one variant or None for each size)
    rows: Sequence[tuple[str, Sequence[Variant | None]]]


def grid_of(variants: Sequence[Variant]) -> Grid | None:
    """None where there is nothing to lay out: no two variants that differ in colour or size alone."""
    sizes = list(dict.fromkeys(variant.size for variant in variants))
    colours = list(dict.fromkeys(variant.colour for variant in variants))
    places = {(variant.colour, variant.size): variant for variant in variants}
    if len(variants) < 2 or len(places) < len(variants):
        return None
    return Grid(sizes, [(colour, [places.get((colour, size)) for size in sizes]) for colour in colours])


@dataclass(frozen=True)
class Margin:
    """Of the price, as a share; assumed where no cost is known."""

    share: float | None
    assumed: bool
    #: Variants with a price and a cost, of all.
    known: int
    variants: int


def margin_of(variants: Sequence[Variant], default_percent: Decimal) -> Margin:
    """The plain mean over the variants whose price and cost are known; else the shop's default."""
    shares = [
        1 - variant.unit_cost_minor / variant.price_minor
        for variant in variants
        if variant.price_minor and variant.unit_cost_minor is not None
    ]
    if shares:
        return Margin(sum(shares) / len(shares), False, len(shares), len(variants))
    return Margin(float(default_percent) / 100, True, 0, len(variants))
