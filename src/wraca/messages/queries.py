"""The only reads of messages, senders and suppressions."""

from __future__ import annotations

import hashlib
import hmac
import secrets
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import datetime

from django.db import connection
from django.db.models import Count, F, Func, Max, Min, Q, TextField, Value
from django.db.models.expressions import Combinable
from django.db.models.functions import Cast, Lower
from django.db.models.lookups import Exact

from wraca.catalogue.queries import list_wider
from wraca.customers.consents.fold import WITHDRAWN
from wraca.customers.consents.queries import Permission, find_permission
from wraca.customers.identity.queries import Person, find_person, may_be_marketed
from wraca.customers.incoming import normal_email
from wraca.customers.preferences.queries import find_preferences
from wraca.kit.clock import local_day
from wraca.kit.errors import InvalidInput
from wraca.messages.door import Asked, Shop
from wraca.messages.drafts import EMAIL, MARKETING, SERVICE
from wraca.messages.models import HashKey, Letter, Message, Sender, Suppression
from wraca.messages.wishes import REST_DAYS, About, Reader, read_about
from wraca.shop.choices import IGNORED
from wraca.shop.queries import ShopSettings, find_shop

_ONE_AT_A_TIME = "SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))"
#: Reason of one that may have left, once staff know of it.
NOTED = "noted"
CHECKS_SENDER = "sender_check"
#: Reserved for ever by RFC 2606: even a server that sends could not deliver an answer to it.
SAMPLE_ADDRESS = "shop@sample.invalid"


@dataclass(frozen=True)
class SenderAddress:
    name: str
    address: str


# The door -------------------------------------------------------------------------------------------------------------


def describe_house(shop: ShopSettings, channels: Collection[str], public_url: str) -> Shop:
    return Shop(
        paused=shop.paused_at is not None,
        sample=shop.sample,
        has_sender=Sender.objects.filter(chosen=True).exists(),
        channels=channels,
        has_public_address=bool(public_url),
    )


def lock_next(now: datetime, shop: Shop) -> Message | None:
    """The next one that may leave or will never leave, locked; those that another worker holds are passed over."""
    waiting = Message.objects.filter(_ready(shop, now), state=Message.QUEUED, due_at__lte=now)
    return waiting.select_for_update(skip_locked=True).order_by("due_at", "id").first()


def _ready(shop: Shop, now: datetime) -> Q:
    """What would only wait at the door is not asked at all, however much of it there is."""
    over = Q(expires_at__lte=now) | Q(sample=not shop.sample)
    if shop.paused:
        return over
    may = Q(channel__in=sorted(shop.channels))
    if not (shop.has_sender or shop.sample):
        may &= Q(kind=CHECKS_SENDER)
    if not (shop.has_public_address or shop.sample):
        may &= Q(purpose=SERVICE)
    return over | may


def describe_message(message: Message, now: datetime, zone: str) -> Asked:
    """In a transaction: of a commercial one, no other worker asks for the same person until it ends."""
    is_marketing = message.purpose == MARKETING
    person = None if message.customer_id is None else find_person(message.customer_id)
    permission = find_consent(person, message.purpose, message.channel) if is_marketing and person else None
    consent = permission.state.shown_by if permission and permission.allowed else None
    about = read_about(message.about)
    suppressions = list_suppressions(
        message.channel,
        message.address,
        message.purpose,
        consented_at=consent.at if consent and consent.proven else None,
    )
    if message.kind in (Message.LAST_LETTER, Message.ASKS_AGAIN):
        suppressions = tuple(reason for reason in suppressions if reason != Suppression.ERASED)
    return Asked(
        purpose=message.purpose,
        channel=message.channel,
        sample=message.sample,
        expires_at=message.expires_at,
        has_address=bool(message.address),
        checks_sender=message.kind == CHECKS_SENDER,
        of_customer=message.customer_id is not None,
        customer_exists=person is not None,
        consented=consent is not None,
        consent_id=consent.id if consent else None,
        refused=permission is not None and permission.state.standing == WITHDRAWN,
        about=about,
        reader=describe_reader(person, about, now, zone) if consent and person else Reader(),
        is_alias=message.channel == EMAIL and not may_be_marketed(normal_email(message.address)),
        suppressions=suppressions,
    )


def find_consent(person: Person, purpose: str, channel: str) -> Permission:
    """By the shop's rule of imported flags: without one, a box ticked in another system shows nothing."""
    shop = find_shop()
    rule = shop.flag_rule if shop else IGNORED
    return find_permission(person.canonical_id, purpose=purpose, channel=channel, flag_rule=rule)


def describe_reader(person: Person, about: About, now: datetime, zone: str) -> Reader:
    """What the person wants. Locks them against other workers that ask the same: of two messages that leave at once,
    the second is to know of the first."""
    preferences = find_preferences(person.canonical_id)
    last = None
    if preferences.how_often in REST_DAYS:
        with connection.cursor() as cursor:
            cursor.execute(_ONE_AT_A_TIME, [f"wraca.messages.reader:{person.canonical_id}"])
        last = _last_commercial(person)
    return Reader(
        preferences=preferences,
        today=local_day(now, zone),
        last_day=local_day(last, zone) if last else None,
        widened={topic: frozenset(list_wider(topic)) for topic in about.topics} if preferences.topics else {},
    )


def _last_commercial(person: Person) -> datetime | None:
    states = (Message.SENDING, Message.SENT, Message.UNKNOWN)
    left = Message.objects.filter(customer_id__in=person.member_ids, purpose=MARKETING, state__in=states)
    return left.aggregate(last=Max("claimed_at"))["last"]


def list_suppressions(
    channel: str, address: str, purpose: str = MARKETING, *, consented_at: datetime | None = None
) -> tuple[str, ...]:
    """Reasons why the address gets no message of the purpose over the channel.

    consented_at: of a proven consent. It answers an unsubscribing before it, and nothing else.
    """
    live = Suppression.objects.filter(channel=channel, address_hash=hash_address(address), ended_at=None)
    if purpose == SERVICE:
        live = live.filter(reason__in=Suppression.FOR_ALL)
    if consented_at is not None:
        live = live.exclude(reason=Suppression.UNSUBSCRIBED, at__lt=consented_at)
    return tuple(sorted(live.values_list("reason", flat=True)))


def list_erased_addresses(addresses: Collection[str]) -> set[str]:
    """Those of the addresses that belonged to somebody who was erased."""
    if not addresses:
        return set()
    hashed = hash_addresses(addresses)
    live = Suppression.objects.filter(reason=Suppression.ERASED, ended_at=None, address_hash__in=list(hashed))
    erased = {normal_email(hashed[bytes(each)]) for each in live.values_list("address_hash", flat=True)}
    # One address may be written in several ways.
    return {address for address in addresses if normal_email(address) in erased}


def hash_address(address: str) -> bytes:
    return hmac.digest(_hash_key(), normal_email(address).encode(), hashlib.sha256)


def hash_addresses(addresses: Iterable[str]) -> dict[bytes, str]:
    """Hash -> address, with the key read once."""
    key = _hash_key()
    return {hmac.digest(key, normal_email(address).encode(), hashlib.sha256): address for address in addresses}


def _hash_key() -> bytes:
    row, _made = HashKey.objects.get_or_create(pk=1, defaults={"key": secrets.token_bytes(32)})
    return bytes(row.key)


# Messages -------------------------------------------------------------------------------------------------------------


def find_message(message_id: int) -> Message | None:
    return Message.objects.filter(pk=message_id).first()


def find_by_key(key: str) -> Message | None:
    return Message.objects.filter(key=key).first()


def list_messages(*, state: str = "", first: int = 0, most: int = 100) -> tuple[list[Message], int]:
    """Latest first, from the place `first` on; and how many there are."""
    rows = Message.objects.filter(state=state) if state else Message.objects.all()
    return list(rows.order_by("-created_at", "-id")[first : first + most]), rows.count()


def list_messages_of(member_ids: tuple[int, ...], *, most: int = 100) -> list[Message]:
    """What was sent, or was to be sent, to a person: latest first."""
    return list(Message.objects.filter(customer_id__in=member_ids).order_by("-created_at", "-id")[:most])


def count_letters_to(address: str, noise: str, *, kinds: Collection[str], since: datetime) -> int:
    """noise: regular expression of what is left out of addresses before they are compared."""
    same = Exact(_without(noise, F("address")), _without(noise, Value(address)))
    return Message.objects.filter(same, kind__in=kinds, created_at__gt=since).count()


def _without(noise: str, address: Combinable) -> Func:
    given = Lower(Cast(address, TextField()))
    return Func(given, Value(noise), Value(""), Value("g"), function="regexp_replace", output_field=TextField())


def list_addresses_of(member_ids: tuple[int, ...]) -> set[str]:
    """Where messages to a person ever went."""
    rows = Message.objects.filter(customer_id__in=member_ids, channel=EMAIL).exclude(address="")
    return set(rows.values_list("address", flat=True).distinct())


@dataclass(frozen=True)
class Waiting:
    """What is in the outbox now."""

    queued: int
    oldest: datetime | None
    unknown: int


def measure_outbox() -> Waiting:
    queued, unknown = Q(state=Message.QUEUED), Q(state=Message.UNKNOWN) & ~Q(reason=NOTED)
    found = Message.objects.filter(queued | unknown).aggregate(
        queued=Count("id", filter=queued),
        oldest=Min("created_at", filter=queued),
        unknown=Count("id", filter=unknown),
    )
    return Waiting(**found)


def has_due(now: datetime) -> bool:
    return Message.objects.filter(state=Message.QUEUED, due_at__lte=now).exists()


# Senders --------------------------------------------------------------------------------------------------------------


def list_senders() -> list[Sender]:
    return list(Sender.objects.order_by("-chosen", "address"))


def find_sender(sender_id: int) -> Sender:
    """Raises InvalidInput."""
    sender = Sender.objects.filter(pk=sender_id).first()
    if sender is None:
        raise InvalidInput(f"there is no sender {sender_id}")
    return sender


def find_sender_of(message: Message, shop: ShopSettings) -> SenderAddress | None:
    """Who it is from; None: nobody was verified."""
    if message.kind == CHECKS_SENDER:
        return SenderAddress(shop.name, message.address)
    if shop.sample:
        return SenderAddress(shop.name, SAMPLE_ADDRESS)
    sender = Sender.objects.filter(chosen=True).first()
    return SenderAddress(sender.name, sender.address) if sender else None


# The house's own mailbox ----------------------------------------------------------------------------------------------


def list_letters(*, most: int = 200) -> list[Letter]:
    return list(Letter.objects.order_by("-arrived_at", "-id")[:most])


def find_letter(letter_id: int) -> Letter | None:
    return Letter.objects.filter(pk=letter_id).first()
