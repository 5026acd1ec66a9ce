"""wraca export: two files for their owner's eyes, and the proof."""

from __future__ import annotations

import hashlib
import json

import pytest
from tests import cast

from wraca.cli import export_customer
from wraca.customers.models import Customer, Handout
from wraca.kit.errors import InvalidInput


@pytest.fixture
def ela(db, tmp_path, settings) -> Customer:
    settings.GENERATIONS_FOLDER, settings.LAKE_FOLDER = tmp_path / "generations", tmp_path / "lake"
    cast.load_cast()
    return Customer.objects.get(outside_id="ela")


def test_two_files_are_written_for_their_owner_alone(ela, tmp_path):
    outcome = export_customer._outcome(ela.pk, tmp_path / "new" / "folder")
    files = sorted((tmp_path / "new" / "folder").iterdir())
    assert [path.name for path in files] == [f"customer-{ela.pk}.html", f"customer-{ela.pk}.json"]
    assert {path.stat().st_mode & 0o777 for path in files} == {0o600}
    assert outcome["files"] == {str(path): hashlib.sha256(path.read_bytes()).hexdigest() for path in files}
    assert json.loads(files[1].read_text())["person"]["id"] == ela.pk
    assert Handout.objects.get().way == "command"


def test_where_nothing_can_be_written_nothing_is_handed_out(ela, tmp_path):
    (tmp_path / "file").write_text("")
    with pytest.raises(InvalidInput):
        export_customer._outcome(ela.pk, tmp_path / "file")
    assert Handout.objects.count() == 0
