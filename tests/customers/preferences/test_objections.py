"""Objections as the refresh knows them are those of the fold."""

from __future__ import annotations

from datetime import timedelta

import pytest
from tests import cast
from tests.cast import NOW

from wraca.customers.identity.actions import record_merge
from wraca.customers.models import Customer
from wraca.customers.preferences.actions import dispute_inference, set_preferences
from wraca.customers.preferences.queries import find_preferences
from wraca.engine.reader import reader_for
from wraca.jobs.refresh import run_refresh

YESTERDAY = NOW - timedelta(days=1)


@pytest.fixture
def folder(transactional_db, tmp_path, settings):
    settings.GENERATIONS_FOLDER, settings.LAKE_FOLDER = tmp_path / "generations", tmp_path / "lake"
    cast.load_cast()
    return settings.GENERATIONS_FOLDER


def find(name: str) -> int:
    return Customer.objects.get(outside_id=name).pk


def objections(folder) -> dict[int, set[str]]:
    rows = reader_for(folder).select("SELECT * FROM objections ORDER BY customer_id")
    return {row.pop("customer_id"): {what for what, objects in row.items() if objects} for row in rows}


def by_fold() -> dict[int, set[str]]:
    """Of everybody, one by one."""
    said = {
        canonical: find_preferences(canonical) for canonical in Customer.objects.values_list("canonical_id", flat=True)
    }
    every = {"stage", "rhythm", "next_order"}
    told = {person: set(every) if not kept.inference else every & kept.disputed for person, kept in said.items()}
    return {person: what for person, what in told.items() if what}


def test_objections_of_a_generation_are_those_of_each_person(folder):
    ela, bruno, celina, gosia = (find(name) for name in ("ela", "bruno", "celina", "gosia"))
    set_preferences(ela, {"inference": False}, now=YESTERDAY)
    dispute_inference(bruno, "stage", wrong=True, now=YESTERDAY)
    # Taken back an hour later: the last word stands.
    dispute_inference(celina, "rhythm", wrong=True, now=YESTERDAY)
    dispute_inference(celina, "rhythm", wrong=False, now=YESTERDAY + timedelta(hours=1))
    dispute_inference(gosia, "next_order", wrong=True, now=YESTERDAY)
    record_merge(bruno, gosia, rule="by_hand", now=YESTERDAY)
    run_refresh(NOW)
    assert objections(folder) == by_fold() == {ela: {"stage", "rhythm", "next_order"}, gosia: {"stage", "next_order"}}
