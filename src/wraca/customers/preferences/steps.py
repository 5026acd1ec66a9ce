"""Who objects to which conclusions about them, so that what is proposed to staff leaves them out."""

from __future__ import annotations

import ibis
from ibis.expr.types import Table

from wraca.customers.identity.steps import of_people
from wraca.engine.schema import Schema
from wraca.engine.steps import Step

_WHAT = ("stage", "rhythm", "next_order")


def build_objections(lake_objections: Table, merged_away: Table, clock: Table) -> Table:
    """One row a person who objects: the fold of `preferences.choices` by the end of the day. An objection to all
    conclusions is one to each; of customers who are one person, the objection of any counts."""
    said = lake_objections.filter(
        lake_objections.said_day <= clock.as_of.max().as_scalar(), lake_objections.name.isin(["inference", "disputed"])
    )
    latest = ibis.window(
        group_by=[said.customer_id, said.name], order_by=[ibis.desc(said["at"]), ibis.desc(said.word_id)]
    )
    last = said.mutate(place=ibis.row_number().over(latest)).filter(lambda words: words.place == 0)
    own = of_people(last, merged_away)
    counted = own.group_by("customer_id").agg(
        **{what: (own.to_all | own[f"to_{what}"]).cast("int64").max() for what in _WHAT}
    )
    told = counted.select("customer_id", **{what: counted[what] == 1 for what in _WHAT})
    return told.filter(told.stage | told.rhythm | told.next_order)


OBJECTIONS = Step(
    "objections",
    ("lake_objections", "merged_away", "clock"),
    Schema({"customer_id": "int64", **dict.fromkeys(_WHAT, "boolean")}, key=("customer_id",)),
    build_objections,
)
