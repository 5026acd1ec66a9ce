"""What follows what, as it happens: event kind -> the actions called with the events, oldest first.

Each handler takes a batch of events of one kind and may be called again with the same events: it must do nothing then.
(The customer's summary is not a reaction: `orders` keeps it in the order's own transaction.)
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime

from wraca.catalogue.actions import ToldPrice, ToldStock, record_prices, record_stock
from wraca.catalogue.queries import find_variant_ids
from wraca.customers.duplicates.actions import check_customers
from wraca.events.models import Event

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
    """Whether somebody new is known already; the nightly search compares all with all."""
    check_customers(sorted({event.customer_id for event in events if event.customer_id}), now=now)


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
