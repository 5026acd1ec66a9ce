"""The pages that people build on list what there is, and nothing else."""

import re
from pathlib import Path

import pytest

from wraca.api.routes import router
from wraca.connectors.columns import COLUMNS
from wraca.events.keys import SUBJECTS
from wraca.events.kinds import KINDS, WRACA

DOCS = Path(__file__).parents[2] / "docs"


def test_every_kind_of_event_is_documented_with_its_payload():
    rows = re.findall(
        r"^\| `([a-z_.]+)` \| (\w+) \| (\w+) \| .* \| (.*) \|$", (DOCS / "events.md").read_text(), re.MULTILINE
    )
    documented = {
        kind: (sender, customer, set(re.findall(r"`(\w+)`", fields))) for kind, sender, customer, fields in rows
    }
    assert documented == {
        kind.name: (
            "Wraca" if kind.sender == WRACA else "you",
            kind.customer,
            {declared.name for declared in kind.fields},
        )
        for kind in KINDS.values()
    }


@pytest.mark.parametrize("kind", COLUMNS)
def test_every_column_of_a_file_is_documented(kind):
    row = re.search(rf"^\| {kind} \| (.*) \|$", (DOCS / "api.md").read_text(), re.MULTILINE)
    assert row is not None
    listed = re.findall(r"`(\w+)`", row[1].split(". ")[0])
    assert listed == list(COLUMNS[kind])


def test_every_address_and_scope_is_documented():
    text = (DOCS / "api.md").read_text()
    assert [path for path in router.path_operations if f"{path}" not in text] == []
    assert [subject for subject in SUBJECTS if f"`{subject}`" not in text] == []
