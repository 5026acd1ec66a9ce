"""What follows what, as it happens: event kind -> the actions called with the events, oldest first.

Each handler takes a batch of events of one kind and may be called again with the same events: it must do nothing then.
(The customer's summary is not a reaction: `orders` keeps it in the order's own transaction.)
"""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Sequence
from datetime import datetime

from django.db import transaction
from procrastinate.contrib.django import app as queue
from procrastinate.exceptions import AlreadyEnqueued

from wraca.catalogue.actions import ToldPrice, ToldStock, record_prices, record_stock
from wraca.catalogue.queries import find_variant_ids
from wraca.customers.duplicates.actions import check_customers, is_certain
from wraca.customers.duplicates.checking import Likely
from wraca.events.models import Event
from wraca.shop.queries import the_shop

#: More newcomers than these keep other reactions waiting.
AT_ONCE = 20
#: (events of one kind, now)
Reaction = Callable[[Sequence[Event], datetime], None]


def keep_prices(events: Sequence[Event], now: datetime) -> None:
    """Of variants the catalogue knows; an event about another one stays on the timeline and changes nothing."""
    ids = _variants(events)
    record_prices(
        [
            ToldPrice(variant_id, event.at, event.payload["price_minor"])
            for event in events
            if (variant_id := ids.get((event.source, event.payload["variant"])))
        ]
    )


def keep_stock(events: Sequence[Event], now: datetime) -> None:
    ids = _variants(events)
    record_stock(
        [
            ToldStock(variant_id, event.at, event.payload["quantity"], event.payload.get("location") or "")
            for event in events
            if (variant_id := ids.get((event.source, event.payload["variant"])))
        ]
    )


def find_known(events: Sequence[Event], now: datetime) -> None:
    """Whether somebody new is known already: at once, or by a job where a file brought many, or where certain ones
    may be merged. The nightly search compares all with all."""
    newcomers = sorted({event.customer_id for event in events if event.customer_id})
    if len(newcomers) > AT_ONCE or _may_be_merged(check_customers(newcomers, now=now)):
        _queue_check()


def _may_be_merged(found: Sequence[Likely]) -> bool:
    return any(is_certain(likely) for likely in found) and the_shop().merges_certain_duplicates


def _queue_check() -> None:
    """One waits at most. The floor of jobs is above this one, so the task is called by its name."""
    with contextlib.suppress(AlreadyEnqueued), transaction.atomic():
        queue.configure_task("wraca:check_newcomers").defer()


def _variants(events: Sequence[Event]) -> dict[tuple[str, str], int]:
    """(source, outside id) -> our id."""
    found: dict[tuple[str, str], int] = {}
    for source in sorted({event.source for event in events}):
        told = sorted({event.payload["variant"] for event in events if event.source == source})
        found |= {(source, outside_id): ours for outside_id, ours in find_variant_ids(source, told).items()}
    return found


REACTIONS: dict[str, tuple[Reaction, ...]] = {
    "customer.signed_up": (find_known,),
    "price.changed": (keep_prices,),
    "stock.changed": (keep_stock,),
}
