"""Who may be written to, and how: the last word on each channel."""

from __future__ import annotations

import ibis
from ibis.expr.types import Table

from wraca.customers.identity.steps import of_people
from wraca.engine.schema import Schema
from wraca.engine.steps import Step

#: What a consent must be for.
MARKETING = "marketing"
#: As `ConsentRecord` has them; a step must be importable without Django.
CHANNELS = ("email", "sms", "phone", "push", "messenger", "post")


def build_reach(lake_consents: Table, merged_away: Table, clock: Table) -> Table:
    """One row a person who ever spoke of a channel, by the rule of `queries.list_consents`.

    A channel is true where the last word by the end of the day is not a withdrawal; of two words at one moment, the
    withdrawal wins. Where several customers are one person, the withdrawal of any of them holds. A flag without proof
    counts as given. It says nothing of an address: the lake holds none.
    """
    said = lake_consents.filter(
        lake_consents.purpose == MARKETING,
        lake_consents.channel.isin(CHANNELS),
        lake_consents.local_day <= clock.as_of.max().as_scalar(),
    )
    latest = [said["at"].desc(), said.withdrawn.cast("int64").desc(), said.consent_id.desc()]
    ranked = said.mutate(
        place=ibis.row_number().over(ibis.window(group_by=[said.customer_id, said.channel], order_by=latest))
    )
    last = of_people(ranked.filter(ranked.place == 0), merged_away)
    given = (~last.withdrawn).cast("int64")
    reached = {name: given.min(where=last.channel == name) for name in CHANNELS}
    counted = last.group_by("customer_id").agg(**reached)
    return counted.select("customer_id", **{name: counted[name].fill_null(0) > 0 for name in CHANNELS})


REACH = Step(
    "reach",
    ("lake_consents", "merged_away", "clock"),
    Schema({"customer_id": "int64", **dict.fromkeys(CHANNELS, "boolean")}, key=("customer_id",)),
    build_reach,
)
