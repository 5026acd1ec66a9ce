"""Addresses to send from. One is used once somebody typed the code that was mailed to it: whoever reads its post."""

from __future__ import annotations

import hashlib
import hmac
import secrets
from datetime import datetime, timedelta

from django.db import IntegrityError, transaction

from wraca.kit.errors import Conflict, InvalidInput
from wraca.kit.language import _
from wraca.messages.addresses import require_address
from wraca.messages.drafts import one_line
from wraca.messages.letters.actions import queue_letter
from wraca.messages.letters.words import sender_check, trial
from wraca.messages.models import Message, Sender
from wraca.messages.queries import find_sender
from wraca.shop.queries import the_shop

CODE_HOURS = 24
MOST_TRIES = 5
#: Between two codes to one address: a form is no way to fill somebody's mailbox.
CODE_PAUSE = timedelta(minutes=1)
#: Without 0 and O, 1, I and L.
_SYMBOLS = "23456789ABCDEFGHJKMNPQRSTUVWXYZ"
_CODE_LENGTH = 8
LONGEST_NAME = 100


class WrongCode(InvalidInput):
    """The code is not the one that was mailed, or not any more."""


def add_sender(address: str, name: str, *, now: datetime, by: int | None = None) -> Sender:
    """Not used before it is verified; a code is on its way to it. Raises InvalidInput; Conflict if it is there."""
    shop = the_shop()
    if shop.sample:
        raise Conflict(_("the sample shop has its own sender, whose mail stays in the house; remove the sample first"))
    address, name = require_address(address), one_line(name)
    if not 0 < len(name) <= LONGEST_NAME:
        raise InvalidInput(_("a sender's name has 1 to 100 characters"))
    try:
        with transaction.atomic():
            sender = Sender.objects.create(address=address, name=name, created_at=now, created_by=by)
            send_code(sender.pk, now=now)
    except IntegrityError as cause:
        raise Conflict(_("this address is a sender already")) from cause
    return sender


@transaction.atomic
def send_code(sender_id: int, *, now: datetime) -> Message:
    """A new code to the address; the one before no longer works. Raises Conflict within a minute of the last."""
    sender = _locked(sender_id)
    if sender.verified_at is not None:
        raise Conflict(_("this sender is verified"))
    sent_at = sender.code_expires_at and sender.code_expires_at - timedelta(hours=CODE_HOURS)
    if sent_at and now < sent_at + CODE_PAUSE:
        raise Conflict(_("a code was sent less than a minute ago"))
    code = "".join(secrets.choice(_SYMBOLS) for _symbol in range(_CODE_LENGTH))
    expires_at = now + timedelta(hours=CODE_HOURS)
    sender.code_hash, sender.code_expires_at, sender.tries = _hash(code), expires_at, 0
    sender.save(update_fields=["code_hash", "code_expires_at", "tries"])
    shop = the_shop()
    letter = sender_check(shop=shop.name, code=code, hours=CODE_HOURS, language=shop.language)
    key = f"sender_check:{sender.pk}:{now.timestamp()}"
    return queue_letter(letter, to=sender.address, key=key, now=now, expires_at=expires_at)


def verify_sender(sender_id: int, code: str, *, now: datetime) -> Sender:
    """The first verified one is the one that is sent from. Raises WrongCode; each try counts, five are allowed."""
    with transaction.atomic():
        sender = _locked(sender_id)
        if sender.verified_at is not None:
            return sender
        is_open = sender.code_expires_at is not None and now < sender.code_expires_at and sender.tries < MOST_TRIES
        is_right = is_open and hmac.compare_digest(bytes(sender.code_hash), _hash(code))
        if is_right:
            sender.verified_at, sender.code_hash, sender.code_expires_at = now, b"", None
            sender.chosen = not Sender.objects.filter(chosen=True).exists()
        else:
            sender.tries = min(sender.tries + 1, MOST_TRIES)
        sender.save()
    # After the transaction: a wrong try is to be kept.
    if not is_right:
        raise WrongCode(
            _("this is not the code; look again, or have a new one sent")
            if is_open
            else _("this code is no longer valid; have a new one sent")
        )
    return sender


@transaction.atomic
def choose_sender(sender_id: int) -> Sender:
    """Messages are sent from it. Raises Conflict before it is verified."""
    sender = _locked(sender_id)
    if sender.verified_at is None:
        raise Conflict(_("a sender is verified before it is used"))
    Sender.objects.filter(chosen=True).exclude(pk=sender.pk).update(chosen=False)
    sender.chosen = True
    sender.save(update_fields=["chosen"])
    return sender


def remove_sender(sender_id: int) -> None:
    """With the chosen one gone, messages wait until another is chosen."""
    find_sender(sender_id).delete()


def send_trial(to: str, *, now: datetime) -> Message:
    """A test mail. Like every other it waits while there is no sender."""
    shop = the_shop()
    letter = trial(shop=shop.name, language=shop.language)
    key = f"trial:{now.timestamp()}:{secrets.token_hex(4)}"
    return queue_letter(letter, to=to, key=key, now=now, expires_at=now + timedelta(hours=1))


def _locked(sender_id: int) -> Sender:
    sender = Sender.objects.select_for_update().filter(pk=sender_id).first()
    return sender or find_sender(sender_id)


def _hash(code: str) -> bytes:
    """Eight symbols of 31, five tries, one day: slow hashing would guard nothing more."""
    return hashlib.sha256("".join(code.upper().split()).encode()).digest()
