"""What is due is sent: one message at a time through the door, each by its channel.

A message is marked as leaving in the transaction that asked for consent, and only then handed over. If this process is
killed in between, nobody knows whether it left: it is `unknown` then, told to the owner, never sent again by itself.
"""

from __future__ import annotations

import contextlib
import logging
import time
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from django.db import transaction

from wraca.events.actions import NewEvent, append_events
from wraca.messages import door
from wraca.messages.actions import end_message, suppress
from wraca.messages.channels.contract import DOWN, LATER, REFUSED, TAKEN, UNKNOWN, Answer, Channel, Line, Parcel
from wraca.messages.models import Message, MessageBody, Suppression
from wraca.messages.queries import describe_house, describe_message, find_sender_of, lock_next
from wraca.messages.retries import pause_after
from wraca.messages.unsubscribing import unsubscribe_url
from wraca.shop.queries import ShopSettings, find_shop

log = logging.getLogger(__name__)

#: Longer than any server is waited for: what is leaving since then was left by a killed worker.
LOST_AFTER = timedelta(minutes=10)
#: A run ends in time for the next one to see what changed in between.
RUN_SECONDS = 45.0
DOWN_PAUSE = timedelta(minutes=1)


@dataclass
class Delivered:
    """What became of the messages of one run."""

    outcomes: Counter[str] = field(default_factory=Counter)
    #: Codes of what the server said when it would take nothing at all; empty: it was well.
    trouble: str = ""

    def count(self, outcome: str) -> int:
        return self.outcomes[outcome]


@dataclass(frozen=True)
class _Leaving:
    message: Message
    parcel: Parcel


def deliver_due(now: datetime, channels: Mapping[str, Channel], *, public_url: str = "") -> Delivered:
    """Sends what is due, for at most RUN_SECONDS. Any number of workers may run it at once.

    channels: name -> how its messages are handed over. public_url: where this house is reached from outside.
    """
    done, began = Delivered(), time.monotonic()
    shop = find_shop()
    if shop is None:
        return done
    with contextlib.ExitStack() as stack:
        lines: dict[str, Line] = {}
        while (elapsed := time.monotonic() - began) < RUN_SECONDS and not done.trouble:
            moment = now + timedelta(seconds=elapsed)
            claimed = _claim(moment, shop.sample, tuple(channels), public_url)
            if claimed is None:
                break
            if isinstance(claimed, str):
                done.outcomes[claimed] += 1
                continue
            name = claimed.message.channel
            if name not in lines:
                lines[name] = stack.enter_context(channels[name].open())
            answer = _hand_over(lines[name], claimed.parcel)
            done.outcomes[_settle(claimed.message, answer, moment)] += 1
            done.trouble = answer.code if answer.outcome == DOWN else ""
    return done


def _hand_over(line: Line, parcel: Parcel) -> Answer:
    """A fault of a channel must not leave a message in mid-air, nor hold up those behind it."""
    try:
        return line.send(parcel)
    except Exception as fault:
        # Not its text, which may repeat an address.
        log.error("message %s: the channel failed by %s", parcel.message_id, type(fault).__name__)
        return Answer(UNKNOWN, type(fault).__name__, "channel_failed")


@transaction.atomic
def _claim(now: datetime, sample: bool, channels: tuple[str, ...], public_url: str) -> _Leaving | str | None:
    """The next message, marked as leaving; or what it was judged to be; None: nothing is ready to leave.

    The shop's row is read in this transaction too: a pause that was answered holds back whatever is claimed after it.
    """
    shop = find_shop()
    if shop is None or shop.sample != sample:
        # The sample was removed meanwhile: the channels at hand are those of another shop.
        return None
    house = describe_house(shop, channels, public_url)
    message = lock_next(now, house)
    if message is None:
        return None
    asked = describe_message(message, now, shop.zone)
    verdict = door.ask(asked, house, now)
    if verdict.outcome == door.WAIT:
        return None
    if verdict.outcome != door.LEAVE:
        end_message(message, verdict.outcome, verdict.reason)
        return verdict.outcome
    message.state, message.claimed_at = Message.SENDING, now
    message.consent_id = asked.consent_id
    message.attempts += 1
    message.save(update_fields=["state", "claimed_at", "consent_id", "attempts"])
    return _Leaving(message, _pack(message, shop, now, public_url))


def _pack(message: Message, shop: ShopSettings, now: datetime, public_url: str) -> Parcel:
    sender = find_sender_of(message, shop)
    assert sender is not None, "the door asks for a sender"
    body = MessageBody.objects.get(message=message)
    is_marketing = message.purpose == Message.MARKETING
    return Parcel(
        message_id=message.pk,
        fingerprint=bytes(message.fingerprint).hex(),
        sender_name=sender.name,
        sender_address=sender.address,
        address=message.address,
        subject=message.subject,
        text=body.text,
        html=body.html,
        language=message.language,
        at=now,
        unsubscribe_url=unsubscribe_url(public_url, message) if is_marketing else "",
    )


def _settle(message: Message, answer: Answer, now: datetime) -> str:
    """Writes down what the channel said of it; returns the state it is in then."""
    with transaction.atomic():
        message.answer = answer.code
        message.save(update_fields=["answer"])
        if answer.outcome == TAKEN:
            _sent(message, now)
        elif answer.outcome == DOWN:
            _put_back(message, now + DOWN_PAUSE, "server_down", attempts=message.attempts - 1)
        elif answer.outcome == LATER and (pause := pause_after(message.attempts)) is not None:
            _put_back(message, now + pause, "later", attempts=message.attempts)
        elif answer.outcome in (LATER, REFUSED):
            end_message(message, Message.FAILED, answer.reason)
            if answer.is_dead_address:
                evidence = {"message": message.pk, "answer": answer.code}
                suppress(message.channel, message.address, Suppression.HARD_BOUNCE, now, evidence=evidence)
        else:
            end_message(message, Message.UNKNOWN, answer.reason)
    log.info("message %s: %s %s", message.pk, message.state, message.answer)
    return message.state


def _sent(message: Message, now: datetime) -> None:
    message.sent_at = now
    message.save(update_fields=["sent_at"])
    end_message(message, Message.SENT)
    if message.customer_id is not None:
        payload = {"message": message.pk, "channel": message.channel, "what": message.kind}
        append_events([NewEvent(now, "message.sent", f"message.sent:{message.pk}", message.customer_id, payload)])


def _put_back(message: Message, due_at: datetime, reason: str, *, attempts: int) -> None:
    message.state, message.due_at, message.reason, message.attempts = Message.QUEUED, due_at, reason, attempts
    message.save(update_fields=["state", "due_at", "reason", "attempts"])


def close_lost(now: datetime) -> int:
    """Messages that were leaving when their worker was killed: they may have left. Returns how many."""
    with transaction.atomic():
        lost = Message.objects.select_for_update(skip_locked=True).filter(
            state=Message.SENDING, claimed_at__lt=now - LOST_AFTER
        )
        found = list(lost)
        for message in found:
            end_message(message, Message.UNKNOWN, "worker_killed")
    return len(found)
