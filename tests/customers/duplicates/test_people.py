"""Whatever a table's columns are called, comparable people come out of it."""

import pyarrow as pa
import pytest

from wraca.customers.duplicates.people import LISTS, TEXTS, comparable, find_columns
from wraca.kit.errors import InvalidInput


def people(**columns: list) -> list[dict]:
    table = pa.table({"row": list(range(len(next(iter(columns.values()))))), **columns})
    return comparable(table, "row", find_columns(list(columns))).to_pylist()


def test_columns_are_known_by_their_usual_names():
    assert find_columns(["Imię", "nazwisko", "E-mail", "ZIP", "soc_sec_id", "shoe_size"]) == {
        "given_name": "Imię",
        "family_name": "nazwisko",
        "email": "E-mail",
        "postcode": "ZIP",
        "document": "soc_sec_id",
    }


def test_table_without_people_is_refused():
    with pytest.raises(InvalidInput, match="expected columns of people"):
        find_columns(["price", "stock"])


def test_every_column_comes_out_even_where_nothing_is_known():
    assert list(people(email=["a@b.pl"])[0]) == ["id", *_order()]


def _order() -> list[str]:
    names = ["given", "given_forms", "family", "family_stem", "family_parts", "email", "email_user", "phone", "street"]
    names += ["second_street", "address_words", "house", "postcode", "city", "birth", "document"]
    assert sorted(names) == sorted((*TEXTS, *LISTS))
    return names


def test_whole_name_in_one_field_is_cut():
    rows = people(first_name=[None, "Jan"], surname=["Ewa Nowak", "Kowal"])
    assert [(row["given"], row["family"]) for row in rows] == [("ewa", "nowak"), ("jan", "kowal")]
    assert people(name=["Ewa Anna Nowak"])[0]["family"] == "annanowak"


def test_swapped_names_are_put_right_by_the_tables_own_usage():
    rows = people(given_name=["Jan", "Jan", "Ewa", "Nowak"], family_name=["Nowak", "Nowak", "Nowak", "Jan"])
    assert [(row["given"], row["family"]) for row in rows] == [
        *(("jan", "nowak"), ("jan", "nowak"), ("ewa", "nowak"), ("jan", "nowak"))
    ]


def test_rare_names_stay_as_they_were_typed():
    rows = people(given_name=["Jan", "Adam"], family_name=["Adam", "Nowak"])
    assert [row["given"] for row in rows] == ["jan", "adam"]


def test_one_person_is_a_table_of_one_row():
    row = people(given_name=["Gosia"], street=["ul. Polna 3/4"], postcode=["00-950"], phone=["+48601202303"])[0]
    assert (row["given"], row["street"], row["house"], row["postcode"], row["phone"]) == (
        *("malgorzata", "polna", "3"),
        *("00950", "601202303"),
    )
