"""Merged people on the pages: once in every list, one page, everything of theirs on it, and back again."""

from __future__ import annotations

import pytest
from django.urls import reverse
from tests.cast import NOW, SOURCE, at
from tests.console.generation import AS_OF, publish
from tests.console.people import customer_row, ids

from wraca.console.customers.queries import Wanted, find_ids, find_people, list_customers, list_names, walk_customers
from wraca.console.orders.queries import Wanted as WantedOrders
from wraca.console.orders.queries import list_orders
from wraca.console.reading import find_reader
from wraca.customers.actions import record_customers
from wraca.customers.identity.models import Merge
from wraca.customers.incoming import NewConsent, NewCustomer
from wraca.customers.queries import list_consents
from wraca.jobs import merge_customers
from wraca.staff.models import AuditEntry


@pytest.fixture
def people(shop, generations_folder) -> dict[str, int]:
    known = ids()
    publish(generations_folder, {"customers": [customer_row(id_) for id_ in known.values()]})
    return known


@pytest.fixture
def merged(people) -> dict[str, int]:
    """Bruno turned out to be Celina."""
    merge_customers.merge(people["bruno"], people["celina"], now=NOW, fields={"family_name": people["bruno"]})
    return people


def page(client, customer_id: int, **query: str):
    return client.get(reverse("console:customer", args=[customer_id]), query)


def test_old_number_leads_to_the_person(owner, merged):
    answer = page(owner, merged["bruno"])
    assert (answer.status_code, answer.url) == (302, reverse("console:customer", args=[merged["celina"]]))


def test_page_shows_everything_of_both(owner, merged):
    answer = page(owner, merged["celina"])
    assert [order.outside_id for order in answer.context["orders"]] == ["c3", "c2", "c1", "b1"]
    assert answer.context["summary"].spent_minor == 31_000
    # Chosen, kept and filled in.
    assert (answer.context["name"], answer.context["person"].city) == ("Celina Łoś", "Łódź")
    assert answer.context["score"] is None or answer.context["score"].stage
    text = answer.content.decode()
    assert "Bruno Łoś" in text
    assert "bruno@example.com" in text
    kinds = {moment.kind for moment in answer.context["moments"]}
    assert "customer.merged" in kinds


def test_every_list_counts_the_person_once_before_and_after_the_refresh(merged, generations_folder):
    def listed() -> list[int]:
        listing = list_customers(find_reader(), AS_OF, Wanted(sort="name", descending=False))
        assert listing.page.total == 7
        walked = [row["customer_id"] for row in walk_customers(find_reader(), AS_OF, Wanted(sort="value"))]
        assert sorted(walked) == sorted(row["customer_id"] for row in listing.page.rows)
        return walked

    alive = sorted(set(merged.values()) - {merged["bruno"]})
    assert sorted(listed()) == alive
    assert sorted(row["id"] for row in list_names(Wanted()).rows) == alive
    publish(generations_folder, {"customers": [customer_row(id_) for id_ in alive]})
    assert sorted(listed()) == alive


@pytest.mark.parametrize("text", ["bruno@example.com", "Łoś", "celina"])
def test_search_finds_the_person_by_any_of_their_names(merged, text):
    assert find_ids(text) == [merged["celina"]]
    [found] = find_people(text)
    assert (found["id"], found["given_name"], found["family_name"]) == (merged["celina"], "Celina", "Łoś")


def test_orders_are_found_by_person(merged):
    wanted = WantedOrders(customer_id=merged["celina"])
    by_page = {order.outside_id for order in list_orders(wanted, "Europe/Warsaw").rows}
    by_text = {order.outside_id for order in list_orders(WantedOrders(text="bruno@example.com"), "Europe/Warsaw").rows}
    assert by_page == by_text == {"b1", "c1", "c2", "c3"}


def test_withdrawn_consent_of_either_holds(people):
    withdrawn = NewConsent(channel="email", action="withdrawn", at=at(1, 1))
    record_customers([NewCustomer(outside_id="bruno", consents=[withdrawn])], source=SOURCE, now=NOW)
    # Celina agreed on 2 January, a day after Bruno withdrew.
    merge = merge_customers.merge(people["bruno"], people["celina"], now=NOW)
    assert [(consent.channel, consent.given) for consent in list_consents(people["celina"])] == [("email", False)]
    merge_customers.undo(merge.pk, now=NOW)
    assert [consent.given for consent in list_consents(people["celina"])] == [True]


def test_merge_by_hand_keeps_the_chosen_fields_and_can_be_undone(service, people):
    address = reverse("console:customer-merge", args=[people["celina"]])
    assert [found["id"] for found in service.get(address, {"q": "bruno"}).context["found"]] == [people["bruno"]]
    compared = service.get(address, {"with": people["bruno"]})
    text = compared.content.decode()
    assert "Customer object" not in text
    assert f'name="family_name" value="{people["bruno"]}"' in text
    differ = [choice.field for choice in compared.context["choices"] if choice.differ]
    assert differ == ["given_name", "family_name", "email"]
    answer = service.post(
        address,
        {"other": people["bruno"], "stays": people["celina"], "family_name": people["bruno"], "email": "x"},
    )
    assert answer.url == reverse("console:customer", args=[people["celina"]])
    merge = Merge.objects.get()
    assert (merge.from_customer_id, merge.into_customer_id, merge.rule) == (
        people["bruno"],
        people["celina"],
        "by_hand",
    )
    assert merge.fields == {"family_name": people["bruno"]}
    undo = reverse("console:customer-unmerge", args=[merge.pk])
    assert undo in page(service, people["celina"]).content.decode()
    assert service.get(undo).status_code == 405
    service.post(undo)
    assert page(service, people["bruno"]).status_code == 200
    assert list(AuditEntry.objects.order_by("id").values_list("action", flat=True)) == [
        "customer.merged",
        "customer.unmerged",
    ]


def test_the_other_may_be_the_one_who_stays(owner, people):
    address = reverse("console:customer-merge", args=[people["celina"]])
    answer = owner.post(address, {"other": people["bruno"], "stays": people["bruno"]})
    assert answer.url == reverse("console:customer", args=[people["bruno"]])


@pytest.mark.parametrize("other", ["", "0", "x", "9" * 30, "-1"])
def test_nobody_is_merged_with_somebody_who_is_not(owner, people, other):
    answer = owner.post(reverse("console:customer-merge", args=[people["celina"]]), {"other": other})
    assert (answer.status_code, Merge.objects.count()) == (200, 0)


def test_somebody_is_not_merged_with_themselves(owner, merged):
    answer = owner.get(reverse("console:customer-merge", args=[merged["celina"]]), {"with": merged["bruno"]})
    assert answer.context["other"] is None


def test_undo_that_came_too_late_says_so(owner, merged):
    merge = Merge.objects.get()
    undo = reverse("console:customer-unmerge", args=[merge.pk])
    owner.post(undo)
    answer = owner.post(undo, follow=True)
    assert "Nothing was undone" in answer.content.decode()
