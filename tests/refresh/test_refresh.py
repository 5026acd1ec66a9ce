"""The refresh on the cast: from PostgreSQL through the lake to a generation and the timeline."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.conf import settings
from tests.cast import NOW, SOURCE, at, load_cast, order

from wraca.customers.models import Customer
from wraca.engine.generations import Generations
from wraca.engine.reader import reader_for
from wraca.events.models import Event
from wraca.jobs import merge_customers
from wraca.jobs.refresh import run_refresh
from wraca.kit.errors import InvalidInput
from wraca.lifecycle.queries import score_customer
from wraca.orders.actions import record_orders
from wraca.orders.models import CustomerSummary
from wraca.refresh import FACTS, STEPS
from wraca.shop.models import Shop

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def shop(tmp_path, monkeypatch, postgres_server):
    monkeypatch.setattr(settings, "LAKE_FOLDER", tmp_path / "lake")
    monkeypatch.setattr(settings, "GENERATIONS_FOLDER", tmp_path / "generations")
    load_cast()
    return tmp_path


def copied(manifest: dict) -> dict[str, int]:
    return {step["step"]: step["rows"] for step in manifest["steps"] if step["step"].startswith("copy_")}


def test_summaries_are_those_of_truth_and_one_new_order_copies_only_what_changed(shop):
    told = []
    first = run_refresh(NOW, progress=lambda step, done, total: told.append((step, done, total)))
    assert_summaries_are_those_of_truth()
    assert copied(first)["copy_orders"] == 14
    assert told[-1] == (STEPS[-1].name, len(FACTS) + len(STEPS), len(FACTS) + len(STEPS))

    record_orders([order("b2", "bruno", NOW - timedelta(hours=1), 50)], source=SOURCE, now=NOW)
    second = run_refresh(NOW)
    # The order, its line; nobody else's.
    assert {name: rows for name, rows in copied(second).items() if rows} == {"copy_orders": 1, "copy_lines": 1}
    assert_summaries_are_those_of_truth()
    bruno = customer("bruno")
    # Silent since January, he came back today.
    assert (bruno["order_days"], bruno["stage"], str(bruno["stage_since"])) == (2, "repeat", "2026-11-22")


def assert_summaries_are_those_of_truth() -> None:
    columns = ("orders", "order_days", "first_day", "last_day", "spent_minor", "refunded_minor", "valued_days")
    columns += ("valued_minor", "gap_squares", "items")
    truth = {
        row["customer_id"]: {**row, "spent_squares": str(row["spent_squares"])}
        for row in CustomerSummary.objects.filter(orders__gt=0).values("customer_id", "spent_squares", *columns)
    }
    lake = reader_for(settings.GENERATIONS_FOLDER).select(
        f"SELECT customer_id, spent_squares, {', '.join(columns)} FROM summaries"
    )
    assert {row["customer_id"]: row for row in lake} == truth


def customer(name: str) -> dict:
    customer_id = CustomerSummary.objects.values_list("customer_id", flat=True).get(customer__outside_id=name)
    found = reader_for(settings.GENERATIONS_FOLDER).one(
        "SELECT * FROM customers WHERE customer_id = $id", {"id": customer_id}
    )
    assert found is not None
    return found


def test_changes_of_stage_are_told_once_and_never_of_a_past_day(shop):
    past = run_refresh(NOW, as_of=date(2026, 6, 1))
    assert past["stage_changes_appended"] == Event.objects.filter(kind="stage.changed").count() == 0

    first = run_refresh(NOW)
    events = Event.objects.filter(kind="stage.changed")
    # Everything but the seven sign-ups of those who ordered later, and ada's.
    changes = reader_for(settings.GENERATIONS_FOLDER).select(
        "SELECT * FROM stage_changes WHERE from_stage IS NOT NULL OR to_stage <> 'potential'"
    )
    assert first["stage_changes_appended"] == events.count() == len(changes) > 0
    bruno = events.filter(key__contains=":2026-01-10:")
    assert [(event.payload["from"], event.payload["to"]) for event in bruno] == [("potential", "first_purchase")]

    assert run_refresh(NOW)["stage_changes_appended"] == 0
    (Generations(settings.GENERATIONS_FOLDER).folder / "stages_told").unlink()
    assert run_refresh(NOW)["stage_changes_appended"] == 0
    Generations(settings.GENERATIONS_FOLDER).rollback().close()
    assert events.count() == len(changes)


def test_a_person_is_scored_at_this_moment_as_the_refresh_would(shop):
    run_refresh(NOW)
    record_orders([order("c4", "celina", NOW - timedelta(hours=1), 80)], source=SOURCE, now=NOW)
    before = customer("celina")
    now = score_customer(before["customer_id"], NOW, reader_for(settings.GENERATIONS_FOLDER), zone="Europe/Warsaw")
    # In so small a shop she is one of those who bring half; what hid it was her silence.
    assert (before["stage"], now["stage"], now["order_days"]) == ("leaving", "core", 4)
    assert now["spent_365_minor"] == 29_000
    assert now["expected_orders_90"] > before["expected_orders_90"]
    assert score_customer(0, NOW, reader_for(settings.GENERATIONS_FOLDER), zone="Europe/Warsaw") is None


def test_another_time_zone_cuts_the_whole_lake_anew(shop):
    henio = Customer.objects.filter(outside_id="henio")
    # Eight in the evening in Warsaw is four in the morning of the next day in Tokyo.
    henio.update(signed_up_at=at(1, 2, 20))
    run_refresh(NOW)
    assert customer("henio")["signed_up_day"] == date(2026, 1, 2)
    Shop.objects.update(zone="Asia/Tokyo")
    assert copied(run_refresh(NOW))["copy_customers"] == 8
    assert customer("henio")["signed_up_day"] == date(2026, 1, 3)
    assert set(copied(run_refresh(NOW)).values()) == {0}


def test_a_day_to_come_is_refused(shop):
    with pytest.raises(InvalidInput, match="expected a day that has begun; came 2026-11-23"):
        run_refresh(NOW, as_of=date(2026, 11, 23))
    assert Generations(settings.GENERATIONS_FOLDER).current() is None


def computed(name: str) -> list[dict]:
    return reader_for(settings.GENERATIONS_FOLDER).select(f"SELECT * FROM {name} ORDER BY ALL")


TABLES = ("customers", "summaries", "order_days", "stage_changes", "reach", "daily", "product_sales", "cohorts")


def test_merged_customers_are_one_person_and_an_undone_merge_is_two_again(shop):
    run_refresh(NOW)
    before = {name: computed(name) for name in TABLES}
    ids = dict(Customer.objects.values_list("outside_id", "id"))
    merge = merge_customers.merge(ids["celina"], ids["bruno"], now=NOW)

    # One row is copied: that of the customer merged away.
    assert copied(run_refresh(NOW))["copy_customers"] == 1
    assert {row["customer_id"] for row in computed("customers")} == set(ids.values()) - {ids["celina"]}
    one = customer("bruno")
    # bruno 10 Jan 100; celina 1 Mar 50, 1 Apr 70, 1 May 90.
    assert (one["orders"], one["spent_minor"], one["country"]) == (4, 31_000, "PL")
    [reach] = [row for row in computed("reach") if row["customer_id"] in (ids["bruno"], ids["celina"])]
    assert (reach["customer_id"], reach["email"]) == (ids["bruno"], True)
    assert sum(row["buyers"] for row in computed("daily")) == sum(row["buyers"] for row in before["daily"])
    assert sum(row["new_buyers"] for row in computed("daily")) == len(before["summaries"]) - 1
    now = score_customer(ids["celina"], NOW, reader_for(settings.GENERATIONS_FOLDER), zone="Europe/Warsaw")
    assert {name: now[name] for name in ("orders", "stage", "expected_orders_365", "spent_365_minor")} == {
        name: one[name] for name in ("orders", "stage", "expected_orders_365", "spent_365_minor")
    }

    merge_customers.undo(merge.pk, now=NOW)
    assert copied(run_refresh(NOW))["copy_customers"] == 1
    assert {name: computed(name) for name in TABLES} == before
