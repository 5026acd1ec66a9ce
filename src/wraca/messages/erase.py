"""What messages hold of a person, taken out. That something was sent stays, without saying to whom."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.db.models import Q
from django.db.models.functions import Lower

from wraca.customers.identity.subjects import Subject
from wraca.messages.actions import suppress
from wraca.messages.drafts import EMAIL
from wraca.messages.models import Letter, Message, MessageBody, Suppression


@transaction.atomic
def erase_messages(subject: Subject, now: datetime) -> dict[str, int]:
    """Of all customers of a person and all e-mail addresses that are theirs alone; nothing is sent to those again, but
    for the letter that says that it is done, if it is queued afterwards. Returns rows touched, per table."""
    known = sorted(subject.own_emails)
    theirs = Message.objects.alias(to=Lower("address")).filter(Q(customer_id__in=subject.member_ids) | Q(to__in=known))
    ids = list(theirs.select_for_update().order_by("id").values_list("id", flat=True))
    bodies, _by_model = MessageBody.objects.filter(message__in=ids).delete()
    rows = Message.objects.filter(pk__in=ids)
    rows.filter(state=Message.QUEUED).update(state=Message.WITHHELD, reason=Suppression.ERASED)
    # A hash of a known letter to somebody says whom it went to, to whoever guesses the address.
    touched = rows.update(address="", subject="", about={}, fingerprint=b"")
    letters, _by_model = Letter.objects.alias(to=Lower("rcpt_to")).filter(to__in=known).delete()
    suppressed = sum(suppress(EMAIL, address, Suppression.ERASED, now) for address in known)
    return {
        "outbox_message": touched,
        "outbox_messagebody": bodies,
        "outbox_letter": letters,
        "outbox_suppression": suppressed,
    }
