"""Loading, releasing and removing the sample on a real database; the rows are in tests/demo/retailer.py.

On Sunday 2026-11-22 "yesterday" is the 21st: the year moves by 464 weeks, and household 12's basket of the 22nd waits.
"""

from datetime import UTC, date, datetime

import pytest
from tests.demo.retailer import write_sample

from wraca.catalogue.actions import record_products
from wraca.catalogue.incoming import NewProduct
from wraca.catalogue.models import Category, Product, Variant
from wraca.customers.actions import record_customers
from wraca.customers.incoming import NewCustomer
from wraca.customers.models import ConsentRecord, Customer
from wraca.demo import load, people
from wraca.demo.load import load_sample, release_days
from wraca.demo.owner import OWNER_EMAIL, find_owner, open_owner_account, open_sample_shop, renew_password
from wraca.demo.remove import remove_sample
from wraca.events.models import Event
from wraca.kit.errors import Conflict, InvalidInput, NotReady
from wraca.orders.actions import record_orders
from wraca.orders.incoming import NewLine, NewOrder
from wraca.orders.models import CustomerSummary, Order, OrderLine
from wraca.shop.actions import open_shop
from wraca.shop.queries import find_shop

NOW = datetime(2026, 11, 22, 7, 30, tzinfo=UTC)
MONDAY = datetime(2026, 11, 23, 7, 30, tzinfo=UTC)


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    return write_sample(tmp_path_factory.mktemp("retailer"))


@pytest.fixture(autouse=True)
def few_sign_ups(monkeypatch):
    monkeypatch.setattr(people, "SIGN_UPS", 40)


@pytest.fixture
def loaded(db, folder):
    open_sample_shop("en")
    return load_sample(NOW, folder=folder)


def orders():
    return list(Order.objects.order_by("outside_id").values_list("outside_id", "customer__outside_id", "total_minor"))


def counts():
    models = (Customer, ConsentRecord, Product, Variant, Category, Order, OrderLine, CustomerSummary, Event)
    return {model.__name__: model.objects.count() for model in models}


def test_load_brings_the_year_up_to_yesterday(loaded):
    assert orders() == [("1001", "7", 300), ("1002", "7", 315)]
    assert list(Order.objects.order_by("local_day").values_list("local_day", "coupon_codes")) == [
        (date(2025, 11, 23), []),
        (date(2026, 11, 21), ["555"]),
    ]
    summary = CustomerSummary.objects.get(customer__outside_id="7")
    assert (summary.orders, summary.spent_minor, summary.items) == (2, 615, 5)
    assert loaded["products"] == 4
    assert loaded["orders"] == 2
    assert loaded["lines"] == OrderLine.objects.count() == 4


def test_load_reports_each_step_to_its_end(db, folder):
    open_sample_shop("en")
    told = []
    load_sample(NOW, lambda step, done, total: told.append((step, done, total)), folder=folder)
    last = {step: (done, total) for step, done, total in told}
    assert list(last) == ["products", "people", "orders", "events"]
    assert all(done == total for done, total in last.values())


def test_load_begun_again_ends_the_same(loaded, folder):
    before = counts()
    load_sample(NOW, folder=folder)
    assert counts() == before


def test_load_killed_half_way_is_taken_up_again(db, folder, monkeypatch):
    open_sample_shop("en")
    with monkeypatch.context() as patched:
        patched.setattr(load, "release_orders", killed)
        with pytest.raises(KeyboardInterrupt):
            load_sample(NOW, folder=folder)
    assert release_days(MONDAY, folder=folder) == {}
    load_sample(NOW, folder=folder)
    assert [outside_id for outside_id, _, _ in orders()] == ["1001", "1002"]


def killed(*_):
    raise KeyboardInterrupt


def test_campaign_and_coupon_stand_in_the_timeline(loaded):
    household = Customer.objects.get(outside_id="7")
    kinds = ["campaign.received", "coupon.redeemed"]
    told = Event.objects.filter(customer_id=household.pk, kind__in=kinds).order_by("at").values_list("kind", "at")
    assert list(told) == [
        ("campaign.received", datetime(2026, 10, 23, 7, 0, tzinfo=UTC)),
        ("coupon.redeemed", datetime(2026, 11, 21, 14, 0, tzinfo=UTC)),
    ]


def test_nobody_is_let_in_before_their_day(loaded):
    assert not Customer.objects.filter(outside_id="12").exists()
    assert not ConsentRecord.objects.filter(at__gte=datetime(2026, 11, 21, 23, 0, tzinfo=UTC)).exists()
    assert Customer.objects.filter(invented=True).count() >= 38


def test_next_days_start_lets_the_held_back_day_in(loaded, folder):
    released = release_days(MONDAY, folder=folder)
    assert released["orders"] == 1
    assert orders() == [("1001", "7", 300), ("1002", "7", 315), ("1003", "12", 2698)]
    assert Customer.objects.filter(invented=True).count() == 40


def test_same_days_start_and_a_year_that_has_ended_let_nothing_in(loaded, folder):
    assert release_days(NOW, folder=folder) == {}
    release_days(MONDAY, folder=folder)
    before = counts()
    assert release_days(datetime(2027, 5, 1, tzinfo=UTC), folder=folder) == {}
    assert counts() == before


def test_released_days_come_out_as_if_loaded_later(loaded, folder):
    release_days(MONDAY, folder=folder)
    in_two, known = counts(), list(Customer.objects.order_by("outside_id").values_list("outside_id", "email"))
    remove_sample()
    load_sample_again(folder)
    assert counts() == in_two
    assert list(Customer.objects.order_by("outside_id").values_list("outside_id", "email")) == known


def load_sample_again(folder):
    # On the 22nd the year moves by 464 weeks, on the 23rd too: its last day is then yesterday.
    load_sample(MONDAY, folder=folder)


def test_owners_change_of_a_name_survives_the_next_release(loaded, folder):
    Customer.objects.filter(outside_id="7").update(given_name="Changed")
    release_days(MONDAY, folder=folder)
    assert Customer.objects.get(outside_id="7").given_name == "Changed"


def test_removal_takes_the_sample_and_leaves_what_the_owner_entered(loaded):
    record_customers([NewCustomer(outside_id="own-1", given_name="Ewa")], source="api", now=NOW)
    record_products([NewProduct(outside_id="own-p", name="Bread", category=["Grocery"])], source="api", now=NOW)
    line = NewLine(quantity=1, unit_price_minor=500, variant="own-p")
    record_orders([NewOrder(outside_id="own-o", placed_at=NOW, customer="own-1", lines=[line])], source="api", now=NOW)
    # Tied to the sample by hand: such a line stays, and forgets the sample's product.
    OrderLine.objects.filter(order__outside_id="own-o").update(variant=Variant.objects.get(outside_id="50"))
    remove_sample()
    assert orders() == [("own-o", "own-1", 500)]
    assert list(OrderLine.objects.values_list("variant", "total_minor")) == [(None, 500)]
    assert list(Customer.objects.values_list("source", "outside_id")) == [("api", "own-1")]
    assert list(Product.objects.values_list("source", "outside_id")) == [("api", "own-p")]
    assert set(Category.objects.values_list("source", flat=True)) == {"api"}
    assert CustomerSummary.objects.get().spent_minor == 500
    assert set(Event.objects.values_list("source", flat=True)) == {"wraca"}
    assert set(Event.objects.values_list("customer_id", flat=True)) == {Customer.objects.get().pk}
    shop = find_shop()
    assert (shop.sample, shop.sample_facts) == (False, {})


def test_removal_in_small_batches_removes_all(loaded, monkeypatch):
    monkeypatch.setattr("wraca.demo.remove.ORDERS", 1)
    monkeypatch.setattr("wraca.demo.remove.ROWS", 15)
    remove_sample()
    assert set(counts().values()) == {0}


def test_removal_without_a_sample_is_refused(loaded):
    remove_sample()
    with pytest.raises(NotReady, match="there is no sample to remove: this shop holds only what its owner entered"):
        remove_sample()


def test_sample_is_not_loaded_into_books_of_another_currency(db, folder):
    open_shop(name="Inny", currency="PLN", zone="Europe/Warsaw", language="pl")
    with pytest.raises(InvalidInput, match="purchases are in USD; this shop keeps its books in PLN"):
        load_sample(NOW, folder=folder)


def test_shop_of_somebodys_own_is_not_made_the_sample(db):
    open_shop(name="Inny", currency="USD", zone="Europe/Warsaw", language="pl")
    with pytest.raises(Conflict, match="this data folder holds a shop of its own"):
        open_sample_shop("pl")


def test_owners_password_is_told_once_and_can_be_renewed(db):
    password = open_owner_account("pl")
    assert find_owner().check_password(password)
    assert (find_owner().email, find_owner().role) == (OWNER_EMAIL, "owner")
    assert open_owner_account("pl") is None
    assert find_owner().check_password(password)
    renewed = renew_password()
    assert find_owner().check_password(renewed)
    assert not find_owner().check_password(password)
