"""Merging and parting customers: nothing is rewritten, everything comes back."""

from __future__ import annotations

import contextlib
import threading
from collections import defaultdict
from itertools import pairwise

import msgspec
import pytest
from django.db import IntegrityError, connection, transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tests.cast import CUSTOMERS, NOW, ORDERS, SOURCE, at, load_cast, open_cast_shop, order
from tests.rows import LOGS, dump
from tests.sessions import wait_until_another_waits

from wraca.customers.actions import record_customers
from wraca.customers.identity.models import Merge
from wraca.customers.identity.people import Forest
from wraca.customers.identity.queries import Person, find_canonical_ids, find_person, show_fields
from wraca.customers.incoming import NewCustomer
from wraca.customers.models import Customer
from wraca.events.models import Event
from wraca.jobs import merge_customers
from wraca.kit.errors import Conflict, InvalidInput
from wraca.orders.actions import record_orders
from wraca.orders.incoming import NewRefund
from wraca.orders.models import CustomerSummary, Order
from wraca.orders.summary import COLUMNS
from wraca.staff.models import AuditEntry


def ids() -> dict[str, int]:
    return dict(Customer.objects.values_list("outside_id", "id"))


def kept(customer_id: int) -> dict:
    return CustomerSummary.objects.filter(pk=customer_id).values(*COLUMNS).get()


@pytest.fixture
def cast(db) -> dict[str, int]:
    load_cast()
    return ids()


def test_merged_people_have_one_summary_over_all_their_orders(cast):
    merge_customers.merge(cast["bruno"], cast["celina"], now=NOW)
    # celina: 1 Mar 50, 1 Apr 70, 1 May 90; bruno: 10 Jan 100. Gaps 50, 31, 30 days.
    summary = kept(cast["celina"])
    assert (summary["orders"], summary["order_days"], summary["spent_minor"]) == (4, 4, 31_000)
    assert summary["gap_squares"] == 50**2 + 31**2 + 30**2
    assert not CustomerSummary.objects.filter(pk=cast["bruno"]).exists()
    assert find_person(cast["bruno"]) == Person(cast["celina"], (cast["celina"], cast["bruno"]))


def test_who_was_erased_is_joined_to_nobody_and_parted_from_nobody(cast):
    standing = merge_customers.merge(cast["bruno"], cast["celina"], now=NOW)
    Customer.objects.filter(pk__in=[cast["bruno"], cast["celina"]]).update(erased_at=NOW)
    for pair in ((cast["bruno"], cast["ela"]), (cast["ela"], cast["celina"])):
        with pytest.raises(Conflict, match="was erased"):
            merge_customers.merge(*pair, now=NOW)
    with pytest.raises(Conflict, match="was erased"):
        merge_customers.undo(standing.pk, now=NOW)
    assert find_person(cast["bruno"]) == Person(cast["celina"], (cast["celina"], cast["bruno"]))


def test_undone_merge_leaves_every_row_as_before(cast):
    beside = {*LOGS, "customers_merge"}
    before = dump(without=beside)
    first = merge_customers.merge(cast["bruno"], cast["celina"], now=NOW, fields={"city": cast["bruno"]})
    second = merge_customers.merge(cast["ada"], cast["bruno"], now=NOW)
    third = merge_customers.merge(cast["celina"], cast["filip"], now=NOW)
    assert dump(without=beside) != before
    for merge in (first, third, second):
        merge_customers.undo(merge.pk, now=NOW)
    assert dump(without=beside) == before


def test_both_deeds_are_on_the_timeline_and_in_the_audit_log(cast):
    merge = merge_customers.merge(cast["bruno"], cast["celina"], now=NOW)
    merge_customers.undo(merge.pk, now=NOW)
    told = Event.objects.filter(kind__in=["customer.merged", "customer.unmerged"]).order_by("id")
    assert [(event.kind, event.customer_id, event.payload["into"]) for event in told] == [
        ("customer.merged", cast["bruno"], cast["celina"]),
        ("customer.unmerged", cast["bruno"], cast["celina"]),
    ]
    assert list(AuditEntry.objects.order_by("id").values_list("action", flat=True)) == [
        "customer.merged",
        "customer.unmerged",
    ]


def test_a_person_is_not_merged_with_themselves_nor_undone_twice(cast):
    merge = merge_customers.merge(cast["bruno"], cast["celina"], now=NOW)
    with pytest.raises(Conflict, match="are one person already"):
        merge_customers.merge(cast["celina"], cast["bruno"], now=NOW)
    merge_customers.undo(merge.pk, now=NOW)
    with pytest.raises(Conflict, match="was undone before"):
        merge_customers.undo(merge.pk, now=NOW)
    with pytest.raises(InvalidInput, match="there is no customer"):
        merge_customers.merge(cast["celina"], 10**9, now=NOW)
    with pytest.raises(InvalidInput, match="is not one of the two people"):
        merge_customers.merge(cast["celina"], cast["bruno"], now=NOW, fields={"city": cast["ada"]})


def test_database_refuses_a_second_standing_merge_and_one_with_oneself(cast):
    merge_customers.merge(cast["bruno"], cast["celina"], now=NOW)
    again = {"from_customer_id": cast["bruno"], "into_customer_id": cast["ada"], "at": NOW, "rule": "x"}
    with pytest.raises(IntegrityError, match="customers_merge_live"), transaction.atomic():
        Merge.objects.create(**again)
    with pytest.raises(IntegrityError, match="customers_merge_other"), transaction.atomic():
        Merge.objects.create(**{**again, "into_customer_id": cast["bruno"]})


def test_chosen_fields_are_shown_and_the_rest_is_filled_in(cast):
    merge = merge_customers.merge(
        cast["bruno"], cast["celina"], now=NOW, fields={"family_name": cast["bruno"], "given_name": cast["celina"]}
    )
    person = find_person(cast["bruno"])
    shown = show_fields(person, Customer.objects.in_bulk(person.member_ids), [merge])
    assert {field: shown[field].value for field in ("given_name", "family_name", "email", "city")} == {
        "given_name": "Celina",
        "family_name": "Łoś",
        "email": "celina@example.com",
        # Celina has none.
        "city": "Łódź",
    }


NAMES = [customer.outside_id for customer in CUSTOMERS][:5]
DEEDS = st.one_of(
    st.tuples(st.just("merge"), st.sampled_from(NAMES), st.sampled_from(NAMES)),
    st.tuples(st.just("undo"), st.integers(0, 9)),
    st.tuples(st.just("order"), st.sampled_from(["n1", "n2"]), st.sampled_from(NAMES), st.integers(1, 28)),
    st.tuples(st.just("refund"), st.sampled_from([o for o in ORDERS if o.outside_id != "e1"])),
)


def carry_out(deed: tuple, known: dict[str, int], merges: list[int]) -> None:
    kind, *rest = deed
    if kind == "merge":
        with contextlib.suppress(Conflict):
            merges.append(merge_customers.merge(known[rest[0]], known[rest[1]], now=NOW).pk)
    elif kind == "undo" and merges:
        merge_customers.undo(merges.pop(rest[0] % len(merges)), now=NOW)
    elif kind == "order":
        record_orders([order(rest[0], rest[1], at(2, rest[2]), 30)], source=SOURCE, now=NOW)
    elif kind == "refund":
        refunds = [NewRefund(outside_id="r", at=rest[0].placed_at, amount_minor=1)]
        record_orders([msgspec.structs.replace(rest[0], refunds=refunds)], source=SOURCE, now=NOW)


def plain_summaries() -> dict[int, tuple]:
    """(orders, order days, spent, gap squares) by the roots of the merges that stand, counted row by row."""
    forest = Forest(dict(Merge.objects.filter(undone_at=None).values_list("from_customer_id", "into_customer_id")))
    days: dict[int, dict] = defaultdict(lambda: defaultdict(list))
    rows = Order.objects.filter(payment_state="paid", cancellation=None, customer__isnull=False)
    for row in rows.prefetch_related("refund_set"):
        net = row.total_minor - sum(refund.amount_minor for refund in row.refund_set.all())
        days[forest.root(row.customer_id)][row.local_day].append(net)
    plain = {}
    for root, by_day in days.items():
        order_of = sorted(by_day)
        gaps = [(b - a).days for a, b in pairwise(order_of)]
        values = [value for day in by_day.values() for value in day]
        plain[root] = (len(values), len(by_day), sum(values), sum(gap * gap for gap in gaps))
    return plain


def check_summaries() -> None:
    names = ("orders", "order_days", "spent_minor", "gap_squares")
    rows = CustomerSummary.objects.filter(orders__gt=0).values_list("customer_id", *names)
    assert {row[0]: row[1:] for row in rows} == plain_summaries()
    merged_away = [id_ for id_, canonical in find_canonical_ids(ids().values()).items() if id_ != canonical]
    assert not CustomerSummary.objects.filter(pk__in=merged_away).exists()


def check_canonical_ids() -> None:
    forest = Forest(dict(Merge.objects.filter(undone_at=None).values_list("from_customer_id", "into_customer_id")))
    everybody = list(ids().values())
    assert find_canonical_ids(everybody) == {customer: forest.root(customer) for customer in everybody}


@pytest.mark.django_db
@settings(max_examples=40, deadline=None, suppress_health_check=list(HealthCheck))
@given(deeds=st.lists(DEEDS, max_size=12))
def test_shuffled_histories_of_orders_refunds_merges_and_undos_keep_summaries_exact(deeds):
    with transaction.atomic():
        load_cast()
        known, merges = ids(), []
        for deed in deeds:
            carry_out(deed, known, merges)
        check_canonical_ids()
        check_summaries()
        transaction.set_rollback(True)


def at_once(*works) -> list[BaseException]:
    errors: list[BaseException] = []
    start = threading.Barrier(len(works))

    def run(work) -> None:
        try:
            start.wait()
            work()
        except BaseException as error:
            errors.append(error)
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=(work,)) for work in works]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return errors


def try_merge(one: int, other: int) -> None:
    with contextlib.suppress(Conflict):
        merge_customers.merge(one, other, now=NOW)


@pytest.mark.django_db(transaction=True)
def test_merges_and_undos_while_orders_come_in_leave_every_summary_exact():
    load_cast()
    known = ids()

    def tell(writer: int):
        def work() -> None:
            for turn in range(15):
                told = [order(f"w{writer}-{turn}-{name}", name, at(2, 1 + turn), 10) for name in NAMES]
                record_orders(told, source=SOURCE, now=NOW)

        return work

    def merge_and_part() -> None:
        for turn in range(15):
            merge = merge_customers.merge(known[NAMES[turn % 5]], known[NAMES[(turn + 2) % 5]], now=NOW)
            if turn % 3:
                merge_customers.undo(merge.pk, now=NOW)
            if turn % 3 == 0:
                merge_customers.merge(known[NAMES[(turn + 1) % 5]], known[NAMES[turn % 5]], now=NOW)
                for each in Merge.objects.filter(undone_at=None).order_by("id"):
                    merge_customers.undo(each.pk, now=NOW)
        merge_customers.merge(known["ada"], known["bruno"], now=NOW)

    assert at_once(tell(1), tell(2), merge_and_part) == []
    check_canonical_ids()
    check_summaries()


@pytest.mark.django_db(transaction=True)
def test_order_of_one_member_waits_for_that_of_another_and_both_are_counted():
    load_cast()
    known = ids()
    merge_customers.merge(known["bruno"], known["celina"], now=NOW)
    merge_customers.merge(known["darek"], known["celina"], now=NOW)
    errors: list[list[BaseException]] = []

    def tell() -> None:
        errors.append(at_once(lambda: record_orders([order("d3", "darek", at(2, 2), 10)], source=SOURCE, now=NOW)))

    other = threading.Thread(target=tell)
    with transaction.atomic():
        record_orders([order("b2", "bruno", at(2, 1), 10)], source=SOURCE, now=NOW)
        other.start()
        # Darek's order has come as far as it can.
        wait_until_another_waits()
        assert other.is_alive()
    other.join()
    assert errors == [[]]
    check_summaries()


@pytest.mark.django_db(transaction=True)
def test_two_merges_that_cross_end_as_one():
    open_cast_shop()
    record_customers([NewCustomer(outside_id=str(n)) for n in range(10)], source=SOURCE, now=NOW)
    known = ids()
    for n in range(0, 10, 2):
        one, other = known[str(n)], known[str(n + 1)]
        assert at_once(lambda a=one, b=other: try_merge(a, b), lambda a=one, b=other: try_merge(b, a)) == []
        assert Merge.objects.filter(from_customer__in=[one, other]).count() == 1
    check_canonical_ids()
