"""Simulated Poles: the same every time, mixed up as people are, and their truth beside them."""

from collections import Counter
from random import Random

import pyarrow as pa
import pytest
from tests.shared_data import shared_data

from wraca.kit.errors import InvalidInput
from wraca.simulation.mistyping import mistyped, without_marks
from wraca.simulation.polish_names import feminine, pool, read_names
from wraca.simulation.polish_people import COLUMNS, PeopleShape, simulate_people


@pytest.fixture(scope="module")
def names():
    return read_names(shared_data("polish_names"))


def made(names, records: int, seed: int) -> pa.Table:
    return pa.concat_tables(simulate_people(PeopleShape(records, seed), names))


def test_same_seed_gives_same_people(names):
    assert made(names, 500, 7).equals(made(names, 500, 7))
    assert not made(names, 500, 7).equals(made(names, 500, 8))


def test_people_are_known_more_than_once_and_share_their_homes(names):
    table = made(names, 5_000, 1)
    assert table.column_names == list(COLUMNS)
    assert len(set(table["rec_id"].to_pylist())) == table.num_rows == 5_000
    records_each = Counter(Counter(table["entity_id"].to_pylist()).values())
    # 82 % are known once; the shares of the shape add up to one.
    assert 0.78 < records_each[1] / records_each.total() < 0.86
    people_of_phone: dict[str, set[int]] = {}
    for entity, phone in zip(table["entity_id"].to_pylist(), table["phone"].to_pylist(), strict=True):
        people_of_phone.setdefault("".join(filter(str.isdigit, phone or ""))[-9:], set()).add(entity)
    assert any(len(people) > 1 for phone, people in people_of_phone.items() if phone)


def test_names_are_drawn_as_often_as_they_are_borne():
    drawn = Counter(pool({"Anna": 3.0, "Ewa": 1.0}).draw(random) for random in [Random(4)] for _ in range(4_000))
    # 3 of 4; the standard error of the share is 0.7 %.
    assert drawn["Anna"] / 4_000 == pytest.approx(0.75, abs=0.03)


def test_wife_of_kowalski_is_kowalska():
    assert [feminine(name) for name in ("Kowalski", "Nowak", "Sawicki", "Zawadzki")] == [
        *("Kowalska", "Nowak", "Sawicka", "Zawadzka")
    ]


def test_a_slip_changes_little():
    assert without_marks("Łukasz Żółć") == "Lukasz Zolc"
    assert mistyped(Random(1), "ab") == "ab"
    assert all(abs(len(mistyped(Random(seed), "Kowalski")) - 8) <= 1 for seed in range(50))


def test_missing_registers_are_named(tmp_path):
    with pytest.raises(InvalidInput, match="given_names_pesel"):
        read_names(tmp_path)
