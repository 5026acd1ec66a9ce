"""Duplicates in files whose truth is known: the published sets, beside Splink as its makers advise."""

import random

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from tests.shared_data import shared_data

from wraca.customers.duplicates.evaluation import evaluate, measures
from wraca.kit.errors import InvalidInput
from wraca.simulation.polish_names import read_names
from wraca.simulation.polish_people import PeopleShape, simulate_people


def measured(file, folder):
    return evaluate(file, memory_mb=2048, spill=folder / "spill")


def test_measures_are_of_pairs():
    # 8 found, 6 of them right, 12 there: 6/8, 6/12, 2*6/(8+12).
    assert measures(6, 8, 12) == {"precision": 0.75, "recall": 0.5, "f1": 0.6, "pairs": 8}
    assert measures(0, 0, 3) == {"precision": None, "recall": 0.0, "f1": 0.0, "pairs": 0}


def test_febrl1_is_found_as_well_as_by_splink(tmp_path):
    result = measured(shared_data("febrl", "febrl1.parquet"), tmp_path)
    assert result["wraca"]["f1"] >= 0.999
    assert result["wraca"]["f1"] >= result["baselines"]["splink_recommended"]["f1"]
    assert result["baselines"]["exact_rules"]["precision"] == 1.0
    assert result["split"] == {**result["split"], "records": 1000, "people": 500, "true_pairs": 500}


@pytest.mark.long
@pytest.mark.parametrize(("name", "least"), [("febrl2", 0.9985), ("febrl3", 0.999)])
def test_febrl_is_found_better_than_by_splink(name, least, tmp_path):
    result = measured(shared_data("febrl", f"{name}.parquet"), tmp_path)
    assert result["wraca"]["f1"] >= least
    assert result["wraca"]["f1"] > result["baselines"]["splink_recommended"]["f1"]


@pytest.mark.long
def test_polish_people_are_found_better_than_by_splink_and_rules(tmp_path):
    names = read_names(shared_data("polish_names"))
    pq.write_table(pa.concat_tables(simulate_people(PeopleShape(20_000, 202), names)), tmp_path / "people.parquet")
    result = measured(tmp_path / "people.parquet", tmp_path)
    assert result["wraca"]["f1"] >= 0.93
    assert result["wraca"]["f1"] > max(row["f1"] for row in result["baselines"].values())


@pytest.mark.long
def test_truth_and_record_ids_reach_no_matcher(tmp_path):
    """The same people under a shuffled truth are the same pairs."""
    table = pq.read_table(shared_data("febrl", "febrl1.parquet")).slice(0, 300)
    truth = table["entity_id"].to_pylist()
    random.Random(5).shuffle(truth)
    pq.write_table(table, tmp_path / "told.parquet")
    place = table.column_names.index("entity_id")
    pq.write_table(table.set_column(place, "entity_id", pa.array(truth)), tmp_path / "shuffled.parquet")
    told, shuffled = (measured(tmp_path / f"{name}.parquet", tmp_path) for name in ("told", "shuffled"))
    pairs = [[row["pairs"] for row in result["wraca"]["thresholds"]] for result in (told, shuffled)]
    assert pairs[0] == pairs[1]
    assert told["split"]["columns"].keys().isdisjoint({"rec_id", "entity_id", "is_original"})


def test_file_without_truth_is_refused(tmp_path):
    pq.write_table(pa.table({"rec_id": ["a"], "email": ["a@b.pl"]}), tmp_path / "people.parquet")
    with pytest.raises(InvalidInput, match="lacks entity_id"):
        measured(tmp_path / "people.parquet", tmp_path)
    (tmp_path / "no.parquet").write_text("not Parquet")
    with pytest.raises(InvalidInput, match="expected a Parquet file"):
        measured(tmp_path / "no.parquet", tmp_path)
