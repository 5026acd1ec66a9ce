# ruff: noqa: E501  (rows of files)
"""Files that nobody knows, and what their columns are taken for."""

import json

import pytest
from tests.cast import NOW, open_cast_shop

from wraca.connectors.csv_files.files import look_at
from wraca.connectors.csv_files.maps import Chosen, check, chosen_of, find_map, fingerprint, guess, remember
from wraca.connectors.importing import ImportOptions, import_file
from wraca.connectors.queries import iterate_rejects
from wraca.connectors.rejects import write_rejects
from wraca.customers.models import Customer
from wraca.kit.errors import InvalidInput
from wraca.orders.models import Order

ORDERS = """\
Nr zamówienia;Data zamówienia;Klient;Adres e-mail;Telefon;Kod pocztowy;Miejscowość;Produkt;Ilość;Cena;Wartość zamówienia;Uwagi
Z/1;12 marca 2026;Anna Zielona;anna.zielona@example.com;601 100 100;80-001;Gdańsk;Kubek;2;60,00 zł;120,00 zł;brak
Z/2;13 marca 2026;Bruno Wilk;bruno.wilk@example.com;;90-001;Łódź;Kubek;1;60,00 zł;sześćdziesiąt;
"""


@pytest.fixture(autouse=True)
def shop(db):
    open_cast_shop()


def test_polish_orders_are_guessed_by_name(tmp_path):
    path = tmp_path / "o.csv"
    path.write_bytes(ORDERS.encode("cp1250"))
    seen = look_at(path)
    assert (seen.encoding, seen.ours, seen.profile, seen.remembered) == ("cp1250", False, None, None)
    assert (seen.guessed.kind, seen.guessed.columns) == (
        "orders",
        {
            "nr zamówienia": "outside_id",
            "data zamówienia": "placed_at",
            "wartość zamówienia": "total",
            "produkt": "line_name",
            "ilość": "line_quantity",
            "cena": "line_unit_price",
            "adres e-mail": "customer_email",
            "telefon": "customer_phone",
            "klient": "customer_full_name",
            "kod pocztowy": "customer_postcode",
            "miejscowość": "customer_city",
        },
    )
    assert seen.samples(2) == ["Anna Zielona", "Bruno Wilk"]


@pytest.mark.parametrize(
    ("header", "kind", "columns"),
    [
        (
            ["Imię", "Nazwisko", "E-mail", "Nr tel."],
            "customers",
            {"imię": "given_name", "nazwisko": "family_name", "e-mail": "email", "nr tel.": "phone"},
        ),
        (["Full name", "Phone", "contact"], "customers", {"full name": "full_name", "phone": "phone"}),
        (
            ["Symbol", "Nazwa", "Cena", "Stan"],
            "products",
            {"symbol": "outside_id", "nazwa": "name", "cena": "price", "stan": "stock"},
        ),
    ],
)
def test_kind_and_columns_are_guessed_by_name(header, kind, columns):
    found = guess(header, [])
    assert (found.kind, found.columns) == (kind, columns)


def test_addresses_are_known_whatever_the_column_is_called():
    found = guess(["kto", "imię"], [["a@example.com", "Ada"], ["b@example.com", "Bob"]])
    assert found.columns == {"imię": "given_name", "kto": "email"}


def test_chosen_map_brings_orders_in_and_is_remembered(tmp_path):
    path = tmp_path / "o.csv"
    path.write_bytes(ORDERS.encode("cp1250"))
    seen = look_at(path)
    remember(seen.guessed, seen.header, now=NOW)
    run = import_file(ImportOptions(path), NOW)
    assert (run.kind, run.new, run.rejected) == ("orders", 1, 1)
    order = Order.objects.get()
    assert (order.total_minor, order.local_day.isoformat(), order.customer.family_name) == (
        12_000,
        "2026-03-12",
        "Zielona",
    )
    assert order.customer.phone == "+48601100100"
    # The mended file of rejects has the same columns and one of ours: it is read alike.
    mended = tmp_path / "mended.csv"
    mended.write_text("".join(write_rejects(iterate_rejects(run.pk), run.header)).replace("sześćdziesiąt", "60.00"))
    again = import_file(ImportOptions(mended), NOW)
    assert (again.new, again.rejected) == (1, 0)
    assert Customer.objects.count() == 2


def test_rejected_rows_are_told_by_the_columns_of_their_file(tmp_path):
    head = "Nr zamówienia;Data;Wartość;Adres e-mail;Telefon;Wysyłka\n"
    path = tmp_path / "o.csv"
    path.write_text(
        head
        + "1;kiedyś;10,00;a@b.pl;;\n"  # read: a date
        + "2;2026-03-01;dziesięć;a@b.pl;;\n"  # read: an amount of the order
        + "3;2026-03-01;10,00;a@b.pl;6,01E+08;\n"  # read: a column of the buyer
        + "4;1899-12-31;10,00;a@b.pl;;\n"  # found out after it was read
        + "5;;10,00;a@b.pl;;\n"  # nothing stands there
        + "6;2026-03-01;10,00;a@b.pl;;-5,00\n",  # an amount below nothing
        encoding="utf-8",
    )
    seen = look_at(path)
    remember(seen.guessed, seen.header, now=NOW)
    run = import_file(ImportOptions(path), NOW)
    assert [(reject.row_number, reject.values["field"]) for reject in iterate_rejects(run.pk)] == [
        (2, "Data"),
        (3, "Wartość"),
        (4, "Telefon"),
        (5, "Data"),
        (6, "Data"),
        (7, "Wysyłka"),
    ]


def test_of_several_columns_the_one_that_was_read_is_named(tmp_path):
    path = tmp_path / "shopify.csv"
    path.write_text(
        "Name,Email,Financial Status,Created at,Lineitem quantity,Lineitem price,Total,Phone,Billing Phone,Id\n"
        "#1,a@b.pl,paid,2026-03-01 10:00:00 +0100,1,ten,10.00,,600100100,1\n"
        "#2,a@b.pl,paid,2026-03-01 10:00:00 +0100,1,10.00,10.00,,6.01E+08,2\n",
        encoding="utf-8",
    )
    run = import_file(ImportOptions(path), NOW)
    assert [reject.values["field"] for reject in iterate_rejects(run.pk)] == ["Lineitem price", "Billing Phone"]


def test_fingerprint_knows_columns_in_any_order_and_case():
    assert fingerprint(["A", "b "]) == fingerprint(["B", "a"]) == fingerprint(["b", "A", "wraca_reason"])
    assert fingerprint(["a", "b"]) != fingerprint(["a", "b", "c"])


@pytest.mark.parametrize(
    ("chosen", "said"),
    [
        (Chosen("shoes", "file", {}), "one of: customers"),
        (Chosen("customers", "file", {"x": "email"}), "no column x"),
        (Chosen("customers", "file", {"a": "shoe"}), "no such field: shoe"),
        (Chosen("customers", "file", {"a": "email", "b": "email"}), "Two columns for one field: email"),
        (Chosen("customers", "file", {"a": "city"}), "Choose a column for: email"),
        (Chosen("orders", "file", {"a": "outside_id"}), "placed_at, total"),
    ],
)
def test_map_that_cannot_be_used_is_refused_with_a_sentence(chosen, said):
    with pytest.raises(InvalidInput, match=said):
        check(chosen, ["a", "b"])


def test_map_is_read_from_json_and_forgotten_files_have_none():
    told = json.loads('{"kind": "customers", "columns": {"E-Mail ": "email", "Uwagi": ""}}')
    assert chosen_of(told) == Chosen("customers", "file", {"e-mail": "email"})
    assert chosen_of([]) is None
    assert find_map(["a", "b"]) is None


def test_columns_named_twice_can_be_told_apart(tmp_path):
    path = tmp_path / "c.csv"
    path.write_text("mail,uwagi,uwagi\na@example.com,Gdynia,x\n")
    seen = look_at(path)
    assert seen.names == ["mail", "uwagi", "uwagi (2)"]
    chosen = Chosen("customers", "file", {"mail": "email", "uwagi": "city"})
    import_file(ImportOptions(path, layout=chosen.layout()), NOW)
    assert Customer.objects.get().city == "Gdynia"
