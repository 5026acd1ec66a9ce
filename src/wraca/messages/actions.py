"""Queues messages, and keeps who is not to be written to."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import datetime

from django.db import transaction

from wraca.kit.errors import Conflict, InvalidInput
from wraca.messages.addresses import require_address
from wraca.messages.drafts import EMAIL, Draft, require_draft
from wraca.messages.models import Message, MessageBody, Suppression
from wraca.messages.queries import NOTED, hash_address, hash_addresses
from wraca.shop.queries import the_shop


def queue_message(draft: Draft, *, key: str, now: datetime, not_before: datetime | None = None) -> Message:
    """The message, which leaves by itself soon if the door lets it. Whether it may is asked then, not here.

    key: the same key and contents again give the first message. Raises Conflict for the same key with other contents,
    InvalidInput for a draft that cannot be a message or an address that is none, NotReady without a shop.
    """
    draft = require_draft(draft)
    address = require_address(draft.address) if draft.channel == EMAIL else draft.address
    if not 0 < len(key) <= 200:
        raise InvalidInput("a message's key has 1 to 200 characters")
    with transaction.atomic():
        message, is_new = Message.objects.get_or_create(
            key=key,
            defaults={
                "customer_id": draft.customer_id,
                "purpose": draft.purpose,
                "channel": draft.channel,
                "kind": draft.kind,
                "language": draft.language,
                "address": address,
                "subject": draft.subject,
                "about": draft.about.kept(),
                "fingerprint": draft.fingerprint(),
                "secret": draft.secret,
                "sample": the_shop().sample,
                "created_at": now,
                "due_at": not_before or now,
                "expires_at": draft.expires_at,
            },
        )
        if is_new:
            MessageBody.objects.create(message=message, text=draft.text, html=draft.html)
        elif bytes(message.fingerprint) != draft.fingerprint():
            raise Conflict(f"message {message.pk} was queued under this key with other contents")
    return message


def cancel_message(key: str) -> bool:
    """Takes back one that still waits, with its contents. False: there is none, or it is leaving or has left."""
    with transaction.atomic():
        waiting = Message.objects.select_for_update().filter(key=key, state=Message.QUEUED)
        message = waiting.first()
        if message is None:
            return False
        end_message(message, Message.WITHHELD, "cancelled")
    return True


def note_unknown(message_id: int) -> bool:
    """Staff know that it may have left, or not: the alert about it ends. False: there is no such message."""
    return bool(Message.objects.filter(pk=message_id, state=Message.UNKNOWN).update(reason=NOTED))


def end_message(message: Message, state: str, reason: str = "") -> None:
    """It will not be sent again; contents that open something are forgotten."""
    message.state, message.reason = state, reason
    message.save(update_fields=["state", "reason"])
    if message.kind == Message.LAST_LETTER:
        Message.objects.filter(pk=message.pk).update(address="", fingerprint=b"")
    if message.secret or message.kind == Message.LAST_LETTER:
        MessageBody.objects.filter(message=message).delete()


def suppress(
    channel: str, address: str, reason: str, now: datetime, *, evidence: Mapping[str, object] | None = None
) -> bool:
    """The address gets no marketing over the channel, or (bounced, erased) nothing at all. False: it did not before."""
    _row, is_new = Suppression.objects.get_or_create(
        channel=channel,
        address_hash=hash_address(address),
        reason=reason,
        ended_at=None,
        defaults={"at": now, "evidence": dict(evidence or {})},
    )
    return is_new


def suppress_all(channel: str, addresses: Collection[str], reason: str, now: datetime, *, import_run: int) -> int:
    """`suppress` for a list that was brought in; returns how many addresses are new to it."""
    hashed = hash_addresses(addresses)
    live = Suppression.objects.filter(channel=channel, reason=reason, ended_at=None, address_hash__in=list(hashed))
    known = {bytes(address_hash) for address_hash in live.values_list("address_hash", flat=True)}
    rows = [
        Suppression(channel=channel, address_hash=each, reason=reason, at=now, evidence={"import_run": import_run})
        for each in hashed
        if each not in known
    ]
    return len(Suppression.objects.bulk_create(rows, ignore_conflicts=True, batch_size=5000))


def end_suppressions_of(import_run: int, now: datetime) -> int:
    """Of a list that was taken back: the addresses that it alone suppressed."""
    live = Suppression.objects.filter(evidence__import_run=import_run, ended_at=None)
    return live.update(ended_at=now)


def end_suppression(channel: str, address: str, reason: str, now: datetime) -> bool:
    """Lifts one, e.g. of an address that takes mail again. False: there was none."""
    live = Suppression.objects.filter(channel=channel, address_hash=hash_address(address), reason=reason, ended_at=None)
    return bool(live.update(ended_at=now))
