"""An import taken back: everything as before, but for what others have said since."""

import pytest
from django.db import connection
from tests.cast import NOW, SOURCE, load_cast
from tests.connectors.csv_files.expected import BRUNO, EXPECTED, FIXTURES

from wraca.connectors.importing import ImportOptions, import_file
from wraca.connectors.models import ImportBatch, ImportChange, ImportRun
from wraca.connectors.undoing import forget_changes, may_be_undone, try_undo, undo_import
from wraca.customers.actions import record_customers
from wraca.customers.duplicates.models import DuplicatePair
from wraca.customers.duplicates.queries import save_keys
from wraca.customers.incoming import NewCustomer
from wraca.customers.models import Customer, FieldWord
from wraca.events.models import Event
from wraca.jobs.merge_customers import merge
from wraca.kit.errors import Conflict
from wraca.messages.models import Suppression
from wraca.messages.queries import list_suppressions
from wraca.orders.models import CustomerSummary, Order
from wraca.staff.models import AuditEntry

pytestmark = pytest.mark.django_db(transaction=True)

TABLES = (
    *(
        "customers_customer",
        "customers_consentrecord",
        "customers_identifier",
        "customers_identifierlink",
        "customers_fieldword",
    ),
    *("catalogue_category", "catalogue_product", "catalogue_variant", "catalogue_photograph"),
    *("catalogue_pricechange", "catalogue_stockchange", "orders_order", "orders_orderline", "orders_refund"),
    *("orders_cancellation", "orders_customersummary", "events_event"),
)


@pytest.fixture(autouse=True)
def cast():
    load_cast()


def everything() -> dict[str, list[str]]:
    """Every row of the shop; `changed` tells that a row was written, and is no part of what it says."""
    with connection.cursor() as cursor:
        found = {}
        for table in TABLES:
            cursor.execute(f"SELECT (to_jsonb(t) - 'changed')::text FROM {table} t ORDER BY 1")
            found[table] = [row for (row,) in cursor.fetchall()]
    return found


def bring(path, content=None, **more):
    if content is not None:
        path.write_text(content, encoding="utf-8")
        more.setdefault("kind", {"c": "customers", "d": "customers"}.get(path.stem))
    return import_file(ImportOptions(path, **{"source": SOURCE, **more}), NOW)


def undo(run):
    expected = try_undo(run.pk, now=NOW)
    done = undo_import(run.pk, now=NOW, by=None)
    assert done == expected
    return done


@pytest.mark.parametrize("code", sorted(EXPECTED))
def test_every_profile_is_undone_to_the_last_row(code):
    before = everything()
    run = bring(FIXTURES / f"{code}.csv", source=None)
    assert everything() != before
    undone = undo(run)
    assert everything() == before
    kind = "orders" if EXPECTED[code].orders else "customers"
    assert undone.removed[kind] == EXPECTED[code].new
    assert (undone.changed_since, undone.spoken_of_since, undone.restored) == ({}, {}, {})


ORDERS = """outside_id;placed_at;customer;line_variant;line_quantity;line_unit_price;refund_id;refunded_at;refund_amount
{old};2026-03-01 10:00;ada;mug;3;10,00;;;
;;;hat;1;1 234,56 zł;r9;2026-03-02;4,00
new;2026-03-02;bruno;mug;1;10,00;;;
"""


def test_changed_order_goes_back_with_lines_refunds_and_summaries(tmp_path):
    order = Order.objects.filter(customer__outside_id="ela").order_by("placed_at").first()
    before = everything()
    run = bring(tmp_path / "o.csv", ORDERS.format(old=order.outside_id))
    assert (run.new, run.changed_rows) == (1, 1)
    order.refresh_from_db()
    assert order.customer.outside_id == "ada"
    undone = undo(run)
    assert everything() == before
    assert undone.restored == {"orders": 1}
    assert undone.removed == {"orders": 1, "products": 1, "variants": 1}


def test_changed_products_go_back_with_their_prices(tmp_path):
    before = everything()
    content = "outside_id,name,price,category,stock\nmug,Kubek duży,12.00,Inne,9\nhat,Kapelusz,50.00,Inne,1\n"
    run = bring(tmp_path / "p.csv", content)
    assert (run.new, run.changed_rows) == (1, 1)
    undone = undo(run)
    assert everything() == before
    assert (undone.removed["products"], undone.restored["products"]) == (1, 1)


def test_changed_customer_and_consents_go_back(tmp_path):
    before = everything()
    content = "outside_id,city,accepts_email,signed_up_at\nada,Sopot,yes,2026-09-01\nzoe,Gdynia,yes,2026-09-01\n"
    run = bring(tmp_path / "c.csv", content)
    undone = undo(run)
    assert everything() == before
    assert (undone.removed, undone.restored, undone.consents) == ({"customers": 1}, {"customers": 1}, 2)


def test_withdrawals_that_are_taken_back_are_counted():
    run = bring(FIXTURES / "freshmail_blocked.csv", source=None)
    assert undo(run).withdrawals == 2


def test_suppressed_addresses_are_held_for_whoever_has_them_until_the_undo():
    assert list_suppressions("email", BRUNO) == ()
    run = bring(FIXTURES / "freshmail_blocked.csv", source=None)
    assert list_suppressions("email", BRUNO.upper()) == ("unsubscribed",)
    bring(FIXTURES / "freshmail_blocked.csv", source=None)
    assert Suppression.objects.count() == 2
    undo(run)
    assert list_suppressions("email", BRUNO) == ()


def test_what_another_changed_since_stays(tmp_path):
    run = bring(tmp_path / "c.csv", "outside_id,city\nada,Sopot\nzoe,Gdynia\nyan,Hel\n")
    later = NOW
    record_customers([NewCustomer(outside_id=one, city="Reda") for one in ("ada", "zoe")], source=SOURCE, now=later)
    undone = undo(run)
    assert undone.removed == {"customers": 1}
    assert undone.changed_since == {"customers": 2}
    assert set(Customer.objects.filter(city="Reda").values_list("outside_id", flat=True)) == {"ada", "zoe"}


def test_customer_with_orders_of_another_import_stays(tmp_path):
    run = bring(tmp_path / "c.csv", "outside_id,city\nzoe,Gdynia\nyan,Hel\n")
    content = "outside_id,placed_at,customer,line_quantity,line_unit_price\nz1,2026-03-01,zoe,1,5\n"
    bring(tmp_path / "o.csv", content)
    undone = undo(run)
    assert (undone.removed, undone.spoken_of_since) == ({"customers": 1}, {"customers": 1})
    assert CustomerSummary.objects.get(customer__outside_id="zoe").spent_minor == 500


def test_what_the_search_for_duplicates_made_of_them_keeps_nobody(tmp_path):
    before = everything()
    run = bring(tmp_path / "c.csv", "outside_id,city\nzoe,Gdynia\nyan,Hel\n")
    zoe, yan, ada = (Customer.objects.get(outside_id=one).pk for one in ("zoe", "yan", "ada"))
    # As the worker does within seconds of an import.
    save_keys({zoe: [1, 2], yan: [3]})
    for other in (ada, yan):
        left, right = sorted((zoe, other))
        DuplicatePair.objects.create(left_id=left, right_id=right, probability=0.9, found_at=NOW)
    undone = undo(run)
    assert (undone.removed, undone.spoken_of_since) == ({"customers": 2}, {})
    assert everything() == before


def test_who_stays_keeps_who_told_what_of_them(tmp_path):
    run = bring(tmp_path / "c.csv", "outside_id,city\nzoe,Gdynia\n")
    zoe = Customer.objects.get(outside_id="zoe")
    words = FieldWord.objects.filter(customer=zoe).count()
    bring(
        tmp_path / "o.csv",
        "outside_id,placed_at,customer,line_quantity,line_unit_price\nz1,2026-03-01,zoe,1,5\n",
    )
    assert undo(run).spoken_of_since == {"customers": 1}
    assert (words > 0, FieldWord.objects.filter(customer=zoe).count()) == (True, words)


def test_merged_customer_stays_until_parted(tmp_path):
    run = bring(tmp_path / "c.csv", "outside_id,city\nzoe,Gdynia\n")
    zoe, ada = (Customer.objects.get(outside_id=one).pk for one in ("zoe", "ada"))
    merge(zoe, ada, now=NOW)
    undone = undo(run)
    assert undone.removed == {}
    assert sum((undone.changed_since | undone.spoken_of_since).values()) == 1
    assert Customer.objects.filter(pk=zoe).exists()


def test_later_import_that_told_the_same_is_named(tmp_path):
    run = bring(tmp_path / "c.csv", "outside_id,city\nzoe,Gdynia\n")
    again = bring(tmp_path / "d.csv", "outside_id,city\nzoe,Gdynia\n")
    assert undo(run).later_runs == (again.pk,)


def test_many_batches_are_undone_as_one(tmp_path, monkeypatch):
    from wraca.connectors import importing

    monkeypatch.setattr(importing, "FIRST_WORDS", 1)
    monkeypatch.setattr(importing, "BATCH_WORDS", 1)
    before = everything()
    # Told three times: created by the first batch, changed by the next ones.
    run = bring(tmp_path / "c.csv", "outside_id,city\nzoe,A\nada,A\nzoe,B\nada,B\nzoe,C\n")
    assert ImportBatch.objects.filter(run=run).count() == 5
    undo(run)
    assert everything() == before


def test_file_can_be_brought_in_again_after_its_undo():
    path = FIXTURES / "shopify_orders.csv"
    undo(bring(path, source=None))
    again = bring(path, source=None)
    assert again.new == 4
    assert Event.objects.filter(kind="order.placed", key__in=_keys()).count() == 4


def _keys() -> list[str]:
    return [f"order.placed:{order}" for order in Order.objects.filter(source="shopify").values_list("pk", flat=True)]


def test_undo_is_told_in_the_audit_log_and_happens_once():
    run = bring(FIXTURES / "shopify_customers.csv", source=None)
    undo(run)
    run.refresh_from_db()
    assert (run.undone_at, run.undone["removed"]) == (NOW, {"customers": 2})
    assert AuditEntry.objects.filter(action="import.undone", object_id=str(run.pk)).count() == 1
    with pytest.raises(Conflict, match="undone already"):
        undo_import(run.pk, now=NOW)


def test_trial_of_an_undo_keeps_everything():
    run = bring(FIXTURES / "shopify_orders.csv", source=None)
    before = everything()
    assert try_undo(run.pk, now=NOW).removed["orders"] == 4
    assert everything() == before
    assert may_be_undone(ImportRun.objects.get(pk=run.pk)) is None


def test_what_was_before_is_forgotten_after_thirty_days():
    run = bring(FIXTURES / "shopify_orders.csv", source=None)
    ImportRun.objects.filter(pk=run.pk).update(started_at="2026-10-22T11:00:00Z")
    forget_changes(NOW)
    assert (ImportBatch.objects.count(), ImportChange.objects.count()) == (0, 0)
    with pytest.raises(Conflict, match="no longer"):
        undo_import(run.pk, now=NOW)


def test_same_file_again_has_nothing_to_undo():
    bring(FIXTURES / "shopify_customers.csv", source=None)
    again = bring(FIXTURES / "shopify_customers.csv", source=None)
    assert undo(again).removed == {}


def test_writing_outside_of_an_import_keeps_nothing():
    record_customers([NewCustomer(outside_id="ada", city="Reda")], source=SOURCE, now=NOW)
    assert ImportChange.objects.count() == 0


def test_two_imports_of_one_file_at_once_bring_each_row_once():
    from concurrent.futures import ThreadPoolExecutor

    from django.db import connections

    def one(_number):
        try:
            return bring(FIXTURES / "shopify_orders.csv", source=None)
        finally:
            connections.close_all()

    before = everything()
    with ThreadPoolExecutor(2) as pool:
        runs = list(pool.map(one, range(2)))
    # Four orders, whoever of the two was first with each.
    assert sum(run.new for run in runs) == 4
    assert sum(run.rejected for run in runs) == 0
    assert Order.objects.filter(source="shopify").count() == 4
    for run in runs:
        undo(run)
    assert everything() == before
