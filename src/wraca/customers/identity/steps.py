"""Who is who in the lake: every row there names the customer it came with, every step from here on names people.

A lake filled by hand may leave `canonical_id` null: everybody is themselves.
"""

from __future__ import annotations

import ibis
from ibis.expr.types import Table

from wraca.engine.schema import Schema
from wraca.engine.steps import Step


def build_merged_away(lake_customers: Table) -> Table:
    """Customers who stand for no person, who does, and the merge that stands. Few, so that joining them costs next to
    nothing."""
    away = lake_customers.filter(lake_customers.canonical_id.notnull())
    columns = ("customer_id", "canonical_id", "merged_into", "merged_at")
    return away.filter(away.canonical_id != away.customer_id).select(*columns)


MERGED_AWAY = Step(
    "merged_away",
    ("lake_customers",),
    Schema(
        {"customer_id": "int64", "canonical_id": "int64", "merged_into": "int64", "merged_at": "timestamp"},
        key=("customer_id",),
    ),
    build_merged_away,
)


def of_people(rows: Table, merged_away: Table) -> Table:
    """The same rows with the canonical id of the person as `customer_id`."""
    away = merged_away.select(away_id=merged_away.customer_id, stands_id=merged_away.canonical_id)
    joined = rows.left_join(away, rows.customer_id == away.away_id)
    return joined.mutate(customer_id=ibis.coalesce(joined.stands_id, joined.customer_id)).select(*rows.columns)


def build_people(lake_customers: Table, merged_away: Table) -> Table:
    """One row a person: known since the first of their customers, invented if all are; the rest as the canonical row
    says, the country of another where it says none."""
    own = of_people(lake_customers.mutate(own=lake_customers.customer_id), merged_away)
    stands = own.own == own.customer_id
    people = own.group_by("customer_id").agg(
        signed_up_day=own.signed_up_day.min(),
        invented=own.invented.cast("int64").min() == 1,
        source=own.source.max(where=stands),
        own_country=own.country.max(where=stands),
        country=own.country.max(),
    )
    return people.mutate(country=ibis.ifelse(people.own_country == "", people.country, people.own_country)).drop(
        "own_country"
    )


PEOPLE = Step(
    "people",
    ("lake_customers", "merged_away"),
    Schema(
        {
            "customer_id": "int64",
            "signed_up_day": "date",
            "invented": "boolean",
            "source": "string",
            "country": "string",
        },
        key=("customer_id",),
    ),
    build_people,
)
