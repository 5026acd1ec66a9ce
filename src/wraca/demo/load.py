"""Loads the sample shop, and lets the days held back in as they come.

The year is moved so that its last day is yesterday or at most six days later; what lies after yesterday waits. Every
part can be told twice, so a load that was killed is begun again and ends the same.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from typing import TypeVar

import msgspec

from wraca.catalogue.actions import record_products
from wraca.customers.actions import record_customers
from wraca.customers.incoming import NewCustomer
from wraca.demo.baskets import CURRENCY, lines_of, new_orders, orders_of
from wraca.demo.campaigns import Happening, baskets_with_coupons, codes_by_basket, happenings_of, new_events
from wraca.demo.people import everybody
from wraca.demo.products import new_products, product_names
from wraca.demo.queries import SOURCE, find_customer_ids
from wraca.demo.sample import Sample, read_sample, sample_folder
from wraca.demo.window import Move, Window, choose_move, known_move
from wraca.events.actions import record_events
from wraca.kit.clock import local_day, yesterday
from wraca.kit.errors import InvalidInput, WracaError
from wraca.kit.recorded import Recorded
from wraca.orders.actions import prepare_orders, record_prepared
from wraca.orders.batch import Batch
from wraca.orders.first_load import first_load
from wraca.shop.actions import keep_sample_facts
from wraca.shop.queries import the_shop

Row = TypeVar("Row")
Group = TypeVar("Group")
BATCH = 5_000
#: (step, done, total): step is one of products, people, orders, events.
Report = Callable[[str, int, int], None]


def unheard(step: str, done: int, total: int) -> None:
    """Nobody listens."""


def load_sample(now: datetime, report: Report = unheard, *, folder: Path | None = None) -> dict[str, int]:
    """Everything up to the end of yesterday, into a shop that is open. Answers how many rows of each kind came."""
    shop = the_shop()
    if shop.currency != CURRENCY:
        raise InvalidInput(f"the sample's purchases are in {CURRENCY}; this shop keeps its books in {shop.currency}")
    sample = read_sample(folder or sample_folder())
    day = yesterday(now, shop.zone)
    move = known_move(shop.sample_facts) or choose_move(sample.first_day, sample.last_day, day, shop.zone)
    keep_sample_facts(move.facts(), sample=True)
    products = list(new_products(sample))
    record_all(
        "products", batches(products), len(products), report, lambda few: record_products(few, source=SOURCE, now=now)
    )
    return {"products": len(products)} | release(sample, move, Window(None, min(day, move.last_day)), now, report)


def release_days(now: datetime, report: Report = unheard, *, folder: Path | None = None) -> dict[str, int]:
    """Lets in the days from the last one let in to yesterday. Nothing, and at once, if there are none."""
    shop = the_shop()
    move = known_move(shop.sample_facts)
    if not shop.sample or move is None or move.released is None:
        return {}
    until = min(yesterday(now, shop.zone), move.last_day)
    if until <= move.released:
        return {}
    return release(read_sample(folder or sample_folder()), move, Window(move.released, until), now, report)


def release(sample: Sample, move: Move, window: Window, now: datetime, report: Report) -> dict[str, int]:
    used = baskets_with_coupons(sample)
    happenings = happenings_of(sample, used)
    people = list(people_in(window, everybody(sample, happenings, move), move.zone))
    record_all(
        "people", batches(people), len(people), report, lambda few: record_customers(few, source=SOURCE, now=now)
    )
    counts = {"people": len(people)}
    counts |= release_orders(sample, move, window, codes_by_basket(used), now, report)
    counts |= release_events([h for h in happenings if window.holds(move.day(h.wall_clock.date()))], move, report)
    keep_sample_facts(move.released_until(window.until).facts(), sample=True)
    return counts


def people_in(window: Window, people: Iterator[NewCustomer], zone: str) -> Iterator[NewCustomer]:
    """Those who signed up within the window; of earlier ones, what they said about being written to within it."""
    for person in people:
        consents = [consent for consent in person.consents if window.holds(local_day(consent.at, zone))]
        if person.signed_up_at and window.holds(local_day(person.signed_up_at, zone)):
            yield msgspec.structs.replace(person, consents=consents)
        elif consents:
            yield NewCustomer(outside_id=person.outside_id, consents=consents)


def release_orders(
    sample: Sample, move: Move, window: Window, codes: dict[str, list[str]], now: datetime, report: Report
) -> dict[str, int]:
    within = sample.within(window.after and move.original(window.after), move.original(window.until))
    lines = lines_of(within, product_names(sample.products), move.weeks, move.zone)
    orders = orders_of(within, lines, codes)
    shop = the_shop()
    report("orders", 0, orders.num_rows)
    prepared = ahead(prepare_orders(few, shop, now) for few in new_orders(orders, lines, BATCH))
    with first_load() as quick, prepared as batches_ready:
        record_all(
            "orders",
            batches_ready,
            orders.num_rows,
            report,
            lambda batch: record_prepared(batch, source=SOURCE, now=now, summarise=not quick),
        )
    return {"orders": orders.num_rows, "lines": lines.num_rows}


def release_events(happenings: list[Happening], move: Move, report: Report) -> dict[str, int]:
    ids = find_customer_ids(sorted({happening.household for happening in happenings}))
    events = list(new_events(happenings, ids, move.weeks, move.zone))
    record_all("events", batches(events), len(events), report, lambda few: record_events(few, source=SOURCE))
    return {"events": len(events)}


def batches(rows: Sequence[Row]) -> Iterator[Sequence[Row]]:
    return (rows[start : start + BATCH] for start in range(0, len(rows), BATCH))


@contextmanager
def ahead(batches: Iterator[Batch]) -> Iterator[Iterator[Batch]]:
    """The same batches, the next one made ready while the database works on this one."""
    with ThreadPoolExecutor(max_workers=1) as pool:

        def fetched() -> Iterator[Batch]:
            coming = pool.submit(next, batches, None)
            while (batch := coming.result()) is not None:
                coming = pool.submit(next, batches, None)
                yield batch

        yield fetched()


def record_all(
    step: str, groups: Iterator[Group], total: int, report: Report, record: Callable[[Group], Recorded]
) -> None:
    """One transaction a group. Raises WracaError if a row is refused: the fault is ours."""
    done = 0
    report(step, done, total)
    for group in groups:
        recorded = record(group)
        if recorded.rejected:
            row, problem = next(recorded.rejections())
            raise WracaError(
                f"the sample's {step} were refused: row {done + row}, {problem.reason} {dict(problem.values)}"
            )
        done += len(recorded.results)
        report(step, done, total)
