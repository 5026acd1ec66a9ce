"""A file that fails as a whole is told to the owner until it, or its source, comes in."""

import pytest
from tests.cast import NOW, SOURCE, load_cast

from wraca.connectors.importing import ImportOptions
from wraca.jobs.models import Alert
from wraca.jobs.telling_imports import import_and_tell
from wraca.kit.errors import InvalidInput

pytestmark = pytest.mark.django_db

GOOD = "outside_id,email\nz-1,zofia@example.com\n"


@pytest.fixture(autouse=True)
def shop():
    load_cast()


def bring(path, content: str):
    path.write_text(content, encoding="utf-8")
    return import_and_tell(ImportOptions(path, "customers", SOURCE), NOW)


def open_alerts() -> list[tuple[str, str]]:
    return list(Alert.objects.filter(resolved_at=None).values_list("kind", "subject"))


@pytest.mark.parametrize("content", ["outside_id,shoe_size\nz-1,42\n", 'outside_id,email\nz-1,"zofia@example.com\n'])
def test_failed_file_raises_an_alert_until_it_comes_in(tmp_path, content):
    path = tmp_path / "customers.csv"
    with pytest.raises(InvalidInput) as told:
        bring(path, content)
    assert open_alerts() == [("import_failed", "customers.csv")]
    assert Alert.objects.get().values["reason"] == str(told.value)
    bring(path, GOOD)
    assert open_alerts() == []


def test_a_file_of_another_name_from_the_source_clears_it(tmp_path):
    with pytest.raises(InvalidInput):
        bring(tmp_path / "customers.csv", "outside_id,shoe_size\nz-1,42\n")
    bring(tmp_path / "customers-mended.csv", GOOD)
    assert open_alerts() == []
