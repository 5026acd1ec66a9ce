import csv
import json
from pathlib import Path

import pyarrow as pa
from pyarrow import parquet
from typer.testing import CliRunner

from wraca.cli import build_app
from wraca.customers.names.evaluation import NameToAddress, evaluate, measure
from wraca.customers.names.vocative import find_vocative, without_dictionary

NAMES = [
    NameToAddress("Anna", "f", 100, ("Anno",)),
    NameToAddress("Maja", "f", 50, ("Majo", "Maju")),
    NameToAddress("Kasia", "f", 0, ("Kasiu",)),
    NameToAddress("YULIIA", "f", 30, ()),
    NameToAddress("Claude", "m", 20, ("Claudzie",)),
    NameToAddress("Claude", "f", 0, ("Claude",)),
]


def test_measure_counts_right_wrong_and_withheld_plain_and_by_bearers():
    forms = {"Anna": "Anno", "Maja": "Maju", "Kasia": "Kasio", "YULIIA": "Yuliio"}
    figures = measure(NAMES, lambda name: forms.get(name.name))
    weighted = figures.pop("weighted")
    assert figures == {
        "right": 2,
        "wrong": 1,
        "withheld": 2,
        "right_share": 0.4,
        "wrong_share": 0.2,
        "withheld_share": 0.4,
        "unjudged_given": 1,
        "unjudged_withheld": 0,
    }
    # 150 of the 170 bearers whose name can be judged
    assert (weighted["right"], weighted["withheld"], weighted["right_share"]) == (150, 20, round(150 / 170, 6))


def test_evaluate_has_the_shape_of_every_evaluation():
    figures = evaluate(NAMES)
    assert sorted(figures) == ["baselines", "seconds", "split", "wraca"]
    assert sorted(figures["baselines"]) == ["first_vocative", "nominative"]
    assert figures["split"]["of_both_sexes"] == 1
    assert figures["split"]["without_bearers"] == 2
    assert figures["wraca"]["with_dictionary"]["wrong"] == 0


def test_names_evaluate_reads_a_file(tmp_path):
    rows = [
        {"name": "Anna", "sex": "F", "pesel_bearers": 9, "vocative": ["Anno"]},
        {"name": "NA", "sex": "F", "pesel_bearers": 0, "vocative": []},
    ]
    file = tmp_path / "names.parquet"
    parquet.write_table(pa.Table.from_pylist(rows), file)
    done = CliRunner().invoke(build_app(), ["names", "evaluate", str(file), "--json"])
    assert done.exit_code == 0
    figures = json.loads(done.output)
    assert figures["wraca"]["rules_alone"]["weighted"]["right"] == 9
    assert figures["split"]["judged_names"] == 1
    assert "right" in CliRunner().invoke(build_app(), ["names", "evaluate", str(file)]).output


def test_names_evaluate_judges_by_the_dictionary_without_vocatives(tmp_path):
    file = tmp_path / "names.parquet"
    rows = [{"name": "PIOTR", "sex": "M", "bearers": 5}, {"name": "OLEKSANDR", "sex": "M", "bearers": 3}]
    parquet.write_table(pa.Table.from_pylist(rows), file)
    figures = json.loads(CliRunner().invoke(build_app(), ["names", "evaluate", str(file), "--json"]).output)
    assert figures["wraca"]["rules_alone"]["right"] == 1
    assert figures["wraca"]["rules_alone"]["unjudged_withheld"] == 1


def held_out() -> list[NameToAddress]:
    """Names that were not looked at while the rules were written, with the vocatives that SGJP allows."""
    with (Path(__file__).parent / "held_out_names.csv").open(encoding="utf-8") as file:
        return [
            NameToAddress(row["name"], row["sex"].lower(), int(row["bearers"]), tuple(row["vocatives"].split()))
            for row in csv.DictReader(file)
        ]


def test_rules_alone_hold_their_floor_on_names_held_back():
    figures = measure(held_out(), lambda name: find_vocative(name.name, name.gender, without_dictionary).form)
    assert figures["right_share"] > 0.98
    assert figures["wrong_share"] < 0.01
    assert figures["weighted"]["wrong_share"] < 0.0005


def test_dictionary_agrees_with_names_held_back():
    figures = measure(held_out(), lambda name: find_vocative(name.name, name.gender).form)
    assert (figures["right"], figures["wrong"], figures["withheld"]) == (530, 0, 0)
