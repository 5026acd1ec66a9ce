"""Days and months in expressions, written so that DuckDB and Spark agree (docs/adr/0003)."""

from __future__ import annotations

import ibis
from ibis.expr.types import DateValue, IntegerValue, Table

from wraca.engine.schema import Schema

#: One row: the day the refresh looks from, the last day that is over, the shop's zone.
CLOCK_SCHEMA = Schema({"as_of": "date", "complete_until": "date", "zone": "string"}, key=("as_of",))
EPOCH = ibis.date(1970, 1, 1)


def days_from(earlier: DateValue, later: DateValue) -> IntegerValue:
    """Whole days between two dates."""
    return later.delta(earlier, unit="day").cast("int64")


def day_number(day: DateValue) -> IntegerValue:
    """Days since 1970-01-01: a day one can add to."""
    return days_from(EPOCH, day)


def month_index(day: DateValue) -> IntegerValue:
    """Months since year 0: the difference of two is the number of month ends between them."""
    return (day.year().cast("int64") * 12 + day.month().cast("int64") - 1).cast("int64")


def as_of(clock: Table) -> DateValue:
    return clock.as_of.max().as_scalar()


def complete_until(clock: Table) -> DateValue:
    """The last day that is over: only then is a silence known to have lasted through it."""
    return clock.complete_until.max().as_scalar()


def each_month(table: Table, first: IntegerValue, last: IntegerValue, *, name: str = "month_index") -> Table:
    """Each row once per month from `first` to `last`; none where `last` comes before `first`."""
    bounded = table.mutate(first_month_=first, last_month_=last)
    bounded = bounded.filter(bounded.first_month_ <= bounded.last_month_)
    spread = bounded.mutate(**{name: ibis.range(bounded.first_month_, bounded.last_month_ + 1).unnest()})
    return spread.drop("first_month_", "last_month_")


def day_of(number: IntegerValue) -> DateValue:
    """The reverse of `day_number`."""
    return (ibis.date(1970, 1, 1) + number.as_interval("D")).cast("date")


def month_start(index: IntegerValue) -> DateValue:
    """The first day of a month."""
    return ibis.date(index // 12, index % 12 + 1, 1)
