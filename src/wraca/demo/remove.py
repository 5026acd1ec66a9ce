"""Takes out what the sample brought, and leaves what the owner entered."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from django.db import connection, transaction
from django.db.backends.utils import CursorWrapper

from wraca.customers.identity.actions import undo_merge
from wraca.customers.identity.queries import list_merges_of_source
from wraca.demo import queries
from wraca.demo.load import Report, unheard
from wraca.kit import clock
from wraca.kit.errors import NotReady
from wraca.orders.actions import remake_summaries
from wraca.shop.actions import keep_sample_facts
from wraca.shop.queries import find_shop

#: Orders, and rows of other tables, in one transaction: locks are held for well under a second.
ORDERS, ROWS = 2_000, 20_000


def remove_sample(report: Report = unheard) -> dict[str, int]:
    """Rows deleted per table. Killed half-way, it is begun again where it stood: the shop is marked last.

    Lake and generations follow at the next refresh. Raises NotReady if there is no sample.
    """
    shop = find_shop()
    if shop is None or not shop.sample:
        raise NotReady("there is no sample to remove: this shop holds only what its owner entered")
    part_merges()
    removed = {"orders_order": remove_orders(report)}
    for number, part in enumerate(queries.PLAN, start=1):
        touched = in_batches(partial(queries.carry_out, part, ROWS))
        if isinstance(part, queries.Delete):
            removed[part.table] = touched
        report("remove_rest", number, len(queries.PLAN))
    keep_sample_facts({}, sample=False)
    return removed


def part_merges() -> None:
    """What the owner merged with people of the sample is on its own again."""
    for merge_id in list_merges_of_source(queries.SOURCE):
        with transaction.atomic():
            remake_summaries(undo_merge(merge_id, now=clock.now()).canonical_ids)


def remove_orders(report: Report) -> int:
    with connection.cursor() as cursor:
        total = queries.count_sample_orders(cursor)
    return in_batches(partial(queries.delete_some_orders, ORDERS), lambda done: report("remove_orders", done, total))


def in_batches(some: Callable[[CursorWrapper], int], told: Callable[[int], None] = lambda done: None) -> int:
    """Calls `some` in transactions of their own until it finds nothing more; returns the sum."""
    done = 0
    while True:
        with transaction.atomic(), connection.cursor() as cursor:
            count = some(cursor)
        if not count:
            return done
        done += count
        told(done)
