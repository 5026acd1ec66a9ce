"""What a person wants of the shop, on their profile: as they chose it, as staff were told, and what it held back."""

from __future__ import annotations

import pytest
from tests import cast

from wraca.customers.models import Customer, Preference
from wraca.customers.preferences.actions import dispute_inference, set_preferences
from wraca.customers.preferences.queries import find_preferences
from wraca.events.actions import NewEvent, append_events
from wraca.messages.models import Message
from wraca.staff.models import AuditEntry

CONCLUDED = ("Expected over the next 365 days", "Next order expected", "Life with the shop")


@pytest.fixture
def ela(shop) -> int:
    return Customer.objects.get(outside_id="ela").pk


def page_of(client, customer_id: int) -> str:
    return client.get(f"/customers/{customer_id}/").content.decode()


def hold_back(customer_id: int, reason: str) -> None:
    Message.objects.create(
        customer_id=customer_id,
        purpose="marketing",
        channel="email",
        kind="newsletter",
        language="pl",
        address="ela@example.com",
        key=reason,
        fingerprint=b"1" * 32,
        state="withheld",
        reason=reason,
        created_at=cast.NOW,
        due_at=cast.NOW,
    )


def test_profile_says_what_they_want_and_why_a_message_was_held_back(owner, ela):
    set_preferences(ela, {"how_often": "weekly", "topics": [], "birthday": True}, now=cast.NOW)
    hold_back(ela, "too_often")
    page = page_of(owner, ela)
    wanted = ("At most once a week", "Nothing", "may be used", "They want to hear from the shop less often.")
    assert [text for text in wanted if text not in page] == []


def test_staff_are_told_and_named(service, ela):
    answer = service.post(f"/customers/{ela}/wishes/", {"how_often": "monthly", "pause": "30"})
    assert answer.status_code == 302
    wishes = find_preferences(ela)
    assert (wishes.how_often, wishes.paused_until is not None) == ("monthly", True)
    assert set(Preference.objects.values_list("source", flat=True)) == {"staff"}
    deed = AuditEntry.objects.get(action="customer.wishes_told")
    assert (deed.object_id, deed.details) == (str(ela), {"names": ["how_often", "paused_until"]})
    service.post(f"/customers/{ela}/wishes/", {"how_often": "monthly", "pause": "end"})
    assert find_preferences(ela).paused_until is None


@pytest.mark.parametrize("sent", [{"how_often": "hourly"}, {"how_often": "each", "pause": "7"}, {}])
def test_wish_that_there_is_not_is_refused(service, ela, sent):
    assert service.post(f"/customers/{ela}/wishes/", sent).status_code == 404
    assert not Preference.objects.exists()


def test_conclusion_called_wrong_is_marked(owner, ela):
    assert "they say: wrong" not in page_of(owner, ela)
    dispute_inference(ela, "next_order", wrong=True, now=cast.NOW)
    assert page_of(owner, ela).count("they say: wrong") == 1


def test_after_an_objection_no_conclusion_is_shown(owner, ela):
    before = page_of(owner, ela)
    assert [text for text in CONCLUDED if text not in before] == []
    set_preferences(ela, {"inference": False}, now=cast.NOW)
    # The refresh tells the timeline of no stage before the first one it saw change.
    payload = {"to": "repeat", "from": "first_purchase"}
    append_events([NewEvent(cast.at(7, 1), "stage.changed", f"stage.changed:{ela}:2026-07-01:repeat", ela, payload)])
    after = page_of(owner, ela)
    assert "Stage: " not in after
    assert [text for text in CONCLUDED if text in after] == []
    assert "They object to conclusions from their orders" in after
