"""After an erasure nothing in the outbox says who it was."""

from __future__ import annotations

import json

from django.core import serializers
from tests.cast import NOW

from wraca.customers.identity.subjects import find_subject
from wraca.messages.actions import queue_message
from wraca.messages.delivering import deliver_due
from wraca.messages.drafts import Draft
from wraca.messages.erase import erase_messages
from wraca.messages.letters.actions import queue_letter
from wraca.messages.letters.words import erasure_done
from wraca.messages.models import HashKey, Letter, Message, MessageBody, Sender, Suppression
from wraca.messages.queries import list_suppressions


def erase_celina(customer_id: int, *more: str) -> dict[str, int]:
    return erase_messages(find_subject(customer_id).with_emails(more), NOW)


def queue(key: str, address: str, customer_id: int | None = None) -> Message:
    draft = Draft("service", "data_ready", address, "pl", f"Celina {key}", "Celino", customer_id=customer_id)
    return queue_message(draft, key=key, now=NOW)


def every_row() -> str:
    models = (Message, MessageBody, Suppression, Letter, HashKey, Sender)
    return json.dumps([serializers.serialize("json", model.objects.all()) for model in models]).lower()


def test_nothing_of_the_person_is_left_and_others_are_untouched(shop, customer, post_office):
    celina = customer("celina")
    queue("sent", "celina@example.com", celina)
    deliver_due(NOW, post_office.channels)
    queue("waiting", "celina@example.com", celina)
    queue("elsewhere", "C.Cwik@example.net")
    other = queue("other", "bruno@example.com", customer("bruno"))
    Letter.objects.create(arrived_at=NOW, mail_from="a@b.example", rcpt_to="celina@example.com", contents=b"Celina")
    touched = erase_celina(celina, "c.cwik@example.net")
    assert touched == {"outbox_message": 3, "outbox_messagebody": 3, "outbox_letter": 1, "outbox_suppression": 2}
    Message.objects.filter(pk=other.pk).delete()
    rows = every_row()
    assert [word for word in ("celina@", "c.cwik", "celino", "celina") if word in rows] == []
    kept = Message.objects.order_by("id").values_list("key", "kind", "state", "reason", "sent_at")
    assert [row[:4] for row in kept] == [
        ("sent", "data_ready", "sent", ""),
        ("waiting", "data_ready", "withheld", "erased"),
        ("elsewhere", "data_ready", "withheld", "erased"),
    ]
    assert kept[0][4] is not None


def test_what_is_queued_for_an_erased_address_later_is_not_sent(shop, customer, post_office):
    erase_celina(customer("celina"))
    message = queue("later", "CELINA@example.com")
    deliver_due(NOW, post_office.channels)
    message.refresh_from_db()
    assert (message.state, message.reason, post_office.letters) == ("suppressed", "erased", [])


def test_last_letter_leaves_and_forgets_its_address(shop, customer, post_office):
    erase_celina(customer("celina"))
    letter = erasure_done(shop="Sklepik", language="pl", keeps_orders=True)
    queue_letter(letter, to="celina@example.com", key="erased:1", now=NOW)
    assert dict(deliver_due(NOW, post_office.channels).outcomes) == {"sent": 1}
    assert post_office.letters[0][1] == "celina@example.com"
    assert "celina" not in every_row()
    assert list_suppressions("email", "celina@example.com") == ("erased",)
