"""Campaigns and coupons become events of the timeline: who was sent what, and who used it.

All of it is the retailer's own record; only the hour of a sending (09:00) and of a redemption without a basket (noon)
is ours.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from wraca.demo.moving import moved_moments
from wraca.demo.sample import Sample
from wraca.events.actions import NewEvent

RECEIVED, REDEEMED = "campaign.received", "coupon.redeemed"


@dataclass(frozen=True)
class Happening:
    """An event before it is moved: `wall_clock` is the store's."""

    kind: str
    household: str
    wall_clock: datetime
    key: str
    payload: dict[str, str]


def happenings_of(sample: Sample, used: dict[tuple[str, str, date], tuple[str, datetime]]) -> list[Happening]:
    return [*campaign_events(sample), *redemption_events(sample, used)]


def campaign_events(sample: Sample) -> list[Happening]:
    campaigns = {row["campaign_id"]: row for row in sample.campaign_descriptions.to_pylist()}
    return [received(row, campaigns[row["campaign_id"]]) for row in sample.campaigns.to_pylist()]


def received(row: dict, campaign: dict) -> Happening:
    return Happening(
        RECEIVED,
        str(row["household_id"]),
        datetime.combine(campaign["start_date"].date(), time(9)),
        f"campaign:{row['campaign_id']}:{row['household_id']}",
        {"campaign": str(row["campaign_id"]), "type": campaign["campaign_type"]},
    )


def redemption_events(sample: Sample, used: dict[tuple[str, str, date], tuple[str, datetime]]) -> list[Happening]:
    """`used`: (household, coupon, day) -> (basket, its wall clock), where the basket is certain."""
    return [redeemed(row, used) for row in sample.coupon_redemptions.to_pylist()]


def redeemed(row: dict, used: dict[tuple[str, str, date], tuple[str, datetime]]) -> Happening:
    household, coupon, day = str(row["household_id"]), str(row["coupon_upc"]), row["redemption_date"].date()
    basket, moment = used.get((household, coupon, day), ("", datetime.combine(day, time(12))))
    return Happening(
        REDEEMED,
        household,
        moment,
        f"coupon:{coupon}:{row['campaign_id']}:{household}:{day}",
        {"coupon": coupon, "campaign": str(row["campaign_id"])} | ({"order": basket} if basket else {}),
    )


def baskets_with_coupons(sample: Sample) -> dict[tuple[str, str, date], tuple[str, datetime]]:
    """Where a redemption's coupon surely went: the one basket of that household and day with a discounted line of a
    product the coupon is good for. No line of the data names its coupon."""
    redemptions = sample.coupon_redemptions.select(["household_id", "coupon_upc", "campaign_id"]).append_column(
        "day", pc.cast(sample.coupon_redemptions["redemption_date"], pa.date32())
    )
    discounted = sample.transactions.filter(pc.greater(sample.transactions["coupon_disc"], 0))
    good_for = redemptions.join(sample.coupons, ["coupon_upc", "campaign_id"], join_type="inner")
    lines = discounted.select(["household_id", "product_id", "basket_id", "day", "wall_clock"])
    found = good_for.join(lines, ["household_id", "product_id", "day"], join_type="inner")
    baskets = defaultdict(set)
    for row in found.to_pylist():
        key = (str(row["household_id"]), str(row["coupon_upc"]), row["day"])
        baskets[key].add((str(row["basket_id"]), row["wall_clock"]))
    return {key: next(iter(places)) for key, places in baskets.items() if len(places) == 1}


def codes_by_basket(used: dict[tuple[str, str, date], tuple[str, datetime]]) -> dict[str, list[str]]:
    codes = defaultdict(set)
    for (_, coupon, _), (basket, _) in used.items():
        codes[basket].add(coupon)
    return {basket: sorted(coupons) for basket, coupons in codes.items()}


def first_seen(sample: Sample, happenings: list[Happening]) -> dict[str, datetime]:
    """Household -> wall clock of the first thing known of it, in the order of the households."""
    bought = sample.transactions
    households, clock = bought["household_id"].to_numpy(), bought["wall_clock"].to_numpy()
    order = np.lexsort((clock, households))
    ids, first = np.unique(households[order], return_index=True)
    seen = {str(household): moment.astype(datetime) for household, moment in zip(ids, clock[order][first], strict=True)}
    for happening in happenings:
        seen[happening.household] = min(happening.wall_clock, seen.get(happening.household, happening.wall_clock))
    return seen


def new_events(happenings: list[Happening], customer_ids: dict[str, int], weeks: int, zone: str) -> Iterator[NewEvent]:
    clocks = np.array([happening.wall_clock for happening in happenings], dtype="datetime64[s]")
    moments = moved_moments(clocks, weeks, zone).tolist()
    for happening, moment in zip(happenings, moments, strict=True):
        yield NewEvent(
            at=moment.replace(tzinfo=UTC),
            kind=happening.kind,
            key=happening.key,
            customer_id=customer_ids[happening.household],
            payload=happening.payload,
        )
