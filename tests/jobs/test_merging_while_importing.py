"""Imports of the same people and orders at once, and merges of those people and their undoing meanwhile: nothing is
lost, nobody sees a deadlock, and in the end every figure is what a fresh count gives."""

from __future__ import annotations

import random
import threading
from datetime import timedelta

import pytest
from django.db import connection, transaction
from tests.cast import NOW, SOURCE, at, open_cast_shop

from wraca.connectors import importing
from wraca.connectors.importing import ImportOptions, import_file
from wraca.customers.actions import record_customers
from wraca.customers.identity.models import Merge
from wraca.customers.identity.people import Forest
from wraca.customers.incoming import NewCustomer
from wraca.customers.models import Customer
from wraca.events.models import Event
from wraca.jobs import merge_customers
from wraca.kit.errors import Conflict
from wraca.orders.actions import remake_summaries
from wraca.orders.models import CustomerSummary, Order, OrderLine
from wraca.orders.summary import COLUMNS

HEAD = "outside_id;placed_at;customer;line_variant;line_quantity;line_unit_price\n"


def write_orders(path, numbers, people):
    """Two lines each; who buys what follows from its number, so every file tells the same of it."""
    with path.open("w") as file:
        file.write(HEAD)
        for n in numbers:
            day = (at(3, 1) + timedelta(days=n % 60)).date()
            file.write(f"o{n};{day};c{n % people};v{n % 7};1;{n + 1}\n")
            file.write(f"o{n};{day};c{n % people};v{n % 5};2;1,00\n")
    return path


def write_people(path, numbers):
    rows = (f"c{n};Anna{n};c{n}@example.com\n" for n in numbers)
    path.write_text("outside_id;given_name;email\n" + "".join(rows))
    return path


def summaries():
    return {row.pop("customer_id"): row for row in CustomerSummary.objects.values("customer_id", *COLUMNS)}


def merge_and_part(seed, people, done):
    """Until the imports are done; what one of these threads did the other may have undone."""
    chance, turns = random.Random(seed), 0
    ids = list(Customer.objects.order_by("id").values_list("id", flat=True))
    while not done.is_set() or turns < 10:
        turns += 1
        try:
            merge_customers.merge(*chance.sample(ids, 2), now=NOW)
            standing = list(Merge.objects.filter(undone_at=None).values_list("id", flat=True))
            if len(standing) > people // 4:
                merge_customers.undo(chance.choice(standing), now=NOW)
        except Conflict:
            # One person already, or parted by the other thread.
            continue
    return turns


def run_together(tmp_path, people, orders, seed):
    """Three files that overlap, two threads that merge; the errors of all."""
    open_cast_shop()
    record_customers([NewCustomer(outside_id=f"c{n}") for n in range(people)], source=SOURCE, now=NOW)
    chance, done, errors = random.Random(seed), threading.Event(), []
    files = [
        write_orders(tmp_path / "a.csv", range(orders * 2 // 3), people),
        write_orders(tmp_path / "b.csv", chance.sample(range(orders // 3, orders), orders - orders // 3), people),
        write_people(tmp_path / "p.csv", chance.sample(range(people), people)),
    ]

    def guarded(deed, *arguments):
        try:
            deed(*arguments)
        except BaseException as error:
            errors.append(repr(error))
        finally:
            connection.close()

    def bring(path):
        run = import_file(ImportOptions(path, source=SOURCE), NOW)
        assert (run.state, run.rejected) == ("done", 0)

    imports = [threading.Thread(target=guarded, args=(bring, path)) for path in files]
    merges = [threading.Thread(target=guarded, args=(merge_and_part, seed + n, people, done)) for n in range(2)]
    for thread in (*imports, *merges):
        thread.start()
    for thread in imports:
        thread.join()
    done.set()
    for thread in merges:
        thread.join()
    return errors


def check(people, orders):
    # Nothing is lost: each order once, with its two lines and its events.
    assert (Order.objects.count(), OrderLine.objects.count()) == (orders, 2 * orders)
    assert Event.objects.filter(kind="order.placed").count() == orders
    owners = dict(Order.objects.values_list("outside_id", "customer__outside_id"))
    assert owners == {f"o{n}": f"c{n % people}" for n in range(orders)}
    assert Customer.objects.filter(given_name__startswith="Anna").count() == people
    # Every canonical id is the root of the merges that stand.
    forest = Forest(dict(Merge.objects.filter(undone_at=None).values_list("from_customer_id", "into_customer_id")))
    canonical = dict(Customer.objects.values_list("id", "canonical_id"))
    assert canonical == {one: forest.root(one) for one in canonical}
    assert Merge.objects.exclude(undone_at=None).exists()
    # A person's orders and money, counted plainly: n + 1 zloty and twice one.
    ids = dict(Customer.objects.values_list("outside_id", "id"))
    spent, bought = {}, {}
    for n in range(orders):
        root = canonical[ids[f"c{n % people}"]]
        spent[root], bought[root] = spent.get(root, 0) + 100 * (n + 3), bought.get(root, 0) + 1
    kept = summaries()
    assert {one: (kept[one]["orders"], kept[one]["spent_minor"]) for one in kept if kept[one]["orders"]} == {
        root: (bought[root], spent[root]) for root in spent
    }
    # And all other columns: made anew they are the same.
    with transaction.atomic():
        remake_summaries(sorted(set(canonical.values())))
    assert summaries() == kept


@pytest.mark.parametrize(
    ("people", "orders"), [(12, 90), pytest.param(60, 3000, marks=pytest.mark.long)], ids=["short", "long"]
)
def test_merges_while_imports_run_lose_nothing(transactional_db, tmp_path, monkeypatch, people, orders):
    monkeypatch.setattr(importing, "BATCH_WORDS", 16)
    assert run_together(tmp_path, people, orders, seed=orders) == []
    check(people, orders)
