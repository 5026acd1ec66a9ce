"""The refresh says of each field what the profile says at that moment."""

from datetime import UTC, datetime, timedelta

import pytest
from django.conf import settings
from tests.cast import NOW, SOURCE, load_cast

from wraca.customers.actions import record_customers
from wraca.customers.freshness.actions import confirm_field, correct_field
from wraca.customers.freshness.fading import FIELDS, PRIORS, Rate
from wraca.customers.freshness.queries import list_field_states
from wraca.customers.incoming import NewCustomer
from wraca.customers.models import Customer
from wraca.engine.reader import reader_for
from wraca.jobs.refresh import run_refresh

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def shop(tmp_path, monkeypatch, postgres_server):
    monkeypatch.setattr(settings, "LAKE_FOLDER", tmp_path / "lake")
    monkeypatch.setattr(settings, "GENERATIONS_FOLDER", tmp_path / "generations")
    load_cast()
    return tmp_path


def told(outside_id: str, at: datetime, **said: object) -> None:
    record_customers([NewCustomer(outside_id=outside_id, **said)], source=SOURCE, now=at)


def test_refresh_learns_the_rates_and_says_of_each_field_what_the_profile_says(shop):
    ids = dict(Customer.objects.values_list("outside_id", "id"))
    told("ada", NOW - timedelta(days=60), phone="601 100 101", email="ada@example.com")
    told("ada", NOW - timedelta(days=10), phone="601 100 102", email="ada@example.com")
    confirm_field(ids["bruno"], "address", by=7, now=NOW - timedelta(days=3))
    correct_field(ids["celina"], "email", {"email": "c@wp.example"}, by=None, now=NOW - timedelta(days=2))
    told(
        "darek", NOW - timedelta(days=1), email="d+x@allegromail.pl", birth_date=datetime(1980, 1, 1, tzinfo=UTC).date()
    )
    run_refresh(NOW)
    reader = reader_for(settings.GENERATIONS_FOLDER)
    learned = {row["field"]: row for row in reader.select("SELECT * FROM field_rates")}
    # Ada's phone twice; her e-mail was said again twice, Celina's, Darek's differed.
    assert (learned["phone"]["pairs"], learned["phone"]["changes"]) == (2, 2)
    assert (learned["email"]["pairs"], learned["email"]["changes"]) == (4, 2)
    assert (learned["name"]["pairs"], learned["name"]["changes"]) == (0, 0)
    assert learned["name"]["shape"] == pytest.approx(PRIORS["name"].shape, rel=0.01)
    assert learned["phone"]["shape"] / learned["phone"]["years"] > PRIORS["phone"].mean
    rates = {field: Rate(row["shape"], row["years"]) for field, row in learned.items()}
    freshness = {row["customer_id"]: row for row in reader.select("SELECT * FROM freshness")}
    assert set(freshness) == set(ids.values())
    for customer_id in ids.values():
        states = list_field_states(customer_id, NOW, rates)
        for field in FIELDS:
            computed = freshness[customer_id][field]
            assert (computed is None) == (field not in states)
            if computed is not None:
                # Whole days there, moments here.
                assert computed == pytest.approx(states[field].confidence, abs=2e-3)
    usable = ("email_usable", "phone_usable", "address_usable")
    assert [freshness[ids["darek"]][name] for name in usable] == [False, False, False]
    assert [freshness[ids["ada"]][name] for name in usable] == [True, True, False]
