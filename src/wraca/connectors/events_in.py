"""Events told from outside: checked against the catalogue of kinds, their customers found, appended."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Annotated

from django.db import transaction
from msgspec import Meta

from wraca.customers.queries import find_ids
from wraca.customers.rights.digests import hold_erasures
from wraca.events.actions import NewEvent, record_events
from wraca.events.incoming import (
    Moment,
    OutsideId,
    Traits,
    Word,
    id_problem,
    json_problem,
    moment_problem,
    require_source,
)
from wraca.events.kinds import KINDS, NONE, OUTSIDE, REQUIRED, payload_problem
from wraca.kit.recorded import REJECTED, Problem, Recorded, Result, whole


class ToldEvent(Word, frozen=True):
    #: Unique within the source, for ever: the same key again is the same event.
    key: OutsideId
    kind: Annotated[str, Meta(description="One of docs/events.md, e.g. product.viewed.", max_length=100)]
    at: Moment
    #: Outside id.
    customer: OutsideId | None = None
    payload: Traits = {}


@transaction.atomic
def record_told_events(events: Sequence[ToldEvent], *, source: str, now: datetime) -> Recorded:
    """Appends each once, in one transaction; a bad one is rejected alone."""
    require_source(source)
    hold_erasures()
    customers = find_ids(source, sorted({event.customer for event in events if event.customer}))
    results: list[Result | None] = [None] * len(events)
    good: dict[int, NewEvent] = {}
    for row, event in enumerate(events):
        if problem := find_problem(event, customers, now, source=source):
            results[row] = Result(REJECTED, None, problem)
        else:
            customer_id = customers[event.customer] if event.customer else None
            good[row] = NewEvent(event.at, event.kind, event.key, customer_id, event.payload)
    recorded = record_events(list(good.values()), source=source)
    for row, result in zip(good, recorded.results, strict=True):
        results[row] = result
    return whole(results)


def find_problem(event: ToldEvent, customers: Mapping[str, int], now: datetime, *, source: str) -> Problem | None:
    kind = KINDS.get(event.kind)
    if kind is None:
        return Problem("kind_unknown", {"kind": event.kind[:100]})
    if kind.sender != OUTSIDE:
        return Problem("kind_is_ours", {"kind": event.kind})
    if event.customer and kind.customer == NONE:
        return Problem("customer_not_meant", {"kind": event.kind})
    if event.customer and event.customer not in customers:
        return Problem("customer_unknown", {"customer": event.customer, "source": source})
    if kind.customer == REQUIRED and not event.customer:
        return Problem("customer_missing", {"kind": event.kind})
    return (
        id_problem(event.key)
        or moment_problem("at", event.at, now)
        or json_problem("payload", event.payload)
        or payload_problem(kind, event.payload)
    )
