"""Everything a person was ever known by."""

from __future__ import annotations

import pytest
from tests.cast import NOW, SOURCE, at, load_cast

from wraca.customers.actions import record_customers
from wraca.customers.identity.actions import record_link
from wraca.customers.identity.subjects import find_subject, is_named
from wraca.customers.incoming import NewCustomer
from wraca.customers.models import Customer
from wraca.jobs import merge_customers
from wraca.kit.errors import InvalidInput


@pytest.fixture
def ids(db) -> dict[str, int]:
    load_cast()
    return dict(Customer.objects.values_list("outside_id", "id"))


def test_subject_gathers_all_members_and_all_times(ids):
    # Ada was ada@example.com, then ada@nowhere.example; in another system she is A-1, and Bruno is she.
    told = NewCustomer(outside_id="ada", email="Ada@Nowhere.example", source_updated_at=at(11, 1))
    record_customers([told], source=SOURCE, now=NOW)
    record_link("outside", "A-1", ids["ada"], proof="staff", now=NOW, source="till")
    merge_customers.merge(ids["bruno"], ids["ada"], now=NOW)
    subject = find_subject(ids["bruno"])
    assert subject.canonical_id == ids["ada"]
    assert subject.member_ids == (ids["ada"], ids["bruno"])
    assert subject.emails == {"ada@example.com", "ada@nowhere.example", "bruno@example.com"}
    assert subject.phones == {"+48601100100"}
    assert subject.outside == {(SOURCE, "ada"), (SOURCE, "bruno"), ("till", "A-1")}
    assert subject.names == {("Ada", "Żak"), ("Bruno", "Łoś")}
    assert subject.shared == frozenset()


def test_an_address_that_a_housemate_reads_is_shared(ids):
    record_customers([NewCustomer(outside_id="son", email="ada@example.com")], source=SOURCE, now=NOW)
    subject = find_subject(ids["ada"]).with_emails(["Old@Ada.example", "bruno@example.com", ""])
    assert subject.emails == {"ada@example.com", "old@ada.example", "bruno@example.com"}
    assert subject.own_emails == {"old@ada.example"}


def test_a_name_is_found_in_either_order_and_whole(ids):
    ada = find_subject(ids["ada"])
    assert is_named(ada, "żak  ADA")
    assert not is_named(ada, "Adam Żak")
    assert not is_named(ada, "Żak")


def test_nobody_is_no_subject(db):
    with pytest.raises(InvalidInput, match="there is no customer 7"):
        find_subject(7)
