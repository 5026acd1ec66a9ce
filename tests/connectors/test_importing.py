import json
from decimal import Decimal

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from tests.cast import NOW, SOURCE, load_cast, open_cast_shop

from wraca.cli.import_files import _outcome
from wraca.connectors import importing
from wraca.connectors.importing import ImportOptions, import_file, try_file
from wraca.connectors.queries import find_earlier, iterate_rejects, list_rejects
from wraca.connectors.reasons import SENTENCES, sentence_of
from wraca.connectors.rejects import RejectsFile, write_rejects
from wraca.customers.models import Customer
from wraca.events.models import Event
from wraca.kit.errors import InvalidInput
from wraca.orders.models import CustomerSummary, Order, OrderLine

ORDERS = """outside_id;placed_at;customer;line_variant;line_quantity;line_unit_price;refund_id;refunded_at;refund_amount
i1;2026-03-01 10:00;ada;mug;2;10,00;;;
;;;shirt-s;1;1 234,56 zł;;;
i2;02.03.2026;bruno;mug;1;10,00;r1;05.03.2026;4,00
i3;2026-03-04;ada;mug;-1;10,00;;;
i4;2026-03-04;nobody;mug;1;10,00;;;
i5;sometime;ada;mug;1;10,00;;;
i6;2026-03-04;ada;mug;1;ten;;;
"""


@pytest.fixture
def cast(db):
    load_cast()


def bring(path, content, **more):
    path.write_text(content, encoding="utf-8")
    return import_file(ImportOptions(path, source=SOURCE, **more), NOW)


def test_csv_of_orders_keeps_good_rows_and_lists_bad_ones(cast, tmp_path):
    run = bring(tmp_path / "orders.csv", ORDERS)
    assert (run.kind, run.state, run.rows, run.new, run.rejected) == ("orders", "done", 6, 2, 4)
    i1 = Order.objects.get(outside_id="i1")
    # 2 x 10 + 1234.56
    assert (i1.total_minor, i1.items) == (125_456, 3)
    assert [line.position for line in OrderLine.objects.filter(order=i1).order_by("position")] == [1, 2]
    assert CustomerSummary.objects.get(customer__outside_id="bruno").refunded_minor == 400
    assert [(r.row_number, r.reason) for r in list_rejects(run.pk)] == [
        (5, "quantity_negative"),
        (6, "customer_unknown"),
        (7, "date_malformed"),
        (8, "number_malformed"),
    ]


def test_day_alone_of_a_refund_is_not_before_the_afternoon_of_its_order(cast, tmp_path):
    content = (
        ORDERS.splitlines()[0]
        + "\n"
        + "\n".join(
            f"{name};2026-03-01 17:00;ada;mug;1;10,00;r;{day};4,00"
            for name, day in (
                ("d1", "2026-03-01"),
                ("d2", "01.03.2026"),
                ("d3", "2026-02-28"),
                ("d4", "2026-03-01 12:00"),
            )
        )
    )
    run = bring(tmp_path / "o.csv", content)
    assert [(reject.row_number, reject.reason) for reject in list_rejects(run.pk)] == [
        (4, "refund_before_order"),
        (5, "refund_before_order"),
    ]


def test_same_file_again_changes_nothing(cast, tmp_path):
    first = bring(tmp_path / "orders.csv", ORDERS)
    events = Event.objects.count()
    again = bring(tmp_path / "orders.csv", ORDERS)
    assert (again.new, again.changed_rows, again.same, again.rejected) == (0, 0, 2, 4)
    assert Event.objects.count() == events
    assert find_earlier(again) == first


def test_mended_rejects_come_in(cast, tmp_path):
    run = bring(tmp_path / "orders.csv", ORDERS)
    text = "".join(write_rejects(iterate_rejects(run.pk), run.header))
    for bad, good in ((",-1,", ",1,"), ("nobody", "ela"), ("sometime", "2026-03-05"), (",ten,", ",10.00,")):
        text = text.replace(bad, good, 1)
    again = bring(tmp_path / "mended.csv", text)
    assert (again.new, again.rejected) == (4, 0)


def test_dry_run_keeps_nothing(cast, tmp_path):
    (tmp_path / "o.csv").write_text(ORDERS, encoding="utf-8")
    before = Order.objects.count()
    trial = try_file(ImportOptions(tmp_path / "o.csv", source=SOURCE, dry_run=True), NOW)
    assert (trial.rows, trial.new, trial.rejected, Order.objects.count()) == (6, 2, 4, before)
    assert trial.problems[0][0] == 5


def test_unknown_customers_are_created_when_asked_for(cast, tmp_path):
    run = bring(tmp_path / "orders.csv", ORDERS, create_customers=True)
    assert (run.new, run.rejected) == (3, 3)
    assert Customer.objects.filter(outside_id="nobody").exists()


def test_jsonl_with_bom_and_a_bad_line(cast, tmp_path):
    good = {"outside_id": "j1", "email": "J1@Example.com"}
    content = "\ufeff" + json.dumps(good) + '\n\n{"outside_id": "j2", "shoe": 7}\n{broken\n'
    run = bring(tmp_path / "customers.jsonl", content)
    assert (run.kind, run.new, run.rejected) == ("customers", 1, 2)
    assert [(r.row_number, r.reason) for r in list_rejects(run.pk)] == [(3, "field_unknown"), (4, "row_not_json")]
    bad, broken = "".join(write_rejects(iterate_rejects(run.pk), run.header)).splitlines()
    # The reason stands beside what can be mended; what is no JSON stays as it came.
    assert bad.startswith('{"wraca_reason":"Unknown field “shoe”. Known are: ')
    assert bad.endswith('","outside_id": "j2", "shoe": 7}')
    assert broken == "{broken"


def test_parquet_of_orders(cast, tmp_path):
    table = pa.table(
        {
            "outside_id": ["p1", "p1", "p2"],
            "placed_at": pa.array([NOW, NOW, NOW], pa.timestamp("us", "UTC")),
            "customer": ["ada", "ada", "bruno"],
            "line_variant": ["mug", "shirt-s", "mug"],
            "line_quantity": [1, 2, 3],
            "line_unit_price": pa.array([Decimal("10.00"), Decimal("99.50"), Decimal("10.00")]),
        }
    )
    pq.write_table(table, tmp_path / "o.parquet")
    run = import_file(ImportOptions(tmp_path / "o.parquet", source=SOURCE), NOW)
    assert (run.kind, run.new, run.rejected) == ("orders", 2, 0)
    assert Order.objects.get(outside_id="p1").total_minor == 1000 + 2 * 9950


def test_products_with_variants_on_rows(cast, tmp_path):
    run = bring(
        tmp_path / "p.csv",
        "outside_id,name,category,variant_id,size,price,stock\n"
        'sock,Skarpety,Odzież > Skarpety,sock-s,S,"12,50",3\n'
        'sock,,,sock-m,M,"12,50",\n',
    )
    assert (run.kind, run.rows, run.new) == ("products", 1, 1)


def test_scattered_order_is_rejected_rather_than_cut(cast, tmp_path):
    content = "outside_id,placed_at,line_quantity,line_unit_price\n" + "".join(
        f"{name},2026-03-01,1,1.00\n" for name in ("s1", "s2", "s1")
    )
    run = bring(tmp_path / "o.csv", content)
    assert [(r.row_number, r.reason) for r in list_rejects(run.pk)] == [(4, "order_scattered")]


@pytest.mark.parametrize(
    ("name", "content", "said"),
    [
        ("a.xlsx", b"PK\x03\x04rest", "spreadsheet"),
        ("a.csv", b"", "empty"),
        ("a.csv", b"\x00\x01\x02", "neither JSONL"),
        ("a.csv", b"outside_id,email,shoe\n1,a@b.pl,7\n", "Unknown columns: 'shoe'"),
        ("a.csv", b"email,given_name\na@b.pl,A\n", "Missing columns: outside_id"),
        ("a.csv", b"outside_id,email,email\n1,a,b\n", "twice: email"),
        ("a.csv", b"one,two\n1,2\n", "--kind"),
        ("a.json", b'[{"outside_id": "1"}]', "neither JSONL"),
        ("a.parquet", b"PAR1damaged", "damaged"),
    ],
)
def test_file_that_is_not_what_it_says_is_refused_with_a_sentence(cast, tmp_path, name, content, said):
    path = tmp_path / name
    path.write_bytes(content)
    with pytest.raises(InvalidInput, match=said):
        import_file(ImportOptions(path, source=SOURCE), NOW)


def test_file_that_breaks_off_keeps_what_came_before(cast, tmp_path):
    with pytest.raises(InvalidInput, match="breaks off near line 3"):
        bring(tmp_path / "c.csv", 'outside_id,email\nk1,k1@example.com\nk2,"k2@example.com\n')
    assert Customer.objects.filter(outside_id="k1").exists()


@pytest.mark.django_db(transaction=True)
def test_quick_way_into_an_empty_shop_gives_what_the_plain_way_gives(tmp_path, monkeypatch):
    def everything():
        lines = OrderLine.objects.order_by("order__outside_id", "position")
        return (
            list(Order.objects.order_by("outside_id").values_list("outside_id", "total_minor", "customer__outside_id")),
            list(lines.values_list("order__outside_id", "position", "variant__outside_id", "total_minor")),
            list(
                CustomerSummary.objects.order_by("customer__outside_id").values_list(
                    "customer__outside_id", "orders", "spent_minor", "spent_squares", "gap_squares"
                )
            ),
            sorted(Event.objects.values_list("kind", "at")),
            indexes(),
        )

    def indexes():
        from django.db import connection

        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT indexdef FROM pg_indexes WHERE tablename IN ('orders_order', 'orders_orderline')"
                " UNION ALL SELECT conname || pg_get_constraintdef(oid) FROM pg_constraint"
                " WHERE conrelid IN ('orders_order'::regclass, 'orders_orderline'::regclass) ORDER BY 1"
            )
            return cursor.fetchall()

    def load(name, least_bytes):
        monkeypatch.setattr(importing, "FIRST_LOAD_BYTES", least_bytes)
        monkeypatch.setattr(importing, "BATCH_WORDS", 7)
        bring(tmp_path / name, content, create_customers=True)
        return everything()

    content = "outside_id,placed_at,customer,line_variant,line_quantity,line_unit_price\n" + "".join(
        f"o{n},2026-0{1 + n % 9}-0{1 + n % 7},c{n % 5},v{n % 3},{n % 4},{n}.50\n" * 2 for n in range(40)
    )
    open_cast_shop()
    quick = load("quick.csv", 0)
    for model in (Event, Order, CustomerSummary, Customer):
        model.objects.all().delete()
    assert load("plain.csv", 10**9) == quick
    assert len(quick[0]) == 40


def test_every_reason_in_the_code_has_a_sentence():
    import re
    from pathlib import Path

    import wraca

    code = "".join(path.read_text() for path in Path(wraca.__file__).parent.rglob("*.py"))
    used = set(re.findall(r'Problem\(\s*"([a-z_]+)"', code))
    assert used - set(SENTENCES) == set()
    assert sentence_of("from_the_future", {}) == "from_the_future"


def test_dry_run_writes_all_rejects_to_mend_and_keeps_nothing(cast, tmp_path):
    path, rejects = tmp_path / "orders.csv", tmp_path / "rejected.csv"
    path.write_text(ORDERS, encoding="utf-8")
    outcome = _outcome(path, None, SOURCE, create=False, dry_run=True, rejects=rejects, quiet=True)
    assert (outcome["new"], outcome["rejected"], outcome["rejects_file"]) == (2, 4, str(rejects))
    assert not Order.objects.filter(outside_id="i1").exists()
    head, *rows = rejects.read_text(encoding="utf-8").splitlines()
    assert head.endswith(",wraca_reason")
    assert [row.split(",")[0] for row in rows] == ["i3", "i4", "i5", "i6"]
    mended = rejects.read_text(encoding="utf-8").replace("-1", "1").replace("nobody", "ada")
    rejects.write_text(mended.replace("sometime", "2026-03-05").replace("ten", "10.00"), encoding="utf-8")
    again = _outcome(rejects, None, SOURCE, create=False, dry_run=True, rejects=tmp_path / "none.csv", quiet=True)
    assert (again["new"], again["rejected"], again["rejects_file"]) == (4, 0, None)
    # Nothing was rejected, so there is nothing to mend.
    assert not (tmp_path / "none.csv").exists()


def test_trial_that_is_repeated_begins_its_file_of_rejects_anew(cast, tmp_path, monkeypatch):
    path, written = tmp_path / "orders.csv", tmp_path / "rejected.csv"
    path.write_text(ORDERS, encoding="utf-8")
    with written.open("w", encoding="utf-8-sig", newline="") as file:
        rejects = RejectsFile(file, ORDERS.splitlines()[0].split(";"))
        try_file(ImportOptions(path, source=SOURCE), NOW, most=1, rejects_file=rejects)
        try_file(ImportOptions(path, source=SOURCE), NOW, most=1, rejects_file=rejects)
    lines = written.read_text(encoding="utf-8-sig").splitlines()
    # The header and four rows, once; the trial itself holds one.
    assert (len(lines), rejects.rejects, lines[0].startswith("outside_id,")) == (5, 4, True)
