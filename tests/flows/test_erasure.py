"""Somebody of whom the shop holds everything is erased: nothing of them is found again, and every figure stays."""

from __future__ import annotations

import pytest
from django.conf import settings as django_settings
from django.db import connection
from tests.cast import NOW
from tests.flows.everything import TRACES, bring_in
from tests.flows.looking import find_traces

from wraca.engine.generations import Generations
from wraca.engine.reader import reader_for
from wraca.jobs.deliver_messages import deliver_messages
from wraca.jobs.erase_customer import erase_customer, try_erasure
from wraca.jobs.erased_files import finish_files
from wraca.jobs.personal_tables import PERSONAL
from wraca.jobs.refresh import run_refresh
from wraca.refresh import STEPS

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def house(tmp_path, monkeypatch, postgres_server):
    """A data folder of its own."""
    for name, folder in (("DATA", ""), ("LAKE_FOLDER", "lake"), ("GENERATIONS_FOLDER", "generations")):
        monkeypatch.setattr(django_settings, name, tmp_path / folder)
    return tmp_path


@pytest.fixture
def hers(house) -> int:
    return bring_in(house)


def personal_rows() -> dict[str, int]:
    with connection.cursor() as cursor:
        counts = {}
        for table in PERSONAL:
            cursor.execute(f"SELECT count(*) FROM {table}")
            counts[table] = cursor.fetchone()[0]
    return counts


#: Of people who can be reached and of words about fields: the erased are not among them any more.
ABOUT_PEOPLE = {"reach", "joins", "field_pairs", "field_rates", "freshness", "identities"}


def reports() -> dict[str, list[dict]]:
    """Every table of the generation that tells of orders and of life with the shop."""
    reader = reader_for(django_settings.GENERATIONS_FOLDER, 512)
    names = [step.name for step in STEPS if reader.has(step.name) and step.name not in ABOUT_PEOPLE]
    found = {name: reader.select(f'SELECT * FROM "{name}" ORDER BY ALL') for name in names}
    for row in (*found["people"], *found["customers"]):
        # Where they live goes with them.
        del row["country"]
    return found


def test_nothing_of_the_person_is_found_again_and_every_figure_stays(hers, house):
    run_refresh(NOW)
    before = reports()
    # The search finds what it is to find, where there is something.
    assert {place.rpartition(": ")[2] for place in find_traces(TRACES, [house])} == set(TRACES)
    tried = try_erasure(hers, NOW)
    erased = erase_customer(hers, NOW)
    assert dict(erased.counts) == dict(tried.counts)
    assert (erased.emptied, erased.letter, erased.files) == (True, True, 2)
    assert deliver_messages(NOW).count("sent") == 1
    # This process reads the older generation still, and lets go of it with its next look.
    assert finish_files(NOW) == 0
    after = reports()
    assert finish_files(NOW) == 1
    assert find_traces(TRACES, [house]) == []
    assert len(Generations(django_settings.GENERATIONS_FOLDER).list_()) == 1
    assert after.keys() == before.keys()
    for name, rows in before.items():
        assert after[name] == rows, name
