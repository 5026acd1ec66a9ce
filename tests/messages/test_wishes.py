"""What a customer chose holds back what they did not want, and service letters pass."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.cast import NOW
from tests.messages.test_delivering import advert, deliver, letter, queue, state

from wraca.catalogue.models import Category
from wraca.customers.identity.actions import record_merge, undo_merge
from wraca.customers.identity.models import Merge
from wraca.customers.preferences.actions import set_preferences
from wraca.customers.preferences.choices import HOW_OFTEN, INFERRED, Preferences, fold
from wraca.kit.errors import InvalidInput
from wraca.messages import door
from wraca.messages.models import Message
from wraca.messages.wishes import About, Reader, find_objection

TODAY = date(2026, 11, 20)
DAYS = st.dates(TODAY - timedelta(days=60), TODAY + timedelta(days=60))
TOPICS = st.lists(st.integers(1, 4), max_size=4, unique=True).map(sorted)
#: As words are kept.
VALUES = {
    "how_often": st.sampled_from(HOW_OFTEN),
    "topics": st.none() | TOPICS,
    "paused_until": st.none() | DAYS.map(date.isoformat),
    "birthday": st.booleans(),
    "inference": st.booleans(),
    "disputed": st.lists(st.sampled_from(INFERRED), unique=True),
}
WORDS = st.lists(
    st.sampled_from(sorted(VALUES)).flatmap(lambda name: st.tuples(st.just(name), VALUES[name])), max_size=8
)
ABOUT = st.builds(
    About,
    topics=TOPICS.map(tuple),
    important=st.booleans(),
    occasion=st.sampled_from(["", "birthday"]),
    rests_on=st.lists(st.sampled_from(INFERRED), unique=True).map(tuple),
)
LAST = st.none() | st.dates(TODAY - timedelta(days=40), TODAY)


def objection(about: About, preferences: Preferences, last: date | None = None) -> str:
    return find_objection(about, Reader(preferences, today=TODAY, last_day=last))


@given(ABOUT, LAST)
def test_who_said_nothing_objects_only_to_the_use_of_their_birthday(about, last):
    assert objection(about, Preferences(), last) == ("no_birthday" if about.occasion else "")


@pytest.mark.parametrize(
    ("about", "preferences", "last", "reason"),
    [
        (About(), Preferences(paused_until=TODAY + timedelta(days=1)), None, "wants_peace"),
        (About(), Preferences(paused_until=TODAY), None, ""),
        (About(), Preferences(how_often="important"), None, "not_important"),
        (About(important=True), Preferences(how_often="important"), TODAY, ""),
        # The Friday after the Saturday, and the Saturday after it.
        (About(), Preferences(how_often="weekly"), TODAY - timedelta(days=6), "too_often"),
        (About(important=True), Preferences(how_often="weekly"), TODAY - timedelta(days=6), "too_often"),
        (About(), Preferences(how_often="weekly"), TODAY - timedelta(days=7), ""),
        (About(), Preferences(how_often="monthly"), TODAY - timedelta(days=27), "too_often"),
        (About(), Preferences(how_often="monthly"), TODAY - timedelta(days=28), ""),
        (About(), Preferences(how_often="each"), TODAY, ""),
        (About(topics=(1, 2)), Preferences(topics=(2,)), None, ""),
        (About(topics=(1,)), Preferences(topics=(2,)), None, "unwanted_topic"),
        (About(), Preferences(topics=(2,)), None, ""),
        (About(), Preferences(topics=()), None, "unwanted_topic"),
        (About(occasion="birthday"), Preferences(birthday=True), None, ""),
        (About(rests_on=("stage",)), Preferences(inference=False), None, "no_inference"),
        (About(), Preferences(inference=False), None, ""),
        (About(rests_on=("rhythm",)), Preferences(disputed=frozenset({"rhythm"})), None, "disputed"),
        (About(rests_on=("stage",)), Preferences(disputed=frozenset({"rhythm"})), None, ""),
    ],
)
def test_each_wish_holds_back_what_it_is_about(about, preferences, last, reason):
    assert objection(about, preferences, last) == reason


def test_category_chosen_includes_those_in_it():
    reader = Reader(Preferences(topics=(1,)), widened={7: frozenset({7, 3, 1}), 8: frozenset({8, 2})})
    assert [find_objection(About(topics=(topic,)), reader) for topic in (7, 8)] == ["", "unwanted_topic"]


@given(ABOUT, LAST, st.lists(WORDS, min_size=1, max_size=3))
def test_a_merge_lets_nothing_through_that_one_of_them_held_back(about, last, said):
    """Of whoever spoke of what the message is about: a birthday is used once anybody allowed it and nobody refused."""
    together = fold((member, name, value) for member, words in enumerate(said) for name, value in words)
    for words in said:
        alone = fold((0, name, value) for name, value in words)
        spoke = about.occasion == "" or any(name == "birthday" for name, _value in words)
        if spoke and objection(about, alone, last):
            assert objection(about, together, last)


@given(st.lists(st.tuples(st.integers(0, 2), WORDS), max_size=4), st.randoms())
def test_order_between_customers_of_a_person_changes_nothing(said, random):
    """Each keeps the order of their own words."""
    parts = [(member, [(member, *word) for word in words]) for member, words in said]
    by_member = sorted(parts, key=lambda part: part[0])
    random.shuffle(members := [0, 1, 2])
    shuffled = [word for m in members for member, words in parts if member == m for word in words]
    assert fold(shuffled) == fold(word for _member, words in by_member for word in words)


@given(ABOUT, LAST, WORDS)
def test_service_letters_are_never_asked(about, last, words):
    """Whatever somebody wants and the message claims to be."""
    reader = Reader(fold((0, *word) for word in words), today=TODAY, last_day=last)
    house = door.Shop(paused=False, sample=False, has_sender=True, channels=("email",), has_public_address=True)
    asked = door.Asked("service", "email", False, None, True, about=about, reader=reader)
    assert door.ask(asked, house, NOW) == door.Verdict(door.LEAVE)


# Through the outbox ---------------------------------------------------------------------------------------------------


def test_reason_stands_at_the_message_and_a_letter_leaves(shop, customer, post_office):
    celina = customer("celina")
    set_preferences(celina, {"how_often": "important"}, now=NOW)
    offer = queue(advert(celina))
    recall = queue(advert(celina, about=About(important=True)), key="recall")
    service = queue(letter(celina), key="letter")
    assert deliver(post_office) == {"withheld": 1, "sent": 2}
    assert [state(offer), state(recall), state(service)] == [("withheld", "not_important"), ("sent", ""), ("sent", "")]


def test_second_message_of_a_week_is_held_back_and_service_does_not_count(shop, customer, post_office):
    celina = customer("celina")
    set_preferences(celina, {"how_often": "weekly"}, now=NOW)
    queue(letter(celina), key="letter")
    first, second = queue(advert(celina)), queue(advert(celina), key="second")
    deliver(post_office)
    assert [state(first), state(second)] == [("sent", ""), ("withheld", "too_often")]
    later = queue(advert(celina), key="third")
    deliver(post_office, now=NOW + timedelta(days=7))
    assert state(later) == ("sent", "")


def test_topics_reach_down_the_tree_of_categories(shop, customer, post_office):
    celina = customer("celina")
    tea, coffee = (Category.objects.create(source="shop", outside_id=name, name=name) for name in ("tea", "coffee"))
    green = Category.objects.create(source="shop", outside_id="green", name="green", parent=tea)
    set_preferences(celina, {"topics": [tea.pk]}, now=NOW)
    of_green = queue(advert(celina, about=About(topics=(green.pk,))), key="green")
    of_coffee = queue(advert(celina, about=About(topics=(coffee.pk,))), key="coffee")
    deliver(post_office)
    assert [state(of_green), state(of_coffee)] == [("sent", ""), ("withheld", "unwanted_topic")]


def test_wishes_of_every_customer_of_the_person_count(shop, customer, post_office):
    celina, ela = customer("celina"), customer("ela")
    set_preferences(ela, {"paused_until": (NOW.date() + timedelta(days=30)).isoformat()}, now=NOW)
    record_merge(ela, celina, rule="by_hand", now=NOW)
    merged = queue(advert(celina))
    deliver(post_office)
    assert state(merged) == ("withheld", "wants_peace")
    undo_merge(Merge.objects.get().pk, now=NOW)
    alone = queue(advert(celina), key="alone")
    deliver(post_office)
    assert state(alone) == ("sent", "")


def test_wish_said_while_merged_stays_with_both(shop, customer):
    from wraca.customers.preferences.queries import find_preferences

    celina, ela = customer("celina"), customer("ela")
    record_merge(ela, celina, rule="by_hand", now=NOW)
    assert set_preferences(ela, {"how_often": "monthly"}, now=NOW) == ("how_often",)
    assert set_preferences(celina, {"how_often": "monthly"}, now=NOW) == ()
    undo_merge(Merge.objects.get().pk, now=NOW)
    assert [find_preferences(one).how_often for one in (celina, ela)] == ["monthly", "monthly"]


@pytest.mark.parametrize("about", [About(occasion="name day"), About(rests_on=("income",))])
def test_what_a_message_cannot_be_about_is_refused(shop, customer, about):
    with pytest.raises(InvalidInput):
        queue(advert(customer("celina"), about=about))
    assert not Message.objects.exists()
