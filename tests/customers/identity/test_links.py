"""What a customer is known by follows from what sources tell, with what proves it."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import IntegrityError
from tests.cast import NOW, at, open_cast_shop, order

from wraca.customers.actions import record_customers
from wraca.customers.identity.actions import end_link, record_link
from wraca.customers.identity.models import Identifier, IdentifierLink
from wraca.customers.identity.queries import find_known_by, list_links
from wraca.customers.incoming import NewCustomer
from wraca.customers.models import Customer
from wraca.orders.actions import record_orders

LATER = NOW + timedelta(days=1)


@pytest.fixture(autouse=True)
def _shop(db):
    open_cast_shop()


def tell(now=NOW, source="api", **told) -> int:
    told.setdefault("outside_id", "x")
    record_customers([NewCustomer(**told)], source=source, now=now)
    return Customer.objects.get(source=source, outside_id=told["outside_id"]).pk


def links(customer_id: int, *, live: bool = True) -> list[tuple[str, str, str, str]]:
    rows = IdentifierLink.objects.filter(customer_id=customer_id, until__isnull=live)
    return list(
        rows.order_by("identifier__kind", "proof").values_list(
            "identifier__kind", "identifier__source", "identifier__value", "proof"
        )
    )


def test_told_email_and_phone_are_claims():
    x = tell(email="Jan@Example.com", phone="601 100 100")
    assert links(x) == [("email", "", "jan@example.com", "claimed"), ("phone", "", "+48601100100", "claimed")]
    assert find_known_by("email", "jan@example.com") == [x]
    assert find_known_by("email", "jan@example.com", proven=True) == []


def test_told_again_changes_nothing():
    x = tell(email="jan@example.com", phone="601 100 100")
    before = [list(model.objects.order_by("pk").values()) for model in (Identifier, IdentifierLink)]
    tell(email="jan@example.com", phone="601 100 100", now=LATER)
    tell(city="Gdynia", now=LATER)
    assert before == [list(model.objects.order_by("pk").values()) for model in (Identifier, IdentifierLink)]
    assert len(links(x)) == 2


def test_another_email_ends_the_link_of_the_first_and_an_older_word_changes_nothing():
    x = tell(email="a@example.com", source_updated_at=NOW - timedelta(days=9))
    tell(email="b@example.com", now=LATER, source_updated_at=NOW - timedelta(days=5))
    tell(email="c@example.com", now=LATER, source_updated_at=NOW - timedelta(days=8))
    assert [value for _, _, value, _ in links(x)] == ["b@example.com"]
    [ended] = IdentifierLink.objects.filter(until__isnull=False)
    assert (ended.identifier.value, ended.since, ended.until) == ("a@example.com", NOW, LATER)


def test_email_taken_away_ends_its_link_but_not_what_a_log_in_proved():
    x = tell(email="a@example.com")
    record_link("email", "a@example.com", x, proof="log_in", now=NOW)
    tell(email="", now=LATER)
    assert links(x) == [("email", "", "a@example.com", "log_in")]
    assert find_known_by("email", "a@example.com", proven=True) == [x]


def test_order_proves_the_email_it_came_with():
    x = tell(email="a@example.com")
    told = order("o1", NewCustomer(outside_id="x", email="a@example.com"), at(5, 5), 10)
    record_orders([told], source="api", now=NOW)
    record_orders([told], source="api", now=LATER)
    assert [proof for *_, proof in links(x)] == ["claimed", "order"]
    assert find_known_by("email", "a@example.com", proven=True) == [x]


def test_one_email_of_two_customers_is_one_identifier():
    x, y = tell(email="a@example.com"), tell(source="shop", email="a@example.com")
    assert Identifier.objects.count() == 1
    assert find_known_by("email", "a@example.com") == sorted([x, y])


def test_marketplaces_alias_is_no_email_and_ends_at_its_source():
    x = tell(source="allegro", email="8awgqyk6a5+cub31c122@allegromail.pl")
    tell(source="baselinker", email="8awgqyk6a5+cub31c122@allegromail.pl")
    # The next purchase of the same buyer: another suffix, the same alias.
    tell(source="allegro", email="8awgqyk6a5+zz99@allegromail.pl", now=LATER)
    assert links(x) == [("alias", "allegro", "8awgqyk6a5@allegromail.pl", "claimed")]
    assert links(x, live=False) == []
    assert find_known_by("email", "8awgqyk6a5+zz99@allegromail.pl") == []
    assert find_known_by("alias", "8awgqyk6a5@allegromail.pl", source="allegro") == [x]


def test_link_is_ended_once_and_can_be_made_again():
    x = tell()
    link = record_link("card", "0001", x, proof="staff", now=NOW, source="club")
    assert record_link("card", "0001", x, proof="staff", now=LATER, source="club") == link
    assert (end_link(link.pk, now=LATER), end_link(link.pk, now=LATER)) == (True, False)
    again = record_link("card", "0001", x, proof="staff", now=LATER, source="club")
    assert [found.pk for found in list_links([x])] == [again.pk, link.pk]


def test_database_refuses_an_alias_without_a_source():
    with pytest.raises(IntegrityError, match="customers_identifier_source"):
        Identifier.objects.create(kind="alias", value="x@allegromail.pl")
