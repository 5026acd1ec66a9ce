from __future__ import annotations

from datetime import date, timedelta

import pytest
from tests import cast
from tests.cast import NOW

from wraca.customers.identity.actions import record_merge
from wraca.customers.models import Customer, Preference
from wraca.customers.preferences.actions import set_preferences
from wraca.customers.preferences.choices import Preferences, fold
from wraca.customers.preferences.queries import find_preferences, list_preferences_of_many
from wraca.events.models import Event
from wraca.kit.errors import InvalidInput


@pytest.fixture
def ela(db) -> int:
    cast.load_cast()
    return Customer.objects.get(outside_id="ela").pk


def test_the_last_word_on_each_name_stands():
    said = [(1, "how_often", "weekly"), (1, "birthday", True), (1, "how_often", "monthly"), (1, "unheard_of", 1)]
    assert fold(said) == Preferences(how_often="monthly", birthday=True)


def test_of_two_who_are_one_person_the_quieter_word_stands():
    ada = [("how_often", "weekly"), ("topics", [1, 2]), ("birthday", False), ("disputed", ["stage"])]
    adela = [("how_often", "each"), ("topics", [2, 3]), ("birthday", True), ("disputed", []), ("inference", True)]
    said = [*((1, *word) for word in ada), *((2, *word) for word in adela)]
    assert fold(said) == Preferences(
        how_often="weekly", topics=(2,), birthday=False, inference=True, disputed=frozenset({"stage"})
    )


def test_pause_ends_on_its_day():
    paused = Preferences(paused_until=date(2026, 12, 22))
    assert [paused.is_paused(date(2026, 12, 21)), paused.is_paused(date(2026, 12, 22))] == [True, False]


def test_who_said_nothing_has_the_defaults(ela):
    assert find_preferences(ela) == Preferences()


def test_only_what_differs_is_appended(ela):
    wanted = {"how_often": "weekly", "topics": [3, 1]}
    assert set_preferences(ela, wanted, now=NOW) == ("how_often", "topics")
    assert set_preferences(ela, {**wanted, "birthday": True}, now=NOW) == ("birthday",)
    assert find_preferences(ela) == Preferences(how_often="weekly", topics=(1, 3), birthday=True)
    assert Event.objects.filter(kind="customer.preference_set", customer_id=ela).count() == 3


def test_history_is_kept_with_who_said_it(ela):
    set_preferences(ela, {"how_often": "weekly"}, now=NOW)
    set_preferences(ela, {"how_often": "each"}, now=NOW + timedelta(days=1), by=7)
    words = list(Preference.objects.order_by("id").values_list("value", "source", "by"))
    assert words == [("weekly", "customer", None), ("each", "staff", 7)]


@pytest.mark.parametrize(
    "wanted",
    [
        {"how_often": "hourly"},
        {"topics": "all"},
        {"topics": [True]},
        {"paused_until": "soon"},
        {"birthday": 1},
        {"disputed": ["income"]},
        {"income": 3},
    ],
)
def test_what_cannot_be_preferred_is_refused_whole(ela, wanted):
    with pytest.raises(InvalidInput):
        set_preferences(ela, {"inference": False, **wanted}, now=NOW)
    assert not Preference.objects.exists()


def test_preferences_are_of_the_person(ela):
    bruno = Customer.objects.get(outside_id="bruno").pk
    set_preferences(bruno, {"how_often": "important"}, now=NOW)
    record_merge(bruno, ela, rule="by_hand", now=NOW)
    assert find_preferences(ela).how_often == find_preferences(bruno).how_often == "important"
    assert list_preferences_of_many([ela]) == {ela: Preferences(how_often="important")}
