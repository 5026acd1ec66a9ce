"""How far each field of each person can be believed, for the lists and the page of data quality."""

from __future__ import annotations

from functools import reduce

import ibis
import numpy as np
import pyarrow as pa
from ibis.expr.types import FloatingValue, IntegerValue, Table

from wraca.customers.freshness.fading import CUSTOMER, DAYS_A_YEAR, FIELDS, PRIORS, QUALITY, SOURCE, STAFF
from wraca.customers.freshness.rates import learn_rate
from wraca.customers.identity.steps import of_people
from wraca.engine.schema import Schema
from wraca.engine.steps import Fit, Step

#: As `FieldWord.told_by` goes to the lake.
TELLERS = (SOURCE, STAFF, CUSTOMER)
#: Pairs of words are counted by the time between them, in steps of so many days.
GAP_DAYS = 28
_EPOCH = ibis.date(1970, 1, 1)


def _has(mask: IntegerValue, place: int) -> ibis.Value:
    return (mask // (1 << place)) % 2 == 1


def build_field_pairs(lake_field_words: Table, clock: Table) -> Table:
    """Words that follow each other about one field of one customer: how long apart, and whether the second differed.

    Of customers, not of people: that two sources say different things is no change.
    """
    words = lake_field_words.filter(lake_field_words.said_day <= clock.as_of.max().as_scalar())
    spoken = words.group_by("customer_id").agg(n=words.count())
    often = spoken.filter(spoken.n > 1).select(often_id=spoken.customer_id)
    # Most customers were told of once: they say nothing of changes, and cost no sorting.
    words = words.inner_join(often, words.customer_id == often.often_id).drop("often_id")
    pairs = reduce(Table.union, [_pairs(words, place, field) for place, field in enumerate(FIELDS)])
    return pairs.group_by("field", "gap", "differed").agg(pairs=pairs.count())


def _pairs(words: Table, place: int, field: str) -> Table:
    said = words.filter(_has(words.told, place))
    day = said.said_day.delta(_EPOCH, unit="day").cast("int64")
    order = ibis.window(group_by=said.customer_id, order_by=[said.said_day, said.word_id])
    said = said.mutate(days=day - day.lag().over(order))
    said = said.filter(said.days.notnull())
    return said.select(field=ibis.literal(field), gap=said.days // GAP_DAYS, differed=_has(said.differed, place))


FIELD_PAIRS = Step(
    "field_pairs",
    ("lake_field_words", "clock"),
    Schema(
        {"field": "string", "gap": "int64", "differed": "boolean", "pairs": "int64"}, key=("field", "gap", "differed")
    ),
    build_field_pairs,
)

_RATES = Schema(
    {
        "field": "string",
        # The Gamma distribution of changes a year, and its 90 % interval.
        "shape": "float64",
        "years": "float64",
        "low": "float64",
        "high": "float64",
        # What it was learned from, beside the prior.
        "pairs": "int64",
        "changes": "int64",
        "customer_years": "float64",
    },
    key=("field",),
)


def fit_rates(field_pairs: pa.Table) -> pa.Table:
    rows = field_pairs.to_pylist()
    kinds = {"string": pa.string(), "float64": pa.float64(), "int64": pa.int64()}
    schema = pa.schema([(name, kinds[dtype]) for name, dtype in _RATES.columns.items()])
    return pa.Table.from_pylist(
        [_rate_row(field, [r for r in rows if r["field"] == field]) for field in FIELDS], schema
    )


def _rate_row(field: str, rows: list[dict]) -> dict[str, object]:
    years = np.array([(row["gap"] + 0.5) * GAP_DAYS / DAYS_A_YEAR for row in rows])
    pairs = np.array([row["pairs"] for row in rows], dtype=np.int64)
    rate = learn_rate(years, [row["differed"] for row in rows], pairs, PRIORS[field])
    low, high = rate.between()
    return {
        "field": field,
        "shape": rate.shape,
        "years": rate.years,
        "low": low,
        "high": high,
        "pairs": int(pairs.sum()),
        "changes": sum(row["pairs"] for row in rows if row["differed"]),
        "customer_years": float(np.sum(years * pairs)),
    }


FIELD_RATES = Fit("field_rates", ("field_pairs",), _RATES, fit_rates)


def build_freshness(
    lake_contacts: Table, lake_field_words: Table, field_rates: Table, merged_away: Table, clock: Table
) -> Table:
    """One row a person: the confidence of each field they have (null: they have none), and by what they can be reached
    at all; consent is another question (`reach`)."""
    today = clock.as_of.max().as_scalar()
    held = _held(lake_contacts, merged_away)
    said = _last_said(lake_field_words.filter(lake_field_words.said_day <= today), merged_away)
    rows = held.left_join(said, held.customer_id == said.said_id)
    return rows.select(
        "customer_id",
        **{field: _confidence(rows, field, field_rates, today) for field in FIELDS},
        email_usable=rows.own_email_held == 1,
        phone_usable=rows.phone_held == 1,
        address_usable=rows.address_held == 1,
    )


def _held(contacts: Table, merged_away: Table) -> Table:
    rows = of_people(contacts, merged_away)
    names = (*FIELDS, "own_email")
    return rows.group_by("customer_id").agg(**{f"{name}_held": rows[name].cast("int64").max() for name in names})


def _last_said(words: Table, merged_away: Table) -> Table:
    """Of each field the day of the last word times four, and who said it: of two on one day, the better."""
    rows = of_people(words, merged_away)
    moment = rows.said_day.delta(_EPOCH, unit="day").cast("int64") * 4 + rows.teller
    last = {f"{field}_said": moment.max(where=_has(rows.told, place)) for place, field in enumerate(FIELDS)}
    return rows.group_by(said_id=rows.customer_id).agg(**last)


def _confidence(rows: Table, field: str, rates: Table, today: ibis.Value) -> FloatingValue:
    """As `fading.confidence`."""
    said = rows[f"{field}_said"]
    # A float before it is divided: Spark takes the literal for a decimal and keeps six digits of the quotient.
    age_days = (today.delta(_EPOCH, unit="day").cast("int64") - said // 4).cast("float64")
    quality = ibis.cases(
        *((said % 4 == place, QUALITY[teller]) for place, teller in enumerate(TELLERS)), else_=QUALITY[SOURCE]
    )
    rate = rates.filter(rates.field == field)
    shape, years = rate.shape.max().as_scalar(), rate.years.max().as_scalar()
    left = quality * (years / (years + age_days / DAYS_A_YEAR)) ** shape
    return ibis.ifelse((rows[f"{field}_held"] == 1) & said.notnull(), left, ibis.null("float64"))


FRESHNESS = Step(
    "freshness",
    ("lake_contacts", "lake_field_words", "field_rates", "merged_away", "clock"),
    Schema(
        {
            "customer_id": "int64",
            **dict.fromkeys(FIELDS, "float64"),
            **dict.fromkeys(("email_usable", "phone_usable", "address_usable"), "boolean"),
        },
        key=("customer_id",),
        digits=dict.fromkeys(FIELDS, 6),
    ),
    build_freshness,
)
