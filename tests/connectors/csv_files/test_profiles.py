"""One contract for every export that is known by its columns."""

import csv
import random

import pytest
from tests.cast import NOW, open_cast_shop
from tests.connectors.csv_files.expected import ANNA, BRUNO, EXPECTED, FIXTURES, GIVEN

from wraca.connectors.csv_files.profiles import list_profiles, recognise
from wraca.connectors.importing import ImportOptions, import_file, try_file
from wraca.connectors.queries import list_rejects
from wraca.connectors.reading import encoding_of, open_rows
from wraca.customers.models import ConsentRecord, Customer
from wraca.orders.models import CustomerSummary, Order, OrderLine

PROFILES = {profile.code: profile for profile in list_profiles()}
each = pytest.mark.parametrize("code", sorted(EXPECTED))


@pytest.fixture(autouse=True)
def shop(db):
    open_cast_shop()


def path_of(code):
    return FIXTURES / f"{code}.csv"


def bring(path, **more):
    run = import_file(ImportOptions(path, **more), NOW)
    assert list(list_rejects(run.pk)) == []
    return run


def orders_known():
    rows = Order.objects.order_by("number")
    return tuple(
        (
            order.number,
            order.total_minor,
            order.payment_state,
            hasattr(order, "cancellation"),
            sum(order.refund_set.values_list("amount_minor", flat=True)),
            order.customer.email if order.customer else "",
        )
        for order in rows
    )


def customers_known():
    return tuple(sorted(Customer.objects.values_list("email", "given_name", "family_name")))


def test_every_profile_has_its_fixture():
    assert sorted(PROFILES) == sorted(EXPECTED) == sorted(path.stem for path in FIXTURES.glob("*.csv"))


@each
def test_fixture_is_recognised_in_any_order_and_case(code):
    with open_rows(path_of(code)) as rows:
        header = list(rows.header)
    assert recognise(header).code == code
    random.Random(7).shuffle(header)
    assert recognise([name.upper() for name in header]).code == code


@each
def test_dry_run_says_what_the_import_does_and_keeps_nothing(code):
    trial = try_file(ImportOptions(path_of(code)), NOW)
    expected = EXPECTED[code]
    assert (trial.kind, trial.new, trial.changed, trial.same, trial.rejected, trial.problems) == (
        PROFILES[code].kind,
        expected.new,
        0,
        0,
        0,
        [],
    )
    assert (Customer.objects.count(), Order.objects.count(), ConsentRecord.objects.count()) == (0, 0, 0)


@each
def test_import_brings_what_the_fixture_tells(code):
    run = bring(path_of(code))
    expected = EXPECTED[code]
    assert (run.source, run.new, run.rejected) == (PROFILES[code].source, expected.new, 0)
    assert orders_known() == expected.orders
    assert customers_known() == tuple(sorted(expected.customers))
    consents = ConsentRecord.objects.order_by("customer__email", "channel")
    assert tuple(consents.values_list("customer__email", "channel", "action")) == expected.consents
    # An imported flag proves nothing.
    assert not consents.filter(proven=True).exists()


@each
def test_same_file_again_changes_nothing(code):
    bring(path_of(code))
    before = rows_of_everything()
    again = bring(path_of(code))
    assert (again.new, again.changed_rows, again.same) == (0, 0, EXPECTED[code].new)
    assert rows_of_everything() == before


def rows_of_everything():
    return {
        model.__name__: list(model.objects.order_by("pk").values())
        for model in (Customer, ConsentRecord, Order, OrderLine, CustomerSummary)
    }


@each
def test_columns_in_another_order_and_separator_tell_the_same(code, tmp_path):
    bring(path_of(code))
    with path_of(code).open(encoding=encoding_of(path_of(code)), newline="") as file:
        start = file.read(4096)
        file.seek(0)
        rows = list(csv.reader(file, delimiter=";" if start.count(";") > start.count(",") else ","))
    places = list(range(len(rows[0])))
    random.Random(11).shuffle(places)
    path = tmp_path / "shuffled.csv"
    with path.open("w", encoding="utf-16", newline="") as file:
        csv.writer(file, delimiter="\t").writerows([row[place] for place in places] for row in rows)
    again = bring(path)
    assert (again.new, again.changed_rows) == (0, 0)


def test_orders_find_their_buyers_in_the_list_of_customers():
    bring(path_of("shopify_customers"))
    bring(path_of("shopify_orders"))
    assert Customer.objects.count() == 2
    anna = Customer.objects.get(email=ANNA)
    assert anna.outside_id == "7210448301122"
    # 155.00; the voided order does not count.
    assert CustomerSummary.objects.get(customer=anna).spent_minor == 15_500
    assert anna.street == "ul. Długa 1"


def test_orders_before_the_list_stay_with_who_they_came_with():
    bring(path_of("shopify_orders"))
    bring(path_of("shopify_customers"))
    again = bring(path_of("shopify_orders"))
    assert (again.new, again.changed_rows, again.same) == (0, 0, 4)


def test_older_order_does_not_bring_back_an_old_address():
    bring(path_of("skyverge_orders"))
    bruno = Customer.objects.get(email=BRUNO)
    # Orders 702 and 703 were placed on the 1st and 2nd: the first word is when he came.
    assert (bruno.signed_up_at.day, bruno.source_updated_at.day) == (1, 2)


def test_lines_of_an_order_are_told_whole():
    bring(path_of("skyverge_orders"))
    lines = OrderLine.objects.filter(order__number="701").order_by("position")
    assert list(lines.values_list("name", "quantity", "unit_price_minor", "total_minor")) == [
        ("Kubek: biały", 2, 5_000, 10_000),
        ("Podkładka", 1, 2_300, 2_300),
    ]


def test_undated_flag_keeps_the_moment_of_the_first_import():
    bring(path_of("shopify_customers"))
    record = ConsentRecord.objects.get(customer__email=ANNA)
    assert (record.action, record.at, record.evidence) == (
        GIVEN,
        NOW,
        {"kind": "imported flag", "legacy": True, "undated": True},
    )


def test_source_that_is_said_is_taken():
    assert bring(path_of("shopify_customers"), source="sklep-2").source == "sklep-2"
