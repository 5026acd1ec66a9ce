"""What of messages grows old: first what they said, then whom they went to. That they were sent stays."""

from __future__ import annotations

from datetime import datetime

from django.db.models import QuerySet

from wraca.messages.models import Message, MessageBody

_LEAVING = (Message.QUEUED, Message.SENDING)
#: As an erasure leaves them.
EMPTIED = {"address": "", "subject": "", "fingerprint": b"", "about": {}}


def old_bodies(before: datetime) -> QuerySet[MessageBody]:
    return MessageBody.objects.filter(message__created_at__lt=before).exclude(message__state__in=_LEAVING)


def old_addresses(before: datetime) -> QuerySet[Message]:
    rows = Message.objects.filter(created_at__lt=before).exclude(state__in=_LEAVING)
    return rows.exclude(address="", subject="", about={})
